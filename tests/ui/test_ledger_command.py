"""`workbench ledger`: what check, head, stats and gc say and how they end."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.workbench import Inside
from verification.blobs import Blobs
from verification.ledger import Ledger


@pytest.fixture
def filled(inside: Inside, tmp_path: Path) -> Inside:
    """Five attempts, and a verdict with an evidence file."""
    proof = tmp_path / "proof.drat"
    proof.write_text("1 2 0\n" * 50)
    name = Blobs(inside.project.blobs).put(proof)
    with Ledger.open(inside.project.ledger, create=True) as ledger:
        for number in range(5):
            body = {"schema": 1, "id": f"{number:032x}", "key": f"k{number}", "outcome": "nothing"}
            ledger.append([("attempt", body)])
        ledger.append([("verdict", {"schema": 1, "candidate": "sha256:x", "files": [{"sha256": name}]})])
    return inside


def tamper(inside: Inside, *statements: str) -> None:
    with closing(sqlite3.connect(inside.project.ledger)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_an_intact_ledger(filled: Inside) -> None:
    answer = filled("ledger", "check")
    assert answer.status == 0
    head = filled("ledger", "head").out.strip()
    assert head.startswith("6:")
    assert answer.out == f"6 entries, head {head}, 1 evidence files: intact\n"
    assert filled.records("ledger", "check", "--expect", head) == [
        {"schema": 1, "ok": True, "entries": 6, "head": head, "blobs": 1, "faults": []}
    ]
    assert filled.records("ledger", "head") == [{"schema": 1, "seq": 6, "hash": head[2:]}]
    assert filled.records("ledger", "stats") == [
        {"schema": 1, "entries: attempt": 5, "entries: verdict": 1, "attempts: nothing": 5}
    ]
    assert "entries: attempt" in filled("ledger", "stats").out
    other = filled("ledger", "check", "--ledger", str(filled.project.ledger.resolve()))
    assert other.status == 0


def truncate(inside: Inside) -> None:
    tamper(inside, "DELETE FROM entry WHERE seq > 4", "DELETE FROM attempts WHERE seq > 4", "DELETE FROM verdicts")


def rewrite(inside: Inside) -> None:
    path = inside.project.ledger
    for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        name.unlink(missing_ok=True)
    with Ledger.open(path, create=True) as ledger:
        ledger.append([("note", {"schema": 1, "text": f"other history {number}"}) for number in range(9)])


@pytest.mark.parametrize("change", [truncate, rewrite])
def test_a_cut_or_rewritten_chain_is_found_with_a_head_noted_before(
    filled: Inside, change: Callable[[Inside], None]
) -> None:
    head = filled("ledger", "head").out.strip()
    change(filled)
    assert filled("ledger", "check").status == 0, "by itself it is consistent"
    answer = filled("ledger", "check", "--expect", head)
    assert answer.status == 1
    assert "fault: entry 6 with hash" in answer.out
    assert "truncated or rewritten" in answer.out
    (record,) = filled.records("ledger", "check", "--expect", head, status=1)
    assert not record["ok"]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE entry SET body = replace(body, 'nothing', 'found') WHERE seq = 2", "entry 2: its hash"),
        ("UPDATE entry SET body = x'00ff' WHERE seq = 2", "entry 2: kind or body"),
        ("UPDATE entry SET body = '[]' WHERE seq = 2", "entry 2: kind or body"),
        ("UPDATE entry SET kind = 'verdict' WHERE seq = 2", "entry 2: its hash"),
        ("UPDATE attempts SET outcome = 'found' WHERE seq = 3", "table attempts differs from the entries in 1 rows"),
        ("UPDATE entry SET prev = 'x' WHERE seq = 5", "entry 5: prev"),
    ],
)
def test_every_change_is_a_fault_and_exit_1(filled: Inside, statement: str, fault: str) -> None:
    tamper(filled, statement)
    answer = filled("ledger", "check")
    assert answer.status == 1
    assert fault in answer.out
    assert answer.err == ""


def test_a_damaged_or_missing_evidence_file_is_a_fault(filled: Inside) -> None:
    (name,) = Blobs(filled.project.blobs).names()
    path = Blobs(filled.project.blobs).path(name)
    data = path.read_bytes()
    path.write_bytes(data[:-3])
    assert filled("ledger", "check").status == 1
    path.unlink()
    answer = filled("ledger", "check")
    assert answer.status == 1
    assert "is missing" in answer.out


def test_gc_removes_orphans_of_more_than_an_hour(filled: Inside, tmp_path: Path) -> None:
    blobs = Blobs(filled.project.blobs)
    orphan = tmp_path / "orphan"
    orphan.write_text("nobody names me")
    name = blobs.put(orphan)
    assert filled("ledger", "gc").out == "0 orphaned evidence files removed\n", "it may be named in a moment"
    old = time.time() - 7200
    for each in blobs.names():
        os.utime(blobs.path(each), (old, old))
    assert filled("ledger", "gc", "--dry-run").out == "1 orphaned evidence files would be removed\n"
    assert filled.records("ledger", "gc") == [{"schema": 1, "removed": [name], "dry_run": False}]
    assert filled("ledger", "check").status == 0


def test_storing_an_old_orphan_again_protects_it(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    source = tmp_path / "proof"
    source.write_text("0\n")
    name = blobs.put(source)
    old = time.time() - 7200
    os.utime(blobs.path(name), (old, old))
    blobs.put(source)
    assert blobs.gc(set()) == []


def test_gc_leaves_a_folder_alone_that_two_ledgers_share(filled: Inside, tmp_path: Path) -> None:
    blobs = Blobs(filled.project.blobs)
    other = tmp_path / "other.sqlite"
    for path in (filled.project.ledger, other):
        with Ledger.open(path, create=True) as ledger:
            ledger.append([("note", {"schema": 1, "text": str(path)})])
            blobs.claim(ledger.identity())
    orphan = tmp_path / "orphan"
    orphan.write_text("perhaps the other one names me")
    old = time.time() - 7200
    name = blobs.put(orphan)
    os.utime(blobs.path(name), (old, old))
    answer = filled("ledger", "gc")
    assert answer.status == 2
    assert "another ledger too, nothing is removed" in answer.err
    assert answer.err.count("\n") == 1
    (mark,) = [path for path in map(Path, answer.err.split()) if path.name.startswith(".ledger-")]
    (filled.project.folder / mark).unlink()
    assert filled.records("ledger", "gc")[0]["removed"] == [name]
