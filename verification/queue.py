"""What to read next: the few candidates that are worth a mathematician's attention first.

Candidates that symmetries of their claim map to each other are one item, and a grade of one is a grade of all. The
order: what contradicts a known value (one of the two is wrong), what beats one, what settles a problem, what reviewers
disagree on, then by assurance. Refuted candidates are left out, unless reviewers disagree on them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from problems.catalog import Catalog
from problems.claim import Claim, ScopeKind
from problems.errors import WorkbenchError
from problems.problem import Problem
from verification.entry import body_of
from verification.ledger import Ledger
from verification.novelty import Standing, standing
from verification.projections import ENTRY, TABLES
from verification.review import OF_THE_PROBLEM, Axis, graded
from verification.subject import record_of
from verification.symmetry_key import keys_of

__all__ = ["Item", "Queue", "Why", "rank"]


_CLAIM = '"candidate":{"claim":'


class Why(StrEnum):
    """Why an item stands where it does, from the most to the least urgent."""

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
    """The best checked of the equivalent candidates."""
    problem: str
    """Catalogue id."""
    claim: Claim
    """What it claims."""
    why: Why
    """The first reason that holds."""
    outcome: str
    """Machine check of the candidate."""
    assurance: str
    """Machine check of the candidate."""
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


@dataclass
class _Group:
    """Equivalent candidates for one problem."""

    problem: str
    claim_digest: str
    members: list[_Row] = field(default_factory=list)
    reviews: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    """A candidate of one attempt."""

    seq: int
    id: str
    claim_digest: str
    outcome: str
    assurance: str
    problem: str
    prover: str


def rank(
    ledger: Ledger, catalog: Catalog, *, per_prover: int | None = None, reviewer: str = "", second: bool = False
) -> Queue:
    """The queue of a ledger: candidates without a grade that settles them, and those that reviewers disagree on.

    `per_prover` bounds the ungraded items of one prover for one problem. With `second` the queue holds what somebody
    else has graded and `reviewer` has not: a second, blind reading.
    """
    with ledger.reading() as connection:
        rows = list(_rows(connection))
        reviews = _reviews(connection)
        claims = _claims(connection)
    groups = _groups(rows, keys_of(ledger, _rivals(rows)), reviews)
    problems = {problem.id: problem for problem in catalog}
    judge = _Judge(problems, claims)
    wanted = ((group, judge.item(group, reviewer, second)) for group in groups)
    items = sorted(((item, group) for group, item in wanted if item is not None), key=lambda pair: _order(*pair))
    kept: list[Item] = []
    counts: dict[tuple[str, str], int] = {}
    for item, _ in items:
        source = (item.provers[0], item.problem)
        if not item.disagreements:
            counts[source] = counts.get(source, 0) + 1
        if item.disagreements or per_prover is None or counts[source] <= per_prover:
            kept.append(item)
    held = {source: count - (per_prover or count) for source, count in counts.items() if count > (per_prover or count)}
    return Queue(tuple(kept), held)


def _rows(connection: sa.Connection) -> Iterator[_Row]:
    candidates, attempts = TABLES["candidate"], TABLES["attempt"]
    query = (
        sa.select(
            candidates.c.seq,
            candidates.c.id,
            candidates.c.claim_digest,
            candidates.c.outcome,
            candidates.c.assurance,
            attempts.c.problem,
            attempts.c.prover,
        )
        .join(attempts, attempts.c.id == candidates.c.attempt)
        .order_by(candidates.c.seq)
    )
    for row in connection.execute(query):
        yield _Row(*row)


def _rivals(rows: Iterable[_Row]) -> set[str]:
    """Candidates that could be equivalent to another one, since they make the same claim."""
    makers: dict[str, set[str]] = {}
    for row in rows:
        makers.setdefault(row.claim_digest, set()).add(row.id)
    return {name for names in makers.values() if len(names) > 1 for name in names}


def _reviews(connection: sa.Connection) -> dict[tuple[str, str], list[Any]]:
    """(candidate, problem) → reviews that no later one corrects."""
    table = TABLES["review"]
    columns = [table.c[name] for name in ("candidate", "problem", "reviewer", "axis", "grade", "record_digest")]
    query = sa.select(*columns, table.c.supersedes, ENTRY.c.hash).join(ENTRY, ENTRY.c.seq == table.c.seq)
    rows = connection.execute(query.order_by(table.c.seq)).all()
    corrected = {row.supersedes for row in rows if row.supersedes}
    found: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        if row.hash not in corrected:
            found.setdefault((row.candidate, row.problem), []).append(row)
    return found


def _claims(connection: sa.Connection) -> dict[str, Claim]:
    """Claim by digest, each from the first candidate that makes it."""
    table = TABLES["candidate"]
    firsts = sa.select(sa.func.min(table.c.seq)).group_by(table.c.claim_digest).scalar_subquery()
    query = sa.select(table.c.claim_digest, ENTRY.c.seq, ENTRY.c.body).join(ENTRY, ENTRY.c.seq == table.c.seq)
    decoder, found = json.JSONDecoder(), {}
    for digest, seq, body in connection.execute(query.where(table.c.seq.in_(firsts))):
        # In canonical JSON the claim comes before the payload, which may be long and is not read here.
        at = body.find(_CLAIM)
        try:
            raw = decoder.raw_decode(body, at + len(_CLAIM))[0] if at >= 0 else None
        except ValueError:
            raw = None
        raw = raw or body_of(seq, body)["candidate"]["claim"]
        found[digest] = Claim.model_validate(raw)
    return found


def _groups(
    rows: Iterable[_Row], keys: Mapping[str, str], reviews: Mapping[tuple[str, str], list[Any]]
) -> Iterable[_Group]:
    groups: dict[tuple[str, str], _Group] = {}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        place = (row.problem, keys.get(row.id, row.id))
        group = groups.setdefault(place, _Group(row.problem, row.claim_digest))
        group.members.append(row)
        if (row.id, row.problem) not in seen:
            seen.add((row.id, row.problem))
            group.reviews.extend(reviews.get((row.id, row.problem), ()))
    return groups.values()


class _Judge:
    """Says of a group whether and why it is to be read."""

    def __init__(self, problems: Mapping[str, Problem], claims: Mapping[str, Claim]) -> None:
        self.problems, self.claims = problems, claims
        self._standings: dict[str, Standing] = {}
        self._records: dict[tuple[str, str], tuple[str, str]] = {}

    def item(self, group: _Group, reviewer: str, second: bool) -> Item | None:
        """The item, None when nobody need read it."""
        scope, record_digest = self._record(group)
        standing_reviews = [
            review
            for review in group.reviews
            if not record_digest or review.record_digest == record_digest or review.axis not in OF_THE_PROBLEM
        ]
        axes: dict[str, set[str]] = {}
        by: dict[str, list[tuple[str, str]]] = {}
        for review in standing_reviews:
            axes.setdefault(review.axis, set()).add(review.grade)
            by.setdefault(review.reviewer, []).append((review.axis, review.grade))
        disagreements = tuple(Axis(axis) for axis in sorted(axes) if len(axes[axis]) > 1)
        done = {name for name, grades in by.items() if graded(grades)}
        best = max(group.members, key=lambda row: (row.outcome == "verified", row.assurance, -row.seq))
        if second:
            if reviewer in done or not done:
                return None
        elif not disagreements and (done or best.outcome == "refuted"):
            return None
        verified = best.outcome == "verified"
        stands = self._standing(group.claim_digest) if verified else Standing.NOT_COMPARABLE
        return Item(
            candidate=best.id,
            problem=group.problem,
            claim=self.claims[group.claim_digest],
            why=_why(verified, stands, scope, bool(disagreements)),
            outcome=best.outcome,
            assurance=best.assurance,
            standing=stands,
            scope=scope,
            provers=tuple(dict.fromkeys(row.prover for row in group.members)),
            members=tuple(dict.fromkeys(row.id for row in (best, *group.members))),
            disagreements=disagreements,
        )

    def _record(self, group: _Group) -> tuple[str, str]:
        place = (group.problem, group.claim_digest)
        if place not in self._records:
            record, digest = record_of(self.problems.get(group.problem), self.claims[group.claim_digest])
            self._records[place] = (str(record.scope.kind) if record is not None else "", digest)
        return self._records[place]

    def _standing(self, digest: str) -> Standing:
        if digest not in self._standings:
            try:
                self._standings[digest] = standing(self.claims[digest])
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


def _order(item: Item, group: _Group) -> tuple[int, int, int, int]:
    """Reason, assurance, other people's claims before undecided ones of provers, then the order of the ledger."""
    assurance = -int(item.assurance[1:]) if item.assurance[1:].isdigit() else 0
    return (_URGENCY[item.why], assurance, int("intake" not in item.provers), group.members[0].seq)
