"""The ledger: one chained, append-only table of entries with rebuildable projections.

It lives in SQLite by default and in PostgreSQL by URL (`verification/database.py`). `UNIQUE(prev)` makes a
fork of the chain impossible even if the locking failed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from problems.errors import InputError, LedgerError
from verification.database import Database, LostConnectionError, without_password
from verification.entry import GENESIS, Entry, body_of, chain
from verification.projections import ENTRY, HEAD_REVISION, METADATA, SYMMETRY_KEYS, TABLES, begins, row_of

if TYPE_CHECKING:
    import pandas

    from verification.audit import Audit
    from verification.blobs import Blobs

__all__ = ["Guard", "Ledger", "read_entries", "without_password"]

LOCK_SECONDS = 30.0
"""How long a writer waits for its turn."""

PAGE = 500
"""Entries read at a time."""

_AGAIN = ("our fault", "backend missing", "budget: money", "refused by the server")
"""Mechanisms of failures that say nothing about the claim."""

Item = tuple[str, Mapping[str, Any]]

Guard = Callable[[sa.Connection], None]
"""Looks at the ledger as it is under the write lock and raises to refuse what would be appended."""


class Ledger:
    """An open ledger; use as a context manager. `append` is the only way to write."""

    def __init__(self, database: Database, *, read_only: bool) -> None:
        self._database, self.read_only = database, read_only
        self.engine, self.name = database.engine, database.name

    @classmethod
    def open(
        cls, url: str | Path, *, create: bool = False, read_only: bool = False, lock_seconds: float = LOCK_SECONDS
    ) -> Ledger:
        """Open a ledger file or database URL.

        Raises LedgerError when it does not exist (without `create`), is no ledger, is locked, is of a newer
        schema, or cannot be written.
        """
        database = Database.open(url, create=create, read_only=read_only, lock_seconds=lock_seconds)
        ledger = cls(database, read_only=read_only)
        try:
            ledger._prepare_schema(create=create)
        except BaseException:
            database.close()
            raise
        return ledger

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def append(self, items: Sequence[Item], *, guard: Guard | None = None) -> list[Entry]:
        """Append (kind, body) pairs as consecutive entries in one transaction.

        `guard` is called first, under the write lock: what it reads cannot change before the entries are there.
        Raises LedgerError when nothing was written, because of the lock, the guard, the disk or the server.
        """
        if self.read_only:
            raise LedgerError(f"{self.name} was opened for reading only")
        added: list[Entry] = []
        try:
            with self._database.writing() as connection:
                if guard is not None:
                    guard(connection)
                seq, prev = _head(connection)
                for kind, body in items:
                    entry = chain(seq + 1, kind, body, prev)
                    connection.execute(sa.insert(ENTRY).values(**entry.__dict__))
                    projected = row_of(entry.seq, kind, body)
                    if projected is not None:
                        connection.execute(sa.insert(projected[0]).values(**projected[1]))
                    seq, prev = entry.seq, entry.hash
                    added.append(entry)
        except LostConnectionError as loss:
            if not (loss.committing and added and self._landed(added[-1])):
                raise
        return added

    def _landed(self, entry: Entry) -> bool:
        """Whether an entry is there whose writing was never acknowledged; waits until its transaction has ended."""
        try:
            with self._database.writing() as connection:
                return connection.execute(sa.select(ENTRY.c.seq).where(ENTRY.c.hash == entry.hash)).first() is not None
        except LedgerError as error:
            raise LedgerError(
                f"{error} [the connection was lost while entries up to {entry.seq} were being kept: "
                "`workbench ledger head` says whether they are there]"
            ) from None

    def head(self) -> tuple[int, str]:
        """Number and hash of the last entry; (0, 64 zeros) for an empty ledger."""
        with self.reading() as connection:
            return _head(connection)

    def identity(self) -> str:
        """Hash of the first entry, which no other ledger has; empty when there is none yet."""
        with self.reading() as connection:
            return str(connection.execute(sa.select(ENTRY.c.hash).where(ENTRY.c.seq == 1)).scalar() or "")

    def entries(self, kind: str | None = None) -> Iterator[Entry]:
        """All entries in order, read in one snapshot."""
        with self.reading() as connection:
            yield from read_entries(connection, kind)

    def bodies(self, kind: str) -> Iterator[dict[str, Any]]:
        """Bodies of all entries of one kind in order."""
        return (body_of(entry.seq, entry.body) for entry in self.entries(kind))

    def attempts(self, *, outcome: str | None = None) -> Iterator[dict[str, Any]]:
        """Bodies of attempts in order, all or those with one outcome."""
        table = TABLES["attempt"]
        query = sa.select(ENTRY.c.seq, ENTRY.c.body).join(table, table.c.seq == ENTRY.c.seq).order_by(ENTRY.c.seq)
        if outcome is not None:
            query = query.where(table.c.outcome == outcome)
        with self.reading() as connection:
            for seq, body in connection.execute(query):
                yield body_of(seq, body)

    def attempt_keys(self, *, faultless: bool = False) -> set[str]:
        """Keys of all attempts; `faultless` leaves out those that ended by our fault or for want of a tool."""
        table = TABLES["attempt"]
        query = sa.select(table.c.key)
        if faultless:
            query = query.where(table.c.outcome != "failed", table.c.mechanism.not_in(_AGAIN))
        with self.reading() as connection:
            return set(connection.execute(query).scalars())

    def find(self, prefix: str) -> tuple[str, dict[str, Any]]:
        """(kind, body) of the one attempt, candidate or entry whose id or hash starts with 6 or more digits."""
        given, prefix = prefix, prefix.lower()
        if len(prefix) < 6 or set(prefix) - set("0123456789abcdef"):
            raise InputError(f"{given[:80]!r}: give a problem id such as erdos:30, or 6 or more digits of a hash")
        found: dict[tuple[str, str], int] = {}
        with self.reading() as connection:
            for kind, column in (("attempt", "id"), ("candidate", "id")):
                table = TABLES[kind]
                stored = prefix if kind == "attempt" else f"sha256:{prefix}"
                query = sa.select(table.c.seq, table.c[column]).where(begins(table.c[column], stored))
                found.update({(kind, str(row[1])): int(row[0]) for row in connection.execute(query)})
            named = sa.select(ENTRY.c.seq, ENTRY.c.hash, ENTRY.c.kind).where(begins(ENTRY.c.hash, prefix))
            found.update({(str(row[2]), str(row[1])): int(row[0]) for row in connection.execute(named)})
            if not found:
                raise InputError(f"nothing in {self.name} starts with {prefix}")
            if len(found) > 1:
                raise InputError(f"{prefix} fits {len(found)} things in {self.name}: give more digits")
            ((kind, _), seq) = found.popitem()
            body = connection.execute(sa.select(ENTRY.c.body).where(ENTRY.c.seq == seq)).scalar_one()
        return kind, body_of(seq, body)

    def stats(self) -> dict[str, int]:
        """Numbers of entries by kind, of attempts by outcome, and of candidates by outcome."""
        figures: dict[str, int] = {}
        with self.reading() as connection:
            for kind, count in connection.execute(sa.select(ENTRY.c.kind, sa.func.count()).group_by(ENTRY.c.kind)):
                figures[f"entries: {kind}"] = count
            for kind in ("attempt", "candidate"):
                column = TABLES[kind].c.outcome
                for outcome, count in connection.execute(sa.select(column, sa.func.count()).group_by(column)):
                    figures[f"{kind}s: {outcome}"] = count
        return figures

    def referenced_blobs(self) -> set[str]:
        """SHA-256 of every evidence file that an entry names."""
        from verification.audit import blob_names

        return {name for entry in self.entries() for name in blob_names(entry.kind, body_of(entry.seq, entry.body))}

    def check(self, expect: str | None = None, *, blobs: Blobs | None = None) -> Audit:
        """Walk the chain, re-derive the projections, re-hash the evidence files; nothing is changed."""
        from verification.audit import audit

        return audit(self, expect, blobs)

    def frame(self, kind: str) -> pandas.DataFrame:
        """`attempts`, `candidates`, `verdicts`, `reviews`, `searches` or `runs` as a data frame, one row an entry."""
        from verification.frames import frame

        return frame(self, kind)

    def keep_keys(self, keys: Mapping[str, tuple[str, str]]) -> None:
        """Keep candidate → (key up to symmetry, seal); not part of the chain, and computed anew when lost."""
        rows = [{"candidate": name, "key": key, "seal": seal} for name, (key, seal) in keys.items()]
        with self._database.writing() as connection:
            connection.execute(sa.delete(SYMMETRY_KEYS).where(SYMMETRY_KEYS.c.candidate.in_(keys)))
            connection.execute(sa.insert(SYMMETRY_KEYS), rows)

    def rebuild(self) -> None:
        """Fill the projections anew from the entries."""
        with self._database.writing() as connection:
            _rebuild(connection)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection on which every read sees the ledger as it was at the first one."""
        with self._database.reading() as connection:
            yield connection

    def _prepare_schema(self, *, create: bool) -> None:
        with self.reading() as connection:
            tables = set(sa.inspect(connection).get_table_names())
            found = _revision(connection) if "alembic_version" in tables else None
            fault = self._database.fault(connection)
        if found == HEAD_REVISION and "entry" in tables:
            return
        if fault:
            raise LedgerError(f"{self.name} cannot hold a ledger: {fault}")
        if tables and "entry" not in tables:
            raise LedgerError(f"{self.name} is a database, but not a ledger: choose another {self._database.shape}")
        if found is not None and found > HEAD_REVISION:
            raise LedgerError(
                f"{self.name} was written by a newer version (schema {found}, this one knows {HEAD_REVISION}): "
                "upgrade conjecture-workbench"
            )
        if self.read_only and found is not None:
            raise LedgerError(
                f"{self.name} was written by an older version (schema {found}, this one reads {HEAD_REVISION}): "
                "the next command that writes there, such as `workbench scan`, brings it up to date"
            )
        if self.read_only or not (create or tables):
            raise LedgerError(f"{self.name} holds no ledger of this version yet: `workbench scan` makes one")
        self.migrate()

    def migrate(self, revision: str = HEAD_REVISION) -> None:
        """Bring the projections to a revision, up or down, in one transaction; entries are never migrated.

        An older program can be used again after migrating down to the revision that it knows.
        """
        from alembic import command
        from alembic.config import Config

        if self.read_only:
            raise LedgerError(f"{self.name} was opened for reading only")
        config = Config()
        config.set_main_option("script_location", "verification:migrations")
        with self._database.writing() as connection:
            METADATA.create_all(connection, tables=[ENTRY], checkfirst=True)
            config.attributes["connection"] = connection
            found = _revision(connection) if sa.inspect(connection).has_table("alembic_version") else None
            if found == revision:
                return  # another writer migrated while this one waited for the lock
            down = revision == "base" or (found is not None and revision < found)
            (command.downgrade if down else command.upgrade)(config, revision)
            _rebuild(connection)


def _revision(connection: sa.Connection) -> str | None:
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _rebuild(connection: sa.Connection) -> None:
    # After migrating down the tables are those of an older version, which will take them to be filled.
    there = sa.inspect(connection).get_table_names()
    tables = {
        kind: sa.Table(table.name, sa.MetaData(), autoload_with=connection)
        for kind, table in TABLES.items()
        if table.name in there
    }
    for table in tables.values():
        connection.execute(sa.delete(table))
    if SYMMETRY_KEYS.name in there:
        connection.execute(sa.delete(SYMMETRY_KEYS))
    last = 0
    while page := connection.execute(
        sa.select(ENTRY.c.seq, ENTRY.c.kind, ENTRY.c.body).where(ENTRY.c.seq > last).order_by(ENTRY.c.seq).limit(PAGE)
    ).all():
        rows: dict[sa.Table, list[dict[str, Any]]] = {}
        for seq, kind, body in page:
            projected = row_of(seq, kind, body_of(seq, body), tables)
            if projected is not None:
                rows.setdefault(projected[0], []).append(projected[1])
        for table, values in rows.items():
            connection.execute(sa.insert(table), values)
        last = page[-1].seq


def read_entries(connection: sa.Connection, kind: str | None = None) -> Iterator[Entry]:
    """Entries in order, all or those of one kind."""
    query = sa.select(ENTRY).order_by(ENTRY.c.seq).execution_options(yield_per=PAGE)
    if kind is not None:
        query = query.where(ENTRY.c.kind == kind)
    with connection.execute(query) as rows:
        for row in rows:
            yield Entry(**row._mapping)


def _head(connection: sa.Connection) -> tuple[int, str]:
    row = connection.execute(sa.select(ENTRY.c.seq, ENTRY.c.hash).order_by(ENTRY.c.seq.desc()).limit(1)).first()
    return (0, GENESIS) if row is None else (int(row.seq), str(row.hash))
