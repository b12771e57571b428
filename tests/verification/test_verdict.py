"""Verdicts come from evidence alone; outcome and assurance are computed."""

import ast
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import verification
from problems.claim import Goal
from verification.verdict import (
    Assurance,
    CheckerAnswer,
    ExactCheck,
    Exhaustion,
    IdentityCheck,
    ModelCheck,
    Outcome,
    ProofCheck,
    SolverAnswers,
    SymmetryRecord,
    Undecided,
    UnknownReason,
    Verdict,
    combine,
    issue,
)

ROOT = Path(verification.__file__).parent.parent


def verdict(evidence: Any, goal: Goal = Goal.EXISTS, backend: str = "exact") -> Verdict:
    return issue(candidate="sha256:0", goal=goal, backend=backend, version="1", evidence=evidence, seconds=0.0)


def proof(*accepted: bool, own: bool = True) -> ProofCheck:
    answers = tuple(CheckerAnswer(checker=f"c{i}", version="1", accepted=yes) for i, yes in enumerate(accepted))
    return ProofCheck(
        cnf_sha256="0" * 64, variables=1, clauses=2, proof_format="drat", proof_sha256="0" * 64,
        lemmas=1, solver="s", own_proof=own, checkers=answers,
    )  # fmt: skip


HOLDS = ExactCheck(holds=True, reason="all differences distinct")
FAILS = ExactCheck(holds=False, reason="1 + 4 = 2 + 3", code="repeated-sum")
OPEN = Undecided(why=UnknownReason.TIMEOUT, detail="killed")


def test_a_verdict_cannot_be_constructed() -> None:
    with pytest.raises(TypeError, match="issued"):
        Verdict("sha256:0", Goal.EXISTS, "exact", "1", HOLDS, 0.0)
    with pytest.raises(TypeError, match="issued"):
        Verdict("sha256:0", Goal.EXISTS, "exact", "1", HOLDS, 0.0, "", (), object())


def test_only_verification_issues_verdicts() -> None:
    for package in ("problems", "provers", "ui", "data"):
        for file in (ROOT / package).rglob("*.py"):
            names = {
                alias.name
                for node in ast.walk(ast.parse(file.read_text()))
                if isinstance(node, ast.ImportFrom) and node.module == "verification.verdict"
                for alias in node.names
            }
            assert not names & {"issue", "_SEAL", "combine"}, f"{file} makes verdicts"


@pytest.mark.parametrize(
    ("evidence", "goal", "outcome"),
    [
        (HOLDS, Goal.EXISTS, Outcome.VERIFIED),
        (FAILS, Goal.EXISTS, Outcome.REFUTED),
        (HOLDS, Goal.NONE, Outcome.REFUTED),
        (Exhaustion(nodes=7), Goal.NONE, Outcome.VERIFIED),
        (Exhaustion(nodes=7), Goal.EXISTS, Outcome.REFUTED),
        (Exhaustion(nodes=7, witness={"set": []}), Goal.NONE, Outcome.REFUTED),
        (proof(True, True), Goal.NONE, Outcome.VERIFIED),
        (proof(True, False), Goal.NONE, Outcome.REFUTED),
        (proof(), Goal.NONE, Outcome.UNKNOWN),
        (proof(True), Goal.EXISTS, Outcome.UNKNOWN),
        (SolverAnswers(answers={"z3": "unsat"}), Goal.NONE, Outcome.UNKNOWN),
        (SolverAnswers(answers={"z3": "unsat", "cvc5": "unknown"}), Goal.NONE, Outcome.UNKNOWN),
        (SolverAnswers(answers={"z3": "unsat", "cvc5": "unsat"}), Goal.NONE, Outcome.VERIFIED),
        (SolverAnswers(answers={"z3": "sat", "cvc5": "sat"}), Goal.NONE, Outcome.UNKNOWN),
        (SolverAnswers(answers={"z3": "sat"}, witness={"set": [1]}), Goal.NONE, Outcome.REFUTED),
        (ModelCheck(satisfied=False, solver="z3", constraints=1, fixed=1), Goal.EXISTS, Outcome.REFUTED),
        (IdentityCheck(holds=True, system="SymPy", checked=("zero",)), Goal.EXISTS, Outcome.VERIFIED),
        (OPEN, Goal.EXISTS, Outcome.UNKNOWN),
        (OPEN, Goal.NONE, Outcome.UNKNOWN),
    ],
)
def test_outcome_follows_from_evidence(evidence: Any, goal: Goal, outcome: Outcome) -> None:
    assert verdict(evidence, goal).outcome is outcome


MODEL = ModelCheck(satisfied=True, solver="z3", constraints=1, fixed=1)
BOUNDED = SolverAnswers(
    answers={"z3": "unsat", "cvc5": "unsat"},
    symmetry=(SymmetryRecord(name="bounds", argument="an argument that one piece of code applies"),),
)


@pytest.mark.parametrize(
    ("evidence", "goal", "assurance"),
    [
        ((HOLDS,), Goal.EXISTS, Assurance.A1),
        ((HOLDS, OPEN), Goal.EXISTS, Assurance.A1),
        ((HOLDS, MODEL), Goal.EXISTS, Assurance.A2),
        ((MODEL,), Goal.EXISTS, Assurance.A1),
        ((HOLDS, HOLDS), Goal.EXISTS, Assurance.A1),
        ((Exhaustion(nodes=1),), Goal.NONE, Assurance.A1),
        ((proof(True),), Goal.NONE, Assurance.A2),
        ((SolverAnswers(answers={"z3": "unsat", "cvc5": "unsat"}),), Goal.NONE, Assurance.A1),
        ((Exhaustion(nodes=1), SolverAnswers(answers={"z3": "unsat", "cvc5": "unsat"})), Goal.NONE, Assurance.A2),
        ((Exhaustion(nodes=1, shared=("bounds",)), BOUNDED), Goal.NONE, Assurance.A1),
        ((Exhaustion(nodes=1, shared=("others",)), BOUNDED), Goal.NONE, Assurance.A2),
        ((Exhaustion(nodes=1, shared=("bounds",)), proof(True)), Goal.NONE, Assurance.A2),
        ((OPEN,), Goal.NONE, Assurance.A0),
        ((), Goal.NONE, Assurance.A0),
    ],
)
def test_assurance_follows_from_verdicts(evidence: tuple[Any, ...], goal: Goal, assurance: Assurance) -> None:
    assert combine("sha256:0", [verdict(item, goal) for item in evidence]).assurance is assurance


def test_contradiction_is_a_conflict_never_a_majority() -> None:
    report = combine("sha256:0", [verdict(HOLDS), verdict(HOLDS), verdict(FAILS, backend="smt")])
    assert (report.outcome, report.assurance, report.unknown) == (
        Outcome.UNKNOWN,
        Assurance.A0,
        UnknownReason.CONFLICT,
    )


def test_a_rejected_proof_contradicts_nobody_who_shows_the_claim_without_it() -> None:
    bogus, shown = verdict(proof(False, own=False), Goal.NONE, "sat"), verdict(Exhaustion(nodes=7), Goal.NONE)
    for order in ([bogus, shown], [shown, bogus]):
        report = combine("sha256:0", order)
        assert (report.outcome, report.assurance, report.unknown) == (Outcome.REFUTED, Assurance.A0, None)
        assert "proof rejected by c0" in report.reason
        assert "exact shows the claim without it: complete search of 7 nodes" in report.reason
        assert "undecided" not in report.reason
    assert combine("sha256:0", [bogus]).reason.endswith("the claim itself stays undecided")


def test_a_witness_against_the_claim_is_the_reason_and_the_conflict_whatever_the_proof() -> None:
    bogus = verdict(proof(False, own=False), Goal.NONE, "sat")
    against = verdict(Exhaustion(nodes=7, witness={"set": []}), Goal.NONE)
    assert combine("sha256:0", [bogus, against]).reason == against.evidence.sentence
    solvers = verdict(SolverAnswers(answers={"z3": "unsat", "cvc5": "unsat"}), Goal.NONE, "smt")
    report = combine("sha256:0", [bogus, solvers, against])
    assert report.unknown is UnknownReason.CONFLICT
    assert "proof rejected" not in report.reason


def test_a_proof_of_our_own_that_is_rejected_is_a_conflict_with_who_shows_the_claim() -> None:
    report = combine("sha256:0", [verdict(proof(False), Goal.NONE, "sat"), verdict(Exhaustion(nodes=7), Goal.NONE)])
    assert report.unknown is UnknownReason.CONFLICT


def test_nothing_is_verified_without_a_verifying_verdict() -> None:
    material = [HOLDS, FAILS, OPEN, MODEL]
    for chosen in product(material, repeat=3):
        verdicts = [verdict(item) for item in chosen]
        report = combine("sha256:0", verdicts)
        outcomes = {item.outcome for item in verdicts}
        assert (report.outcome is Outcome.VERIFIED) == (
            Outcome.VERIFIED in outcomes and Outcome.REFUTED not in outcomes
        )
        assert (report.outcome is Outcome.VERIFIED) or report.assurance is Assurance.A0
