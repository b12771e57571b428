"""The state of a batch pass: one SQLite file from preparation to collection, so that it resumes at every stage."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from problems.errors import InputError

__all__ = ["BatchFile", "Item"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS item (
    custom_id TEXT PRIMARY KEY, problem TEXT NOT NULL, claim TEXT NOT NULL, record TEXT NOT NULL, request TEXT NOT NULL,
    worst INTEGER NOT NULL, chunk INTEGER, reservation INTEGER, collected INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS chunk (number INTEGER PRIMARY KEY, batch TEXT, ended INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS stranger (batch TEXT PRIMARY KEY);
CREATE INDEX IF NOT EXISTS item_chunk ON item (chunk, collected);
"""
_COLUMNS = "custom_id, problem, claim, record, request, worst, chunk, reservation"


@dataclass(frozen=True)
class Item:
    """One request of the pass."""

    custom_id: str
    problem: str
    claim: dict[str, Any]
    record: str
    """Hash of the catalogue's claim record."""
    request: dict[str, Any]
    worst: int
    """Micro-dollars at most."""
    chunk: int | None = None
    reservation: int | None = None


class BatchFile:
    """One pass; every method is a transaction."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        if not create and not path.is_file():
            raise InputError(f"{path}: no batch is prepared here; begin with `workbench batch prepare`")
        with self._open() as connection:
            for statement in _SCHEMA.split(";"):
                connection.execute(statement)

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self.path, timeout=30.0)) as connection, connection:
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise InputError(f"{self.path}: the state of the batch cannot be kept or read: {error}") from None

    def add(self, items: Iterable[Item]) -> int:
        """Add requests; those that are there already stay. Returns how many are new."""
        with self._open() as connection:
            before = connection.total_changes
            connection.executemany(
                "INSERT OR IGNORE INTO item (custom_id, problem, claim, record, request, worst) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (
                        item.custom_id,
                        item.problem,
                        json.dumps(item.claim),
                        item.record,
                        json.dumps(item.request),
                        item.worst,
                    )
                    for item in items
                ),
            )
            return connection.total_changes - before

    def unsent(self, most: int) -> list[Item]:
        """Requests that are in no chunk, the first few."""
        return self._items("chunk IS NULL LIMIT ?", most)

    def of_chunk(self, number: int) -> list[Item]:
        """All requests of a chunk."""
        return self._items("chunk = ?", number)

    def item(self, custom_id: str) -> Item | None:
        """The request of that name, unless it is collected or nobody here made it."""
        return next(iter(self._items("custom_id = ? AND NOT collected", custom_id)), None)

    def _items(self, condition: str, value: int | str) -> list[Item]:
        with self._open() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM item WHERE {condition}", (value,)).fetchall()  # noqa: S608
        return [Item(row[0], row[1], json.loads(row[2]), row[3], json.loads(row[4]), *row[5:]) for row in rows]

    def begin_chunk(self, reserved: Iterable[tuple[Item, int]]) -> int:
        """A new chunk of requests with their reservations, about to be sent."""
        with self._open() as connection:
            cursor = connection.execute("INSERT INTO chunk (batch) VALUES (NULL)")
            number = int(cursor.lastrowid or 0)
            connection.executemany(
                "UPDATE item SET chunk = ?, reservation = ? WHERE custom_id = ?",
                [(number, reservation, item.custom_id) for item, reservation in reserved],
            )
        return number

    def drop_chunk(self, number: int) -> None:
        """The chunk was refused: its requests wait again."""
        with self._open() as connection:
            connection.execute("UPDATE item SET chunk = NULL, reservation = NULL WHERE chunk = ?", (number,))
            connection.execute("DELETE FROM chunk WHERE number = ?", (number,))

    def sent(self, number: int, batch: str) -> None:
        """The server took the chunk under this name."""
        with self._open() as connection:
            connection.execute("UPDATE chunk SET batch = ? WHERE number = ?", (batch, number))

    def disown(self, number: int, batch: str) -> None:
        """The batch was not this chunk: the chunk is without an answer again, and the batch never taken for one."""
        with self._open() as connection:
            connection.execute("INSERT OR IGNORE INTO stranger (batch) VALUES (?)", (batch,))
            connection.execute("UPDATE chunk SET batch = NULL, ended = 0 WHERE number = ?", (number,))

    def strangers(self) -> set[str]:
        """Batches at the server that are known to be somebody else's."""
        with self._open() as connection:
            return {row[0] for row in connection.execute("SELECT batch FROM stranger")}

    def names(self, number: int) -> set[str]:
        """The names of a chunk's requests."""
        with self._open() as connection:
            return {row[0] for row in connection.execute("SELECT custom_id FROM item WHERE chunk = ?", (number,))}

    def ended(self, number: int) -> None:
        """The server is done with the chunk."""
        with self._open() as connection:
            connection.execute("UPDATE chunk SET ended = 1 WHERE number = ?", (number,))

    def collected(self, custom_id: str) -> None:
        """The request's result is recorded."""
        with self._open() as connection:
            connection.execute("UPDATE item SET collected = 1, request = '{}' WHERE custom_id = ?", (custom_id,))

    def chunks(self) -> list[tuple[int, str | None, bool]]:
        """(number, name at the server, whether it ended) of every chunk."""
        with self._open() as connection:
            return [
                (row[0], row[1], bool(row[2])) for row in connection.execute("SELECT number, batch, ended FROM chunk")
            ]

    def counts(self) -> dict[str, int]:
        """Requests by stage."""
        with self._open() as connection:
            row = connection.execute(
                "SELECT COUNT(*), COALESCE(SUM(chunk IS NULL), 0), COALESCE(SUM(collected), 0), "
                "COALESCE(SUM(worst), 0) FROM item"
            ).fetchone()
        return {"requests": row[0], "unsent": row[1], "collected": row[2], "worst_case_microdollars": row[3]}
