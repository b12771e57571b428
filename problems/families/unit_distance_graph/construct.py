"""Point sets from the literature, as witnesses in JSON form.

Complex numbers are written over the integers: a lattice vector (a, b, c, d) stands for a + bω + cη + dωη with
ω = e^{iπ/3} and η = (5 + i√11)/6, both of absolute value 1 (the Moser lattice).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import isqrt
from typing import Any

__all__ = ["MOSER_FIELD", "MOSER_UNITS", "Vector", "construct", "lattice_point"]

Vector = tuple[int, int, int, int]

MOSER_FIELD = (3, 11)

_SIXTH: tuple[tuple[int, int], ...] = ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1))
"""Powers of ω over 1, ω."""

MOSER_UNITS: tuple[Vector, ...] = (
    *((a, b, 0, 0) for a, b in _SIXTH),
    *((0, 0, a, b) for a, b in _SIXTH),
    # (1 + ω)(η - 1) ω^i, where (1 + ω) ω^i = ω^i + ω^{i+1}
    *((-a - c, -b - d, a + c, b + d) for (a, b), (c, d) in zip(_SIXTH, (*_SIXTH[1:], _SIXTH[0]), strict=True)),
)
"""The 18 elements of absolute value 1."""

_BASIS: tuple[tuple[Sequence[str], Sequence[str]], ...] = (
    (("1", "0", "0", "0"), ("0", "0", "0", "0")),
    (("1/2", "0", "0", "0"), ("0", "1/2", "0", "0")),
    (("5/6", "0", "0", "0"), ("0", "0", "1/6", "0")),
    (("5/12", "0", "0", "-1/12"), ("0", "5/12", "1/12", "0")),
)
"""1, ω, η, ωη over 1, √3, √11, √33."""

MAX_SUM = 400
"""Points up to which sums of three pieces are tried."""

SPINDLE: Sequence[Vector] = (
    *((0, 0, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0), (1, 1, 0, 0)),
    *((0, 0, 1, 0), (0, 0, 0, 1), (0, 0, 1, 1)),
)
"""Two unit rhombi with a common vertex whose far ends are at distance 1: no three colours (L. and W. Moser 1961)."""


def lattice_point(vector: Vector) -> list[list[int | str]]:
    """Coordinates of a lattice vector over 1, √3, √11, √33."""
    return [
        [_json(sum(m * Fraction(unit[axis][s]) for m, unit in zip(vector, _BASIS, strict=True))) for s in range(4)]
        for axis in (0, 1)
    ]


def _json(value: Fraction | int) -> int | str:
    value = Fraction(value)
    return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def construct(points: int, edges: int, chromatic: int, girth: int) -> Iterator[Mapping[str, Any]]:
    """Witnesses with exactly `points` points that may satisfy the claim, those of few points first."""
    candidates: list[tuple[Sequence[int], Sequence[Any]]] = []
    if girth <= 3:
        candidates.append((MOSER_FIELD, [lattice_point(vector) for vector in SPINDLE]))
        candidates.append((MOSER_FIELD, _golomb()))
        candidates.append((MOSER_FIELD, [lattice_point(vector) for vector in _dense(points)]))
    if girth <= 4:
        candidates.append(((), _cube(points)))
    if chromatic <= 3 and girth <= points:
        candidates.append(_odd_polygon(points, girth))
    for field, base in candidates:
        if len(base) <= points:
            yield {"field": list(field), "points": [*base, *_isolated(points - len(base), 1 << len(field))]}


def _isolated(count: int, size: int) -> Iterator[Any]:
    """Points far from everything and from each other."""
    for index in range(count):
        yield [[1000 + 3 * index] + [0] * (size - 1), [0] * size]


def _golomb() -> list[Any]:
    """The wheel of a regular hexagon, and an equilateral triangle whose corners are at distance 1 from every other rim
    vertex (S. Golomb): ten points, chromatic number 4."""
    wheel = [(0, 0, 0, 0), *((a, b, 0, 0) for a, b in _SIXTH)]
    # (1/√3) e^{iθ} with cos θ = √3/6, sin θ = √33/6, turned by thirds of the full circle.
    x, y = {0: Fraction(1, 6)}, {2: Fraction(1, 6)}
    corners = []
    for _ in range(3):
        corners.append([[_json(part.get(s, Fraction(0))) for s in range(4)] for part in (x, y)])
        x, y = _third(x, y)
    return [*(lattice_point(vector) for vector in wheel), *corners]


def _third(x: Mapping[int, Fraction], y: Mapping[int, Fraction]) -> tuple[dict[int, Fraction], dict[int, Fraction]]:
    """A turn by 120°: (-x - √3 y)/2, (√3 x - y)/2 over 1, √3, √11, √33."""

    def root(part: Mapping[int, Fraction]) -> dict[int, Fraction]:
        return {s ^ 1: value * (3 if s & 1 else 1) for s, value in part.items()}

    def mix(left: Mapping[int, Fraction], right: Mapping[int, Fraction]) -> dict[int, Fraction]:
        return {s: (left.get(s, Fraction(0)) + right.get(s, Fraction(0))) / 2 for s in {*left, *right}}

    def minus(part: Mapping[int, Fraction]) -> dict[int, Fraction]:
        return {s: -value for s, value in part.items()}

    return mix(minus(x), minus(root(y))), mix(root(x), minus(y))


def _spiral(points: int) -> list[tuple[int, int]]:
    """The elements a + bω of the triangular lattice that are nearest to 0, ties in order of (a, b)."""
    reach = range(-isqrt(points) - 1, isqrt(points) + 2)
    return sorted(product(reach, reach), key=lambda v: (v[0] * v[0] + v[0] * v[1] + v[1] * v[1], v))[:points]


def _dense(points: int) -> list[Vector]:
    """The best of many sums of pieces of the three triangular lattices in the Moser lattice.

    The sum of sets of a and b points with s and t edges has ab points and at least sb + ta edges (a product of
    graphs; three triangles give the Hamming graph H(3, 3)). Surplus points are taken away by lowest degree.
    """
    best: list[Vector] = [(a, b, 0, 0) for a, b in _spiral(points)]
    best_edges = _edges(best)
    for third in range(1, 8):
        for second in range(third, 20):
            first = -(-points // (second * third))
            if points > MAX_SUM or first < second or first * second * third > 2 * points:
                continue
            parts = [
                [(a, b, 0, 0) for a, b in _spiral(first)],
                [(0, 0, a, b) for a, b in _spiral(second)],
                # (1 + ω)(η - 1) and its turn by ω
                [(-a + b, -a - 2 * b, a - b, a + 2 * b) for a, b in _spiral(third)],
            ]
            sums = {_sum(vectors) for vectors in product(*parts)}
            chosen = _peeled(sorted(sums), points)
            if len(chosen) == points and _edges(chosen) > best_edges:
                best, best_edges = chosen, _edges(chosen)
    return best


def _sum(vectors: Sequence[Vector]) -> Vector:
    a, b, c, d = (sum(entries) for entries in zip(*vectors, strict=True))
    return a, b, c, d


def _edges(vectors: Sequence[Vector]) -> int:
    inside = set(vectors)
    return sum(_plus(vector, unit) in inside for vector in vectors for unit in MOSER_UNITS) // 2


def _peeled(vectors: Sequence[Vector], points: int) -> list[Vector]:
    """What is left of the vectors after taking away those with the fewest neighbours, one by one."""
    inside = set(vectors)
    degree = {vector: sum(_plus(vector, unit) in inside for unit in MOSER_UNITS) for vector in vectors}
    while len(inside) > points:
        worst = min(inside, key=lambda vector: (degree[vector], vector))
        inside.discard(worst)
        for unit in MOSER_UNITS:
            near = _plus(worst, unit)
            if near in inside:
                degree[near] -= 1
    return sorted(inside)


def _plus(left: Vector, right: Vector) -> Vector:
    return left[0] + right[0], left[1] + right[1], left[2] + right[2], left[3] + right[3]


def _cube(points: int) -> list[Any]:
    """A projected cube of the largest dimension that fits: sums of unit vectors with rational coordinates."""
    turned = ((Fraction(t * t - 1, t * t + 1), Fraction(2 * t, t * t + 1)) for t in range(2, 12))
    directions = [(Fraction(1), Fraction(0)), *turned]
    dimension = max(points.bit_length() - 1, 0)
    corners = product((0, 1), repeat=min(dimension, len(directions)))
    return [
        [
            [_json(sum((bit * step[axis] for bit, step in zip(corner, directions, strict=False)), Fraction(0)))]
            for axis in (0, 1)
        ]
        for corner in corners
    ]


def _odd_polygon(points: int, girth: int) -> tuple[Sequence[int], Sequence[Any]]:
    """Points at unit steps around an isosceles triangle with sides m, m, 1: an odd cycle of 2m + 1 points."""
    m = max(1, girth // 2)
    square, root = 1, 4 * m * m - 1
    for d in range(2, 2 * m + 1):
        while root % (d * d) == 0:
            root //= d * d
            square *= d
    legs: list[Any] = []
    for t in range(m + 1):
        height = Fraction(t * square, 2 * m)
        legs.append([[_json(Fraction(t, 2 * m)), 0], [0, _json(height)]])
        if t < m:
            legs.append([[_json(1 - Fraction(t, 2 * m)), 0], [0, _json(height)]])
    return (root,), legs if len(legs) <= points else []
