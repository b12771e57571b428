"""The batch scan as a library: what is attempted, recorded, resumed, reproduced, and survives faults."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from problems.catalog import Catalog
from problems.errors import InputError, LedgerError, WorkbenchError
from provers.attempt import AttemptSpec
from provers.prover import Budget
from provers.scan import ScanOptions, Summary, scan
from tests.workbench import claim, problem, ruler
from verification.backend import Limits
from verification.ledger import Ledger


class Bench:
    """A catalogue and a ledger of one's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "ledger.sqlite"
        self.blobs = folder / "blobs"
        self.events: list[Mapping[str, Any]] = []
        (folder / "catalog").mkdir()

    def add(self, *problems: Mapping[str, Any]) -> None:
        for item in problems:
            (self.folder / "catalog" / f"{item['id'].replace(':', '-')}.yaml").write_text(json.dumps(item))

    def scan(self, *, on_event: Callable[[Mapping[str, Any]], None] | None = None, **options: Any) -> Summary:
        self.events = []
        catalog = Catalog.load([self.folder / "catalog"], shipped=False)

        def listen(event: Mapping[str, Any]) -> None:
            self.events.append(event)
            if on_event:
                on_event(event)

        with Ledger.open(self.path, create=True) as ledger:
            return scan(catalog, ledger, ScanOptions(**options), blobs=self.blobs, on_event=listen)

    def attempts(self) -> list[dict[str, Any]]:
        with Ledger.open(self.path, read_only=True) as ledger:
            from verification.blobs import Blobs

            assert ledger.check(blobs=Blobs(self.blobs)).faults == ()
            return list(ledger.attempts())

    def results(self) -> dict[tuple[str, str], tuple[Any, ...]]:
        """What must not depend on the order of events, by claim and prover."""
        return {
            (attempt["claim_digest"], attempt["prover"]): (
                attempt["outcome"],
                attempt.get("mechanism"),
                attempt["ended_by"],
                attempt["cost"]["work"],
                attempt["candidates"],
                attempt["key"],
            )
            for attempt in self.attempts()
        }


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_claims_are_found_checked_and_recorded(bench: Bench) -> None:
    bench.add(problem(1, [ruler(12, 5), ruler(11, 5, "none")]), problem(2, [ruler(11, 5)]))
    summary = bench.scan(provers=("construct", "enumerate", "sat"), workers=2)
    assert (summary.claims, summary.verified, summary.skipped, summary.interrupted) == (3, 2, 0, False)
    rows = {(row.problem, row.goal, row.prover, row.assurance) for row in summary.rows}
    assert ("mine:1", "exists", "construct", "A2") in rows
    assert ("mine:2", "exists", "", "A0") in rows
    attempts = bench.attempts()
    assert len(attempts) == summary.attempts == len({attempt["key"] for attempt in attempts})
    assert [event["event"] for event in bench.events].count("attempt") == len(attempts)
    assert bench.events[0]["event"] == "start"
    assert bench.events[-1] == {
        "schema": 1,
        "event": "end",
        "attempts": len(attempts),
        "skipped": 0,
        "verified": 2,
        "claims": 3,
        "interrupted": False,
    }
    failed = {attempt["prover"]: attempt for attempt in attempts if attempt["problem"] == "mine:2"}
    assert set(failed) == {"construct", "enumerate", "sat"}
    assert {attempt["mechanism"] for attempt in failed.values()} == {"none found"}
    with Ledger.open(bench.path, read_only=True) as ledger:
        kinds = [entry.kind for entry in ledger.entries()]
        run = json.loads(next(ledger.entries("run")).body)
        candidates = [json.loads(entry.body) for entry in ledger.entries("candidate")]
    assert kinds.count("run") == 1
    assert kinds.count("verdict") >= 3
    assert run["budget"] == {"seconds": 10.0, "work": None}
    assert "python" in run["environment"]
    assert all("/" not in json.dumps(body["candidate"]) for body in candidates), "paths of this machine are kept"


@pytest.mark.usefixtures("plugin")
def test_a_resumed_scan_does_nothing_twice(bench: Bench) -> None:
    lost = claim("faulty", mode="lost", n=3)
    bench.add(problem(1, [claim("faulty", mode="good", n=3), lost, claim("faulty", "none", mode="lost", n=5)]))
    provers = ("enumerate", "local")
    options: dict[str, Any] = {"provers": provers, "budget": Budget(seconds=60, work=10_000)}
    first = bench.scan(**options)
    assert (first.attempts, first.verified) == (4, 2)
    before = bench.attempts()
    again = bench.scan(**options, resume=True)
    assert (again.attempts, again.skipped) == (0, first.attempts)
    assert again.verified == first.verified
    assert again.rows == first.rows
    assert bench.attempts() == before
    more = {"provers": ("construct", "enumerate", "local"), "budget": Budget(seconds=60, work=10_000)}
    assert bench.scan(**more, resume=True).attempts == 1, "only the claim that is still open meets the new prover"
    only: dict[str, Any] = {"provers": ("enumerate",), "resume": True}
    budget = Budget(seconds=60, work=9_999)
    assert bench.scan(**only, budget=budget).attempts == 0, "the new prover has found it meanwhile"
    keys = [attempt["key"] for attempt in bench.attempts()]
    assert len(set(keys)) == len(keys)
    assert bench.scan(**options).attempts == 4, "without resume everything is done anew"


@pytest.mark.usefixtures("plugin")
def test_other_settings_are_other_attempts(bench: Bench) -> None:
    bench.add(problem(1, [claim("faulty", mode="lost", n=3)]))
    only: dict[str, Any] = {"provers": ("local",), "resume": True, "budget": Budget(seconds=60, work=100)}
    changes: list[dict[str, Any]] = [
        {},
        {"seed": 5},
        {"budget": Budget(seconds=60, work=101)},
        {"limits": Limits(seconds=9)},
    ]
    assert [bench.scan(**{**only, **change}).attempts for change in changes] == [1, 1, 1, 1]
    assert [bench.scan(**{**only, **change}).attempts for change in changes] == [0, 0, 0, 0]


@pytest.mark.usefixtures("plugin")
def test_seed_and_work_decide_the_result_whatever_the_number_of_workers(tmp_path: Path) -> None:
    found = []
    for workers, seed in ((1, 7), (3, 7), (2, 8)):
        folder = tmp_path / f"{workers}-{seed}"
        folder.mkdir()
        bench = Bench(folder)
        bench.add(problem(1, [claim("faulty", mode=mode, n=n) for n in (2, 97, 1009) for mode in ("good", "lost")]))
        bench.scan(provers=("local",), budget=Budget(seconds=120, work=900), workers=workers, seed=seed)
        found.append(bench.results())
    assert found[0] == found[1] != found[2]
    assert {result[2] for result in found[0].values()} == {"work", "answer"}


MODES = {
    "raise": ("our fault", "fault", "a fault of the family"),
    "exit": ("our fault", "fault", "exit status 3"),
    "segfault": ("our fault", "fault", "signal 11"),
    "memory": ("killed at a limit", "memory", "MiB"),
    "malformed": ("our fault", "fault", "letter"),
    "long": ("our fault", "fault", "long long"),
    "judge-exit": ("our fault", "answer", ""),
    "judge-raise": ("our fault", "answer", ""),
}


@pytest.mark.usefixtures("plugin")
def test_every_fault_costs_one_attempt(bench: Bench) -> None:
    modes = ["good", "second", "unsupported", *MODES]
    claims = [claim("faulty", mode=mode, n=number) for number, mode in enumerate(modes, start=1)]
    bench.add(problem(1, claims))
    summary = bench.scan(provers=("construct", "local"), budget=Budget(seconds=20, work=50), workers=2)
    attempts = {(attempt["claim"]["params"]["mode"], attempt["prover"]): attempt for attempt in bench.attempts()}
    assert len(attempts) == summary.attempts
    assert summary.verified == 3, "good, second and unsupported"
    assert attempts["good", "construct"]["verified"]
    assert attempts["unsupported", "construct"]["verified"]
    assert attempts["unsupported", "construct"]["outcome"] == "found"
    assert attempts["second", "construct"]["mechanism"] == "our fault"
    assert attempts["second", "local"]["verified"]
    for mode, (mechanism, ended_by, message) in MODES.items():
        attempt = attempts[mode, "construct"]
        assert attempt["mechanism"] == mechanism, (mode, attempt)
        assert attempt["ended_by"] == ended_by
        assert message in attempt.get("message", "")
        assert attempts[mode, "local"]["mechanism"] == "budget: work", "the next prover had its turn"
    assert bench.scan(provers=("construct", "local"), budget=Budget(seconds=20, work=50), resume=True).attempts == 0
    retried = bench.scan(provers=("construct",), budget=Budget(seconds=20, work=50), resume=True, retry=True)
    faults = [mode for mode, (mechanism, *_) in MODES.items() if mechanism == "our fault"]
    assert retried.attempts == len(faults), "what failed by our fault is tried again when asked for"


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the worker in /proc")
@pytest.mark.usefixtures("plugin")
def test_a_killed_worker_costs_one_attempt(bench: Bench) -> None:
    bench.add(problem(1, [claim("faulty", mode="sleep"), claim("faulty", mode="good")]))
    killer = threading.Thread(target=kill_worker, args=(set(workers()),))
    killer.start()
    started = time.monotonic()
    summary = bench.scan(provers=("construct",), budget=Budget(seconds=60))
    killer.join()
    assert time.monotonic() - started < 40
    assert summary.verified == 1
    attempts = {attempt["claim"]["params"]["mode"]: attempt for attempt in bench.attempts()}
    assert attempts["sleep"]["mechanism"] == "our fault"
    assert attempts["sleep"]["outcome"] == "failed"
    assert "signal 9" in attempts["sleep"]["message"]


def workers() -> list[int]:
    """Worker processes of this process, those of other tests' verifiers among them."""
    found: list[int] = []
    for children in Path(f"/proc/{os.getpid()}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError):
            pids = children.read_text().split()
            found.extend(int(pid) for pid in pids if b"serve(" in Path(f"/proc/{pid}/cmdline").read_bytes())
    return found


def kill_worker(spared: set[int]) -> None:
    """Kill the first worker process that is not `spared`, a moment after it was started."""
    while True:
        for pid in workers():
            if pid not in spared:
                time.sleep(2)
                os.kill(pid, signal.SIGKILL)
                return
        time.sleep(0.1)


@pytest.mark.usefixtures("plugin")
def test_a_prover_that_does_not_stop_is_killed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("provers.scan.KILL_AFTER", 0.5)
    bench.add(problem(1, [claim("faulty", mode="sleep")]))
    bench.scan(provers=("construct",), budget=Budget(seconds=1))
    (attempt,) = bench.attempts()
    assert attempt["mechanism"] == "budget: seconds"
    assert attempt["ended_by"] == "seconds"
    assert attempt["outcome"] == "nothing"
    assert 1 <= attempt["cost"]["seconds"] < 10


@pytest.mark.usefixtures("plugin")
def test_an_interrupted_scan_keeps_what_was_finished(bench: Bench) -> None:
    bench.add(problem(1, [claim("faulty", mode="good", n=n) for n in (2, 3, 4)]))

    def interrupt(event: Mapping[str, Any]) -> None:
        if event["event"] == "attempt":
            raise KeyboardInterrupt

    summary = bench.scan(provers=("enumerate",), on_event=interrupt)
    assert summary.interrupted
    assert summary.attempts == 1
    assert bench.events[-1]["interrupted"]
    assert len(bench.attempts()) == 1
    rest = bench.scan(provers=("enumerate",), resume=True)
    assert (rest.attempts, rest.skipped, rest.verified) == (2, 1, 3)


def test_a_listener_that_fails_ends_the_scan_at_once(bench: Bench) -> None:
    bench.add(problem(1, [ruler(200, 20)]))

    def fail(event: Mapping[str, Any]) -> None:
        raise BrokenPipeError

    started = time.monotonic()
    with pytest.raises(BrokenPipeError):
        bench.scan(provers=("local",), budget=Budget(seconds=60), on_event=fail)
    assert time.monotonic() - started < 20
    assert bench.attempts() == []


def test_an_evidence_folder_that_cannot_be_written_is_named_before_anything_runs(bench: Bench) -> None:
    bench.add(problem(1, [ruler(12, 5)]))
    bench.blobs = bench.path / "under-a-file"
    with pytest.raises(LedgerError, match="cannot be made"):
        bench.scan()
    with Ledger.open(bench.path, read_only=True) as ledger:
        assert ledger.head()[0] == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"provers": ("nope",)}, "unknown prover 'nope'"),
        ({"query": "status:nope"}, "query: status:nope"),
        ({"query": "family:sidon_golom"}, "did you mean sidon_golomb"),
        ({"workers": 0}, "workers: 0"),
        ({"seed": -1}, "seed: -1"),
    ],
)
def test_bad_options_are_refused_at_once(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        ScanOptions(**options)


@pytest.mark.parametrize("budget", [{"seconds": 0}, {"seconds": float("nan")}, {"seconds": float("inf")}, {"work": 0}])
def test_bad_budgets_are_refused_at_once(budget: dict[str, Any]) -> None:
    with pytest.raises(WorkbenchError, match="budget: "):
        Budget(**budget)


def test_the_key_holds_everything_that_decides_an_attempt() -> None:
    from problems.claim import Claim, Goal

    base: dict[str, Any] = {
        "problem": "mine:1",
        "claim": Claim(family="sidon_golomb", params={"N": 12, "k": 5}, goal=Goal.EXISTS),
        "record": "r",
        "prover": "sat",
        "budget": Budget(),
        "seed": 0,
    }
    changed = [
        {"problem": "mine:2"},
        {"claim": Claim(family="sidon_golomb", params={"N": 12, "k": 5}, goal=Goal.NONE)},
        {"prover": "smt"},
        {"budget": Budget(seconds=11)},
        {"budget": Budget(work=11)},
        {"seed": 1},
        {"limits": Limits(seconds=1)},
    ]
    keys = {AttemptSpec(**{**base, **change}).key for change in [{}, *changed]}
    assert len(keys) == len(changed) + 1
    assert AttemptSpec(**{**base, "record": "other words"}).key == AttemptSpec(**base).key
