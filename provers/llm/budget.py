"""The spending book: no call without a reservation of its worst case, no reservation beyond a cap.

One SQLite file for all runs on a machine. A reservation counts in full until it is settled; one that never is,
because the process died or the stream broke, counts in full for ever and is marked estimated. Threads and
processes reserve under the file's write lock, so that two of them never share the last cent.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from problems.errors import InputError, WorkbenchError
from provers.llm.pricing import dollars

__all__ = ["Book", "Caps", "Purse", "Reservation", "Totals", "UnaffordableError"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS call (
    id INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    run TEXT NOT NULL,
    problem TEXT NOT NULL,
    attempt TEXT NOT NULL,
    model TEXT NOT NULL,
    reserved INTEGER NOT NULL CHECK (reserved >= 0),
    cost INTEGER CHECK (cost >= 0),
    estimated INTEGER NOT NULL DEFAULT 1,
    note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS call_day ON call (day);
CREATE INDEX IF NOT EXISTS call_run ON call (run, problem);
"""
_SETTING = {"attempt": "problem"}
"""Caps whose setting is another one: an attempt's is its share of the problem's."""
_SPENT = "SELECT COALESCE(SUM(COALESCE(cost, reserved)), 0) FROM call WHERE "


class UnaffordableError(WorkbenchError):
    """The worst case of the next call does not fit under a cap; nothing was sent."""

    exit_status = 3


@dataclass(frozen=True)
class Caps:
    """Micro-dollars that must not be exceeded."""

    problem: int
    """All calls of one run for one problem."""
    run: int
    """All calls of one run."""
    day: int
    """All calls of one day (UTC) that this book knows."""
    attempt: int | None = None
    """All calls of one run for one attempt, where that is capped too."""


@dataclass(frozen=True)
class Reservation:
    """Money set aside for one call."""

    id: int
    amount: int


@dataclass(frozen=True)
class Totals:
    """What was spent."""

    calls: int
    """Reservations, also of calls that failed."""
    micros: int
    """Settled costs, and reservations where no cost is known."""
    open: int
    """Reservations without a settlement."""
    estimated: int
    """Calls booked at their reservation."""


class Book:
    """The file of one machine; cheap to make, safe to share between threads."""

    def __init__(self, path: Path, *, now: Callable[[], float] = time.time) -> None:
        self.path = path
        self._now = now
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._writing() as connection:
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
        except OSError as error:
            raise InputError(f"{path}: the spending book cannot be kept here: {error.strerror}") from None

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(self.path, timeout=60.0, isolation_level=None)
            try:
                connection.execute("PRAGMA synchronous=FULL")
                connection.execute("BEGIN IMMEDIATE")
                with connection:
                    yield connection
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise InputError(
                f"{self.path}: the spending book cannot be used ({error}); no call is made without it"
            ) from None

    def reserve(self, amount: int, *, caps: Caps, run: str, problem: str, attempt: str, model: str) -> Reservation:
        """Set `amount` aside or raise UnaffordableError; committed to the disk before it returns."""
        day = datetime.fromtimestamp(self._now(), UTC).date().isoformat()
        with self._writing() as connection:
            for name, cap, condition, values in (
                ("problem", caps.problem, "run = ? AND problem = ?", (run, problem)),
                ("run", caps.run, "run = ?", (run,)),
                ("day", caps.day, "day = ?", (day,)),
                ("attempt", caps.attempt, "run = ? AND attempt = ?", (run, attempt)),
            ):
                if cap is None:
                    continue
                spent = int(connection.execute(_SPENT + condition, values).fetchone()[0])
                if spent + amount > cap:
                    raise UnaffordableError(
                        f"the next call could cost {dollars(amount)}, and {dollars(spent)} of the cap of "
                        f"{dollars(cap)} for this {name} are taken: raise cap_{_SETTING.get(name, name)} to go on"
                    )
            cursor = connection.execute(
                "INSERT INTO call (day, run, problem, attempt, model, reserved) VALUES (?, ?, ?, ?, ?, ?)",
                (day, run, problem, attempt, model, amount),
            )
            return Reservation(int(cursor.lastrowid or 0), amount)

    def settle(self, reservation: Reservation, cost: int | None, *, note: str = "") -> int:
        """Book what the call cost; None leaves it at its reservation, estimated. Settling twice is an error of ours."""
        with self._writing() as connection:
            cursor = connection.execute(
                "UPDATE call SET cost = ?, estimated = ?, note = ? WHERE id = ? AND cost IS NULL",
                (reservation.amount if cost is None else cost, cost is None, note[:200], reservation.id),
            )
            if cursor.rowcount != 1:
                raise InputError(f"{self.path}: call {reservation.id} is settled already, or gone")
        return reservation.amount if cost is None else cost

    def settled(self, call: int) -> bool:
        """Whether a reservation has been settled."""
        with self._writing() as connection:
            row = connection.execute("SELECT cost IS NOT NULL FROM call WHERE id = ?", (call,)).fetchone()
        return row is None or bool(row[0])

    def totals(self, *, run: str | None = None, problem: str | None = None, day: str | None = None) -> Totals:
        """Sums over the calls of a run, problem, day or all."""
        asked = {"run": run, "problem": problem, "day": day}
        given = {name: value for name, value in asked.items() if value is not None}
        where = " AND ".join(f"{name} = ?" for name in given) or "1"
        query = (
            "SELECT COUNT(*), COALESCE(SUM(COALESCE(cost, reserved)), 0), COALESCE(SUM(cost IS NULL), 0), "  # noqa: S608
            f"COALESCE(SUM(estimated), 0) FROM call WHERE {where}"
        )
        with self._writing() as connection:
            return Totals(*map(int, connection.execute(query, tuple(given.values())).fetchone()))


@dataclass(frozen=True)
class Purse:
    """The book as one attempt uses it."""

    book: Book
    caps: Caps
    run: str
    problem: str
    attempt: str
    model: str

    def reserve(self, amount: int) -> Reservation:
        """Set aside the worst case of the next call, or raise UnaffordableError."""
        return self.book.reserve(
            amount, caps=self.caps, run=self.run, problem=self.problem, attempt=self.attempt, model=self.model
        )

    def settle(self, reservation: Reservation, cost: int | None, *, note: str = "") -> int:
        """See `Book.settle`."""
        return self.book.settle(reservation, cost, note=note)
