"""Migrations, up and down on both databases: they touch the projections, never the entries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from problems.errors import LedgerError
from tests.postgres import Database
from verification import migrations
from verification.projections import HEAD_REVISION, METADATA, TABLES

REVISIONS = [
    script.revision for script in ScriptDirectory(str(Path(migrations.__file__).parent)).walk_revisions() if script
][::-1]
"""Oldest first."""


def fill(database: Database) -> None:
    with database.ledger() as ledger:
        for number in range(3):
            body = {"schema": 1, "candidate": "sha256:x", "problem": "mine:1", "axis": "novelty", "grade": "known"}
            ledger.append(
                [("attempt", {"schema": 1, "id": f"a{number}", "key": "k"}), ("review", {**body, "reviewer": "é\0"})]
            )


def content(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with database.ledger(create=False) as ledger, ledger.reading() as connection:
        tables = [sa.Table(name, sa.MetaData(), autoload_with=connection) for name in METADATA.tables]
        return {
            table.name: [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))]
            for table in tables
        }


def test_the_newest_migration_makes_the_tables_that_the_code_speaks_of(database: Database) -> None:
    assert [f"{number + 1:04d}" for number in range(len(REVISIONS))] == REVISIONS, "one line, numbered in order"
    assert REVISIONS[-1] == HEAD_REVISION
    with database.ledger() as ledger, ledger.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


@pytest.mark.parametrize("revision", ["base", *REVISIONS])
def test_down_and_up_again_loses_nothing(database: Database, revision: str) -> None:
    fill(database)
    before = content(database)
    assert len(before["entry"]) == 6
    assert len(before["reviews"]) == 3
    with database.ledger(create=False) as ledger:
        ledger.migrate(revision)
        with ledger.reading() as connection:
            left = set(sa.inspect(connection).get_table_names())
            entries = connection.execute(sa.text("SELECT * FROM entry ORDER BY seq")).all()
            assert [tuple(row) for row in entries] == before["entry"]
            if revision == "base":
                assert left == {"entry", "alembic_version"}
            else:
                rows = connection.execute(sa.text("SELECT seq, reviewer FROM reviews ORDER BY seq")).all()
                assert [tuple(row) for row in rows] == [(seq, "é\ufffd") for seq in (2, 4, 6)]
    assert content(database) == before, "opening it migrates up and fills the tables"
    with database.ledger(create=False) as ledger:
        assert ledger.check().faults == ()


def test_an_older_ledger_opened_for_reading_is_left_as_it_is(database: Database) -> None:
    fill(database)
    with database.ledger(create=False) as ledger:
        ledger.migrate(REVISIONS[0])
    with pytest.raises(LedgerError, match=f"older version .schema {REVISIONS[0]}, this one reads {HEAD_REVISION}"):
        database.ledger(create=False, read_only=True)
    with database.ledger(create=False) as ledger:
        assert ledger.check().ok
    with database.ledger(read_only=True) as ledger, pytest.raises(LedgerError, match="reading only"):
        ledger.migrate()


def test_a_migration_that_fails_leaves_everything_as_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database)
    before = content(database)

    def fail(*_arguments: object) -> None:
        raise LedgerError("planted")

    with database.ledger(create=False) as ledger:
        monkeypatch.setattr("verification.ledger._rebuild", fail)
        for revision in ("base", REVISIONS[0]):
            with pytest.raises(LedgerError, match="planted"):
                ledger.migrate(revision)
    monkeypatch.undo()
    assert content(database) == before


def test_an_entry_with_every_character_is_kept(database: Database) -> None:
    text = "".join(map(chr, [*range(0x180), 0x2200, 0x221E, 0xFFFD, 0x1F600]))
    with database.ledger() as ledger:
        for kind in TABLES:
            ledger.append([(kind, {"schema": 1, "id": text, "candidate": text, "grade": text, "problem": text})])
        assert ledger.check().faults == ()
        assert {entry.kind for entry in ledger.entries() if '"\\u0000' in entry.body} == set(TABLES)
        ledger.rebuild()
        assert ledger.check().faults == ()
