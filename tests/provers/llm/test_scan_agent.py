"""Scans with the agent against the loopback server: many at a time, priced to the micro-dollar, killed and resumed.

`WORKBENCH_KILLS` says how many kills (1; 20 for acceptance), `WORKBENCH_AGENT_PROBLEMS` how many problems (8; 50).
"""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import sqlite3
import sys
import threading
import time
from typing import Any

import pytest

from provers.llm.budget import Book, Totals
from tests.provers.llm.conftest import Serve
from tests.provers.llm.minds import Counter, liar
from tests.provers.llm.server import KEY, Fail, Mind, Say, call, text
from tests.workbench import Inside, Workbench, problem, ruler
from verification.blobs import Blobs
from verification.ledger import Ledger

PROBLEMS = int(os.environ.get("WORKBENCH_AGENT_PROBLEMS", "8"))
KILLS = int(os.environ.get("WORKBENCH_KILLS", "1"))
RULER = [1, 3, 8, 9, 12]
AGENTS = 32
SCAN = ("scan", "--prover", "agent", "--budget", "10m", "--agents", str(AGENTS))
"""A budget that no loaded machine uses up: what these attempts come to depends on the minds alone."""


def honest(request: dict[str, Any]) -> Say:
    """Every third problem gets a lie, every fifth nothing, the rest a ruler after a turn with a tool."""
    number = number_of(request)
    if number % 3 == 0:
        return liar(request)
    if number % 5 == 0:
        return Say([text("GIVE UP: too hard.")])
    if len(request["messages"]) == 1:
        return Say([text("I check."), call("check_witness", {"witness": {"set": RULER}})], pause=0.05)
    return Say([call("submit_candidate", {"payload": {"kind": "witness", "witness": {"set": RULER}}})], pause=0.05)


def all_at_once(mind: Mind) -> Mind:
    """The mind, which answers nobody until as many ask at the same time as agents may run."""
    gate = threading.Barrier(min(PROBLEMS, AGENTS), timeout=300)
    came = itertools.count()

    def waits(request: dict[str, Any]) -> Say | Fail:
        if next(came) < gate.parties:
            gate.wait()
        return mind(request)

    return waits


def number_of(request: dict[str, Any]) -> int:
    first = request["messages"][0]["content"]
    return int(first.partition('"id": "mine:')[2].partition('"')[0])


def fill(workbench: Workbench, **settings: Any) -> None:
    workbench.configure(cap_run="100", cap_day="100", model_tokens=1000, **settings)
    workbench.add(*(problem(number, [ruler(12, 5)]) for number in range(1, PROBLEMS + 1)))


def book(workbench: Workbench, **asked: str) -> Totals:
    return Book(workbench.folder / "store" / "spending.sqlite").totals(**asked)


def audited(workbench: Workbench) -> list[dict[str, Any]]:
    with Ledger.open(workbench.ledger) as ledger:
        assert ledger.check(blobs=Blobs(workbench.blobs)).faults == ()
        return list(ledger.attempts())


def verified_ones() -> set[str]:
    return {f"mine:{number}" for number in range(1, PROBLEMS + 1) if number % 3 and number % 5}


def test_a_scan_of_many_agents_adds_up(serve: Serve, workbench: Workbench, inside: Inside) -> None:
    broken = {number: Fail(how=("drop", "short", "garbage")[number % 3]) for number in (3, 9, 13)}
    busy = {number: Fail(529, "overloaded_error", headers={"retry-after-ms": "20"}) for number in (2, 5, 17)}
    server = serve(Counter(all_at_once(honest), {**broken, **busy}))
    fill(workbench)
    events = inside.records(*SCAN)
    attempts = audited(workbench)
    assert len(attempts) == PROBLEMS
    assert {attempt["problem"] for attempt in attempts if attempt["verified"]} == verified_ones()
    assert {attempt["outcome"] for attempt in attempts} == {"found", "nothing"}
    refuted = [attempt for attempt in attempts if attempt.get("mechanism") == "candidate refuted"]
    assert len(refuted) == PROBLEMS // 3
    costs = [attempt["cost"] for attempt in attempts]
    total = sum(cost["microdollars"] for cost in costs)
    assert total == events[-1]["microdollars"] == book(workbench).micros >= server.micros
    exact = [cost["microdollars"] for cost in costs if not cost["estimated"]]
    assert 0 < len(costs) - len(exact) <= 3
    assert sum(cost["calls"] for cost in costs) == len(server.log)
    assert server.most_running >= min(PROBLEMS, AGENTS)
    # What was completed is charged to the micro-dollar: the rest of the book is three reservations.
    totals = book(workbench)
    assert totals.estimated == 3
    with sqlite3.connect(workbench.folder / "store" / "spending.sqlite") as rows:
        settled, held = (
            rows.execute("SELECT COALESCE(SUM(cost), 0) FROM call WHERE estimated = ?", (flag,)).fetchone()[0]
            for flag in (0, 1)
        )
    rows.close()
    assert settled == server.completed
    assert held >= server.micros - server.completed
    shown = inside("show", attempts[0]["id"])
    assert shown.status == 0
    assert "── the model (" in shown.out
    everything = [path.read_bytes() for path in workbench.folder.rglob("*") if path.is_file()]
    assert not [data for data in everything if KEY.encode() in data]
    (told,) = inside.records("spending")
    assert told["microdollars"] == told["today_microdollars"] == total
    assert (told["attempts"], told["verified"], told["accepted"]) == (PROBLEMS, len(verified_ones()), 0)
    assert told["microdollars_per_verified"] == -(-total // len(verified_ones()))
    assert f"{PROBLEMS} attempts, $" in inside("spending").out
    again = inside.records(*SCAN, "--resume")
    assert again[-1]["attempts"] == 0
    assert book(workbench).micros == total


def test_caps_hold_over_a_whole_scan(serve: Serve, workbench: Workbench, inside: Inside) -> None:
    server = serve(honest)
    fill(workbench)
    events = inside.records(*SCAN, "--cap", "0.20")
    assert book(workbench).micros == events[-1]["microdollars"] == server.micros <= 200_000
    assert any(event.get("mechanism") == "budget: money" for event in events)
    assert inside.records(*SCAN, "--retry")[-1]["verified"] == len(verified_ones())


@pytest.mark.skipif(sys.platform != "linux", reason="kills processes outright")
def test_the_cap_of_a_run_holds_over_its_resumptions(serve: Serve, workbench: Workbench, inside: Inside) -> None:
    server = serve(honest)
    fill(workbench)
    for _ in range(KILLS + 1):
        process = workbench.start(*SCAN, "--resume", "--json", "--cap", "0.15", "--agents", "2")
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.readline()
        process.kill()
        process.communicate(timeout=30)
    events = inside.records(*SCAN, "--retry", "--cap", "0.15")
    first = book(workbench)
    assert 0 < server.micros <= first.micros <= 150_000
    assert any(event.get("mechanism") == "budget: money" for event in events)
    # The same run with a higher cap goes on; another run has a purse of its own.
    inside.records(*SCAN, "--retry", "--cap", "0.30")
    second = book(workbench)
    assert first.micros < second.micros <= 300_000
    inside.records(*SCAN, "mine:1", "--retry", "--cap", "0.15")
    inside.records(*SCAN, "--cap", "0.15")
    assert second.micros < book(workbench).micros <= second.micros + 300_000
    with Ledger.open(workbench.ledger) as ledger:
        purses = [json.loads(entry.body)["purse"] for entry in ledger.entries("run")]
    assert len(set(purses)) == 3
    assert len(set(purses[:-2])) == 1


def test_a_dry_run_sends_nothing_and_says_everything(serve: Serve, workbench: Workbench, inside: Inside) -> None:
    server = serve(honest)
    fill(workbench)
    told = inside(*SCAN, "--dry-run")
    assert told.status == 0
    assert f"{PROBLEMS} attempts would go to claude-opus-5-5 at {server.url}, at most 24 calls each." in told.out
    assert "── mine:1: first call at most $0." in told.out
    assert "Nothing was sent." in told.out
    assert KEY not in told.out
    assert "Prices as of 20" in told.out
    assert "not read on" not in told.out
    assert (
        "; cache_read of claude-sonnet-5-5 not read on"
        in inside(*SCAN, "--dry-run", "--model", "claude-sonnet-5-5").out
    )
    rows = inside.records(*SCAN, "--dry-run")
    assert rows[-1]["worst_case_microdollars"] == PROBLEMS * 1_000_000
    assert rows[0]["request"]["model"] == "claude-opus-5-5"
    assert server.log == []
    assert not workbench.ledger.exists()


def test_unknown_models_are_refused_before_anything_is_sent(serve: Serve, workbench: Workbench, inside: Inside) -> None:
    server = serve(honest)
    fill(workbench)
    answer = inside(*SCAN, "--model", "other-9")
    assert answer.status == 2
    assert "no price is known for model 'other-9'" in answer.err
    fill(workbench, model="other-9", price_input="1", price_output="2")
    assert inside(*SCAN, "mine:1").status == 0 or server.log
    assert book(workbench).micros == server.micros


def test_the_agent_runs_only_where_it_is_named(workbench: Workbench, inside: Inside, serve: Serve) -> None:
    server = serve(honest)
    workbench.add(problem(1, [ruler(12, 5)]))
    events = inside.records("scan", "--budget", "5s", "--prover", "construct")
    assert "agent" not in events[0]["provers"]
    from provers.scan import _unpaid

    assert "agent" not in _unpaid()
    assert server.log == []


def test_without_a_key_only_the_agent_is_missing(
    workbench: Workbench, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    monkeypatch.delenv("ANTHROPIC_AUTH_TOKEN", raising=False)
    workbench.add(problem(1, [ruler(12, 5)]))
    answer = inside(*SCAN)
    assert answer.status == 4
    assert "prover agent" in answer.err


def test_without_literature_named_sources_are_shown(serve: Serve, workbench: Workbench, inside: Inside) -> None:
    words = "GIVE UP: as Singer (1938) and arXiv:1234.56789 show."
    server = serve(lambda _request: Say([text(words)]))
    workbench.configure(frozen=True)
    workbench.add(problem(1, [ruler(12, 5)]))
    inside(*SCAN)
    (attempt,) = audited(workbench)
    tools = [tool["name"] for tool in server.log[0].request["tools"]]
    assert "search_catalogue" not in tools
    shown = inside("show", attempt["id"]).out
    assert "without literature, yet it names: Singer (1938); arXiv:1234.56789 (cut-off 2026-06)" in shown
    assert attempt["config"]["llm"]["cutoff"] == "2026-06"
    first = server.log[0].request["messages"][0]["content"]
    assert "remarks" not in first
    assert "sources" not in first


def test_an_interrupt_ends_a_scan_of_waiting_agents(serve: Serve, workbench: Workbench) -> None:
    serve(lambda _request: Say([text("word " * 200)], pause=30.0))
    fill(workbench)
    process = workbench.start(*SCAN, "--json")
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, talk = process.communicate(timeout=90)
    assert process.returncode == 130
    assert "Traceback" not in talk


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_killed_scans_lose_and_repay_nothing(serve: Serve, workbench: Workbench) -> None:
    server = serve(honest)
    fill(workbench)
    rng = random.Random(1)
    kept: list[dict[str, Any]] = []

    def nothing_is_repaid(before: int) -> None:
        """No request of the last run is about a problem whose attempt was recorded before it."""
        asked = {number_of(item.request) for item in server.log[before:]}
        assert not asked & {int(attempt["problem"].removeprefix("mine:")) for attempt in kept}

    for _ in range(KILLS):
        before = len(server.log)
        process = workbench.start(*SCAN, "--resume", "--json", "--agents", "4")
        assert process.stdout is not None
        for _ in range(rng.randrange(2, 8)):
            process.stdout.readline()
        time.sleep(rng.uniform(0, 0.1))
        process.kill()
        process.communicate(timeout=30)
        nothing_is_repaid(before)
        attempts = audited(workbench)
        assert attempts[: len(kept)] == kept
        kept = attempts
    before = len(server.log)
    assert workbench.run(*SCAN, "--resume", timeout=600).returncode == 0
    nothing_is_repaid(before)
    attempts = audited(workbench)
    assert attempts[: len(kept)] == kept
    keys = [attempt["key"] for attempt in attempts]
    assert len(set(keys)) == len(keys) == PROBLEMS
    assert {attempt["problem"] for attempt in attempts if attempt["verified"]} == verified_ones()
    assert book(workbench).micros >= server.micros
    finished = sum(attempt["cost"]["microdollars"] for attempt in attempts)
    assert finished <= book(workbench).micros
