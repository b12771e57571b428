"""Covering systems of congruences: exact decision, and the moduli that can matter.

Classes a mod n are pairs (a, n) with 0 <= a < n. Whether finitely many classes cover the integers is decided
by a bit set over one period, or without looking at the whole period by splitting along prime factors:

- if the classes with p | n leave some residue c mod p unhit, then the classes with p ∤ n have to cover c mod p,
  and being independent of the residue mod p they have to cover everything;
- otherwise the integers are split into the p residue classes x = c + pz, in each of which a class a mod n
  becomes one in z (or disappears, when p | n and a ≢ c mod p);
- classes with Σ 1/n < 1 leave something uncovered, in some branch of each split with Σ 1/n < 1 again.

References: Erdős (1950); Krukenberg (1971) for the reduction of moduli; Guy, Unsolved Problems F13.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import gcd, lcm

from problems.errors import TooLargeError

__all__ = [
    "Meter",
    "first_redundant",
    "is_prime",
    "is_squarefree",
    "pattern",
    "primes_of",
    "uncovered",
    "useful_moduli",
]

Class = tuple[int, int]

WINDOW = 1 << 16
"""Integers from 0 that are looked at first."""

PERIOD = 5 * 10**7
"""Longest period walked as one bit set …"""

PERIOD_WORK = 4 * 10**9
"""… and most bits touched in this way."""

SPLIT_WORK = 4 * 10**6
"""Classes handled by splitting before it is given up."""


@dataclass
class Meter:
    """Work left to a decision that splits."""

    left: int = SPLIT_WORK

    def spend(self, amount: int) -> None:
        """Take `amount` off, or raise TooLargeError."""
        self.left -= amount
        if self.left < 0:
            raise TooLargeError(f"the covering was not decided by splitting within {SPLIT_WORK} steps")


def pattern(residue: int, modulus: int, length: int) -> int:
    """Bit set of the x in 0 … length - 1 with x ≡ residue mod modulus.

    >>> bin(pattern(1, 3, 8))
    '0b10010010'
    """
    if residue >= length:
        return 0
    bits, done = 1 << residue, modulus
    while done < length:
        bits |= bits << done
        done *= 2
    return bits & ((1 << length) - 1)


def period(classes: Sequence[Class], cap: int = PERIOD) -> int:
    """Least common multiple of the moduli, or 0 when it exceeds `cap`."""
    common = 1
    for _, modulus in classes:
        common = lcm(common, modulus)
        if common > cap:
            return 0
    return common


def uncovered(classes: Sequence[Class], meter: Meter | None = None) -> int | None:
    """An integer in no class, None when the classes cover the integers.

    >>> uncovered([(0, 2), (0, 3), (1, 4), (5, 6), (7, 12)]) is None
    True
    >>> uncovered([(0, 2), (0, 3), (1, 4), (5, 6)])
    7
    """
    length = period(classes)
    spans = [min(length, WINDOW) or WINDOW]
    if length > WINDOW and length * len(classes) <= PERIOD_WORK:
        spans.append(length)
    for span in spans:
        missed = (1 << span) - 1
        for residue, modulus in classes:
            missed &= ~pattern(residue, modulus, span)
            if not missed:
                break
        if missed:
            return (missed & -missed).bit_length() - 1
        if span == length:
            return None
    return split_uncovered(classes, meter or Meter())


def split_uncovered(classes: Sequence[Class], meter: Meter) -> int | None:
    """The same by splitting along primes, for any period."""
    return _split([(residue, modulus, primes_of(modulus)) for residue, modulus in classes], meter)


Factored = tuple[int, int, tuple[int, ...]]


def _split(classes: list[Factored], meter: Meter) -> int | None:
    pinned: dict[int, int] = {}
    while True:
        if any(modulus == 1 for _, modulus, _ in classes):
            return None
        hit: dict[int, set[int]] = {}
        for residue, _, primes in classes:
            meter.spend(1 + len(primes))
            for prime in primes:
                hit.setdefault(prime, set()).add(residue % prime)
        free = {prime: _gap(residues) for prime, residues in hit.items() if len(residues) < prime}
        if not free:
            break
        pinned |= free
        classes = [item for item in classes if not any(prime in free for prime in item[2])]
    found, base = 0, 1
    if classes:
        prime = min(hit)
        branches = sorted(
            (
                (sum((1 << 64) // modulus for _, modulus, _ in branch), c, branch)
                for c, branch in _branches(classes, prime)
            ),
            key=lambda item: item[:2],
        )
        for _, c, branch in branches:
            meter.spend(len(branch) + 1)
            inner = _split(branch, meter)
            if inner is not None:
                found = c + prime * inner
                break
        else:
            return None
        base = lcm(*(modulus for _, modulus, _ in classes))
    for prime, c in pinned.items():
        # No modulus left has this prime, so that the residue mod prime is free to be chosen.
        found += base * ((c - found) * pow(base, -1, prime) % prime)
        base *= prime
    return found


def _gap(residues: set[int]) -> int:
    return next(c for c in range(len(residues) + 1) if c not in residues)


def _branches(classes: Sequence[Factored], prime: int) -> Iterator[tuple[int, list[Factored]]]:
    for c in range(prime):
        branch: set[Factored] = set()
        for residue, modulus, primes in classes:
            if modulus % prime:
                branch.add(((residue - c) * pow(prime, -1, modulus) % modulus, modulus, primes))
            elif residue % prime == c:
                rest = modulus // prime
                branch.add(
                    ((residue - c) // prime % rest, rest, primes if rest % prime == 0 else _without(primes, prime))
                )
        yield c, sorted(branch)


def _without(primes: tuple[int, ...], prime: int) -> tuple[int, ...]:
    return tuple(other for other in primes if other != prime)


def first_redundant(classes: Sequence[Class]) -> int | None:
    """Index of the first class all of whose members lie in other classes, None when there is none.

    >>> first_redundant([(0, 2), (1, 2), (0, 3)])
    2
    """
    length = period(classes)
    if length and length * len(classes) <= PERIOD_WORK // 2:
        once = twice = 0
        for residue, modulus in classes:
            bits = pattern(residue, modulus, length)
            twice |= once & bits
            once |= bits
        masks = (pattern(residue, modulus, length) & ~twice for residue, modulus in classes)
        return next((index for index, private in enumerate(masks) if not private), None)
    meter = Meter()
    for index, (residue, modulus) in enumerate(classes):
        meter.spend(len(classes))
        others = [item for place, item in enumerate(classes) if place != index]
        inside = [*_restricted(others, residue, modulus)]
        if uncovered(inside, meter) is None:
            return index
    return None


def _restricted(classes: Sequence[Class], residue: int, modulus: int) -> Iterator[Class]:
    """The classes in the coordinate y of x = residue + modulus·y."""
    for a, n in classes:
        common = gcd(n, modulus)
        if (a - residue) % common == 0:
            rest = n // common
            yield (a - residue) // common * pow(modulus // common, -1, rest) % rest if rest > 1 else 0, rest


def useful_moduli(moduli: Sequence[int]) -> list[int]:
    """The moduli that a covering with distinct moduli from the list can need.

    When fewer than p of them are divisible by p^e, then below every residue class mod p^(e-1) some digit is hit by
    none of those, so the other classes cover without them; this is repeated until nothing changes.

    >>> useful_moduli(range(3, 36))
    [3, 4, 5, 6, 8, 10, 12, 15, 20, 24, 30]
    """
    kept = list(moduli)
    while True:
        counts: dict[int, list[int]] = {}
        for modulus in kept:
            for prime in primes_of(modulus):
                for power in _powers(prime, modulus):
                    counts.setdefault(power, [prime, 0])[1] += 1
        drop = [power for power, (prime, count) in counts.items() if count < prime]
        if not drop:
            return kept
        kept = [modulus for modulus in kept if all(modulus % power for power in drop)]


def _powers(prime: int, modulus: int) -> Iterator[int]:
    power = prime
    while modulus % power == 0:
        yield power
        power *= prime


@cache
def primes_of(value: int) -> tuple[int, ...]:
    """Prime divisors of a positive integer, increasing."""
    from flint import fmpz

    return tuple(sorted(int(prime) for prime, _ in fmpz(value).factor()))


def is_prime(value: int) -> bool:
    """Whether a positive integer is prime."""
    from flint import fmpz

    return bool(fmpz(value).is_prime())


def is_squarefree(value: int) -> bool:
    """Whether no square above 1 divides a positive integer."""
    return all(value % (prime * prime) for prime in primes_of(value))


def divisors(value: int, cap: int) -> list[int]:
    """Divisors of a positive integer in increasing order; more than `cap` are a TooLargeError."""
    found = [1]
    for prime in primes_of(value):
        powers = [1, *_powers(prime, value)]
        if len(found) * len(powers) > cap:
            raise TooLargeError(f"the period has more than {cap} divisors")
        found = [left * right for left in found for right in powers]
    return sorted(found)


def greedy_covering(moduli: Sequence[int], length: int, choose: Sequence[int]) -> list[Class] | None:
    """Moduli in the given order, each with a residue that covers most of what is left, ties broken by `choose`.

    `length` is a common multiple of the moduli, and `choose` a permutation seed: one integer a modulus.
    """
    missed, found = (1 << length) - 1, []
    for modulus, seed in zip(moduli, choose, strict=True):
        if not missed:
            break
        folded = [(missed & pattern(residue, modulus, length)).bit_count() for residue in range(modulus)]
        best = max(folded)
        ties = [residue for residue, count in enumerate(folded) if count == best]
        residue = ties[seed % len(ties)]
        missed &= ~pattern(residue, modulus, length)
        found.append((residue, modulus))
    return None if missed else sorted(found, key=lambda item: item[1])


def without_redundant(classes: Sequence[Class]) -> list[Class]:
    """A covering with superfluous classes dropped, largest modulus first."""
    kept = sorted(classes, key=lambda item: item[1])
    for item in kept[::-1]:
        rest = [other for other in kept if other != item]
        if uncovered(rest) is None:
            kept = rest
    return kept


def total(values: Sequence[int]) -> list[int]:
    """Running totals from 0."""
    return [0, *accumulate(values)]
