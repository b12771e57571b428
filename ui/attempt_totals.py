"""Running totals over the attempts of a ledger: what was read once is not read again.

Kept by the process rather than by Streamlit, so that the server can begin before anybody asks.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from ui.read import Store
from verification.entry import body_of
from verification.ledger import Ledger
from verification.projections import ENTRY, TABLES
from verification.standing import CONFLICT, contradicted, overruled, standings

__all__ = ["Figures", "Tally", "fresh_entries", "funnel", "levels", "tally"]


@dataclass
class Figures:
    """What one prover (with one model) did."""

    attempts: int = 0
    found: int = 0
    """Attempts that brought a candidate."""
    verified: int = 0
    """Attempts with a verified candidate on which judges do not contradict each other."""
    false: int = 0
    """Attempts whose candidate was refuted."""
    failed: int = 0
    """Attempts that ended by our fault."""
    cost: Counter[str] = field(default_factory=Counter)
    """Sums of the numbers in the attempts' costs."""


@dataclass
class Tally:
    """Totals up to an entry."""

    seq: int = 0
    judged: int = 0
    """Last candidate or attempt when conflicts were looked for."""
    by_prover: dict[tuple[str, str], Figures] = field(default_factory=dict)
    """(prover, model) → figures."""
    mechanisms: Counter[str] = field(default_factory=Counter)
    """Why attempts have no verified candidate."""
    torn: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(prover, model) → attempts that said verified and do not count, because judges contradict each other."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, body: Mapping[str, Any]) -> None:
        """Count one attempt."""
        figures = self.by_prover.setdefault(_maker(body), Figures())
        figures.attempts += 1
        figures.found += body.get("outcome") == "found"
        figures.verified += bool(body.get("verified"))
        figures.false += body.get("mechanism") == "candidate refuted"
        figures.failed += body.get("outcome") == "failed"
        cost = body.get("cost")
        for name, value in cost.items() if isinstance(cost, Mapping) else ():
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                figures.cost[name] += value
        if body.get("mechanism"):
            self.mechanisms[str(body["mechanism"])] += 1

    def overrule(self, attempts: Iterable[Mapping[str, Any]]) -> None:
        """Count these as not verified, in place of those of the last time."""
        now = Counter(map(_maker, attempts))
        for maker in now.keys() | self.torn.keys():
            self.by_prover[maker].verified += self.torn[maker] - now[maker]
        self.torn = now


def _maker(body: Mapping[str, Any]) -> tuple[str, str]:
    config = body.get("config")
    return str(body.get("prover", "")), str(config.get("model", "")) if isinstance(config, Mapping) else ""


@lru_cache(maxsize=4)
def _kept(key: tuple[str, str]) -> Tally:
    return Tally()


def tally(store: Store) -> Tally:
    """The totals as of now."""
    kept, table = _kept(store.key), TABLES["attempt"]
    with kept.lock, store.ledger.reading() as connection:
        query = sa.select(ENTRY.c.seq, ENTRY.c.body).join(table, table.c.seq == ENTRY.c.seq)
        for seq, text in connection.execute(query.where(ENTRY.c.seq > kept.seq).order_by(ENTRY.c.seq)):
            kept.add(body_of(seq, text))
            kept.seq = seq
        if kept.judged != store.judged:
            torn = connection.execute(query.where(table.c.id.in_(overruled()))).all()
            bodies = (body_of(seq, text) for seq, text in torn)
            kept.overrule(body for body in bodies if body.get("verified"))
            kept.judged = store.judged
    return kept


def funnel(store: Store) -> dict[str, int]:
    """Numbers of problems: tried, with a candidate, with a verified one, with one that a person graded."""
    return dict(_funnel(store.head, store.ledger))


@lru_cache(maxsize=3)
def _funnel(head: tuple[int, str], ledger: Ledger) -> Mapping[str, int]:
    attempts, candidates, reviews = TABLES["attempt"], TABLES["candidate"], TABLES["review"]
    problems = sa.func.count(attempts.c.problem.distinct())
    joined = sa.select(problems).join(candidates, candidates.c.attempt == attempts.c.id)
    graded = sa.select(sa.func.count(reviews.c.problem.distinct()))
    queries = {
        "tried": sa.select(problems),
        "with a candidate": joined,
        "with a verified candidate": joined.where(
            candidates.c.outcome == "verified", candidates.c.id.not_in(contradicted())
        ),
        "with a graded candidate": graded,
        "graded meaningfully correct": graded.where(reviews.c.grade == "meaningfully correct"),
    }
    with ledger.reading() as connection:
        return {name: int(connection.execute(query).scalar() or 0) for name, query in queries.items()}


@lru_cache(maxsize=3)
def _levels(judged: int, ledger: Ledger) -> Mapping[str, int]:
    stand = standings()
    query = sa.select(stand.c.outcome, stand.c.assurance, sa.func.count())
    with ledger.reading() as connection:
        rows = connection.execute(query.group_by(stand.c.outcome, stand.c.assurance)).all()
    words = {"verified": "verified {}", CONFLICT: f"unknown: {CONFLICT}"}
    return {words.get(outcome, outcome).format(level): count for outcome, level, count in sorted(rows)}


def levels(store: Store) -> dict[str, int]:
    """Candidates by machine check: `verified A2` and so on, `refuted`, `unknown`, `unknown: conflict`."""
    return dict(_levels(store.judged, store.ledger))


def fresh_entries(store: Store, since: int) -> dict[str, int]:
    """Entries after number `since` by kind."""
    query = sa.select(ENTRY.c.kind, sa.func.count()).where(ENTRY.c.seq > since).group_by(ENTRY.c.kind)
    with store.ledger.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}
