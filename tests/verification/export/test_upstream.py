"""Drafts for upstream: only of verified candidates, in upstream's own form, and plainly a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from problems.claim import ClaimRecord
from problems.errors import UnsupportedError
from problems.problem import Problem
from tests.verification.export.material import LIMITS, Store, refutation, witness
from verification.export.subject import Subject
from verification.export.upstream import AMS, draft, export
from verification.standing import MachineCheck
from verification.verdict import Assurance, Outcome

pytest.importorskip("cpmpy", reason="the sat and smt extras are not installed")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = Store(tmp_path_factory.mktemp("store"))
    made.fill([
        refutation("sidon_golomb", {"N": 11, "k": 5}),
        witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]}),
        witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 3, 7]}),
    ])  # fmt: skip
    return made


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day soon after that of the problems' statuses."""
    monkeypatch.setattr("problems.problem.today", lambda: date(2026, 8, 20))


@pytest.fixture
def subject(store: Store) -> Subject:
    (found,) = store.subjects(refutation("sidon_golomb", {"N": 11, "k": 5}))
    return found


def settled(subject: Subject, direction: str = "yes", **fields: Any) -> Subject:
    assert subject.problem is not None
    assert subject.record is not None
    record = {
        **subject.record.model_dump(mode="json", exclude_none=True),
        "scope": {"kind": "settles", "direction": direction},
        "source": {"kind": "site", "detail": "erdosproblems.com/30", "date": "2026-11-01"},
    }
    problem = {**subject.problem.model_dump(mode="json", exclude_none=True), "id": "erdos:30", **fields}
    return replace(subject, problem=Problem.model_validate(problem), record=ClaimRecord.model_validate(record))


def block(text: str, language: str) -> str:
    return text.partition(f"```{language}\n")[2].partition("```")[0]


def test_a_settled_problem_changes_the_fields_that_people_edit(subject: Subject) -> None:
    for direction, state in (("yes", "proved"), ("no", "disproved")):
        text = draft(settled(subject, direction, tags=["sidon sets", "graph theory"]))
        (entry,) = yaml.safe_load(block(text, "yaml"))
        assert entry == {"number": "30", "informal_status": {"state": state, "last_update": "2025-10-09"}}
        lean = block(text, "lean")
        assert "@[category research solved, AMS 5 11]\ntheorem erdos_30 : STATEMENT" in lean
        assert "formal_proof using" not in lean
    assert "```yaml" not in draft(settled(subject, "part"))


def test_a_status_that_is_old_withholds_what_a_settled_problem_changes(
    subject: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = settled(subject, status={"state": "open", "as_of": "2026-08-08"})
    monkeypatch.setattr("problems.problem.today", lambda: date(2026, 9, 7))
    assert "```yaml" in draft(made)
    assert "withheld" not in draft(made)
    monkeypatch.setattr("problems.problem.today", lambda: date(2026, 9, 8))
    text = draft(made)
    old = "the status known here is of 2026-08-08, not of the last 30 days"
    assert f"**That this settles the problem is withheld**: {old}" in text
    assert f"No field is proposed: {old}." in text
    assert "proved" not in text
    assert "research solved" not in text
    assert f"No category is proposed: {old}." in text
    export([made], tmp_path, LIMITS, status_days=31)
    assert "category research solved" in (tmp_path / f"{made.name}.md").read_text()


def test_an_instance_says_the_same_on_an_old_status(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    text = draft(subject)
    monkeypatch.setattr("problems.problem.today", lambda: date(2027, 8, 20))
    assert draft(subject) == text


def test_an_instance_changes_no_field(subject: Subject) -> None:
    text = draft(subject)
    assert "**Nothing has been sent.**" in text
    assert "```yaml" not in text
    assert "category test" in text
    assert "Fidelity and novelty have not both been reviewed" in text
    assert "prover test, seed 0" in text
    assert "dratify" in block(text, "text")
    assert "translation" in block(text, "text")


def test_only_the_kernel_makes_a_formal_proof(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Subject, "check", MachineCheck(Outcome.VERIFIED, Assurance.A4, "", "the kernel accepted it"))
    text = draft(settled(subject))
    assert 'formal_proof using lean4 at "STABLE-URL' in text
    assert yaml.safe_load(block(text, "yaml"))[0]["formal_status"]["state"] == "Lean"


def test_foreign_text_stays_text(subject: Subject) -> None:
    assert subject.record is not None
    record = subject.record.model_copy(update={"meaning": "ends -/ here /- and ``` there"})
    lean = block(draft(replace(subject, record=record)), "lean")
    assert lean.count("-/") == 1


def test_refuted_unverified_and_homeless_candidates_are_left_out(store: Store, tmp_path: Path) -> None:
    false = witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 3, 7]})
    homeless = witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]})
    good = refutation("sidon_golomb", {"N": 11, "k": 5})
    with pytest.raises(UnsupportedError, match=r"is refuted.*nothing to tell upstream"):
        export(store.subjects(false, homeless), tmp_path / "out", LIMITS)
    assert not (tmp_path / "out").exists()
    written, *left_out = export(store.subjects(false, good, homeless), tmp_path / "out", LIMITS)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [Path(written.path).name]
    assert Path(written.path).read_text().startswith("# Draft for problem mine:1")
    assert [item.path for item in left_out] == ["", ""]
    assert "is refuted" in left_out[0].summary
    assert "nothing to tell upstream" in left_out[1].summary


def test_the_subject_classes_are_those_of_the_classification() -> None:
    assert all(3 <= number <= 97 for number in AMS.values())
