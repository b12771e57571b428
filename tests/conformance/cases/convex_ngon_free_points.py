"""Conformance material for `convex_ngon_free_points`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, permutations

from tests.conformance.case import Cases, Json

Point = tuple[int, int]


@cache
def area(a: Point, b: Point, c: Point) -> int:
    """Twice the area of a triangle, by the shoelace formula."""
    return abs(a[0] * b[1] - a[1] * b[0] + b[0] * c[1] - b[1] * c[0] + c[0] * a[1] - c[1] * a[0])


def within(d: Point, a: Point, b: Point, c: Point) -> bool:
    """Whether d is in the closed triangle abc: then the three parts have no surplus area."""
    return area(a, b, d) + area(b, c, d) + area(c, a, d) == area(a, b, c)


def in_hull(d: Point, points: Sequence[Point]) -> bool:
    """Whether d is in the convex hull of at least three points (Carathéodory)."""
    return any(within(d, *triangle) for triangle in combinations(points, 3))


def convex(points: Sequence[Point]) -> bool:
    """No point is in the hull of the others; three points in general position always qualify."""
    if len(points) == 3:
        return True
    return not any(in_hull(d, [other for other in points if other != d]) for d in points)


def brute(params: Json, witness: Json) -> bool:
    """All n-subsets, by the definition of convex position."""
    points = [(int(x), int(y)) for x, y in witness["points"]]
    if len(points) != params["N"] or points != sorted(set(points)):
        return False
    if any(area(*triple) == 0 for triple in combinations(points, 3)):
        return False
    for chosen in combinations(points, params["n"]):
        hollow = not params.get("empty") or not any(in_hull(d, chosen) for d in points if d not in chosen)
        if hollow and convex(chosen):
            return False
    return True


GRID = [(0, 0), (0, 3), (1, 1), (1, 2), (2, 1), (3, 0), (3, 2), (4, 5)]
"""Eight points with collinear triples, squares and inclusions among them."""


def universe(params: Json) -> Iterator[Json]:
    """Sets of N - 1 … N + 1 points of the grid; for small N all orders and repetitions too."""
    size = params["N"]
    for count in range(max(size - 1, 0), size + 2):
        for chosen in combinations(GRID, count):
            yield {"points": [list(point) for point in chosen]}
    if size <= 3:
        for chosen in permutations(GRID[:5], size):
            if list(chosen) != sorted(chosen):
                yield {"points": [list(point) for point in chosen]}
        for point in GRID[:3]:
            yield {"points": [list(point)] * size if size > 1 else [list(point)] * 2}


def mutate(params: Json, witness: Json) -> Iterator[Json]:
    """Coordinates moved a little or far, points dropped, doubled, swapped, x and y exchanged."""
    points = witness["points"]
    for index, (x, y) in enumerate(points):
        for other in (
            *([x + 1, y], [x - 1, y], [x, y + 1], [x, y - 1], [x, y + 10**20], [x, -(10**20)], [y, x], [-x, y]),
            *(list(point) for point in points[max(index - 1, 0) : index + 2]),
        ):
            if other != [x, y]:
                yield {"points": [*points[:index], other, *points[index + 1 :]]}
        if 0 < index < len(points) - 1:
            (a, b), (c, d) = points[index - 1], points[index + 1]
            yield {"points": [*points[:index], [(a + c) // 2, (b + d) // 2], *points[index + 1 :]]}
        yield {"points": points[:index] + points[index + 1 :]}
        yield {"points": [*points[: index + 1], [x, y], *points[index + 1 :]]}
        yield {"points": [*points[: index + 1], [x, y + 1], *points[index + 1 :]]}
        if index + 1 < len(points):
            yield {"points": [*points[:index], points[index + 1], [x, y], *points[index + 2 :]]}


EIGHT = [[1, 4], [6, 8], [7, 12], [8, 8], [9, 11], [12, 1], [12, 11], [15, 13]]
NINE = [[3, 8], [12, 23], [13, 7], [14, 10], [15, 9], [15, 12], [16, 9], [17, 4], [21, 0]]
HORTON = [[0, 0], [1, 24], [2, 4], [3, 28], [4, 1], [5, 25], [6, 5], [7, 29]]

CASES = Cases(
    family="convex_ngon_free_points",
    tiny=[
        {"n": n, "N": size, "empty": empty}
        for n in (3, 4, 5, 6)
        for size in range(1, 7 if n > 3 else 4)
        for empty in (False, True)
    ],
    universe=universe,
    brute=brute,
    good=[
        ({"n": 5, "N": 8}, {"points": EIGHT}),
        ({"n": 5, "N": 9, "empty": True}, {"points": NINE}),
        ({"n": 4, "N": 4, "empty": False}, {"points": [[0, 0], [2, 1], [2, 5], [5, 0]]}),
        ({"n": 7, "N": 8, "empty": True}, {"points": HORTON}),
        ({"n": 7, "N": 8, "empty": True}, {"points": [[x, y + 10**30] for x, y in HORTON]}),
        ({"n": 3, "N": 2}, {"points": [[-5, 7], [-5, 8]]}),
        ({"n": 64, "N": 1, "empty": True}, {"points": [[0, 0]]}),
    ],
    mutate=mutate,
    codes=frozenset({"order", "size", "collinear", "polygon"}),
    malformed=[
        {},
        {"points": 5},
        {"points": [5]},
        {"points": [[1]]},
        {"points": [[1, 2, 3]]},
        {"points": [[1, 2.0]]},
        {"points": [[1, True]]},
        {"points": [["1/2", 1]]},
        {"points": [[None, 1]]},
        {"points": [["01", 1]]},
        {"points": [{"x": 1, "y": 2}]},
        {"points": [[1, 2]], "colour": 1},
        {"points": [[i, i * i] for i in range(600)]},
    ],
    bad_params=[
        {"n": 2, "N": 3},
        {"n": 5},
        {"N": 5},
        {"n": 5, "N": 0},
        {"n": 5, "N": 8, "empty": 1},
        {"n": 5, "N": 8, "empty": "true"},
        {"n": 5.0, "N": 8},
        {"n": True, "N": 8},
        {"n": 5, "N": 8, "k": 1},
        {"n": 10**9, "N": 8},
    ],
    equal_params=[
        ({"n": 5, "N": 8}, {"n": 5, "N": 8, "empty": False}),
        ({"n": "5", "N": "8", "empty": True}, {"n": 5, "N": 8, "empty": True}),
    ],
)
