"""The database under a ledger: how to open it, read one moment of it, and write alone.

SQLite runs in WAL mode under `BEGIN IMMEDIATE` with jittered retry, PostgreSQL under a transaction-scoped
advisory lock. Every fault becomes a LedgerError of one line, without passwords.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from problems.errors import LedgerError, MissingBackendError
from problems.regular import is_irregular

__all__ = ["Database", "LostConnectionError", "without_password"]

ADVISORY_LOCK = 0x636F6E6A
"""Number of the PostgreSQL lock that serialises appends; each database has its own."""

CONNECT: dict[str, object] = {
    "client_encoding": "utf8",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""How PostgreSQL is connected to unless the URL says otherwise: a server that is gone is noticed in a minute."""

_POSTGRES = re.compile(r"postgres(?:ql)?(?:\+psycopg)?://", re.IGNORECASE)
_SECRET = re.compile(r"password|secret|token", re.IGNORECASE)


class LostConnectionError(LedgerError):
    """The server went away in the middle of something."""

    def __init__(self, message: str, *, committing: bool) -> None:
        self.committing = committing
        """Whether it went away while it was asked to keep what had been written."""
        super().__init__(message)


class Database:
    """An open database; `reading` and `writing` are the ways in."""

    shape: ClassVar[str] = "file"
    """What a user gives to name one."""

    def __init__(self, engine: sa.Engine, name: str, *, lock_seconds: float) -> None:
        self.engine, self.name, self.lock_seconds = engine, name, lock_seconds

    @staticmethod
    def open(url: str | Path, *, create: bool = False, read_only: bool = False, lock_seconds: float = 30.0) -> Database:
        """A file, `sqlite:///FILE` or `postgresql://…`; raises LedgerError when it cannot be one of these.

        PostgreSQL is not contacted before the first use.
        """
        text = str(url)
        if _POSTGRES.match(text):
            return _Postgres(_postgres_url(text), read_only=read_only, lock_seconds=lock_seconds)
        if ("://" in text and not text.startswith("sqlite:///")) or re.match(r"postgres(ql)?:", text):
            scheme = text.partition(":")[0][:20]
            raise LedgerError(f"ledger {scheme}://…: give a file, sqlite:///FILE or postgresql://…")
        path = Path(text.removeprefix("sqlite:///"))
        create = create and not read_only
        _prepare(path, create=create)
        return _Sqlite(path, text, create=create, read_only=read_only, lock_seconds=lock_seconds)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection on which every read sees the database as it was at the first one."""
        with self._translated(), self.engine.connect() as connection:
            self._begin_reading(connection)
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that holds the one write lock from its beginning; an error leaves nothing behind.

        Raises LostConnectionError when the server goes away.
        """
        self._stand_back()
        with self._translated(), self.engine.connect() as connection:
            self._begin_writing(connection)
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            with self._translated(committing=True):
                connection.commit()

    def fault(self, connection: sa.Connection) -> str:
        """Why a ledger cannot live here; empty when it can."""
        return ""

    def _stand_back(self) -> None:
        """Let others have their turn, where the database has no queue of its own."""

    def _begin_reading(self, connection: sa.Connection) -> None:
        raise NotImplementedError

    def _begin_writing(self, connection: sa.Connection) -> None:
        raise NotImplementedError

    def _explain(self, error: DBAPIError) -> str:
        """What went wrong, in words that may be shown."""
        reason = _one_line(error.orig)
        if isinstance(error, OperationalError):
            return f"{self.name}: {reason}"
        return f"{self.name} is not a ledger or is damaged: {reason}"

    def _locked(self) -> LedgerError:
        return LedgerError(
            f"{self.name} has been locked by another program for {self.lock_seconds:g} s: "
            "try again when it has finished"
        )

    @contextlib.contextmanager
    def _translated(self, *, committing: bool = False) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            message = self._explain(error)
            if error.connection_invalidated:
                raise LostConnectionError(message, committing=committing) from None
            raise LedgerError(message) from None
        except SQLAlchemyError as error:
            raise LedgerError(f"{self.name}: {_one_line(error)}") from None


class _Sqlite(Database):
    def __init__(self, path: Path, name: str, *, create: bool, read_only: bool, lock_seconds: float) -> None:
        place, mode = _place(path), "ro" if read_only else "rwc"
        if _not_ours(path, create=create):
            # Opening a database for writing changes it, and reading one in WAL mode leaves files beside it.
            mode, read_only = "ro&immutable=1", True
        elif read_only and not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists():
            # A WAL database needs its index file even for reading, which cannot be made here.
            mode = "ro&immutable=1"
        engine = sa.create_engine(f"sqlite:///{place}?mode={mode}&uri=true", connect_args={"timeout": 0})
        sa.event.listen(engine, "connect", _read_settings if read_only else _write_settings)
        super().__init__(engine, name, lock_seconds=lock_seconds)
        self._jitter = random.Random()
        self._contended = False

    def _stand_back(self) -> None:
        if self._contended:
            # Whoever just wrote while others waited stands back, so that every writer gets its turn.
            time.sleep(self._jitter.uniform(0.001, 0.004))

    def _begin_reading(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    def _begin_writing(self, connection: sa.Connection) -> None:
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
                    raise self._locked() from None
                time.sleep(self._jitter.uniform(0.0005, 0.003))


class _Postgres(Database):
    shape = "database"

    def __init__(self, url: sa.URL, *, read_only: bool, lock_seconds: float) -> None:
        settings = {key: value for key, value in CONNECT.items() if key not in url.query}
        # A connection may have died with its server since it was used last; that is found before writing on it.
        engine = sa.create_engine(url, connect_args=settings, pool_pre_ping=True)
        shown = _shown(url.set(drivername="postgresql"))
        super().__init__(engine, shown, lock_seconds=lock_seconds)
        secrets = [url.password, *(value for key, value in url.query.items() if _SECRET.search(key))]
        self._secrets = [secret for secret in secrets if isinstance(secret, str) and len(secret) > 2]
        self._read_only = read_only

    def fault(self, connection: sa.Connection) -> str:
        encoding = str(connection.execute(sa.text("SHOW server_encoding")).scalar())
        if encoding in {"UTF8", "SQL_ASCII"}:
            return ""
        return f"its encoding {encoding} has no mathematical symbols: createdb --encoding=UTF8 --template=template0"

    def _begin_reading(self, connection: sa.Connection) -> None:
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def _begin_writing(self, connection: sa.Connection) -> None:
        # Whatever the server's default: what is read under the lock must be read after it was granted.
        connection.execution_options(isolation_level="READ COMMITTED")
        patience = max(1, round(self.lock_seconds * 1000))
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {patience}")
        try:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) == "55P03":
                raise self._locked() from None
            raise

    def _explain(self, error: DBAPIError) -> str:
        reason, state = _one_line(error.orig), getattr(error.orig, "sqlstate", None) or ""
        for secret in self._secrets:
            reason = reason.replace(secret, "***")
        absent = re.search(r'database "([^"]{1,63})" does not exist', reason)
        if error.connection_invalidated:
            return f"{self.name}: the connection to the server was lost ({reason}); nothing is half-written, try again"
        if absent:
            return f'{self.name}: there is no database "{absent[1]}" on this server: create it with createdb'
        if state == "42501":
            return f"{self.name}: {reason}: ask the owner of the database for this right"
        if state.startswith("42"):
            return f"{self.name} is not a ledger or is damaged: {reason}"
        if state.startswith("23"):
            return f"{self.name}: another program wrote here at the same time, without the lock ({reason})"
        return f"{self.name}: {reason}"


def without_password(url: str) -> str:
    """A database URL as it may be shown; one that cannot be read is shown by its scheme alone."""
    try:
        parsed = sa.make_url(url)
    except (SQLAlchemyError, ValueError):
        return _scheme(url)
    # An @ in the host is the rest of a password that holds one itself.
    return _scheme(url) if "@" in (parsed.host or "") else _shown(parsed)


def _scheme(url: str) -> str:
    return f"{url.partition(':')[0][:20]}://…"


def _shown(url: sa.URL) -> str:
    hidden = {key: "***" for key in url.query if _SECRET.search(key)}
    return url.update_query_dict(hidden).render_as_string(hide_password=True).replace("%2A%2A%2A", "***")


def _postgres_url(text: str) -> sa.URL:
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise MissingBackendError("psycopg is not installed: pip install 'conjecture-workbench[postgres]'") from None
    try:
        url = sa.make_url("postgresql+psycopg" + text[text.index("://") :])
    except (SQLAlchemyError, ValueError):
        url = None
    if url is None:
        raise LedgerError("the ledger's database URL cannot be read: postgresql://USER:PASSWORD@HOST:PORT/NAME")
    if "@" in (url.host or ""):
        raise LedgerError("the ledger's database URL has more than one @: write %40 for an @ in the password")
    return url


def _one_line(error: object) -> str:
    diagnosis = getattr(getattr(error, "diag", None), "message_primary", None)
    return " ".join(str(diagnosis or error).split())[:300]


def _prepare(path: Path, *, create: bool) -> None:
    try:
        if path.is_dir():
            raise LedgerError(f"{path} is a folder: give the ledger's file")
        if is_irregular(path):
            raise LedgerError(f"{path} is no regular file: give the ledger's file")
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.exists():
            raise LedgerError(f"{path}: there is no ledger here yet; `workbench scan` makes one")
    except OSError as error:
        raise LedgerError(f"{path}: the ledger cannot be opened: {error.strerror}") from None


def _place(path: Path) -> str:
    return "file:" + str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _not_ours(path: Path, *, create: bool) -> bool:
    """Whether a file holds somebody else's tables, or none at all where no ledger is to be made; nothing is touched."""
    tables: set[str] = set()
    try:
        if path.stat().st_size:
            with contextlib.closing(sqlite3.connect(f"{_place(path)}?mode=ro&immutable=1", uri=True)) as connection:
                tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except (OSError, sqlite3.Error):
        return False  # absent, or opening it will say what is wrong with it
    if tables:
        return "entry" not in tables
    # The tables of a ledger whose first writer was stopped may be in the log alone.
    return not create and not Path(f"{path}-wal").exists()


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
