"""Four scanners and four reviewers on one ledger: no lost row, and everyone moves on.

`WORKBENCH_CROWD_SECONDS` says how long they work (4; 60 for acceptance).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Database
from tests.workbench import PLUGIN, REPOSITORY, Workbench, claim, problem
from verification.blobs import Blobs

SECONDS = float(os.environ.get("WORKBENCH_CROWD_SECONDS", "4"))


class Member:
    """A process of `tests/verification/crowd.py`; what it says goes into a file, so that it never waits for us."""

    def __init__(self, role: str, number: int, url: str, folder: Path) -> None:
        self.role, self.name = role, f"{role}-{number}"
        self.said = folder / f"{self.name}.out"
        with self.said.open("wb") as out, (folder / f"{self.name}.err").open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.verification.crowd", role, url, str(folder), self.name, str(SECONDS)],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=err,
                cwd=folder,
                env={**os.environ, "PYTHONPATH": os.pathsep.join((str(PLUGIN), str(REPOSITORY)))},
            )

    def lines(self) -> list[list[str]]:
        return [line.split() for line in self.said.read_text().splitlines()]

    def wait_ready(self) -> None:
        end = time.monotonic() + 300
        while ["ready"] not in self.lines():
            assert self.process.poll() is None, self.errors()
            assert time.monotonic() < end
            time.sleep(0.05)

    def errors(self) -> str:
        return self.said.with_suffix(".err").read_text()

    def acknowledged(self, what: str) -> list[str]:
        return [line[-1] for line in self.lines() if line[0] == what]


@pytest.fixture
def crowd(database: Database, workbench: Workbench) -> Iterator[list[Member]]:
    """All eight, ready; all of them tried to make the ledger at once."""
    for number in range(1, 9):
        workbench.add(problem(number, [claim("faulty", mode="good", n=100 * number + n) for n in range(40)]))
    members = [
        Member(role, number, database.url, workbench.folder)
        for number in range(1, 5)
        for role in ("scanner", "reviewer")
    ]
    try:
        for member in members:
            member.wait_ready()
        yield members
    finally:
        for member in members:
            assert member.process.stdin is not None
            member.process.stdin.close()
            member.process.kill()
            member.process.wait()


def test_scanners_and_reviewers_share_a_ledger(database: Database, crowd: list[Member], workbench: Workbench) -> None:
    for member in crowd:
        assert member.process.stdin is not None
        member.process.stdin.write(b"go\n")
        member.process.stdin.flush()
    with database.ledger(create=False, read_only=True) as ledger:
        end, looked = time.monotonic() + SECONDS, 0
        while time.monotonic() < end:
            assert ledger.check().faults == (), "a check in the middle sees one moment"
            looked += 1
            time.sleep(max(0.5, SECONDS / 10))
    assert looked
    for member in crowd:
        assert member.process.wait(timeout=60) == 0, member.errors()
        assert member.lines()[-1] == ["done"]
        assert member.errors() == ""
    with database.ledger(create=False, read_only=True) as ledger:
        audit = ledger.check(blobs=Blobs(workbench.folder / "blobs"))
        assert audit.faults == ()
        attempts = [json.loads(entry.body) for entry in ledger.entries("attempt")]
        reviews = [(entry.hash, json.loads(entry.body)) for entry in ledger.entries("review")]
    scanners = [member for member in crowd if member.role == "scanner"]
    reviewers = [member for member in crowd if member.role == "reviewer"]
    for member in reviewers:
        stored = [digest for digest, body in reviews if body["reviewer"] == member.name]
        assert stored == member.acknowledged("review"), "each grade that was acknowledged, in order, and no other"
    ids = [attempt["id"] for attempt in attempts]
    assert sorted(ids) == sorted(name for member in scanners for name in member.acknowledged("attempt"))
    assert len(set(ids)) == len(ids)
    counts = {member.name: len(member.acknowledged(_unit(member))) for member in crowd}
    refused = sum(len(member.acknowledged("refused")) for member in reviewers)
    print(database.kind, f"{SECONDS:g} s", counts, f"refused {refused}", f"entries {audit.entries}")  # noqa: T201
    for group in scanners, reviewers:
        found = [counts[member.name] for member in group]
        assert min(found) > 0
        assert min(found) >= statistics.median(found) / 10, counts
    assert refused, "reviewers who wrote on a stale version were refused"


def _unit(member: Member) -> str:
    return {"scanner": "attempt", "reviewer": "review"}[member.role]
