"""Point sets from the literature: Erdős–Szekeres, Horton, Overmars; each cut to the wanted number of points.

Removing the last point in lexicographic order keeps a set free of (empty) convex n-gons: a convex polygon
of the rest is one of the whole, and the removed point, being extreme, was inside none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb

from problems.families.convex_ngon_free_points.planar import Point

__all__ = ["construct", "cups_and_caps", "erdos_szekeres", "horton"]

NINE: Sequence[Point] = ((3, 8), (12, 23), (13, 7), (14, 10), (15, 9), (15, 12), (16, 9), (17, 4), (21, 0))
"""Nine points without an empty convex pentagon, the most there can be (Harborth 1978, with other coordinates)."""

OVERMARS: Sequence[Point] = (
    *((1, 1260), (16, 743), (22, 531), (37, 0), (306, 592), (310, 531), (366, 552), (371, 487), (374, 525)),
    *((392, 575), (396, 613), (410, 539), (416, 550), (426, 526), (434, 552), (436, 535), (446, 565), (449, 518)),
    *((450, 498), (453, 542), (458, 526), (489, 537), (492, 502), (496, 579), (516, 467), (552, 502), (754, 697)),
    *((777, 194), (1259, 320)),
)
"""29 points without an empty convex hexagon (M. Overmars, Discrete Comput. Geom. 29 (2003) 153-158)."""

MAX_SIDES = 9
"""Erdős–Szekeres sets are built up to 2^(9 - 2) = 128 points; the check of the next takes too long."""


def construct(n: int, size: int, *, empty: bool) -> Iterator[Sequence[Point]]:
    """Sets of `size` points for which the property is proved in the literature."""
    if empty and n >= 7:
        yield horton(size)
    if empty and n == 5 and size <= len(NINE):
        yield NINE[:size]
    if empty and n == 6 and size <= len(OVERMARS):
        yield OVERMARS[:size]
    sides = next((m for m in range(3, min(n, MAX_SIDES) + 1) if 2 ** (m - 2) >= size), 0)
    if sides:
        yield erdos_szekeres(sides)[:size]


def cups_and_caps(k: int, l: int) -> list[Point]:  # noqa: E741 - the letters of the theorem
    """C(k + l - 4, k - 2) points without a k-cup and without an l-cap (Erdős–Szekeres 1935).

    A k-cup is k points on a convex curve, left to right, an l-cap l points on a concave one. The set for
    (k, l - 1) is placed to the right of the one for (k - 1, l), so high that every line between the two is
    steeper than every line inside one: then a cup ends with its first point on the right, and a cap has
    only its first point on the left.

    >>> cups_and_caps(3, 3)
    [(0, 0), (1, 1)]
    """
    if k == 2 or l == 2:
        return [(0, 0)]
    low, high = cups_and_caps(k - 1, l), cups_and_caps(k, l - 1)
    shift = low[-1][0] + 1
    steepest = max(_steepest(low), _steepest(high))
    heights = [y for _, y in low]
    lift = max(heights) - min(y for _, y in high) + 1 + steepest * (shift + high[-1][0])
    return [*low, *((x + shift, y + lift) for x, y in high)]


def _steepest(points: Sequence[Point]) -> int:
    """An integer that no slope inside the set exceeds in absolute value."""
    return max((-(-abs(v - y) // (u - x)) for (x, y), (u, v) in combinations(points, 2)), default=0)


def erdos_szekeres(n: int) -> list[Point]:
    """2^(n - 2) points without a convex n-gon (Erdős–Szekeres 1960).

    Sets without an (i + 2)-cup and without an (n - i)-cap, i = 0 … n - 2, stand on a steep concave curve, small
    against their distances. A convex polygon then uses a cup of its leftmost set, a cap of its rightmost one
    and at most one point of each set between: at most (i + 1) + (j - i - 1) + (n - 1 - j) = n - 1 points.
    """
    parts = [cups_and_caps(i + 2, n - i) for i in range(n - 1)]
    steepest = max(_steepest(part) for part in parts)
    size = max(max(part[-1][0], max(y for _, y in part) - min(y for _, y in part)) for part in parts)
    slope = steepest + 2 * n + 2
    step = 8 * (size + 1) * (slope + 1)
    points = [(x + i * step, y + i * step * slope - i * i * step) for i, part in enumerate(parts) for x, y in part]
    assert len(points) == sum(comb(n - 2, i) for i in range(n - 1))  # noqa: S101 - binomial theorem
    return sorted(points)


def horton(size: int) -> list[Point]:
    """`size` points without an empty convex heptagon (Horton 1983).

    The points with even and with odd x are Horton sets again, and each lies far from all lines of the other.

    >>> horton(4)
    [(0, 0), (1, 4), (2, 1), (3, 5)]
    """
    heights, width = [0], 1
    while width < size:
        # Lines through two of the `width` points, even x or odd x, stay below `lift` over the whole range.
        lift = (max(heights) + 1) * 2 * width
        heights = [y for height in heights for y in (height, height + lift)]
        width *= 2
    return list(enumerate(heights))[:size]
