"""Closed and endless streams, and Ctrl-C: one line, and a status that is never taken for a refutation."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from tests.workbench import REPOSITORY
from ui import cli
from ui.commands import verify

RULER = {
    "schema": 1,
    "claim": {"family": "sidon_golomb", "params": {"N": 12, "k": 5}, "goal": "exists"},
    "payload": {"kind": "witness", "witness": {"set": [1, 2, 5, 10, 12]}},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ruler.json").write_text(json.dumps(RULER))
    os.mkfifo(tmp_path / "fifo")
    return tmp_path


def shell(words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command line of bash, in which `verify` is the command."""
    script = f'verify() {{ "{sys.executable}" -m ui.cli verify "$@"; }}; {words}'
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    return subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("verify - <&-", "workbench: standard input is closed: give a file, or send candidates into it"),
        ("verify ruler.json >&-", "workbench: standard output is closed: send it to a file, a pipe or /dev/null"),
        ("verify ruler.json >/dev/full", "workbench: system: No space left on device"),
        ("verify /dev/zero", "workbench: /dev/zero: is a device: give a file, a pipe, or - for stdin"),
        ("verify /dev/full --family sidon_golomb", "workbench: /dev/full: is a device: give a file, a pipe, or"),
    ],
)
def test_a_stream_that_cannot_be_used(words: str, said: str, folder: Path) -> None:
    answer = shell(words, folder)
    assert answer.returncode == 2
    assert answer.stderr.startswith(said)
    assert answer.stderr.count("\n") == 1


def test_closed_stderr_is_no_fault(folder: Path) -> None:
    answer = shell("verify ruler.json 2>&-", folder)
    assert answer.returncode == 0
    assert answer.stdout.startswith("verified A1")


def test_a_pipe_by_name_is_read_without_a_word_and_a_fifo_with_one(folder: Path) -> None:
    answer = shell("verify <(cat ruler.json)", folder)
    assert (answer.returncode, answer.stderr) == (0, "")
    answer = shell("(cat ruler.json > fifo) & verify fifo", folder)
    assert (answer.returncode, answer.stderr) == (0, "fifo: a FIFO; waiting for what is written into it\n")


def test_a_line_without_end_ends_the_reading(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Endless(io.RawIOBase):
        def readline(self, size: int | None = -1, /) -> bytes:
            return b"x" * (size or 0)

    monkeypatch.setattr(verify, "MAX_BYTES", 1 << 20)
    monkeypatch.setattr(verify, "MAX_DROPPED", 4 << 20)
    (line,) = verify._lines(cast(BinaryIO, Endless()))
    assert len(line) == (1 << 20) + 2, "too long, so that it is a fault"
    assert capsys.readouterr().err == "a line has not ended after 6 MB: nothing from there on is judged\n"


def test_after_a_line_that_is_too_long_the_next_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "MAX_BYTES", 10)
    first, second = verify._lines(io.BytesIO(b"x" * 5000 + b"\n{}\n"))
    assert len(first) == 12
    assert second == b"{}\n"


@pytest.mark.parametrize("file", ["-", "fifo"])
@pytest.mark.parametrize("early", [True, False])
def test_ctrl_c_at_any_time_says_stopped(file: str, early: bool, folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "verify", file, "--workers", "1"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    said = ""
    if early:  # while modules are imported
        while "_pydantic_core" not in Path(f"/proc/{process.pid}/maps").read_text():
            time.sleep(0.01)
    elif file == "fifo":
        said = process.stderr.readline()
        assert "waiting" in said
    else:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write((json.dumps(RULER) + "\n") * 4)
        process.stdin.flush()
        process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    rest = process.communicate(timeout=60)[1].splitlines()
    assert process.returncode == 130
    assert [line for line in rest if "a FIFO; waiting" not in line] == ["workbench: stopped"]


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_fault_of_our_own_is_no_refutation(
    wrapped: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def faulty() -> int:
        if wrapped:
            try:
                raise KeyboardInterrupt
            except KeyboardInterrupt:
                raise RuntimeError("a library's own words for it") from None
        raise AttributeError("nothing of the kind")

    monkeypatch.setattr("ui.commands.root.run", faulty)
    with pytest.raises(SystemExit) as stop:
        cli.main()
    lines = capsys.readouterr().err.splitlines()
    if wrapped:
        assert (stop.value.code, lines) == (130, ["workbench: stopped"])
    else:
        assert stop.value.code == 70
        assert "AttributeError: nothing of the kind" in lines
        assert lines[-1].startswith("workbench: this is a fault of the workbench itself")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "ruler.json --family sidon_golomb --param N=5 --param k=3 --param N=6",
            "--param N is given twice: leave one out",
        ),
        ("empty --family sidon_golomb --param N=5 --param k=3", "empty: holds no witness"),
        ("- --family sidon_golomb --param N=5 --param k=3", "stdin: holds no witness"),
    ],
)
def test_what_is_wrong_with_a_bare_witness_is_named(words: str, said: str, folder: Path) -> None:
    (folder / "empty").touch()
    answer = shell(f"verify {words}", folder)
    assert (answer.returncode, answer.stdout, answer.stderr) == (2, "", f"workbench: {said}\n")
