"""One attempt, as a pure function of its specification: what runs in a worker process."""

from __future__ import annotations

import importlib
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from problems.canonical import digest
from problems.claim import Claim
from problems.errors import InputError, MissingBackendError, UnsupportedError
from provers.prover import Budget, BudgetSpent, Meter, Prover, Task, get_prover
from verification.attempt import FailureMechanism
from verification.backend import Limits
from verification.candidate import Candidate

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

    @property
    def config(self) -> dict[str, Any]:
        """Settings beside budget and seed on which the outcome depends."""
        return {"judge": {name: str(value) for name, value in asdict(self.limits).items()}}

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
    """answer, work, seconds, memory or fault."""
    mechanism: FailureMechanism | None
    """Why there is no candidate; None when there is one."""
    message: str
    work: int
    seconds: float
    cpu_seconds: float


def propose(spec: AttemptSpec, scratch: str) -> Proposal:
    """Run the prover once within its budget; every ending becomes a Proposal, only crashes escape.

    Loading a solver is not part of the budget, so that short budgets mean the same in a fresh process.
    """
    prover = get_prover(spec.prover)
    _load(prover)
    started, cpu = time.perf_counter(), time.process_time()
    meter = Meter(spec.budget)
    task = Task(claim=spec.claim, problem=spec.problem, seed=spec.seed, scratch=Path(scratch))
    found: list[Candidate] = []
    ended_by, mechanism, message = "answer", None, ""
    try:
        for candidate in prover.propose(task, meter):
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
    except MissingBackendError as error:
        mechanism, message = FailureMechanism.BACKEND_MISSING, str(error)
    except UnsupportedError as error:
        mechanism, message = FailureMechanism.UNSUPPORTED, str(error)
    except InputError as error:
        ended_by, mechanism, message = "fault", FailureMechanism.OUR_FAULT, f"malformed candidate: {error}"
    return Proposal(
        candidates=tuple(found),
        ended_by=ended_by,
        mechanism=None if found else mechanism,
        message="" if found else message,
        work=meter.work,
        seconds=time.perf_counter() - started,
        cpu_seconds=time.process_time() - cpu,
    )


def _load(prover: Prover) -> None:
    for module in prover.modules:
        try:
            importlib.import_module(module)
        except ImportError:
            return
