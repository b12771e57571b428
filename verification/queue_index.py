"""The candidates of a ledger in groups of equivalent ones, kept up to date by reading only what was added.

Two candidates for one problem are in one group when a symmetry of their claim maps one to the other. Keys up to
symmetry take long, so they are asked only for claims that at least two candidates make.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from problems.claim import Claim
from verification.entry import GENESIS, body_of
from verification.ledger import Ledger
from verification.projections import ENTRY, TABLES
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

    @property
    def rating(self) -> tuple[bool, str, int]:
        """Larger for the one that is checked better, then for the earlier one."""
        return self.outcome == "verified", self.assurance, -self.seq


class Group:
    """Equivalent candidates for one problem, in the order of the ledger."""

    __slots__ = ("best", "claim_digest", "members", "problem")

    def __init__(self, first: Row) -> None:
        self.problem, self.claim_digest = first.problem, first.claim_digest
        self.members = [first]
        self.best = first

    def add(self, row: Row) -> None:
        """Take in a later row."""
        self.members.append(row)
        self.best = max(self.best, row, key=lambda each: each.rating)


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
        query = sa.select(*columns, attempts.c.problem, attempts.c.prover).order_by(candidates.c.seq)
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
            groups: dict[tuple[str, str], Group] = {}
            for row in rows:
                place = (row.problem, keys.get(row.id, row.id))
                group = groups.get(place)
                if group is None:
                    group = groups[place] = Group(row)
                else:
                    group.add(row)
                self._place[row.id, row.problem] = group
            self._groups[digest] = list(groups.values())


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
