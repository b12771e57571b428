"""Classical constructions: Fibonacci–Sylvester greedy, splitting, divisor sets, Sylvester products, Johnson's set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import count, islice
from math import prod
from typing import Any

from problems.families.egyptian_fraction_set.check import is_prime
from problems.families.egyptian_fraction_set.claim import EgyptianParams

__all__ = ["construct"]

MAX_BITS = 4000
"""Greedy expansions stop when a denominator would be longer."""

MAX_DIVISORS_OF = 2000
"""Sets of divisors are tried up to this number."""


JOHNSON = (
    *(6, 10, 14, 15, 21, 22, 26, 33, 34, 35, 38, 39, 46, 51, 55, 57, 58, 62, 65, 69, 77, 82, 85, 86, 87, 91, 93, 95),
    *(115, 119, 123, 133, 155, 187, 203, 209, 215, 221, 247, 265, 287, 299, 319, 323, 391, 689, 731, 901),
)
"""Forty-eight products of two primes whose reciprocals sum to 1 (A. W. Johnson; Guy, D11)."""


def construct(params: EgyptianParams) -> Iterator[Mapping[str, Any]]:
    """Witnesses to try; most are exact, all are checked by the caller."""
    if params.subtype in ("terms", "first_term", "max_denominator"):
        for found in _greedy(params):
            yield {"D": found}
    elif params.subtype == "no_partition":
        for found in _divisor_sets(params):
            yield {"D": found}
    elif params.subtype == "semiprime" and params.target == 1:
        yield {"D": list(JOHNSON)}
    elif params.subtype == "pseudoperfect":
        for found in _perfect(params.k or 13):
            if params.n is None or prod(found) == params.n:
                yield {"D": found}
    elif params.subtype == "primes_product" and params.coprime and params.one:
        for found in islice(_perfect(5), 5):
            if len(found) > 1:
                yield {"P": [1, prod(found) - 1], "Q": found}


def _greedy(params: EgyptianParams) -> Iterator[list[int]]:
    """Consecutive denominators from the least one, then greedy, then splitting until there are k."""
    target, size = params.target or Fraction(0), params.k or 0
    for run in range(min(size, 400) + 1):
        chosen = list(range(params.least, params.least + run))
        rest = target - sum(Fraction(1, d) for d in chosen)
        if rest < 0:
            break
        while rest > 0 and len(chosen) < size:
            d = max(-(-rest.denominator // rest.numerator), chosen[-1] + 1 if chosen else params.least)
            if d.bit_length() > MAX_BITS:
                break
            chosen.append(d)
            rest -= Fraction(1, d)
        while rest == 0 and 0 < len(chosen) < size and chosen[-1].bit_length() * 2 <= MAX_BITS:
            chosen = _split(chosen)
        if rest == 0 and len(chosen) == size:
            yield chosen


def _split(chosen: list[int]) -> list[int]:
    """One more denominator: 1/d = 1/(d+1) + 1/(d(d+1)) at the greatest d."""
    last = chosen[-1]
    return [*chosen[:-1], last + 1, last * (last + 1)]


def _divisor_sets(params: EgyptianParams) -> Iterator[list[int]]:
    """Divisors above 1 of n, with and without n, of sum below 2 and at least 1 + 1/2."""
    for n in range(2, MAX_DIVISORS_OF):
        found = [d for d in range(2, n + 1) if n % d == 0]
        for chosen in (found, found[:-1]):
            total = sum(Fraction(1, d) for d in chosen)
            fits = params.k in (None, len(chosen)) and (params.max is None or (chosen and chosen[-1] <= params.max))
            if fits and Fraction(3, 2) < total < 2:
                yield chosen


def _perfect(size: int) -> Iterator[list[int]]:
    """Primary pseudoperfect numbers by extension: with Σ 1/p = 1 - 1/m, add m + 1, or m + d and m + (m²+1)/d."""
    from sympy import divisors

    layer: list[list[int]] = [[2]]
    seen: set[tuple[int, ...]] = set()
    for _ in count():
        if not layer:
            return
        following: list[list[int]] = []
        for found in layer:
            if tuple(found) in seen or len(found) > size:
                continue
            seen.add(tuple(found))
            yield found
            m = prod(found)
            if m.bit_length() > 45:
                continue
            if is_prime(m + 1):
                following.append([*found, m + 1])
            for d in divisors(m * m + 1):
                p, q = m + d, m + (m * m + 1) // d
                if p < q and is_prime(p) and is_prime(q):
                    following.append([*found, p, q])
        layer = following
