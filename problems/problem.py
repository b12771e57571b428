"""A catalogue entry: one open (or once open) problem with everything known about its standing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from problems.claim import ClaimRecord, ScopeKind, StatementSource
from problems.values import Flag, Frozen, lines_of_text, one_line_of_text

__all__ = ["STATUS_DAYS", "IsoDate", "Problem", "ProblemId", "Reference", "State", "Status", "today"]

IsoDate = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
ProblemId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,31}:[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
STATUS_DAYS = 30
"""Days after which a status is too old for a result to be said to settle the problem: upstream moves every week."""

Seen = AfterValidator(lines_of_text)
OneLine = AfterValidator(one_line_of_text)
Line = Annotated[str, StringConstraints(max_length=300), OneLine]
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=500), OneLine]


def today() -> date:
    """The day in UTC."""
    return datetime.now(UTC).date()


class State(StrEnum):
    """Standing of a problem in the community's vocabulary.

    falsifiable: a finite counterexample would refute it; verifiable: a finite example would prove
    it; decidable: reduced to a finite check; solved: settled otherwise than by proof or disproof.
    """

    OPEN = "open"
    PROVED = "proved"
    DISPROVED = "disproved"
    SOLVED = "solved"
    FALSIFIABLE = "falsifiable"
    VERIFIABLE = "verifiable"
    DECIDABLE = "decidable"
    NOT_PROVABLE = "not provable"
    NOT_DISPROVABLE = "not disprovable"
    INDEPENDENT = "independent"


class Status(Frozen):
    """Status upstream, as of a day."""

    state: State
    """The informal (mathematical) state."""
    formal: Literal["unformalized", "Lean"] = "unformalized"
    """Whether a solution is formalised in a proof assistant."""
    as_of: IsoDate
    """Day of the snapshot this was read from."""
    last_update: IsoDate | None = None
    """Day on which upstream last changed the state."""
    source: Line = ""
    """Snapshot, with commit where there is one."""
    note: Annotated[str, StringConstraints(max_length=2000), Seen] = ""
    """What upstream or we add to the state."""

    def out_of_date(self, days: int = STATUS_DAYS) -> str:
        """Why nothing is said to settle the problem: the status is older than `days`. Empty when it is not.

        A day that is still to come, or that is none, was no day on which anybody looked.
        """
        try:
            age = (today() - date.fromisoformat(self.as_of)).days
        except ValueError:
            age = -2
        # Upstream may be a day ahead of us where the sun rises earlier.
        return "" if -1 <= age <= days else f"the status known here is of {self.as_of}, not of the last {days} days"


class Reference(Frozen):
    """A citation in our own words; enough to find the paper."""

    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9+_-]{0,39}$")]
    """Short key, such as ErTu41."""
    text: Annotated[str, StringConstraints(min_length=3, max_length=500), Seen]
    """Authors, title, journal, year."""
    url: Url | None = None
    """Where it can be read."""


class Problem(Frozen):
    """One problem of a catalogue."""

    id: ProblemId
    """Catalogue and number, such as `erdos:30`."""
    title: Annotated[str, StringConstraints(min_length=1, max_length=200), OneLine]
    """A short name in our own words; imported entries without one are titled by their number."""
    statement: Annotated[str, StringConstraints(max_length=8000), Seen] = ""
    """LaTeX in our own words, `$…$` and `$$…$$` only; empty for imported entries that we have not stated."""
    source: StatementSource = Field(default=StatementSource(kind="memory"))
    """Where the statement comes from."""
    status: Status
    """Standing upstream."""
    prize: Annotated[str, StringConstraints(max_length=40), OneLine] = ""
    """Prize as written upstream, currency included; empty for none."""
    tags: Annotated[tuple[Line, ...], Field(max_length=32)] = ()
    """Subject tags in upstream's spelling."""
    oeis: Annotated[tuple[Annotated[str, StringConstraints(pattern=r"^A\d{6,7}$")], ...], Field(max_length=64)] = ()
    """Linked OEIS sequences."""
    formalized: Flag = False
    """Whether the statement (not a solution) is in formal-conjectures."""
    references: Annotated[tuple[Reference, ...], Field(max_length=64)] = ()
    """Literature."""
    related: Annotated[tuple[ProblemId, ...], Field(max_length=64)] = ()
    """Problems that bear on this one."""
    remarks: Annotated[str, StringConstraints(max_length=8000), Seen] = ""
    """Partial results, traps and readings, in our own words."""
    comments: Annotated[str, StringConstraints(max_length=2000), Seen] = ""
    """Upstream's short label, such as `ambiguous statement`."""
    claims: Annotated[tuple[ClaimRecord, ...], Field(max_length=200)] = ()
    """Machine-checkable claims."""
    formal_url: Url | None = None
    """Where upstream links the formal solution, if it does."""

    @property
    def catalogue(self) -> str:
        """The part of the id before the colon."""
        return self.id.partition(":")[0]

    @property
    def number(self) -> str:
        """The part of the id after the colon."""
        return self.id.partition(":")[2]

    def scope_words(self, record: ClaimRecord, days: int = STATUS_DAYS) -> str:
        """Scope and direction of one of the claims; that it settles the problem is withheld on a status that is old."""
        direction = f" ({record.scope.direction})" if record.scope.direction else ""
        withheld = record.scope.kind is ScopeKind.SETTLES and self.status.out_of_date(days)
        return f"{record.scope.kind}{direction}{', withheld until the status is newer' if withheld else ''}"
