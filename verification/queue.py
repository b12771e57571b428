"""What to read next: the few candidates that are worth a mathematician's attention first.

Candidates that symmetries of their claim map to each other are one item, and a grade of one is a grade of all. The
order: what judges contradict each other on, what contradicts a known value (one of the two is wrong), what beats one,
what settles a problem, what reviewers disagree on, then by assurance. Refuted candidates are left out, unless reviewers
disagree on them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import Any

from problems.catalog import Catalog
from problems.claim import Claim, ScopeKind
from problems.errors import WorkbenchError
from problems.problem import Problem
from verification.ledger import Ledger
from verification.novelty import Standing, standing
from verification.queue_index import Group, QueueIndex
from verification.review import OF_THE_PROBLEM, Axis, graded
from verification.subject import record_of

__all__ = ["Item", "Queue", "Ranking", "Why", "rank"]


class Why(StrEnum):
    """Why an item stands where it does, from the most to the least urgent."""

    CONFLICT = "the judges contradict each other: a person must look"
    CONTRADICTS = "contradicts a known value"
    BEATS = "beats a known value"
    SETTLES = "settles a problem"
    DISAGREEMENT = "reviewers disagree"
    VERIFIED = "verified"
    UNDECIDED = "not decided by machine"


@dataclass(frozen=True)
class Item:
    """One thing to read."""

    candidate: str
    """The one of the equivalent candidates that judges contradict each other on, or else the best checked."""
    problem: str
    """Catalogue id."""
    claim: Claim
    """What it claims."""
    why: Why
    """The first reason that holds."""
    outcome: str
    """Machine check of the equivalent candidates together: where judges contradict each other, `unknown`."""
    assurance: str
    """Machine check of the equivalent candidates together."""
    standing: Standing
    """Beside the known values; `not comparable` for what is not verified."""
    scope: str
    """Scope of the catalogue's record; empty where the catalogue does not hold the claim."""
    provers: tuple[str, ...]
    """Who found one of them, first finder first."""
    members: tuple[str, ...]
    """All equivalent candidates, this one included."""
    disagreements: tuple[Axis, ...] = ()
    """Axes on which reviewers give different grades."""

    def dump(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "candidate": self.candidate,
            "problem": self.problem,
            "claim": self.claim.model_dump(mode="json"),
            "why": str(self.why),
            "outcome": self.outcome,
            "assurance": self.assurance,
            "standing": str(self.standing),
            "scope": self.scope,
            "provers": list(self.provers),
            "members": list(self.members),
            "disagreements": list(map(str, self.disagreements)),
        }


@dataclass(frozen=True)
class Queue:
    """The items in order, and what is held back."""

    items: tuple[Item, ...]
    """What to read, first things first."""
    held_back: Mapping[tuple[str, str], int]
    """(prover, problem) → items beyond the allowed number, lower in the order."""


@dataclass(frozen=True, slots=True)
class _View:
    """What is said of a group before an item is made of it."""

    group: Group
    why: Why
    standing: Standing
    scope: str
    disagreements: tuple[Axis, ...]

    @property
    def order(self) -> tuple[int, int, int, int]:
        """Reason, assurance, other people's claims before undecided ones of provers, then the order of the ledger."""
        group = self.group
        level = group.assurance[1:]
        taken_in = any(row.prover == "intake" for row in group.members)
        return (_URGENCY[self.why], -int(level) if level.isdigit() else 0, int(not taken_in), group.members[0].seq)

    def item(self, claims: Mapping[str, Claim]) -> Item:
        """The item for people."""
        best, members = self.group.best, self.group.members
        return Item(
            candidate=best.id,
            problem=self.group.problem,
            claim=claims[self.group.claim_digest],
            why=self.why,
            outcome=self.group.outcome,
            assurance=self.group.assurance,
            standing=self.standing,
            scope=self.scope,
            provers=tuple(dict.fromkeys(row.prover for row in members)),
            members=tuple(dict.fromkeys(row.id for row in (best, *members))),
            disagreements=self.disagreements,
        )


class Ranking:
    """The queue of one ledger; each call of `queue` reads only what was added since the last one."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._index = QueueIndex()
        self._judge = _Judge({problem.id: problem for problem in catalog}, self._index)
        self._plain: dict[Group, tuple[tuple[int, int, int, int], _View]] = {}

    def update(self, ledger: Ledger) -> None:
        """Read what was added; keys up to symmetry are kept for the next time unless the ledger is read-only."""
        self._index.update(ledger)

    def queue(
        self, ledger: Ledger, *, per_prover: int | None = None, reviewer: str = "", second: bool = False
    ) -> Queue:
        """See `rank`."""
        self.update(ledger)
        reviewed = self._index.reviewed()
        views = [] if second else self._unreviewed(reviewed)
        for group, reviews in reviewed.items():
            view = self._judge.view(group, reviews, reviewer, second)
            if view is not None:
                views.append((view.order, view))
        views.sort(key=itemgetter(0))
        kept: list[_View] = []
        counts: dict[tuple[str, str], int] = {}
        for _, view in views:
            source = (view.group.members[0].prover, view.group.problem)
            if not view.disagreements:
                counts[source] = counts.get(source, 0) + 1
            if view.disagreements or per_prover is None or counts[source] <= per_prover:
                kept.append(view)
        bound = {source: per_prover or count for source, count in counts.items()}
        held = {source: count - bound[source] for source, count in counts.items() if count > bound[source]}
        return Queue(tuple(view.item(self._index.claims) for view in kept), held)

    def _unreviewed(self, reviewed: Mapping[Group, list[Any]]) -> list[tuple[tuple[int, int, int, int], _View]]:
        """Groups that nobody has graded and no machine has refuted; what was found of them before still holds."""
        before, self._plain, found = self._plain, {}, []
        for group in self._index.groups():
            if group.outcome == "refuted" or group in reviewed:
                continue
            pair = before.get(group)
            if pair is None:
                view = self._judge.seen(group, ())
                pair = (view.order, view)
            self._plain[group] = pair
            found.append(pair)
        return found


def rank(
    ledger: Ledger, catalog: Catalog, *, per_prover: int | None = None, reviewer: str = "", second: bool = False
) -> Queue:
    """The queue of a ledger: candidates without a grade that settles them, and those that reviewers disagree on.

    `per_prover` bounds the ungraded items of one prover for one problem. With `second` the queue holds what somebody
    else has graded and `reviewer` has not: a second, blind reading.
    """
    return Ranking(catalog).queue(ledger, per_prover=per_prover, reviewer=reviewer, second=second)


class _Judge:
    """Says of a group whether and why it is to be read."""

    def __init__(self, problems: Mapping[str, Problem], index: QueueIndex) -> None:
        self.problems, self.index = problems, index
        self._standings: dict[str, Standing] = {}
        self._records: dict[tuple[str, str], tuple[str, str]] = {}

    def seen(self, group: Group, disagreements: tuple[Axis, ...]) -> _View:
        """Why a group is to be read, if it is."""
        scope, _ = self._record(group)
        verified = group.outcome == "verified"
        stands = self._standing(group.claim_digest) if verified else Standing.NOT_COMPARABLE
        why = Why.CONFLICT if group.conflict else _why(verified, stands, scope, bool(disagreements))
        return _View(group, why, stands, scope, disagreements)

    def view(self, group: Group, reviews: Sequence[Any], reviewer: str, second: bool) -> _View | None:
        """The same for a group that was graded; None when nobody need read it."""
        _, record_digest = self._record(group)
        axes: dict[str, set[str]] = {}
        by: dict[str, list[tuple[str, str]]] = {}
        for review in reviews:
            if not record_digest or review.record_digest == record_digest or review.axis not in OF_THE_PROBLEM:
                axes.setdefault(review.axis, set()).add(review.grade)
                by.setdefault(review.reviewer, []).append((review.axis, review.grade))
        disagreements = tuple(Axis(axis) for axis in sorted(axes) if len(axes[axis]) > 1)
        torn_since = group.conflict and all(group.torn_at > review.seq for review in reviews)
        done = {name for name, grades in by.items() if graded(grades)}
        if second:
            if reviewer in done or not done:
                return None
        elif not disagreements and (group.outcome == "refuted" or (done and not torn_since)):
            return None
        return self.seen(group, disagreements)

    def _record(self, group: Group) -> tuple[str, str]:
        place = (group.problem, group.claim_digest)
        if place not in self._records:
            record, digest = record_of(
                self.problems.get(group.problem), self.index.claims[group.claim_digest], group.claim_digest
            )
            self._records[place] = (str(record.scope.kind) if record is not None else "", digest)
        return self._records[place]

    def _standing(self, digest: str) -> Standing:
        if digest not in self._standings:
            try:
                self._standings[digest] = standing(self.index.claims[digest])
            except WorkbenchError:
                # The family is not installed (any more): nothing can be said of its known values.
                self._standings[digest] = Standing.NOT_COMPARABLE
        return self._standings[digest]


def _why(verified: bool, stands: Standing, scope: str, disagree: bool) -> Why:
    if verified and stands is Standing.CONTRADICTS:
        return Why.CONTRADICTS
    if verified and stands is Standing.BEATS:
        return Why.BEATS
    if verified and scope == ScopeKind.SETTLES:
        return Why.SETTLES
    if disagree:
        return Why.DISAGREEMENT
    return Why.VERIFIED if verified else Why.UNDECIDED


_URGENCY = {why: number for number, why in enumerate(Why)}
