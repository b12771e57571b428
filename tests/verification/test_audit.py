"""One byte of one row, whatever the table and the column: `ledger check` finds it and names the row."""

from __future__ import annotations

import contextlib
import json
import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.verification.store import candidate, opened, put
from tests.workbench import Workbench
from verification.ledger import Ledger
from verification.projections import ENTRY, SYMMETRY_KEYS, TABLES
from verification.symmetry_key import keys_of, seal_of

CANDIDATE = "sha256:" + "c" * 64
BODIES = [
    ("run", {"schema": 1, "id": "r" * 32}),
    ("attempt", {"schema": 1, "id": "a" * 32, "key": "k", "problem": "mine:1", "claim_digest": "d", "prover": "sat",
                 "outcome": "found", "mechanism": "none found", "assurance": "A1"}),
    ("candidate", {"schema": 1, "id": CANDIDATE, "attempt": "a" * 32, "claim_digest": "d", "outcome": "verified",
                   "assurance": "A1"}),
    ("verdict", {"schema": 1, "candidate": CANDIDATE, "attempt": "a" * 32, "backend": "exact", "outcome": "verified"}),
    ("review", {"schema": 1, "candidate": CANDIDATE, "problem": "mine:1", "reviewer": "me", "axis": "novelty",
                "grade": "known", "record_digest": "d", "supersedes": "s"}),
    ("search", {"schema": 1, "candidate": CANDIDATE, "problem": "mine:1", "source": "arXiv"}),
    ("note", {"schema": 1, "text": "é"}),
]  # fmt: skip
SEQ = {kind: number for number, (kind, _) in enumerate(BODIES, start=1)}
COLUMNS = [
    *(("entry", column.name, number) for column in ENTRY.columns for number in (1, 4, len(BODIES))),
    *((table.name, column.name, SEQ[kind]) for kind, table in TABLES.items() for column in table.columns),
    *((SYMMETRY_KEYS.name, column.name, 0) for column in SYMMETRY_KEYS.columns),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    where = tmp_path / "store" / "ledger.sqlite"
    with Ledger.open(where, create=True) as ledger:
        ledger.append(BODIES)
        ledger.keep_keys({CANDIDATE: ("1:key", seal_of(CANDIDATE, "1:key"))})
        assert ledger.check().ok
    return where


def faults(path: Path) -> tuple[str, ...]:
    with Ledger.open(path, read_only=True) as ledger:
        return ledger.check().faults


def edit(path: Path, table: str, column: str, seq: int, change: str) -> None:
    where = f"WHERE seq = {seq}" if seq else ""
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE {table} SET {column} = {change} {where}")  # noqa: S608 - names of the test's own


def test_a_key_sealed_anew_cannot_hide_a_candidate(tmp_path: Path) -> None:
    """Equivalent candidates share a key; one that is made to share it, seal and all, is named."""
    claim: dict[str, Any] = {"N": 12, "k": 4}
    with opened(tmp_path) as ledger:
        names = [
            put(ledger, candidate("sidon_golomb", claim, {"set": marks})) for marks in ([1, 2, 5, 7], [6, 8, 11, 12])
        ]
        other = put(ledger, candidate("sidon_golomb", claim, {"set": [1, 2, 5, 10]}))
        keys = keys_of(ledger)
        assert keys[names[0]] == keys[names[1]] != keys[other]
        assert ledger.check().ok
        ledger.keep_keys({other: (keys[names[0]], seal_of(other, keys[names[0]]))})
        (fault,) = ledger.check().faults
        assert other in fault
        ledger.rebuild()
        assert ledger.check().ok
        assert keys_of(ledger) == keys


@pytest.mark.parametrize("how", ["another letter", "no UTF-8", "a blob"])
@pytest.mark.parametrize(("table", "column", "seq"), COLUMNS, ids=str)
def test_one_byte_of_any_column_is_found(path: Path, table: str, column: str, seq: int, how: str) -> None:
    if column == "seq":
        edit(path, table, column, seq, "seq + 64")
        named = str(seq)
    else:
        rest = f"substr({column}, 2)"
        change = {
            "another letter": f"CASE WHEN {column} LIKE 'x%' THEN 'y' ELSE 'x' END || {rest}",
            "no UTF-8": f"CAST(X'FF' || CAST({rest} AS BLOB) AS TEXT)",
            "a blob": f"CAST({column} AS BLOB)",
        }[how]
        edit(path, table, column, seq, change)
        named = str(seq) if seq else "candidate"
    found = faults(path)
    assert found, (table, column)
    about = f"entry {named}" if seq else f"table {table}"
    assert any(about in fault for fault in found), found
    assert table == "entry" or any(f"table {table}" in fault for fault in found), found


def test_the_command_names_the_row(workbench: Workbench) -> None:
    with Ledger.open(workbench.ledger, create=True) as ledger:
        ledger.append(BODIES)
    edit(workbench.ledger, "entry", "body", 5, "replace(body, 'known', 'knowm')")
    (answer,) = workbench.records("ledger", "check", status=1)
    assert answer["faults"][0] == "entry 5: its hash is not that of its content"
    edit(workbench.ledger, "entry", "body", 5, "replace(body, 'knowm', 'known')")
    edit(workbench.ledger, "reviews", "grade", 5, "'knowm'")
    (answer,) = workbench.records("ledger", "check", status=1)
    assert answer["faults"] == ["table reviews differs from the entries in 1 rows (first: entry 5)"]


def test_any_byte_of_a_body_in_the_file_is_found(path: Path) -> None:
    """Edited behind SQLite's back, as a disk or a hexadecimal editor does it."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        body, digest = connection.execute("SELECT body, hash FROM entry WHERE seq = 4").fetchone()
    original = path.read_bytes()
    rng = random.Random(5)
    assert json.loads(body)["backend"] == "exact"
    for text in (body, digest):
        start = original.index(text.encode())
        for position in rng.sample(range(start, start + len(text)), 12):
            changed = bytearray(original)
            changed[position] ^= 1 << rng.randrange(8)
            path.write_bytes(changed)
            # The hash of entry 4 stands again as `prev` of entry 5, and in an index.
            named = "entry 4" if text is body else ""
            found = faults(path)
            assert found, position
            assert any(named in fault for fault in found), (position, found)
    path.write_bytes(original)
    assert faults(path) == ()
