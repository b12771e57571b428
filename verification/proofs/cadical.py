"""CaDiCaL 1.9.5 through PySAT on exactly the clauses of an encoding, with a DRAT proof.

PySAT holds the interpreter lock while it solves and CaDiCaL cannot be interrupted there: call this in a
process that can be killed. Conflicts are counted in slices, so that the clock is looked at in between.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from problems.errors import MissingBackendError
from verification.proofs.drat import Step, parse_drat

__all__ = ["SOLVER", "SatAnswer", "solve"]

SOLVER = "cadical 1.9.5"
SLICE = 20_000
"""Conflicts between two looks at the clock; the first slices are shorter."""


@dataclass(frozen=True)
class SatAnswer:
    """What the solver said."""

    status: Literal["sat", "unsat", "unknown"]
    model: tuple[int, ...]
    """Signed literals when satisfiable."""
    proof: tuple[Step, ...]
    """DRAT steps ending in the empty clause when unsatisfiable."""
    conflicts: int
    """Conflicts allowed so far (an upper bound of those met)."""
    ended_by: Literal["answer", "work", "seconds"]


def solve(clauses: Sequence[Sequence[int]], *, seconds: float, conflicts: int | None = None) -> SatAnswer:
    """Solve within a conflict budget and (approximately) a time limit. Deterministic apart from the clock."""
    if any(not clause for clause in clauses):
        # PySAT would leave out an empty clause; the formula refutes itself.
        return SatAnswer("unsat", (), (Step(False, ()),), 0, "answer")
    try:
        from pysat.solvers import Solver
    except ImportError:
        raise MissingBackendError("python-sat is not installed: pip install 'conjecture-workbench[sat]'") from None
    deadline = time.monotonic() + seconds
    spent, slice_ = 0, 1000
    with Solver(name="cadical195", bootstrap_with=[list(clause) for clause in clauses], with_proof=True) as solver:
        while True:
            allowed = slice_ if conflicts is None else min(slice_, conflicts - spent)
            if allowed <= 0:
                return SatAnswer("unknown", (), (), spent, "work")
            solver.conf_budget(allowed)
            answer = solver.solve_limited()
            met = int((solver.accum_stats() or {}).get("conflicts", 0))
            spent = max(met, spent) if answer is not None and met else spent + allowed
            if answer is True:
                return SatAnswer("sat", tuple(solver.get_model() or ()), (), spent, "answer")
            if answer is False:
                return SatAnswer("unsat", (), _proof(solver.get_proof() or []), spent, "answer")
            if time.monotonic() > deadline:
                return SatAnswer("unknown", (), (), spent, "seconds")
            slice_ = min(2 * slice_, SLICE)


def _proof(lines: Sequence[str]) -> tuple[Step, ...]:
    steps = parse_drat("\n".join(lines))
    if not any(not step.delete and not step.clause for step in steps):
        # A formula refuted by unit propagation alone has an empty proof; the checkers want the last step spelled out.
        steps.append(Step(False, ()))
    return tuple(steps)
