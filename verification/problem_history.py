"""What the ledger holds of a problem: every attempt with its outcome, failures with their mechanism."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from verification.entry import body_of
from verification.ledger import Ledger
from verification.projections import ENTRY, TABLES
from verification.standing import CONFLICT, overruled

__all__ = ["MAX_ATTEMPTS", "holdings"]

MAX_ATTEMPTS = 1000
"""Attempts listed at most, the newest ones."""


def holdings(ledger: Ledger, problem: str) -> dict[str, Any]:
    """Attempts on a problem in order, with figures over all of them: attempts, verified ones, reviews.

    An attempt that verified something on which judges contradict each other does not count as verified, and says so.
    """
    table, reviews = TABLES["attempt"], TABLES["review"]
    count = sa.select(sa.func.count())
    tried = count.where(table.c.problem == problem)
    verified = tried.where(table.c.assurance.not_in(("", "A0")), table.c.id.not_in(overruled()))
    newest = (
        sa.select(ENTRY.c.seq, ENTRY.c.body)
        .join(table, table.c.seq == ENTRY.c.seq)
        .where(table.c.problem == problem)
        .order_by(ENTRY.c.seq.desc())
        .limit(MAX_ATTEMPTS)
    )
    with ledger.reading() as connection:
        bodies = [body_of(seq, text) for seq, text in connection.execute(newest)][::-1]
        torn = set(
            connection.execute(
                sa.select(table.c.id).where(table.c.problem == problem, table.c.id.in_(overruled()))
            ).scalars()
        )
        figures = {
            "attempts": connection.execute(tried).scalar_one(),
            "verified": connection.execute(verified).scalar_one(),
            "reviews": connection.execute(count.where(reviews.c.problem == problem)).scalar_one(),
        }
    return {"attempts": [_attempt(body, body.get("id") in torn) for body in bodies], "figures": figures}


def _attempt(body: dict[str, Any], torn: bool) -> dict[str, Any]:
    kept = ("id", "prover", "claim", "outcome", "mechanism", "message", "assurance", "candidates", "started")
    found = {key: body[key] for key in kept if key in body}
    found.setdefault("assurance", "A0")
    if torn:
        found |= {"assurance": "A0", "mechanism": CONFLICT, "message": "the judges contradict each other"}
    if body.get("config", {}).get("author"):
        found["author"] = body["config"]["author"]
    return found
