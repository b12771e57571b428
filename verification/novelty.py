"""The novelty dossier of a candidate: comparison with known values, and what was searched where, when, and found.

A comparison says how a claim stands beside recorded values, never that it is new; a search that found nothing says
"not found in … on …", and one that could not be made says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, ValidationError, model_validator

from problems.claim import Claim, Goal
from problems.errors import InputError
from problems.family import explain
from problems.known import KnownValue, known_lines
from problems.problem import IsoDate, ProblemId
from problems.values import Frozen
from verification.ledger import Ledger
from verification.records import records_about
from verification.review import CandidateId, Name, visible_text
from verification.subject import Subject

__all__ = [
    "Comparison",
    "Dossier",
    "Search",
    "Standing",
    "compare",
    "dossier",
    "record_search",
    "searches_of",
    "standing",
]


class Standing(StrEnum):
    """How a verified claim would stand beside the known values."""

    CONTRADICTS = "contradicts"
    BEATS = "beats"
    EQUALS = "equals"
    BELOW = "below"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True)
class Comparison:
    """A claim beside one known value."""

    standing: Standing
    """How it stands."""
    known: KnownValue
    """The known value."""
    value: int
    """The claim's value of the parameter that varies."""
    goal: Goal
    """Which way the claim goes."""

    @property
    def sentence(self) -> str:
        """In words, with the sources."""
        bound = self.known.exists if self.goal is Goal.EXISTS else self.known.none
        what = "with a witness" if self.goal is Goal.EXISTS else "without one"
        name, sources = self.known.vary, "; ".join(self.known.sources)
        if self.standing is Standing.CONTRADICTS:
            other = self.known.none if self.goal is Goal.EXISTS else self.known.exists
            return f"contradicts what is known for {name} = {other} ({sources}): one of them is wrong"
        if bound is None:
            return f"no value of {name} {what} is recorded ({sources})"
        words = {
            Standing.BEATS: f"beats the recorded {name} = {bound} {what}",
            Standing.EQUALS: f"equals the recorded {name} = {bound} {what}",
            Standing.BELOW: f"follows from the recorded {name} = {bound} {what}",
            Standing.NOT_COMPARABLE: f"not comparable with the recorded {name} = {bound} {what}",
        }
        passed = self.standing is Standing.NOT_COMPARABLE and self.goal.value in self.known.no_record
        doubt = ", which is no record," if passed else ""
        return f"{words[self.standing]}{doubt} by {name} = {self.value} ({sources})"

    def dump(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "standing": str(self.standing),
            "parameter": self.known.vary,
            "value": self.value,
            "exists": self.known.exists,
            "none": self.known.none,
            "no_record": list(self.known.no_record),
            "sources": list(self.known.sources),
            "sentence": self.sentence,
        }


def compare(claim: Claim) -> tuple[Comparison, ...]:
    """The claim beside every known value that speaks of its line of parameters."""
    order, goal = list(Standing), claim.goal
    found = [Comparison(_stands(known, value, goal), known, value, goal) for known, value in known_lines(claim)]
    return tuple(sorted(found, key=lambda item: order.index(item.standing)))


def _stands(known: KnownValue, value: int, goal: Goal) -> Standing:
    truth = known.truth(value)
    if truth is not None and truth is not (goal is Goal.EXISTS):
        return Standing.CONTRADICTS
    bound = known.exists if goal is Goal.EXISTS else known.none
    if bound is None:
        return Standing.NOT_COMPARABLE
    if value == bound:
        return Standing.EQUALS
    if truth is not None:
        return Standing.BELOW
    if known.monotone == "none" or goal.value in known.no_record:
        return Standing.NOT_COMPARABLE
    return Standing.BEATS


def standing(claim: Claim) -> Standing:
    """All comparisons together: a contradiction first, then whatever says that it was known; only then `beats`."""
    found = {comparison.standing for comparison in compare(claim)}
    for weight in (Standing.CONTRADICTS, Standing.EQUALS, Standing.BELOW, Standing.BEATS):
        if weight in found:
            return weight
    return Standing.NOT_COMPARABLE


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), AfterValidator(visible_text)
]


class Search(Frozen):
    """One search of one source, as the ledger holds it."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    """Version of this form."""
    candidate: CandidateId
    """What was searched for."""
    problem: ProblemId
    """For which problem."""
    source: Line
    """Where: arXiv, zbMATH, a site, a book."""
    query: Line
    """What was asked."""
    hits: Annotated[int, Field(ge=0, le=10**9, strict=True)] | None = None
    """How many answers; absent when the source could not be reached."""
    found: Annotated[tuple[Line, ...], Field(max_length=50)] = ()
    """What bears on the candidate among them: titles, addresses."""
    unreachable: Annotated[str, StringConstraints(max_length=500)] = ""
    """Why the source could not be reached."""
    date: IsoDate
    """Day of the search."""
    by: Name
    """Who searched: a person, or an agent with its model."""
    note: Annotated[str, StringConstraints(max_length=2000)] = ""
    """Anything else."""

    @model_validator(mode="after")
    def _reached_or_not(self) -> Search:
        if (self.hits is None) == (not self.unreachable):
            raise ValueError("hits: give the number of hits, or unreachable with the reason, not both")
        if self.hits is not None and len(self.found) > self.hits:
            raise ValueError("found: lists more than there are hits")
        return self

    @property
    def sentence(self) -> str:
        """What the search says, and no more."""
        if self.hits is None:
            return f"{self.source} could not be reached on {self.date} ({self.unreachable}); asked for: {self.query}"
        if not self.hits:
            return f"not found in {self.source} on {self.date}; asked for: {self.query}"
        listed = f": {'; '.join(self.found)}" if self.found else ""
        plural = "hit" if self.hits == 1 else "hits"
        return f"{self.hits} {plural} in {self.source} on {self.date}; asked for: {self.query}{listed}"

    def dump(self) -> dict[str, Any]:
        """JSON form, absent fields left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


def record_search(ledger: Ledger, **fields: Any) -> Search:
    """Append a search; a fault in its fields is an InputError."""
    _check_day(fields.get("date"))
    for name in ("unreachable", "note"):
        try:
            visible_text(str(fields.get(name, "")))
        except ValueError as error:
            raise InputError(f"search: {name}: {error}") from None
    try:
        search = Search(**fields)
    except ValidationError as error:
        raise InputError(f"search: {explain(error)}") from None
    ledger.append([("search", search.dump())])
    return search


def _check_day(given: object) -> None:
    """Asked of what is written, not of what is read: a clock that goes slow must not make a ledger unreadable."""
    text = str(given)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise InputError(f"search: date {text[:40]!r}: give the day of the search as YYYY-MM-DD, such as 2026-08-08")
    # Where the day begins earlier than in Greenwich, its date may be ahead.
    if day > max(datetime.now(UTC).date(), datetime.now().astimezone().date()):
        raise InputError(f"search: date {text} lies ahead: give the day on which the search was made")


def searches_of(ledger: Ledger, candidate: str, problem: str = "") -> list[Search]:
    """The searches for a candidate in order."""
    with ledger.reading() as connection:
        return [search for _, _, search in records_about(connection, "search", Search, candidate, problem)]


@dataclass(frozen=True)
class Dossier:
    """Everything that bears on whether a candidate is known."""

    comparisons: Sequence[Comparison]
    """Beside known values."""
    searches: Sequence[Search]
    """In the order in which they were recorded."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """One a line; silence is said, too."""
        lines = [comparison.sentence for comparison in self.comparisons] or ["no known value speaks of this claim"]
        lines += [search.sentence for search in self.searches] or ["nothing has been searched yet"]
        return tuple(lines)

    def dump(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "comparisons": [comparison.dump() for comparison in self.comparisons],
            "searches": [search.dump() for search in self.searches],
            "sentences": list(self.sentences),
        }


def dossier(ledger: Ledger, subject: Subject) -> Dossier:
    """The dossier of a candidate for a problem."""
    return Dossier(compare(subject.claim), searches_of(ledger, subject.candidate, subject.problem))
