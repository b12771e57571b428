"""Conformance material for `sunflower_free`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from tests.conformance.case import Cases, Json
from tests.conformance.mutations import of_integers


def brute(params: Json, witness: Json) -> bool:
    """m distinct sets inside the ground set, and no k of them with all pairwise intersections equal."""
    sets = witness["sets"]
    if len(sets) != params["m"] or any(entries != sorted(set(entries)) for entries in sets):
        return False
    if len({tuple(entries) for entries in sets}) != len(sets):
        return False
    if any(not 0 <= point < params["g"] for entries in sets for point in entries):
        return False
    if params.get("w") is not None and any(len(entries) != params["w"] for entries in sets):
        return False
    for chosen in combinations(sets, params["k"]):
        meetings = {frozenset(one) & frozenset(other) for one, other in combinations(chosen, 2)}
        if len(meetings) == 1:
            return False
    return True


def subsets(g: int) -> list[list[int]]:
    return [list(chosen) for size in range(g + 1) for chosen in combinations(range(g), size)]


def universe(params: Json) -> Iterator[Json]:
    """All families of m - 1 to m + 1 subsets of the ground set, of one size if w is given; some with a flawed set."""
    g, m, w = params["g"], params["m"], params.get("w")
    flawed = [[g], [-1], [1, 0], [0, 0], [0] * ((w or 0) + 1), list(range((w or 0) + 1))]
    kept = [chosen for chosen in subsets(g) if w is None or len(chosen) == w]
    for size in range(max(m - 1, 0), m + 2):
        for number, family in enumerate(combinations(kept, size)):
            yield {"sets": list(family)}
            if size and number % 3 == 0:
                yield {"sets": list(family[::-1])}
                yield {"sets": [family[0], *family[:-1]]}
                for flaw in flawed:
                    yield {"sets": [*family[:-1], flaw]}


def mutate(params: Json, witness: Json) -> Iterator[Json]:
    """Each set changed in one element, dropped, doubled, moved; a set of any kind added or put in its place."""
    sets = witness["sets"]
    for index, entries in enumerate(sets):
        before, after = sets[:index], sets[index + 1 :]
        for values in of_integers(entries):
            yield {"sets": [*before, values, *after]}
        yield {"sets": [*before, *after]}
        yield {"sets": [*before, entries, entries, *after]}
        yield {"sets": [*after, entries, *before]}
        for extra in ([], list(range(params.get("w") or 2)), [params["g"] - 1]):
            yield {"sets": [*before, extra, *after]}
            yield {"sets": [*before, extra, entries, *after]}


DESIGN = [[0, 1, 2], [0, 1, 3], [0, 2, 4], [0, 3, 5], [0, 4, 5], [1, 2, 5], [1, 3, 4], [1, 4, 5], [2, 3, 4], [2, 3, 5]]
"""A 2-(6, 3, 2) design."""

K5 = [list(pair) for pair in combinations(range(5), 2)]


def shifted(sets: list[list[int]], by: int) -> list[list[int]]:
    return [[point + by for point in entries] for entries in sets]


CASES = Cases(
    family="sunflower_free",
    tiny=[
        *({"k": 3, "g": g, "m": m} for g, m in [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (1, 3)]),
        *({"k": 3, "g": 2, "m": m} for m in range(5)),
        *({"k": 3, "g": 3, "m": m} for m in (3, 4, 5, 6, 7)),
        *({"k": 2, "g": 2, "m": m} for m in (1, 2)),
        *({"k": 4, "g": 3, "m": m} for m in (5, 6, 7)),
        {"k": 5, "g": 3, "m": 7},
        {"k": 9, "g": 3, "m": 8},
        {"k": 3, "w": 0, "g": 2, "m": 1},
        {"k": 2, "w": 0, "g": 1, "m": 2},
        *({"k": 3, "w": 1, "g": 4, "m": m} for m in (2, 3)),
        *({"k": 3, "w": 2, "g": 4, "m": m} for m in (3, 4, 5)),
        *({"k": 4, "w": 2, "g": 4, "m": m} for m in (5, 6)),
        {"k": 4, "w": 1, "g": 5, "m": 4},
        *({"k": 3, "w": 3, "g": 5, "m": m} for m in (6, 7)),
        {"k": 2, "w": 2, "g": 3, "m": 2},
        {"k": 3, "w": 3, "g": 2, "m": 1},
    ],
    universe=universe,
    brute=brute,
    good=[
        ({"k": 3, "w": 2, "g": 6, "m": 6}, {"sets": [[0, 1], [0, 2], [1, 2], [3, 4], [3, 5], [4, 5]]}),
        ({"k": 3, "g": 3, "m": 5}, {"sets": [[2], [1], [0, 1, 2], [0, 2], [0, 1]]}),
        ({"k": 3, "w": 3, "g": 12, "m": 20}, {"sets": DESIGN + shifted(DESIGN, 6)}),
        ({"k": 5, "w": 2, "g": 10, "m": 20}, {"sets": K5 + shifted(K5, 5)}),
        ({"k": 3, "w": 2, "g": 10**12, "m": 2}, {"sets": [[0, 10**12 - 1], [1, 10**12 - 1]]}),
        ({"k": 3, "g": 0, "m": 1}, {"sets": [[]]}),
        ({"k": 3, "g": 4, "m": 0}, {"sets": []}),
    ],
    mutate=mutate,
    codes=frozenset({"order", "range", "uniform", "duplicate", "size", "sunflower"}),
    malformed=[
        {"sets": 5},
        {"sets": [5]},
        {"sets": [[0.5]]},
        {"sets": [[True]]},
        {"sets": [["01"]]},
        {"sets": [[None]]},
        {"sets": [[[0]]]},
        {"sets": ["01"]},
        {},
        {"sets": [], "extra": 1},
        {"sets": [[0, 1]], "k": 4},
        {"sets": [[0, 1]], "w": 3},
        {"sets": [[0]] * 3000},
        {"sets": [list(range(1001))]},
        {"sets": [list(range(1000))] * 101},
    ],
    bad_params=[
        {"k": 1, "g": 3, "m": 2},
        {"k": 3, "m": 2},
        {"k": 3, "g": 3},
        {"g": 3, "m": 2},
        {"k": 3, "g": -1, "m": 2},
        {"k": 3, "w": -1, "g": 3, "m": 2},
        {"k": 3, "w": 2, "n": 3, "m": 2},
        {"k": 3, "g": 3, "n": 3, "m": 2},
        {"k": 3, "g": 3.0, "m": 2},
        {"k": 3, "g": 3, "m": True},
        {"k": 3, "g": 3, "m": 2, "x": 1},
        {"k": 3, "g": 10**13, "m": 2},
    ],
    equal_params=[
        ({"k": 3, "n": 6, "m": 19}, {"k": 3, "g": 6, "m": 19}),
        ({"k": 3, "w": 3, "g": 12, "size": 20}, {"k": "3", "w": 3, "g": 12, "m": 20}),
        ({"k": 3, "w": None, "g": 6, "m": 19}, {"k": 3, "g": 6, "m": 19}),
    ],
)
