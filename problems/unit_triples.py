"""Sums of three unit fractions a/n = 1/x + 1/y + 1/z: complete search by divisors, and quick finds.

With x fixed, p/q = a/n - 1/x in lowest terms, and y ≤ z, the equation is (py - q)(pz - q) = q². So
d = py - q runs over the divisors d ≤ q of q² with d ≡ -q (mod p), and then z = (q + q²/d)/p is an integer of
itself, since p and q are coprime. y < z means d < q. The least denominator satisfies n/a < x ≤ 3n/a, with
x < 3n/a when the denominators are distinct. Nothing else is cut off, so an empty result is a proof.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from math import gcd, isqrt

from problems.errors import TooLargeError

__all__ = ["MAX_N", "Effort", "factored", "first_denominators", "quick_triple", "sweep", "triples", "triples_with"]

Triple = tuple[int, int, int]
Factors = Mapping[int, int]

MAX_N = 10**15
"""Largest n whose denominators are factored."""

MAX_SWEEP = 10**6
"""Largest n of a sweep."""


class Effort:
    """Counts divisors and denominators looked at, and gives up with a TooLargeError beyond `most`."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.spent = 0

    def spend(self, amount: int) -> None:
        """Count `amount`."""
        self.spent += amount
        if self.spent > self.most:
            raise TooLargeError(f"the complete search for a decomposition was stopped after {self.most} divisors")


def first_denominators(a: int, n: int, *, distinct: bool) -> range:
    """All values of the least denominator: n/a < x, and 3/x ≥ a/n (more than a/n when all are distinct).

    >>> first_denominators(4, 5, distinct=True)
    range(2, 4)
    """
    last = (3 * n - 1) // a if distinct else 3 * n // a
    return range(n // a + 1, last + 1)


def triples_with(
    a: int, n: int, x: int, *, distinct: bool, factors: Callable[[int], Factors], effort: Effort
) -> Iterator[Triple]:
    """All (x, y, z) with this least denominator x, by increasing d; `factors` must factor n and x completely.

    >>> list(triples_with(4, 5, 2, distinct=True, factors=factored, effort=Effort(100)))
    [(2, 4, 20), (2, 5, 10)]
    """
    top, bottom = a * x - n, n * x
    if top <= 0:
        return
    common = gcd(top, bottom)
    p, q = top // common, bottom // common
    divisors = [1]
    for prime in sorted({*factors(n), *factors(x)}):
        rest, exponent = q, 0
        while rest % prime == 0:
            rest, exponent = rest // prime, exponent + 1
        if exponent:
            powers = [prime**e for e in range(2 * exponent + 1)]
            effort.spend(len(divisors) * len(powers))
            divisors = [d * power for d in divisors for power in powers if d * power <= q]
    effort.spend(8 + len(divisors))
    for d in sorted(d for d in divisors if (d + q) % p == 0):
        y = (q + d) // p
        if (y > x and d < q) if distinct else y >= x:
            yield x, y, (q + q * q // d) // p


def triples(
    a: int, n: int, *, distinct: bool, effort: Effort, factors: Callable[[int], Factors] | None = None
) -> Iterator[Triple]:
    """All x < y < z (x ≤ y ≤ z without `distinct`) with a/n = 1/x + 1/y + 1/z; complete.

    >>> list(triples(4, 2, distinct=True, effort=Effort(100)))
    []
    >>> next(triples(4, 73, distinct=True, effort=Effort(10**4)))
    (20, 210, 30660)
    """
    if n > MAX_N:
        raise TooLargeError(f"a complete search is offered for n up to {MAX_N}")
    source = factors or factored
    own = source(n)

    def known(value: int) -> Factors:
        return own if value == n else source(value)

    for x in first_denominators(a, n, distinct=distinct):
        yield from triples_with(a, n, x, distinct=distinct, factors=known, effort=effort)


def factored(value: int) -> Factors:
    """Prime factorisation: trial division, then SymPy for what is left.

    >>> factored(2**3 * 1009)
    {2: 3, 1009: 1}
    """
    found: dict[int, int] = {}
    p, rest = 2, value
    while p * p <= rest and p < 2000:
        while rest % p == 0:
            found[p], rest = found.get(p, 0) + 1, rest // p
        p += 1 + (p > 2)
    if 1 < rest < p * p:
        found[rest] = 1
    elif rest > 1:
        from sympy import factorint

        found.update({int(prime): int(exponent) for prime, exponent in factorint(rest).items()})
    return found


SMALL_PRIMES = tuple(p for p in range(2, 200) if all(p % q for q in range(2, isqrt(p) + 1)))


def quick_triple(a: int, n: int, *, distinct: bool, tries: int = 400) -> Triple | None:
    """A decomposition from the first `tries` denominators x, for n of any size; None says nothing.

    Only the part of q made of primes below 200 and n itself are used for d.

    >>> x, y, z = quick_triple(4, 10**40 + 9, distinct=True)
    >>> 4 * x * y * z == (10**40 + 9) * (x * y + y * z + z * x)
    True
    """
    left = 100_000
    for x in first_denominators(a, n, distinct=distinct)[:tries]:
        top, bottom = a * x - n, n * x
        common = gcd(top, bottom)
        p, q = top // common, bottom // common
        parts = [1]
        for prime in SMALL_PRIMES:
            exponent, rest = 0, q
            while rest % prime == 0 and exponent < 8:
                exponent, rest = exponent + 1, rest // prime
            if exponent and len(parts) < 1000:
                parts = [part * prime**e for part in parts for e in range(2 * exponent + 1)]
        left -= 2 * len(parts)
        if left < 0:
            return None
        for d in sorted({w * part for w in (1, gcd(n, q)) for part in parts if w * part <= q}):
            if (d + q) % p == 0 and q * q % d == 0:
                y, z = (q + d) // p, (q + q * q // d) // p
                if (x < y < z) if distinct else x <= y <= z:
                    return x, y, z
    return None


class _Sieve:
    """Least prime factors up to a bound."""

    def __init__(self, top: int) -> None:
        self.least = array("I", range(top + 1))
        for p in range(isqrt(top), 1, -1):
            count = len(range(p * p, top + 1, p))
            self.least[p * p :: p] = array("I", [p]) * count

    def factors(self, value: int) -> Factors:
        found: dict[int, int] = {}
        while value > 1:
            prime = self.least[value]
            found[prime] = found.get(prime, 0) + 1
            value //= prime
        return found


def sweep(a: int, low: int, high: int, *, distinct: bool, effort: Effort) -> Iterator[tuple[int, bool]]:
    """(n, whether a/n has a decomposition) for n = low … high, complete for each n.

    A decomposition of a/m gives one of a/(mk) by scaling, so multiples of solved primes need no search; the
    others (primes, and n all of whose prime factors fail, such as powers of two for a = 4) are searched.
    Needs a ≥ 3, so that no first denominator exceeds `high`.

    >>> [n for n, solved in sweep(8, 1, 300, distinct=True, effort=Effort(10**6)) if not solved]
    [1, 2, 3, 4, 11, 17, 131, 241]
    """
    if high > MAX_SWEEP:
        raise TooLargeError(f"a complete sweep is offered for n up to {MAX_SWEEP}")
    effort.spend(high - low + 1 + high // 8)
    sieve = _Sieve(max(high, 4))
    primes: dict[int, bool] = {}

    def search(n: int) -> bool:
        effort.spend(16)
        if _easy(a, n, distinct):
            return True
        found = triples(a, n, distinct=distinct, effort=effort, factors=sieve.factors)
        return next(found, None) is not None

    def prime_solved(p: int) -> bool:
        if p not in primes:
            primes[p] = search(p)
        return primes[p]

    for n in range(low, high + 1):
        p = sieve.least[n]
        if n > 1 and prime_solved(p):
            yield n, True
        else:
            others = sieve.factors(n)
            yield n, any(prime_solved(q) for q in others if q != p) or (n not in others and search(n))


def _easy(a: int, n: int, distinct: bool) -> bool:
    """Whether one of the first denominators works with a small d or a small multiple of n; False says nothing."""
    for x in first_denominators(a, n, distinct=distinct)[:6]:
        top, bottom = a * x - n, n * x
        common = gcd(top, bottom)
        p, q = top // common, bottom // common
        for d in (1, 2, 3, 4, 5, 6, 7, 8, n, 2 * n, 3 * n):
            if (q + d) % p == 0 and q % d == 0:
                y = (q + d) // p
                if (y > x and d < q) if distinct else (y >= x and d <= q):
                    return True
    return False
