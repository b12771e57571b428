"""Sunflowers among finite sets: finding one; and among bit masks: listing all, counting them.

Sets S₁, …, S_k, pairwise distinct, are a sunflower when all intersections of two of them are one and the same set, the
kernel; the petals Sᵢ ∖ kernel are then pairwise disjoint, and one of them may be empty. Seen from its first member A,
a sunflower with kernel Y consists of A and k - 1 later sets that meet A exactly in Y and are disjoint outside Y.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from problems.cliques import Work, count_cliques, find_clique
from problems.errors import TooLargeError

__all__ = ["Meter", "count_sunflowers", "find_sunflower", "sunflowers"]

MAX_STEPS = 30_000_000
"""Steps of one search, about a tenth of a microsecond each; a fixed number, so that the outcome does not depend on
the clock."""

WIDE = 2048
"""Bits of a mask that cost as much as one step."""

SMALL = 16
"""Sets up to which comparing all pairs is quicker than going through the points."""


class Meter(Work):
    """Counts steps: a comparison of two masks is one (wide masks cost more), a branch of a clique search five."""

    def __init__(self, masks: Sequence[int], most: int = MAX_STEPS) -> None:
        super().__init__(most)
        self.weight = 1 + max((mask.bit_length() for mask in masks), default=0) // WIDE

    def tick(self) -> None:
        """One branch more."""
        self._spend(5)

    def compared(self, pairs: int) -> None:
        """Count `pairs` comparisons."""
        self._spend(pairs * self.weight)

    def _spend(self, steps: int) -> None:
        self.steps += steps
        if self.steps > self.most:
            raise TooLargeError(f"the search for sunflowers needs more than {self.most} steps")


def _by_kernel(masks: Sequence[int], first: int) -> dict[int, list[int]]:
    """The later sets by their intersection with masks[first]."""
    base = masks[first]
    buckets: dict[int, list[int]] = {}
    for index in range(first + 1, len(masks)):
        buckets.setdefault(base & masks[index], []).append(index)
    return buckets


def _disjointness(petals: Sequence[int]) -> list[int]:
    """The graph of disjoint pairs, as neighbourhood masks."""
    rows = [0] * len(petals)
    for i, one in enumerate(petals):
        for j in range(i):
            if not one & petals[j]:
                rows[i] |= 1 << j
                rows[j] |= 1 << i
    return rows


def find_sunflower(sets: Sequence[Sequence[int]], k: int) -> tuple[int, ...] | None:
    """Indices of a k-sunflower (k ≥ 2) among distinct sets of points ≥ 0, None when there is none.

    >>> find_sunflower([(0, 1), (0, 2), (0, 3)], 3)
    (0, 1, 2)
    >>> find_sunflower([(0, 1), (0, 2), (1, 2)], 3)
    """
    # Points are numbered anew, so that large ones cost nothing.
    place = {point: number for number, point in enumerate(sorted({point for own in sets for point in own}))}
    points = [[place[point] for point in own] for own in sets]
    masks = [sum(1 << point for point in own) for own in points]
    meter = Meter(masks)
    holders: dict[int, int] = {}
    for index, own in enumerate(points):
        for point in own:
            holders[point] = holders.get(point, 0) | 1 << index
    for first in range(len(masks) - k + 1):
        meter.compared(len(masks) - first)
        for kernel, indices in _by_kernel(masks, first).items():
            if len(indices) < k - 1:
                continue
            if k == 2:
                return first, indices[0]
            if len(indices) <= SMALL:
                meter.compared(len(indices) ** 2)
                local = _disjointness([masks[index] ^ kernel for index in indices])
                found = find_clique(local, k - 1, (1 << len(indices)) - 1, meter) if any(local) else None
                if found is not None:
                    return first, *(indices[vertex] for vertex in found)
                continue
            together = sum(1 << index for index in indices)
            rows = dict.fromkeys(indices, 0)
            for index in indices:
                meter.compared(len(points[index]))
                met = 0
                for point in points[index]:
                    if not kernel >> point & 1:
                        met |= holders[point]
                # The empty petal meets nothing, itself neither.
                rows[index] = together & ~met & ~(1 << index)
            found = find_clique(rows, k - 1, together, meter) if any(rows.values()) else None
            if found is not None:
                return first, *found
    return None


def sunflowers(masks: Sequence[int], k: int, meter: Meter) -> Iterator[tuple[int, ...]]:
    """All k-sunflowers as increasing tuples of indices."""
    for first in range(len(masks) - k + 1):
        meter.compared(len(masks) - first)
        for kernel, indices in _by_kernel(masks, first).items():
            if len(indices) >= k - 1:
                petals = [masks[index] ^ kernel for index in indices]
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
        for kernel, indices in _by_kernel(masks, first).items():
            if len(indices) >= k - 1:
                rows = _disjointness([masks[index] ^ kernel for index in indices])
                total += count_cliques(rows, k - 1, (1 << len(rows)) - 1)
    return total
