"""What only a server can do to a ledger: refuse, restart, vanish in the middle of an append, hold several of them.

That the ledger keeps its promises on PostgreSQL as on SQLite is tested where these are: every test with the
fixture `database` runs on both.
"""

from __future__ import annotations

import contextlib
import json
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from problems.errors import LedgerError
from tests.postgres import Postgres, PostgresDatabase
from tests.verification.cutter import Cutter
from tests.workbench import PLUGIN, Answer, Inside, Workbench, claim, problem
from verification.database import without_password
from verification.ledger import Ledger

NOTE = ("note", {"schema": 1, "text": "é∀"})
WORD = "open-sesame"


@pytest.fixture
def database(postgres: Postgres) -> PostgresDatabase:
    return PostgresDatabase(postgres)


@pytest.fixture
def filled(database: PostgresDatabase) -> PostgresDatabase:
    with database.ledger() as ledger:
        ledger.append([NOTE, NOTE])
    return database


@pytest.fixture
def locked(database: PostgresDatabase) -> Iterator[str]:
    """A role with a password, owner of the database."""
    role = f"role_{database.name}"
    database.server.run(
        f"CREATE ROLE {role} LOGIN PASSWORD '{WORD}'",
        "DO $$ BEGIN CREATE ROLE locked; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        f"GRANT locked TO {role}",
        f"ALTER DATABASE {database.name} OWNER TO {role}",
    )
    yield role
    database.server.run(f"ALTER DATABASE {database.name} OWNER TO postgres")
    database.tamper(f"REASSIGN OWNED BY {role} TO postgres", f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def refusal(url: str, **options: Any) -> str:
    """The message with which a ledger is refused: one line."""
    with pytest.raises(LedgerError) as refused, Ledger.open(url, **{"create": True, **options}) as ledger:
        ledger.append([NOTE])
    assert "\n" not in str(refused.value)
    return str(refused.value)


def urls_with_password(database: PostgresDatabase, role: str, word: str) -> list[str]:
    server = database.server
    return [
        server.loopback(database.name, f"{role}:{word}"),
        server.loopback(database.name, role) + f"?password={word}",
        f"postgresql://{role}:{word}@/{database.name}?host={server.folder}&port={server.port}",
        f"postgresql:///{database.name}?host={server.folder}&port={server.port}&user={role}&password={word}",
        server.loopback(database.name, f"{role}:{word}").replace("postgresql://", "postgres://"),
        server.loopback(database.name, f"{role}:{word}").replace("postgresql://", "postgresql+psycopg://"),
    ]


def test_a_password_opens_the_ledger_and_is_never_shown(
    database: PostgresDatabase, locked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, url in enumerate(urls_with_password(database, locked, WORD)):
        with Ledger.open(url, create=True) as ledger:
            assert ledger.append([NOTE])[0].seq == number + 1
            assert WORD not in ledger.name
            assert "***" in ledger.name
        assert WORD not in without_password(url)
    monkeypatch.setenv("PGPASSWORD", WORD)
    with Ledger.open(database.server.loopback(database.name, locked)) as ledger:
        assert ledger.check().ok
    for url in urls_with_password(database, locked, "wrong-password"):
        message = refusal(url)
        assert "password authentication failed" in message
        assert "wrong-password" not in message


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:secret@[broken",
        "postgresql://user:secret",
        "postgresql://user:secret@host:port/db",
        "postgresql://user:pa@secret@127.0.0.1:1/db",
        "postgresql://user:secret@127.0.0.1:1/db",
        "postgresql://user@127.0.0.1:1/db?password=secret",
        "postgresql://user:secret@127.0.0.1:1/db?sslmode=nonsense",
        "postgresql://user:secret@127.0.0.1:1/db?nonsense=1",
        "postgresql://user:secret@127.0.0.1:1/db?sslpassword=secret",
        "postgresql://user:secret@/db?host=/nonexistent",
        "postgresql://user:secret@secret.invalid/db",
        "postgresql:/user:secret@127.0.0.1/db",
        "postgresqlx://user:secret@127.0.0.1/db",
        "postgresql+asyncpg://user:secret@127.0.0.1/db",
    ],
)
def test_a_url_that_leads_nowhere_is_refused_without_its_password(url: str) -> None:
    pytest.importorskip("psycopg", reason="the postgres extra is not installed")
    assert "secret" not in refusal(url).replace("secret.invalid", "")
    assert "secret" not in without_password(url).replace("secret.invalid", "")


def test_a_server_that_is_down_and_comes_back(filled: PostgresDatabase) -> None:
    server = filled.server
    with filled.ledger() as ledger:
        server.halt()
        try:
            with pytest.raises(LedgerError, match=r"connection .*(failed|lost)"):
                ledger.append([NOTE])
            assert "No such file or directory" in refusal(filled.url)
            assert "Connection refused" in refusal(server.loopback(filled.name, "postgres"))
        finally:
            server.start()
        assert ledger.append([NOTE])[0].seq == 3, "the same open ledger goes on"
        server.halt()
        server.start()
        assert ledger.append([NOTE])[0].seq == 4, "a connection that died while unused is replaced"
        assert ledger.check().faults == ()


def test_an_absent_database_is_named(postgres: Postgres) -> None:
    assert 'no database "nowhere" on this server: create it with createdb' in refusal(postgres.url("nowhere"))
    assert 'role "nobody_here" does not exist' in refusal(postgres.url("postgres", user="nobody_here"))


def test_missing_rights_are_named(filled: PostgresDatabase) -> None:
    role = f"reader_{filled.name}"
    filled.tamper(f"CREATE ROLE {role} LOGIN", f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
    try:
        url = filled.server.url(filled.name, user=role)
        with Ledger.open(url, read_only=True) as ledger:
            assert ledger.check().ok
            assert ledger.head()[0] == 2
        assert refusal(url).endswith("permission denied for table entry: ask the owner of the database for this right")
        empty = PostgresDatabase(filled.server)
        message = refusal(filled.server.url(empty.name, user=role))
        assert "permission denied for schema public: ask the owner" in message
        filled.tamper(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
        assert "permission denied for table" in refusal(url, create=False, read_only=True)
    finally:
        filled.tamper(f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def test_a_writer_needs_no_right_to_change_entries(filled: PostgresDatabase) -> None:
    role = f"writer_{filled.name}"
    filled.tamper(
        f"CREATE ROLE {role} LOGIN",
        f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT DELETE ON symmetry_keys TO {role}",
    )
    try:
        with Ledger.open(filled.server.url(filled.name, user=role), create=True) as ledger:
            assert ledger.append([NOTE, ("attempt", {"schema": 1, "id": "a", "key": "k"})])[-1].seq == 4
            assert ledger.check().ok
            ledger.keep_keys({"sha256:x": ("key", "seal")})
            with pytest.raises(LedgerError, match="permission denied"):
                ledger.rebuild()
            with pytest.raises(LedgerError, match="must be owner"):
                ledger.migrate("base")
    finally:
        filled.tamper(f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def test_encodings_without_mathematical_symbols_are_refused(postgres: Postgres) -> None:
    latin = postgres.create("ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    assert "its encoding LATIN1 has no mathematical symbols: createdb --encoding=UTF8" in refusal(postgres.url(latin))
    plain = postgres.create("ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    with Ledger.open(postgres.url(plain), create=True) as ledger:
        ledger.append([NOTE])
        assert [json.loads(entry.body)["text"] for entry in ledger.entries()] == ["é∀"]
        assert ledger.check().ok


def test_reading_only_cannot_write_even_by_another_way(filled: PostgresDatabase) -> None:
    with (
        filled.ledger(create=False, read_only=True) as ledger,
        pytest.raises(LedgerError, match="read-only transaction"),
        ledger.reading() as connection,
    ):
        connection.execute(sa.text("DELETE FROM entry"))


def test_a_server_with_stricter_transactions_gives_the_same_chain(filled: PostgresDatabase) -> None:
    """Under the server's default a snapshot taken before the lock was granted would miss the entry before."""
    filled.tamper(f"ALTER DATABASE {filled.name} SET default_transaction_isolation = 'serializable'")
    with filled.ledger() as first, filled.ledger() as second:
        for number in range(3):
            assert [ledger.append([NOTE])[0].seq for ledger in (first, second)] == [2 * number + 3, 2 * number + 4]
        assert first.check().ok


def test_two_ledgers_on_one_server_have_nothing_in_common(filled: PostgresDatabase) -> None:
    other = PostgresDatabase(filled.server)
    with filled.ledger() as here, other.ledger(lock_seconds=0.5) as there, filled.hold_lock():
        assert there.append([("run", {"schema": 1})])[0].seq == 1, "neither waits for the other's lock"
        assert here.head()[0] == 2
        assert there.head()[0] == 1
        assert here.check().ok
        assert there.check().ok


class Interrupted(list[Any]):
    """Items with something that happens between the first and the second."""

    def __init__(self, items: list[Any], happens: Callable[[], object]) -> None:
        super().__init__(items)
        self.happens = happens

    def __iter__(self) -> Iterator[Any]:
        yield self[0]
        self.happens()
        yield from self[1:]


def terminate(database: PostgresDatabase) -> None:
    """Cut every connection to the database."""
    here = "pid <> pg_backend_pid() AND datname = current_database()"
    database.tamper(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {here}")  # noqa: S608


def crash(database: PostgresDatabase) -> None:
    """As if the machine of the server had lost its power."""
    database.server.halt(signal.SIGQUIT)
    database.server.start()


@pytest.mark.parametrize("accident", [terminate, crash])
def test_an_append_whose_connection_is_lost_leaves_nothing(
    filled: PostgresDatabase, accident: Callable[[PostgresDatabase], None]
) -> None:
    with filled.ledger() as ledger:
        items = Interrupted([NOTE, ("attempt", {"schema": 1, "id": "a", "key": "k"})], lambda: accident(filled))
        with pytest.raises(LedgerError, match=r"connection to the server was lost .*nothing is half-written") as lost:
            ledger.append(items)
        assert "\n" not in str(lost.value)
        assert ledger.head()[0] == 2
        assert ledger.check().faults == ()
        assert ledger.append([NOTE])[0].seq == 3


@pytest.fixture
def cutter(filled: PostgresDatabase) -> Iterator[Cutter]:
    with Cutter(filled.server.port) as cutter:
        yield cutter


@pytest.mark.parametrize("before", [True, False])
def test_a_connection_lost_while_entries_are_kept(filled: PostgresDatabase, cutter: Cutter, before: bool) -> None:
    """Whether the server still heard the word is found out: the entries are there, or the error says that not."""
    with Ledger.open(filled.server.loopback(filled.name, "postgres", cutter.port)) as ledger:
        cutter.cut_at_commit(before=before)
        if before:
            with pytest.raises(LedgerError, match="connection to the server was lost"):
                ledger.append([NOTE, NOTE])
        else:
            assert [entry.seq for entry in ledger.append([NOTE, NOTE])] == [3, 4]
        assert cutter.cuts == 1
        assert ledger.head()[0] == (2 if before else 4)
        assert ledger.append([NOTE])[0].seq == (3 if before else 5)
        assert ledger.check().faults == ()


def test_a_server_lost_for_good_while_entries_are_kept(filled: PostgresDatabase, cutter: Cutter) -> None:
    with Ledger.open(filled.server.loopback(filled.name, "postgres", cutter.port)) as ledger:
        cutter.cut_at_commit(before=False, for_good=True)
        with pytest.raises(LedgerError, match="entries up to 3 were being kept: `workbench ledger head` says"):
            ledger.append([NOTE])
    with filled.ledger(create=False) as ledger:
        assert ledger.head()[0] == 3
        assert ledger.check().ok


def one_line(answer: Answer, *words: str) -> None:
    assert answer.status == 2, answer.err
    assert answer.out == ""
    assert answer.err.startswith("workbench: ")
    assert answer.err.count("\n") == 1
    for word in words:
        assert word in answer.err


def test_commands_say_in_one_line_what_is_wrong_with_the_database(
    filled: PostgresDatabase, locked: str, inside: Inside
) -> None:
    server = filled.server
    wrong = server.loopback(filled.name, f"{locked}:wrong-password")
    for command in ("check", "head", "stats", "gc"):
        one_line(inside("ledger", command, "--ledger", server.url("nowhere")), "createdb")
        one_line(inside("ledger", command, "--ledger", "postgresql://u:wrong-password@127.0.0.1:1/x"), "refused")
        answer = inside("ledger", command, "--ledger", wrong)
        one_line(answer, "password authentication failed", ":***@127.0.0.1")
        assert "wrong-password" not in answer.err
        one_line(inside("ledger", command, "--ledger", PostgresDatabase(server).url), "`workbench scan` makes one")
    one_line(inside("scan", "--ledger", server.url("nowhere")), "createdb")
    filled.tamper("UPDATE alembic_version SET version_num = '0999'")
    one_line(inside("ledger", "head", "--ledger", filled.url), "newer version (schema 0999", "upgrade")
    one_line(inside("scan", "--ledger", filled.url), "newer version (schema 0999", "upgrade")


def test_a_scan_writes_there_and_resumes(database: PostgresDatabase, workbench: Workbench) -> None:
    workbench.configure(families=["faulty"])
    workbench.add(problem(1, [claim("faulty", mode="good", n=3), claim("faulty", mode="lost", n=3)]))
    words = ("scan", "--prover", "local", "--work", "300", "--resume", "--ledger", database.url, "--blobs", "evidence")
    assert workbench.records(*words, PYTHONPATH=str(PLUGIN))[-1]["attempts"] == 2
    assert workbench.records(*words, PYTHONPATH=str(PLUGIN))[-1]["attempts"] == 0
    assert not workbench.ledger.exists()
    with database.ledger(create=False, read_only=True) as ledger:
        marks = [path.name for path in (workbench.folder / "evidence").glob(".ledger-*")]
        assert marks == [f".ledger-{ledger.identity()[:32]}"]
    (head,) = workbench.records("ledger", "head", "--ledger", database.url)
    (report,) = workbench.records("ledger", "check", "--ledger", database.url, "--blobs", "evidence")
    assert report["head"] == f"{head['seq']}:{head['hash']}"
    assert workbench.records("ledger", "stats", "--ledger", database.url)[0]["entries: attempt"] == 2
    assert workbench.records("ledger", "gc", "--ledger", database.url, "--blobs", "evidence")[0]["removed"] == []
    with contextlib.closing(database.ledger(create=False)) as ledger:
        assert ledger.append([NOTE])[0].seq == head["seq"] + 1
