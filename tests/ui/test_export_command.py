"""`export` and `reproduce` as commands: statuses, messages of one line, nothing left behind."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.workbench import Inside, Workbench, problem, ruler

pytest.importorskip("cpmpy", reason="the sat and smt extras are not installed")
pytestmark = pytest.mark.xdist_group("export-command")

PROBLEMS = (problem(1, [ruler(7, 4), ruler(6, 4, "none")]),)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a project that was scanned once."""
    project = Workbench(tmp_path_factory.mktemp("scanned") / "project")
    project.add(*PROBLEMS)
    answer = project.run("scan", "--prover", "construct", "--prover", "sat", "--budget", "5s")
    assert answer.returncode == 0, answer.stderr
    return project.folder / "store"


@pytest.fixture
def scanned(store: Path, inside: Inside, workbench: Workbench) -> Inside:
    workbench.add(*PROBLEMS)
    shutil.copytree(store, workbench.folder / "store")
    return inside


def test_a_problem_travels_and_reproduces(scanned: Inside, workbench: Workbench) -> None:
    written = scanned.records("export", "mine:1", "--out", "bundle")
    assert len(written) == 2
    assert len({item["digest"] for item in written}) == 1
    elsewhere = workbench.folder.parent / "elsewhere"
    shutil.copytree(workbench.folder / "bundle", elsewhere)
    shutil.rmtree(workbench.folder / "store")
    (result,) = scanned.records("reproduce", str(elsewhere), "--expect", written[0]["digest"])
    assert result["ok"]
    assert {item["outcome"] for item in result["items"]} == {"verified"}
    told = scanned("reproduce", str(elsewhere))
    assert told.status == 0
    assert "2 of 2 reproduced, 0 faults" in told.out
    (result,) = scanned.records("reproduce", str(elsewhere), "--expect", "0" * 64, status=2)
    assert "not the expected" in result["faults"][0]
    (elsewhere / "README.md").write_text("solved!")
    told = scanned("reproduce", str(elsewhere))
    assert (told.status, "fault: README.md: was changed" in told.out) == (2, True)


def test_a_bundle_does_not_configure_its_own_check(
    scanned: Inside, workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned.records("export", "mine:1", "--out", "bundle")
    inside = workbench.folder / "bundle"
    (inside / "workbench.toml").write_text('families = ["theirs"]\njudge_seconds = -1\n')
    for place in (inside, inside / "items"):
        monkeypatch.chdir(place)
        answer = scanned("reproduce", str(inside))
        assert answer.status == 2
        assert "fault: workbench.toml: is not in the manifest" in answer.out


def test_candidates_and_attempts_are_named_by_digits(scanned: Inside, workbench: Workbench) -> None:
    entries = [item for item in workbench.attempts() if item["candidates"]]
    by_attempt = scanned.records("export", entries[0]["id"][:12], "--out", "one")
    by_candidate = scanned.records("export", entries[0]["candidates"][0], "--out", "two")
    assert by_attempt[0]["digest"] == by_candidate[0]["digest"]
    metadata = json.loads((workbench.folder / "one" / "ro-crate-metadata.json").read_text())
    assert metadata["@context"] == "https://w3id.org/ro/crate/1.2/context"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "mine:9", "--out", "x"), "no candidate"),
        (("export", "ffffffffff", "--out", "x"), "nothing in"),
        (("export", "mine:1", "--out", "x", "--format", "pdf"), "there are bundle, lean, upstream"),
        (("export", "mine:1", "--out", "catalog"), "is there already"),
        (("export", "mine:1", "--out", "x", "--format", "lean", "--no-documents"), "is for bundles"),
        (("reproduce", "nowhere"), "no such folder"),
        (("reproduce", "workbench.toml"), "is a file"),
        (("reproduce", "catalog", "--expect", "12"), "not a digest"),
    ],
)
def test_faults_are_told_in_one_line(
    scanned: Inside, workbench: Workbench, arguments: tuple[str, ...], said: str
) -> None:
    before = sorted(path.name for path in workbench.folder.iterdir())
    answer = scanned(*arguments)
    assert answer.status == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert sorted(path.name for path in workbench.folder.iterdir()) == before


def test_a_paper_that_was_handed_in_travels_with_a_notice(inside: Inside, workbench: Workbench) -> None:
    workbench.add(problem(1, [ruler(7, 4)]))
    (workbench.folder / "paper.pdf").write_bytes(b"%PDF-1.7 a proof")
    (taken,) = inside.records("intake", "paper.pdf", "--problem", "mine:1", "--author", "Ada")
    answer = inside("export", taken["candidate"], "--out", "with")
    assert answer.status == 0
    assert "with: carries documents by others" in answer.err
    (paper,) = (workbench.folder / "with").rglob("document-*.pdf")
    assert paper.read_bytes() == b"%PDF-1.7 a proof"
    assert inside("reproduce", "with").status == 3, "nobody but a person judges words"
    answer = inside("export", taken["candidate"], "--out", "without", "--no-documents")
    assert answer.status == 0
    assert "carries documents" not in answer.err
    assert "left the documents out" in answer.out
    assert not list((workbench.folder / "without").rglob("document-*"))


def test_upstream_drafts_are_files_and_nothing_is_sent(scanned: Inside, workbench: Workbench) -> None:
    answer = scanned("export", "mine:1", "--format", "upstream", "--out", "drafts")
    assert answer.status == 0
    assert "Nothing was sent anywhere." in answer.err
    drafts = list((workbench.folder / "drafts").iterdir())
    assert len(drafts) == 2
    assert all("**Nothing has been sent.**" in path.read_text() for path in drafts)
