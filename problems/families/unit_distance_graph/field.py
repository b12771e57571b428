"""Arithmetic in real multiquadratic fields ℚ(√d₁, …, √dₛ), as far as unit distances need it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import isqrt, lcm, prod

from problems.errors import TooLargeError

__all__ = ["Number", "Point", "basis", "field_fault", "unit_pairs"]

Number = tuple[Fraction, ...]
"""Coefficients over the basis."""
Point = tuple[Number, Number]

MAX_GENERATOR = 10**10
"""Largest √ of the field; larger ones are not tested for squares inside."""

MAX_EXACT = 4 * 10**9
"""Cap on the cost of exact comparisons, in units of about a nanosecond."""


def basis(field: Sequence[int]) -> list[int]:
    """Products d_S of the generators: the basis is √d_S, S the bits of the position.

    >>> basis((3, 11))
    [1, 3, 11, 33]
    """
    return [prod(d for bit, d in enumerate(field) if subset >> bit & 1) for subset in range(1 << len(field))]


def field_fault(field: Sequence[int]) -> str:
    """Why the generators do not give an independent basis; empty when they do."""
    if any(left >= right for left, right in pairwise(field)):
        return "the generators of the field must be strictly increasing"
    for d in field:
        if not 2 <= d <= MAX_GENERATOR:
            return f"a generator of the field is an integer from 2 to {MAX_GENERATOR}"
        if not _squarefree(d):
            return f"{d} is divisible by a square: take the squarefree part"
    for product in basis(field)[1:]:
        if isqrt(product) ** 2 == product:
            return "a product of some generators is a square: the basis would be dependent"
    return ""


def _squarefree(d: int) -> bool:
    """Trial division up to the cube root; what is left is squarefree unless it is a square."""
    p = 2
    while p * p * p <= d:
        if d % (p * p) == 0:
            return False
        if d % p == 0:
            d //= p
        p += 1
    return d == 1 or isqrt(d) ** 2 != d


def unit_pairs(field: Sequence[int], points: Sequence[Point]) -> list[tuple[int, int]]:
    """All i < j at distance exactly 1, in order; raises TooLargeError when the coordinates are too long.

    Each pair is first compared in ℤ/p, where √dᵢ is sent to a square root of dᵢ: a ring homomorphism, so a pair
    at distance 1 always passes. What passes is decided exactly, by comparing coefficients.
    """
    modulus, roots = _residues(field, points)
    xs, ys = ([_residue(point[axis], roots, modulus) for point in points] for axis in (0, 1))
    squares = basis(field)
    found, cost = [], 0
    for j, (x, y) in enumerate(zip(xs, ys, strict=True)):
        for i in range(j):
            if ((x - xs[i]) ** 2 + (y - ys[i]) ** 2 - 1) % modulus:
                continue
            cost += _cost(points[i], points[j])
            if cost > MAX_EXACT:
                raise TooLargeError(f"the coordinates of {len(points)} points are too long for exact comparison")
            if _is_unit(points[i], points[j], squares):
                found.append((i, j))
    return sorted(found)


def _residues(field: Sequence[int], points: Sequence[Point]) -> tuple[int, list[int]]:
    """A modulus prime to all denominators in which every generator has a square root, and the images of the basis.

    The homomorphism needs no more than these two properties, so it does not matter whether the modulus is prime.
    """
    denominators = {value.denominator for point in points for number in point for value in number}
    modulus = 2**61 + 15
    while True:
        modulus += 4
        if modulus % 3 and modulus % 5 and modulus % 7 and pow(2, modulus - 1, modulus) == 1:
            roots = [pow(d, (modulus + 1) // 4, modulus) for d in field]
            fit = all((root * root - d) % modulus == 0 for root, d in zip(roots, field, strict=True))
            if fit and all(denominator % modulus for denominator in denominators):
                images = [value % modulus for value in basis(roots)]
                try:
                    for denominator in denominators:
                        pow(denominator, -1, modulus)
                except ValueError:
                    continue
                return modulus, images


def _residue(number: Number, images: Sequence[int], modulus: int) -> int:
    """The image of a number in ℤ/modulus."""
    terms = (
        value.numerator * pow(value.denominator, -1, modulus) * image
        for value, image in zip(number, images, strict=True)
        if value
    )
    return sum(terms) % modulus


def _difference(p: Point, q: Point) -> Iterator[list[Fraction]]:
    for left, right in zip(p, q, strict=True):
        yield [a - b for a, b in zip(left, right, strict=True)]


def _cost(p: Point, q: Point) -> int:
    """Estimated nanoseconds of `_is_unit`."""
    longest = max(max(v.numerator.bit_length(), v.denominator.bit_length()) for number in (*p, *q) for v in number)
    size = len(p[0])
    words = 1 + 2 * size * longest // 30
    return 2 * size * size * (300 + words * words)


def _is_unit(p: Point, q: Point, squares: Sequence[int]) -> bool:
    """Whether |p - q|² = 1: the squares of both differences, over a common denominator, coefficient by coefficient."""
    parts = list(_difference(p, q))
    common = lcm(*(value.denominator for part in parts for value in part))
    total = [0] * len(squares)
    for part in parts:
        scaled = [(s, int(value * common)) for s, value in enumerate(part) if value]
        for s, a in scaled:
            for t, b in scaled:
                # √d_S · √d_T = d_{S∩T} · √d_{S△T}
                total[s ^ t] += a * b * squares[s & t]
    return total[0] == common * common and not any(total[1:])
