"""Local search for sunflower-free families."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from math import comb
from typing import Any

from problems.errors import TooLargeError
from problems.families.sunflower_free.claim import SunflowerParams
from problems.search import Landscape
from problems.sunflowers import Meter, count_sunflowers, sunflowers

__all__ = ["landscape"]

MAX_M, MAX_G, MAX_K = 100, 40, 8


def landscape(params: SunflowerParams) -> Landscape[Any]:
    """States are families of m distinct sets as sorted masks."""
    k, w, g, m = params.k, params.w, params.g, params.m
    if m > MAX_M or g > MAX_G or k > MAX_K:
        raise TooLargeError(f"local search is offered for m <= {MAX_M}, g <= {MAX_G} and k <= {MAX_K}")
    if m > (2**g if w is None else comb(g, w)):
        raise TooLargeError(f"there are fewer than m = {m} sets to choose from")

    def random_set(rng: random.Random) -> int:
        return rng.getrandbits(g) if w is None else sum(1 << point for point in rng.sample(range(g), w))

    def start(rng: random.Random) -> tuple[int, ...]:
        found: set[int] = set()
        while len(found) < m:
            found.add(random_set(rng))
        return tuple(sorted(found))

    def moved(mask: int, rng: random.Random) -> int:
        """The set with a point exchanged (for free sizes also added or taken away), or a fresh set."""
        if g < 2 or rng.random() < 0.3:
            return random_set(rng)
        i, j = rng.sample(range(g), 2)
        if (mask >> i ^ mask >> j) & 1:
            return mask ^ (1 << i | 1 << j)
        return mask ^ 1 << i if w is None else random_set(rng)

    def neighbours(state: tuple[int, ...], rng: random.Random) -> Iterator[tuple[int, ...]]:
        shuffled = rng.sample(state, m)
        blamed = [shuffled[index] for found in islice(sunflowers(shuffled, k, Meter(state)), 12) for index in found]
        for _ in range(30 if m else 0):
            leaving = rng.choice(blamed or shuffled)
            entering = moved(leaving, rng)
            if entering not in state:
                yield tuple(sorted({*state, entering} - {leaving}))

    def witness(state: tuple[int, ...]) -> dict[str, Any]:
        return {"sets": sorted([point for point in range(g) if mask >> point & 1] for mask in state)}

    return Landscape(start=start, cost=lambda state: count_sunflowers(state, k), neighbours=neighbours, witness=witness)
