"""`kill -9` of a scan at random moments, then `--resume`: nothing committed is lost or done again.

`WORKBENCH_KILLS` says how many kills (4; 20 for acceptance), `WORKBENCH_KILL_SEED` which moments.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

from tests.workbench import PLUGIN, Workbench, claim, problem, ruler
from verification.blobs import Blobs
from verification.ledger import Ledger

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")

KILLS = int(os.environ.get("WORKBENCH_KILLS", "4"))
SCAN = ("scan", "--resume", "--json", "--work", "400", "--budget", "60s", "--prover", "sat", "--prover", "local")


@pytest.fixture
def killable(workbench: Workbench) -> Workbench:
    """Twenty attempts a kill, some of them with evidence files."""
    workbench.configure(families=["faulty"])
    for number in range(1, KILLS + 1):
        lost = [claim("faulty", mode="lost", n=n) for n in range(2, 12)]
        found = [claim("faulty", mode="good", n=n) for n in range(2, 10)]
        proofs = [ruler(8 + number % 4, 5, "none"), ruler(12 + number % 9, 5)]
        workbench.add(problem(number, [*lost, *proofs, *found]))
    return workbench


def test_killed_scans_lose_and_repeat_nothing(killable: Workbench) -> None:
    rng = random.Random(os.environ.get("WORKBENCH_KILL_SEED", "1"))
    committed: list[dict[str, Any]] = []
    for _ in range(KILLS):
        told = scan_and_kill(killable, rng)
        wait_for_no_process(killable)
        attempts = checked_attempts(killable)
        assert attempts[: len(committed)] == committed, "what was committed stays as it was"
        ids = {attempt["id"] for attempt in attempts}
        assert set(told) <= ids, "what was told to be recorded is recorded"
        assert len(attempts) - len(committed) <= len(told) + 1
        committed = attempts
    events = killable.records(*(word for word in SCAN if word != "--json"), PYTHONPATH=str(PLUGIN))
    last = events[-1]
    attempts = checked_attempts(killable)
    assert attempts[: len(committed)] == committed
    assert last["skipped"] == len(committed)
    assert last["attempts"] == len(attempts) - len(committed)
    keys = [attempt["key"] for attempt in attempts]
    assert len(set(keys)) == len(keys), "no attempt is repeated"
    claims = [(event["problem"], event["claim_digest"]) for event in events if event["event"] == "claim"]
    assert sorted(claims) == sorted({(attempt["problem"], attempt["claim_digest"]) for attempt in attempts})
    assert len(claims) == last["claims"] == 20 * KILLS
    assert last["verified"] == sum(attempt["verified"] for attempt in attempts) == 10 * KILLS
    assert [path.name for path in killable.temporary.iterdir()] == [], "abandoned temporary folders are removed"


def scan_and_kill(workbench: Workbench, rng: random.Random) -> list[str]:
    """Start a scan, kill it at a random moment, and return the attempts that it said were recorded."""
    after, delay = rng.randrange(-1, 16), rng.uniform(0, 0.3)
    process = workbench.start(*SCAN, PYTHONPATH=str(PLUGIN))
    lines: list[str] = []
    assert process.stdout is not None
    if after < 0:
        delay = rng.uniform(0.2, 2.0)  # while it starts
    else:
        while len(lines) <= after and (line := process.stdout.readline()):
            lines.append(line)
    time.sleep(delay)
    process.kill()
    lines += rest_of(process)[0].splitlines()
    events = [json.loads(line) for line in lines if line.endswith(("}", "}\n"))]
    return [event["attempt"] for event in events if event["event"] == "attempt"]


def rest_of(process: subprocess.Popen[str]) -> tuple[str, str]:
    """What the process still says on either stream, and its end.

    Not `communicate`: it reads past the stream's buffer, in which lines wait whenever several came at once.
    """
    assert process.stdout is not None
    assert process.stderr is not None
    late = threading.Timer(60, process.kill)
    late.start()
    try:
        with process:
            return process.stdout.read(), process.stderr.read()
    finally:
        late.cancel()


def wait_for_no_process(workbench: Workbench) -> None:
    deadline = time.monotonic() + 20
    while workbench.processes():
        assert time.monotonic() < deadline, "worker processes outlive their scan"
        time.sleep(0.05)


def checked_attempts(workbench: Workbench) -> list[dict[str, Any]]:
    if not workbench.ledger.exists() or not workbench.ledger.stat().st_size:
        return []
    with Ledger.open(workbench.ledger, create=True) as ledger:
        audit = ledger.check(blobs=Blobs(workbench.blobs))
        assert audit.faults == ()
        return list(ledger.attempts())


@pytest.mark.parametrize("number", [2, 15])
def test_an_interrupt_ends_the_scan_cleanly(killable: Workbench, number: int) -> None:
    """SIGINT (Ctrl-C) and SIGTERM: exit status 130, one line for people, no process and no file left."""
    process: subprocess.Popen[str] = killable.start(*SCAN, PYTHONPATH=str(PLUGIN))
    assert process.stdout is not None
    first = [process.stdout.readline() for _ in range(4)]
    process.send_signal(number)
    out, talk = rest_of(process)
    assert process.returncode == 130, talk
    assert talk == "workbench: interrupted; what was finished is recorded, --resume goes on from there\n"
    events = [json.loads(line) for line in [*first, *out.splitlines()]]
    assert events[-1]["event"] == "end"
    assert events[-1]["interrupted"]
    assert killable.processes() == []
    assert list(killable.temporary.iterdir()) == []
    told = [event["attempt"] for event in events if event["event"] == "attempt"]
    recorded = [attempt["id"] for attempt in checked_attempts(killable)]
    assert recorded[: len(told)] == told
    assert len(recorded) <= len(told) + 1, "the interrupt may fall between recording and telling"
