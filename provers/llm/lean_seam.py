"""The seam between agents and Lean: whatever judges Lean here is asked through `LeanChecker`, and through nothing else.

`VerifierLean` hands the agent's text or witness to the verifier as a candidate, like a stranger's; what can be judged
so is the verifier's affair, and nothing here has to change when it learns more.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from provers.prover import Task, candidate_for
from verification.backend import Limits, get_backend
from verification.process import ProcessPool
from verification.verdict import Outcome, Report
from verification.verifier import Verifier

__all__ = ["LeanAnswer", "LeanChecker", "VerifierLean"]

MEMORY_MB = 4096
Wait = Callable[["Future[Any]"], "Future[Any]"]
"""Returns when the future is done; raises BudgetSpent when time is over before."""


@dataclass(frozen=True)
class LeanAnswer:
    """What Lean said of a text or witness."""

    outcome: Outcome
    reason: str
    """In a sentence, as one colleague tells another."""


class LeanChecker(Protocol):
    """Checks with Lean what an agent wrote; its answer goes to the agent and never to a verdict."""

    def missing(self) -> str:
        """Why there is no Lean here, with what installs it; empty where there is."""
        ...

    def check(
        self, task: Task, payload: Mapping[str, Any], *, seconds: float, pool: Executor, wait: Wait
    ) -> LeanAnswer:
        """Check a payload of kind `lean`, or a witness as a theorem. A malformed one is an InputError."""
        ...


class VerifierLean:
    """Asks the verifier: its Lean back-end by name for a witness, whatever it routes Lean text to for text."""

    def missing(self) -> str:
        """Cheap: what the Lean back-end says of itself."""
        there = get_backend("lean").available()
        return "" if there.available else f"{there.reason}; install with: {there.install}"

    def check(
        self, task: Task, payload: Mapping[str, Any], *, seconds: float, pool: Executor, wait: Wait
    ) -> LeanAnswer:
        """One judgement in the pool's killable processes."""
        candidate = candidate_for(task, payload)
        backends = () if candidate.payload.kind == "lean" else ("lean",)
        limits = Limits(seconds=seconds, memory_mb=MEMORY_MB)
        with (
            tempfile.TemporaryDirectory(dir=task.scratch, prefix="lean-") as folder,
            Verifier(backends=backends, limits=limits, pool=cast(ProcessPool, pool), scratch=Path(folder)) as verifier,
        ):
            job = verifier.job(candidate)
            while (future := job.step(verifier.pool)) is not None:
                job.take(wait(future))
            return _answer(job.report())


def _answer(report: Report) -> LeanAnswer:
    return LeanAnswer(report.outcome, " ".join(report.reason.split())[:2000])
