"""Depth-first enumeration of a family's search tree, with its symmetry breaking."""

from __future__ import annotations

from collections.abc import Iterator

from problems.claim import Claim, Goal
from problems.family import get_family
from provers.prover import Meter, Task, candidate_for
from verification.backend import Availability
from verification.candidate import Candidate

__all__ = ["PROVER", "Enumerate"]

_END = object()


class Enumerate:
    """Finds the first witness in search order, or shows by visiting every node that there is none."""

    name = "enumerate"
    summary = "depth-first enumeration with symmetry breaking and pruning"
    counts = "nodes"
    modules: tuple[str, ...] = ()

    def available(self) -> Availability:
        """Always there."""
        return Availability(True, version="1")

    def unsupported(self, claim: Claim) -> str:
        """Families that offer a tree."""
        family = get_family(claim.family)
        return "" if family.has_exhaustion else f"family {family.name} has no search tree"

    def propose(self, task: Task, meter: Meter) -> Iterator[Candidate]:
        """One witness; for goal none a refutation when the tree is exhausted without one."""
        family = get_family(task.claim.family)
        params = family.parse_params(task.claim.params)
        tree = family.tree(params)
        stack = [iter((tree.root,))]
        while stack:
            node = next(stack[-1], _END)
            if node is _END:
                stack.pop()
                continue
            found = tree.witness(node)
            if found is not None and family.check(params, family.parse_witness(found)).holds:
                if task.claim.goal is Goal.EXISTS:
                    yield candidate_for(task, {"kind": "witness", "witness": found})
                return
            meter.tick()
            stack.append(iter(tree.children(node)))
        if task.claim.goal is Goal.NONE:
            yield candidate_for(task, {"kind": "refutation"})


PROVER = Enumerate()
