"""Sets of positive integers whose subset sums are all different: exact decision and classical sets.

Two subsets with one sum may be taken disjoint, so the question is whether Σ εᵢaᵢ = 0 has a solution
ε ∈ {-1, 0, 1}ⁿ other than 0. It is decided by the first method that fits the work bounds:

- counting: 2ᵏ subsets of the k smallest elements need 2ᵏ different sums in 0 … their total;
- a bit set of all sums, while the total is moderate;
- splitting by a divisor: when d divides all elements but a few whose own signed sums avoid the multiples
  of d, those few have ε = 0 and the rest is divided by d;
- a sweep over εᵢ from the largest summand down that keeps only the remainders which the summands to come
  can still cancel, for Σ εᵢaᵢ itself and, with P = max A, for Σ εᵢ(P - aᵢ) = P Σ εᵢ; the second form turns
  sets that crowd below P, such as those of Conway and Guy, into nearly doubling sequences;
- meeting in the middle for few elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, product
from math import gcd, isqrt

from problems.errors import TooLargeError

__all__ = ["Collision", "conway_guy", "decide_subset_sums", "doubled_sets"]

BITS = 1 << 25
"""Total up to which all subset sums are kept as one bit set."""

STATES = (20_000, 500_000)
"""States of a sweep before it is given up: either form is tried with the first bound, then with the second."""

HALVES = 24
"""Elements up to which two halves of signed sums are compared."""


@dataclass(frozen=True)
class Collision:
    """Why the subset sums are not all different: two subsets, or the counting argument."""

    left: tuple[int, ...] = ()
    """One subset …"""
    right: tuple[int, ...] = ()
    """… and another one, disjoint from it, with the same sum."""
    crowded: int = 0
    """Where no pair was looked for: that many smallest elements have more subsets than possible sums."""


def decide_subset_sums(elements: Sequence[int]) -> tuple[Collision | None, str]:
    """A collision or None for distinct sums, and the method that decided, for strictly increasing positive integers.

    >>> decide_subset_sums([3, 5, 6, 7])[0] is None
    True
    >>> decide_subset_sums([1, 2, 3])[0]
    Collision(left=(3,), right=(1, 2), crowded=0)
    """
    totals = list(accumulate(elements))
    within = sum(total <= BITS for total in totals)
    found = _bit_set(elements[:within])
    if found is not None or within == len(elements):
        return found, "bit set of sums"
    for count, total in enumerate(totals, start=1):
        if 2**count > total + 1:
            return Collision(crowded=count), "counting"
    rest, cut = _split(elements)
    if len(rest) <= 1:
        return None, "splitting by divisors"
    prefix = "splitting by divisors, then " if cut > 1 else ""
    forms = ((0, "sweep"), (max(rest), "sweep below the maximum"))
    for bound, (pivot, method) in product(STATES, forms):
        decided, collision = _sweep(rest, pivot, bound)
        if decided:
            return _scaled(collision, cut), prefix + method
    if len(rest) <= HALVES:
        return _scaled(_halves(rest), cut), prefix + "meeting in the middle"
    raise TooLargeError(
        f"{len(elements)} elements with total above {BITS}: "
        f"a sweep of {STATES[-1]} states did not tell their subset sums apart"
    )


def _scaled(collision: Collision | None, factor: int) -> Collision | None:
    if collision is None or factor == 1:
        return collision
    left, right = (tuple(value * factor for value in side) for side in (collision.left, collision.right))
    return Collision(left, right)


def _bit_set(elements: Sequence[int]) -> Collision | None:
    layers = [1]
    for index, element in enumerate(elements):
        sums = layers[-1]
        moved = sums << element
        both = sums & moved
        if both:
            total = both.bit_length() - 1
            with_it = {element, *_subset(layers, elements[:index], total - element)}
            without = set(_subset(layers, elements[:index], total))
            return Collision(tuple(sorted(with_it - without)), tuple(sorted(without - with_it)))
        layers.append(sums | moved)
    return None


def _subset(layers: Sequence[int], elements: Sequence[int], total: int) -> Iterator[int]:
    """The elements of a subset with the given sum; `layers[i]` holds the sums of the first i elements."""
    for index in range(len(elements) - 1, -1, -1):
        if not layers[index] >> total & 1:
            yield elements[index]
            total -= elements[index]


def _split(elements: Sequence[int]) -> tuple[list[int], int]:
    """What is left after the elements that some common divisor of the others forces out, and the divisor removed."""
    rest, cut = list(elements), 1
    while len(rest) > 1:
        common = gcd(*rest)
        if common > 1:
            rest, cut = [value // common for value in rest], cut * common
        for prime in (2, 3, 5, 7):
            stray = [value for value in rest if value % prime]
            if len(stray) <= 6 and not _cancels(stray, prime):
                rest = [value for value in rest if value % prime == 0]
                break
        else:
            return rest, cut
    return rest, cut


def _cancels(values: Sequence[int], modulus: int) -> bool:
    """Whether a non-trivial signed sum of the values is 0 modulo `modulus`."""
    signed = {0}
    for value in values:
        fresh = {(other + sign * value) % modulus for other in signed for sign in (-1, 1)}
        if 0 in fresh:
            return True
        signed |= fresh
    return False


State = tuple[int, int, bool]


def _sweep(elements: Sequence[int], pivot: int, bound: int) -> tuple[bool, Collision | None]:
    """(True, collision or None) when the sweep ends within `bound` states, else (False, None).

    A state is (what the summands to come have to make up, the sum of signs to come, whether a sign was
    non-zero); the first non-zero sign is +, and with pivot 0 the sum of signs is free and kept at 0.
    """
    summands = sorted(((pivot - value if pivot else value), value) for value in elements)[::-1]
    left = sum(summand for summand, _ in summands)
    tilt = left // pivot if pivot else 0
    layer: dict[State, tuple[State, int] | None] = {(t * pivot, t, False): None for t in range(-tilt, tilt + 1)}
    layers, work = [layer], len(layer)
    for index, (summand, _) in enumerate(summands):
        left -= summand
        more = len(summands) - index - 1
        following: dict[State, tuple[State, int] | None] = {}
        for state in layers[-1]:
            target, signs, moved = state
            for sign in (-1, 0, 1) if moved else (0, 1):
                gap, lean = target - sign * summand, signs - sign if pivot else 0
                if -left <= gap <= left and -more <= lean <= more:
                    following.setdefault((gap, lean, moved or sign != 0), (state, sign))
        work += len(following)
        if work > bound:
            return False, None
        layers.append(following)
    end: State = (0, 0, True)
    if end not in layers[-1]:
        return True, None
    sides: dict[int, list[int]] = {-1: [], 0: [], 1: []}
    for index in range(len(summands), 0, -1):
        step = layers[index][end]
        if step is not None:
            end, sign = step
            sides[sign].append(summands[index - 1][1])
    return True, Collision(tuple(sorted(sides[1])), tuple(sorted(sides[-1])))


def _halves(elements: Sequence[int]) -> Collision | None:
    """Signed sums of two halves, with their signs as base-3 digits (2 for minus), matched against each other."""
    middle = len(elements) // 2
    parts = elements[:middle], elements[middle:]
    low, high = {0: 0}, {0: 0}
    for sums, part in zip((low, high), parts, strict=True):
        for index, element in enumerate(part):
            for total, code in list(sums.items()):
                sums[total + element] = code + 3**index
                sums[total - element] = code + 2 * 3**index
            if sums[0]:
                return _collision(part, sums[0])
    for total, code in high.items():
        if total and -total in low:
            return _collision(elements, low[-total] + code * 3**middle)
    return None


def _collision(elements: Sequence[int], code: int) -> Collision:
    sides: dict[int, list[int]] = {0: [], 1: [], 2: []}
    for element in elements:
        code, digit = divmod(code, 3)
        sides[digit].append(element)
    return Collision(tuple(sides[1]), tuple(sides[2]))


def conway_guy(size: int) -> list[int]:
    """The Conway–Guy set {uₙ - uᵢ : 0 <= i < n}, u₀ = 0, u₁ = 1, uₖ₊₁ = 2uₖ - uₖ₋ᵣ, r nearest to √(2k) (A005318).

    >>> conway_guy(5)
    [6, 9, 11, 12, 13]
    """
    u = [0, 1]
    for k in range(1, size):
        root = isqrt(2 * k)
        u.append(2 * u[k] - u[k - root - (2 * k - root * root > root)])
    return sorted(u[size] - u[i] for i in range(size))


def doubled_sets(size: int) -> Iterator[list[int]]:
    """Conway–Guy sets of each size m <= `size`, lifted by A → {1} ∪ 2A; m = 0 gives the powers of two."""
    for core in range(min(size, 100), -1, -1):  # larger cores are beyond `decide_subset_sums`
        chosen = conway_guy(core)
        for _ in range(size - core):
            chosen = [1, *(2 * value for value in chosen)]
        yield sorted(chosen)
