"""Constructions of Golomb rulers (Sidon sets) of a given size.

A Sidon set modulo v, cut open between two cyclic neighbours, is a Golomb ruler; a unit of Z/v maps it to
another one, so that a few hundred multipliers and all cuts give nearly optimal rulers.

Singer 1938: q + 1 elements modulo q² + q + 1; Bose 1942: q elements modulo q² - 1 (q a prime power);
Ruzsa 1993: p - 1 elements modulo p(p - 1); Erdős–Turán 1941: 2pi + (i² mod p) for i < p, p an odd prime.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from math import gcd, isqrt

__all__ = ["golomb_rulers"]

MAX_TABLED = 128
"""Largest field order for Singer's and Bose's sets; beyond it only Ruzsa's and the Erdős–Turán set are built."""

MAX_PRIME_POWER = 32
"""Largest proper prime power that is used as a field order."""

MULTIPLIERS = 300
"""Units tried at most for one modular set."""

KEPT = 3
"""Rulers yielded at most for one modular set, the shortest."""


def golomb_rulers(size: int, rng: random.Random) -> Iterator[list[int]]:
    """Rulers with `size` marks, first mark 1, each a strictly increasing list; shortest first within a construction.

    >>> [ruler[-1] for ruler in golomb_rulers(4, random.Random(0))][0]
    7
    """
    if size < 1:
        return
    if size == 1:
        yield [1]
        return
    for build, least, order in (
        (_singer, size - 1, _is_order),
        (_bose, size, _is_order),
        (_ruzsa, size + 1, _is_prime),
    ):
        for q in _next(order, max(least, 2), 2 if size <= MAX_TABLED // 2 else 1):
            if build is _ruzsa or q <= MAX_TABLED:
                modulus, residues = build(q)
                yield from _cuts(residues, modulus, size, rng)
    (prime,) = _next(_is_prime, max(size, 3), 1)
    marks = [2 * prime * i + i * i % prime for i in range(size)]
    yield [mark - marks[0] + 1 for mark in marks]


def _cuts(residues: Sequence[int], modulus: int, size: int, rng: random.Random) -> Iterator[list[int]]:
    """The shortest runs of `size` cyclically consecutive elements over sampled unit multiples."""
    units = [unit for unit in range(1, modulus // 2 + 1) if gcd(unit, modulus) == 1]
    effort = max(1, min(MULTIPLIERS, 60_000 // len(residues)))
    best: list[tuple[int, ...]] = []
    for unit in units if len(units) <= effort else rng.sample(units, effort):
        turned = sorted(unit * residue % modulus for residue in residues)
        twice = turned + [residue + modulus for residue in turned]
        start = min(range(len(turned)), key=lambda i: twice[i + size - 1] - twice[i])
        best.append(tuple(mark - twice[start] + 1 for mark in twice[start : start + size]))
    for ruler in sorted(set(best), key=lambda marks: (marks[-1], marks))[:KEPT]:
        yield list(ruler)


def _singer(q: int) -> tuple[int, list[int]]:
    """Exponents i with x^i in the span of 1 and x, modulo scalars, x of full order in GF(q³)*/GF(q)*."""
    add, mul = _tables(q)
    modulus = q * q + q + 1
    for a, b, c in product(range(q), range(q), range(1, q)):
        low, mid, high = 1, 0, 0  # x³ = a x² + b x + c
        found = []
        for exponent in range(modulus):
            if high == 0:
                found.append(exponent)
            low, mid, high = mul[c][high], add[low][mul[b][high]], add[mid][mul[a][high]]
            if mid == 0 == high:
                break
        if exponent == modulus - 1 and mid == 0 == high:
            return modulus, found
    raise AssertionError(f"GF({q}) has no cubic extension")


def _bose(q: int) -> tuple[int, list[int]]:
    """Exponents i with x^i - x in GF(q), x a primitive element of GF(q²)."""
    add, mul = _tables(q)
    modulus = q * q - 1
    for a, b in product(range(q), range(1, q)):
        low, high = 1, 0  # x² = a x + b
        found = []
        for exponent in range(modulus):
            if high == 1:
                found.append(exponent)
            low, high = mul[b][high], add[low][mul[a][high]]
            if (low, high) == (1, 0):
                break
        if exponent == modulus - 1 and (low, high) == (1, 0):
            return modulus, found
    raise AssertionError(f"GF({q}) has no quadratic extension")


def _ruzsa(p: int) -> tuple[int, list[int]]:
    """p i - (p - 1) g^i modulo p(p - 1), g a primitive root modulo the prime p."""
    modulus = p * (p - 1)
    factors = [r for r in range(2, p) if (p - 1) % r == 0 and _is_prime(r)]
    root = next(g for g in range(1, p) if all(pow(g, (p - 1) // r, p) != 1 for r in factors))
    return modulus, [(p * i - (p - 1) * pow(root, i, p)) % modulus for i in range(1, p)]


def _tables(q: int) -> tuple[list[list[int]], list[list[int]]]:
    """Addition and multiplication of GF(q); element n stands for the polynomial with the base-p digits of n."""
    p = next(r for r in range(2, q + 1) if q % r == 0)
    if p == q:
        elements = range(q)
        return [[(a + b) % p for b in elements] for a in elements], [[a * b % p for b in elements] for a in elements]
    degree = next(e for e in range(2, q) if p**e == q)

    def digits(value: int) -> list[int]:
        return [value // p**i % p for i in range(degree)]

    def number(coefficients: Sequence[int]) -> int:
        return sum(c % p * p**i for i, c in enumerate(coefficients))

    def times(left: int, right: int, tail: Sequence[int]) -> int:
        raw = [0] * (2 * degree - 1)
        for i, a in enumerate(digits(left)):
            for j, b in enumerate(digits(right)):
                raw[i + j] += a * b
        for top in range(2 * degree - 2, degree - 1, -1):  # x^degree = Σ tail_i x^i
            for i, c in enumerate(tail):
                raw[top - degree + i] += raw[top] * c
        return number(raw[:degree])

    add = [[number([a + b for a, b in zip(digits(m), digits(n), strict=True)]) for n in range(q)] for m in range(q)]
    for code in range(1, q):
        mul = [[times(m, n, digits(code)) for n in range(q)] for m in range(q)]
        if all(0 not in row[1:] for row in mul[1:]):  # no zero divisors: the polynomial is irreducible
            return add, mul
    raise AssertionError(f"no irreducible polynomial for GF({q})")


def _is_prime(n: int) -> bool:
    return n >= 2 and all(n % r for r in range(2, isqrt(n) + 1))


def _is_order(n: int) -> bool:
    """Primes, and proper prime powers up to `MAX_PRIME_POWER`."""
    if _is_prime(n):
        return True
    if not 2 <= n <= MAX_PRIME_POWER:
        return False
    p = next(r for r in range(2, n + 1) if n % r == 0)
    while n % p == 0:
        n //= p
    return n == 1


def _next(wanted: Callable[[int], bool], least: int, count: int) -> list[int]:
    """The first `count` integers from `least` on that are wanted."""
    found: list[int] = []
    while len(found) < count:
        if wanted(least):
            found.append(least)
        least += 1
    return found
