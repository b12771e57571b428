"""Local search over points of a small grid."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from problems.errors import TooLargeError
from problems.families.convex_ngon_free_points.planar import Point, count_faults
from problems.search import Landscape

__all__ = ["landscape"]

MAX_N = 24
"""Counting polygons anew for every move is O(N⁴); beyond this it is too slow to get anywhere."""

State = tuple[Point, ...]


def landscape(n: int, size: int, *, empty: bool) -> Landscape[Any]:
    """States are sets of `size` points of a square grid, sorted; a move puts one point elsewhere."""
    if size > MAX_N:
        raise TooLargeError(f"local search is offered up to N = {MAX_N}")
    grid = max(4, 3 * size)

    def start(rng: random.Random) -> State:
        cells = rng.sample(range(grid * grid), size)
        return tuple(sorted(divmod(cell, grid) for cell in cells))

    def cost(state: State) -> int:
        collinear, polygons = count_faults(state, n, empty=empty)
        return 3 * collinear + polygons

    def neighbours(state: State, rng: random.Random) -> Iterator[State]:
        taken = set(state)
        for _ in range(24):
            leaving = rng.choice(state)
            if rng.random() < 0.5:
                entering = (rng.randrange(grid), rng.randrange(grid))
            else:
                x, y = leaving[0] + rng.randint(-2, 2), leaving[1] + rng.randint(-2, 2)
                entering = (min(max(x, 0), grid - 1), min(max(y, 0), grid - 1))
            if entering not in taken:
                yield tuple(sorted((taken - {leaving}) | {entering}))

    return Landscape(
        start=start,
        cost=cost,
        neighbours=neighbours,
        witness=lambda state: {"points": [list(point) for point in state]},
    )
