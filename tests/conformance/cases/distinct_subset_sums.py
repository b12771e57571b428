"""Conformance material for `distinct_subset_sums`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from tests.conformance.case import Cases, Json
from tests.conformance.mutations import of_set


def brute(params: Json, witness: Json) -> bool:
    """All 2ⁿ subset sums listed and counted."""
    elements = witness["set"]
    if len(elements) != params["n"] or elements != sorted(set(elements)):
        return False
    if not all(1 <= element <= params["N"] for element in elements):
        return False
    sums = [0]
    for element in elements:
        sums += [other + element for other in sums]
    return len(set(sums)) == 2 ** len(elements)


def universe(params: Json) -> Iterator[Json]:
    """All sets of size n - 1 … n + 1 in 0 … N + 1."""
    for size in range(max(params["n"] - 1, 0), params["n"] + 2):
        for chosen in combinations(range(params["N"] + 2), size):
            yield {"set": list(chosen)}


CASES = Cases(
    family="distinct_subset_sums",
    tiny=[{"n": n, "N": top} for n in range(5) for top in range(1, 9)] + [{"n": 5, "N": 12}, {"n": 5, "N": 13}],
    universe=universe,
    brute=brute,
    good=[
        ({"n": 7, "N": 44}, {"set": [20, 31, 37, 40, 42, 43, 44]}),
        ({"n": 9, "N": 161}, {"set": [77, 117, 137, 148, 154, 157, 159, 160, 161]}),
        ({"n": 13, "N": 10**9}, {"set": [3**k * 1000 + 7 for k in range(12)] + [10**9 - 7]}),
        ({"n": 1, "N": 1}, {"set": [1]}),
        ({"n": 0, "N": 1}, {"set": []}),
    ],
    mutate=of_set,
    codes=frozenset({"order", "range", "size", "equal-sums"}),
    malformed=[
        {"set": 5},
        {"set": [1.5]},
        {"set": [True]},
        {"set": ["01"]},
        {"set": [None]},
        {"set": [[1]]},
        {},
        {"set": [1], "extra": 2},
        {"set": list(range(1, 402))},
        {"set": [1], "N": 2},
    ],
    bad_params=[
        {"n": -1, "N": 1},
        {"n": 1, "N": 0},
        {"n": 5},
        {"N": 5},
        {"n": 401, "N": 10**150},
        {"n": 5.0, "N": 13},
        {"n": 5, "N": 13, "x": 1},
        {"n": True, "N": 13},
        {"n": 5, "N": 10**201},
    ],
    equal_params=[({"n": "5", "N": "13"}, {"n": 5, "N": 13})],
)
