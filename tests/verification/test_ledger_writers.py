"""Many processes on one ledger: one chain, no lost row, everyone moves on, readers see one moment.

`WORKBENCH_WRITER_SECONDS` says how long the writers write (3; 30 for acceptance).
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import time

from tests.postgres import Database
from tests.workbench import PLUGIN, REPOSITORY, Workbench, claim, problem
from verification.blobs import Blobs
from verification.ledger import Ledger

SECONDS = float(os.environ.get("WORKBENCH_WRITER_SECONDS", "3"))

WRITER = """
import sys, time
from verification.ledger import Ledger
url, name, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
done = 0
attempt = {"schema": 1, "key": "k", "problem": "mine:1", "prover": "sat", "outcome": "nothing"}
with Ledger.open(url, create=True) as ledger:
    print("open", flush=True)
    sys.stdin.readline()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ledger.append([
            ("note", {"schema": 1, "writer": name, "number": done}), ("attempt", {**attempt, "id": f"{name}-{done}"})
        ])
        done += 1
        print(done, flush=True)
"""


class Writer:
    """A process that appends pairs of entries and acknowledges each."""

    def __init__(self, url: str, name: str, seconds: float) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, "-c", WRITER, url, name, str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        )

    def wait_open(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "open\n"

    def go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def acknowledged(self) -> int:
        lines = self.process.communicate(timeout=120)[0].split()
        return int(lines[-1]) if lines else 0


def test_eight_writers_share_one_chain(database: Database) -> None:
    """All eight also create the ledger at once."""
    writers = [Writer(database.url, str(number), SECONDS) for number in range(8)]
    for writer in writers:
        writer.wait_open()
    for writer in writers:
        writer.go()
    with database.ledger(create=False, read_only=True) as ledger:
        end, audits = time.monotonic() + SECONDS - 1, 0
        while time.monotonic() < end:
            assert ledger.check().faults == (), "a check in the middle sees one moment"
            audits += 1
            time.sleep(0.3)
    counts = [writer.acknowledged() for writer in writers]
    assert audits
    assert all(writer.process.returncode == 0 for writer in writers)
    with database.ledger(create=False, read_only=True) as ledger:
        assert ledger.check().ok
        entries = list(ledger.entries())
    assert [entry.seq for entry in entries] == list(range(1, 2 * sum(counts) + 1))
    bodies = [json.loads(entry.body) for entry in entries]
    for writer, count in zip(writers, counts, strict=True):
        assert [body["number"] for body in bodies if body.get("writer") == writer.name] == list(range(count))
    assert min(counts) >= statistics.median(counts) / 10, counts
    print("appends a writer:", sorted(counts))  # noqa: T201 - shown with -s, for the acceptance run


def test_a_killed_writer_loses_nothing_that_was_acknowledged(database: Database) -> None:
    total = 0
    for number in range(3):
        writer = Writer(database.url, str(number), 60)
        writer.wait_open()
        writer.go()
        time.sleep(0.1 + 0.11 * number)
        writer.process.send_signal(signal.SIGKILL)
        done = writer.acknowledged()
        with database.ledger(create=False, read_only=True) as ledger:
            assert ledger.check().ok
            rows = ledger.head()[0] - total
        assert rows in (2 * done, 2 * done + 2)
        total += rows
    assert total


def test_two_scans_at_once_finish_on_one_ledger(workbench: Workbench) -> None:
    workbench.configure(families=["faulty"])
    for number in range(1, 6):
        claims = [claim("faulty", mode=mode, n=10 * number + n) for n in range(5) for mode in ("good", "lost")]
        workbench.add(problem(number, claims))
    words = ("scan", "--prover", "local", "--prover", "enumerate", "--work", "300")
    scans = [workbench.start(*words, "--json", PYTHONPATH=str(PLUGIN)) for _ in range(2)]
    for scan in scans:
        out, talk = scan.communicate(timeout=120)
        assert scan.returncode == 0, talk
        assert json.loads(out.splitlines()[-1])["verified"] == 25
    attempts = workbench.attempts()
    assert len({attempt["run"] for attempt in attempts}) == 2
    assert len(attempts) == 2 * len({attempt["key"] for attempt in attempts})
    with Ledger.open(workbench.ledger, read_only=True) as ledger:
        assert ledger.check(blobs=Blobs(workbench.blobs)).ok
    last = workbench.records(*words, "--resume", PYTHONPATH=str(PLUGIN))[-1]
    assert last["attempts"] == 0
