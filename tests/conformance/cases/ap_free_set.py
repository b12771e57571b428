"""Conformance material for `ap_free_set`."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from tests.conformance.case import Cases, Json
from tests.conformance.mutations import of_set


def brute(params: Json, witness: Json) -> bool:
    """Every k-subset in increasing order is asked whether its consecutive differences are equal."""
    elements, k = witness["set"], int(params["k"])
    if elements != sorted(set(elements)) or len(elements) < params.get("m", 0):
        return False
    if not all(1 <= element <= params["N"] for element in elements):
        return False
    if "reciprocal_sum" in params and sum(Fraction(1, a) for a in elements) < Fraction(params["reciprocal_sum"]):
        return False
    if k == 3:
        return not any(b - a == c - b for a, b, c in combinations(elements, 3))
    members = set(elements)
    return not any(
        all(first + j * step in members for j in range(k)) for first in members for step in range(1, params["N"])
    )


def universe(params: Json) -> Iterator[Json]:
    """All sets of at least m - 1 elements in 0 … N + 1."""
    for size in range(max(params.get("m", 0) - 1, 0), params["N"] + 3):
        for chosen in combinations(range(params["N"] + 2), size):
            yield {"set": list(chosen)}


CASES = Cases(
    family="ap_free_set",
    tiny=[{"k": 3, "N": n, "m": m} for n in range(1, 8) for m in range(6)]
    + [{"k": 3, "N": 8, "m": 4}, {"k": 3, "N": 8, "m": 5}, {"k": 3, "N": 9, "m": 5}, {"k": 3, "N": 9, "m": 6}]
    + [{"k": 4, "N": n, "m": m} for n in (3, 4, 5, 6, 7, 8) for m in (n - 2, n - 1, n)]
    + [{"k": 5, "N": n, "m": m} for n in (4, 5, 9) for m in (n - 1, n)]
    + [{"k": 9, "N": 3, "m": 3}, {"k": 3, "N": 3, "m": 9}]
    + [{"k": 3, "N": n, "m": 0, "reciprocal_sum": s} for n in (1, 4, 6) for s in ("1/7", "1", "7/4", "23/12", "3")]
    + [{"k": 4, "N": 6, "m": 5, "reciprocal_sum": "2"}, {"k": 4, "N": 6, "m": 4, "reciprocal_sum": "49/24"}],
    universe=universe,
    brute=brute,
    good=[
        ({"k": 3, "N": 41, "m": 16}, {"set": [1, 2, 4, 5, 10, 11, 13, 14, 28, 29, 31, 32, 37, 38, 40, 41]}),
        ({"k": 3, "N": 100, "m": 3}, {"set": [1, 2, 4, 5, 10, 11, 13, 14, 28, 29, 31, 32, 37, 38, 40, 41, 82, 83]}),
        ({"k": 4, "N": 17, "m": 11}, {"set": [1, 2, 3, 5, 6, 8, 9, 10, 15, 16, 17]}),
        ({"k": 5, "N": 19, "m": 16}, {"set": [1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, 16, 17, 18, 19]}),
        ({"k": 3, "N": 14, "m": 0, "reciprocal_sum": "9/4"}, {"set": [1, 2, 4, 5, 10, 11, 13, 14]}),
        ({"k": 3, "N": 5, "m": 0}, {"set": []}),
        ({"k": 10**12, "N": 3, "m": 3}, {"set": [1, 2, 3]}),
    ],
    mutate=of_set,
    codes=frozenset({"order", "range", "size", "reciprocal-sum", "progression"}),
    malformed=[
        {"set": 5},
        {"set": [1.5]},
        {"set": [True]},
        {"set": ["01"]},
        {"set": [None]},
        {"set": [[1]]},
        {"set": "1"},
        {},
        {"set": [1], "extra": 2},
        {"set": [1], "N": 40},
        {"set": [1], "k": 4},
        {"set": list(range(1, 6002))},
    ],
    bad_params=[
        {"k": 2, "N": 5, "m": 1},
        {"k": 3, "N": 0, "m": 1},
        {"k": 3, "N": 5},
        {"k": 3, "m": 5},
        {"N": 3, "m": 5},
        {"k": 3, "N": 5, "m": -1},
        {"k": 3, "N": 5.0, "m": 1},
        {"k": 3, "N": 5, "m": None},
        {"k": True, "N": 5, "m": 1},
        {"k": 3, "N": 5, "m": 1, "x": 1},
        {"k": 3, "N": 10**12 + 1, "m": 1},
        {"k": 3, "N": 5, "reciprocal_sum": None},
        {"k": 3, "N": 5, "reciprocal_sum": 0},
        {"k": 3, "N": 5, "reciprocal_sum": "-1/2"},
        {"k": 3, "N": 5, "reciprocal_sum": "1/0"},
        {"k": 3, "N": 5, "reciprocal_sum": 1.5},
    ],
    equal_params=[
        ({"k": "3", "N": "12", "m": "5"}, {"k": 3, "N": 12, "m": 5}),
        ({"k": 3, "N": 12, "m": 5, "reciprocal_sum": None}, {"k": 3, "N": 12, "m": 5}),
        ({"k": 3, "N": 12, "reciprocal_sum": "4/2"}, {"k": 3, "N": 12, "m": 0, "reciprocal_sum": 2}),
    ],
)
