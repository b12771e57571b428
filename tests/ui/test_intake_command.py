"""`workbench intake` and bare witnesses of `workbench verify`, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.workbench import Inside, Workbench, claim, problem, ruler
from verification.blobs import Blobs
from verification.ledger import Ledger


@pytest.fixture
def project(workbench: Workbench) -> Path:
    pentagon = claim("ramsey_coloring", n=5, ks=[3, 3])
    workbench.add(problem(1, [ruler(7, 4), ruler(6, 4, "none")]), problem(2, [ruler(7, 4), pentagon]))
    return workbench.folder


def sound(workbench: Workbench) -> bool:
    with Ledger.open(workbench.ledger, read_only=True) as ledger:
        return ledger.check(blobs=Blobs(workbench.blobs)).ok


def test_a_paper_is_recorded_once_with_author_link_and_hash(
    inside: Inside, workbench: Workbench, project: Path
) -> None:
    (project / "paper.pdf").write_bytes(b"%PDF-1.7 a proof")
    words = ("intake", "paper.pdf", "--problem", "mine:1", "--author", "A. N. Other", "--link", "https://example.org/1")
    (first,) = inside.records(*words, "--note", "claims everything")
    assert (first["already"], first["outcome"]) == (False, "unknown")
    (attempt,) = workbench.attempts()
    assert attempt["prover"] == "intake"
    assert attempt["config"]["author"] == "A. N. Other"
    assert attempt["config"]["link"] == "https://example.org/1"
    sha256 = attempt["config"]["source"]["sha256"]
    assert b"".join(Blobs(workbench.blobs).open(sha256)) == b"%PDF-1.7 a proof"
    (project / "paper.pdf").rename(project / "renamed.pdf")
    (again,) = inside.records("intake", "renamed.pdf", "--problem", "mine:1")
    assert (again["already"], again["candidate"], again["attempt"]) == (True, first["candidate"], attempt["id"])
    assert len(workbench.attempts()) == 1
    (other,) = inside.records("intake", "renamed.pdf", "--problem", "mine:2")
    assert not other["already"], "for another problem it is another claim"
    assert sound(workbench)
    answer = inside("ledger", "gc", "--dry-run")
    assert answer.out.startswith("0 orphaned")
    assert [item["candidate"] for item in inside.records("queue")] == [first["candidate"], other["candidate"]]
    shown = inside("show", "mine:1").out
    assert "intake (A. N. Other)" in shown
    assert "candidate undecided" in shown


@pytest.mark.parametrize(
    ("name", "content"),
    [("note.md", "# A proof\n"), ("proof.tex", "\\begin{proof}"), ("note.txt", "hello"), ("t.lean", "theorem")],
)
def test_texts_are_documents(inside: Inside, workbench: Workbench, project: Path, name: str, content: str) -> None:
    (project / name).write_text(content)
    (taken,) = inside.records("intake", name, "--problem", "mine:1")
    (shown,) = inside.records("show", taken["candidate"])
    payload = shown["candidate"]["payload"]
    assert (payload["kind"], payload["document"]["name"]) == ("informal", name)
    assert sound(workbench)


def test_a_lean_project_is_archived(inside: Inside, workbench: Workbench, project: Path) -> None:
    (project / "lean").mkdir()
    (project / "lean" / "Main.lean").write_text("theorem t : True := trivial")
    (taken,) = inside.records("intake", "lean", "--problem", "mine:1")
    (shown,) = inside.records("show", taken["candidate"])
    assert shown["candidate"]["payload"]["document"]["media_type"] == "application/x-tar"
    (project / "lean" / "out").symlink_to("/etc")
    answer = inside("intake", "lean", "--problem", "mine:1")
    assert (answer.status, answer.err) == (
        2,
        "workbench: out: is a link; links are not followed, put the file itself there\n",
    )


def test_an_address_is_recorded_and_not_fetched(inside: Inside, workbench: Workbench, project: Path) -> None:
    (taken,) = inside.records("intake", "https://example.org/abs/1", "--problem", "mine:1")
    (attempt,) = workbench.attempts()
    assert attempt["config"]["link"] == "https://example.org/abs/1"
    assert "sha256" not in attempt["config"]["source"]
    (again,) = inside.records("intake", "https://example.org/abs/1", "--problem", "mine:1")
    assert (again["already"], again["candidate"]) == (True, taken["candidate"])
    answer = inside("intake", "file:///etc/passwd", "--problem", "mine:1")
    assert answer.status == 2
    assert "only addresses with http or https" in answer.err


def test_witnesses_are_checked_and_join_the_queue(inside: Inside, workbench: Workbench, project: Path) -> None:
    (project / "ruler.txt").write_text("1 2 5 7\n")
    (project / "bad.txt").write_text("1 2 3 7\n")
    (project / "pentagon.g6").write_text("Dhc\n")
    (taken,) = inside.records("intake", "ruler.txt", "--problem", "mine:1", "--author", "Golomb")
    assert (taken["outcome"], taken["assurance"][0]) == ("verified", "A"), "the problem has one claim that it can be"
    (refuted,) = inside.records("intake", "bad.txt", "--problem", "mine:1")
    assert refuted["outcome"] == "refuted"
    answer = inside("intake", "pentagon.g6", "--problem", "mine:2")
    assert answer.status == 2
    assert "say which claim with --family and --param" in answer.err
    words = ("--problem", "mine:2", "--family", "ramsey_coloring")
    (graph,) = inside.records("intake", "pentagon.g6", *words)
    assert graph["outcome"] == "verified"
    (same,) = inside.records("intake", "pentagon.g6", *words, "--param", "n=5", "--param", "ks=3,3")
    assert same["already"]
    queue = inside.records("queue")
    assert {item["candidate"] for item in queue} == {taken["candidate"], graph["candidate"]}
    assert all(item["provers"] == ["intake"] for item in queue)
    assert sound(workbench)


def test_what_a_scan_found_before_is_said(inside: Inside, workbench: Workbench, project: Path) -> None:
    assert inside("scan", "mine:1", "--prover", "enumerate", "--work", "5000").status == 0
    found = next(
        attempt for attempt in workbench.attempts() if attempt["verified"] and attempt["claim"]["goal"] == "exists"
    )
    (shown,) = inside.records("show", found["candidates"][0])
    (project / "same.json").write_text(json.dumps(shown["candidate"]))
    (taken,) = inside.records("intake", "same.json", "--problem", "mine:1")
    assert (taken["candidate"], taken["found_by"]) == (found["candidates"][0], ["enumerate"])
    items = inside.records("queue")
    item = next(item for item in items if taken["candidate"] in item["members"])
    assert item["provers"] == ["enumerate", "intake"]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("nothing.pdf", "--problem", "mine:1"), "No such file"),
        (("a.txt", "--problem", "mine:9"), "no problem"),
        (("a.txt", "--problem", "mine:1", "--link", "ftp://x"), "link"),
        (("a.txt", "--problem", "mine:1", "--author", "x" * 301), "author"),
        (("a.txt", "--problem", "mine:1", "--family", "sidon"), "unknown family"),
        (("a.txt", "--problem", "mine:1", "--family", "sidon_golomb", "--param", "N"), "NAME=VALUE"),
        (("a.txt", "--problem", "mine:1", "--format", "xml"), "format"),
        (("bin.dat", "--problem", "mine:1", "--format", "integers"), "nor text in UTF-8; taken are PDF"),
    ],
)
def test_bad_input_is_one_line_and_status_2(inside: Inside, project: Path, words: tuple[str, ...], what: str) -> None:
    (project / "a.txt").write_text("hello")
    (project / "bin.dat").write_bytes(b"\xff\0")
    answer = inside("intake", *words)
    assert answer.status == 2
    assert what in answer.err
    assert answer.err.count("\n") == 1


def test_bare_witnesses_are_judged_from_the_command_line(inside: Inside, project: Path) -> None:
    (project / "graphs.g6").write_text("Dhc\nD??\n")
    words = ("verify", "--family", "ramsey_coloring", "--param", "n=5", "--param", "ks=3,3", "graphs.g6")
    good, bad = inside.records(*words, status=1)
    assert (good["outcome"], bad["outcome"]) == ("verified", "refuted")
    (project / "graphs.g6").write_text("Dhc\nC~\n")
    _, fault = inside.records(*words, status=2)
    assert fault["error"]["line"] == 2
    (project / "list").write_text("1, 2, 5, 7")
    assert inside("verify", "list", "--family", "sidon_golomb", "--param", "N=7", "--param", "k=4").status == 0
    assert inside("verify", "list", "--family", "sidon_golomb", "--param", "L=6", "--param", "k=4").status == 0
    for wrong, what in (
        (("--param", "N=7"), "needs its claim"),
        (("--family", "sidon_golomb"), "N: Field required"),
        (
            ("--family", "sidon_golomb", "--param", "N=7", "--param", "k=4", "--format", "graph6"),
            "cannot be read from graph6",
        ),
    ):
        answer = inside("verify", "list", *wrong)
        assert answer.status == 2
        assert what in answer.err
