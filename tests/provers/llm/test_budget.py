"""The spending book: caps hold to the micro-dollar, whoever writes and whoever dies."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from problems.errors import InputError
from provers.llm.budget import Book, Caps, Purse, UnaffordableError
from tests.workbench import REPOSITORY

CAPS = Caps(problem=1000, run=2500, day=4000)


def purse(book: Book, run: str = "r1", problem: str = "p1", caps: Caps = CAPS) -> Purse:
    return Purse(book, caps, run, problem, "a", "m")


def test_each_cap_refuses_by_name_and_to_the_last_unit(tmp_path: Path) -> None:
    book = Book(tmp_path / "spending.sqlite")
    one = purse(book)
    first = one.reserve(1000)
    with pytest.raises(UnaffordableError, match="for this problem are taken: raise cap_problem"):
        one.reserve(1)
    one.settle(first, 400)
    one.reserve(600)
    purse(book, problem="p2").reserve(1000)
    with pytest.raises(UnaffordableError, match="cap_run"):
        purse(book, problem="p3").reserve(501)
    purse(book, problem="p3").reserve(500)
    purse(book, run="r2").reserve(1000)
    with pytest.raises(UnaffordableError, match="cap_day"):
        purse(book, run="r3").reserve(501)
    assert book.totals().micros == 3500
    assert book.totals(run="r1").micros == 2500


def test_the_day_ends(tmp_path: Path) -> None:
    clock = [0.0]
    book = Book(tmp_path / "b", now=lambda: clock[0])
    caps = Caps(10, 100, 10)
    purse(book, caps=caps).reserve(10)
    with pytest.raises(UnaffordableError):
        purse(book, problem="p2", caps=caps).reserve(1)
    clock[0] = 86400.0
    purse(book, problem="p2", caps=caps).reserve(10)


def test_what_is_never_settled_or_broken_counts_in_full_and_is_estimated(tmp_path: Path) -> None:
    book = Book(tmp_path / "b")
    one = purse(book)
    one.settle(one.reserve(300), None, note="broken stream")
    one.reserve(200)
    one.settle(one.reserve(100), 0)
    totals = Book(tmp_path / "b").totals()
    assert (totals.calls, totals.micros, totals.open, totals.estimated) == (3, 500, 1, 2)


def test_a_call_is_settled_once(tmp_path: Path) -> None:
    one = purse(Book(tmp_path / "b"))
    held = one.reserve(5)
    one.settle(held, 3)
    with pytest.raises(InputError, match="settled already"):
        one.settle(held, 4)


def test_a_book_that_is_no_book_stops_everything(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"no database at all, but long enough to be read as a header" * 20)
    with pytest.raises(InputError, match="no call is made without it"):
        Book(tmp_path / "b")


def test_threads_never_exceed_a_cap_together(tmp_path: Path) -> None:
    book = Book(tmp_path / "b")
    caps = Caps(problem=10**6, run=137, day=10**6)

    def spend(number: int) -> int:
        taken = 0
        mine = purse(book, problem=f"p{number}", caps=caps)
        for _ in range(8):
            try:
                mine.reserve(3)
            except UnaffordableError:
                continue
            taken += 3
        return taken

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(spend, range(8))) == 135
    assert book.totals().micros == 135


PROCESS = """
import sys
from pathlib import Path
from provers.llm.budget import Book, Caps, Purse, UnaffordableError
purse = Purse(Book(Path(sys.argv[1])), Caps(100, 100, 100), "r", "p", "a", "m")
for _ in range(20):
    try:
        purse.reserve(7)
    except UnaffordableError:
        pass
"""


def test_processes_never_exceed_a_cap_together(tmp_path: Path) -> None:
    book = Book(tmp_path / "b")
    command = [sys.executable, "-c", PROCESS, str(tmp_path / "b")]
    for process in [subprocess.Popen(command, cwd=REPOSITORY) for _ in range(3)]:
        assert process.wait(60) == 0
    assert book.totals().micros == 98


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["settle", "break", "leave"]), st.integers(0, 60))))
def test_the_book_agrees_with_sums_in_the_head(
    tmp_path_factory: pytest.TempPathFactory, calls: list[tuple[int, str, int]]
) -> None:
    book = Book(tmp_path_factory.mktemp("book") / "b")
    one = purse(book, caps=Caps(100, 10**6, 10**6))
    total = 0
    for amount, end, cost in calls:
        if total + amount > 100:
            with pytest.raises(UnaffordableError):
                one.reserve(amount)
            continue
        held = one.reserve(amount)
        if end != "leave":
            one.settle(held, None if end == "break" else min(cost, amount))
        total += min(cost, amount) if end == "settle" else amount
    assert book.totals().micros == total <= 100
