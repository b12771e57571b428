"""Exact plane geometry of the checker: orientations as bit masks, convex polygons by dynamic programming."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import combinations, pairwise

from problems.errors import TooLargeError

__all__ = ["MAX_POINTS", "Point", "Sides", "collinear_or_sides", "count_faults", "find_polygon", "orientation"]

Point = tuple[int, int]

MAX_POINTS = 512
"""Points of the longest witness that is read."""

MAX_SORTING = 3 * 10**9
"""Cap on the cost of sorting directions, in units of about a nanosecond."""

MAX_STEPS = 15 * 10**6
"""Cap on the steps of the search for a convex polygon."""


def orientation(a: Point, b: Point, c: Point) -> int:
    """Twice the signed area of abc: positive when the turn is to the left.

    >>> orientation((0, 0), (1, 0), (0, 1))
    1
    """
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


@dataclass(frozen=True)
class Sides:
    """Orientations of all triples of points in general position, in lexicographic order."""

    left: tuple[tuple[int, ...], ...]
    """left[a][b] has bit c when c is to the left of the line from a to b."""
    around: tuple[tuple[int, ...], ...]
    """around[a] lists the points after a, counter-clockwise as seen from a."""


def collinear_or_sides(points: Sequence[Point]) -> tuple[int, int, int] | Sides:
    """Indices of three points on a line, or all orientations; O(N² log N) products.

    `points` are in strictly increasing lexicographic order. Raises TooLargeError when the coordinates are
    too long for their number.
    """
    count = len(points)
    words = 1 + max((abs(value).bit_length() for point in points for value in point), default=0) // 30
    if count * count * count.bit_length() * (100 + words * words) > MAX_SORTING:
        raise TooLargeError(f"{count} points with coordinates of up to {words * 30} bits are too many to sort")
    left, around = [], []
    for a in range(count):
        order = _by_direction(points, a)
        for b, c in pairwise(order):
            if orientation(points[a], points[b], points[c]) == 0:
                first, second, third = sorted((a, b, c))
                return first, second, third
        left.append(_half_planes(order, a, count))
        around.append(tuple(b for b in order if b > a))
    return Sides(tuple(left), tuple(around))


def _by_direction(points: Sequence[Point], a: int) -> list[int]:
    """The other points by the direction of their line through a, from steeply falling to steeply rising."""
    x, y = points[a]
    # Earlier points are reflected through a, so that all directions lie in one half-turn.
    direction = [(u - x, v - y) if index > a else (x - u, y - v) for index, (u, v) in enumerate(points)]

    def turn(b: int, c: int) -> int:
        (bx, by), (cx, cy) = direction[b], direction[c]
        return by * cx - bx * cy

    return sorted((index for index in range(len(points)) if index != a), key=cmp_to_key(turn))


def _half_planes(order: Sequence[int], a: int, count: int) -> tuple[int, ...]:
    """left[a][·] from the order of directions around a."""
    earlier = (1 << a) - 1
    later = ((1 << count) - 1) ^ earlier ^ (1 << a)
    masks = [0] * count
    before, after = 0, earlier | later
    for b in order:
        after ^= 1 << b
        if b > a:
            masks[b] = (after & later) | (before & earlier)
        else:
            masks[b] = (before & later) | (after & earlier)
        before |= 1 << b
    return tuple(masks)


def find_polygon(sides: Sides, size: int, *, empty: bool) -> list[int] | None:
    """Indices of a convex polygon with `size` vertices (and no point inside), counter-clockwise; None if none.

    For each first vertex p the others come counter-clockwise around p; a chain p → … → j → k of left turns
    is a convex polygon. ends[k][t] holds the j for which a chain of t vertices ends with j → k. A polygon is
    empty exactly when every triangle p j k of its fan is. O(N³) steps, each a few masks, times `size`.
    """
    count = len(sides.left)
    if size > count:
        return None
    if count**3 // 6 * (size - 2) > MAX_STEPS:
        raise TooLargeError(f"the search for convex {size}-gons among {count} points takes more than {MAX_STEPS} steps")
    left = sides.left
    for p in range(count):
        around = sides.around[p]
        ends: dict[int, list[int]] = {}
        for place, k in enumerate(around):
            ends[k] = into = [0] * (size + 1)
            for j in around[:place]:
                if empty and left[p][j] & left[j][k] & left[k][p]:
                    continue
                turned, reached = left[j][k], 3
                for t in range(size - 1, 2, -1):
                    if ends[j][t] & turned:
                        reached = t + 1
                        break
                for t in range(3, reached + 1):
                    into[t] |= 1 << j
                if reached == size:
                    return [p, *_chain(ends, left, j, k, size)]
    return None


def _chain(ends: dict[int, list[int]], left: Sequence[Sequence[int]], j: int, k: int, size: int) -> list[int]:
    """The vertices after p of a chain of `size` vertices that ends with j → k."""
    chain = [k, j]
    for t in range(size - 1, 2, -1):
        mask = ends[j][t] & left[j][k]
        j, k = (mask & -mask).bit_length() - 1, j
        chain.append(j)
    return chain[::-1]


def count_faults(points: Sequence[Point], size: int, *, empty: bool) -> tuple[int, int]:
    """Collinear triples, and convex polygons with `size` vertices (empty ones), counted naively.

    Where triples are collinear the second number is only a rough one.
    """
    count = len(points)
    sign = {}
    collinear = 0
    for a, b, c in combinations(range(count), 3):
        value = orientation(points[a], points[b], points[c])
        collinear += value == 0
        turn = (value > 0) - (value < 0)
        sign[a, b, c] = sign[b, c, a] = sign[c, a, b] = turn
        sign[a, c, b] = sign[c, b, a] = sign[b, a, c] = -turn
    total = sum(_chains_from(p, count, sign, size, empty) for p in range(count))
    return collinear, total


def _chains_from(p: int, count: int, sign: dict[tuple[int, int, int], int], size: int, empty: bool) -> int:
    """Convex polygons whose first vertex is p."""
    if size == 1 or count - p < size:
        return 0

    def turn(b: int, c: int) -> int:
        return -sign[p, b, c]

    later = sorted(range(p + 1, count), key=cmp_to_key(turn))
    ways: dict[tuple[int, int], list[int]] = {}
    total = 0
    for place, k in enumerate(later):
        for earlier, j in enumerate(later[:place]):
            if sign[p, j, k] <= 0 or (empty and any(_inside(sign, p, j, k, count))):
                continue
            counts = [0] * (size + 1)
            counts[3] = 1
            for i in later[:earlier]:
                if (i, j) in ways and sign[i, j, k] > 0:
                    for t, number in enumerate(ways[i, j][3:size], start=4):
                        counts[t] += number
            ways[j, k] = counts
            total += counts[size]
    return total


def _inside(sign: dict[tuple[int, int, int], int], p: int, j: int, k: int, count: int) -> Iterator[bool]:
    """For each other point, whether it is strictly inside the counter-clockwise triangle p j k."""
    for d in range(count):
        if d not in (p, j, k):
            yield sign[p, j, d] > 0 and sign[j, k, d] > 0 and sign[k, p, d] > 0
