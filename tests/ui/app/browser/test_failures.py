"""What goes wrong while a page is open is a sentence with what to do, and the page goes on when it is put right."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.postgres import Postgres
from tests.ui.app.browser.keys import answers
from tests.ui.app.browser.stage import Stage, Visitor, reviews
from tests.workbench import Workbench
from verification.ledger import Ledger
from verification.review import Axis

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]

PATIENCE = 60_000
"""Milliseconds until an open page has seen a change: it looks every three seconds."""

Fault = Callable[[Path], contextlib.AbstractContextManager[None]]


@contextlib.contextmanager
def removed(ledger: Path) -> Iterator[None]:
    """The folder is gone, as when a disk is no longer mounted."""
    away = ledger.parent.with_name("away")
    ledger.parent.rename(away)
    yield
    away.rename(ledger.parent)


@contextlib.contextmanager
def exchanged(ledger: Path, make: Callable[[Path], None]) -> Iterator[None]:
    """Another file stands in the ledger's place."""
    kept = ledger.with_name("kept")
    shutil.copytree(ledger.parent, kept, ignore=shutil.ignore_patterns("kept"))
    for path in ledger.parent.glob("*.sqlite*"):
        path.unlink()
    make(ledger)
    yield
    for path in ledger.parent.glob("*.sqlite*"):
        path.unlink()
    for path in kept.glob("*.sqlite*"):
        shutil.copy(path, ledger.parent)


def _no_database(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 400)


def corrupt(ledger: Path) -> contextlib.AbstractContextManager[None]:
    return exchanged(ledger, _no_database)


def newer(ledger: Path) -> contextlib.AbstractContextManager[None]:
    def make(path: Path) -> None:
        Ledger.open(path, create=True).close()
        with contextlib.closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")

    return exchanged(ledger, make)


FAULTS: dict[str, tuple[Fault, str, str]] = {
    "removed": (removed, "There is no ledger yet", "make scan"),
    "corrupt": (corrupt, "is not a ledger or is damaged", "workbench ledger check"),
    "newer schema": (newer, "was written by a newer version", "Upgrade conjecture-workbench"),
}
"""Fault → how it is made, what is said, and what is to be done."""


@pytest.mark.parametrize("fault", FAULTS)
def test_an_open_page_speaks_of_the_fault_and_goes_on(
    visitor: Visitor, address: str, project: Workbench, fault: str
) -> None:
    make, said, advice = FAULTS[fault]
    visitor.goes(f"{address}/queue")
    visitor.sees("Is it known?")
    with make(project.ledger):
        visitor.sees(said, timeout=PATIENCE)
        visitor.sees(advice, timeout=PATIENCE)
        assert "Traceback" not in visitor.page.content()
    visitor.sees("Is it known?", timeout=PATIENCE)
    assert visitor.page.get_by_text(said).filter(visible=True).count() == 0


def test_a_locked_ledger_is_named_and_takes_the_grade_later(visitor: Visitor, stage: Stage, project: Workbench) -> None:
    """Readers never wait for a writer; a grade does, and says in the end that it was not recorded."""
    visitor.goes(f"{stage.show(project, lock_seconds=1.5)}/queue")
    visitor.sees("Is it known?")
    with contextlib.closing(sqlite3.connect(project.ledger, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        answers(visitor, Axis.NOVELTY, "known", "it is in the tables")
        visitor.sees("has been locked by another program for 1.5 s: try again when it has finished")
        assert not reviews(project)
        visitor.settles()
        visitor.presses("5")
        visitor.page.wait_for_function("document.activeElement?.value === 'it is in the tables'")
        holder.execute("ROLLBACK")
    visitor.presses("Enter")
    visitor.sees("1 answers in this sitting")
    assert [item["reason"] for item in reviews(project)] == ["it is in the tables"]


def test_a_file_that_may_only_be_read_is_shown_and_takes_no_grade(
    visitor: Visitor, address: str, project: Workbench
) -> None:
    with Ledger.open(project.ledger, read_only=True) as ledger:
        head = ledger.head()
    before = bytearray(project.ledger.read_bytes())
    assert before[:15] == b"SQLite format 3"
    # The version that one must know to write: SQLite only reads what claims a later one, whatever the account may do.
    project.ledger.write_bytes(bytes([*before[:18], 3, *before[19:]]))
    visitor.goes(f"{address}/queue")
    answers(visitor, Axis.NOVELTY, "known", "it is in the tables")
    visitor.sees("attempt to write a readonly database: nothing was recorded; give the account of this desk the right")
    visitor.sees("Is it known?")
    visitor.goes(f"{address}/intake?problem=mine:2")
    visitor.fills("Link", "https://example.org/note")
    visitor.page.get_by_role("button", name="Take it in").click()
    visitor.sees("or start it with --read-only")
    for page, words in (("", "Candidates by machine check"), ("catalogue", "of"), ("compare", "Download as CSV")):
        visitor.goes(f"{address}/{page}")
        visitor.sees(words)
        assert visitor.page.get_by_test_id("stAlertContentError").count() == 0, page
    with Ledger.open(project.ledger, read_only=True) as ledger:
        assert ledger.head() == head


def test_a_ledger_that_nobody_else_may_open_is_named_once(visitor: Visitor, address: str, project: Workbench) -> None:
    """Whoever holds the whole file keeps readers out as well; a page waits for it, says so, and goes on later."""
    with contextlib.closing(sqlite3.connect(project.ledger, isolation_level=None)) as holder:
        holder.execute("PRAGMA journal_mode = DELETE")
        holder.execute("BEGIN EXCLUSIVE")
        visitor.goes(f"{address}/compare")
        visitor.sees("database is locked", timeout=PATIENCE)
        visitor.sees("Another program holds the ledger: wait for it, or end it.", timeout=PATIENCE)
        holder.execute("ROLLBACK")
    visitor.sees("Download as CSV", timeout=PATIENCE)


def test_a_database_server_that_stops_and_starts_again(
    visitor: Visitor, stage: Stage, project: Workbench, postgres: Postgres
) -> None:
    url = postgres.url(postgres.create())
    run = project.run("scan", "mine:3", "--budget", "2s", "--prover", "construct", WORKBENCH_LEDGER=url)
    assert run.returncode == 0, run.stderr
    visitor.goes(f"{stage.show(project, ledger=url)}/queue")
    visitor.sees("Is it known?")
    postgres.halt()
    try:
        visitor.sees("Start the database server", timeout=PATIENCE)
        visitor.goes(f"{stage.address}/catalogue")
        visitor.sees("problems")
    finally:
        postgres.start()
    visitor.goes(f"{stage.address}/queue")
    visitor.sees("Is it known?", timeout=PATIENCE)
