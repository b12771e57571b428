"""Verdicts, and the evidence that alone can make them.

Outcome and assurance are computed from evidence and never stored as free fields. Only this package
calls `issue`; a `Verdict` built any other way raises.

    A0 nothing checked
    A1 an exact check or a complete search passed, or two solvers agree on one model (`same model`)
    A2 two independently stated checks agree, or an independent checker accepted a proof of the CNF
       regenerated from the claim
    A3 the Lean kernel accepted a statement generated from the claim
    A4 the Lean kernel accepted the catalogue's own pinned formal statement
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal, Union

from pydantic import Field

from problems.claim import Goal
from problems.family import Finding
from problems.values import Frozen

__all__ = [
    "Assurance",
    "CheckerAnswer",
    "Evidence",
    "EvidenceFile",
    "ExactCheck",
    "Exhaustion",
    "IdentityCheck",
    "ModelCheck",
    "Outcome",
    "ProofCheck",
    "Report",
    "SolverAnswers",
    "SymmetryRecord",
    "Undecided",
    "UnknownReason",
    "Verdict",
    "combine",
    "issue",
]


class Outcome(StrEnum):
    """Three values, always."""

    VERIFIED = "verified"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


class UnknownReason(StrEnum):
    """Why a judgement stayed open."""

    TIMEOUT = "timeout"
    MEMORY = "memory"
    UNSUPPORTED = "unsupported"
    BACKEND_MISSING = "backend missing"
    OUR_FAULT = "our fault"
    CONFLICT = "conflict"
    INCONCLUSIVE = "inconclusive"


class Assurance(StrEnum):
    """The machine-check axis."""

    A0 = "A0"
    A1 = "A1"
    A2 = "A2"
    A3 = "A3"
    A4 = "A4"


class SymmetryRecord(Frozen):
    """A symmetry-breaking lemma that a proof relies on and no checker has seen."""

    name: str
    argument: str


class ExactCheck(Frozen):
    """The family's exact checker looked at the witness."""

    kind: Literal["exact-check"] = "exact-check"
    holds: bool
    reason: str
    code: str = ""
    offending: dict[str, Any] = Field(default_factory=dict)
    facts: dict[str, Any] = Field(default_factory=dict)

    @classmethod
    def of(cls, finding: Finding) -> ExactCheck:
        """The evidence in a checker's finding."""
        return cls(
            holds=finding.holds,
            reason=finding.reason,
            code=finding.code,
            offending=dict(finding.offending),
            facts=dict(finding.facts),
        )

    def outcome(self, goal: Goal) -> Outcome:
        """A witness speaks about goal `exists`."""
        return Outcome.VERIFIED if self.holds and goal is Goal.EXISTS else Outcome.REFUTED

    @property
    def sentence(self) -> str:
        return self.reason if self.holds else f"{self.code}: {self.reason}"


class Exhaustion(Frozen):
    """A complete search of the family's tree; `witness` is set when one was found (and checked)."""

    kind: Literal["exhaustion"] = "exhaustion"
    nodes: int
    symmetry: str = ""
    witness: dict[str, Any] | None = None

    def outcome(self, goal: Goal) -> Outcome:
        """No witness among all nodes shows goal `none`; a checked witness refutes it."""
        return Outcome.VERIFIED if (self.witness is None) == (goal is Goal.NONE) else Outcome.REFUTED

    @property
    def sentence(self) -> str:
        modulo = f" up to {self.symmetry}" if self.symmetry else ""
        if self.witness is None:
            return f"complete search of {self.nodes} nodes{modulo} found no witness"
        return f"a witness exists (found after {self.nodes} nodes and checked exactly)"


class ModelCheck(Frozen):
    """The witness was put into the finite model as fixed values; a solver found the model satisfied or not."""

    kind: Literal["model-check"] = "model-check"
    satisfied: bool
    solver: str
    constraints: int
    fixed: int
    smtlib_sha256: str | None = None

    def outcome(self, goal: Goal) -> Outcome:
        """A satisfied model confirms the witness for goal `exists`."""
        return Outcome.VERIFIED if self.satisfied and goal is Goal.EXISTS else Outcome.REFUTED

    @property
    def sentence(self) -> str:
        verb = "satisfies" if self.satisfied else "violates"
        return f"the witness {verb} the finite model ({self.constraints} constraints, {self.solver})"


class SolverAnswers(Frozen):
    """Solvers' words on one model, without a proof; a checked witness when satisfiable."""

    kind: Literal["solver-answers"] = "solver-answers"
    answers: dict[str, Literal["sat", "unsat", "unknown"]]
    symmetry: tuple[SymmetryRecord, ...] = ()
    smtlib_sha256: str | None = None
    witness: dict[str, Any] | None = None

    def outcome(self, goal: Goal) -> Outcome:
        """Two solvers that agree on unsat show `none` (same model); one alone shows nothing."""
        said = list(self.answers.values())
        if self.witness is not None:
            return Outcome.REFUTED if goal is Goal.NONE else Outcome.VERIFIED
        if goal is Goal.NONE and said.count("unsat") >= 2 and "sat" not in said:
            return Outcome.VERIFIED
        return Outcome.UNKNOWN

    @property
    def sentence(self) -> str:
        spoken = ", ".join(f"{solver}: {answer}" for solver, answer in sorted(self.answers.items()))
        return f"same model, {spoken}" + ("; the witness found was checked exactly" if self.witness else "")


class CheckerAnswer(Frozen):
    """What one proof checker said."""

    checker: str
    version: str
    accepted: bool
    detail: str = ""
    verified_checker: bool = False
    """Whether the checker itself is formally verified."""


class ProofCheck(Frozen):
    """A proof of the CNF regenerated from the claim, as independent checkers saw it."""

    kind: Literal["proof-check"] = "proof-check"
    cnf_sha256: str
    variables: int
    clauses: int
    proof_format: Literal["drat", "lrat"]
    proof_sha256: str
    lemmas: int
    solver: str
    own_proof: bool
    """True when the verifier made the proof itself, false when the candidate brought it."""
    checkers: tuple[CheckerAnswer, ...]
    symmetry: tuple[SymmetryRecord, ...] = ()
    conformance: str = ""
    """On which cases encoder and exact checker are tested against each other."""

    def outcome(self, goal: Goal) -> Outcome:
        """Every checker that ran must have accepted; a rejected proof refutes the candidate, not the claim."""
        if goal is not Goal.NONE or not self.checkers:
            return Outcome.UNKNOWN
        return Outcome.VERIFIED if all(answer.accepted for answer in self.checkers) else Outcome.REFUTED

    @property
    def sentence(self) -> str:
        rejected = [answer for answer in self.checkers if not answer.accepted]
        if rejected:
            return f"proof rejected by {rejected[0].checker}: {rejected[0].detail}; the claim itself stays undecided"
        names = ", ".join(answer.checker for answer in self.checkers)
        modulo = f", modulo {', '.join(item.name for item in self.symmetry)}" if self.symmetry else ""
        return f"proof of {self.lemmas} lemmas for {self.clauses} clauses accepted by {names}{modulo}"


class IdentityCheck(Frozen):
    """A polynomial identity seen by a computer algebra system."""

    kind: Literal["identity-check"] = "identity-check"
    holds: bool
    system: str
    checked: tuple[str, ...]
    """What was found true, in words."""
    fault: str = ""
    """What breaks it: the non-zero normal form, the point, the residue."""

    def outcome(self, goal: Goal) -> Outcome:
        """An identity shows goal `exists`."""
        return Outcome.VERIFIED if self.holds and goal is Goal.EXISTS else Outcome.REFUTED

    @property
    def sentence(self) -> str:
        return "; ".join(self.checked) if self.holds else self.fault


class Undecided(Frozen):
    """Nothing was found out, and why."""

    kind: Literal["undecided"] = "undecided"
    why: UnknownReason
    detail: str

    def outcome(self, goal: Goal) -> Outcome:
        """Always unknown."""
        return Outcome.UNKNOWN

    @property
    def sentence(self) -> str:
        return f"{self.why}: {self.detail}"


Evidence = Annotated[
    Union[ExactCheck, Exhaustion, ModelCheck, SolverAnswers, ProofCheck, IdentityCheck, Undecided],
    Field(discriminator="kind"),
]


class EvidenceFile(Frozen):
    """A file that belongs to a verdict: CNF, variable map, proof, SMT-LIB."""

    role: Literal["cnf", "variables", "drat", "lrat", "smtlib"]
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


def combine(candidate: str, verdicts: Sequence[Verdict]) -> Report:
    """Outcome and assurance of a candidate; back-ends that contradict each other give unknown: conflict."""
    verified = [verdict for verdict in verdicts if verdict.outcome is Outcome.VERIFIED]
    refuted = [verdict for verdict in verdicts if verdict.outcome is Outcome.REFUTED]
    if verified and refuted:
        reason = (
            f"conflict: {verified[0].backend} says {verified[0].evidence.sentence!r}, "
            f"{refuted[0].backend} says {refuted[0].evidence.sentence!r}"
        )
        return Report(
            candidate, tuple(verdicts), Outcome.UNKNOWN, Assurance.A0, "conflict", reason, UnknownReason.CONFLICT
        )
    if verified:
        assurance, label = _assurance(verified)
        reason = "; ".join(verdict.evidence.sentence for verdict in verified)
        return Report(candidate, tuple(verdicts), Outcome.VERIFIED, assurance, label, reason, None)
    if refuted:
        reason = refuted[0].evidence.sentence
        return Report(candidate, tuple(verdicts), Outcome.REFUTED, Assurance.A0, "", reason, None)
    unknown, reason = _why_unknown(verdicts)
    return Report(candidate, tuple(verdicts), Outcome.UNKNOWN, Assurance.A0, "", reason, unknown)


def _assurance(verified: Sequence[Verdict]) -> tuple[Assurance, str]:
    kinds = {verdict.evidence.kind for verdict in verified}
    if "proof-check" in kinds:
        return Assurance.A2, "checked proof"
    own = kinds & {"exact-check", "exhaustion"}
    if own and kinds & {"model-check", "solver-answers", "identity-check"}:
        return Assurance.A2, "two statements agree"
    if kinds == {"solver-answers"}:
        return Assurance.A1, "same model"
    return Assurance.A1, ""


def _why_unknown(verdicts: Sequence[Verdict]) -> tuple[UnknownReason, str]:
    if not verdicts:
        return UnknownReason.UNSUPPORTED, "unsupported: no back-end judges this candidate"
    order = list(UnknownReason)
    found: list[tuple[UnknownReason, str]] = []
    for verdict in verdicts:
        if isinstance(verdict.evidence, Undecided):
            found.append((verdict.evidence.why, f"{verdict.backend}: {verdict.evidence.sentence}"))
        else:
            found.append((UnknownReason.INCONCLUSIVE, f"{verdict.backend}: {verdict.evidence.sentence}"))
    found.sort(key=lambda item: order.index(item[0]))
    return found[0][0], "; ".join(reason for _, reason in found)
