"""What is read and graded: a candidate as an answer to one problem, with the claim record as the catalogue has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from problems.canonical import digest
from problems.catalog import Catalog
from problems.claim import Claim, ClaimRecord
from problems.errors import InputError
from problems.family import FORMAL, IN_WORDS
from problems.problem import Problem
from problems.problem_id import names_problem, problem_id
from verification.entry import body_of
from verification.ledger import Ledger
from verification.projections import ENTRY, TABLES

__all__ = ["Subject", "find_subject", "record_of"]


@dataclass(frozen=True)
class Subject:
    """A candidate for a problem."""

    candidate: str
    """Its id."""
    problem: str
    """Catalogue id."""
    claim: Claim
    """What it claims."""
    record_digest: str
    """SHA-256 of the claim record with its reading, as the catalogue has it now; of the attempt's where it has none."""
    record: ClaimRecord | None = None
    """The catalogue's record of the claim; None when the catalogue does not hold it (any more)."""
    body: dict[str, Any] = field(default_factory=dict)
    """The entry of kind `candidate`."""


def record_of(problem: Problem | None, claim: Claim, wanted: str = "") -> tuple[ClaimRecord | None, str]:
    """The record of a claim in a problem and its digest; an answer in words is tied to the problem's statement.

    `wanted` is the claim's digest, where it is at hand.
    """
    if problem is None:
        return None, ""
    if claim.family == IN_WORDS:
        statement = {"problem": problem.id, "statement": problem.statement, "source": problem.source.model_dump()}
        return None, digest(statement)
    if claim.family == FORMAL:
        from verification.lean.submission import claim_record

        stated = claim_record(claim, problem)
        return stated, stated.digest if stated is not None else ""
    wanted = wanted or claim.digest
    record = next((record for record in problem.claims if record.claim.digest == wanted), None)
    return record, record.digest if record is not None else ""


def find_subject(ledger: Ledger, catalog: Catalog, name: str, problem: str = "") -> Subject:
    """The candidate that 6 or more digits of its id (or of its attempt's) name, for the problem it was found for.

    Raises InputError when there is none, several, or the ledger knows it for another problem only.
    """
    if names_problem(name):
        listed = f"`workbench queue --problem {problem_id(name)}` lists them"
        raise InputError(f"{name[:80]}: name one of the problem's candidates by 6 or more digits; {listed}")
    kind, body = ledger.find(name.removeprefix("sha256:"))
    if kind == "attempt":
        if len(body["candidates"]) != 1:
            raise InputError(f"attempt {name[:20]} has {len(body['candidates'])} candidates: name one of them")
        kind, body = ledger.find(body["candidates"][0].removeprefix("sha256:"))
    if kind != "candidate":
        raise InputError(f"{name[:20]} is of kind {kind}: name a candidate")
    attempts = TABLES["attempt"]
    found: dict[str, str] = {}
    query = (
        sa.select(ENTRY.c.seq, ENTRY.c.body)
        .join(attempts, attempts.c.seq == ENTRY.c.seq)
        .join(TABLES["candidate"], TABLES["candidate"].c.attempt == attempts.c.id)
        .where(TABLES["candidate"].c.id == body["id"])
        .order_by(ENTRY.c.seq)
    )
    with ledger.reading() as connection:
        for seq, text in connection.execute(query):
            attempt = body_of(seq, text)
            found[attempt["problem"]] = attempt["record_digest"]
    if problem and problem not in found:
        raise InputError(f"{body['id'][:19]} was not found for {problem[:80]}, but for {', '.join(found) or 'nothing'}")
    if not problem and len(found) != 1:
        raise InputError(f"{body['id'][:19]} was found for {', '.join(found) or 'nothing'}: say which with --problem")
    problem = problem or next(iter(found))
    claim = Claim.model_validate(body["candidate"]["claim"])
    record, record_digest = record_of(next((item for item in catalog if item.id == problem), None), claim)
    return Subject(body["id"], problem, claim, record_digest or found[problem], record, body)
