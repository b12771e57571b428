"""One claim of a scan on its way: which attempts wait, and how far the present one has come."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from problems.claim import ClaimRecord
from problems.problem import Problem
from provers.attempt import AttemptSpec, Proposal
from verification.attempt import FailureMechanism
from verification.process import Crashed, Overrun
from verification.verdict import Report
from verification.verifier import Job

if TYPE_CHECKING:
    from provers.llm.first_reader import Reading

__all__ = ["KILL_AFTER", "Lane", "label"]

KILL_AFTER = 10.0
"""Seconds beyond its budget after which a prover that does not stop by itself is killed; loading its
solver is among them."""


@dataclass
class Lane:
    """A claim with its attempts; the present attempt is proposed, judged, read by the critic, and recorded."""

    problem: Problem
    record: ClaimRecord
    waiting: list[AttemptSpec]
    spec: AttemptSpec | None = None
    scratch: Path = Path()
    proposal: Proposal | None = None
    started: float = 0.0
    jobs: list[Job] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    readings: list[Reading | None] = field(default_factory=list)
    reading: bool = False
    """Whether the critic is at work."""

    def begin(self, spec: AttemptSpec, scratch: Path) -> None:
        """The next attempt."""
        self.spec, self.scratch, self.started = spec, scratch, time.time()
        self.proposal, self.reading = None, False
        self.jobs, self.reports, self.readings = [], [], []

    def take(self, future: Future[Any]) -> None:
        """What came back: the proposal, the critic's reading, or the next verdict."""
        if self.proposal is None:
            self.proposal = self._proposal(future)
        elif self.reading:
            self.reading = False
            self.readings.append(future.result())
        else:
            self.jobs[len(self.reports)].take(future)

    def fail(self, message: str) -> None:
        """The attempt ends by a fault of ours."""
        self.proposal = self._fault(message)
        self.jobs, self.reports = [], []

    def _proposal(self, future: Future[Any]) -> Proposal:
        try:
            result: Proposal = future.result()
            return result
        except Overrun as error:
            if error.resource == "seconds":
                return self._fault(str(error), "seconds", FailureMechanism.BUDGET_SECONDS)
            return self._fault(str(error), error.resource, FailureMechanism.KILLED)
        except Crashed as error:
            return self._fault(str(error))
        except Exception as error:  # noqa: BLE001 - a prover's fault costs one attempt and is recorded
            return self._fault(f"{type(error).__name__}: {error}")

    def _fault(
        self, message: str, ended_by: str = "fault", mechanism: FailureMechanism = FailureMechanism.OUR_FAULT
    ) -> Proposal:
        # The attempt may have waited for a worker: it did not use more than it was allowed to.
        allowed = self.spec.budget.seconds + KILL_AFTER if self.spec else 0.0
        return Proposal((), ended_by, mechanism, message, 0, min(time.time() - self.started, allowed), 0.0)


def label(record: ClaimRecord) -> str:
    """A claim record in one short line."""
    return f"{record.family} {_spell(record.params)}"


def _spell(params: Mapping[str, Any]) -> str:
    def value(item: Any) -> str:
        listed = isinstance(item, Sequence) and not isinstance(item, str)
        return "[" + ",".join(map(str, item)) + "]" if listed else str(item)

    return " ".join(f"{name}={value(item)}" for name, item in params.items())[:120]
