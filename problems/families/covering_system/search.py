"""Searches for covering systems: a complete tree, a landscape, and the greedy method of Churchhouse (1968)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import gcd, lcm
from typing import Any

from problems.coverings import Class, pattern, useful_moduli, without_redundant
from problems.errors import TooLargeError, UnsupportedError
from problems.families.covering_system.claim import CoveringParams, allowed, moduli
from problems.families.covering_system.model import NEEDLESS, reduced
from problems.search import Landscape, SearchTree

__all__ = ["constructions", "landscape", "tree"]

MAX_PERIOD = 10**6
"""Longest period whose integers are listed or walked as bit sets."""

ATTEMPTS = 400
"""Greedy attempts for one period."""

PERIODS = (12, 24, 60, 120, 360, 720, 1440, 2880, 4320, 5040, 10080, 15120, 30240, 75600, 151200, 604800)
"""Periods tried where the parameters name none: numbers with many divisors; the last is Churchhouse's."""

Node = tuple[tuple[Class, ...], int, frozenset[Class]]
"""Classes chosen, bit set of the integers still missed, classes ruled out."""


def _period(chosen: Sequence[int]) -> int:
    common = 1
    for modulus in chosen:
        common = lcm(common, modulus)
        if common > MAX_PERIOD:
            raise TooLargeError(f"the moduli that may be needed have a least common multiple above {MAX_PERIOD}")
    return common


def _finish(params: CoveringParams, classes: Iterable[Class]) -> dict[str, Any]:
    kept = sorted(classes, key=lambda item: item[1])
    if params.minimal or (params.k is not None and len(kept) > params.k):
        kept = without_redundant(kept)
    return {"classes": [list(item) for item in kept]}


def tree(params: CoveringParams) -> SearchTree[Node]:
    """The least integer still missed gets a class of each unused modulus in turn.

    A class that an earlier branch tried is ruled out in later ones. A node is a dead end when the moduli
    left cannot cover as many integers as are missed.
    """
    chosen = reduced(params)
    period = _period(chosen)
    if period > 2000:
        raise TooLargeError(f"exhaustive search is offered up to a period of 2000, here it is {period}")
    mask = cache(lambda residue, modulus: pattern(residue, modulus, period))

    def children(node: Node) -> Iterator[Node]:
        classes, missed, out = node
        used = {modulus for _, modulus in classes}
        left = [modulus for modulus in chosen if modulus not in used]
        reach = left if params.k is None else left[: max(params.k - len(classes), 0)]
        if not missed or missed.bit_count() > sum(period // modulus for modulus in reach):
            return
        x = (missed & -missed).bit_length() - 1
        for modulus in left:
            item = (x % modulus, modulus)
            if item in out or (params.apart and any(_meet(item, other) for other in classes)):
                continue
            yield (*classes, item), missed & ~mask(*item), out
            out |= {item}

    def witness(node: Node) -> dict[str, Any] | None:
        return None if node[1] else _finish(params, node[0])

    every = (1 << period) - 1
    return SearchTree(
        root=((), every, frozenset()),
        children=children,
        witness=witness,
        symmetry="moduli that no covering needs are left out",
        shared=(NEEDLESS.name,) if chosen != moduli(params) else (),
    )


def _meet(left: Class, right: Class) -> bool:
    common = gcd(left[1], right[1])
    return common > 1 and (left[0] - right[0]) % common == 0


def landscape(params: CoveringParams) -> Landscape[tuple[int, ...]]:
    """States are residues for all moduli; the cost counts missed integers; a move covers one of them."""
    if params.apart or params.k is not None:
        raise UnsupportedError("local search is not offered with k or apart")
    chosen = reduced(params)
    period = _period(chosen)
    if period > 50_000:
        raise TooLargeError(f"local search is offered up to a period of 50000, here it is {period}")
    mask = cache(lambda residue, modulus: pattern(residue, modulus, period))
    every = (1 << period) - 1

    def missed(state: tuple[int, ...]) -> int:
        left = every
        for residue, modulus in zip(state, chosen, strict=True):
            left &= ~mask(residue, modulus)
        return left

    def start(rng: random.Random) -> tuple[int, ...]:
        found = {modulus: residue for residue, modulus in _greedy(chosen, period, rng)[0]}
        return tuple(found.get(modulus, 0) for modulus in chosen)

    def neighbours(state: tuple[int, ...], rng: random.Random) -> Iterator[tuple[int, ...]]:
        holes = [index for index, bit in enumerate(bin(missed(state))[:1:-1]) if bit == "1"] or [rng.randrange(period)]
        for _ in range(40):
            x, index = rng.choice(holes), rng.randrange(len(chosen))
            yield (*state[:index], x % chosen[index], *state[index + 1 :])

    return Landscape(
        start=start,
        cost=lambda state: missed(state).bit_count(),
        neighbours=neighbours,
        witness=lambda state: _witness(params, zip(state, chosen, strict=True), bool(missed(state))),
    )


def _witness(params: CoveringParams, classes: Iterable[Class], faulty: bool) -> dict[str, Any]:
    return {"classes": [list(item) for item in classes]} if faulty else _finish(params, classes)


def _greedy(chosen: Sequence[int], period: int, rng: random.Random | None) -> tuple[list[Class], bool]:
    """Moduli in increasing order, each with a residue that covers most of what is left."""
    missed: Sequence[int] = range(period)
    found: list[Class] = []
    reach = sum(period // modulus for modulus in chosen)
    for modulus in chosen:
        # Nothing left to cover, or more than the moduli to come could.
        if not missed or len(missed) > reach:
            break
        reach -= period // modulus
        counts = Counter([x % modulus for x in missed])
        most = max(counts.values())
        ties = sorted(residue for residue, count in counts.items() if count == most)
        residue = rng.choice(ties) if rng else ties[0]
        found.append((residue, modulus))
        missed = [x for x in missed if x % modulus != residue]
    return found, not missed


def constructions(params: CoveringParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
    """Greedy coverings, ties broken at random after a first attempt; failed attempts come out too."""
    if params.apart:
        return
    for chosen, attempts in _menus(params):
        period = _period(chosen)
        for attempt in range(attempts):
            found, covers = _greedy(chosen, period, rng if attempt else None)
            yield _witness(params, found, not covers)


def _menus(params: CoveringParams) -> Iterator[tuple[list[int], int]]:
    """Lists of moduli to try, with numbers of attempts."""
    if params.L is not None or params.M is not None:
        chosen = reduced(params)
        try:
            yield chosen, ATTEMPTS if _period(chosen) <= 2 * 10**4 else 10
        except TooLargeError:
            if params.L is not None:
                return
            every = moduli(params)
            for period in PERIODS:
                yield useful_moduli([modulus for modulus in every if period % modulus == 0]) or every[:1], 10
        return
    for period in PERIODS:
        some = [d for d in range(params.m, period + 1) if period % d == 0 and allowed(params, d)]
        if kept := useful_moduli(some):
            yield kept, 4 if period <= 2 * 10**4 else 2
