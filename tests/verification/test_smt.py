"""The finite model as a second statement, and two solvers on one SMT-LIB text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("cpmpy", reason="the smt extra is not installed")
pytest.importorskip("z3", reason="the smt extra is not installed")

from verification import smt
from verification.backend import Limits
from verification.candidate import Candidate, parse_candidate
from verification.verdict import Assurance, Outcome, SolverAnswers, UnknownReason, Verdict
from verification.verifier import Verifier

LIMITS = Limits(seconds=60)


def candidate(n: int, k: int, goal: str, payload: dict[str, Any]) -> Candidate:
    claim = {"family": "sidon_golomb", "params": {"N": n, "k": k}, "goal": goal}
    return parse_candidate({"schema": 1, "claim": claim, "payload": payload})


def witness(*elements: int, n: int = 12, k: int = 5) -> Candidate:
    return candidate(n, k, "exists", {"kind": "witness", "witness": {"set": list(elements)}})


def refutation(n: int, k: int) -> Candidate:
    return candidate(n, k, "none", {"kind": "refutation"})


def judge(one: Candidate, folder: Path, limits: Limits = LIMITS) -> Verdict:
    return smt.BACKEND.judge(one, limits, folder)


def test_a_true_witness_satisfies_the_model(tmp_path: Path) -> None:
    verdict = judge(witness(1, 2, 5, 10, 12), tmp_path)
    assert verdict.outcome is Outcome.VERIFIED
    assert [item.role for item in verdict.files] == ["smtlib"]
    assert "(check-sat)" in Path(verdict.files[0].path).read_text()


@pytest.mark.parametrize("elements", [(1, 2, 3, 10, 12), (1, 2, 5, 10), (1, 2, 4, 8, 9)])
def test_a_false_witness_violates_it(tmp_path: Path, elements: tuple[int, ...]) -> None:
    assert judge(witness(*elements), tmp_path).outcome is Outcome.REFUTED


def test_a_witness_that_the_model_cannot_express_is_not_verified(tmp_path: Path) -> None:
    """0 has no variable: the model alone would see a true set of two elements."""
    verdict = judge(witness(0, 1, 3, n=5, k=2), tmp_path)
    assert verdict.outcome is Outcome.UNKNOWN


def test_a_large_model_is_evaluated_and_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smt, "SMALL", 0)
    for elements in ((1, 2, 5, 10, 12), (1, 2, 3, 10, 12), (1, 2, 5, 10), (1, 2, 4, 8, 9)):
        verdict = judge(witness(*elements), tmp_path)
        assert verdict.outcome is (Outcome.VERIFIED if elements == (1, 2, 5, 10, 12) else Outcome.REFUTED)
        assert "evaluation" in verdict.evidence.solver
        assert not verdict.files
    assert judge(witness(0, 1, 3, n=5, k=2), tmp_path).outcome is Outcome.UNKNOWN


def test_two_solvers_on_one_model_are_labelled_so(tmp_path: Path) -> None:
    pytest.importorskip("cvc5", reason="cvc5 is not installed")
    verdict = judge(refutation(11, 5), tmp_path)
    assert verdict.outcome is Outcome.VERIFIED
    assert sorted(set(verdict.evidence.answers.values())) == ["unsat"]
    assert len(verdict.evidence.answers) == 2
    with Verifier(backends=["smt"], limits=LIMITS) as verifier:
        report = verifier.verify(refutation(11, 5))
    assert (report.assurance, report.label) == (Assurance.A1, "same model")


def test_a_false_claim_of_none_is_refuted_by_a_witness(tmp_path: Path) -> None:
    verdict = judge(refutation(12, 5), tmp_path)
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.evidence.witness["set"]


def test_one_solver_alone_shows_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smt, "_cvc5", lambda *_: "unknown")
    verdict = judge(refutation(11, 5), tmp_path)
    assert isinstance(verdict.evidence, SolverAnswers)
    assert verdict.outcome is Outcome.UNKNOWN


def test_solvers_that_contradict_each_other_show_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smt, "_cvc5", lambda *_: "sat")
    assert judge(refutation(11, 5), tmp_path).outcome is Outcome.UNKNOWN


def test_a_tiny_budget_leaves_it_unknown(tmp_path: Path) -> None:
    verdict = judge(refutation(45, 10), tmp_path, Limits(seconds=0.2))
    assert verdict.outcome is Outcome.UNKNOWN
    if not isinstance(verdict.evidence, SolverAnswers):
        assert verdict.evidence.why in (UnknownReason.TIMEOUT, UnknownReason.BACKEND_MISSING)
