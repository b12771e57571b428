"""The orchestrator with scripted agents: together they solve what none solves alone; a kill repeats no step."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from problems.catalog import Catalog
from problems.errors import InputError
from provers.llm.budget import Book
from provers.llm.config import LLMConfig
from provers.llm.orchestrator import PATIENCE, STRATEGIES, Board, Orchestrator
from provers.record import Bookkeeper
from tests.provers.llm.conftest import Serve
from tests.provers.llm.minds import task_of, turns
from tests.provers.llm.server import Fail, Say, call, text
from tests.workbench import Inside, Workbench, problem, ruler
from verification.ledger import Ledger
from verification.process import ProcessPool

HALVES = {"impossibility": [1, 3, 8], "hunter": [9, 12]}
UP = Say([text("GIVE UP")])


def strategy_of(request: dict[str, Any]) -> str:
    return next(name for name in STRATEGIES if f"Your strategy: {TITLES[name]}" in request["system"])


TITLES = {
    "hunter": "counterexample hunter", "constructor": "constructor", "impossibility": "impossibility",
    "identity": "identity finder", "formaliser": "formaliser", "sceptic": "literature sceptic",
}  # fmt: skip


def together(request: dict[str, Any]) -> Say | Fail:
    """Two know half of the ruler each; the constructor can put halves together, and lies without them."""
    name = strategy_of(request)
    if name in HALVES:
        return Say([call("share_lemma", {"lemma": f"marks {HALVES[name]}"})]) if not turns(request) else UP
    if name == "constructor":
        told = task_of(request).get("from agents with other strategies, unchecked", [])
        marks = sorted(mark for item in told if "marks" in item for mark in json.loads(item.partition("marks ")[2]))
        witness = {"set": marks if len(marks) == 5 else [1, 2, 3, 4, 5]}
        return Say([call("submit_candidate", {"payload": {"kind": "witness", "witness": witness}})])
    return UP


class Desk:
    """A ledger with one problem."""

    def __init__(self, workbench: Workbench, pool: ProcessPool) -> None:
        workbench.add(problem(1, [ruler(12, 5)]))
        self.workbench, self.pool = workbench, pool
        self.problem = Catalog.load([workbench.catalog])["mine:1"]
        self.config = LLMConfig(book=str(workbench.folder / "spending"), retries=0, cap_problem="9", cap_run="9")

    def run(self, seconds: float = 600.0, **options: Any) -> Board:
        with Ledger.open(self.workbench.ledger, create=True) as ledger:
            books = Bookkeeper(ledger, self.workbench.blobs)
            work = Orchestrator(
                books, self.problem, self.problem.claims[0], self.config, seconds=seconds, pool=self.pool, **options
            )
            return work.run()


@pytest.fixture
def desk(workbench: Workbench, pool: ProcessPool, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("problems.catalog.data_folder", lambda _name: workbench.empty)
    workbench.ledger.parent.mkdir(parents=True, exist_ok=True)
    return Desk(workbench, pool)


def test_together_they_solve_what_none_solves_alone(serve: Serve, desk: Desk) -> None:
    server = serve(together)
    for name in STRATEGIES:
        assert desk.run(strategies=(name,)).solved is None
    alone = server.micros
    desk.workbench.ledger.unlink()
    board = desk.run()
    solved = board.solved
    assert solved is not None, board.report("mine:1", "ruler")
    assert (solved.round, solved.strategy) == (2, "constructor")
    report = board.report("mine:1", "ruler")
    assert "solved by constructor in round 2" in report
    assert "round 1, impossibility: none found" in report
    assert "    shared: marks [1, 3, 8]" in report
    assert "round 1, constructor: refuted" in report
    assert sum(step.micros for step in board.steps) == server.micros - alone


def test_steps_that_are_recorded_are_not_done_again(serve: Serve, desk: Desk) -> None:
    """A kill between any two calls: the next run goes on with what the ledger and its transcripts hold."""
    died = KeyboardInterrupt("killed")
    server = serve(together)
    paid: list[str] = []
    for stop_after in (1, 1, 1, 1):
        count = 0

        def dies(_step: object, most: int = stop_after) -> None:
            nonlocal count
            count += 1
            if count >= most:
                raise died

        with pytest.raises(KeyboardInterrupt):
            desk.run(on_step=dies)
        paid.append(str(len(server.log)))
    board = desk.run()
    assert board.solved is not None
    assert len({(step.round, step.strategy) for step in board.steps}) == len(board.steps)
    assert sum(step.micros for step in board.steps) == server.micros == Book(desk.config.book_path).totals().micros
    calls = len(server.log)
    assert desk.run().solved is not None
    assert len(server.log) == calls


def test_the_hopeless_are_stopped(serve: Serve, desk: Desk) -> None:
    serve(lambda _request: UP)
    board = desk.run(strategies=("hunter", "identity"))
    assert board.solved is None
    assert len(board.steps) == 2 * PATIENCE
    assert "stopped as hopeless: hunter, identity" in board.report("p", "c")


def test_twelve_hours_by_a_false_clock(serve: Serve, desk: Desk) -> None:
    """Every step takes half an hour by this clock; the budget ends the work, across a resumption too."""
    clock = Clock()

    def slow(request: dict[str, Any]) -> Say:
        clock.now += 900.0
        share = Say([call("share_lemma", {"lemma": f"case {clock.now}"})])
        return UP if turns(request) else share

    serve(slow)
    with pytest.raises(InputError, match="killed"):
        desk.run(12 * 3600, clock=clock, strategies=("hunter",), on_step=clock.dies_at(7))
    assert len(desk.run(0.5, strategies=("hunter",)).steps) == 7
    board = desk.run(12 * 3600, clock=clock, strategies=("hunter",))
    assert len(board.steps) == 24
    assert board.seconds == 12 * 3600


class Clock:
    """Stands still until somebody works."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def dies_at(self, number: int) -> Callable[[object], None]:
        count = 0

        def step(_step: object) -> None:
            nonlocal count
            count += 1
            if count == number:
                raise InputError("killed")

        return step


def test_the_hunter_works_on_the_opposite_within_its_share(serve: Serve, desk: Desk) -> None:
    """The claim is false: its opposite is shown by the hunter, and no verdict says that the claim itself was."""
    false = problem(2, [ruler(12, 5, "none")])
    desk.workbench.add(false)
    desk.problem = Catalog.load([desk.workbench.catalog])["mine:2"]
    goals: dict[str, str] = {}

    def mind(request: dict[str, Any]) -> Say:
        goals[strategy_of(request)] = task_of(request)["claim"]["goal"]
        if strategy_of(request) != "hunter":
            return UP
        assert "what the opposite of this claim would say about it" in task_of(request)["problem"]
        return Say([call("submit_candidate", {"payload": {"kind": "witness", "witness": {"set": [1, 3, 8, 9, 12]}}})])

    serve(mind)
    board = desk.run(opposite=0.3)
    assert goals == {"sceptic": "none", "constructor": "none", "hunter": "exists"}
    assert board.solved is not None
    assert board.solved.opposite
    assert "false: its opposite was shown by hunter in round 1" in board.report("mine:2", "ruler")
    assert [attempt["claim"]["goal"] for attempt in desk.workbench.attempts() if attempt["verified"]] == ["exists"]
    assert desk.run(opposite=0.3).solved == board.solved


def test_both_sides_keep_to_their_money_and_time(serve: Serve, desk: Desk) -> None:
    server = serve(lambda request: Say([call("share_lemma", {"lemma": f"n{len(request['messages'])}"})]))
    desk.config = desk.config.model_copy(update={"cap_run": "0.40", "max_tokens": 1000})
    desk.run(opposite=0.25)
    book = Book(desk.config.book_path)
    with sqlite3.connect(desk.config.book_path) as rows:
        runs = {name for (name,) in rows.execute("SELECT DISTINCT run FROM call")}
    rows.close()
    spent = {name.endswith(" opposite"): book.totals(run=name).micros for name in runs}
    assert 0 < spent[True] <= 100_000
    assert 0 < spent[False] <= 300_000
    assert server.micros <= sum(spent.values()) <= 400_000


def test_a_cap_ends_everything(serve: Serve, desk: Desk) -> None:
    server = serve(lambda request: Say([call("share_lemma", {"lemma": f"n{len(request['messages'])}"})]))
    desk.config = desk.config.model_copy(update={"cap_run": "0.30", "max_tokens": 1000})
    board = desk.run()
    assert board.steps[-1].outcome == "budget: money"
    assert server.micros <= 300_000
    assert Book(desk.config.book_path).totals().micros <= 300_000


def test_the_command(serve: Serve, workbench: Workbench, inside: Inside) -> None:
    serve(together)
    workbench.add(problem(1, [ruler(12, 5)]), problem(2, [ruler(12, 5), ruler(7, 4)]), problem(3, []))
    workbench.configure(workers=1)
    answer = inside("orchestrate", "mine:1", "--budget", "5m")
    assert answer.status == 0, answer.err
    assert "solved by constructor in round 2" in answer.out
    assert inside("orchestrate", "mine:1", "--budget", "5m").out.count("round 2, constructor") == 1
    assert "choose one claim with --claim" in inside("orchestrate", "mine:2").err
    assert "no claim to work on" in inside("orchestrate", "mine:3").err
    assert Path(workbench.ledger).exists()
