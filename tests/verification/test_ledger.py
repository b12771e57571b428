"""The ledger: chain, tampering, concurrency, killed writers, blobs, schema versions."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from problems.errors import InputError, LedgerError
from tests.postgres import Database
from verification.blobs import Blobs
from verification.entry import GENESIS, chain, parse_head
from verification.ledger import Ledger
from verification.projections import ENTRY, begins

ATTEMPT = {
    "schema": 1,
    "id": "a" * 32,
    "key": "k1",
    "problem": "erdos:30",
    "claim_digest": "c",
    "prover": "sat",
    "outcome": "found",
    "assurance": "A1",
}


def fill(database: Database, count: int = 5) -> None:
    with database.ledger() as ledger:
        for number in range(count):
            ledger.append(
                [("attempt", {**ATTEMPT, "key": f"k{number}"}), ("note", {"schema": 1, "text": "é" * number})]
            )


def faults(database: Database, expect: str | None = None) -> tuple[str, ...]:
    with database.ledger(create=False, read_only=True) as ledger:
        return ledger.check(expect).faults


def test_entries_are_chained_and_projected(database: Database) -> None:
    fill(database)
    with database.ledger(create=False, read_only=True) as ledger:
        assert ledger.check().ok
        assert ledger.head()[0] == 10
        entries = list(ledger.entries())
        assert entries[0].prev == GENESIS
        assert all(after.prev == before.hash for before, after in pairwise(entries))
        assert ledger.attempt_keys() == {f"k{number}" for number in range(5)}
        assert ledger.stats()["entries: attempt"] == 5
        assert ledger.find("aaaaaaaa" + "a" * 24)[1]["key"] == "k4"
        assert ledger.find(entries[1].hash[:12])[0] == "note"


@given(st.dictionaries(st.text(max_size=6), st.integers(-(2**60), 2**60) | st.text(max_size=6), max_size=3))
def test_a_chained_body_is_canonical_and_its_hash_depends_on_everything(body: dict[str, object]) -> None:
    first = chain(1, "note", body, GENESIS)
    assert first == chain(1, "note", json.loads(first.body), GENESIS)
    assert len({first.hash, chain(2, "note", body, GENESIS).hash, chain(1, "run", body, GENESIS).hash}) == 3
    assert chain(1, "note", {**body, "other": 1}, GENESIS).hash != first.hash


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["UPDATE entry SET body = replace(body, 'erdos:30', 'erdos:31') WHERE seq = 3"], "hash is not that"),
        (["UPDATE entry SET kind = 'run' WHERE seq = 2"], "hash is not that"),
        (["DELETE FROM entry WHERE seq = 4"], "is missing"),
        (["DELETE FROM entry WHERE seq = 1", "DELETE FROM attempts WHERE seq = 1"], "is missing"),
        (["UPDATE attempts SET outcome = 'nothing' WHERE seq = 5"], "differs from the entries"),
        (["DELETE FROM attempts WHERE seq = 5"], "differs from the entries"),
        (["INSERT INTO candidates VALUES (99, 'sha256:x', '', '', 'verified', 'A2')"], "differs from the entries"),
        (["UPDATE entry SET body = body || ' ' WHERE seq = 10"], "canonical"),
    ],
)
def test_tampering_is_found(database: Database, statements: list[str], expected: str) -> None:
    fill(database)
    database.tamper(*statements)
    assert any(expected in fault for fault in faults(database)), faults(database)


def test_truncation_and_consistent_rewriting_need_a_noted_head(database: Database) -> None:
    fill(database)
    with database.ledger(create=False, read_only=True) as ledger:
        head = "{}:{}".format(*ledger.head())
    assert faults(database, head) == ()
    database.tamper("DELETE FROM entry WHERE seq > 8", "DELETE FROM attempts WHERE seq > 8")
    assert faults(database) == ()
    assert any("truncated or rewritten" in fault for fault in faults(database, head))
    database.clear()
    fill(database, 4)
    with database.ledger(create=False) as ledger:
        ledger.append([("note", {"schema": 1, "text": "instead"}), ("note", {"schema": 1, "text": "instead"})])
    assert faults(database) == ()
    assert any("truncated or rewritten" in fault for fault in faults(database, head))


def test_longer_ledgers_still_hold_the_noted_head(database: Database) -> None:
    fill(database)
    with database.ledger(create=False) as ledger:
        head = "{}:{}".format(*ledger.head())
        ledger.append([("note", {"schema": 1, "text": "later"})])
        assert ledger.check(head).ok


@pytest.mark.parametrize("text", ["", "5", "5:abc", "x:" + "0" * 64, "5:" + "G" * 64, "²:" + "0" * 64])
def test_heads_are_parsed_strictly(text: str) -> None:
    with pytest.raises(LedgerError, match="is not a head"):
        parse_head(text)


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    fill(database)
    with database.ledger(create=False) as ledger:
        with pytest.raises(LedgerError, match="cannot be of kind"):
            ledger.append([("note", {"schema": 1}), ("nonsense", {})])
        assert ledger.head()[0] == 10
        assert ledger.check().ok


@pytest.mark.parametrize("body", ["[", "[]", "null", ""])
def test_a_damaged_entry_is_named_by_whoever_meets_it(database: Database, body: str) -> None:
    fill(database)
    database.tamper(f"UPDATE entry SET body = '{body}' WHERE seq = 3")  # noqa: S608
    with database.ledger(create=False) as ledger:
        questions = [ledger.rebuild, lambda: list(ledger.attempts()), ledger.referenced_blobs]
        for question in questions:
            with pytest.raises(LedgerError, match="entry 3 is damaged: `workbench ledger check`"):
                question()
        assert ledger.attempt_keys() == {f"k{number}" for number in range(5)}
        assert "entry 3: kind or body is not in canonical form" in ledger.check().faults


def test_rebuilding_restores_the_projections(database: Database) -> None:
    fill(database)
    database.tamper("DELETE FROM attempts")
    assert faults(database)
    with database.ledger(create=False) as ledger:
        ledger.rebuild()
    assert faults(database) == ()


def test_absent_newer_and_locked_ledgers_are_named(database: Database) -> None:
    with pytest.raises(LedgerError, match="`workbench scan` makes one"):
        database.ledger(create=False)
    with pytest.raises(LedgerError, match="`workbench scan` makes one"):
        database.ledger(read_only=True)
    fill(database)
    with (
        database.hold_lock(),
        database.ledger(lock_seconds=0.2) as ledger,
        pytest.raises(LedgerError, match=r"locked by another program for 0\.2 s: try again"),
    ):
        ledger.append([("note", {"schema": 1})])
    with database.ledger() as ledger:
        assert ledger.append([("note", {"schema": 1})])[0].seq == 11
    database.tamper("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerError, match="newer version"):
        database.ledger()


def test_somebody_elses_database_is_left_alone(database: Database) -> None:
    database.tamper("CREATE TABLE mine (x INTEGER)")
    for options in ({}, {"create": False}, {"read_only": True}):
        with pytest.raises(LedgerError, match="is a database, but not a ledger: choose another"):
            database.ledger(**options)
    database.tamper("DROP TABLE mine")


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_looking_at_somebody_elses_file_changes_nothing(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"PRAGMA journal_mode={mode}")
        connection.execute("CREATE TABLE mine (x INTEGER)")
    before = path.read_bytes()
    for options in ({}, {"create": True}, {"read_only": True}):
        with pytest.raises(LedgerError, match="is a database, but not a ledger: choose another"):
            Ledger.open(path, **options)
    assert path.read_bytes() == before
    path.write_bytes(b"")
    for options in ({}, {"read_only": True}):
        with pytest.raises(LedgerError, match="holds no ledger of this version yet"):
            Ledger.open(path, **options)
    assert path.read_bytes() == b""
    assert [file.name for file in tmp_path.iterdir()] == ["other.sqlite"]
    with Ledger.open(path, create=True) as ledger:
        assert ledger.head() == (0, GENESIS)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_files_that_are_no_ledger_are_named(tmp_path: Path) -> None:
    path = tmp_path / "store" / "ledger.sqlite"
    with pytest.raises(LedgerError, match="no ledger here yet"):
        Ledger.open(path)
    assert not path.parent.exists()
    text = tmp_path / "text.sqlite"
    text.write_text("not a database, but long enough to be mistaken for one " * 20)
    with pytest.raises(LedgerError, match="not a ledger or is damaged"):
        Ledger.open(text, create=True)
    with pytest.raises(LedgerError, match="is a folder"):
        Ledger.open(tmp_path, create=True)
    for url in ("mysql://somewhere/db", "postgresql:/user:secret@host/db", "postgres:db", "postgresqlx://h/db"):
        with pytest.raises(LedgerError, match="give a file") as refused:
            Ledger.open(url, create=True)
        assert "secret" not in str(refused.value)


def test_reading_only_refuses_to_write(database: Database) -> None:
    fill(database)
    with database.ledger(create=False, read_only=True) as ledger, pytest.raises(LedgerError, match="reading only"):
        ledger.append([("note", {"schema": 1})])


def test_unclear_prefixes_are_refused(database: Database) -> None:
    fill(database)
    with database.ledger(create=False, read_only=True) as ledger:
        for prefix in ("", "abc", "zzzzzzzz", "%%%%%%"):
            with pytest.raises(InputError, match="6 or more digits"):
                ledger.find(prefix)
        with pytest.raises(InputError, match="nothing in"):
            ledger.find("0123456789")


def test_every_length_of_a_name_is_found_and_no_table_is_walked(database: Database) -> None:
    """All hexadecimal digits come before the end of the range that is asked for, in every database's order."""
    names = [f"{digit}{'0' * 30}{digit}" for digit in "0123456789abcdef"]
    with database.ledger() as ledger:
        ledger.append([("attempt", {"schema": 1, "id": name, "key": name, "prover": "p"}) for name in names])
        for name in names:
            for length in (6, 20, 32):
                assert ledger.find(name[:length])[1]["id"] == name
        entry = next(ledger.entries())
        assert ledger.find(entry.hash)[1] == ledger.find(entry.hash[:12])[1] == json.loads(entry.body)
        if ledger.engine.dialect.name == "sqlite":
            query = sa.select(ENTRY.c.seq).where(begins(ENTRY.c.hash, entry.hash[:12]))
            words = str(query.compile(ledger.engine, compile_kwargs={"literal_binds": True}))
            with ledger.reading() as connection:
                plan = connection.execute(sa.text(f"EXPLAIN QUERY PLAN {words}")).all()
            assert all(row[3].startswith("SEARCH") for row in plan), plan


def test_frames_have_one_row_an_entry(database: Database) -> None:
    pytest.importorskip("pandas", reason="the ui extra is not installed")
    fill(database)
    with database.ledger(create=False, read_only=True) as ledger:
        frame = ledger.frame("attempts")
        assert list(frame["key"]) == [f"k{number}" for number in range(5)]
        with pytest.raises(InputError, match="there are attempts"):
            ledger.frame("nothing")


def test_blobs_are_named_by_their_content(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    source = tmp_path / "proof"
    source.write_bytes(os.urandom(300_000))
    name = blobs.put(source)
    assert blobs.put(source) == name
    assert b"".join(blobs.open(name)) == source.read_bytes()
    assert blobs.fault(name) == ""
    assert list(blobs.names()) == [name]
    assert blobs.gc(set()) == []
    old = time.time() - 7200
    os.utime(blobs.path(name), (old, old))
    assert blobs.gc({name}) == []
    assert blobs.gc(set(), dry_run=True) == [name]
    assert blobs.gc(set()) == [name]
    assert "missing" in blobs.fault(name)


def test_a_damaged_blob_fails_the_check(tmp_path: Path, database: Database) -> None:
    blobs = Blobs(tmp_path / "blobs")
    source = tmp_path / "proof"
    source.write_text("0\n" * 1000)
    name = blobs.put(source)
    with database.ledger() as ledger:
        body = {"schema": 1, "candidate": "sha256:x", "files": [{"sha256": name, "role": "drat", "path": "proof"}]}
        ledger.append([("verdict", body)])
        assert ledger.referenced_blobs() == {name}
        assert ledger.check(blobs=blobs).ok
        data = bytearray(blobs.path(name).read_bytes())
        data[len(data) // 2] ^= 1
        blobs.path(name).write_bytes(data)
        assert not ledger.check(blobs=blobs).ok
        source.write_text("1\n" * 1000)
        blobs.path(blobs.put(source)).replace(blobs.path(name))
        assert "other content" in ledger.check(blobs=blobs).faults[0]
        blobs.path(name).unlink()
        assert "missing" in ledger.check(blobs=blobs).faults[0]


@settings(max_examples=20)
@given(st.text(max_size=80))
def test_blob_names_never_leave_the_folder(name: str) -> None:
    with pytest.raises(LedgerError):
        Blobs(Path("blobs")).path(name)
