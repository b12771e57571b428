"""OR-tools CP-SAT over the family's finite model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from problems.claim import Claim
from provers.prover import Meter, Task
from provers.search.modelled import search_model, unsupported_model
from verification.backend import Availability, packages
from verification.candidate import Candidate

__all__ = ["PROVER", "CpSat"]

WORK_PER_UNIT = 1000
"""Work counts thousandths of CP-SAT's deterministic time, whose unit is about a second."""


class CpSat:
    """One worker, fixed seed; work is deterministic time."""

    name = "cp-sat"
    summary = "OR-tools CP-SAT over the finite model"
    counts = "thousandths of deterministic time"
    modules = ("cpmpy", "ortools.sat.python.cp_model")

    def available(self) -> Availability:
        """CPMpy and OR-tools."""
        return packages(("cpmpy", "cpmpy"), ("ortools", "ortools"), extra="sat")

    def unsupported(self, claim: Claim) -> str:
        """Families with a finite model."""
        return unsupported_model(claim)

    def propose(self, task: Task, meter: Meter) -> Iterator[Candidate]:
        """At most one candidate."""
        options: dict[str, Any] = {"num_workers": 1, "random_seed": task.seed % 2**31}
        if meter.work_left is not None:
            options["max_deterministic_time"] = meter.work_left / WORK_PER_UNIT
        yield from search_model(task, meter, solver_name="ortools", options=options, work_of=_deterministic_time)


def _deterministic_time(solver: Any) -> int:
    return int(solver.ort_solver.response_proto.deterministic_time * WORK_PER_UNIT)


PROVER = CpSat()
