"""CaDiCaL over the CNF of the claim: witnesses from models, refutations with a DRAT proof."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from problems.claim import Claim, Goal
from problems.errors import UnsupportedError
from provers.prover import BudgetSpent, Meter, Task, candidate_for
from provers.search.modelled import unsupported_model
from verification.backend import Availability, packages
from verification.candidate import Candidate

__all__ = ["PROVER", "SatSearch"]


class SatSearch:
    """Deterministic; work is conflicts."""

    name = "sat"
    summary = "CaDiCaL over the CNF of the finite model, with proofs"
    counts = "conflicts"
    modules = ("cpmpy", "pindakaas", "pysat.solvers")

    def available(self) -> Availability:
        """CPMpy with Pindakaas, and PySAT."""
        return packages(("cpmpy", "cpmpy"), ("pindakaas", "pindakaas"), ("pysat", "python-sat"), extra="sat")

    def unsupported(self, claim: Claim) -> str:
        """Families with a finite model."""
        return unsupported_model(claim)

    def propose(self, task: Task, meter: Meter) -> Iterator[Candidate]:
        """At most one candidate; the proof file stays in the task's scratch folder."""
        from verification.encode import encode
        from verification.proofs.cadical import solve
        from verification.proofs.drat import write_drat

        encoding = encode(task.claim)
        if encoding.finite.relaxation and task.claim.goal is Goal.EXISTS:
            raise UnsupportedError(f"the model of {task.claim.family} is a relaxation: its solutions are no witnesses")
        if meter.seconds_left <= 0:
            raise BudgetSpent("seconds")
        answer = solve(encoding.clauses, seconds=meter.seconds_left, conflicts=meter.work_left)
        meter.work += answer.conflicts
        if answer.status == "unknown":
            raise BudgetSpent(answer.ended_by)
        if answer.status == "sat" and task.claim.goal is Goal.EXISTS:
            yield candidate_for(task, {"kind": "witness", "witness": encoding.decode(answer.model)})
        if answer.status == "unsat" and task.claim.goal is Goal.NONE:
            data = "".join(write_drat(answer.proof)).encode("ascii")
            path = task.scratch / "proof.drat"
            path.write_bytes(data)
            proof = {"format": "drat", "sha256": hashlib.sha256(data).hexdigest(), "path": str(path)}
            payload = {"kind": "refutation", "proof": proof}
            if encoding.symmetry:
                payload["symmetry"] = ",".join(item.name for item in encoding.symmetry)
            yield candidate_for(task, payload)


PROVER = SatSearch()
