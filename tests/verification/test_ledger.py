"""The ledger: chain, tampering, concurrency, killed writers, blobs, schema versions."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from problems.errors import InputError, LedgerError
from verification.blobs import Blobs
from verification.entry import GENESIS, chain, parse_head
from verification.ledger import Ledger

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


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store" / "ledger.sqlite"


def fill(path: Path, count: int = 5) -> None:
    with Ledger.open(path, create=True) as ledger:
        for number in range(count):
            ledger.append(
                [("attempt", {**ATTEMPT, "key": f"k{number}"}), ("note", {"schema": 1, "text": "é" * number})]
            )


def tamper(path: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def faults(path: Path, expect: str | None = None) -> tuple[str, ...]:
    with Ledger.open(path, read_only=True) as ledger:
        return ledger.check(expect).faults


def test_entries_are_chained_and_projected(path: Path) -> None:
    fill(path)
    with Ledger.open(path, read_only=True) as ledger:
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
def test_tampering_is_found(path: Path, statements: list[str], expected: str) -> None:
    fill(path)
    tamper(path, *statements)
    assert any(expected in fault for fault in faults(path)), faults(path)


def test_truncation_and_consistent_rewriting_need_a_noted_head(path: Path) -> None:
    fill(path)
    with Ledger.open(path, read_only=True) as ledger:
        head = "{}:{}".format(*ledger.head())
    assert faults(path, head) == ()
    tamper(path, "DELETE FROM entry WHERE seq > 8", "DELETE FROM attempts WHERE seq > 8")
    assert faults(path) == ()
    assert any("truncated or rewritten" in fault for fault in faults(path, head))
    path.unlink()
    fill(path, 4)
    with Ledger.open(path) as ledger:
        ledger.append([("note", {"schema": 1, "text": "instead"}), ("note", {"schema": 1, "text": "instead"})])
    assert faults(path) == ()
    assert any("truncated or rewritten" in fault for fault in faults(path, head))


def test_longer_ledgers_still_hold_the_noted_head(path: Path) -> None:
    fill(path)
    with Ledger.open(path) as ledger:
        head = "{}:{}".format(*ledger.head())
        ledger.append([("note", {"schema": 1, "text": "later"})])
        assert ledger.check(head).ok


@pytest.mark.parametrize("text", ["", "5", "5:abc", "x:" + "0" * 64, "5:" + "G" * 64, "²:" + "0" * 64])
def test_heads_are_parsed_strictly(text: str) -> None:
    with pytest.raises(LedgerError, match="is not a head"):
        parse_head(text)


def test_a_failed_transaction_leaves_nothing(path: Path) -> None:
    fill(path)
    with Ledger.open(path) as ledger:
        with pytest.raises(LedgerError, match="cannot be of kind"):
            ledger.append([("note", {"schema": 1}), ("nonsense", {})])
        assert ledger.head()[0] == 10
        assert ledger.check().ok


def test_rebuilding_restores_the_projections(path: Path) -> None:
    fill(path)
    tamper(path, "DELETE FROM attempts")
    assert faults(path)
    with Ledger.open(path) as ledger:
        ledger.rebuild()
    assert faults(path) == ()


def test_absent_foreign_newer_and_locked_ledgers_are_named(tmp_path: Path, path: Path) -> None:
    with pytest.raises(LedgerError, match="no ledger here yet"):
        Ledger.open(path)
    assert not path.parent.exists()
    other = tmp_path / "other.sqlite"
    tamper(other, "CREATE TABLE mine (x)")
    with pytest.raises(LedgerError, match="not a ledger"):
        Ledger.open(other, create=True)
    text = tmp_path / "text.sqlite"
    text.write_text("not a database, but long enough to be mistaken for one " * 20)
    with pytest.raises(LedgerError, match="not a ledger or is damaged"):
        Ledger.open(text, create=True)
    with pytest.raises(LedgerError, match="is a folder"):
        Ledger.open(tmp_path, create=True)
    with pytest.raises(LedgerError, match="give a file"):
        Ledger.open("mysql://somewhere/db")
    fill(path)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with Ledger.open(path, lock_seconds=0.2) as ledger, pytest.raises(LedgerError, match="locked by another program"):
        ledger.append([("note", {"schema": 1})])
    holder.rollback()
    holder.close()
    tamper(path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerError, match="newer version"):
        Ledger.open(path)


def test_reading_only_refuses_to_write(path: Path) -> None:
    fill(path)
    with Ledger.open(path, read_only=True) as ledger, pytest.raises(LedgerError, match="reading only"):
        ledger.append([("note", {"schema": 1})])


def test_unclear_prefixes_are_refused(path: Path) -> None:
    fill(path)
    with Ledger.open(path, read_only=True) as ledger:
        for prefix in ("", "abc", "zzzzzzzz", "%%%%%%"):
            with pytest.raises(InputError, match="6 or more digits"):
                ledger.find(prefix)
        with pytest.raises(InputError, match="nothing in"):
            ledger.find("0123456789")


def test_frames_have_one_row_an_entry(path: Path) -> None:
    pytest.importorskip("pandas", reason="the ui extra is not installed")
    fill(path)
    with Ledger.open(path, read_only=True) as ledger:
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


def test_a_damaged_blob_fails_the_check(tmp_path: Path, path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    source = tmp_path / "proof"
    source.write_text("0\n" * 1000)
    name = blobs.put(source)
    with Ledger.open(path, create=True) as ledger:
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
