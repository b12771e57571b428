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
from functools import lru_cache
from math import gcd, lcm

from problems.errors import TooLargeError

__all__ = [
    "LARGEST_MODULUS",
    "Class",
    "Meter",
    "divisors",
    "first_redundant",
    "is_prime",
    "is_squarefree",
    "pattern",
    "powers",
    "primes_of",
    "reductions",
    "split_uncovered",
    "uncovered",
    "useful_moduli",
    "without_redundant",
]

Class = tuple[int, int]

WINDOW = 1 << 16
"""Integers from 0 that are looked at first, and longest period walked below a split."""

LARGEST_MODULUS = 10**18
"""Largest number that is factored."""

PERIOD = 5 * 10**7
"""Longest period walked as one bit set."""

BITS_PER_STEP = 4096
"""Bits of a set handled in about the time that one class takes in a split."""

STEPS = 3 * 10**6
"""Steps after which a decision is given up."""


@dataclass
class Meter:
    """Steps left to a decision."""

    left: int = STEPS

    def spend(self, steps: int) -> None:
        """Take `steps` off, or raise TooLargeError."""
        self.left -= steps
        if self.left < 0:
            raise TooLargeError(f"whether the classes cover the integers was not decided within {STEPS} steps")


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


def period(classes: Sequence[Class], cap: int) -> int:
    """Least common multiple of the moduli, or 0 when it exceeds `cap`."""
    common = 1
    for _, modulus in classes:
        common = lcm(common, modulus)
        if common > cap:
            return 0
    return common


def _walk(classes: Sequence[Class], length: int, meter: Meter) -> int | None:
    """The least of 0 … length - 1 in no class."""
    missed = (1 << length) - 1
    for residue, modulus in classes:
        meter.spend(1 + length // BITS_PER_STEP)
        missed &= ~pattern(residue, modulus, length)
        if not missed:
            return None
    return (missed & -missed).bit_length() - 1


def uncovered(classes: Sequence[Class], meter: Meter | None = None) -> int | None:
    """An integer in no class (the least one where the period is short), None when the classes cover the integers.

    >>> uncovered([(0, 2), (0, 3), (1, 4), (5, 6), (7, 12)]) is None
    True
    >>> uncovered([(0, 2), (0, 3), (1, 4), (5, 6)])
    7
    """
    meter = meter or Meter()
    length = period(classes, PERIOD)
    first = _walk(classes, min(length or WINDOW, WINDOW), meter)
    if first is not None or 0 < length <= WINDOW:
        return first
    if length and len(classes) * (1 + length // BITS_PER_STEP) <= meter.left:
        return _walk(classes, length, meter)
    return split_uncovered(classes, meter)


Factored = tuple[int, int, tuple[int, ...]]
"""Residue, modulus, prime divisors of the modulus."""


def split_uncovered(classes: Sequence[Class], meter: Meter | None = None) -> int | None:
    """The same by splitting along primes, for any period.

    >>> split_uncovered([(0, 2), (0, 3), (1, 4), (5, 6)]) in {7, 11}
    True
    """
    return _split([(residue, modulus, primes_of(modulus)) for residue, modulus in classes], meter or Meter())


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
    plain = [(residue, modulus) for residue, modulus, _ in classes]
    length = period(plain, WINDOW)
    found = _walk(plain, length, meter) if length else _branch(classes, min(hit), meter)
    if found is None:
        return None
    base = lcm(*(modulus for _, modulus in plain))
    for prime, c in pinned.items():
        # No modulus left has this prime, so that the residue mod prime is free to be chosen.
        found += base * ((c - found) * pow(base, -1, prime) % prime)
        base *= prime
    return found


def _branch(classes: Sequence[Factored], prime: int, meter: Meter) -> int | None:
    """An uncovered integer by way of its residue mod `prime`, thinnest branch first."""
    meter.spend(prime + prime * len(classes))
    branches = [(c, _restrict(classes, c, prime)) for c in range(prime)]
    branches.sort(key=lambda item: sum((1 << 64) // modulus for _, modulus, _ in item[1]))
    for c, inside in branches:
        found = _split(inside, meter)
        if found is not None:
            return c + prime * found
    return None


def _gap(residues: set[int]) -> int:
    return next(c for c in range(len(residues) + 1) if c not in residues)


def _restrict(classes: Sequence[Factored], c: int, prime: int) -> list[Factored]:
    """The classes in the coordinate z of x = c + prime·z."""
    inside: set[Factored] = set()
    for residue, modulus, primes in classes:
        if modulus % prime:
            inside.add(((residue - c) * pow(prime, -1, modulus) % modulus, modulus, primes))
        elif residue % prime == c:
            rest = modulus // prime
            left = primes if rest % prime == 0 else tuple(other for other in primes if other != prime)
            inside.add(((residue - c) // prime % rest, rest, left))
    return sorted(inside)


def first_redundant(classes: Sequence[Class], meter: Meter | None = None) -> int | None:
    """Index of the first class all of whose members lie in other classes, None when there is none.

    >>> first_redundant([(0, 2), (1, 2), (0, 3)])
    2
    """
    meter = meter or Meter()
    length = period(classes, PERIOD)
    cost = 3 * len(classes) * (1 + length // BITS_PER_STEP)
    if length and cost <= meter.left:
        meter.spend(cost)
        once = twice = 0
        for residue, modulus in classes:
            bits = pattern(residue, modulus, length)
            twice |= once & bits
            once |= bits
        masks = (pattern(residue, modulus, length) & ~twice for residue, modulus in classes)
        return next((index for index, private in enumerate(masks) if not private), None)
    for index, (residue, modulus) in enumerate(classes):
        meter.spend(len(classes))
        others = [item for place, item in enumerate(classes) if place != index]
        if uncovered([*_inside(others, residue, modulus)], meter) is None:
            return index
    return None


def _inside(classes: Sequence[Class], residue: int, modulus: int) -> Iterator[Class]:
    """The classes in the coordinate y of x = residue + modulus·y."""
    for a, n in classes:
        common = gcd(n, modulus)
        if (a - residue) % common == 0:
            rest = n // common
            yield (a - residue) // common * pow(modulus // common, -1, rest) % rest if rest > 1 else 0, rest


def without_redundant(classes: Sequence[Class]) -> list[Class]:
    """A covering with superfluous classes dropped, largest modulus first, so that none is superfluous."""
    kept = sorted(classes, key=lambda item: item[1])
    for item in kept[::-1]:
        rest = [other for other in kept if other != item]
        if uncovered(rest) is None:
            kept = rest
    return kept


def useful_moduli(moduli: Sequence[int]) -> list[int]:
    """The moduli that a covering with distinct moduli from the list can need.

    >>> useful_moduli(range(3, 36))
    [3, 4, 5, 6, 8, 10, 12, 15, 20, 24, 30]
    """
    return list(reductions(moduli))[-1]


def reductions(moduli: Sequence[int]) -> Iterator[list[int]]:
    """Ever shorter lists: when one holds a covering, so does the next.

    When fewer than p moduli are divisible by p^e, then below every residue class mod p^(e-1) some digit is hit by
    none of those, so the other classes cover without them.
    """
    kept = list(moduli)
    while True:
        yield kept
        counts: dict[int, list[int]] = {}
        for modulus in kept:
            for prime in primes_of(modulus):
                for power in powers(prime, modulus):
                    counts.setdefault(power, [prime, 0])[1] += 1
        drop = [power for power, (prime, count) in counts.items() if count < prime]
        if not drop:
            return
        kept = [modulus for modulus in kept if all(modulus % power for power in drop)]


def powers(prime: int, modulus: int) -> Iterator[int]:
    """The powers p, p², … that divide the modulus."""
    power = prime
    while modulus % power == 0:
        yield power
        power *= prime


@lru_cache(maxsize=1 << 16)
def primes_of(value: int) -> tuple[int, ...]:
    """Prime divisors of a positive integer up to `LARGEST_MODULUS`, increasing."""
    if value > LARGEST_MODULUS:
        raise TooLargeError(f"numbers above {LARGEST_MODULUS} are not factored")
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
        chain = [1, *powers(prime, value)]
        if len(found) * len(chain) > cap:
            raise TooLargeError(f"the period has more than {cap} divisors")
        found = [left * right for left in found for right in chain]
    return sorted(found)
