"""A ledger with attempts and candidates as a scan leaves them, for tests of what reads it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from problems.catalog import Catalog
from problems.claim import ClaimRecord
from problems.family import normalise
from problems.problem import Problem
from verification.candidate import Candidate, parse_candidate
from verification.ledger import Ledger
from verification.subject import record_of

__all__ = ["candidate", "catalog", "opened", "put"]


def candidate(family: str, params: dict[str, Any], witness: dict[str, Any]) -> Candidate:
    """A witness for goal exists."""
    claim = {"family": family, "params": params, "goal": "exists"}
    return parse_candidate({"schema": 1, "claim": claim, "payload": {"kind": "witness", "witness": witness}})


def catalog(*problems: dict[str, Any]) -> Catalog:
    """Problems in the form of `tests.workbench.problem`, with canonical parameters."""
    found = []
    for raw in problems:
        records = [ClaimRecord.model_validate(item) for item in raw["claims"]]
        records = [record.model_copy(update={"params": normalise(record.claim).params}) for record in records]
        rest = {key: value for key, value in raw.items() if key not in ("schema", "claims")}
        found.append(Problem.model_validate({**rest, "claims": records}))
    return Catalog(found)


def put(
    ledger: Ledger,
    item: Candidate,
    problem: str = "mine:1",
    *,
    known: Catalog | None = None,
    prover: str = "local",
    outcome: str = "verified",
    assurance: str = "A1",
) -> str:
    """Record a candidate with an attempt of its own; its id."""
    entry = next((each for each in known or () if each.id == problem), None)
    attempt = {
        "schema": 1,
        "id": uuid4().hex,
        "key": uuid4().hex,
        "problem": problem,
        "prover": prover,
        "outcome": "found",
        "claim_digest": item.claim.digest,
        "record_digest": record_of(entry, item.claim)[1] or "0" * 64,
        "candidates": [item.id],
    }
    body = {
        "schema": 1,
        "id": item.id,
        "attempt": attempt["id"],
        "claim_digest": item.claim.digest,
        "candidate": item.dump(),
        "outcome": outcome,
        "assurance": assurance if outcome == "verified" else "A0",
        "reason": "for a test",
    }
    ledger.append([("attempt", attempt), ("candidate", body)])
    return item.id


@contextmanager
def opened(folder: Path) -> Iterator[Ledger]:
    """A new ledger in a folder."""
    with Ledger.open(folder / "ledger.sqlite", create=True) as ledger:
        yield ledger
