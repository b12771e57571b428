"""Bounded subtypes as a subset-sum problem over integers: candidates, and why the others cannot occur.

Σ 1/d = t with d ≤ max becomes Σ L/d = L t. Before the least common multiple L is taken, denominators go that
cannot occur for a p-adic reason: let e be the greatest exponent of p among the candidates and above its exponent
in the denominator of t. The chosen d = p^e m contribute (1/p^e) Σ 1/m, so with M the least common multiple of those
m the integers M/m must sum to 0 modulo p; a d in no such subset is impossible. With a gap, D lies in one run of
candidates that are near enough to each other, and the sum of that run must reach t.

Only the search tree prunes to the end. The model takes as little of it as its size allows (`model.py`), so that what
a proof checker sees is as much of the claim as can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

from problems.errors import TooLargeError, UnsupportedError
from problems.families.egyptian_fraction_set.check import is_prime
from problems.families.egyptian_fraction_set.claim import EgyptianParams

__all__ = ["Weighed", "as_weights", "candidates", "stages", "weigh"]

MAX_RANGE = 2000


@dataclass(frozen=True)
class Weighed:
    """What is left of the bounded problem."""

    denominators: tuple[int, ...]
    """Candidates that may occur, increasing."""
    weights: tuple[int, ...]
    """L/d, decreasing."""
    goal: int
    """L · target; 0 when the target cannot be reached at all."""
    common: int
    """L, the least common multiple of the candidates and the target's denominator."""


def candidates(params: EgyptianParams) -> list[int]:
    """All denominators that the subtype's own conditions allow one by one."""
    if params.max is None:
        raise UnsupportedError(f"subtype {params.subtype} without max has no finite domain")
    if params.max - params.least > MAX_RANGE:
        raise TooLargeError(f"the range {params.least}..{params.max} is longer than {MAX_RANGE}")
    return list(range(params.least, params.max + 1))


def stages(params: EgyptianParams) -> Iterator[tuple[int, ...]]:
    """Candidates by the subtype's own conditions, then what every step of the pruning leaves; the last is final."""
    target = _target(params)
    left = [d for d in candidates(params) if params.subtype != "semiprime" or _two_primes(d)]
    yield tuple(left)
    while True:
        before = len(left)
        for smaller in _padic(left, target):
            left = smaller
            yield tuple(left)
        if params.g is not None:
            for smaller in _runs(left, params.g, target):
                left = smaller
                yield tuple(left)
        if len(left) == before:
            return


def as_weights(params: EgyptianParams, left: Sequence[int]) -> Weighed:
    """The equation over these candidates."""
    target = _target(params)
    common = lcm(target.denominator, *left)
    return Weighed(tuple(left), tuple(common // d for d in left), int(common * target), common)


def weigh(params: EgyptianParams) -> Weighed:
    """Candidates after all pruning, as integer weights."""
    *_, left = stages(params)
    if not left or sum(Fraction(1, d) for d in left) < _target(params):
        return Weighed((), (), 0, 1)
    return as_weights(params, left)


def _target(params: EgyptianParams) -> Fraction:
    if params.target is None:
        raise UnsupportedError(f"subtype {params.subtype} is no sum with a fixed value")
    return params.target


def _two_primes(value: int) -> bool:
    least = next((p for p in range(2, value + 1) if value % p == 0), value)
    return value // least != least and is_prime(value // least)


def _padic(left: list[int], target: Fraction) -> Iterator[list[int]]:
    """The candidates after every prime power that rules some out."""
    top = max(left, default=1)
    for p in range(2, top + 1):
        if not is_prime(p):
            continue
        power = p
        while power * p <= top:
            power *= p
        while power > 1 and target.denominator % power:
            group = [d for d in left if d % power == 0]
            if group:
                kept = _cancelling(group, power, p)
                if len(kept) < len(group):
                    left = [d for d in left if d % power or d in kept]
                    yield left
                if kept:
                    break
            power //= p


def _cancelling(group: Sequence[int], power: int, p: int) -> set[int]:
    """Members of some nonempty subset whose sum of reciprocals loses the factor p from its denominator."""
    common = lcm(*(d // power for d in group))
    residues = [common // (d // power) % p for d in group]
    mask = (1 << p) - 1
    kept = set()
    for index, d in enumerate(group):
        reach = 1 << residues[index]
        for other, residue in enumerate(residues):
            if other != index:
                moved = reach << residue
                reach |= (moved | moved >> p) & mask
        if reach & 1:
            kept.add(d)
    return kept


def _runs(left: list[int], g: int, target: Fraction) -> Iterator[list[int]]:
    """Without candidates in runs (neighbours at most g apart) that are too small, each run pruned by itself."""
    runs: list[list[int]] = [left[:1]]
    for a, b in pairwise(left):
        if b - a > g:
            runs.append([])
        runs[-1].append(b)
    large = [run for run in runs if sum(Fraction(1, d) for d in run) >= target]
    if len(large) < len(runs):
        yield [d for run in large for d in run]
    for index, run in enumerate(large):
        for smaller in _padic(run, target):
            large[index] = smaller
            yield [d for kept in large for d in kept]
