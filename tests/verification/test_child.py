"""Children of judging processes: input, output, time, and their end with their parent."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from verification.child import run_child
from verification.verifier import Verifier

ROOT = Path(__file__).parent.parent.parent


def test_input_output_and_status() -> None:
    answer = run_child([sys.executable, "-c", "print(input() * 2); raise SystemExit(3)"], text="ab")
    assert (answer.stdout, answer.returncode) == ("abab\n", 3)


def test_a_child_is_stopped_in_time() -> None:
    started = time.monotonic()
    with pytest.raises(TimeoutError, match="was stopped after"):
        run_child(["sleep", "60"], seconds=0.2)
    assert time.monotonic() - started < 10


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of the end of their parent")
def test_a_child_ends_with_its_killed_parent(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    child = f"import os, time; open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    code = f"import sys; from verification.child import run_child; run_child([sys.executable, '-c', {child!r}])"
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    deadline = time.monotonic() + 20
    while not (mark.exists() and mark.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    parent.kill()
    parent.wait()
    while alive(int(mark.read_text())):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_folders_of_killed_judges_are_removed_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys; from verification.verifier import Verifier\n"
        "with Verifier(): print('here', flush=True); sys.stdin.read()"
    )
    judge = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert judge.stdout is not None
    assert judge.stdout.readline() == b"here\n"
    judge.kill()
    judge.communicate()
    (left,) = tmp_path.glob("workbench-judge-*")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Verifier():
        assert not left.exists()
    assert not list(tmp_path.iterdir())


def alive(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
