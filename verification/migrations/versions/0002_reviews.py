"""Reviews name the claim record they speak of and what they correct; searches; keys up to symmetry."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

REVIEWS = ("candidate", "problem", "reviewer", "axis", "grade")
ADDED = ("record_digest", "supersedes")
SEARCHES = ("candidate", "problem", "source")


def _create(name: str, columns: tuple[str, ...]) -> None:
    wide = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        name,
        sa.Column("seq", wide, primary_key=True, autoincrement=False),
        *(sa.Column(column, sa.Text, nullable=False) for column in columns),
    )
    for column in ("candidate", "problem"):
        op.create_index(f"ix_{name}_{column}", name, [column])


def upgrade() -> None:
    """New tables, and the table of reviews made anew: the ledger fills them from its entries."""
    op.drop_table("reviews")
    _create("reviews", REVIEWS + ADDED)
    _create("searches", SEARCHES)
    op.create_table(
        "symmetry_keys",
        sa.Column("candidate", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("seal", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """The earlier tables; the entries keep everything."""
    op.drop_table("symmetry_keys")
    op.drop_table("searches")
    op.drop_table("reviews")
    _create("reviews", REVIEWS)
