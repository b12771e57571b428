"""Conformance material for `unit_distance_graph`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from itertools import combinations, permutations, product

from tests.conformance.case import Cases, Json

Coordinates = tuple[tuple[Fraction, ...], ...]


def exact(witness: Json) -> list[Coordinates] | None:
    """The points as vectors of fractions; None where a vector has the wrong length."""
    size = 2 ** len(witness["field"])
    points = [tuple(tuple(Fraction(v) for v in number) for number in point) for point in witness["points"]]
    return points if all(len(number) == size for point in points for number in point) else None


@cache
def distance_is_one(field: tuple[int, ...], p: Coordinates, q: Coordinates) -> bool:
    """Numerically to 300 digits; the numbers here are far too short to be that close to 1 without being 1."""
    with localcontext() as context:
        context.prec = 400
        roots = [Decimal(1)]
        for d in field:
            roots += [root * Decimal(d).sqrt() for root in roots]
        total = Decimal(0)
        for left, right in zip(p, q, strict=True):
            parts = (Decimal((a - b).numerator) / (a - b).denominator for a, b in zip(left, right, strict=True))
            total += sum((part * root for part, root in zip(parts, roots, strict=True)), Decimal(0)) ** 2
        return abs(total - 1) < Decimal(10) ** -250


def graph(witness: Json) -> list[tuple[int, int]]:
    """All pairs at distance 1."""
    points = exact(witness)
    assert points is not None
    field = tuple(map(int, witness["field"]))
    return [(i, j) for j in range(len(points)) for i in range(j) if distance_is_one(field, points[i], points[j])]


def colourable(order: int, edges: Sequence[tuple[int, int]], colours: int) -> bool:
    """All assignments in turn, the later vertices innermost."""

    def extend(chosen: tuple[int, ...]) -> bool:
        if len(chosen) == order:
            return True
        for colour in range(colours):
            fits = all(chosen[i] != colour for i, j in edges if j == len(chosen))
            if fits and extend((*chosen, colour)):
                return True
        return False

    return extend(())


def girth_below(order: int, edges: Sequence[tuple[int, int]], girth: int) -> bool:
    """Whether some cyclic sequence of fewer than `girth` vertices runs along edges."""
    there = {frozenset(edge) for edge in edges}
    for length in range(3, min(girth, order + 1)):
        for cycle in permutations(range(order), length):
            if all(frozenset((a, b)) in there for a, b in zip(cycle, (*cycle[1:], cycle[0]), strict=True)):
                return True
    return False


def brute(params: Json, witness: Json) -> bool:
    """By the definition; the inner non-existence by trying all colourings."""
    points = exact(witness)
    if points is None or len(points) != params.get("points", params.get("n")) or len(set(points)) != len(points):
        return False
    if list(witness["field"]) != sorted(set(witness["field"])):
        return False
    if params.get("field") is not None and params["field"] != witness["field"]:
        return False
    edges = graph(witness)
    if witness.get("edges") is not None and list(map(tuple, witness["edges"])) != sorted(edges):
        return False
    if len(edges) < params.get("e", 0) or girth_below(len(points), edges, params.get("g", 3)):
        return False
    return not colourable(len(points), edges, params.get("k", 1) - 1)


def point(*coefficients: int | str) -> list[list[int | str]]:
    half = len(coefficients) // 2
    return [list(coefficients[:half]), list(coefficients[half:])]


POOL = [
    point(0, 0, 0, 0),
    point(1, 0, 0, 0),
    point("1/2", 0, 0, "1/2"),
    point("3/2", 0, 0, "1/2"),
    point(0, 0, 1, 0),
    point(1, 0, 1, 0),
    point(0, "1/2", "1/2", 0),
    point("3/5", 0, "4/5", 0),
]
"""Points over 1, √3: a rhombus, a square, rational directions, and a triangle on its side."""


def universe(params: Json) -> Iterator[Json]:
    """Subsets of the pool, some in other orders, with repetitions, with true and with false edges."""
    size = params["points"]
    for count in range(max(size - 1, 0), size + 2):
        for number, chosen in enumerate(combinations(POOL, count)):
            witness = {"field": [3], "points": list(chosen)}
            yield witness
            if number % 5 == 0:
                yield {"field": [3], "points": list(chosen[::-1])}
                yield {"field": [3], "points": [*chosen[1:], *chosen[-1:]]}
                edges = [list(edge) for edge in sorted(graph(witness))]
                yield {**witness, "edges": edges}
                yield {**witness, "edges": edges[1:]}
                yield {**witness, "edges": edges[::-1]}
                yield {**witness, "edges": [*edges, [count, count + 1]]}
    for chosen in combinations([point(0, 0), point(1, 0), point(0, 1), point(1, 1), point("3/5", "4/5")], size):
        yield {"field": [], "points": list(chosen)}


def mutate(params: Json, witness: Json) -> Iterator[Json]:
    """Coefficients moved, points dropped, doubled, exchanged; edges added, dropped, turned; another field."""
    points = witness["points"]
    for index, one in enumerate(points):
        for axis, place in product((0, 1), range(len(one[0]))):
            value = Fraction(one[axis][place])
            for other in (value + 1, -value, value + Fraction(1, 12), Fraction(0), value + 10**30):
                if other != value:
                    number = [*one[axis][:place], str(other), *one[axis][place + 1 :]]
                    moved = [number, one[1]] if axis == 0 else [one[0], number]
                    yield {**witness, "points": [*points[:index], moved, *points[index + 1 :]]}
        yield {**witness, "points": points[:index] + points[index + 1 :]}
        yield {**witness, "points": [*points[: index + 1], *points[index:]]}
        yield {**witness, "points": [*points[:index], points[index - 1], *points[index + 1 :]]}
        yield {**witness, "points": [*points[:index], one[::-1], *points[index + 1 :]]}
        yield {**witness, "points": [*points[:index], [one[0][:-1], one[1]], *points[index + 1 :]]}
    edges = [list(edge) for edge in sorted(graph(witness))]
    yield {**witness, "edges": edges}
    for index, (i, j) in enumerate(edges):
        yield {**witness, "edges": edges[:index] + edges[index + 1 :]}
        yield {**witness, "edges": [*edges[:index], [j, i], *edges[index + 1 :]]}
        yield {**witness, "edges": [*edges[: index + 1], *edges[index:]]}
        yield {**witness, "edges": [*edges[:index], [i, j + 1], *edges[index + 1 :]]}
        yield {**witness, "edges": [*edges[:index], [-1, j], *edges[index + 1 :]]}
    for other in (2, 5, 7):
        if witness["field"] and other not in witness["field"]:
            yield {**witness, "field": sorted([*witness["field"][1:], other])}


SPINDLE = {
    "field": [3, 11],
    "points": [
        point(0, 0, 0, 0, 0, 0, 0, 0),
        point(1, 0, 0, 0, 0, 0, 0, 0),
        point("1/2", 0, 0, 0, 0, "1/2", 0, 0),
        point("3/2", 0, 0, 0, 0, "1/2", 0, 0),
        point("5/6", 0, 0, 0, 0, 0, "1/6", 0),
        point("5/12", 0, 0, "-1/12", 0, "5/12", "1/12", 0),
        point("5/4", 0, 0, "-1/12", 0, "5/12", "1/4", 0),
    ],
}
PENTAGON = {
    "field": [15],
    "points": [
        point(0, 0, 0, 0),
        point(1, 0, 0, 0),
        point("1/4", 0, 0, "1/4"),
        point("3/4", 0, 0, "1/4"),
        point("1/2", 0, 0, "1/2"),
    ],
}

CASES = Cases(
    family="unit_distance_graph",
    tiny=[
        {"points": 1, "e": 0},
        {"points": 1, "e": 1},
        {"points": 1, "k": 2},
        {"points": 2, "e": 1},
        {"points": 2, "e": 1, "field": [3]},
        {"points": 2, "e": 0, "field": []},
        {"points": 2, "k": 2},
        {"points": 3, "e": 2, "g": 4},
        {"points": 3, "e": 3},
        {"points": 3, "k": 3},
        {"points": 3, "k": 3, "g": 4},
        {"points": 4, "e": 4, "g": 4},
        {"points": 4, "e": 5},
        {"points": 4, "e": 6},
        {"points": 4, "e": 3, "g": 5},
        {"points": 4, "k": 4},
        {"points": 5, "e": 5, "k": 3},
        {"points": 5, "e": 6, "g": 4},
    ],
    universe=universe,
    brute=brute,
    good=[
        ({"points": 7, "e": 11, "k": 4}, SPINDLE),
        ({"points": 5, "k": 3, "g": 5}, PENTAGON),
        ({"points": 4, "e": 5, "field": [3]}, {"field": [3], "points": POOL[:4]}),
        ({"points": 1}, {"field": [2, 3, 5], "points": [[[0] * 8, ["1/7"] * 8]]}),
    ],
    mutate=mutate,
    codes=frozenset(
        {
            "field",
            "size",
            "coincident",
            "edges-order",
            "edges-wrong",
            "edges-missing",
            "edges-few",
            "short-cycle",
            "colourable",
        }
    ),
    malformed=[
        {},
        {"field": [3]},
        {"points": [point(0, 0)]},
        {"field": 3, "points": []},
        {"field": [3], "points": [point(0, 0)]},
        {"field": [3], "points": [[[0, 0]]]},
        {"field": [3], "points": [[[0, 0], [0, 0], [0, 0]]]},
        {"field": [3], "points": [[[0, 0.5], [0, 0]]]},
        {"field": [3], "points": [[[0, True], [0, 0]]]},
        {"field": [3], "points": [[[0, "1/0"], [0, 0]]]},
        {"field": [3], "points": [[[0, "0.5"], [0, 0]]]},
        {"field": [3, 3], "points": []},
        {"field": [11, 3], "points": []},
        {"field": [12], "points": []},
        {"field": [1], "points": []},
        {"field": [-3], "points": []},
        {"field": [2, 3, 6], "points": []},
        {"field": [10, 15, 21, 14], "points": []},
        {"field": [10**12], "points": []},
        {"field": [2, 3, 5, 7, 11, 13], "points": []},
        {"field": [], "points": [], "edges": [[0]]},
        {"field": [], "points": [], "edges": [[0, 1.0]]},
        {"field": [], "points": [], "chi_lower": 9},
        {"field": [], "points": [], "colour": 9},
    ],
    bad_params=[
        {},
        {"points": 0},
        {"points": 4, "k": 0},
        {"points": 4, "k": 99},
        {"points": 4, "g": 2},
        {"points": 4, "e": -1},
        {"points": 4.0},
        {"points": True},
        {"points": 4, "field": [4]},
        {"points": 4, "field": [2, 3, 6]},
        {"points": 4, "field": ["x"]},
        {"points": 4, "n": 4},
        {"points": 4, "chi": 4},
    ],
    equal_params=[
        ({"n": 7}, {"points": 7, "e": 0, "k": 1, "g": 3}),
        ({"points": "7", "e": "12"}, {"points": 7, "e": 12}),
        ({"points": 7, "field": ["3", "11"]}, {"points": 7, "field": [3, 11]}),
    ],
)
