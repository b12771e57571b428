"""Z3 over the family's finite model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from problems.claim import Claim
from provers.prover import Meter, Task
from provers.search.modelled import search_model, unsupported_model
from verification.backend import Availability, packages
from verification.candidate import Candidate

__all__ = ["PROVER", "Smt"]


class Smt:
    """Z3 with a fixed seed; work is Z3's own resource count."""

    name = "smt"
    summary = "Z3 over the finite model"
    counts = "Z3 resource units"
    modules = ("cpmpy", "z3")

    def available(self) -> Availability:
        """CPMpy and Z3."""
        return packages(("cpmpy", "cpmpy"), ("z3", "z3-solver"), extra="smt")

    def unsupported(self, claim: Claim) -> str:
        """Families with a finite model."""
        return unsupported_model(claim)

    def propose(self, task: Task, meter: Meter) -> Iterator[Candidate]:
        """At most one candidate."""
        _fresh_context()
        options: dict[str, Any] = {"random_seed": task.seed % 2**31}
        if meter.work_left is not None:
            options["rlimit"] = min(meter.work_left, 2**32 - 1)
        yield from search_model(task, meter, solver_name="z3", options=options, work_of=_resources)


def _fresh_context() -> None:
    """Start a new Z3 context, so that earlier attempts of this process change nothing.

    Z3 numbers its terms and counts its resources over the life of a context.
    """
    import z3

    z3.z3._main_ctx = None


def _resources(solver: Any) -> int:
    statistics = solver.z3_solver.statistics()
    return int(statistics.get_key_value("rlimit count")) if "rlimit count" in statistics.keys() else 0  # noqa: SIM118


PROVER = Smt()
