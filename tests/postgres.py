"""A private PostgreSQL server for tests, and databases of either kind with one face.

The server listens on a Unix socket and on loopback, in a folder of its own. It refuses to run as root and
then runs as an unprivileged user. Each test has its own database in it; it ends with the tests, however
they end.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from verification.ledger import Ledger

__all__ = ["Database", "Postgres", "PostgresDatabase", "SqliteDatabase", "programs"]

UNPRIVILEGED = ("postgres", "nobody")
"""Who runs the server when the tests run as root: the first that exists."""


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest where there are several."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if folders:
        return max(folders, key=lambda folder: (len(folder.parent.name), folder.parent.name))
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found else None


class Postgres:
    """A running server; `stop` ends it and removes everything."""

    def __init__(self) -> None:
        found = programs()
        assert found is not None, "no PostgreSQL server found"
        self.bin = found
        # Not where TMPDIR says: the path of a socket has to be short.
        self.folder = Path(tempfile.mkdtemp(prefix="wbpg-", dir="/tmp"))
        self.data = self.folder / "data"
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._run_as: dict[str, Any] = {}
        if os.geteuid() == 0:
            names = {entry.pw_name for entry in pwd.getpwall()}
            user = next(name for name in UNPRIVILEGED if name in names)
            group = pwd.getpwnam(user).pw_gid
            os.chown(self.folder, pwd.getpwnam(user).pw_uid, group)
            self._run_as = {"user": user, "group": group, "extra_groups": []}
        try:
            self._make()
            self.start()
        except BaseException:
            self.stop()
            raise

    def _make(self) -> None:
        options = ["--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8", "--locale=C"]
        subprocess.run(
            [self.bin / "initdb", "-D", self.data, *options],
            check=True,
            timeout=120,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            **self._run_as,
        )
        # Roles in the group `locked` need their password; everyone else is who they say they are.
        rules = self.data / "pg_hba.conf"
        text = "local all +locked scram-sha-256\nhost all +locked 127.0.0.1/32 scram-sha-256\n" + rules.read_text()
        rules.write_text(text)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "max_connections": "60",
        }
        command = [str(self.bin / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        who = dict(self._run_as)
        if watch := shutil.which("setpriv"):
            # The server goes down with the tests even when these are killed; a change of user would undo that.
            own = [f"--reuid={who['user']}", f"--regid={who['group']}", "--clear-groups"] if who else []
            command, who = [watch, "--pdeathsig", "INT", *own, *command], {}
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **who
            )
        end = time.monotonic() + 60
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the server does not start: " + (self.folder / "log").read_text()[-2000:])
            time.sleep(0.05)

    def halt(self, number: signal.Signals = signal.SIGINT) -> None:
        """Stop the server, cutting all connections; `start` brings it back with its data."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(timeout=60)
            self._process = None

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self.halt(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, database: str, user: str = "postgres") -> str:
        """How to reach a database by the socket."""
        return f"postgresql://{user}@/{database}?host={self.folder}&port={self.port}"

    def loopback(self, database: str, user: str, port: int | None = None) -> str:
        """How to reach a database by the loopback interface; `user` may be USER:PASSWORD."""
        return f"postgresql://{user}@127.0.0.1:{port or self.port}/{database}"

    def run(self, *statements: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run statements as the superuser, each by itself; the rows of the last one."""
        import psycopg

        rows: list[tuple[Any, ...]] = []
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                answer = connection.execute(statement.encode())
                rows = answer.fetchall() if answer.description else []
        return rows

    def create(self, options: str = "") -> str:
        """A new database; its name."""
        name = f"test_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} {options}")
        return name


class Database:
    """An empty database for a ledger, of one kind or the other."""

    kind = ""

    def __init__(self, url: str) -> None:
        self.url = url

    def ledger(self, **options: Any) -> Ledger:
        """The ledger in it, made where there is none."""
        return Ledger.open(self.url, **{"create": True, **options})

    def tamper(self, *statements: str) -> None:
        """Change it behind the ledger's back."""
        raise NotImplementedError

    def clear(self) -> None:
        """Make it as if it had never been used."""
        raise NotImplementedError

    def hold_lock(self) -> contextlib.AbstractContextManager[object]:
        """Hold the lock that writers wait for."""
        raise NotImplementedError


class SqliteDatabase(Database):
    kind = "sqlite"

    def tamper(self, *statements: str) -> None:
        Path(self.url).parent.mkdir(exist_ok=True)
        with contextlib.closing(sqlite3.connect(self.url)) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    def clear(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(self.url + suffix).unlink(missing_ok=True)

    @contextlib.contextmanager
    def hold_lock(self) -> Iterator[object]:
        with contextlib.closing(sqlite3.connect(self.url, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            yield holder


class PostgresDatabase(Database):
    kind = "postgres"

    def __init__(self, server: Postgres) -> None:
        self.server = server
        self.name = server.create()
        super().__init__(server.url(self.name))

    def tamper(self, *statements: str) -> None:
        self.server.run(*statements, database=self.name)

    def clear(self) -> None:
        self.tamper("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")

    @contextlib.contextmanager
    def hold_lock(self) -> Iterator[object]:
        import psycopg

        with psycopg.connect(self.url) as holder:
            holder.execute(f"SELECT pg_advisory_xact_lock({0x636F6E6A})".encode())
            yield holder
            holder.rollback()
