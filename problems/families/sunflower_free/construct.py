"""Sunflower-free families of the literature: extremal graphs, a design, and products of uniform families.

A product {A ∪ B} of a w-uniform and a v-uniform family on disjoint ground sets is again without k-sunflower: two sets
of a sunflower that agree on one side have that side inside the kernel, and then so has every other by its size.

For k = 3 two disjoint copies of an intersecting family are without 3-sunflower when the family is, and intersecting
families compose: a set of the outer one, with a set of the inner one on a block of its own for each of its points
(Abbott, Hanson and Sauer 1972).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, product

__all__ = ["uniform_families"]

MAX_SETS = 2000

Sets = tuple[tuple[int, ...], ...]


def uniform_families(w: int, k: int) -> Iterator[Sets]:
    """w-uniform families without k-sunflower (k ≥ 2), numbered from point 0; the largest first."""
    if w == 0:
        yield ((),)
        return
    yield _family(w, k)
    if w > 1:
        yield _power(_family(1, k), w)


@cache
def _family(w: int, k: int) -> Sets:
    """The largest that bases of size at most 3 and their products give."""
    if w == 1:
        return tuple((point,) for point in range(k - 1))
    if w == 2:
        return chvatal_hanson(k - 1)
    found = [_product(_family(part, k), _family(w - part, k)) for part in range(1, min(w - 1, 4) + 1)]
    if k == 3:
        one = _intersecting(w)
        width = 1 + max(point for chosen in one for point in chosen)
        found.append((*one, *_shifted(one, width))[:MAX_SETS])
    return max(found, key=len)


@cache
def _intersecting(w: int) -> Sets:
    """w-uniform, any two sets meeting, without 3-sunflower: a point, a triangle, the design, and compositions."""
    if w <= 3:
        return (((0,),), ((0, 1), (0, 2), (1, 2)), DESIGN)[w - 1]
    parts = [part for part in (2, 3) if w % part == 0]
    if not parts:
        shorter = _intersecting(w - 1)
        new = 1 + max(point for chosen in shorter for point in chosen)
        return tuple((*chosen, new) for chosen in shorter)
    return max((_composed(_intersecting(part), _intersecting(w // part)) for part in parts), key=len)


def _composed(outer: Sets, inner: Sets) -> Sets:
    """For each outer set an inner set on the block of each of its points, cut off at MAX_SETS."""
    width = 1 + max(point for chosen in inner for point in chosen)
    found: list[tuple[int, ...]] = []
    for blocks in outer:
        for chosen in product(inner, repeat=len(blocks)):
            if len(found) == MAX_SETS:
                return tuple(found)
            shifted = [block * width + point for block, own in zip(blocks, chosen, strict=True) for point in own]
            found.append(tuple(sorted(shifted)))
    return tuple(found)


def chvatal_hanson(d: int) -> Sets:
    """A graph with degrees and matching number at most d and the most edges (Chvátal and Hanson 1976), d ≥ 1.

    For pairs, a (d + 1)-sunflower is a star or a matching with d + 1 edges.

    >>> [len(chvatal_hanson(d)) for d in range(1, 7)]
    [1, 6, 10, 20, 27, 42]
    """
    if d == 1:
        return ((0, 1),)
    if d % 2 == 0:
        whole = tuple(combinations(range(d + 1), 2))
        return (*whole, *_shifted(whole, d + 1))
    # d + 2 points: all pairs but a path 0 1 2 and a matching of the rest, so one degree is d - 1, the others d.
    left_out = {(0, 1), (1, 2), *((point, point + 1) for point in range(3, d + 2, 2))}
    dense = tuple(pair for pair in combinations(range(d + 2), 2) if pair not in left_out)
    stars: list[tuple[int, int]] = []
    for number in range((d - 1) // 2):
        centre = d + 2 + number * (d + 1)
        stars.extend((centre, centre + leaf) for leaf in range(1, d + 1))
    return (*dense, *stars)


DESIGN: Sets = (
    (0, 1, 2),
    (0, 1, 3),
    (0, 2, 4),
    (0, 3, 5),
    (0, 4, 5),
    (1, 2, 5),
    (1, 3, 4),
    (1, 4, 5),
    (2, 3, 4),
    (2, 3, 5),
)
"""A 2-(6, 3, 2) design: ten triples on six points, any two points in exactly two, any two triples meeting."""


def _shifted(sets: Sequence[tuple[int, ...]], by: int) -> Sets:
    return tuple(tuple(point + by for point in chosen) for chosen in sets)


def _product(left: Sets, right: Sets) -> Sets:
    """Unions of a set of each, on disjoint points, cut off at the largest family that can be given."""
    width = 1 + max(point for chosen in left for point in chosen)
    pairs = product(left, _shifted(right, width))
    return tuple((*one, *other) for (one, other), _ in zip(pairs, range(MAX_SETS), strict=False))


def _power(base: Sets, exponent: int) -> Sets:
    found = base
    for _ in range(exponent - 1):
        found = _product(base, found)
    return found
