"""Exhaustive search trees: subset sums for bounded denominators, bounds for a fixed number of them, sets of primes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Any

from problems.errors import TooLargeError, UnsupportedError
from problems.families.egyptian_fraction_set.check import is_prime
from problems.families.egyptian_fraction_set.claim import EgyptianParams
from problems.families.egyptian_fraction_set.model import PRUNING
from problems.families.egyptian_fraction_set.weights import weigh
from problems.search import SearchTree

__all__ = ["tree"]

MAX_TABLE = 800_000_000
"""Bits of all subset-sum tables together."""

MAX_NO_PARTITION = 18
"""Largest denominator for which the sets without a good split are enumerated."""

SHORT = 2000
"""Candidates for the last denominator but one that are tried one by one."""

Node = tuple[tuple[int, ...], Any]
"""Denominators chosen so far, increasing, and what is left."""


def tree(params: EgyptianParams) -> SearchTree[Any]:
    """The subtype's tree."""
    if params.subtype == "no_partition":
        return _no_partition(params)
    if params.subtype == "pseudoperfect":
        return _pseudoperfect(params)
    if params.subtype == "primes_product":
        from problems.families.egyptian_fraction_set.pairs import pair_tree

        return pair_tree(params)
    if params.max is not None:
        return _bounded(params)
    if params.k is not None:
        return _counted(params)
    raise UnsupportedError(f"subtype {params.subtype} without max{' and k' if params.g else ''} has no finite search")


def _bounded(params: EgyptianParams) -> SearchTree[Any]:
    """Denominators in increasing order; a table of reachable sums for every suffix leaves no dead ends."""
    weighed = weigh(params)
    values, weights, goal = weighed.denominators, weighed.weights, weighed.goal
    layers = 1 if params.k is None else min(params.k, len(values))
    if len(values) * layers * (goal + 1) > MAX_TABLE:
        raise TooLargeError(
            f"{len(values)} denominators with least common multiple {weighed.common} need over {MAX_TABLE} bits"
        )
    mask = (1 << (goal + 1)) - 1
    size = params.k if params.k is not None else None

    def followers(index: int) -> range:
        """Positions that may come next after position `index` (-1: first)."""
        if index < 0:
            return range(len(values)) if params.N is None else range(min(1, len(values)))
        if params.g is None:
            return range(index + 1, len(values))
        end = index + 1
        while end < len(values) and values[end] - values[index] <= params.g:
            end += 1
        return range(index + 1, end)

    # table[i][c]: sums of sets that start at position i and have c elements (c = 0 for any number).
    table: list[list[int]] = [[] for _ in values]
    after = [0] * (layers + 1)
    for index in range(len(values) - 1, -1, -1):
        if params.g is not None:
            after = [0] * (layers + 1)
            for other in followers(index):
                after = [a | b for a, b in zip(after, table[other], strict=True)]
        weight = weights[index]
        if size is None:
            table[index] = [((1 | after[0]) << weight) & mask, 0]
        else:
            table[index] = [0, (1 << weight) & mask, *((sums << weight) & mask for sums in after[1:-1])]
        if params.g is None:
            after = [a | b for a, b in zip(after, table[index], strict=True)]

    def children(node: Node) -> Iterable[Node]:
        chosen, (index, rest) = node
        missing = 0 if size is None else size - len(chosen)
        if rest == 0 or missing < 0 or missing > layers or (size is not None and missing == 0):
            return
        for other in followers(index):
            if table[other][missing] >> rest & 1:
                yield (*chosen, values[other]), (other, rest - weights[other])

    def witness(node: Node) -> dict[str, Any] | None:
        chosen, (_, rest) = node
        if rest or not chosen or (size is not None and len(chosen) != size) or (params.g and len(chosen) < 2):
            return None
        if params.N is not None and chosen[0] != params.N:
            return None
        return {"D": list(chosen)}

    start = goal if values and (params.N is None or values[0] == params.N) else -1
    root: Node = ((), (-1, start))
    return SearchTree(
        root=root, children=children if start > 0 else _childless, witness=witness, shared=(PRUNING.name,)
    )


def _childless(node: Node) -> Iterable[Node]:
    return ()


def _counted(params: EgyptianParams) -> SearchTree[Any]:
    """Exactly k denominators without bound: the next is at most (number left)/(rest); the last two by divisors."""
    size, target = params.k or 0, params.target or Fraction(0)

    def allowed(chosen: tuple[int, ...]) -> bool:
        if params.N is not None and chosen[0] != params.N:
            return False
        return params.g is None or all(b - a <= params.g for a, b in pairwise(chosen))

    def children(node: Node) -> Iterator[Node]:
        chosen, rest = node
        left = size - len(chosen)
        if left <= 0 or rest <= 0:
            return
        last = chosen[-1] if chosen else params.least - 1
        if not chosen and params.N is not None and left > 1:
            yield (params.N,), target - Fraction(1, params.N)
        elif left == 1:
            if rest.numerator == 1 and rest.denominator > last and allowed((*chosen, rest.denominator)):
                yield (*chosen, rest.denominator), Fraction(0)
        elif left == 2:
            for x, y in _two(rest, last + 1):
                if allowed((*chosen, x, y)):
                    yield (*chosen, x, y), Fraction(0)
        else:
            stop = 10**9 if params.g is None or not chosen else last + params.g
            value = max(last + 1, rest.denominator // rest.numerator + 1)
            while value <= stop and _enough(value, left, rest):
                yield (*chosen, value), rest - Fraction(1, value)
                value += 1
            if value > 10**9:
                raise TooLargeError("a denominator above 10^9 would have to be tried")

    def witness(node: Node) -> dict[str, Any] | None:
        chosen, rest = node
        return {"D": list(chosen)} if rest == 0 and len(chosen) == size else None

    return SearchTree(root=((), target), children=children, witness=witness)


def _enough(value: int, left: int, rest: Fraction) -> bool:
    """Whether 1/value + … + 1/(value + left - 1) may reach the rest; rounded up, so never wrongly no."""
    scale = 10**30
    return sum(-(-scale // (value + i)) for i in range(left)) * rest.denominator >= rest.numerator * scale


def _two(rest: Fraction, low: int) -> Iterator[tuple[int, int]]:
    """All low ≤ x < y with 1/x + 1/y = a/b: every x where these are few, else (a x - b)(a y - b) = b² by divisors."""
    a, b = rest.numerator, rest.denominator
    first, last = max(low, b // a + 1), (2 * b - 1) // a
    if last - first < SHORT:
        for x in range(first, last + 1):
            y, odd = divmod(b * x, a * x - b)
            if not odd:
                yield x, y
        return
    if b.bit_length() > 200:
        raise TooLargeError(f"a denominator of {b.bit_length()} bits would have to be factored")
    for d in _square_divisors(b):
        x, odd = divmod(b + d, a)
        if d < b and not odd and x >= low and (b + b * b // d) % a == 0:
            yield x, (b + b * b // d) // a


def _square_divisors(b: int) -> list[int]:
    """Divisors of b², increasing."""
    from sympy import factorint

    found = [1]
    for p, e in factorint(b).items():
        found = [d * int(p) ** i for d in found for i in range(2 * int(e) + 1)]
    return sorted(found)


def _no_partition(params: EgyptianParams) -> SearchTree[Any]:
    """Denominators in increasing order with all sums below 1; without a good split the total is ≥ 1 + the greatest."""
    if params.max is None:
        raise UnsupportedError("subtype no_partition without max has no finite search")
    if params.max > MAX_NO_PARTITION:
        raise TooLargeError(f"sets without a good split are enumerated up to max = {MAX_NO_PARTITION}")
    top = params.max
    common = lcm(*range(1, top + 1))
    mask = (1 << common) - 1
    suffix = {low: sum(common // d for d in range(low, top + 1)) for low in range(2, top + 2)}

    def children(node: Node) -> Iterator[Node]:
        chosen, (total, sums) = node
        if params.k is not None and len(chosen) >= params.k:
            return
        for value in range(chosen[-1] + 1 if chosen else 2, top + 1):
            weight = common // value
            if total + weight >= 2 * common:
                continue
            grown = (sums | sums << weight) & mask
            reach = min(total + weight + suffix[value + 1], 2 * common - 1)
            if reach - common >= grown.bit_length() - 1:
                yield (*chosen, value), (total + weight, grown)

    def witness(node: Node) -> dict[str, Any] | None:
        chosen, (total, sums) = node
        if params.k is not None and len(chosen) != params.k:
            return None
        # Without a good split exactly when no sum below 1 leaves a complement below 1.
        return {"D": list(chosen)} if chosen and total - common >= sums.bit_length() - 1 else None

    return SearchTree(root=((), (0, 1)), children=children, witness=witness)


def _pseudoperfect(params: EgyptianParams) -> SearchTree[Any]:
    """Primes in increasing order, 1 - Σ 1/p = r/m, m their product; the last two by (r p - m)(r q - m) = m² + r."""
    if params.n is not None:
        return _factored(params.n)
    size = params.k or 0
    if size > 8:
        raise TooLargeError("primary pseudoperfect numbers are searched up to 8 primes")

    def children(node: Node) -> Iterator[Node]:
        chosen, (r, m) = node
        left = size - len(chosen)
        last = chosen[-1] if chosen else 1
        if left == 1:
            p, odd = divmod(m + 1, r)
            if not odd and p > last and is_prime(p):
                yield (*chosen, p), (1, m * p)
        elif left == 2:
            for p, q in _last_primes(r, m):
                if p > last and is_prime(p) and is_prime(q):
                    yield (*chosen, p, q), (1, m * p * q)
        elif left > 2:
            p = max(last, m // r) + 1
            while (p - 1) * r < left * m:
                if is_prime(p) and r * p > m:
                    yield (*chosen, p), (r * p - m, m * p)
                p += 1

    def witness(node: Node) -> dict[str, Any] | None:
        chosen, (r, _) = node
        return {"D": list(chosen)} if len(chosen) == size and r == 1 else None

    return SearchTree(root=((), (1, 1)), children=children, witness=witness)


def _last_primes(r: int, m: int) -> Iterator[tuple[int, int]]:
    from sympy import divisors

    value = m * m + r
    if value.bit_length() > 110:
        raise TooLargeError(f"an integer of {value.bit_length()} bits would have to be factored")
    for d in divisors(value):
        if d * d >= value:
            break
        if (m + d) % r == 0 and (m + value // d) % r == 0:
            yield (m + d) // r, (m + value // d) // r


def _factored(n: int) -> SearchTree[Any]:
    """The one candidate: the prime factors of n."""
    from sympy import factorint

    if n.bit_length() > 110:
        raise TooLargeError(f"{n} would have to be factored")
    factors = {int(p): int(e) for p, e in factorint(n).items()}
    primes = sorted(factors)
    holds = set(factors.values()) == {1} and sum(n // p for p in primes) + 1 == n
    return SearchTree(
        root=((), 0),
        children=lambda node: [(tuple(primes), 1)] if holds and not node[0] else [],
        witness=lambda node: {"D": list(node[0])} if node[0] else None,
    )
