"""The ledger: one chained, append-only table of entries with rebuildable projections.

SQLite by default (WAL, `BEGIN IMMEDIATE`, jittered retry), PostgreSQL by URL (transaction-scoped
advisory lock). `UNIQUE(prev)` makes a fork of the chain impossible even if the locking failed.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from problems.errors import InputError, LedgerError, MissingBackendError
from verification.entry import GENESIS, Entry, chain
from verification.projections import ENTRY, HEAD_REVISION, METADATA, TABLES, row_of

if TYPE_CHECKING:
    import pandas

    from verification.audit import Audit
    from verification.blobs import Blobs

__all__ = ["Ledger"]

LOCK_SECONDS = 30.0
"""How long a writer waits for its turn."""

ADVISORY_LOCK = 0x636F6E6A
"""Number of the PostgreSQL lock that serialises appends."""

T = TypeVar("T")
Item = tuple[str, Mapping[str, Any]]


class Ledger:
    """An open ledger; use as a context manager. `append` is the only way to write."""

    def __init__(self, engine: sa.Engine, name: str, *, read_only: bool, lock_seconds: float) -> None:
        self.engine, self.name, self.read_only, self.lock_seconds = engine, name, read_only, lock_seconds
        self._jitter = random.Random()
        self._contended = False

    @classmethod
    def open(
        cls, url: str | Path, *, create: bool = False, read_only: bool = False, lock_seconds: float = LOCK_SECONDS
    ) -> Ledger:
        """Open a ledger file or database URL.

        Raises LedgerError when it does not exist (without `create`), is no ledger, is locked, is of a newer
        schema, or cannot be written.
        """
        text = str(url)
        path = Path(text.removeprefix("sqlite:///")) if "://" not in text or text.startswith("sqlite:///") else None
        if path is not None:
            _prepare(path, create=create and not read_only)
        name = text if path is not None else without_password(text)
        ledger = cls(_engine(text, path, read_only), name, read_only=read_only, lock_seconds=lock_seconds)
        try:
            ledger._prepare_schema(create=create)
        except BaseException:
            ledger.engine.dispose()
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
        self.engine.dispose()

    def append(self, items: Sequence[Item]) -> list[Entry]:
        """Append (kind, body) pairs as consecutive entries in one transaction."""
        if self.read_only:
            raise LedgerError(f"{self.name} was opened for reading only")
        with self._write() as connection:
            seq, prev = _head(connection)
            added = []
            for kind, body in items:
                entry = chain(seq + 1, kind, body, prev)
                connection.execute(sa.insert(ENTRY).values(**entry.__dict__))
                projected = row_of(entry.seq, kind, body)
                if projected is not None:
                    connection.execute(sa.insert(projected[0]).values(**projected[1]))
                seq, prev = entry.seq, entry.hash
                added.append(entry)
        return added

    def head(self) -> tuple[int, str]:
        """Number and hash of the last entry; (0, 64 zeros) for an empty ledger."""
        with self.reading() as connection:
            return _head(connection)

    def entries(self, kind: str | None = None) -> Iterator[Entry]:
        """All entries in order, read in one snapshot."""
        with self.reading() as connection:
            yield from read_entries(connection, kind)

    def attempts(self, *, outcome: str | None = None) -> Iterator[dict[str, Any]]:
        """Bodies of attempts in order, all or those with one outcome."""
        table = TABLES["attempt"]
        query = sa.select(ENTRY.c.body).join(table, table.c.seq == ENTRY.c.seq).order_by(ENTRY.c.seq)
        if outcome is not None:
            query = query.where(table.c.outcome == outcome)
        with self.reading() as connection:
            for (body,) in connection.execute(query):
                yield json.loads(body)

    def attempt_keys(self, *, faultless: bool = False) -> set[str]:
        """Keys of all attempts; `faultless` leaves out those that ended by our fault or for want of a tool."""
        table = TABLES["attempt"]
        query = sa.select(table.c.key)
        if faultless:
            query = query.where(table.c.outcome != "failed", table.c.mechanism.not_in(["our fault", "backend missing"]))
        with self.reading() as connection:
            return set(connection.execute(query).scalars())

    def find(self, prefix: str) -> tuple[str, dict[str, Any]]:
        """(kind, body) of the one attempt, candidate or entry whose id or hash starts with 6 or more digits."""
        prefix = prefix.lower()
        if len(prefix) < 6 or set(prefix) - set("0123456789abcdef"):
            raise InputError(f"{prefix[:80]!r}: give a problem id such as erdos:30, or 6 or more digits of a hash")
        found: dict[tuple[str, str], int] = {}
        with self.reading() as connection:
            for kind, column in (("attempt", "id"), ("candidate", "id")):
                table = TABLES[kind]
                stored = prefix if kind == "attempt" else f"sha256:{prefix}"
                query = sa.select(table.c.seq, table.c[column]).where(table.c[column].startswith(stored))
                found.update({(kind, str(row[1])): int(row[0]) for row in connection.execute(query)})
            named = sa.select(ENTRY.c.seq, ENTRY.c.hash, ENTRY.c.kind).where(ENTRY.c.hash.startswith(prefix))
            found.update({(str(row[2]), str(row[1])): int(row[0]) for row in connection.execute(named)})
            if not found:
                raise InputError(f"nothing in {self.name} starts with {prefix}")
            if len(found) > 1:
                raise InputError(f"{prefix} fits {len(found)} things in {self.name}: give more digits")
            ((kind, _), seq) = found.popitem()
            body = connection.execute(sa.select(ENTRY.c.body).where(ENTRY.c.seq == seq)).scalar_one()
        return kind, json.loads(body)

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

        return {name for entry in self.entries() for name in blob_names(entry.kind, json.loads(entry.body))}

    def check(self, expect: str | None = None, *, blobs: Blobs | None = None) -> Audit:
        """Walk the chain, re-derive the projections, re-hash the evidence files; nothing is changed."""
        from verification.audit import audit

        return audit(self, expect, blobs)

    def frame(self, kind: str) -> pandas.DataFrame:
        """`attempts`, `candidates`, `verdicts`, `reviews` or `runs` as a data frame, one row an entry."""
        try:
            import pandas
        except ImportError:
            raise MissingBackendError("pandas is not installed: pip install 'conjecture-workbench[ui]'") from None
        single = kind.removesuffix("s")
        if single not in {*TABLES, "run"}:
            raise InputError(f"{kind[:40]!r}: there are attempts, candidates, verdicts, reviews and runs")
        rows = [{"seq": entry.seq, **json.loads(entry.body)} for entry in self.entries(single)]
        return pandas.json_normalize(rows, max_level=1)

    def rebuild(self) -> None:
        """Fill the projections anew from the entries."""
        with self._write() as connection:
            _rebuild(connection)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection on which every read sees the ledger as it was at the first one."""
        with self._translated(), self.engine.connect() as connection:
            if self.engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextlib.contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        """A transaction that holds the one write lock from its beginning."""
        if self._contended:
            # Whoever just wrote while others waited stands back, so that every writer gets its turn.
            time.sleep(self._jitter.uniform(0.001, 0.004))
        with self._translated(), self.engine.connect() as connection:
            if self.engine.dialect.name == "sqlite":
                self._begin_immediate(connection)
            else:
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def _begin_immediate(self, connection: sa.Connection) -> None:
        deadline = time.monotonic() + self.lock_seconds
        self._contended = False
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return
            except OperationalError as error:
                if "locked" not in str(error.orig) and "busy" not in str(error.orig):
                    raise
                connection.rollback()
                self._contended = True
                if time.monotonic() > deadline:
                    raise LedgerError(
                        f"{self.name} has been locked by another program for {self.lock_seconds:g} s: "
                        "try again when it has finished"
                    ) from None
                time.sleep(self._jitter.uniform(0.0005, 0.003))

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            raise LedgerError(f"{self.name}: {_reason(error)}") from None
        except DatabaseError as error:
            raise LedgerError(f"{self.name} is not a ledger or is damaged: {_reason(error)}") from None
        except SQLAlchemyError as error:
            raise LedgerError(f"{self.name}: {_reason(error)}") from None

    def _prepare_schema(self, *, create: bool) -> None:
        with self.reading() as connection:
            tables = set(sa.inspect(connection).get_table_names())
            found = None
            if "alembic_version" in tables:
                found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        if found == HEAD_REVISION and "entry" in tables:
            return
        if tables and "entry" not in tables:
            raise LedgerError(f"{self.name} is a database, but not a ledger: choose another file")
        if found is not None and found > HEAD_REVISION:
            raise LedgerError(
                f"{self.name} was written by a newer version (schema {found}, this one knows {HEAD_REVISION}): "
                "upgrade conjecture-workbench"
            )
        if self.read_only or not (create or tables):
            raise LedgerError(f"{self.name} holds no ledger of this version yet: `workbench scan` makes one")
        self._migrate()

    def _migrate(self) -> None:
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", "verification:migrations")
        with self._write() as connection:
            METADATA.create_all(connection, tables=[ENTRY], checkfirst=True)
            # Another writer may have migrated while this one waited for the lock; Alembic then does nothing.
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _rebuild(connection)


def _rebuild(connection: sa.Connection) -> None:
    for table in TABLES.values():
        connection.execute(sa.delete(table))
    for row in connection.execute(sa.select(ENTRY.c.seq, ENTRY.c.kind, ENTRY.c.body).order_by(ENTRY.c.seq)).all():
        projected = row_of(row.seq, row.kind, json.loads(row.body))
        if projected is not None:
            connection.execute(sa.insert(projected[0]).values(**projected[1]))


def read_entries(connection: sa.Connection, kind: str | None = None) -> Iterator[Entry]:
    """Entries in order, all or those of one kind."""
    query = sa.select(ENTRY).order_by(ENTRY.c.seq).execution_options(yield_per=500)
    if kind is not None:
        query = query.where(ENTRY.c.kind == kind)
    for row in connection.execute(query):
        yield Entry(**row._mapping)


def without_password(url: str) -> str:
    """A database URL as it may be shown; one that cannot be read is shown by its scheme alone."""
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except (SQLAlchemyError, ValueError):
        return f"{url.partition(':')[0][:20]}://…"


def _head(connection: sa.Connection) -> tuple[int, str]:
    row = connection.execute(sa.select(ENTRY.c.seq, ENTRY.c.hash).order_by(ENTRY.c.seq.desc()).limit(1)).first()
    return (0, GENESIS) if row is None else (int(row.seq), str(row.hash))


def _reason(error: SQLAlchemyError) -> str:
    return " ".join(str(getattr(error, "orig", None) or error).split())[:300]


def _prepare(path: Path, *, create: bool) -> None:
    try:
        if path.is_dir():
            raise LedgerError(f"{path} is a folder: give the ledger's file")
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.exists():
            raise LedgerError(f"{path}: there is no ledger here yet; `workbench scan` makes one")
    except OSError as error:
        raise LedgerError(f"{path}: the ledger cannot be opened: {error.strerror}") from None


def _engine(text: str, path: Path | None, read_only: bool) -> sa.Engine:
    if path is not None:
        quoted = str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        mode = "ro" if read_only else "rwc"
        if read_only and not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists():
            # A WAL database needs its index file even for reading, which cannot be made here.
            mode = "ro&immutable=1"
        engine = sa.create_engine(f"sqlite:///file:{quoted}?mode={mode}&uri=true", connect_args={"timeout": 0})
        sa.event.listen(engine, "connect", _read_settings if read_only else _write_settings)
        return engine
    if not text.startswith("postgresql"):
        scheme = text.partition(":")[0][:20]
        raise LedgerError(f"ledger {scheme}://…: give a file, sqlite:///FILE or postgresql://…")
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise MissingBackendError("psycopg is not installed: pip install 'conjecture-workbench[postgres]'") from None
    try:
        return sa.create_engine("postgresql+psycopg" + text[text.index("://") :])
    except (SQLAlchemyError, ValueError, IndexError):
        raise LedgerError(
            "the ledger's database URL cannot be read: postgresql://USER:PASSWORD@HOST:PORT/NAME"
        ) from None


def _read_settings(connection: Any, _record: Any) -> None:
    # SQLAlchemy must not open transactions by itself: a deferred one could be overtaken by another writer.
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout=5000")


def _write_settings(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA busy_timeout=0")
