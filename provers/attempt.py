"""One attempt, as a pure function of its specification: what runs in a worker process."""

from __future__ import annotations

import contextlib
import importlib
import threading
import time
from collections.abc import Generator
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from problems.canonical import digest
from problems.claim import Claim
from problems.errors import InputError, MissingBackendError, UnsupportedError
from problems.model import load_cpmpy
from problems.problem import Problem
from provers.prover import REMOTE, Bill, Budget, BudgetSpent, Meter, Prover, ProverStopped, Task, get_prover
from verification.attempt import FailureMechanism
from verification.backend import Limits
from verification.candidate import Candidate

if TYPE_CHECKING:
    from provers.llm.config import LLMConfig

__all__ = ["MAX_CANDIDATES", "AttemptSpec", "Proposal", "propose"]

MAX_CANDIDATES = 1
"""Candidates taken from one attempt; the first verified one is enough for a claim."""


@dataclass(frozen=True)
class AttemptSpec:
    """Everything that determines an attempt."""

    problem: str
    """Catalogue id."""
    claim: Claim
    """Normalised claim."""
    record: str
    """Hash of the catalogue's claim record."""
    prover: str
    """Prover name."""
    budget: Budget
    """Work and seconds."""
    seed: int
    """Seed of the prover."""
    limits: Limits = field(default_factory=Limits)
    """Limits of each judgement; their memory is also the prover's."""
    llm: LLMConfig | None = None
    """Model, limits and caps, for provers that ask a server."""
    about: Problem | None = None
    """The problem, for provers that read; not part of the key."""
    failures: tuple[str, ...] = ()
    """How earlier attempts on the claim failed; not part of the key."""
    strategy: str = ""
    """Way of working of one agent among several; part of the key where there is one."""
    lemmas: tuple[str, ...] = ()
    """What the others found; not part of the key."""
    run: str = ""
    """The scan, for caps on what a run costs; not part of the key."""

    @property
    def config(self) -> dict[str, Any]:
        """Settings beside budget and seed on which the outcome depends."""
        settings: dict[str, Any] = {"judge": {name: str(value) for name, value in asdict(self.limits).items()}}
        if self.llm is not None:
            settings["llm"] = get_prover(self.prover).settings(self.llm)  # type: ignore[attr-defined]
        if self.strategy:
            settings["strategy"] = self.strategy
        return settings

    def task(self, scratch: Path, pool: Executor | None = None) -> Task:
        """What the prover is given."""
        return Task(
            claim=self.claim,
            problem=self.problem or None,
            seed=self.seed,
            scratch=scratch,
            failures=self.failures,
            llm=self.llm,
            about=self.about,
            strategy=self.strategy,
            lemmas=self.lemmas,
            run=self.run,
            attempt=self.key if self.llm is not None else "",
            pool=pool,
        )

    @property
    def key(self) -> str:
        """What `--resume` compares: SHA-256 of problem, claim, prover, budget, seed and limits."""
        body = {
            "problem": self.problem,
            "claim": self.claim.digest,
            "prover": self.prover,
            "budget": {"work": self.budget.work, "seconds": str(self.budget.seconds)},
            "seed": self.seed,
            "config": self.config,
        }
        return digest(body)


@dataclass(frozen=True)
class Proposal:
    """What a prover brought, and how its run ended."""

    candidates: tuple[Candidate, ...]
    ended_by: str
    """answer, work, seconds, memory, money, refusal or fault."""
    mechanism: FailureMechanism | None
    """Why there is no candidate; None when there is one."""
    message: str
    work: int
    seconds: float
    cpu_seconds: float
    bill: Bill = field(default_factory=Bill)
    """What calls of a model cost."""
    transcript: str = ""
    """Path of what was said; empty for provers that do not talk."""


def propose(
    spec: AttemptSpec, scratch: str, pool: Executor | None = None, stop: threading.Event | None = None
) -> Proposal:
    """Run the prover once within its budget; every ending becomes a Proposal, only crashes escape.

    Loading a solver is not part of the budget, so that short budgets mean the same in a fresh process.
    A prover that asks a server runs in a thread: it computes in `pool` and ends soon after `stop` is set.
    """
    prover = get_prover(spec.prover)
    _load(prover)
    remote = spec.prover in REMOTE
    started, cpu = time.perf_counter(), time.thread_time() if remote else time.process_time()
    meter = Meter(spec.budget, stop)
    task = spec.task(Path(scratch), pool)
    found: list[Candidate] = []
    ended_by, mechanism, message = "answer", None, ""
    try:
        with contextlib.closing(_generator(prover, task, meter)) as candidates:
            for candidate in candidates:
                found.append(candidate)
                if len(found) >= MAX_CANDIDATES:
                    break
        if not found:
            mechanism, message = FailureMechanism.NONE_FOUND, "the search ended without a candidate"
    except BudgetSpent as spent:
        ended_by = spent.ended_by
        by_work = ended_by == "work"
        mechanism = FailureMechanism.BUDGET_WORK if by_work else FailureMechanism.BUDGET_SECONDS
        message = str(spent)
    except ProverStopped as stopped:
        ended_by, mechanism, message = stopped.ended_by, stopped.mechanism, str(stopped)
    except MissingBackendError as error:
        mechanism, message = FailureMechanism.BACKEND_MISSING, str(error)
    except UnsupportedError as error:
        mechanism, message = FailureMechanism.UNSUPPORTED, str(error)
    except InputError as error:
        ended_by, mechanism = "fault", FailureMechanism.OUR_FAULT
        message = str(error) if remote else f"malformed candidate: {error}"
    except Exception as error:
        # What was spent is to be recorded whatever went wrong.
        if not remote:
            raise
        ended_by, mechanism, message = "fault", FailureMechanism.OUR_FAULT, f"{type(error).__name__}: {error}"
    return Proposal(
        candidates=tuple(found),
        ended_by=ended_by,
        mechanism=None if found else mechanism,
        message="" if found else message,
        work=meter.work,
        seconds=time.perf_counter() - started,
        cpu_seconds=(time.thread_time() if remote else time.process_time()) - cpu,
        bill=meter.bill,
        transcript=str(meter.transcript or ""),
    )


def _generator(prover: Prover, task: Task, meter: Meter) -> Generator[Candidate, None, None]:
    yield from prover.propose(task, meter)


def _load(prover: Prover) -> None:
    for module in prover.modules:
        try:
            if module == "cpmpy":
                load_cpmpy()
            importlib.import_module(module)
        except ImportError:
            return
