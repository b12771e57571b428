"""The projections: attempts, candidates, verdicts, reviews."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TABLES = {
    "attempts": ("id", "key", "problem", "claim_digest", "prover", "outcome", "mechanism", "assurance"),
    "candidates": ("id", "attempt", "claim_digest", "outcome", "assurance"),
    "verdicts": ("candidate", "attempt", "backend", "outcome"),
    "reviews": ("candidate", "problem", "reviewer", "axis", "grade"),
}
INDEXED = {"id", "key", "candidate", "problem"}


def upgrade() -> None:
    """Create the tables empty; the ledger fills them from its entries."""
    wide = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    for name, columns in TABLES.items():
        op.create_table(
            name,
            sa.Column("seq", wide, primary_key=True, autoincrement=False),
            *(sa.Column(column, sa.Text, nullable=False) for column in columns),
        )
        for column in columns:
            if column in INDEXED:
                op.create_index(f"ix_{name}_{column}", name, [column])


def downgrade() -> None:
    """Drop the tables; nothing is lost."""
    for name in TABLES:
        op.drop_table(name)
