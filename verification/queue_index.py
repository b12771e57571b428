"""The candidates of a ledger in groups of equivalent ones, kept up to date by reading only what was added.

Two candidates for one problem are in one group when a symmetry of their claim maps one to the other. Keys up to
symmetry take long, so they are asked only for claims that at least two candidates make.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from problems.claim import Claim
from verification.entry import GENESIS, body_of
from verification.ledger import Ledger
from verification.projections import ENTRY, TABLES
from verification.standing import CONFLICT, contradict, says_conflict
from verification.symmetry_key import keys_of

__all__ = ["Group", "QueueIndex", "Row"]

_CLAIM = '"candidate":{"claim":'
BATCH = 500
"""Entries asked for at once."""


class Row(NamedTuple):
    """A candidate of one attempt."""

    seq: int
    id: str
    claim_digest: str
    outcome: str
    assurance: str
    problem: str
    prover: str
    conflict: bool
    """Whether this judgement was one of back-ends or kernels that contradict each other."""

    @property
    def said(self) -> str:
        """The judgement in a word."""
        return CONFLICT if self.conflict else self.outcome

    @property
    def rating(self) -> tuple[int, str, int]:
        """Larger for the one that counts in the end, as in `verification.standing`, then for the earlier one."""
        return _COUNTS.get(self.outcome, 0), self.assurance, -self.seq


_COUNTS = {"verified": 2, "refuted": 1}


class Group:
    """Equivalent candidates for one problem, in the order of the ledger."""

    __slots__ = ("assurance", "best", "claim_digest", "members", "outcome", "problem", "torn_at")

    def __init__(self, members: list[Row], torn: Mapping[str, int]) -> None:
        self.problem, self.claim_digest = members[0].problem, members[0].claim_digest
        self.members = members
        among = [row for row in members if row.id in torn] if torn else []
        self.torn_at = min(torn[row.id] for row in among) if among else _torn_at(members)
        """Entry since which judges contradict each other on a member, for whatever problem, or on two; 0 for none."""
        self.best = max(among or members, key=_rating)
        """The one to look at: one that is torn itself, where there is one, or the best checked."""
        self.outcome = "unknown" if self.torn_at else self.best.outcome
        """Machine check of all of them together."""
        self.assurance = "A0" if self.torn_at else self.best.assurance
        """Machine check of all of them together."""

    @property
    def conflict(self) -> bool:
        """Whether judges contradict each other."""
        return self.torn_at > 0


_rating = attrgetter("rating")


class QueueIndex:
    """Groups, claims and standing reviews of one ledger; `update` brings them up to its head."""

    def __init__(self) -> None:
        self.claims: dict[str, Claim] = {}
        """Claim by digest, each from the first candidate that makes it."""
        self._start()

    def _start(self) -> None:
        self.claims.clear()
        self._rows: dict[str, list[Row]] = {}
        self._groups: dict[str, list[Group]] = {}
        self._place: dict[tuple[str, str], Group] = {}
        self._reviews: dict[tuple[str, str], list[Any]] = {}
        self._head = (0, GENESIS)
        self._without_attempt: set[int] = set()

    def groups(self) -> Iterator[Group]:
        """All groups, those of one claim together."""
        for groups in self._groups.values():
            yield from groups

    def reviewed(self) -> dict[Group, list[Any]]:
        """Groups with reviews that no later one corrects, and these reviews."""
        found: dict[Group, list[Any]] = {}
        for place, reviews in self._reviews.items():
            if place in self._place:
                found.setdefault(self._place[place], []).extend(reviews)
        return found

    def update(self, ledger: Ledger) -> None:
        """Read what was added since the last call; begin again when the ledger is not the one that was read."""
        try:
            self._update(ledger)
        except BaseException:
            # Rows that were read but not grouped would be missing from every later answer.
            self._start()
            raise

    def _update(self, ledger: Ledger) -> None:
        with ledger.reading() as connection:
            head = connection.execute(sa.select(ENTRY.c.seq, ENTRY.c.hash).order_by(ENTRY.c.seq.desc()).limit(1))
            now = tuple(head.first() or (0, GENESIS))
            if now == self._head:
                return
            seq, hash_ = self._head
            if seq and connection.execute(sa.select(ENTRY.c.hash).where(ENTRY.c.seq == seq)).scalar() != hash_:
                self._start()
            added = self._added(connection)
            self._reviews = _reviews(connection)
            firsts = {row.claim_digest: row.seq for row in reversed(added) if row.claim_digest not in self.claims}
            self.claims.update(_claims(connection, firsts))
            self._head = now
        for row in added:
            self._rows.setdefault(row.claim_digest, []).append(row)
        self._regroup(ledger, {row.claim_digest for row in added})

    def _added(self, connection: sa.Connection) -> list[Row]:
        candidates, attempts = TABLES["candidate"], TABLES["attempt"]
        columns = [candidates.c[name] for name in ("seq", "id", "claim_digest", "outcome", "assurance")]
        columns += [attempts.c.problem, attempts.c.prover]
        query = sa.select(*columns, says_conflict(candidates)).order_by(candidates.c.seq)
        query = query.outerjoin_from(candidates, attempts, attempts.c.id == candidates.c.attempt)
        query = query.where(
            sa.or_(candidates.c.seq > self._head[0], candidates.c.seq.in_(sorted(self._without_attempt)))
            if self._without_attempt
            else candidates.c.seq > self._head[0]
        )
        rows = [Row._make(row) for row in connection.execute(query)]
        # An attempt that is recorded after its candidate is waited for.
        self._without_attempt = {row.seq for row in rows if row.problem is None}
        return [row for row in rows if row.problem is not None]

    def _regroup(self, ledger: Ledger, digests: Iterable[str]) -> None:
        touched = {digest: self._rows[digest] for digest in digests}
        rivals = {digest: {row.id for row in rows} for digest, rows in touched.items()}
        wanted = {name for names in rivals.values() if len(names) > 1 for name in names}
        keys = keys_of(ledger, wanted) if wanted else {}
        for digest, rows in touched.items():
            rows.sort()
            torn = _torn(rows)
            places: dict[tuple[str, str], list[Row]] = {}
            for row in rows:
                places.setdefault((row.problem, keys.get(row.id, row.id)), []).append(row)
            groups = self._groups[digest] = [Group(members, torn) for members in places.values()]
            self._place.update(((row.id, row.problem), group) for group in groups for row in group.members)


def _torn(rows: Iterable[Row]) -> dict[str, int]:
    """Candidates whose own judgements contradict each other → the entry since which they do."""
    own: dict[str, list[Row]] = {}
    for row in rows:
        own.setdefault(row.id, []).append(row)
    since = {name: _torn_at(judged) for name, judged in own.items()}
    return {name: seq for name, seq in since.items() if seq}


def _torn_at(rows: Sequence[Row]) -> int:
    """Number of the first of these rows that contradicts one before it, or is a conflict by itself; 0 for none."""
    if len(rows) == 1:
        return rows[0].seq if rows[0].conflict else 0
    said: set[str] = set()
    for row in rows:
        said.add(row.said)
        if contradict(said):
            return row.seq
    return 0


def _reviews(connection: sa.Connection) -> dict[tuple[str, str], list[Any]]:
    """(candidate, problem) → reviews that no later one corrects."""
    table = TABLES["review"]
    columns = [table.c[name] for name in ("candidate", "problem", "reviewer", "axis", "grade", "record_digest", "seq")]
    query = sa.select(*columns, table.c.supersedes, ENTRY.c.hash).join(ENTRY, ENTRY.c.seq == table.c.seq)
    rows = connection.execute(query.order_by(table.c.seq)).all()
    corrected = {row.supersedes for row in rows if row.supersedes}
    found: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        if row.hash not in corrected:
            found.setdefault((row.candidate, row.problem), []).append(row)
    return found


def _claims(connection: sa.Connection, firsts: dict[str, int]) -> dict[str, Claim]:
    """Claim by digest, from the entries whose numbers are given."""
    digests = {seq: digest for digest, seq in firsts.items()}
    decoder, found = json.JSONDecoder(), {}
    numbers = sorted(digests)
    for at in range(0, len(numbers), BATCH):
        query = sa.select(ENTRY.c.seq, ENTRY.c.body).where(ENTRY.c.seq.in_(numbers[at : at + BATCH]))
        for seq, body in connection.execute(query):
            # In canonical JSON the claim comes before the payload, which may be long and is not read here.
            begin = body.find(_CLAIM)
            try:
                raw = decoder.raw_decode(body, begin + len(_CLAIM))[0] if begin >= 0 else None
            except ValueError:
                raw = None
            raw = raw or body_of(seq, body)["candidate"]["claim"]
            found[digests[seq]] = Claim.model_validate(raw)
    return found
