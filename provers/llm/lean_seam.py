"""The seam between agents and Lean: whatever judges Lean here is asked through `LeanChecker`, and through nothing else.

`VerifierLean` hands the agent's text or witness to the verifier as a candidate, like a stranger's. Lean text goes
through the fast lane first, which tells what Lean says of it within a second or so; only what Lean takes is judged.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from problems.errors import WorkbenchError
from provers.prover import Task, candidate_for
from verification.backend import LeanPlaces, Limits, get_backend
from verification.candidate import Candidate, LeanProof
from verification.process import Limited, ProcessPool
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

    def __init__(self, places: LeanPlaces | None = None) -> None:
        self._places = places or LeanPlaces()

    def missing(self) -> str:
        """Cheap: what the Lean back-end says of itself."""
        there = get_backend("lean").available()
        return "" if there.available else f"{there.reason}; install with: {there.install}"

    def check(
        self, task: Task, payload: Mapping[str, Any], *, seconds: float, pool: Executor, wait: Wait
    ) -> LeanAnswer:
        """One judgement in the pool's killable processes."""
        candidate = candidate_for(task, payload)
        limits = Limits(seconds=seconds, memory_mb=MEMORY_MB, lean=self._places)
        if isinstance(candidate.payload, LeanProof):
            told = _first_look(candidate, candidate.payload, limits, pool, wait)
            if told:
                return LeanAnswer(Outcome.UNKNOWN, told)
        backends = () if candidate.payload.kind == "lean" else ("lean",)
        with (
            tempfile.TemporaryDirectory(dir=task.scratch, prefix="lean-") as folder,
            Verifier(backends=backends, limits=limits, pool=cast(ProcessPool, pool), scratch=Path(folder)) as verifier,
        ):
            job = verifier.job(candidate)
            while (future := job.step(verifier.pool)) is not None:
                job.take(wait(future))
            return _answer(job.report())


def _first_look(candidate: Candidate, proof: LeanProof, limits: Limits, pool: Executor, wait: Wait) -> str:
    """What stands in the way of judging a text at all, by the fast lane; empty where nothing does."""
    from verification.lean.elaborate import elaborate

    call = Limited(elaborate, seconds=limits.seconds, memory_mb=limits.memory_mb)
    try:
        found = wait(pool.submit(call, proof, candidate.claim, limits)).result()
    except WorkbenchError as error:
        return " ".join(str(error).split())[:2000]
    return "" if found.clean else f"it does not elaborate: {found.sentence}"[:2000]


def _answer(report: Report) -> LeanAnswer:
    return LeanAnswer(report.outcome, " ".join(report.reason.split())[:2000])
