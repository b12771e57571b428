"""Reviews: a person's grade on one axis, tied to a candidate, a problem, and the reading of its claim.

Five axes, none derived from another, each with a closed list of grades and a reason that must be given. Reviews are
entries of the ledger: they are never changed, a correction is a new one that names the earlier. Who grades after
others does not see their grades on an axis before giving one, and the first questions come first: whether the
result is known, and whether it is a technicality.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from problems.claim import ScopeKind
from problems.problem import ProblemId
from problems.values import Flag, Frozen

__all__ = [
    "GRADES",
    "QUESTIONS",
    "Axis",
    "Recorded",
    "Review",
    "Shown",
    "current",
    "disagreements",
    "graded",
    "order_fault",
    "visible",
    "visible_text",
]


class Axis(StrEnum):
    """What is graded; the machine-check axis is computed from verdicts and has no reviews."""

    CORRECTNESS = "correctness"
    FIDELITY = "fidelity"
    SCOPE = "scope"
    NOVELTY = "novelty"
    DIGESTION = "digestion"


GRADES: Mapping[Axis, tuple[str, ...]] = MappingProxyType(
    {
        Axis.CORRECTNESS: ("fundamentally flawed", "technically correct", "meaningfully correct"),
        Axis.FIDELITY: ("faithful", "variant", "weaker reading", "misformalized"),
        Axis.SCOPE: tuple(map(str, ScopeKind)),
        Axis.NOVELTY: (
            "autonomous resolution",
            "partial solution",
            "independent rediscovery",
            "literature identification",
            "known",
            "unknown",
        ),
        Axis.DIGESTION: ("not read", "read", "understood", "can explain"),
    }
)
"""The closed list of each axis."""

QUESTIONS: Mapping[Axis, str] = MappingProxyType(
    {
        Axis.NOVELTY: "Is it known?",
        Axis.FIDELITY: "Is it a technicality: does the claim say what the problem means?",
        Axis.CORRECTNESS: "Is it right?",
        Axis.SCOPE: "How much of the problem does it answer?",
        Axis.DIGESTION: "Have you understood it?",
    }
)
"""What a review asks, in this order; the first two come before the rest."""

FIRST = (Axis.NOVELTY, Axis.FIDELITY)

DISMISSALS = frozenset(
    {
        (Axis.NOVELTY, "known"),
        (Axis.NOVELTY, "literature identification"),
        (Axis.FIDELITY, "misformalized"),
        (Axis.FIDELITY, "weaker reading"),
    }
)
"""Answers to the first two questions after which nobody need ask the third."""

OF_THE_PROBLEM = frozenset({Axis.FIDELITY, Axis.SCOPE, Axis.NOVELTY})
"""Axes that speak of the claim as the problem's reading; a new reading makes their grades outdated."""

MAX_REASON = 4000

EntryHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
CandidateId = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]


def visible_text(text: str) -> str:
    """The text, when a terminal can show it; a validator for what people write."""
    if any(not char.isprintable() and char not in "\n\t" for char in text):
        raise ValueError("holds characters that cannot be shown")
    return text


Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(visible_text)
]
"""A person, or what acts as one: one line, not blank."""

Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_REASON), AfterValidator(visible_text)
]
"""Why: not blank."""


class Review(Frozen):
    """One grade, as the ledger holds it."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    """Version of this form."""
    candidate: CandidateId
    """What was graded."""
    problem: ProblemId
    """The problem it was graded for: fidelity, scope and novelty belong to a problem, not to a witness."""
    record_digest: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]
    """SHA-256 of the claim record with its reading, as the reviewer saw it."""
    reviewer: Name
    """Who graded."""
    axis: Axis
    """What was graded."""
    grade: str
    """One of `GRADES[axis]`."""
    reason: Reason
    """Why."""
    date: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$")]
    """When, UTC."""
    supersedes: EntryHash | None = None
    """Hash of the reviewer's earlier entry that this one corrects."""
    out_of_order: Flag = False
    """Whether the reviewer chose to answer before the first two questions."""

    @model_validator(mode="after")
    def _closed_list(self) -> Review:
        if self.grade not in GRADES[self.axis]:
            raise ValueError(f"grade: {self.axis} is one of: {', '.join(GRADES[self.axis])}")
        return self

    def dump(self) -> dict[str, Any]:
        """JSON form, absent fields left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


@dataclass(frozen=True)
class Recorded:
    """A review with its place in the ledger."""

    seq: int
    """Number of the entry."""
    hash: str
    """Hash of the entry."""
    review: Review
    """The grade."""
    superseded_by: str = ""
    """Hash of the entry that corrects it."""

    @property
    def stands(self) -> bool:
        """Whether no later entry corrects it."""
        return not self.superseded_by

    def outdated(self, record_digest: str) -> bool:
        """Whether it speaks of another reading of the claim than this one."""
        return self.review.axis in OF_THE_PROBLEM and self.review.record_digest != record_digest

    def dump(self) -> dict[str, Any]:
        """JSON form with the entry's hash."""
        body = {**self.review.dump(), "seq": self.seq, "hash": self.hash}
        return {**body, "superseded_by": self.superseded_by} if self.superseded_by else body


def current(recorded: Iterable[Recorded], record_digest: str | None = None) -> list[Recorded]:
    """Reviews that stand; with `record_digest`, those that speak of this reading."""
    return [item for item in recorded if item.stands and (record_digest is None or not item.outdated(record_digest))]


def disagreements(recorded: Iterable[Recorded], record_digest: str | None = None) -> dict[Axis, tuple[str, ...]]:
    """Axes on which reviewers give different grades, with the grades; shown, never averaged."""
    grades: dict[Axis, dict[str, None]] = {}
    for item in current(recorded, record_digest):
        grades.setdefault(item.review.axis, {})[item.review.grade] = None
    return {axis: tuple(found) for axis, found in grades.items() if len(found) > 1}


def graded(grades: Iterable[tuple[str, str]]) -> bool:
    """Whether (axis, grade) pairs settle what a reader has to do: correctness is graded, or need not be asked."""
    return any(axis == Axis.CORRECTNESS or (axis, grade) in DISMISSALS for axis, grade in grades)


def order_fault(axis: Axis, answered: Iterable[Axis]) -> str:
    """Why a reviewer who answered these axes may not answer this one yet; empty when he may."""
    done = set(answered)
    for earlier in FIRST:
        if axis is earlier:
            return ""
        if earlier not in done:
            return f"{earlier} comes before {axis}: {QUESTIONS[earlier]}"
    return ""


@dataclass(frozen=True)
class Shown:
    """What a reviewer sees of the reviews of a candidate."""

    reviews: tuple[Recorded, ...]
    """In the order of the ledger."""
    hidden: Mapping[Axis, int]
    """Axis → reviewers whose grades are hidden until this reviewer has given one."""


def visible(recorded: Sequence[Recorded], reviewer: str, *, reveal: bool = False) -> Shown:
    """The reviews that `reviewer` may see: on an axis that others graded and he did not, none of theirs.

    Without a name, or with `reveal`, everything is shown.
    """
    if reveal or not reviewer:
        return Shown(tuple(recorded), {})
    mine = {item.review.axis for item in recorded if item.review.reviewer == reviewer}
    shown = tuple(item for item in recorded if item.review.axis in mine)
    hidden: dict[Axis, set[str]] = {}
    for item in recorded:
        if item.review.axis not in mine:
            hidden.setdefault(item.review.axis, set()).add(item.review.reviewer)
    return Shown(shown, {axis: len(names) for axis, names in hidden.items()})
