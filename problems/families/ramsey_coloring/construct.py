"""Ramsey colourings of the literature: power residues, Greenwood–Gleason, Schur; and circulants by a short search."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import combinations

from problems.families.ramsey_coloring.claim import circulant_matrix
from problems.families.ramsey_coloring.search import Node, extensions

__all__ = ["colourings"]

PRIMES_TRIED = 8
CIRCULANT_ORDERS = 6
CIRCULANT_NODES = 3000
"""Nodes of the search for a circulant colouring of one order."""


def colourings(n: int, ks: Sequence[int], rng: random.Random) -> Iterator[str]:
    """Matrices for n vertices, most of them cut from larger symmetric colourings; they may fail the check."""
    if len(ks) == 1:
        yield "0" * (n * (n - 1) // 2)
        return
    if len(ks) == 3 and n <= 16:
        yield _greenwood_gleason(n)
    if len(ks) == 4 and n <= 45:
        yield _from_schur(n)
    yield from _power_residues(n, len(ks))
    for order in range(n, n + CIRCULANT_ORDERS):
        found = _circulant(order, ks, rng)
        if found is not None:
            yield _cut(circulant_matrix(found, order), order, n)


def _cut(matrix: str, order: int, n: int) -> str:
    """The colouring on the first n of `order` vertices."""
    rows = [matrix[i * (2 * order - i - 1) // 2 :] for i in range(n - 1)]
    return "".join(row[: n - 1 - i] for i, row in enumerate(rows))


def _power_residues(n: int, colours: int) -> Iterator[str]:
    """Over the field with p elements, -1 an r-th power: {i, j} is coloured by the index of j - i modulo r.

    For r = 2 these are Paley's graphs, the squares in colour 0.
    """
    met, p = 0, max(n, 2 * colours + 1)
    while met < PRIMES_TRIED:
        if (p - 1) % (2 * colours) == 0 and all(p % q for q in range(2, int(p**0.5) + 1)):
            met += 1
            index = _indices(p)
            yield _cut(circulant_matrix([index[d] % colours for d in range(1, p // 2 + 1)], p), p, n)
        p += 1


def _indices(p: int) -> dict[int, int]:
    """Discrete logarithms modulo a prime p > 2 to the least primitive root."""
    for root in range(2, p):
        power, found = 1, {1: 0}
        for exponent in range(1, p - 1):
            power = power * root % p
            if power in found:
                break
            found[power] = exponent
        if len(found) == p - 1:
            return found
    return {1: 0, 2: 1}


def _greenwood_gleason(n: int) -> str:
    """Three colours without a triangle on 16 vertices: cosets of the cubes in the field with 16 elements."""
    index, power = {}, 1
    for exponent in range(15):
        index[power] = exponent
        power = power << 1 ^ (0b10011 if power & 8 else 0)
    return "".join(str(index[a ^ b] % 3) for a, b in combinations(range(n), 2))


SCHUR_CLASSES = (
    {1, 3, 5, 15, 17, 19, 26, 28, 40, 42, 44},
    {2, 7, 8, 18, 21, 24, 27, 33, 37, 38, 43},
    {4, 6, 13, 20, 22, 23, 25, 30, 32, 39, 41},
)
"""Three of four classes of 1..44 without a + b = c in one class (Baumert 1961, after OEIS A030126)."""


def _from_schur(n: int) -> str:
    """Four colours without a triangle: {i, j} is coloured by the Schur class of j - i."""
    found = (
        next((c for c, part in enumerate(SCHUR_CLASSES) if j - i in part), 3) for i, j in combinations(range(n), 2)
    )
    return "".join(map(str, found))


def _circulant(order: int, ks: Sequence[int], rng: random.Random) -> tuple[int, ...] | None:
    """Depth-first search with a random order of colours, given up after a fixed number of nodes."""
    half = order // 2
    for _ in range(4):
        stack: list[Node] = [((), (0,) * len(ks))]
        for _ in range(CIRCULANT_NODES):
            if not stack:
                return None
            node = stack.pop()
            if len(node[0]) == half:
                return node[0]
            following = list(extensions(node, order, ks))
            rng.shuffle(following)
            stack.extend(following)
    return None
