"""Search for Ramsey colourings: the tree of circulant ones, and a landscape of faulty ones."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from math import comb
from typing import Any

from problems.cliques import Work, closes_clique, count_cliques, find_clique
from problems.errors import TooLargeError, UnsupportedError
from problems.families.ramsey_coloring.check import adjacency
from problems.families.ramsey_coloring.claim import RamseyParams, circulant_matrix, pairs
from problems.search import Landscape, SearchTree

__all__ = ["extensions", "landscape", "tree"]

Node = tuple[tuple[int, ...], tuple[int, ...]]
"""Colours of the differences 1, 2, … so far, and the connection mask of each colour."""

TREE_N = 500


def extensions(node: Node, n: int, ks: Sequence[int]) -> Iterator[Node]:
    """The next difference in every colour that closes no clique.

    A clique of a circulant colouring that uses the difference d can be rotated to contain 0 and d.
    """
    colours, masks = node
    d = len(colours) + 1
    if d > n // 2:
        return
    tried: set[tuple[int, int]] = set()
    for colour, size in enumerate(ks):
        # Exchanging two colours that forbid one clique and are unused so far changes nothing.
        kind = (size, masks[colour])
        if masks[colour] == 0 and kind in tried:
            continue
        tried.add(kind)
        wider = masks[colour] | 1 << d | 1 << (n - d)
        if not closes_clique(wider, n, d, size):
            yield (*colours, colour), (*masks[:colour], wider, *masks[colour + 1 :])


def tree(params: RamseyParams) -> SearchTree[Any]:
    """Circulant colourings, difference by difference from 1."""
    n, ks = params.n, params.ks
    if not params.circulant:
        raise UnsupportedError("exhaustive search is offered for circulant colourings; the model covers the others")
    if n > TREE_N:
        raise TooLargeError(f"exhaustive search is offered up to n = {TREE_N}")

    def children(node: Node) -> Iterable[Node]:
        return extensions(node, n, ks)

    def witness(node: Node) -> dict[str, Any] | None:
        return {"matrix": circulant_matrix(node[0], n)} if len(node[0]) == n // 2 else None

    return SearchTree(root=((), (0,) * len(ks)), children=children, witness=witness, symmetry="exchange of colours")


def landscape(params: RamseyParams) -> Landscape[Any]:
    """States are colourings (of the differences, for circulant ones); the cost is the number of cliques."""
    n, ks = params.n, params.ks
    if n > 64 or len(ks) < 2:
        raise TooLargeError("local search is offered for 2 or more colours up to n = 64")
    if sum(comb(n, size) for size in ks) > 10**6:
        raise TooLargeError("local search is offered for at most 10^6 cliques")
    items = n // 2 if params.circulant else n * (n - 1) // 2
    places = {pair: index for index, pair in enumerate(pairs(n))}

    def matrix(state: tuple[int, ...]) -> str:
        return circulant_matrix(state, n) if params.circulant else "".join(map(str, state))

    def cost(state: tuple[int, ...]) -> int:
        spelled, total = matrix(state), 0
        for colour, size in enumerate(ks):
            rows = adjacency(spelled, n, colour)
            if params.circulant:
                total += count_cliques(rows, size - 1, rows[0])
            else:
                total += count_cliques(rows, size, (1 << n) - 1)
        return total

    def start(rng: random.Random) -> tuple[int, ...]:
        return tuple(rng.randrange(len(ks)) for _ in range(items))

    def neighbours(state: tuple[int, ...], rng: random.Random) -> Iterator[tuple[int, ...]]:
        """Items of cliques that are met at random get another colour."""
        spelled = matrix(state)
        rows = [adjacency(spelled, n, colour) for colour in range(len(ks))]
        for _ in range(24 if items else 0):
            index = rng.randrange(items)
            if not params.circulant:
                colour = rng.randrange(len(ks))
                order = rng.sample(range(n), n)
                clique = _shuffled_clique(rows[colour], ks[colour], order)
                if clique is not None:
                    index = places[tuple(sorted(rng.sample(clique, 2)))]  # type: ignore[index]
            other = rng.choice([colour for colour in range(len(ks)) if colour != state[index]])
            yield (*state[:index], other, *state[index + 1 :])

    def witness(state: tuple[int, ...]) -> dict[str, Any]:
        return {"matrix": matrix(state)}

    return Landscape(start=start, cost=cost, neighbours=neighbours, witness=witness)


def _shuffled_clique(rows: Sequence[int], size: int, order: Sequence[int]) -> list[int] | None:
    """A clique through the first vertices of a random order that have one."""
    for vertex in order:
        rest = find_clique(rows, size - 1, rows[vertex], Work())
        if rest is not None:
            return [vertex, *rest]
    return None
