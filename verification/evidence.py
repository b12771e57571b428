"""Evidence: the kinds of finding that alone can make a verdict.

The outcome is a function of the evidence's fields; no kind has a place to write it into.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Union

from pydantic import AfterValidator, Field

from problems.claim import Goal
from problems.family import Finding
from problems.values import Frozen
from verification.outcome import Outcome, UnknownReason, one_line
from verification.pinned_proof import PinnedProof

__all__ = [
    "CheckerAnswer",
    "Evidence",
    "ExactCheck",
    "Exhaustion",
    "GeneratedCheck",
    "IdentityCheck",
    "LeanCheck",
    "ModelCheck",
    "Outcome",
    "PinnedProof",
    "ProofCheck",
    "SolverAnswers",
    "SymmetryRecord",
    "Undecided",
    "UnknownReason",
]


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
    shared: tuple[str, ...] = ()
    """Lemmas by which the tree prunes with code that the family's model uses, too."""
    witness: dict[str, Any] | None = None

    def outcome(self, goal: Goal) -> Outcome:
        """No witness among all nodes shows goal `none`; a checked witness refutes it."""
        return Outcome.VERIFIED if (self.witness is None) == (goal is Goal.NONE) else Outcome.REFUTED

    @property
    def sentence(self) -> str:
        modulo = f" up to {self.symmetry}" if self.symmetry else ""
        modulo += f", pruned by {', '.join(self.shared)}," if self.shared else ""
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
    def rejection(self) -> str:
        """Who rejected the proof and why; empty when nobody did."""
        rejected = next((answer for answer in self.checkers if not answer.accepted), None)
        return f"proof rejected by {rejected.checker}: {rejected.detail}" if rejected else ""

    @property
    def sentence(self) -> str:
        if self.rejection:
            return f"{self.rejection}; the claim itself stays undecided"
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


class LeanCheck(Frozen):
    """The Lean kernel saw a theorem whose statement was generated from the claim."""

    kind: Literal["lean-check"] = "lean-check"
    holds: bool
    """True: the kernel accepted the theorem. False: it evaluated the checker on this witness to false."""
    kernel: str
    """Version of the kernel that ran."""
    statement: str
    """The proposition, in terms of the family's predicates."""
    statement_sha256: str
    """SHA-256 of predicate text and proposition."""
    source_sha256: str
    """SHA-256 of the file with witness and theorem."""
    axioms: tuple[str, ...] = ()
    """What the theorem rests on; anything here and it was not accepted."""

    def outcome(self, goal: Goal) -> Outcome:
        """An accepted theorem is the claim; a failed search for non-existence is no witness."""
        if self.holds and not self.axioms:
            return Outcome.VERIFIED
        return Outcome.REFUTED if goal is Goal.EXISTS and not self.holds else Outcome.UNKNOWN

    @property
    def sentence(self) -> str:
        if self.holds:
            return f"{self.kernel} accepted a theorem generated from the claim, without axioms"
        return f"{self.kernel} evaluated the checker on this witness to false"


class GeneratedCheck(Frozen):
    """A program ran in the sandbox, and the family's exact checker looked at the witness that it printed."""

    kind: Literal["generated-check"] = "generated-check"
    program_sha256: str
    output_sha256: str
    output_bytes: int
    elements: int
    """Numbers, strings and truth values in the output."""
    bound: dict[str, int]
    """What the candidate allowed: elements, seconds."""
    interpreter: str
    sandbox: tuple[str, ...]
    """Parts of the sandbox that were in force."""
    check: ExactCheck
    runs: int = 1
    """How often the program was run; it wrote the same bytes every time."""

    def outcome(self, goal: Goal) -> Outcome:
        """That of the check of the output."""
        return self.check.outcome(goal)

    @property
    def sentence(self) -> str:
        return f"the program wrote {self.elements} elements; {self.check.sentence}"


class Undecided(Frozen):
    """Nothing was found out, and why."""

    kind: Literal["undecided"] = "undecided"
    why: UnknownReason
    detail: Annotated[str, AfterValidator(one_line)]
    """One line: it quotes what came with the candidate, which must not pose as a verdict of its own."""

    def outcome(self, goal: Goal) -> Outcome:
        """Always unknown."""
        return Outcome.UNKNOWN

    @property
    def sentence(self) -> str:
        return f"{self.why}: {self.detail}"


Evidence = Annotated[
    Union[
        ExactCheck,
        Exhaustion,
        ModelCheck,
        SolverAnswers,
        ProofCheck,
        IdentityCheck,
        LeanCheck,
        PinnedProof,
        GeneratedCheck,
        Undecided,
    ],
    Field(discriminator="kind"),
]
