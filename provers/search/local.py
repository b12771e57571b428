"""Tabu search over a family's landscape of faulty objects."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator
from typing import Any

from problems.claim import Claim, Goal
from problems.errors import UnsupportedError
from problems.family import Family, get_family
from provers.prover import Meter, Task, candidate_for
from verification.backend import Availability
from verification.candidate import Candidate

__all__ = ["PROVER", "Local"]

TENURE = 40
"""States that may not be entered again at once."""

PATIENCE = 400
"""Moves without a new best before a restart from a fresh random state."""


class Local:
    """Tabu search with restarts; seeded, and reproducible when the work budget ends it."""

    name = "local"
    summary = "tabu search with the family's moves, restarted when it stagnates"
    counts = "states evaluated"
    modules: tuple[str, ...] = ()

    def available(self) -> Availability:
        """Always there."""
        return Availability(True, version="1")

    def unsupported(self, claim: Claim) -> str:
        """Goal exists, of a family with a landscape for these parameters."""
        family = get_family(claim.family)
        if claim.goal is not Goal.EXISTS:
            return "local search shows goal exists only"
        if type(family).landscape is Family.landscape:
            return f"family {family.name} has no local search"
        try:
            family.landscape(family.parse_params(claim.params))
        except UnsupportedError as error:
            return str(error)
        return ""

    def propose(self, task: Task, meter: Meter) -> Iterator[Candidate]:
        """The first state without faults."""
        family = get_family(task.claim.family)
        params = family.parse_params(task.claim.params)
        land = family.landscape(params)
        rng = random.Random(task.seed)
        while True:
            state: Any = land.start(rng)
            cost = best = land.cost(state)
            tabu: deque[Any] = deque([state], maxlen=TENURE)
            idle = 0
            while cost and idle < PATIENCE:
                options = []
                for neighbour in land.neighbours(state, rng):
                    meter.tick()
                    value = land.cost(neighbour)
                    if neighbour not in tabu or value < best:
                        options.append((value, rng.random(), neighbour))
                if not options:
                    break
                cost, _, state = min(options, key=lambda option: option[:2])
                tabu.append(state)
                idle = 0 if cost < best else idle + 1
                best = min(best, cost)
            meter.tick()
            if cost == 0:
                witness = land.witness(state)
                if family.check(params, family.parse_witness(witness)).holds:
                    yield candidate_for(task, {"kind": "witness", "witness": witness})
                    return


PROVER = Local()
