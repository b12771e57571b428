"""Local search for many unit distances in the Moser lattice.

With ω = e^{iπ/3} and η = (5 + i√11)/6 the lattice ℤ + ℤω + ℤη + ℤωη has 18 elements of absolute value 1, and no more:
for a + bη with a, b ∈ ℤ[ω] the part of |a + bη|² with √33 vanishes only if a = rc, b = sc with integers r, s, and
then N(c)(3r² + 5rs + 3s²) = 3 leaves the six units times 1 and η and the six elements of norm 3 times η - 1.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from problems.errors import TooLargeError
from problems.families.unit_distance_graph.construct import MOSER_FIELD, MOSER_UNITS, lattice_point
from problems.search import Landscape

__all__ = ["landscape"]

MAX_POINTS = 100

Vector = tuple[int, int, int, int]
State = tuple[Vector, ...]


def landscape(size: int, edges: int) -> Landscape[Any]:
    """States are sorted sets of lattice vectors; a move takes a point of low degree to the side of another one."""
    if not 2 <= size <= MAX_POINTS:
        raise TooLargeError(f"local search is offered for 2 to {MAX_POINTS} points")

    def start(rng: random.Random) -> State:
        state = {(0, 0, 0, 0)}
        while len(state) < size:
            state.add(_step(rng.choice(sorted(state)), rng))
        return tuple(sorted(state))

    def cost(state: State) -> int:
        inside = set(state)
        return max(0, edges - sum(_degree(vector, inside) for vector in state) // 2)

    def neighbours(state: State, rng: random.Random) -> Iterator[State]:
        inside = set(state)
        for _ in range(30):
            leaving = min(rng.sample(state, 2), key=lambda vector: _degree(vector, inside))
            rest = inside - {leaving}
            stem = rng.choice(state)
            options = [_step(stem, rng) for _ in range(4)]
            entering = max(options, key=lambda vector: _degree(vector, rest))
            if entering not in inside:
                yield tuple(sorted(rest | {entering}))

    return Landscape(
        start=start,
        cost=cost,
        neighbours=neighbours,
        witness=lambda state: {"field": list(MOSER_FIELD), "points": [lattice_point(vector) for vector in state]},
    )


def _step(vector: Vector, rng: random.Random) -> Vector:
    unit = rng.choice(MOSER_UNITS)
    return _sum(vector, unit)


def _sum(left: Vector, right: Vector) -> Vector:
    return left[0] + right[0], left[1] + right[1], left[2] + right[2], left[3] + right[3]


def _degree(vector: Vector, inside: set[Vector]) -> int:
    return sum(_sum(vector, unit) in inside for unit in MOSER_UNITS)
