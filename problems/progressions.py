"""Arithmetic progressions in finite sets of integers: finding, counting and avoiding them.

A k-term progression is a, a + d, …, a + (k-1)d with d ≥ 1. r_k(L) is the largest size of a subset of L
consecutive integers without one.

Constructions: Erdős–Turán 1936 (digits below p - 1 in base p, p prime, hold no p-term progression);
Behrend 1946 (digit vectors on a sphere hold no 3-term progression); greedy sets (Stanley sequences).
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

from problems.errors import TooLargeError

__all__ = [
    "count_progressions",
    "digit_set",
    "find_progression",
    "forbidden_by",
    "greedy_set",
    "interval_bounds",
    "largest_cut",
    "sphere_set",
]

MAX_PAIRS = 20_000_000
"""Pairs of elements that `find_progression` looks at."""

BOUND_WORK = 100_000
"""Work of the searches behind `interval_bounds`, for all lengths together: nodes, long sets counted more than once."""


def find_progression(elements: Sequence[int], k: int) -> tuple[int, int] | None:
    """(a, d) of a k-term progression in a strictly increasing sequence, None when there is none; k ≥ 2.

    The first two terms are tried in all ways: O(n²) look-ups.

    >>> find_progression([1, 2, 4, 8, 9, 11, 15], 3)
    (1, 7)
    """
    if k > len(elements):
        return None
    if len(elements) * (len(elements) - 1) // 2 > MAX_PAIRS:
        raise TooLargeError(f"{len(elements)} elements have more than {MAX_PAIRS} pairs to look at")
    members, top = set(elements), elements[-1]
    scaled = [(k - 1) * element for element in elements]
    for index, first in enumerate(elements):
        end = bisect_right(elements, first + (top - first) // (k - 1))
        less = (k - 2) * first
        for position in range(index + 1, end):
            # The last term first + (k - 1)(second - first) is looked up first, then those between.
            if scaled[position] - less in members:
                step = elements[position] - first
                if all(first + j * step in members for j in range(2, k - 1)):
                    return first, step
    return None


def count_progressions(mask: int, k: int) -> int:
    """Number of k-term progressions in the set of the bit positions of `mask`; k ≥ 2.

    >>> count_progressions(0b1111, 3)
    2
    """
    count = 0
    for step in range(1, (mask.bit_length() - 1) // (k - 1) + 1):
        run = mask
        for _ in range(k - 1):
            run = mask & run >> step
            if not run:
                break
        count += run.bit_count()
    return count


def forbidden_by(chosen: Sequence[int], new: int, k: int) -> int:
    """Mask of the positions above `new` that complete a k-term progression with `new` as last but one term.

    `chosen` are the smaller elements; the other k - 2 terms are among them.

    >>> forbidden_by([1, 3], 4, 3) == 1 << 5 | 1 << 7
    True
    """
    mask, members = 0, set(chosen)
    for before in chosen:
        step = new - before
        if all(new - j * step in members for j in range(2, k - 1)):
            mask |= 1 << new + step
    return mask


@cache
def interval_bounds(k: int, top: int) -> tuple[int, ...]:
    """Upper bounds of r_k(L) for L = 0 … top, equal to r_k(L) as far as a bounded complete search goes.

    A larger set than in L - 1 numbers would hold both ends and one element more; it is searched for with
    the smaller bounds (Russian dolls). Beyond the limit of work r_k(a + b) ≤ r_k(a) + r_k(b) bounds the rest.

    >>> interval_bounds(3, 9)
    (0, 1, 2, 2, 3, 4, 4, 4, 4, 5)
    """
    bounds, budget = [0], [BOUND_WORK]
    for length in range(1, top + 1):
        target = bounds[-1] + 1
        found = length < k or _extends(k, length, target, bounds, budget)
        if found is None:
            bounds.append(min(target, *(bounds[a] + bounds[length - a] for a in range(1, length))))
        else:
            bounds.append(target if found else target - 1)
    return tuple(bounds)


def _extends(k: int, length: int, target: int, bounds: Sequence[int], budget: list[int]) -> bool | None:
    """Whether 1 … length holds a set of `target` elements with 1 in it; None when the budget is spent."""

    def search(chosen: list[int], allowed: int) -> bool:
        missing = target - len(chosen)
        if missing == 0:
            return True
        if budget[0] <= 0:
            raise TimeoutError
        budget[0] -= 1 + len(chosen) // 8
        while allowed.bit_count() >= missing:
            low = allowed & -allowed
            position = low.bit_length() - 1
            # The missing elements lie in position … length, which is shorter than `length`.
            if bounds[length - position + 1] < missing:
                return False
            allowed ^= low
            if search([*chosen, position], allowed & ~forbidden_by(chosen, position, k)):
                return True
        return False

    if budget[0] <= 0:
        return None
    try:
        return search([1], (1 << length + 1) - 4)
    except TimeoutError:
        return None


def digit_set(k: int, count: int) -> list[int]:
    """The first `count` numbers ≥ 1 such that number - 1 has no digit p - 1 in base p, p the largest prime ≤ k.

    They hold no p-term progression, hence none of k terms: the lowest non-zero digit of the difference
    takes every value along a progression of p terms.

    >>> digit_set(3, 8)
    [1, 2, 4, 5, 10, 11, 13, 14]
    """
    base = next(p for p in range(min(k, 10_000), 1, -1) if all(p % q for q in range(2, int(p**0.5) + 1)))
    numbers = []
    for index in range(count):
        value, weight, rest = 1, 1, index
        while rest:
            rest, digit = divmod(rest, base - 1)
            value += digit * weight
            weight *= base
        numbers.append(value)
    return numbers


def sphere_set(top: int, most: int) -> list[int]:
    """The largest set of Behrend's kind in 1 … top that was found looking at no more than `most` vectors.

    Digit vectors of one length d below b with one sum of squares, read in base 2b - 1, so that a + c = 2e has
    no carries: e would be the midpoint of two points of a sphere.
    """
    best: list[int] = []
    for dimension in range(2, 13):
        digits = 2
        while (2 * digits - 1) ** dimension <= top and digits**dimension <= most:
            digits += 1
        digits -= 1
        if digits < 2:
            break
        shells: dict[int, list[int]] = {}
        for vector in product(range(digits), repeat=dimension):
            value = 0
            for digit in vector:
                value = value * (2 * digits - 1) + digit
            shells.setdefault(sum(digit * digit for digit in vector), []).append(value)
        shell = max(shells.values(), key=len)
        if len(shell) > len(best):
            best = sorted(shell)
    return [value - best[0] + 1 for value in best] if best and best[-1] - best[0] < top else []


def greedy_set(k: int, top: int, start: Sequence[int], rng: random.Random | None = None) -> list[int]:
    """Numbers of 1 … top taken in increasing (with `rng` in random) order unless they complete a progression.

    >>> greedy_set(3, 14, [])
    [1, 2, 4, 5, 10, 11, 13, 14]
    """
    order = list(range(1, top + 1))
    if rng is not None:
        rng.shuffle(order)
    members: set[int] = set()
    for value in (*start, *order):
        if value not in members and not _completes(members, value, k, top):
            members.add(value)
    return sorted(members)


def _completes(members: set[int], value: int, k: int, top: int) -> bool:
    for step in range(1, (top - 1) // (k - 1) + 1):
        low = high = 0
        while value - (low + 1) * step in members:
            low += 1
        while value + (high + 1) * step in members:
            high += 1
        if low + high + 1 >= k:
            return True
    return False


def largest_cut(numbers: Sequence[int], top: int) -> Iterator[list[int]]:
    """Translated windows of an increasing sequence that fit into 1 … top, the longest first."""
    spans = []
    end = 0
    for index, low in enumerate(numbers):
        while end < len(numbers) and numbers[end] - low < top:
            end += 1
        spans.append((end - index, index))
    for size, index in sorted(spans, key=lambda item: (-item[0], item[1]))[:20]:
        yield [value - numbers[index] + 1 for value in numbers[index : index + size]]
