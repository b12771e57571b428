"""The relaxation: abstract graphs without subgraphs that the plane forbids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise, permutations
from math import comb, factorial, perm
from typing import Any

from problems.errors import TooLargeError, UnsupportedError
from problems.families.unit_distance_graph.field import unit_pairs
from problems.model import FiniteModel, Symmetry

__all__ = ["finite_model"]

MAX_POINTS = 14
PRISM_POINTS = 10
"""Points up to which the clauses of pairs of rhombi are written, O(n⁶) of them."""
MAX_CLAUSES = 150_000
"""Clauses of the largest model that is made."""

FIRST = Symmetry(
    "neighbours-first",
    "vertices may be renamed so that vertex 1 has the largest degree and its neighbours come next in the order",
)


def finite_model(points: int, edges: int, chromatic: int, girth: int, *, symmetry: bool) -> FiniteModel:
    """x_i_j for i < j says that points i and j are at distance 1.

    No unit-distance graph has

    - four points pairwise at distance 1 (K4),
    - two points with three common neighbours (K2,3): unit circles around two points meet at most twice,
    - a wheel with five spokes: its rim would turn around the hub by five steps of 60°.

    A 4-cycle a b c d is a rhombus, since b and d are the two points at distance 1 from a and c; so c - d = b - a. Two
    4-cycles a b c d and a b e f therefore make c - e = d - f, and ce is an edge exactly when df is (up to
    PRISM_POINTS points; with these rules alone the bounds on u(n) are sharp for n ≤ 10).

    Chromatic number ≥ k: each partition of the vertices into k - 1 classes has an edge inside a class. Girth ≥ g:
    no cycle of length below g.
    """
    size = _size(points, edges, chromatic, girth)
    if size > MAX_CLAUSES:
        raise TooLargeError(f"the model has more than {MAX_CLAUSES} clauses for {points} points")
    import cpmpy as cp

    pair = {ij: cp.boolvar(name="x_{}_{}".format(*ij)) for ij in combinations(range(1, points + 1), 2)}

    def at(i: int, j: int) -> Any:
        return pair[min(i, j), max(i, j)]

    constraints: list[Any] = [cp.any([~at(i, j) for i, j in banned]) for banned in _banned(points, girth)]
    rhombus: dict[tuple[int, ...], Any] = {}
    for rim in _rhombi(points) if edges and girth <= 4 else ():
        rhombus[rim] = cp.boolvar(name="r_{}_{}_{}_{}".format(*rim))
        constraints.append(cp.any([rhombus[rim], *(~at(i, j) for i, j in _around(rim))]))
    for first, second, left, right in _prisms(points) if rhombus else ():
        constraints.append(cp.any([~rhombus[first], ~rhombus[second], ~at(*left), at(*right)]))
    if chromatic > points:
        constraints.append(cp.BoolVal(False))
    elif chromatic > 1:
        for classes in _partitions(points, chromatic - 1):
            inside = [at(i, j) for part in classes for i, j in combinations(part, 2)]
            constraints.append(cp.any(inside) if inside else cp.BoolVal(False))
    if edges > len(pair):
        constraints.append(cp.BoolVal(False))
    elif edges:
        constraints.append(cp.sum(list(pair.values())) >= edges)
    broken: tuple[Symmetry, ...] = ()
    if symmetry and points >= 3:
        row = [at(1, j) for j in range(2, points + 1)]
        constraints.extend(left | ~right for left, right in pairwise(row))
        for i in range(2, points + 1):
            other = [at(i, j) for j in range(1, points + 1) if j != i]
            constraints.append(cp.sum(row) >= cp.sum(other))
        broken = (FIRST,)

    def encode(witness: Any) -> dict[str, int]:
        true = set(unit_pairs(witness.field, witness.points))
        return {variable.name: int((i - 1, j - 1) in true) for (i, j), variable in pair.items()}

    def decode(values: Mapping[str, int]) -> dict[str, Any]:
        raise UnsupportedError("an abstract graph is no point set: it may have no embedding with all edges of length 1")

    meaning = {variable.name: f"points {i} and {j} are at distance 1" for (i, j), variable in pair.items()}
    for rim, variable in rhombus.items():
        meaning[variable.name] = "true where {} {} {} {} is a cycle of unit segments".format(*rim)
    return FiniteModel(
        model=cp.Model(constraints),
        variables={variable.name: variable for variable in (*pair.values(), *rhombus.values())},
        meaning=meaning,
        decode=decode,
        encode=encode,
        symmetry=broken,
        relaxation=True,
    )


def _size(points: int, edges: int, chromatic: int, girth: int) -> int:
    """Number of clauses; those of large parameters are not counted out."""
    if points > MAX_POINTS:
        return MAX_CLAUSES + 1
    total = comb(points, 4) + comb(points, 2) * comb(points, 3) + points * comb(points, 5) * 12
    if edges and girth <= 4 and points <= PRISM_POINTS:
        total += comb(points, 2) * perm(max(points - 2, 0), 4)
    for length in range(3, min(girth, points + 1)):
        total += comb(points, length) * factorial(length - 1) // 2
    return total + _stirling(points, chromatic - 1)


def _stirling(points: int, classes: int) -> int:
    """Number of partitions of a set of `points` into exactly `classes` nonempty classes."""
    row = [1]
    for _ in range(points):
        row = [0, *(row[c - 1] + c * (row[c] if c < len(row) else 0) for c in range(1, len(row) + 1))]
    return row[classes] if classes < len(row) else 0


def _partitions(points: int, classes: int) -> Iterator[list[list[int]]]:
    """Partitions of 1 … points into exactly `classes` nonempty classes; coarser ones follow from these."""

    def extend(vertex: int, parts: list[list[int]]) -> Iterator[list[list[int]]]:
        if classes - len(parts) > points - vertex + 1:
            return
        if vertex > points:
            yield parts
            return
        for index in range(len(parts)):
            yield from extend(vertex + 1, [*parts[:index], [*parts[index], vertex], *parts[index + 1 :]])
        if len(parts) < classes:
            yield from extend(vertex + 1, [*parts, [vertex]])

    yield from extend(1, [])


def _banned(points: int, girth: int) -> Iterator[list[tuple[int, int]]]:
    """Edge sets that must not all be there."""
    span = range(1, points + 1)
    for length in range(3, min(girth, points + 1)):
        yield from (_around(rim) for chosen in combinations(span, length) for rim in _cycles(chosen))
    if girth <= 3:
        yield from (list(combinations(four, 2)) for four in combinations(span, 4))
    if girth <= 4:
        for two in combinations(span, 2):
            for three in combinations([v for v in span if v not in two], 3):
                yield [(i, j) for i in two for j in three]
    if girth <= 3:
        for hub in span:
            for chosen in combinations([v for v in span if v != hub], 5):
                for rim in _cycles(chosen):
                    yield [*_around(rim), *((hub, v) for v in rim)]


def _rhombi(points: int) -> Iterator[tuple[int, ...]]:
    """All 4-cycles of the complete graph, each once."""
    for chosen in combinations(range(1, points + 1), 4) if points <= PRISM_POINTS else ():
        yield from _cycles(chosen)


def _prisms(points: int) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], tuple[int, int], tuple[int, int]]]:
    """Two 4-cycles a b c d and a b e f, and the pairs ce, df in both orders."""
    span = range(1, points + 1)
    for a, b in combinations(span, 2):
        for c, d, e, f in permutations([v for v in span if v not in (a, b)], 4):
            if c < e:
                first, second = _named((a, b, c, d)), _named((a, b, e, f))
                yield first, second, (c, e), (d, f)
                yield first, second, (d, f), (c, e)


def _named(rim: tuple[int, int, int, int]) -> tuple[int, ...]:
    """The same 4-cycle as `_cycles` writes it: from the least vertex, towards its lesser neighbour."""
    start = rim.index(min(rim))
    a, b, c, d = (*rim[start:], *rim[:start])
    return (a, b, c, d) if b < d else (a, d, c, b)


def _cycles(chosen: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Cyclic orders of the vertices, each once."""
    first, *rest = chosen
    for order in permutations(rest):
        if len(order) < 2 or order[0] < order[-1]:
            yield (first, *order)


def _around(rim: Sequence[int]) -> list[tuple[int, int]]:
    return list(zip(rim, (*rim[1:], rim[0]), strict=True))
