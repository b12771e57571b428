"""Constructions of the literature, as the families offer them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from problems.claim import Claim, Goal
from problems.family import Family, get_family
from provers.prover import Meter, Task, candidate_for
from verification.backend import Availability
from verification.candidate import Candidate

__all__ = ["PROVER", "Construct"]


class Construct:
    """Offers each construction that the family's own check accepts."""

    name = "construct"
    summary = "known constructions of the family, tried in turn"
    counts = "constructions"
    modules: tuple[str, ...] = ()

    def available(self) -> Availability:
        """Always there."""
        return Availability(True, version="1")

    def unsupported(self, claim: Claim) -> str:
        """Goal exists, and a family that has constructions of witnesses."""
        family = get_family(claim.family)
        if claim.goal is not Goal.EXISTS:
            return "constructions show goal exists only"
        if family.payload != "witness" or type(family).constructions is Family.constructions:
            return f"family {family.name} has no constructions of witnesses"
        return ""

    def propose(self, task: Task, meter: Meter) -> Iterator[Candidate]:
        """The constructions that pass the exact check."""
        family = get_family(task.claim.family)
        params = family.parse_params(task.claim.params)
        for witness in family.constructions(params, random.Random(task.seed)):
            if family.check(params, family.parse_witness(witness)).holds:
                yield candidate_for(task, {"kind": "witness", "witness": witness})
            meter.tick()


PROVER = Construct()
