"""Exact check of a set of denominators; independent of model and search."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from math import gcd, isqrt, lcm, prod

from problems.errors import TooLargeError
from problems.families.egyptian_fraction_set.claim import EgyptianParams, EgyptianWitness
from problems.family import Finding

__all__ = ["check", "good_split", "is_prime", "reciprocal_sum"]

MAX_BITS = 200_000
"""Bits of all denominators together that are still added up exactly."""

MAX_TABLE = 800_000_000
"""Bits of the subset-sum table over integer weights, kept whole so that a split can be read back."""

MAX_HALVES = 36
"""Size up to which a split is looked for by meeting in the middle when the table would be too large."""

PROVEN = 3317044064679887385961981
"""Below it the strong pseudoprime test to the first 13 prime bases proves primality (Sorenson–Webster 2015)."""


def check(params: EgyptianParams, witness: EgyptianWitness) -> Finding:
    """Shape, order, range, size, then the subtype's own conditions."""
    if params.subtype == "primes_product":
        return _pair(params, witness)
    if witness.D is None:
        return Finding.refute("shape", f"subtype {params.subtype} takes D, not P and Q", expected=["D"])
    denominators = witness.D
    fault = _plain(params, denominators)
    if fault is None and params.k is not None and len(denominators) != params.k:
        fault = Finding.refute("size", f"{len(denominators)} denominators, expected {params.k}", size=len(denominators))
    if fault is not None:
        return fault
    if params.subtype == "pseudoperfect":
        return _pseudoperfect(params, denominators)
    if params.subtype == "no_partition":
        return _no_partition(denominators)
    for find in (_first, _gaps, _total, _semiprimes):
        fault = find(params, denominators)
        if fault is not None:
            return fault
    return Finding.accept(
        f"{len(denominators)} unit fractions sum to {params.target}",
        size=len(denominators),
        largest=_digits(denominators[-1]),
        gap=_digits(max((b - a for a, b in pairwise(denominators)), default=0)),
    )


def _plain(params: EgyptianParams, values: Sequence[int]) -> Finding | None:
    """Strictly increasing, between the least and the greatest denominator allowed."""
    for left, right in pairwise(values):
        if left >= right:
            return Finding.refute(
                "order", f"{_digits(right)} follows {_digits(left)}: not strictly increasing", pair=[left, right]
            )
    low = 1 if params.subtype == "first_term" else params.least
    for value in values:
        if value < low or (params.max is not None and value > params.max):
            bound = "" if params.max is None else f" and at most {params.max}"
            return Finding.refute("range", f"{_digits(value)} is not at least {low}{bound}", element=value)
    return None


def _first(params: EgyptianParams, values: Sequence[int]) -> Finding | None:
    if params.subtype != "first_term" or values[0] == params.N:
        return None
    return Finding.refute("first", f"the least is {_digits(values[0])}, expected {params.N}", element=values[0])


def _gaps(params: EgyptianParams, values: Sequence[int]) -> Finding | None:
    if params.g is None:
        return None
    if len(values) < 2:
        return Finding.refute("size", "a gap needs two denominators", size=len(values))
    for left, right in pairwise(values):
        if right - left > params.g:
            reason = f"{_digits(left)} and {_digits(right)} are neighbours more than {params.g} apart"
            return Finding.refute("gap", reason, pair=[left, right])
    return None


def _total(params: EgyptianParams, values: Sequence[int]) -> Finding | None:
    total, target = reciprocal_sum(values), params.target or Fraction(1)
    if total == target:
        return None
    side = "above" if total > target else "below"
    return Finding.refute("sum", f"the sum is {_spell(total)}, {side} {target}", sum=_spell(total))


def _semiprimes(params: EgyptianParams, values: Sequence[int]) -> Finding | None:
    if params.subtype != "semiprime":
        return None
    if values and values[-1] > 10**12:
        raise TooLargeError(f"{_digits(values[-1])} is above 10^12, where products of two primes are not recognised")
    bound = 1
    while values and bound**3 < values[-1]:
        bound += 1
    primes = [p for p in range(2, bound + 1) if all(p % r for r in range(2, isqrt(p) + 1))]
    for value in values:
        if not _is_semiprime(value, primes):
            return Finding.refute("semiprime", f"{value} is not a product of two distinct primes", element=value)
    return None


def _is_semiprime(value: int, primes: Sequence[int]) -> bool:
    """Two distinct primes; `primes` holds all primes up to the cube root of the value."""
    for p in primes:
        if p * p >= value:
            break
        if value % p == 0:
            return value // p != p and is_prime(value // p)
    return value > 1 and isqrt(value) ** 2 != value and not is_prime(value)


def is_prime(value: int) -> bool:
    """Primality, proven, below `PROVEN`; TooLargeError above."""
    bases = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)
    if value < 2:
        return False
    for p in bases:
        if value % p == 0:
            return value == p
    if value >= PROVEN:
        raise TooLargeError(f"{_digits(value)} is above {PROVEN}: primality is not decided here")
    odd, twos = value - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in bases:
        power = pow(base, odd, value)
        if power in (1, value - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % value
            if power == value - 1:
                break
        else:
            return False
    return True


def reciprocal_sum(values: Sequence[int]) -> Fraction:
    """Σ 1/d, exactly, by splitting in halves.

    >>> reciprocal_sum([2, 3, 6])
    Fraction(1, 1)
    """
    bits = sum(value.bit_length() for value in values)
    if bits > MAX_BITS:
        raise TooLargeError(f"the denominators have {bits} bits together, above {MAX_BITS}")

    def halves(low: int, high: int) -> tuple[int, int]:
        if high - low == 1:
            return 1, values[low]
        middle = (low + high) // 2
        a, b = halves(low, middle)
        c, d = halves(middle, high)
        return a * d + b * c, b * d

    return Fraction(*halves(0, len(values))) if values else Fraction(0)


def good_split(values: Sequence[int]) -> list[int] | None:
    """A subset of which sum and complement's sum of reciprocals are both below 1; None when there is none.

    The first value stays in the complement, since the two parts can be swapped. Exact: subset sums of the
    integer weights L/d, L the least common multiple, must meet the open interval (total - L, L).
    """
    common = 1
    for value in values:
        common = lcm(common, value)
        if common.bit_length() > MAX_BITS:
            raise TooLargeError(f"the least common multiple has more than {MAX_BITS} bits")
    weights = [common // value for value in values]
    low, high = max(sum(weights) - common, -1), common
    if not values:
        return []
    if common * len(values) <= MAX_TABLE:
        return _split_by_table(values[1:], weights[1:], low, high)
    if len(values) <= MAX_HALVES and common.bit_length() <= 1000:
        return _split_by_halves(values[1:], weights[1:], low, high)
    raise TooLargeError(
        f"{len(values)} denominators with least common multiple {_digits(common)}: the subset sums are too many"
    )


def _split_by_table(values: Sequence[int], weights: Sequence[int], low: int, high: int) -> list[int] | None:
    mask = (1 << high) - 1
    tables = [1 & mask]
    for weight in weights:
        tables.append((tables[-1] | tables[-1] << weight) & mask)
    inside = tables[-1] >> (low + 1)
    if not inside:
        return None
    rest = low + inside.bit_length()
    chosen = []
    for index in range(len(weights) - 1, -1, -1):
        if not tables[index] >> rest & 1:
            chosen.append(values[index])
            rest -= weights[index]
    return chosen[::-1]


def _split_by_halves(values: Sequence[int], weights: Sequence[int], low: int, high: int) -> list[int] | None:
    def sums(items: Sequence[int]) -> list[tuple[int, int]]:
        found = [(0, 0)]
        for position, weight in enumerate(items):
            found += [(total + weight, chosen | 1 << position) for total, chosen in found]
        return found

    middle = len(weights) // 2
    right = sorted(sums(weights[middle:]))
    keys = [total for total, _ in right]
    for total, chosen in sums(weights[:middle]):
        place = bisect_right(keys, low - total)
        if place < len(keys) and keys[place] < high - total:
            picked = chosen | right[place][1] << middle
            return [value for position, value in enumerate(values) if picked >> position & 1]
    return None


def _no_partition(values: Sequence[int]) -> Finding:
    total = reciprocal_sum(values)
    if total >= 2:
        return Finding.refute("total", f"the sum is {_spell(total)}, not below 2", sum=_spell(total))
    part = good_split(values)
    if part is not None:
        rest = sorted(set(values) - set(part))
        sums = [_spell(reciprocal_sum(part)), _spell(reciprocal_sum(rest))]
        reason = f"it splits into parts with sums {sums[0]} and {sums[1]}, both below 1"
        return Finding.refute("partition", reason, parts=[part, rest])
    return Finding.accept(
        f"the sum is {_spell(total)} < 2, and of every two parts one has sum at least 1",
        size=len(values),
        sum=_spell(total),
        splits=_digits(2 ** (len(values) - 1)),
    )


def _pair(params: EgyptianParams, witness: EgyptianWitness) -> Finding:
    """Two sets of primes, or of pairwise coprime integers, with sums of reciprocals of product 1."""
    if witness.P is None or witness.Q is None:
        return Finding.refute("shape", "subtype primes_product takes P and Q, not D", expected=["P", "Q"])
    for values in (witness.P, witness.Q):
        fault = _plain(params, values)
        if fault is not None:
            return fault
    if params.coprime and min(len(witness.P), len(witness.Q)) < 2:
        return Finding.refute("size", "P and Q need at least two elements each", sizes=[len(witness.P), len(witness.Q)])
    left, right = reciprocal_sum(witness.P), reciprocal_sum(witness.Q)
    if left * right != 1:
        reason = f"the sums {_spell(left)} and {_spell(right)} do not have product 1"
        return Finding.refute("product", reason, sums=[_spell(left), _spell(right)])
    for values in (witness.P, witness.Q):
        fault = _coprime(values) if params.coprime else _primes(values)
        if fault is not None:
            return fault
    return Finding.accept(
        f"({_spell(left)})({_spell(right)}) = 1", sizes=[len(witness.P), len(witness.Q)], sum=_spell(left)
    )


def _coprime(values: Sequence[int]) -> Finding | None:
    if sum(value.bit_length() for value in values) > MAX_BITS:
        raise TooLargeError(f"the elements have more than {MAX_BITS} bits together")
    if gcd_free(values):
        return None
    for left, right in combinations(values, 2):
        if gcd(left, right) > 1:
            return Finding.refute("coprime", f"{_digits(left)} and {_digits(right)} share a factor", pair=[left, right])
    return None


def gcd_free(values: Sequence[int]) -> bool:
    """Whether the positive integers are pairwise coprime: then their product is their least common multiple."""
    return lcm(*values) == prod(values)


def _primes(values: Sequence[int]) -> Finding | None:
    for value in values:
        if not is_prime(value):
            return Finding.refute("prime", f"{_digits(value)} is not a prime", element=value)
    return None


def _pseudoperfect(params: EgyptianParams, values: Sequence[int]) -> Finding:
    if not values:
        return Finding.refute("size", "the set of primes is empty", size=0)
    bits = sum(value.bit_length() for value in values)
    if bits > MAX_BITS:
        raise TooLargeError(f"the primes have {bits} bits together, above {MAX_BITS}")
    product = prod(values)
    if params.n is not None and product != params.n:
        return Finding.refute("product", f"the product is {_digits(product)}, expected {params.n}", element=values[-1])
    total = sum(product // value for value in values) + 1
    if total != product:
        fraction = _spell(Fraction(total, product))
        return Finding.refute("sum", f"the sum with 1 over the product is {fraction}, not 1", sum=fraction)
    fault = _primes(values)
    if fault is not None:
        return fault
    return Finding.accept(f"1/{_digits(product)} is what is missing to 1", size=len(values), product=_digits(product))


def _digits(value: int) -> str:
    """The integer, or how long it is."""
    if value.bit_length() <= 200:
        return str(value)
    return f"an integer of {value.bit_length()} bits"


def _spell(value: Fraction) -> str:
    """The fraction, or between which integers it lies and how long it is."""
    if value.denominator.bit_length() <= 300 and value.numerator.bit_length() <= 300:
        return str(value)
    return f"a fraction in [{value // 1}, {value // 1 + 1}) with {value.denominator.bit_length()} bits below"
