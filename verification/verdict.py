"""Verdicts, and the evidence that alone can make them.

Outcome and assurance are computed from evidence and never stored as free fields. Only this package
calls `issue`; a `Verdict` built any other way raises.

    A0 nothing checked
    A1 an exact check or a complete search passed, or two solvers agree on one model (`same model`), or search and
       solvers agree but rest on a lemma that one piece of code applies for both (`same lemma: NAME`)
    A2 two independently stated checks agree, or an independent checker accepted a proof of the CNF
       regenerated from the claim
    A3 the Lean kernel accepted a statement generated from the claim, or pinned in a record of the user's own
    A4 the Lean kernel accepted the catalogue's own pinned formal statement
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, NamedTuple, Protocol

from problems.claim import Goal
from problems.values import Frozen
from verification.evidence import (
    CheckerAnswer,
    Evidence,
    ExactCheck,
    Exhaustion,
    IdentityCheck,
    LeanCheck,
    ModelCheck,
    Outcome,
    PinnedProof,
    ProofCheck,
    SolverAnswers,
    SymmetryRecord,
    Undecided,
    UnknownReason,
)

__all__ = [
    "Assurance",
    "CheckerAnswer",
    "Conclusion",
    "Evidence",
    "EvidenceFile",
    "ExactCheck",
    "Exhaustion",
    "IdentityCheck",
    "LeanCheck",
    "ModelCheck",
    "Outcome",
    "PinnedProof",
    "ProofCheck",
    "Report",
    "Said",
    "SolverAnswers",
    "SymmetryRecord",
    "Undecided",
    "UnknownReason",
    "Verdict",
    "assurance_words",
    "combine",
    "conclude",
    "issue",
]


class Assurance(StrEnum):
    """The machine-check axis."""

    A0 = "A0"
    A1 = "A1"
    A2 = "A2"
    A3 = "A3"
    A4 = "A4"


def assurance_words(assurance: str) -> str:
    """An assurance as lists show it, where no label stands beside it: A4 says nothing of the statement's fidelity.

    >>> assurance_words("A2"), assurance_words("A4")
    ('A2', 'A4 (fidelity apart)')
    """
    return f"{assurance} (fidelity apart)" if assurance == Assurance.A4 else str(assurance)


class EvidenceFile(Frozen):
    """A file that belongs to a verdict: CNF, variable map, proof, SMT-LIB, output, statement record, Lean export."""

    role: Literal["cnf", "variables", "drat", "lrat", "smtlib", "output", "statement", "export"]
    sha256: str
    path: str
    """Where the back-end left it; the ledger copies it into the blob store."""


_SEAL = object()


@dataclass(frozen=True)
class Verdict:
    """What one back-end found of one candidate. Made by `issue` alone."""

    candidate: str
    goal: Goal
    backend: str
    version: str
    evidence: Any
    seconds: float
    family_code: str = ""
    """SHA-256 of the source of the family that judged, and its distribution."""
    files: tuple[EvidenceFile, ...] = ()
    _seal: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._seal is not _SEAL:
            raise TypeError("a verdict is issued by verification from evidence, never constructed")
        object.__setattr__(self, "_seal", None)

    @property
    def outcome(self) -> Outcome:
        """Computed from the evidence."""
        result: Outcome = self.evidence.outcome(self.goal)
        return result

    def dump(self) -> dict[str, Any]:
        """JSON form as `verify --json` prints it."""
        return {
            "backend": self.backend,
            "version": self.version,
            "outcome": str(self.outcome),
            "seconds": round(self.seconds, 4),
            "family_code": self.family_code,
            "evidence": self.evidence.model_dump(mode="json", exclude_none=True),
            "files": [{"role": item.role, "sha256": item.sha256} for item in self.files],
        }


def issue(
    *,
    candidate: str,
    goal: Goal,
    backend: str,
    version: str,
    evidence: Any,
    seconds: float,
    family_code: str = "",
    files: Sequence[EvidenceFile] = (),
) -> Verdict:
    """A verdict from evidence; called by back-ends and the judge, nowhere else."""
    return Verdict(candidate, goal, backend, version, evidence, seconds, family_code, tuple(files), _SEAL)


@dataclass(frozen=True)
class Report:
    """All verdicts on one candidate, and what follows from them together."""

    candidate: str
    verdicts: tuple[Verdict, ...]
    outcome: Outcome
    assurance: Assurance
    label: str
    reason: str
    unknown: UnknownReason | None

    def dump(self) -> dict[str, Any]:
        """One line of `verify --json`."""
        body: dict[str, Any] = {
            "schema": 1,
            "candidate": self.candidate,
            "outcome": str(self.outcome),
            "assurance": str(self.assurance),
            "reason": self.reason,
            "verdicts": [verdict.dump() for verdict in self.verdicts],
        }
        if self.label:
            body["label"] = self.label
        if self.unknown:
            body["unknown"] = str(self.unknown)
        return body


class Said(Protocol):
    """What counts of a verdict: one that a ledger holds has as much, read again as evidence."""

    @property
    def backend(self) -> str: ...

    @property
    def evidence(self) -> Any: ...

    @property
    def outcome(self) -> Outcome: ...


class Conclusion(NamedTuple):
    """What follows from verdicts together."""

    outcome: Outcome
    assurance: Assurance
    label: str
    reason: str
    unknown: UnknownReason | None


def combine(candidate: str, verdicts: Sequence[Verdict]) -> Report:
    """Outcome and assurance of a candidate; back-ends that contradict each other give unknown: conflict."""
    return Report(candidate, tuple(verdicts), *conclude(verdicts))


def conclude(verdicts: Sequence[Said]) -> Conclusion:
    """What `combine` says of verdicts, and what a ledger should say of those that it holds.

    A rejected proof refutes the candidate that brought it and says nothing of the claim: whoever shows the claim
    without that proof contradicts nobody, and the candidate stays refuted.
    """
    verified = [verdict for verdict in verdicts if verdict.outcome is Outcome.VERIFIED]
    rejected = [verdict for verdict in verdicts if _rejects_proof(verdict)]
    refuted = [verdict for verdict in verdicts if verdict.outcome is Outcome.REFUTED and verdict not in rejected]
    if verified and refuted:
        reason = (
            f"conflict: {verified[0].backend} says {verified[0].evidence.sentence!r}, "
            f"{refuted[0].backend} says {refuted[0].evidence.sentence!r}"
        )
        return Conclusion(Outcome.UNKNOWN, Assurance.A0, "conflict", reason, UnknownReason.CONFLICT)
    if rejected and not refuted:
        reason = rejected[0].evidence.sentence
        if verified:
            shown = f"{verified[0].backend} shows the claim without it: {verified[0].evidence.sentence}"
            reason = f"{rejected[0].evidence.rejection}; {shown}"
        return Conclusion(Outcome.REFUTED, Assurance.A0, "", reason, None)
    if verified:
        assurance, label = _assurance(verified)
        reason = "; ".join(verdict.evidence.sentence for verdict in verified)
        return Conclusion(Outcome.VERIFIED, assurance, label, reason, None)
    if refuted:
        return Conclusion(Outcome.REFUTED, Assurance.A0, "", refuted[0].evidence.sentence, None)
    unknown, reason = _why_unknown(verdicts)
    label = "conflict" if unknown is UnknownReason.CONFLICT else ""
    return Conclusion(Outcome.UNKNOWN, Assurance.A0, label, reason, unknown)


def _rejects_proof(verdict: Said) -> bool:
    evidence = verdict.evidence
    brought = isinstance(evidence, ProofCheck) and not evidence.own_proof
    return brought and verdict.outcome is Outcome.REFUTED


def _assurance(verified: Sequence[Said]) -> tuple[Assurance, str]:
    kinds = {verdict.evidence.kind for verdict in verified}
    pinned = [verdict.evidence for verdict in verified if isinstance(verdict.evidence, PinnedProof)]
    if pinned:
        # A statement that did not come with the catalogue is the word of whoever pinned it.
        shipped = [evidence for evidence in pinned if evidence.origin == "catalogue"]
        return (Assurance.A4, shipped[0].label) if shipped else (Assurance.A3, pinned[0].label)
    if "lean-check" in kinds:
        return Assurance.A3, "Lean kernel"
    if "proof-check" in kinds:
        return Assurance.A2, "checked proof"
    own = kinds & {"exact-check", "exhaustion"}
    if own and kinds & {"model-check", "solver-answers", "identity-check"}:
        common = _common_lemmas([verdict.evidence for verdict in verified])
        return (Assurance.A1, f"same lemma: {', '.join(common)}") if common else (Assurance.A2, "two statements agree")
    if kinds == {"solver-answers"}:
        return Assurance.A1, "same model"
    return Assurance.A1, ""


def _common_lemmas(evidence: Sequence[Any]) -> list[str]:
    """What a complete search and the solvers' model both rest on, decided by one piece of code for both."""
    searched = {name for item in evidence if isinstance(item, Exhaustion) for name in item.shared}
    return sorted(
        {lemma.name for item in evidence if isinstance(item, SolverAnswers) for lemma in item.symmetry} & searched
    )


def _why_unknown(verdicts: Sequence[Said]) -> tuple[UnknownReason, str]:
    if not verdicts:
        return UnknownReason.UNSUPPORTED, "unsupported: no back-end judges this candidate"
    order = list(UnknownReason)
    found: list[tuple[UnknownReason, str]] = []
    for verdict in verdicts:
        why = getattr(verdict.evidence, "why", UnknownReason.INCONCLUSIVE)
        found.append((why, f"{verdict.backend}: {verdict.evidence.sentence}"))
    # Kernels that disagree within one verdict are as loud as back-ends that do.
    found.sort(key=lambda item: (item[0] is not UnknownReason.CONFLICT, order.index(item[0])))
    return found[0][0], "; ".join(reason for _, reason in found)
