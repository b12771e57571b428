"""Goal `none`: what was decided before any solver is named, or is not called a checked proof."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("cpmpy", reason="the sat extra is not installed")
pytest.importorskip("pysat", reason="the sat extra is not installed")

from problems.claim import Claim, Goal
from problems.family import normalise
from verification import sat
from verification.backend import Limits
from verification.candidate import Candidate, parse_candidate
from verification.encode import encode
from verification.verdict import Outcome, ProofCheck, Report, Undecided
from verification.verifier import Verifier

LIMITS = Limits(seconds=60)
EGYPTIAN = "egyptian_fraction_set"
PRUNING = "p-adic-pruning"


def refutation(family: str, params: dict[str, Any]) -> Candidate:
    body = {"family": family, "params": params, "goal": "none"}
    return parse_candidate({"schema": 1, "claim": body, "payload": {"kind": "refutation"}})


def judged(family: str, params: dict[str, Any], *backends: str) -> Report:
    with Verifier(backends=list(backends), limits=LIMITS) as verifier:
        return verifier.verify(refutation(family, params))


@pytest.mark.parametrize(
    ("params", "lemmas"),
    [
        ({"subtype": "max_denominator", "k": 3, "max": 5}, []),
        ({"subtype": "max_denominator", "k": 5, "max": 14}, []),
        ({"subtype": "gap", "g": 1, "max": 60}, [PRUNING]),
        ({"subtype": "gap", "g": 2, "max": 60}, [PRUNING]),
        ({"subtype": "max_denominator", "k": 7, "max": 17}, [PRUNING]),
    ],
)
def test_an_equation_without_a_lemma_is_over_all_candidates(params: dict[str, Any], lemmas: list[str]) -> None:
    encoding = encode(normalise(Claim(family=EGYPTIAN, params=params, goal=Goal.NONE)))
    denied = {-clause[0] for clause in encoding.clauses if len(clause) == 1 and clause[0] < 0}
    denied &= set(range(1, len(encoding.names) + 1))
    assert [item.name for item in encoding.symmetry] == lemmas
    assert bool(denied) == bool(lemmas), "a denominator is left out without a word, or a lemma is named for nothing"
    assert all(encoding.clauses), "the encoder has nothing left to state"


def test_a_proof_that_rests_on_pruning_says_so(tmp_path: Path) -> None:
    verdict = sat.BACKEND.judge(refutation(EGYPTIAN, {"subtype": "gap", "g": 1, "max": 60}), LIMITS, tmp_path)
    assert isinstance(verdict.evidence, ProofCheck)
    assert verdict.outcome is Outcome.VERIFIED
    assert verdict.evidence.sentence.endswith(f"modulo {PRUNING}")


@pytest.mark.parametrize(
    "params",
    [
        {"subtype": "semiprime", "target": 1, "max": 100},
        {"subtype": "first_term", "N": 17, "k": 8, "max": 60},
    ],
)
def test_what_pruning_alone_decides_has_no_proof(params: dict[str, Any]) -> None:
    report = judged(EGYPTIAN, params, "sat", "exact")
    assert (report.outcome, report.assurance) == (Outcome.VERIFIED, "A1")
    assert [type(verdict.evidence) is Undecided for verdict in report.verdicts].count(True) == 1


@pytest.mark.parametrize(
    ("family", "params", "label"),
    [
        (EGYPTIAN, {"subtype": "gap", "g": 2, "max": 60}, f"same lemma: {PRUNING}"),
        (EGYPTIAN, {"subtype": "max_denominator", "k": 3, "max": 5}, "two statements agree"),
        ("covering_system", {"m": 3, "L": 60}, "two statements agree"),
        ("covering_system", {"m": 3, "M": 10}, "same lemma: needless-moduli"),
        ("ap_free_set", {"k": 3, "N": 50, "m": 20}, "same lemma: interval-bounds"),
        ("ap_free_set", {"k": 3, "N": 13, "m": 8}, "two statements agree"),
        ("erdos_straus_decomposition", {"a": 8, "n": 11}, "two statements agree"),
    ],
)
def test_search_and_solvers_agree_independently_or_say_by_which_lemma_not(
    family: str, params: dict[str, Any], label: str
) -> None:
    pytest.importorskip("cvc5", reason="cvc5 is not installed")
    report = judged(family, params, "exact", "smt")
    assert report.outcome is Outcome.VERIFIED, report.reason
    assert (report.assurance, report.label) == ("A1" if label.startswith("same") else "A2", label)


def test_a_decomposition_that_has_no_denominator_is_still_refuted_by_clauses() -> None:
    """5/1 is more than three unit fractions: one x and one y stand in the model, and a clause denies them together."""
    claim = normalise(Claim(family="erdos_straus_decomposition", params={"a": 5, "n": 1}, goal=Goal.NONE))
    encoding = encode(claim)
    assert any(len(clause) > 1 for clause in encoding.clauses)
    assert "never" not in encoding.names
