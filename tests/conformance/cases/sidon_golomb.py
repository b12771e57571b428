"""Conformance material for `sidon_golomb`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from tests.conformance.case import Cases, Json
from tests.conformance.mutations import of_set


def brute(params: Json, witness: Json) -> bool:
    """a + b = c + d forces {a, b} = {c, d}, tried on all quadruples."""
    elements = witness["set"]
    if len(elements) != params["k"] or elements != sorted(set(elements)):
        return False
    if not all(1 <= element <= params["N"] for element in elements):
        return False
    return all(
        {a, b} == {c, d} for a in elements for b in elements for c in elements for d in elements if a + b == c + d
    )


def universe(params: Json) -> Iterator[Json]:
    """All sets of size k - 1 … k + 1 in 0 … N + 1."""
    for size in range(max(params["k"] - 1, 0), params["k"] + 2):
        for chosen in combinations(range(params["N"] + 2), size):
            yield {"set": list(chosen)}


CASES = Cases(
    family="sidon_golomb",
    tiny=[{"N": n, "k": k} for n in range(1, 8) for k in range(5)],
    universe=universe,
    brute=brute,
    good=[
        ({"N": 35, "k": 8}, {"set": [1, 2, 5, 10, 16, 23, 33, 35]}),
        ({"N": 1, "k": 1}, {"set": [1]}),
        ({"N": 5, "k": 0}, {"set": []}),
    ],
    mutate=of_set,
    codes=frozenset({"order", "range", "size", "repeated-difference"}),
    malformed=[
        {"set": 5},
        {"set": [1.5]},
        {"set": [True]},
        {"set": ["01"]},
        {"set": [None]},
        {"set": [[1]]},
        {},
        {"set": [1], "extra": 2},
        {"set": list(range(1, 3000))},
    ],
    bad_params=[
        {"N": 0, "k": 1},
        {"N": 5},
        {"N": 5, "k": -1},
        {"N": 5.0, "k": 1},
        {"N": 5, "k": 1, "x": 1},
        {"N": True, "k": 1},
    ],
    equal_params=[({"L": 11, "k": 5}, {"N": 12, "k": 5}), ({"N": "12", "k": 5}, {"N": 12, "k": 5})],
)
