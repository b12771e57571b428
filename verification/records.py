"""What people recorded about a candidate: entries of one kind, read back into their models."""

from __future__ import annotations

from typing import TypeVar

import sqlalchemy as sa
from pydantic import ValidationError

from problems.errors import LedgerError
from problems.family import explain
from problems.values import Frozen
from verification.entry import body_of
from verification.projections import ENTRY, TABLES

__all__ = ["records_about"]

R = TypeVar("R", bound=Frozen)


def records_about(
    connection: sa.Connection, kind: str, model: type[R], candidate: str, problem: str = ""
) -> list[tuple[int, str, R]]:
    """(number, hash, record) of a candidate's entries of a kind in order, for one problem or for all.

    A LedgerError names an entry that is damaged or of another form.
    """
    table = TABLES[kind]
    query = (
        sa.select(ENTRY.c.seq, ENTRY.c.hash, ENTRY.c.body)
        .join(table, table.c.seq == ENTRY.c.seq)
        .where(table.c.candidate == candidate)
        .order_by(ENTRY.c.seq)
    )
    if problem:
        query = query.where(table.c.problem == problem)
    found = []
    for seq, digest, text in connection.execute(query):
        try:
            found.append((seq, digest, model.model_validate(body_of(seq, text))))
        except ValidationError as error:
            raise LedgerError(f"entry {seq} is no {kind} that this version reads: {explain(error)}") from None
    return found
