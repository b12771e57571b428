"""Typed tables that can be rebuilt from the entries, for questions that walk over many of them.

Only these tables are ever migrated. The columns say where to look; the body stays in the entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

__all__ = ["ENTRY", "HEAD_REVISION", "METADATA", "SYMMETRY_KEYS", "TABLES", "begins", "row_of"]

HEAD_REVISION = "0002"
"""Alembic revision of the tables below."""

METADATA = sa.MetaData()

ENTRY = sa.Table(
    "entry",
    METADATA,
    sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("prev", sa.Text, nullable=False, unique=True),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
)
"""The truth: append-only, never updated, never migrated."""


def _table(name: str, *columns: str) -> sa.Table:
    wide = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Table(
        name,
        METADATA,
        sa.Column("seq", wide, primary_key=True, autoincrement=False),
        *(sa.Column(column, sa.Text, nullable=False, index=column in _INDEXED) for column in columns),
    )


_INDEXED = frozenset({"id", "key", "candidate", "problem"})

TABLES: Mapping[str, sa.Table] = {
    "attempt": _table(
        "attempts", "id", "key", "problem", "claim_digest", "prover", "outcome", "mechanism", "assurance"
    ),
    "candidate": _table("candidates", "id", "attempt", "claim_digest", "outcome", "assurance"),
    "verdict": _table("verdicts", "candidate", "attempt", "backend", "outcome"),
    "review": _table("reviews", "candidate", "problem", "reviewer", "axis", "grade", "record_digest", "supersedes"),
    "search": _table("searches", "candidate", "problem", "source"),
}
"""Kind of entry → its projection; absent fields are empty text."""

SYMMETRY_KEYS = sa.Table(
    "symmetry_keys",
    METADATA,
    sa.Column("candidate", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("seal", sa.Text, nullable=False),
)
"""Keys of candidates up to symmetry, kept because they take long to compute; see `verification.symmetry_key`."""


def begins(column: sa.ColumnElement[str], prefix: str) -> sa.ColumnElement[bool]:
    """That an id or hash begins with hexadecimal digits, said as a range, since an index does not serve LIKE."""
    return sa.and_(column >= prefix, column < f"{prefix}g")


def row_of(
    seq: int, kind: str, body: Mapping[str, Any], tables: Mapping[str, sa.Table] = TABLES
) -> tuple[sa.Table, dict[str, Any]] | None:
    """The projected row of an entry, None for kinds without a table."""
    table = tables.get(kind)
    if table is None:
        return None
    row: dict[str, Any] = {"seq": seq}
    for column in table.columns:
        if column.name != "seq":
            value = body.get(column.name)
            # PostgreSQL's text cannot hold the character 0, which canonical JSON writes as an escape.
            row[column.name] = "" if value is None else str(value).replace("\0", "\ufffd")
    return table, row
