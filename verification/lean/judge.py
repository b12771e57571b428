"""The Lean back-end: a claim with its witness as a theorem, accepted by the kernel or not."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from problems.errors import UnsupportedError
from problems.family import Family, get_family
from problems.lean import LeanStatement
from verification.backend import Availability, Limits
from verification.candidate import Candidate, Identity, Refutation, WitnessPayload
from verification.process import Overrun
from verification.provenance import family_code
from verification.verdict import LeanCheck, Undecided, UnknownReason, Verdict, issue

__all__ = ["BACKEND", "Lean", "statement_of"]

LONGEST_STATEMENT = 4000


def statement_of(candidate: Candidate) -> LeanStatement:
    """The theorem for a candidate, with a refutation where it needs one; the same on every run.

    Raises UnsupportedError where the family has none for it. Finding a refutation holds the interpreter for seconds.
    """
    family: Family[Any, Any] = get_family(candidate.claim.family)
    params = family.parse_params(candidate.claim.params)
    payload = candidate.payload
    if isinstance(payload, Refutation):
        from verification.lean.refutation import closed

        return closed(family.lean(params, None))
    if isinstance(payload, WitnessPayload):
        return family.lean(params, family.parse_witness(payload.witness))
    if isinstance(payload, Identity):
        return family.lean(params, family.parse_witness(payload.identity))
    raise UnsupportedError(f"payload {payload.kind} has no generated Lean statement")


class Lean:
    """Judges what the family can state in core Lean; asked only by name, since it takes its time."""

    name = "lean"
    summary = "witnesses as theorems of core Lean, by the Lean kernel"

    def available(self) -> Availability:
        """Whether the kernel's libraries are installed."""
        from verification.lean.kernel import available

        return available()

    def unsupported(self, candidate: Candidate) -> str:
        """Payloads without a generated statement, and families that state none."""
        if not isinstance(candidate.payload, (WitnessPayload, Identity, Refutation)):
            return f"the lean back-end does not judge payload {candidate.payload.kind}"
        family = type(get_family(candidate.claim.family))
        return "" if family.lean is not Family.lean else f"family {family.name} has no Lean statement"

    def judge(self, candidate: Candidate, limits: Limits, scratch: Path) -> Verdict:
        """Have the theorem checked; what the limits stop, and what Lean rejects for other reasons, stays open."""
        from verification.lean.kernel import LeanFault, check

        started = time.perf_counter()
        statement = statement_of(candidate)
        evidence: LeanCheck | Undecided
        version = ""
        try:
            left = limits.seconds - (time.perf_counter() - started)
            answer = check(statement, scratch, seconds=left, memory_mb=limits.memory_mb)
        except Overrun as error:
            why = UnknownReason.MEMORY if error.resource == "memory" else UnknownReason.TIMEOUT
            evidence = Undecided(why=why, detail=str(error))
        except LeanFault as error:
            evidence = Undecided(why=UnknownReason.OUR_FAULT, detail=str(error))
        else:
            version = answer.kernel
            if answer.evaluates_to is None:
                detail = f"Lean did not accept the theorem: {answer.detail}"
                evidence = Undecided(why=UnknownReason.INCONCLUSIVE, detail=detail)
            else:
                evidence = LeanCheck(
                    holds=answer.accepted,
                    kernel=answer.kernel,
                    statement=statement.statement[:LONGEST_STATEMENT],
                    statement_sha256=answer.statement_sha256,
                    source_sha256=answer.source_sha256,
                )
        return issue(
            candidate=candidate.id,
            goal=candidate.claim.goal,
            backend=self.name,
            version=version,
            evidence=evidence,
            seconds=time.perf_counter() - started,
            family_code=family_code(candidate.claim.family),
        )


BACKEND = Lean()
