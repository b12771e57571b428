"""What a prover is: a task and a budget in, candidates out; never a verdict, never the ledger."""

from __future__ import annotations

import importlib
import math
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from problems.claim import Claim
from problems.errors import InputError
from problems.problem import Problem
from verification.attempt import FailureMechanism
from verification.backend import Availability
from verification.candidate import Candidate, parse_candidate

if TYPE_CHECKING:
    from provers.llm.config import LLMConfig

__all__ = [
    "LARGEST_SHARE",
    "PROVERS",
    "REMOTE",
    "Bill",
    "Budget",
    "BudgetSpent",
    "Meter",
    "Prover",
    "ProverStopped",
    "Task",
    "candidate_for",
    "get_prover",
]

PROVERS: Mapping[str, str] = {
    "construct": "provers.search.construct",
    "identities": "provers.search.identities",
    "sat": "provers.search.sat",
    "enumerate": "provers.search.enumerate",
    "local": "provers.search.local",
    "cp-sat": "provers.search.cp_sat",
    "smt": "provers.search.smt",
    "agent": "provers.llm.agent",
}
"""Prover name → module holding `PROVER`; the order is the order in which a scan tries them."""

REMOTE: frozenset[str] = frozenset({"agent"})
"""Provers that wait for a server and cost money: they run in threads, and only where they are named."""

LARGEST_SHARE = 0.9
"""Largest share of a budget for the opposite of a claim: something is always left for the claim itself."""


@dataclass(frozen=True)
class Budget:
    """What one attempt may spend; an attempt ended by `work` is reproducible from its seed."""

    seconds: float = 10.0
    """Wall-clock seconds."""
    work: int | None = None
    """Nodes, conflicts or iterations, as the prover counts them; None leaves it to the clock."""

    def __post_init__(self) -> None:
        if not 0 < self.seconds < math.inf:
            raise InputError("budget: seconds must be above zero and finite")
        if self.work is not None and self.work <= 0:
            raise InputError("budget: work must be above zero")


@dataclass(frozen=True)
class Task:
    """What is to be shown, and what earlier attempts met."""

    claim: Claim
    """Normalised."""
    problem: str | None = None
    """Catalogue id."""
    seed: int = 0
    """Seed of every random choice."""
    scratch: Path = Path(".")
    """A folder for proof files, removed by the caller."""
    failures: tuple[str, ...] = field(default=())
    """Mechanisms of earlier failures on this claim."""
    llm: LLMConfig | None = None
    """Model, limits and caps, for provers that ask a server."""
    about: Problem | None = None
    """The problem as the catalogue has it, for provers that read."""
    strategy: str = ""
    """One of several ways to work on the claim, for agents that share what they find."""
    lemmas: tuple[str, ...] = ()
    """What the others found, in their words and unchecked."""
    run: str = ""
    """The scan it belongs to, for caps on what a run costs."""
    attempt: str = ""
    """Key of the attempt, for the spending book."""
    pool: Executor | None = None
    """Killable worker processes for long computations of a prover that itself runs in a thread."""


class ProverStopped(Exception):  # noqa: N818 - it is control flow, not an error of the user
    """A prover cannot go on for a reason of its own."""

    def __init__(self, ended_by: str, mechanism: FailureMechanism, message: str) -> None:
        self.ended_by, self.mechanism = ended_by, mechanism
        super().__init__(message)


@dataclass
class Bill:
    """What the calls of an attempt cost so far."""

    calls: int = 0
    """Calls of a server, failed ones included."""
    input_tokens: int = 0
    """Tokens of prompts."""
    output_tokens: int = 0
    """Tokens of replies."""
    micros: int = 0
    """Micro-dollars, never less than what the server will charge."""
    estimated: bool = False
    """Whether a call is in it at its worst case."""


class BudgetSpent(Exception):  # noqa: N818 - it is control flow, not an error of the user
    """Raised by a meter; `ended_by` is `work` or `seconds`."""

    def __init__(self, ended_by: str) -> None:
        self.ended_by = ended_by
        super().__init__(f"budget of {ended_by} is spent")


class Meter:
    """Counts work and watches the clock for one attempt."""

    def __init__(self, budget: Budget, stop: threading.Event | None = None) -> None:
        self.budget = budget
        self.work = 0
        self.bill = Bill()
        self.transcript: Path | None = None
        """What was said, for provers that talk."""
        self._stop = stop
        self._started = time.monotonic()
        self._checked = 0

    @property
    def seconds_left(self) -> float:
        """Wall-clock seconds until the budget ends; none are left once the scan is stopped."""
        if self._stop is not None and self._stop.is_set():
            return 0.0
        return self.budget.seconds - (time.monotonic() - self._started)

    @property
    def work_left(self) -> int | None:
        """Work until the budget ends, None for no bound."""
        return None if self.budget.work is None else self.budget.work - self.work

    def tick(self, amount: int = 1) -> None:
        """Count `amount` of work; raises BudgetSpent when work or time is over."""
        self.work += amount
        if self.budget.work is not None and self.work >= self.budget.work:
            raise BudgetSpent("work")
        self._checked += amount
        if self._checked >= 16:
            self._checked = 0
            if self.seconds_left <= 0:
                raise BudgetSpent("seconds")


class Prover(Protocol):
    """Turns a task into candidates within a budget."""

    name: str
    """Identifier for `--prover`."""
    summary: str
    """How it searches, in a few words."""
    counts: str
    """What its `work` counts: nodes, conflicts, iterations."""
    modules: tuple[str, ...]
    """Packages that are imported before the clock starts, because that takes long."""

    def available(self) -> Availability:
        """Cheap; imports no solver."""
        ...

    def unsupported(self, claim: Claim) -> str:
        """Why this claim is not for this prover; empty when it is. Cheap."""
        ...

    def propose(self, task: Task, meter: Meter) -> Iterator[Candidate]:
        """Candidates as they are found; returns when the search is exhausted, raises BudgetSpent otherwise."""
        ...


@cache
def get_prover(name: str) -> Prover:
    """The prover called `name`; an unknown name is an InputError that lists them."""
    if name not in PROVERS:
        raise InputError(f"unknown prover {name[:40]!r}: there are {', '.join(PROVERS)}")
    return cast(Prover, importlib.import_module(PROVERS[name]).PROVER)


def candidate_for(task: Task, payload: Mapping[str, Any]) -> Candidate:
    """A validated candidate for the task's claim; a prover's nonsense is an InputError."""
    raw: dict[str, Any] = {"schema": 1, "claim": task.claim.model_dump(mode="json"), "payload": dict(payload)}
    if task.problem:
        raw["problem"] = task.problem
    return parse_candidate(raw)
