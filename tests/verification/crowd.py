"""One of a crowd on a ledger, as a process: `python -m tests.verification.crowd ROLE URL FOLDER NAME SECONDS`.

It says `ready`, waits for a line, works until its time is over, says what was acknowledged, one line each, and then
`done`. A scanner runs whole scans, one after another, and is ready when its first attempt is recorded; a reviewer
grades what the scanners find, each grade with what it saw last, and looks again when it is refused.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import problems.catalog
from problems.catalog import Catalog
from problems.errors import StaleError
from problems.family import enable_plugins
from provers.prover import Budget
from provers.scan import ScanOptions, scan
from verification.ledger import Ledger
from verification.projections import TABLES
from verification.review import GRADES, Axis
from verification.review_log import Answer, reviews_of, write_reviews
from verification.subject import Subject, find_subject

FIRST_FEW = 3
"""So few candidates are graded that the reviewers meet."""


def say(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201


class Turn:
    """The time in which a process works: it begins when all are ready."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.end = seconds, float("inf")

    def begin(self) -> None:
        say("ready")
        sys.stdin.readline()
        self.end = time.monotonic() + self.seconds

    def over(self) -> bool:
        return time.monotonic() > self.end


def scanner(ledger: Ledger, catalog: Catalog, folder: Path, name: str, turn: Turn) -> None:
    """Scan with one seed after another."""

    def heard(event: Mapping[str, Any]) -> None:
        if event["event"] == "attempt":
            say("attempt", event["attempt"])
            if turn.end == float("inf"):
                turn.begin()
        if event["event"] in {"attempt", "start"} and turn.over():
            raise KeyboardInterrupt

    seed = 1000 * int(name[-1])
    while not turn.over():
        seed += 1
        options = ScanOptions(provers=("construct",), budget=Budget(seconds=20, work=300), seed=seed)
        scan(catalog, ledger, options, blobs=folder / "blobs", on_event=heard)


def reviewer(ledger: Ledger, catalog: Catalog, folder: Path, name: str, turn: Turn) -> None:
    """Grade, and grade again."""
    rng = random.Random(name)
    axes = {axis: iter(_forever(axis)) for axis in (Axis.NOVELTY, Axis.FIDELITY)}
    while not _found(ledger):
        time.sleep(0.1)
    turn.begin()
    while not turn.over():
        subject = find_subject(ledger, catalog, rng.choice(_found(ledger)))
        seen = "{}:{}".format(*ledger.head())
        for axis, grades in axes.items():
            seen = _grade(ledger, subject, name, axis, next(grades), seen)
            if not seen:
                break


def _grade(ledger: Ledger, subject: Subject, name: str, axis: Axis, grade: str, seen: str) -> str:
    """The hash of the written review, empty when it was refused."""
    mine = [
        item
        for item in reviews_of(ledger, subject.candidate, subject.problem)
        if item.review.reviewer == name and item.review.axis is axis and item.stands
    ]
    answer = Answer(axis, grade, f"{name} says so", mine[-1].hash if mine else "")
    try:
        (written,) = write_reviews(ledger, subject, name, [answer], seen=seen)
    except StaleError:
        say("refused")
        return ""
    say("review", written.hash)
    return written.hash


def _found(ledger: Ledger) -> list[str]:
    import sqlalchemy as sa

    table = TABLES["candidate"]
    with ledger.reading() as connection:
        return list(connection.execute(sa.select(table.c.id).order_by(table.c.seq).limit(FIRST_FEW)).scalars())


def _forever(axis: Axis) -> Iterator[str]:
    while True:
        yield from GRADES[axis]


def main(role: str, url: str, folder: str, name: str, seconds: str) -> None:
    enable_plugins(["faulty"])
    problems.catalog.data_folder = lambda _name: Path(folder) / "empty"
    catalog = Catalog.load([Path(folder) / "catalog"])
    with Ledger.open(url, create=True) as ledger:
        {"scanner": scanner, "reviewer": reviewer}[role](ledger, catalog, Path(folder), name, Turn(float(seconds)))
    say("done")


if __name__ == "__main__":
    main(*sys.argv[1:])
