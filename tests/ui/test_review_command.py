"""`workbench review`, `queue`, `novelty` and what `show` says of them."""

from __future__ import annotations

import os
import pty
import subprocess

import pytest

from tests.verification.judgements import add
from tests.workbench import Inside, Workbench, problem, ruler
from verification.candidate import parse_candidate
from verification.ledger import Ledger

KNOWN = ("--axis", "novelty", "--grade", "known", "--note", "A Golomb ruler.")


@pytest.fixture
def found(inside: Inside, workbench: Workbench) -> str:
    """A candidate that was taken in."""
    workbench.add(problem(1, [ruler(7, 4)]), problem(2, [ruler(7, 4)]))
    (workbench.folder / "ruler.txt").write_text("1 2 5 7")
    (taken,) = inside.records("intake", "ruler.txt", "--problem", "mine:1")
    return str(taken["candidate"].removeprefix("sha256:")[:12])


def test_the_sheet_shows_what_there_is_to_judge(inside: Inside, found: str) -> None:
    answer = inside("review", found, "--as", "Ada")
    assert answer.status == 0
    lines = answer.out.splitlines()
    assert lines[1] == "would say: One case, goal exists, for a test."
    questions = [line for line in lines if line.endswith(")") and "? (" in line]
    assert [line.partition(":")[0] for line in questions][:2] == ["novelty", "fidelity"], "known-first"
    assert any(line.startswith("dossier: ") for line in lines)
    (sheet,) = inside.records("review", found, "--as", "Ada")
    assert [item["axis"] for item in sheet["questions"]][:2] == ["novelty", "fidelity"]
    assert (sheet["reviewer"], sheet["reviews"]) == ("Ada", [])


def test_grades_need_order_reason_and_the_closed_list(inside: Inside, found: str) -> None:
    for words, what in (
        (
            ("--axis", "correctness", "--grade", "technically correct", "--note", "x"),
            "novelty comes before correctness",
        ),
        (("--axis", "novelty", "--grade", "known"), "a grade needs a reason"),
        (("--axis", "novelty", "--grade", "known", "--note", " "), "reason"),
        (("--axis", "novelty", "--grade", "solved", "--note", "x"), "novelty is one of"),
        (("--axis", "beauty", "--grade", "known", "--note", "x"), "there are correctness, fidelity"),
        (("--axis", "novelty", "--note", "x"), "give --grade once for every --axis"),
        (("--note", "x"), "give --axis and --grade"),
        ((*KNOWN, "--as", "x" * 101), "reviewer"),
        ((*KNOWN, "--problem", "mine:2"), "was not found for mine:2"),
        ((*KNOWN, "--supersedes", "abcdef"), "is no review of this candidate"),
    ):
        answer = inside("review", found, *words)
        assert answer.status == 2
        assert what in answer.err
        assert answer.err.count("\n") == 1
    assert inside("review", "ffffff", *KNOWN).status == 2


def test_a_stale_write_is_refused_and_a_fresh_one_taken(inside: Inside, found: str) -> None:
    (sheet,) = inside.records("review", found, "--as", "Bob")
    (first,) = inside.records("review", found, "--as", "Ada", *KNOWN)
    answer = inside("review", found, "--as", "Bob", *KNOWN, "--seen", sheet["seen"])
    assert answer.status == 2
    assert "novelty was graded by Ada" in answer.err
    assert "look again" in answer.err
    (second,) = inside.records("review", found, "--as", "Bob", *KNOWN, "--seen", first["hash"])
    assert inside.records("ledger", "check")[0]["ok"]
    (shown,) = inside.records("show", found)
    assert [item["hash"] for item in shown["reviews"]] == [first["hash"], second["hash"]]


def test_a_correction_supersedes_and_both_stay(inside: Inside, found: str) -> None:
    (first,) = inside.records("review", found, "--as", "Ada", *KNOWN)
    again = ("--axis", "novelty", "--grade", "partial solution", "--note", "There is a gap.", "--as", "Ada")
    assert "--supersedes" in inside("review", found, *again).err
    (second,) = inside.records("review", found, *again, "--supersedes", first["hash"][:12])
    assert second["supersedes"] == first["hash"]
    out = inside("show", found).out
    assert f"corrected by {second['hash'][:12]}" in out
    (entry,) = inside.records("show", first["hash"][:16])
    assert (entry["kind"], entry["grade"]) == ("review", "known")


def test_a_second_reader_is_blind_until_he_has_graded(inside: Inside, workbench: Workbench, found: str) -> None:
    inside.records("review", found, "--as", "Ada", *KNOWN)
    blind = inside("review", found, "--as", "Bob").out
    assert "A Golomb ruler." not in blind
    assert "novelty: graded by 1, hidden until you have graded it" in blind
    assert "A Golomb ruler." in inside("review", found, "--as", "Bob", "--reveal").out
    workbench.configure(reviewer="Bob")
    assert "A Golomb ruler." not in inside("show", found).out
    (shown,) = inside.records("show", found)
    assert (shown["reviews"], shown["hidden"]) == ([], {"novelty": 1})
    assert "A Golomb ruler." in inside("show", found, "--reveal").out
    inside.records("review", found, "--axis", "novelty", "--grade", "unknown", "--note", "Not searched.")
    out = inside("show", found).out
    assert "Ada · novelty: known" in out
    assert "Bob · novelty: unknown" in out
    (item,) = inside.records("queue")
    assert (item["why"], item["disagreements"]) == ("reviewers disagree", ["novelty"])


def test_the_queue_forgets_what_is_settled_and_keeps_it_for_a_second_reading(inside: Inside, found: str) -> None:
    assert found in inside("queue").out
    inside.records("review", found, "--as", "Ada", *KNOWN)
    assert inside.records("queue") == []
    assert len(inside.records("queue", "--second", "--as", "Bob")) == 1
    assert inside.records("queue", "--second", "--as", "Ada") == []
    assert inside.records("queue", "--problem", "mine:2") == []


def test_without_a_ledger_there_is_nothing_to_read(inside: Inside) -> None:
    for words in (("queue",), ("review", "abcdef"), ("novelty", "abcdef")):
        answer = inside(*words)
        assert answer.status == 2
        assert "there is no ledger here yet" in answer.err


def test_the_novelty_dossier_from_the_terminal(inside: Inside, found: str) -> None:
    day = ("--date", "2026-08-08")
    answer = inside("novelty", found, "--source", "arXiv", "--query", "Golomb ruler", "--hits", "0", *day)
    assert answer.status == 0
    assert "not found in arXiv on 2026-08-08; asked for: Golomb ruler" in answer.out
    inside(
        "novelty", found, "--source", "zbMATH", "--query", "ruler", "--unreachable", "no network", *day, "--as", "Eve"
    )
    (sheet,) = inside.records("novelty", found)
    assert [item.get("hits") for item in sheet["searches"]] == [0, None]
    assert sheet["searches"][1]["by"] == "Eve"
    assert "dossier: not found in arXiv on 2026-08-08" in inside("review", found).out
    for words in (("--source", "arXiv"), ("--hits", "1"), ("--source", "a", "--query", "b")):
        assert inside("novelty", found, *words).status == 2


def test_a_problem_shows_what_the_ledger_holds(inside: Inside, workbench: Workbench, found: str) -> None:
    workbench.add(problem(3, [ruler(6, 4)]))
    assert inside("scan", "mine:3", "--prover", "local", "--work", "50").status == 0
    (shown,) = inside.records("show", "mine:3")
    (attempt,) = shown["ledger"]["attempts"]
    assert attempt["mechanism"]
    assert attempt["mechanism"] in inside("show", "mine:3").out
    (shown,) = inside.records("show", "mine:1")
    assert shown["ledger"]["figures"] == {"attempts": 1, "verified": 1, "reviews": 0}
    workbench.ledger.write_bytes(b"no ledger")
    answer = inside("show", "mine:1")
    assert answer.status == 0, "the catalogue can be read without a ledger"
    assert "the ledger is left out" in answer.err


def session(workbench: Workbench, found: str, typed: list[str]) -> tuple[int, str]:
    """A review on a terminal: what is typed, line by line."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        workbench.command("review", found, "--as", "Ada"),
        cwd=workbench.folder,
        env=workbench.environment(TERM="dumb"),
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    os.close(slave)
    os.write(master, "".join(f"{line}\n" for line in typed).encode())
    out, _ = process.communicate(timeout=60)
    os.close(master)
    return process.returncode, out


def test_a_session_asks_in_order_and_writes_at_the_end(workbench: Workbench, inside: Inside, found: str) -> None:
    status, out = session(workbench, found, ["5", "Erdős and Turán.", "faithful", "Read both.", "", ""])
    assert status == 0, out
    assert out.index("Is it known?") < out.index("Is it a technicality")
    assert "that settles it" in out
    (shown,) = inside.records("show", found)
    assert [(item["axis"], item["grade"]) for item in shown["reviews"]] == [
        ("novelty", "known"),
        ("fidelity", "faithful"),
    ]
    status, out = session(workbench, found, ["nonsense", ""])
    assert status == 2
    assert "nothing was written" in out
    assert len(inside.records("show", found)[0]["reviews"]) == 2


def test_a_name_from_the_configuration_or_the_login(
    inside: Inside, workbench: Workbench, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "login")
    assert inside.records("review", found)[0]["reviewer"] == "login"
    workbench.configure(reviewer="Configured")
    assert inside.records("review", found)[0]["reviewer"] == "Configured"
    assert inside.records("review", found, "--as", "Flag")[0]["reviewer"] == "Flag"


@pytest.mark.parametrize("word", ["conflict", "refuted"])
def test_a_conflict_is_said_wherever_the_candidate_is_shown(
    inside: Inside, workbench: Workbench, found: str, word: str
) -> None:
    (shown,) = inside.records("show", found)
    assert (shown["outcome"], shown["assurance"]) == ("verified", "A2")
    item = parse_candidate(shown["candidate"])
    with Ledger.open(workbench.ledger) as ledger:
        add(ledger, item, word)
        add(ledger, item, "verified")
        (entry, *_) = ledger.entries("candidate")
    (shown,) = inside.records("show", found)
    assert (shown["outcome"], shown["assurance"], shown["label"]) == ("unknown", "A0", "conflict")
    assert inside.records("show", entry.hash[:20])[0]["outcome"] == "verified", "an entry by its own hash"
    (sheet,) = inside.records("review", found, "--as", "Ada")
    assert (sheet["outcome"], sheet["assurance"]) == ("unknown", "A0")
    assert "machine check: unknown A0 conflict: " in inside("review", found, "--as", "Ada").out
    (first,) = inside.records("queue")
    assert first["why"] == "the judges contradict each other: a person must look"
    (problem_,) = inside.records("show", "mine:1")
    assert problem_["ledger"]["figures"] == {"attempts": 3, "verified": 0, "reviews": 0}
    assert "found A1" not in inside("show", "mine:1").out
