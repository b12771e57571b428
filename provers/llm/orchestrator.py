"""Several agents on one claim, each by its own strategy, with what they find passed on; one report at the end.

A step is one attempt of one strategy. It is judged and recorded like any other attempt before the next begins, and
the ledger with its transcripts is the only state: whoever starts again after a kill finds there which steps are
done, what was shared and what failed, and pays for nothing twice.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from problems.canonical import digest
from problems.claim import ClaimRecord
from problems.errors import InputError
from problems.problem import Problem
from provers.attempt import AttemptSpec, propose
from provers.llm.config import LLMConfig
from provers.llm.first_reader import read_first, wants_reader
from provers.llm.pricing import dollars
from provers.llm.transcript import read_events
from provers.prover import Budget
from provers.record import Bookkeeper
from provers.sides import fraction, has_opposite
from verification.backend import Limits
from verification.process import ProcessPool
from verification.verifier import Verifier

__all__ = ["STRATEGIES", "Board", "Orchestrator", "Step"]

STRATEGIES = ("sceptic", "constructor", "hunter", "impossibility", "identity", "formaliser")
"""In the order of asking; each has a prompt `strategy-NAME.md`."""

HUNTER = "hunter"
"""The strategy that works on the claim's opposite, where that has a share of the budget."""

PATIENCE = 2
"""Steps in a row without a candidate or a new lemma after which a strategy is stopped."""


@dataclass(frozen=True)
class Step:
    """What one attempt of one strategy came to."""

    round: int
    strategy: str
    attempt: str
    """Id in the ledger."""
    outcome: str
    """verified, refuted or undecided for a candidate; else the failure's mechanism."""
    message: str
    lemmas: tuple[str, ...]
    seconds: float
    micros: int
    opposite: bool = False
    """Whether it worked on the claim's opposite."""


@dataclass
class Board:
    """Everything that the steps so far came to."""

    steps: list[Step] = field(default_factory=list)

    @property
    def solved(self) -> Step | None:
        """The step whose candidate was verified."""
        return next((step for step in self.steps if step.outcome == "verified"), None)

    @property
    def seconds(self) -> float:
        """Wall-clock time of all steps."""
        return sum(step.seconds for step in self.steps)

    def lemmas(self, strategy: str) -> tuple[str, ...]:
        """What the other strategies shared, each once."""
        told = (f"{step.strategy}: {text}" for step in self.steps if step.strategy != strategy for text in step.lemmas)
        return tuple(dict.fromkeys(told))

    def failures(self) -> tuple[str, ...]:
        """How steps failed: mechanism, not transcript."""
        return tuple(
            f"{step.strategy}: {step.outcome}. {step.message}".strip()[:300]
            for step in self.steps
            if step.outcome != "verified"
        )

    def hopeless(self, strategy: str) -> bool:
        """Whether the last steps of a strategy brought nothing."""
        known: set[str] = set()
        barren = 0
        for step in self.steps:
            fresh = set(step.lemmas) - known
            known |= fresh
            if step.strategy == strategy:
                barren = 0 if fresh or step.outcome == "undecided" else barren + 1
        return barren >= PATIENCE

    def report(self, problem: str, claim: str) -> str:
        """Who did what, in order."""
        solved = self.solved
        end = f"solved by {solved.strategy} in round {solved.round}" if solved else "not solved"
        if solved and solved.opposite:
            end = f"false: its opposite was shown by {solved.strategy} in round {solved.round}"
        spent = sum(step.micros for step in self.steps)
        lines = [
            f"{problem}: {claim}: {end}; {len(self.steps)} steps, {self.seconds:.0f} s, {dollars(spent)}",
            *(line for step in self.steps for line in _told(step)),
        ]
        stopped = [name for name in STRATEGIES if self.hopeless(name)]
        return "\n".join([*lines, *([f"stopped as hopeless: {', '.join(stopped)}"] if stopped else [])])


def _told(step: Step) -> Iterator[str]:
    side = " (on the opposite)" if step.opposite else ""
    paid = f"{dollars(step.micros)}, attempt {step.attempt[:12]}"
    yield f"  round {step.round}, {step.strategy}{side}: {step.outcome} ({paid})"
    yield from (f"    shared: {text}" for text in step.lemmas)


class Orchestrator:
    """Works on one claim until it is solved, hopeless, unaffordable, or its time is over."""

    def __init__(
        self,
        books: Bookkeeper,
        problem: Problem,
        record: ClaimRecord,
        config: LLMConfig,
        *,
        seconds: float,
        step_seconds: float = 600.0,
        strategies: Sequence[str] = STRATEGIES,
        opposite: float = 0.0,
        limits: Limits | None = None,
        pool: ProcessPool | None = None,
        stop: threading.Event | None = None,
        clock: Callable[[], float] = time.monotonic,
        on_step: Callable[[Step], None] = lambda _step: None,
    ) -> None:
        unknown = [name for name in strategies if name not in STRATEGIES]
        if unknown or not strategies:
            raise InputError(f"strategy {unknown[:1]}: there are {', '.join(STRATEGIES)}")
        config.priced()
        stated = [other.claim for other in problem.claims]
        self.opposite = opposite if HUNTER in strategies and has_opposite(record.claim, stated) else 0.0
        """Share of seconds and money for the claim's opposite."""
        self.books, self.problem, self.record, self.config = books, problem, record, config
        self.seconds, self.step_seconds, self.strategies = seconds, step_seconds, tuple(strategies)
        self.limits, self.pool, self.stop = limits or Limits(), pool, stop
        self._clock, self._on_step = clock, on_step
        self.board = Board()
        # A name of its own in the spending book, so that a resumed run stays under the caps of the first.
        self._run = digest({"problem": problem.id, "claim": record.claim.digest, "settings": config.outcome()})[:32]

    def run(self) -> Board:
        """All steps, those of an earlier run first."""
        self.board.steps = list(self._earlier())
        done = {(step.round, step.strategy) for step in self.board.steps}
        before, started = self.board.seconds, self._clock()
        broke: set[bool] = set()
        """Sides of the claim whose money or time is spent: True for the opposite."""
        for number in range(1, 1_000_000):
            asked = [
                name
                for name in self.strategies
                if not self.board.hopeless(name) and self._on_opposite(name) not in broke
            ]
            for strategy in asked:
                opposite = self._on_opposite(strategy)
                if (number, strategy) in done or opposite in broke:
                    continue
                left = self.seconds - before - (self._clock() - started)
                if self.board.solved or left < 1 or (self.stop is not None and self.stop.is_set()):
                    return self.board
                own = min(left, self._left(opposite))
                if own < 1:
                    broke.add(opposite)
                    continue
                step = self._step(number, strategy, own)
                self.board.steps.append(step)
                self._on_step(step)
                if step.outcome == "budget: money" and self.opposite:
                    broke.add(opposite)
                elif step.outcome in ("budget: money", "refused by the server"):
                    return self.board
            if not asked:
                break
        return self.board

    def _on_opposite(self, strategy: str) -> bool:
        """Whether the strategy works on the claim's opposite."""
        return bool(self.opposite) and strategy == HUNTER

    def _part(self, opposite: bool) -> float:
        """The share of one side of the claim."""
        return self.opposite if opposite else 1 - self.opposite

    def _left(self, opposite: bool) -> float:
        """Seconds that one side of the claim may still take."""
        if not self.opposite:
            return self.seconds
        taken = sum(step.seconds for step in self.board.steps if step.opposite is opposite)
        return self.seconds * self._part(opposite) - taken

    def spec(self, number: int, strategy: str, seconds: float | None = None) -> AttemptSpec:
        """The attempt of one step; round and strategy make it another one than all others."""
        budget = Budget(seconds=self.step_seconds)
        opposite = self._on_opposite(strategy)
        claim = self.record.claim.opposite if opposite else self.record.claim
        spec = AttemptSpec(
            self.problem.id, claim, self.record.digest, "agent", budget, number, self.limits,
            llm=self._settings(opposite), about=self.problem, strategy=strategy,
            run=f"{self._run}{' opposite' if opposite else ''}",
        )  # fmt: skip
        shared = replace(spec, lemmas=self.board.lemmas(strategy), failures=self.board.failures())
        return shared if seconds is None else replace(shared, budget=Budget(seconds=min(self.step_seconds, seconds)))

    def _settings(self, opposite: bool) -> LLMConfig:
        """The settings with the share of money of one side; each side spends under a name of its own."""
        if not self.opposite:
            return self.config
        part = self._part(opposite)
        caps = {name: fraction(getattr(self.config, name), part) for name in ("cap_problem", "cap_run")}
        return self.config.model_copy(update=caps)

    def _step(self, number: int, strategy: str, left: float) -> Step:
        spec, started, began = self.spec(number, strategy, left), time.time(), self._clock()
        with tempfile.TemporaryDirectory(prefix="workbench-step-") as scratch:
            proposal = propose(spec, scratch, self.pool, self.stop)
            with Verifier(limits=self.limits, thorough=True, pool=self.pool, scratch=Path(scratch)) as verifier:
                judged = [(candidate, verifier.verify(candidate)) for candidate in proposal.candidates]
            readings = [
                read_first(spec, candidate, scratch, self.pool, self.stop)
                for candidate in proposal.candidates
                if wants_reader(spec, candidate, self.books.criticised())
            ]
            took = replace(proposal, seconds=self._clock() - began)
            attempt = self.books.record(spec, took, judged, started=started, readings=readings)
        return self._read(attempt.dump())

    def _earlier(self) -> Iterator[Step]:
        """Steps that the ledger holds: same problem, claim and settings."""
        for attempt in self.books.ledger.attempts():
            config = attempt.get("config", {})
            strategy = config.get("strategy", "")
            if attempt["problem"] != self.problem.id or strategy not in self.strategies:
                continue
            own = self.spec(attempt["seed"], strategy)
            if attempt["claim_digest"] == own.claim.digest and config == own.config:
                yield self._read(attempt)

    def _read(self, attempt: Mapping[str, Any]) -> Step:
        outcome = "verified" if attempt.get("verified") else str(attempt.get("mechanism") or "undecided")
        outcome = {"candidate refuted": "refuted", "candidate undecided": "undecided"}.get(outcome, outcome)
        return Step(
            round=attempt["seed"],
            strategy=attempt["config"]["strategy"],
            attempt=attempt["id"],
            outcome=outcome,
            message=attempt.get("message", ""),
            lemmas=tuple(self._lemmas(attempt.get("transcript"))),
            seconds=float(attempt["cost"]["seconds"]),
            micros=attempt["cost"]["microdollars"],
            opposite=attempt["claim_digest"] != self.record.claim.digest,
        )

    def _lemmas(self, transcript: str | None) -> Iterable[str]:
        if transcript:
            for event in read_events(self.books.blobs.open(transcript)):
                if event["event"] == "lemma":
                    yield str(event["text"])
