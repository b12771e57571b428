"""Appends of one entry a transaction, against bare sqlite3 inserts with the same durability."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from benchmarks.figure import Figure, fastest
from verification.ledger import Ledger

ENTRIES = 300


def figures() -> Iterator[Figure]:
    """One figure."""
    body = {"schema": 1, "id": "0" * 32, "text": "x" * 500}
    with tempfile.TemporaryDirectory() as folder:
        with Ledger.open(Path(folder, "ledger.sqlite"), create=True) as ledger:

            def ours() -> None:
                for _ in range(ENTRIES):
                    ledger.append([("run", body)])

            seconds = fastest(ours)
        connection = sqlite3.connect(Path(folder, "bare.sqlite"), isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, body TEXT)")
        numbers = count(1)

        def bare() -> None:
            for _ in range(ENTRIES):
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO entry VALUES (?, ?)", (next(numbers), json.dumps(body)))
                connection.execute("COMMIT")

        peer = fastest(bare)
        connection.close()
    yield Figure(f"{ENTRIES} chained entries, one transaction each", seconds, "sqlite3 inserts, WAL, synchronous", peer)
