"""Whatever reads a ledger names a damaged entry in one line, and records come back as their models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from problems.errors import LedgerError
from tests.postgres import Database
from tests.verification.store import candidate, catalog, put
from tests.workbench import problem, ruler
from verification.blobs import Blobs
from verification.export.subject import gather
from verification.ledger import Ledger
from verification.novelty import searches_of
from verification.problem_history import holdings
from verification.queue import rank
from verification.report import gather_report
from verification.review import Axis
from verification.review_log import Answer, reviews_of, write_reviews
from verification.subject import find_subject
from verification.symmetry_key import keys_of

CATALOG = catalog(problem(1, [ruler(7, 4)]))
RULER = candidate("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]})

READERS: dict[str, tuple[int, Callable[[Ledger], Any]]] = {
    "subject": (1, lambda ledger: find_subject(ledger, CATALOG, RULER.id, "mine:1")),
    "holdings": (1, lambda ledger: holdings(ledger, "mine:1")),
    "report": (1, gather_report),
    "export": (1, lambda ledger: gather(ledger, Blobs(Path("nowhere")), CATALOG, ["mine:1"])),
    "keys": (2, keys_of),
    "queue": (2, lambda ledger: rank(ledger, CATALOG)),
    "reviews": (3, lambda ledger: reviews_of(ledger, RULER.id)),
    "searches": (4, lambda ledger: searches_of(ledger, RULER.id)),
}
"""Reader → the entry that it meets, and a question for it."""


def fill(database: Database) -> None:
    with database.ledger() as ledger:
        put(ledger, RULER)
        subject = find_subject(ledger, CATALOG, RULER.id, "mine:1")
        head = ":".join(map(str, ledger.head()))
        write_reviews(ledger, subject, "Ada", [Answer(Axis.NOVELTY, "known", "for a test")], seen=head)
        search = {"schema": 1, "candidate": RULER.id, "problem": "mine:1"}
        ledger.append([("search", search)])


@pytest.mark.parametrize("body", ["[", "[]", "null", ""])
@pytest.mark.parametrize("reader", READERS)
def test_a_damaged_entry_is_named(database: Database, reader: str, body: str) -> None:
    fill(database)
    number, ask = READERS[reader]
    database.tamper(f"UPDATE entry SET body = '{body}' WHERE seq = {number}")  # noqa: S608
    with database.ledger(create=False) as ledger, pytest.raises(LedgerError, match=f"entry {number} is damaged"):
        ask(ledger)


def test_a_record_of_another_form_is_named(database: Database) -> None:
    fill(database)
    with database.ledger(create=False) as ledger, pytest.raises(LedgerError, match="entry 4 is no search"):
        searches_of(ledger, RULER.id)


def test_reviews_come_back(database: Database) -> None:
    fill(database)
    with database.ledger(create=False) as ledger:
        (found,) = reviews_of(ledger, RULER.id, "mine:1")
        assert (found.review.reviewer, found.review.grade) == ("Ada", "known")
        assert reviews_of(ledger, RULER.id, "mine:2") == []
