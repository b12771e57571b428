"""Congruence-class identities: polynomial decompositions that hold for a whole residue class."""

from __future__ import annotations

import random
from collections.abc import Iterator

from problems.claim import Claim, Goal
from problems.family import get_family
from provers.prover import Meter, Task, candidate_for
from verification.backend import Availability
from verification.candidate import Candidate

__all__ = ["PROVER", "Identities"]


class Identities:
    """Walks the family's generator of identities."""

    name = "identities"
    summary = "polynomial identities over residue classes, by divisor patterns"
    counts = "identities"
    modules: tuple[str, ...] = ()

    def available(self) -> Availability:
        """Always there."""
        return Availability(True, version="1")

    def unsupported(self, claim: Claim) -> str:
        """Goal exists of a family whose payload is an identity."""
        family = get_family(claim.family)
        if claim.goal is not Goal.EXISTS:
            return "identities show goal exists only"
        return "" if family.payload == "identity" else f"family {family.name} takes no identities"

    def propose(self, task: Task, meter: Meter) -> Iterator[Candidate]:
        """Identities that pass the family's exact check."""
        family = get_family(task.claim.family)
        params = family.parse_params(task.claim.params)
        for identity in family.constructions(params, random.Random(task.seed)):
            if family.check(params, family.parse_witness(identity)).holds:
                yield candidate_for(task, {"kind": "identity", "identity": identity})
            meter.tick()


PROVER = Identities()
