"""Claims: precise, machine-checkable statements attached to a problem.

A *claim* is (family, params, goal). A *claim record* is a claim as it stands in the catalogue, with
what a verified candidate would say about the problem: scope, meaning, reading, statement source.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from problems.canonical import digest
from problems.values import Frozen, lines_of_text

__all__ = [
    "Claim",
    "ClaimRecord",
    "Direction",
    "FamilyName",
    "Goal",
    "Scope",
    "ScopeKind",
    "Sentence",
    "StatementSource",
]

FamilyName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,63}$")]
Sentence = Annotated[str, StringConstraints(min_length=8, max_length=600), AfterValidator(lines_of_text)]


class Goal(StrEnum):
    """What is to be shown: that a witness exists, or that there is none."""

    EXISTS = "exists"
    NONE = "none"

    @property
    def opposite(self) -> Goal:
        return Goal.NONE if self is Goal.EXISTS else Goal.EXISTS


class ScopeKind(StrEnum):
    """How much of the problem a verified candidate would answer."""

    SETTLES = "settles"
    PART = "part"
    VARIANT = "variant"
    INSTANCE = "instance"
    RECORD = "record"


class Direction(StrEnum):
    """Which way a settling claim would settle the problem."""

    YES = "yes"
    NO = "no"
    PART = "part"


class Scope(Frozen):
    """Scope of a claim; a direction exactly when it would settle the problem."""

    kind: ScopeKind
    """settles, part, variant, instance (one finite case) or record (a bound)."""
    direction: Direction | None = None
    """For `settles` only: yes, no or part."""

    @model_validator(mode="after")
    def _direction_only_when_settling(self) -> Scope:
        if (self.kind is ScopeKind.SETTLES) != (self.direction is not None):
            raise ValueError("a direction (yes, no, part) belongs to scope settles, and only to it")
        return self


class StatementSource(Frozen):
    """Where a statement or reading comes from."""

    kind: Literal["site", "formal-conjectures", "paper", "oeis", "memory"]
    """A statement from memory cannot support a claim of scope `settles`."""
    detail: Annotated[str, StringConstraints(max_length=300), AfterValidator(lines_of_text)] = ""
    """Address, commit, citation or sequence number."""
    date: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    """Day on which the source was read (ISO 8601)."""


class Claim(Frozen):
    """A family, its parameters in JSON form, and the goal."""

    family: FamilyName
    """Identifier of a registered family."""
    params: dict[str, Any]
    """Parameters as given; `problems.family.normalise` brings them into canonical form."""
    goal: Goal
    """exists or none."""

    @property
    def digest(self) -> str:
        """SHA-256 of the claim in the form it has now; compare normalised claims only."""
        return digest(self.model_dump(mode="json"))

    @property
    def opposite(self) -> Claim:
        """The claim that this one is false."""
        return self.model_copy(update={"goal": self.goal.opposite})


class ClaimRecord(Frozen):
    """A claim as the catalogue states it."""

    family: FamilyName
    """Identifier of a registered family."""
    params: dict[str, Any]
    """Parameters, canonical after loading."""
    goal: Goal
    """exists or none."""
    scope: Scope
    """How much of the problem a verified candidate would answer."""
    meaning: Sentence
    """One sentence: what a verified candidate would say about the problem."""
    reading: Annotated[str, StringConstraints(max_length=600), AfterValidator(lines_of_text)] = ""
    """How the problem's words are read where they allow more than one reading."""
    source: StatementSource = Field(default=StatementSource(kind="memory"))
    """Where the statement behind this claim comes from."""

    @model_validator(mode="after")
    def _memory_settles_nothing(self) -> ClaimRecord:
        if self.scope.kind is ScopeKind.SETTLES and self.source.kind == "memory":
            raise ValueError("scope settles needs a statement source other than memory")
        return self

    @property
    def claim(self) -> Claim:
        """The bare claim."""
        return Claim(family=self.family, params=self.params, goal=self.goal)

    @property
    def digest(self) -> str:
        """SHA-256 of the whole record; reviews of fidelity and scope are tied to it."""
        return digest(self.model_dump(mode="json"))
