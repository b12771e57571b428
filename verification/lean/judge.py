"""The Lean back-end: a claim with its witness as a theorem, or a submission for a pinned statement."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from problems.errors import UnsupportedError
from problems.family import Family, get_family
from problems.lean import LeanStatement
from verification.backend import Availability, Limits
from verification.candidate import Candidate, Identity, LeanProof, Refutation, WitnessPayload
from verification.process import Overrun
from verification.provenance import family_code
from verification.verdict import EvidenceFile, LeanCheck, PinnedProof, Undecided, UnknownReason, Verdict, issue

if TYPE_CHECKING:
    from verification.lean.pipeline import Judged
    from verification.lean.toolchain import Toolchain

__all__ = ["BACKEND", "MOST_KEPT_BYTES", "Lean", "statement_of"]

LONGEST_STATEMENT = 4000
MOST_KEPT_BYTES = 64 << 20
"""Exports longer than this are named by their hash alone; they can be made again."""


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
    """Judges Lean text, and by name what the family can state in core Lean, since that takes its time."""

    name = "lean"
    summary = "Lean proofs of pinned statements, and witnesses as theorems of core Lean, by the Lean kernel"

    def available(self) -> Availability:
        """Whether there is a kernel: the wheel's, or that of a toolchain for submissions that need one."""
        from verification.lean.kernel import available

        state = available()
        if state.available or not _toolchains():
            return state
        return Availability(True, version=_toolchains()[0].sentence)

    def unsupported(self, candidate: Candidate) -> str:
        """Payloads without a generated statement, and families that state none. Lean text is looked at by the judge."""
        if isinstance(candidate.payload, LeanProof):
            return ""
        if not isinstance(candidate.payload, (WitnessPayload, Identity, Refutation)):
            return f"the lean back-end does not judge payload {candidate.payload.kind}"
        family = type(get_family(candidate.claim.family))
        return "" if family.lean is not Family.lean else f"family {family.name} has no Lean statement"

    def judge(self, candidate: Candidate, limits: Limits, scratch: Path) -> Verdict:
        """Have the theorem checked; what the limits stop, and what Lean rejects for other reasons, stays open."""
        if isinstance(candidate.payload, LeanProof):
            return self._submission(candidate, candidate.payload, limits, scratch)
        return self._generated(candidate, limits, scratch)

    def _submission(self, candidate: Candidate, proof: LeanProof, limits: Limits, scratch: Path) -> Verdict:
        from verification.lean.pipeline import judge_submission

        started = time.perf_counter()
        judged = judge_submission(proof, candidate.claim, limits)
        pinned = judged.evidence if isinstance(judged.evidence, PinnedProof) else None
        return issue(
            candidate=candidate.id,
            goal=candidate.claim.goal,
            backend=self.name,
            version=pinned.toolchain if pinned else "",
            evidence=judged.evidence,
            seconds=time.perf_counter() - started,
            family_code=family_code(candidate.claim.family),
            files=_files(judged, scratch) if pinned else (),
        )

    def _generated(self, candidate: Candidate, limits: Limits, scratch: Path) -> Verdict:
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


def _toolchains() -> Sequence[Toolchain]:
    """Ordinary toolchains that are here without being named by a setting."""
    from verification.lean.toolchain import find

    return find().toolchains


def _files(judged: Judged, scratch: Path) -> tuple[EvidenceFile, ...]:
    """The record, and the export unless it is long: whoever has both can have them judged again by other means."""
    from verification.lean.submission import record_file

    contents = {"statement": record_file(judged.record, judged.negated)}
    if 0 < len(judged.export) <= MOST_KEPT_BYTES:
        contents["export"] = judged.export
    files = []
    for role, content in contents.items():
        sha256 = hashlib.sha256(content).hexdigest()
        path = scratch / f"{role}-{sha256}"
        path.write_bytes(content)
        files.append(EvidenceFile.model_validate({"role": role, "sha256": sha256, "path": str(path)}))
    return tuple(files)


BACKEND = Lean()
