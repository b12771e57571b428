"""`workbench ledger`: what check, head, stats and gc say and how they end."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import Database
from tests.workbench import Inside
from verification.blobs import Blobs
from verification.ledger import Ledger


@pytest.fixture
def filled(inside: Inside, database: Database, tmp_path: Path) -> Inside:
    """Five attempts, and a verdict with an evidence file, in a database of either kind."""
    inside.project.configure(ledger=database.url, blobs="store/blobs")
    proof = tmp_path / "proof.drat"
    proof.write_text("1 2 0\n" * 50)
    name = Blobs(inside.project.blobs).put(proof)
    fill(database, [("verdict", {"schema": 1, "candidate": "sha256:x", "files": [{"sha256": name}]})])
    return inside


def fill(database: Database, more: list[tuple[str, dict[str, Any]]]) -> None:
    with database.ledger() as ledger:
        for number in range(5):
            body = {"schema": 1, "id": f"{number:032x}", "key": f"k{number}", "outcome": "nothing"}
            ledger.append([("attempt", body)])
        ledger.append(more)


def test_an_intact_ledger(filled: Inside, database: Database) -> None:
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
    filled.project.configure()
    assert filled("ledger", "check").status == 2
    assert filled("ledger", "check", "--ledger", database.url, "--blobs", "store/blobs").status == 0


def truncate(database: Database) -> None:
    database.tamper("DELETE FROM entry WHERE seq > 4", "DELETE FROM attempts WHERE seq > 4", "DELETE FROM verdicts")


def rewrite(database: Database) -> None:
    database.clear()
    fill(database, [("note", {"schema": 1, "text": f"other history {number}"}) for number in range(4)])


@pytest.mark.parametrize("change", [truncate, rewrite])
def test_a_cut_or_rewritten_chain_is_found_with_a_head_noted_before(
    filled: Inside, database: Database, change: Callable[[Database], None]
) -> None:
    head = filled("ledger", "head").out.strip()
    change(database)
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
def test_every_change_is_a_fault_and_exit_1(filled: Inside, database: Database, statement: str, fault: str) -> None:
    if database.kind == "postgres":
        statement = statement.replace("x'00ff'", "'\x01'")  # a column of text holds text there
    database.tamper(statement)
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


def test_gc_leaves_a_folder_alone_that_two_ledgers_share(filled: Inside, database: Database, tmp_path: Path) -> None:
    blobs = Blobs(filled.project.blobs)
    other = tmp_path / "other.sqlite"
    for url in (database.url, str(other)):
        with Ledger.open(url, create=True) as ledger:
            ledger.append([("note", {"schema": 1, "text": url})])
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
