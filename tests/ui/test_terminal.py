"""What others wrote on a reader's terminal: nothing in it moves the cursor, changes colours or turns text around."""

from __future__ import annotations

import json
import os
import pty
import subprocess

import pytest

from problems.problem import Problem, Status
from tests.verification.export.material import reseal
from tests.workbench import Inside, Workbench, problem, ruler
from ui.commands.show import problem_text
from ui.output import emit, hand_over, say, table, tell
from verification.ledger import Ledger

HOSTILE = "\x1b[31m\x9b\x07\u202e\u2066"


def assert_tame(text: str) -> None:
    wild = {char for char in text if not char.isprintable() and char not in "\r\n"}
    assert not wild, (wild, text)


def on_terminal(workbench: Workbench, *arguments: str) -> str:
    """What a terminal receives, of both streams."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        workbench.command(*arguments),
        cwd=workbench.folder,
        env=workbench.environment(TERM="dumb", PYTHONUTF8="1"),
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    received = b""
    try:
        while part := os.read(leader, 65536):
            received += part
    except OSError:
        pass  # Linux says so when the other end is closed
    os.close(leader)
    assert process.wait(timeout=120) in (0, 2)
    return received.decode()


def test_every_way_out_escapes(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    tell(f"a{HOSTILE}\nb")
    say(f"a{HOSTILE}\nb")
    table(("x",), [(f"a{HOSTILE}\nb",)])
    emit({"schema": 1, "text": HOSTILE})
    out, err = capsys.readouterr()
    assert_tame(out)
    assert_tame(err)
    assert out.startswith("a�[31m����\nb\n")
    assert json.loads(out.splitlines()[-1])["text"] == HOSTILE
    hand_over("a\tb\n")
    assert capsys.readouterr().out == "a\tb\n", "a program gets what is there"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    hand_over(HOSTILE)
    assert_tame(capsys.readouterr().out)


def test_no_field_of_a_problem_begins_a_line_of_its_own() -> None:
    status = Status.model_construct(state="open", as_of="2026-08-08", source="a\nprize: 1")
    fields = {"title": "T\nprize: 1", "status": status, "tags": ("x\nprize: 1",)}
    text = problem_text(Problem.model_construct(id="mine:1", **fields))
    assert [line for line in text.splitlines() if line.startswith("prize:")] == ["prize: none; tags: x prize: 1"]


def test_settings_on_a_terminal(workbench: Workbench) -> None:
    workbench.configure(reviewer=HOSTILE)
    received = on_terminal(workbench, "config", "show")
    assert "reviewer" in received
    assert_tame(received)


def test_a_file_with_a_hostile_name(workbench: Workbench) -> None:
    path = workbench.folder / f"new\nline{HOSTILE}.yaml"
    path.write_text(json.dumps(problem(5, [])))
    received = on_terminal(workbench, "catalog", "add", str(path))
    assert received.startswith("added ")
    assert received.count("\n") == 1
    assert_tame(received)


def test_a_bundle_with_a_hostile_file(inside: Inside, workbench: Workbench) -> None:
    workbench.add(problem(1, [ruler(7, 4)]))
    (workbench.folder / "paper.pdf").write_bytes(b"%PDF-1.7 a proof")
    (taken,) = inside.records("intake", "paper.pdf", "--problem", "mine:1")
    assert inside("export", taken["candidate"], "--out", "bundle").status == 0
    (workbench.folder / "bundle" / f"new\nline{HOSTILE}").touch()
    received = on_terminal(workbench, "reproduce", "bundle")
    assert received.startswith("fault: new")
    assert received.count("\n") == 2
    assert_tame(received)


@pytest.fixture
def found(inside: Inside, workbench: Workbench) -> str:
    """A candidate that was taken in."""
    workbench.add(problem(1, [ruler(7, 4)]))
    (workbench.folder / "ruler.txt").write_text("1 2 5 7")
    (taken,) = inside.records("intake", "ruler.txt", "--problem", "mine:1")
    return str(taken["candidate"])


@pytest.mark.parametrize("command", ["novelty", "review"])
def test_a_search_on_record_is_shown_tamely(inside: Inside, workbench: Workbench, found: str, command: str) -> None:
    record = {
        "schema": 1,
        "candidate": found,
        "problem": "mine:1",
        "source": "s\ndossier: verified",
        "query": "q",
        "unreachable": HOSTILE,
        "date": "2026-08-08",
        "by": "Ada",
    }
    with Ledger.open(workbench.ledger) as ledger:
        ledger.append([("search", record)])
    answer = inside(command, found, "--as", "Ada") if command == "review" else inside(command, found)
    assert answer.status == 0, answer.err
    assert "could not be reached" in answer.out
    assert "\ndossier: verified" not in answer.out
    assert_tame(answer.out)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--unreachable", HOSTILE), "search: unreachable: holds characters that cannot be shown"),
        (("--hits", "0", "--note", HOSTILE), "search: note: holds characters that cannot be shown"),
        (("--hits", "0", "--date", "2026-13-99"), "date '2026-13-99': give the day of the search as YYYY-MM-DD"),
        (("--hits", "0", "--date", "yesterday"), "date 'yesterday': give the day of the search as YYYY-MM-DD"),
        (("--hits", "0", "--date", "2999-01-01"), "date 2999-01-01 lies ahead"),
    ],
)
def test_a_search_is_recorded_only_as_it_can_be_shown(
    inside: Inside, found: str, words: tuple[str, ...], what: str
) -> None:
    before = inside("ledger", "head").out
    answer = inside("novelty", found, "--source", "s", "--query", "q", *words)
    assert (answer.status, answer.err.count("\n")) == (2, 1)
    assert what in answer.err
    assert inside("ledger", "head").out == before


def test_a_bundle_that_is_not_whole_is_said_to_be_unjudged(inside: Inside, workbench: Workbench, found: str) -> None:
    bundle = workbench.folder / "bundle"
    assert inside("export", found, "--out", "bundle").status == 0
    (verdicts,) = bundle.rglob("verdicts.json")
    verdicts.write_text("[]")
    reseal(bundle)
    answer = inside("reproduce", "bundle")
    assert answer.status == 2
    assert answer.out.splitlines()[0].endswith(": not judged, since the bundle is not whole")
