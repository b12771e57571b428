"""The finite model of one n, and the trees of one n and of a range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from problems.errors import TooLargeError
from problems.families.erdos_straus_decomposition.claim import StrausParams, StrausWitness
from problems.model import FiniteModel, Symmetry
from problems.search import SearchTree
from problems.unit_triples import MAX_N, Effort, factored, first_denominators, sweep, triples_with

__all__ = ["LEAST", "MODEL_PAIRS", "SEARCH_EFFORT", "pair_model", "range_tree", "triple_tree"]

MODEL_PAIRS = 15_000
SEARCH_EFFORT = 10**9

LEAST = Symmetry(
    "least-denominators",
    "implied, no symmetry: with x <= y <= z, 1/x is below a/n and 3/x at least a/n, and 2/y is at least a/n - 1/x; "
    "so x and y have finite ranges, and z is what they leave",
    implied=True,
)


def pair_model(a: int, n: int, distinct: bool) -> FiniteModel:
    """One boolean for each x and each y that can occur, and clauses for the pairs whose rest is no unit fraction."""
    # Bounds of its own, see `LEAST`: the tree has others. Where no x or y is possible one stands in the model, so that
    # its clauses say why it fails.
    low, high = n // a + 1, 3 * n // a
    firsts = [x for x in range(low, min(high, low + MODEL_PAIRS) + 1) if a * x < 3 * n or not distinct] or [low]
    last = max(2 * n * x // (a * x - n) for x in firsts)
    seconds = range(firsts[0] + distinct, max(last, firsts[0] + distinct) + 1)
    if len(firsts) * (seconds.stop - seconds.start) > MODEL_PAIRS:
        raise TooLargeError(f"the model has a clause for each pair (x, y), over {MODEL_PAIRS} of them")
    import cpmpy as cp

    def third(x: int, y: int) -> int | None:
        """z with 1/z = a/n - 1/x - 1/y, where that is a unit fraction and in order."""
        over, under = a * x * y - n * (x + y), n * x * y
        if over <= 0 or under % over:
            return None
        z = under // over
        return z if (x < y < z if distinct else x <= y <= z) else None

    thirds = {(x, y): z for x in firsts for y in seconds if (z := third(x, y)) is not None}
    lasts = sorted(set(thirds.values()))
    sides = {"x": {v: cp.boolvar(name=f"x{v}") for v in firsts}, "y": {v: cp.boolvar(name=f"y{v}") for v in seconds}}
    sides["z"] = {v: cp.boolvar(name=f"z{v}") for v in lasts}
    variables = {f"{side}{v}": variable for side, values in sides.items() for v, variable in values.items()}
    meaning = {f"{side}{v}": f"{side} = {v}" for side, values in sides.items() for v in values}
    x_is, y_is, z_is = sides.values()
    constraints: list[Any] = []
    for x in firsts:
        for y in seconds:
            z = thirds.get((x, y))
            constraints.append(cp.any([~x_is[x], ~y_is[y], *([z_is[z]] if z is not None else [])]))
    constraints += [cp.sum(list(x_is.values())) == 1, cp.sum(list(y_is.values())) == 1]
    if z_is:
        constraints.append(cp.sum(list(z_is.values())) == 1)

    def decode(values: Mapping[str, int]) -> dict[str, Any]:
        return {"xyz": [next(v for v in side if values[f"{name}{v}"]) for name, side in sides.items()]}

    def encode(witness: StrausWitness) -> Mapping[str, int]:
        # A value outside its domain leaves all booleans of its side false, which no solution does.
        chosen = dict(zip(sides, witness.xyz or (0, 0, 0), strict=True))
        return {f"{name}{v}": int(v == chosen[name]) for name, side in sides.items() for v in side}

    return FiniteModel(
        model=cp.Model(constraints),
        variables=variables,
        meaning=meaning,
        decode=decode,
        encode=encode,
        symmetry=(LEAST,),
    )


def triple_tree(a: int, n: int, distinct: bool) -> SearchTree[Any]:
    """Nodes are first denominators x in their finite range; the leaves below x are the exact (y, z)."""
    if n > MAX_N:
        raise TooLargeError(f"complete search is offered for n up to {MAX_N}")
    own = factored(n)
    effort = Effort(SEARCH_EFFORT)

    def children(node: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if not node:
            yield from ((x,) for x in first_denominators(a, n, distinct=distinct))
        elif len(node) == 1:
            factors = lambda value: own if value == n else factored(value)  # noqa: E731
            yield from triples_with(a, n, node[0], distinct=distinct, factors=factors, effort=effort)

    return SearchTree(root=(), children=children, witness=lambda node: {"xyz": list(node)} if len(node) == 3 else None)


def range_tree(params: StrausParams) -> SearchTree[Any]:
    """One path through the range: a node is the number of n decided and the exceptions so far."""
    low, high = params.from_ or 1, params.to or 1
    decided = sweep(params.a, low, high, distinct=params.distinct, effort=Effort(SEARCH_EFFORT))
    solved: list[bool] = []

    def children(node: tuple[int, tuple[int, ...]]) -> Iterator[tuple[int, tuple[int, ...]]]:
        count, exceptions = node
        if low + count > high:
            return
        while len(solved) <= count:
            solved.append(next(decided)[1])
        grown = exceptions if solved[count] else (*exceptions, low + count)
        if params.most is None or len(grown) <= params.most:
            yield count + 1, grown

    def witness(node: tuple[int, tuple[int, ...]]) -> dict[str, Any] | None:
        return {"exceptions": list(node[1])} if low + node[0] > high else None

    return SearchTree(root=(0, ()), children=children, witness=witness)
