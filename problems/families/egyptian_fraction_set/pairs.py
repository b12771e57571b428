"""Search for two sets with (Σ 1/p)(Σ 1/q) = 1, primes or pairwise coprime integers.

The sum over pairwise coprime P is a/∏P in lowest terms, the one over Q is b/∏Q, and a b = ∏P ∏Q; as a is prime
to ∏P, it is ∏Q. So P determines ∏Q: for primes Q itself, else Q is a splitting of a into coprime factors (and 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import gcd, prod
from typing import Any

from problems.errors import TooLargeError, UnsupportedError
from problems.families.egyptian_fraction_set.check import is_prime, reciprocal_sum
from problems.families.egyptian_fraction_set.claim import EgyptianParams
from problems.search import SearchTree

__all__ = ["pair_tree"]

MAX_ELEMENT = 1000

Node = tuple[tuple[int, ...], tuple[int, ...]]


def pair_tree(params: EgyptianParams) -> SearchTree[Any]:
    """P with sum at least 1 in increasing order (P and Q may be swapped), then Q from the numerator of its sum."""
    top = params.max
    if top is None:
        raise UnsupportedError("subtype primes_product without max has no finite search")
    if top > MAX_ELEMENT:
        raise TooLargeError(f"the search is offered up to max = {MAX_ELEMENT}")
    pool = [value for value in range(params.least, top + 1) if params.coprime or is_prime(value)]
    # Primes lie in P or in Q, not in both; x + y = s and x y = 1 need s ≥ 2.
    hopeless = not params.coprime and sum(Fraction(1, p) for p in pool) < 2

    def children(node: Node) -> Iterable[Node]:
        chosen, other = node
        if other or hopeless:
            return
        product = prod(chosen)
        low = chosen[-1] + 1 if chosen else 0
        rest = reciprocal_sum([v for v in pool if v >= low and gcd(v, product) == 1])
        if reciprocal_sum(chosen) + rest < 1:
            return
        for value in pool:
            if value >= low and gcd(value, product) == 1:
                yield (*chosen, value), ()
        total = reciprocal_sum(chosen)
        if total >= 1 and (len(chosen) > 1 or not params.coprime):
            for q in _factorings(total.numerator, params, top):
                if total * reciprocal_sum(q) == 1:
                    yield chosen, q

    def witness(node: Node) -> dict[str, Any] | None:
        return {"P": list(node[0]), "Q": list(node[1])} if node[1] else None

    return SearchTree(root=((), ()), children=children, witness=witness, symmetry="exchange of P and Q")


def _factorings(number: int, params: EgyptianParams, top: int) -> Iterator[tuple[int, ...]]:
    """Sets of product `number`: its prime factors, or its splittings into coprime factors, with and without 1."""
    powers = []
    for p in range(2, top + 1):
        if number % p == 0:
            power = 1
            while number % p == 0:
                number, power = number // p, power * p
            if power > top or (power > p and not params.coprime):
                return
            powers.append(power)
    if number > 1:
        return
    if not params.coprime:
        yield tuple(powers)
        return
    for blocks in _groupings(powers, top):
        for extra in ((), (1,)) if params.one else ((),):
            found = tuple(sorted((*extra, *blocks)))
            if len(found) > 1:
                yield found


def _groupings(powers: list[int], top: int) -> Iterator[list[int]]:
    """Products of the blocks of every set partition of the prime powers, none above `top`."""
    if not powers:
        yield []
        return
    for blocks in _groupings(powers[1:], top):
        yield [powers[0], *blocks]
        for index, block in enumerate(blocks):
            if block * powers[0] <= top:
                yield [*blocks[:index], block * powers[0], *blocks[index + 1 :]]
