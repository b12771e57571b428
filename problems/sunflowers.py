"""Sunflowers among finite sets given as bit masks: finding one, listing all, counting them.

Sets S₁, …, S_k, pairwise distinct, are a sunflower when all intersections of two of them are one and the same set, the
kernel; the petals Sᵢ ∖ kernel are then pairwise disjoint, and one of them may be empty. Seen from its first member A,
a sunflower with kernel Y consists of A and k - 1 later sets that meet A exactly in Y and are disjoint outside Y.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from problems.cliques import Work, count_cliques, find_clique

__all__ = ["Meter", "count_sunflowers", "find_sunflower", "sunflowers"]

MAX_STEPS = 20_000_000
"""Pairs of sets that one search may compare; a fixed number, so that the outcome does not depend on the clock."""

WIDE = 2048
"""Bits of a mask that cost as much as one step."""


class Meter(Work):
    """Counts comparisons of two sets, wide masks more than once."""

    def __init__(self, masks: Sequence[int], most: int = MAX_STEPS) -> None:
        super().__init__(most)
        self.weight = 1 + max((mask.bit_length() for mask in masks), default=0) // WIDE

    def compared(self, pairs: int) -> None:
        """Count `pairs` comparisons."""
        self.steps += pairs * self.weight - 1
        self.tick()


def _petals(masks: Sequence[int], first: int) -> Iterator[tuple[list[int], list[int]]]:
    """For each kernel, the later sets that meet masks[first] in it: their indices and their parts outside it."""
    base = masks[first]
    buckets: dict[int, list[int]] = {}
    for index in range(first + 1, len(masks)):
        buckets.setdefault(base & masks[index], []).append(index)
    for kernel, indices in buckets.items():
        yield indices, [masks[index] ^ kernel for index in indices]


def _disjointness(petals: Sequence[int]) -> list[int]:
    """The graph of disjoint pairs, as neighbourhood masks."""
    rows = [0] * len(petals)
    for i, one in enumerate(petals):
        for j in range(i):
            if not one & petals[j]:
                rows[i] |= 1 << j
                rows[j] |= 1 << i
    return rows


def find_sunflower(masks: Sequence[int], k: int) -> tuple[int, ...] | None:
    """Indices of the first k-sunflower (k ≥ 2) among distinct masks, None when there is none.

    >>> find_sunflower([0b0011, 0b0101, 0b1001], 3)
    (0, 1, 2)
    >>> find_sunflower([0b0011, 0b0101, 0b0110], 3)
    """
    meter = Meter(masks)
    for first in range(len(masks) - k + 1):
        meter.compared(len(masks) - first)
        for indices, petals in _petals(masks, first):
            size = len(indices)
            if size < k - 1:
                continue
            if k == 2:
                return first, indices[0]
            if k == 3:
                for i, one in enumerate(petals):
                    meter.compared(i + 1)
                    for j in range(i):
                        if not one & petals[j]:
                            return first, indices[j], indices[i]
                continue
            meter.compared(size * size)
            clique = find_clique(_disjointness(petals), k - 1, (1 << size) - 1, meter)
            if clique is not None:
                return first, *(indices[vertex] for vertex in clique)
    return None


def sunflowers(masks: Sequence[int], k: int, meter: Meter) -> Iterator[tuple[int, ...]]:
    """All k-sunflowers as increasing tuples of indices."""
    for first in range(len(masks) - k + 1):
        meter.compared(len(masks) - first)
        for indices, petals in _petals(masks, first):
            if len(indices) >= k - 1:
                for rest in _disjoint(petals, k - 1, 0, 0, meter):
                    yield first, *(indices[position] for position in rest)


def _disjoint(petals: Sequence[int], count: int, start: int, used: int, meter: Meter) -> Iterator[tuple[int, ...]]:
    """Positions of `count` petals from `start` on, disjoint from `used` and from each other."""
    if count == 0:
        yield ()
        return
    for position in range(start, len(petals) - count + 1):
        meter.compared(1)
        if not petals[position] & used:
            for rest in _disjoint(petals, count - 1, position + 1, used | petals[position], meter):
                yield position, *rest


def count_sunflowers(masks: Sequence[int], k: int) -> int:
    """Number of k-sunflowers among distinct masks."""
    total = 0
    for first in range(len(masks) - k + 1):
        for indices, petals in _petals(masks, first):
            if len(indices) >= k - 1:
                total += count_cliques(_disjointness(petals), k - 1, (1 << len(petals)) - 1)
    return total
