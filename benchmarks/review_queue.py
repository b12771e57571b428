"""Ranking 10,000 candidates of 1,000 claims, duplicates merged, against sorting the same rows alone in SQLite."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import sqlalchemy as sa

from benchmarks.figure import Figure, fastest
from problems.catalog import Catalog
from verification.attempt import Attempt, Cost
from verification.candidate import parse_candidate
from verification.ledger import Ledger
from verification.queue import rank

CANDIDATES = 10_000
CLAIMS = 1000
PROBLEMS = tuple(f"mine:{number}" for number in range(40))

TEMPLATE = Attempt(
    id="", key="", run="0" * 32, problem="", claim={}, claim_digest="", record_digest="0" * 64, prover="", seed=0,
    budget={"seconds": 1.0, "work": None}, started="2026-01-01T00:00:00+00:00", cost=Cost(seconds=1.0), outcome="found",
    ended_by="answer",
).dump()  # fmt: skip
"""What the attempts have in common."""


def fill(
    ledger: Ledger, candidates: int = CANDIDATES, claims: int = CLAIMS, problems: Sequence[str] = PROBLEMS
) -> None:
    """Candidates about van der Waerden colourings, a tenth of them images of others; half of them verified."""
    rng = random.Random(1)
    words: dict[int, list[str]] = {}
    items = []
    for number in range(candidates):
        n = 20 + number % claims
        known = words.setdefault(n, [])
        word = "".join(rng.choice("01") for _ in range(n))
        if known and number % 10 == 0:
            word = rng.choice(known)[::-1]
        known.append(word)
        candidate = parse_candidate(
            {
                "schema": 1,
                "claim": {"family": "vdw_coloring", "params": {"lengths": [5, 5], "n": n}, "goal": "exists"},
                "payload": {"kind": "witness", "witness": {"coloring": word}},
            }
        )
        attempt = TEMPLATE | {
            "id": f"{number:032x}", "key": str(number), "problem": problems[number % len(problems)],
            "claim": candidate.claim.model_dump(mode="json"), "claim_digest": candidate.claim.digest,
            "prover": f"prover {number % 5}", "candidates": [candidate.id],
        }  # fmt: skip
        body = {
            "schema": 1, "id": candidate.id, "attempt": attempt["id"], "claim_digest": candidate.claim.digest,
            "candidate": candidate.dump(), "outcome": "verified" if number % 2 else "unknown",
            "assurance": f"A{number % 3}", "reason": "made up for a benchmark",
        }  # fmt: skip
        items += [("attempt", attempt), ("candidate", body)]
    ledger.append(items)


def figures() -> Iterator[Figure]:
    """One figure."""
    catalog = Catalog([])
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder, "ledger.sqlite"), create=True) as ledger:
        fill(ledger)
        rank(ledger, catalog)
        seconds = fastest(lambda: rank(ledger, catalog, per_prover=10))
        query = sa.text("SELECT id, outcome, assurance FROM candidates ORDER BY outcome, assurance DESC, seq")

        def peer() -> None:
            with ledger.reading() as connection:
                connection.execute(query).all()

        plain = fastest(peer)
    name = f"{CANDIDATES} candidates of {CLAIMS} claims ranked, keys kept"
    yield Figure(name, seconds, "rows sorted by SQLite", plain)
