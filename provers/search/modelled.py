"""Solvers behind CPMpy over a family's finite model: what CP-SAT and Z3 have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from problems.claim import Claim, Goal
from problems.errors import UnsupportedError
from problems.family import get_family
from problems.model import load_cpmpy
from provers.prover import BudgetSpent, Meter, Task, candidate_for
from verification.candidate import Candidate

__all__ = ["search_model", "unsupported_model"]


def unsupported_model(claim: Claim) -> str:
    """Why the claim has no finite model; empty when it has one."""
    family = get_family(claim.family)
    return "" if family.has_model else f"family {family.name} has no finite model"


def search_model(
    task: Task,
    meter: Meter,
    *,
    solver_name: str,
    options: Mapping[str, Any],
    work_of: Callable[[Any], int],
) -> Iterator[Candidate]:
    """Solve the model once; a witness read back from a solution, or a refutation without proof.

    `work_of` reads the work done from CPMpy's solver object. Raises BudgetSpent when the solver stopped
    without an answer.
    """
    load_cpmpy()
    import cpmpy as cp
    from cpmpy.solvers.solver_interface import ExitStatus

    family = get_family(task.claim.family)
    finite = family.model(family.parse_params(task.claim.params))
    if finite.relaxation and task.claim.goal is Goal.EXISTS:
        raise UnsupportedError(f"the model of {family.name} is a relaxation: its solutions are no witnesses")
    solver = cp.SolverLookup.get(solver_name, finite.model)
    if meter.seconds_left <= 0:
        raise BudgetSpent("seconds")
    solver.solve(time_limit=meter.seconds_left, **options)
    meter.work += work_of(solver)
    status = solver.status().exitstatus
    if status in (ExitStatus.FEASIBLE, ExitStatus.OPTIMAL):
        if task.claim.goal is Goal.EXISTS:
            values = {name: int(variable.value() or 0) for name, variable in finite.variables.items()}
            yield candidate_for(task, {"kind": "witness", "witness": finite.decode(values)})
    elif status is ExitStatus.UNSATISFIABLE:
        if task.claim.goal is Goal.NONE:
            yield candidate_for(task, {"kind": "refutation"})
    else:
        by_work = meter.work_left is not None and meter.seconds_left > 0
        raise BudgetSpent("work" if by_work else "seconds")
