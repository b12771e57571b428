"""Judgements of one candidate, made through the real verdicts and recorded as attempts of their own."""

from __future__ import annotations

from uuid import uuid4

from problems.claim import Goal
from verification.attempt import Attempt, Cost
from verification.candidate import Candidate
from verification.ledger import Ledger
from verification.recording import entries
from verification.verdict import (
    ExactCheck,
    ModelCheck,
    Outcome,
    Report,
    Undecided,
    UnknownReason,
    Verdict,
    combine,
    issue,
)

__all__ = ["HISTORIES", "TORN", "add", "judged"]

HISTORIES: dict[str, tuple[tuple[str, ...], str]] = {
    "conflict, verified": (("conflict", "verified"), "conflict"),
    "verified, conflict": (("verified", "conflict"), "conflict"),
    "verified, kernels": (("verified", "kernels"), "conflict"),
    "refuted, conflict": (("refuted", "conflict"), "conflict"),
    "conflict": (("conflict",), "conflict"),
    "verified, refuted": (("verified", "refuted"), "conflict"),
    "refuted, timeout, verified": (("refuted", "timeout", "verified"), "conflict"),
    "verified, timeout": (("verified", "timeout"), "verified"),
    "timeout, verified": (("timeout", "verified"), "verified"),
    "timeout, refuted": (("timeout", "refuted"), "refuted"),
    "timeout": (("timeout",), "unknown"),
}
"""Judgements in order, and what follows from them together."""

TORN = [name for name, (said, word) in HISTORIES.items() if word == "conflict" and "verified" in said]
"""Histories in which somebody verified what does not stand."""


def judged(item: Candidate, word: str) -> Report:
    """A report that comes to this: an outcome, `timeout`, `conflict` of two back-ends or `kernels` that disagree."""

    def verdict(backend: str, evidence: object) -> Verdict:
        return issue(candidate=item.id, goal=Goal.EXISTS, backend=backend, version="1", evidence=evidence, seconds=0.1)

    said = {
        "verified": [verdict("exact", ExactCheck(holds=True, reason="all differ"))],
        "refuted": [verdict("exact", ExactCheck(holds=False, reason="two agree", code="x"))],
        "timeout": [verdict("smt", Undecided(why=UnknownReason.TIMEOUT, detail="stopped after 1 s"))],
        "kernels": [verdict("lean", Undecided(why=UnknownReason.CONFLICT, detail="kernels disagree"))],
        "conflict": [
            verdict("exact", ExactCheck(holds=True, reason="all differ")),
            verdict("smt", ModelCheck(satisfied=False, solver="z3", constraints=1, fixed=1)),
        ],
    }
    return combine(item.id, said[word])


def add(ledger: Ledger, item: Candidate, *words: str, problem: str = "mine:1", prover: str = "local") -> str:
    """Record an attempt for each judgement; the candidate's id."""
    for word in words:
        report = judged(item, word)
        attempt = Attempt(
            id=uuid4().hex, key=uuid4().hex, run="", problem=problem, claim=item.claim.model_dump(mode="json"),
            claim_digest=item.claim.digest, record_digest="0" * 64, prover=prover, config={}, seed=0,
            budget={"work": None, "seconds": None}, started="2026-07-01T00:00:00.000+00:00", cost=Cost(seconds=1.0),
            outcome="found", mechanism=None, message="", ended_by="answer", candidates=(item.id,),
            verified=report.outcome is Outcome.VERIFIED, assurance=str(report.assurance), environment={},
        )  # fmt: skip
        ledger.append([("attempt", attempt.dump()), *entries(attempt.id, [(item, report)])])
    return item.id
