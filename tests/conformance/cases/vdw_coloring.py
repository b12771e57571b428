"""Conformance material for `vdw_coloring`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from tests.conformance.case import Cases, Json
from tests.conformance.mutations import of_string


def brute(params: Json, witness: Json) -> bool:
    """For each colour, all progressions of its length in 1 … n are written out."""
    lengths, n, coloring = params["lengths"], params["n"], witness["coloring"]
    if len(coloring) != n or not all(digit in "0123456789"[: len(lengths)] for digit in coloring):
        return False
    for colour, k in enumerate(lengths):
        members = [i for i in range(1, n + 1) if coloring[i - 1] == str(colour)]
        if k == 2 and len(members) >= 2:
            return False
        if k == 3 and any(b - a == c - b for a, b, c in combinations(members, 3)):
            return False
        for first in range(1, n + 1):
            for step in range(1, n):
                if all(first + j * step in members for j in range(k)):
                    return False
    return True


def universe(params: Json) -> Iterator[Json]:
    """All strings of n - 1 … n + 1 digits over one colour more than there are."""
    colours = "0123456789"[: len(params["lengths"])]
    for length in range(max(params["n"] - 1, 0), params["n"] + 2):
        for digits in product(colours, repeat=length):
            yield {"coloring": "".join(digits)}
    foreign = str(len(colours))
    for position in range(params["n"]):
        for digit in colours:
            yield {"coloring": digit * position + foreign + digit * (params["n"] - position - 1)}


def mutate(params: Json, witness: Json) -> Iterator[Json]:
    """Each digit changed, dropped, doubled."""
    for text in of_string(witness["coloring"], "0123"):
        yield {"coloring": text}


CASES = Cases(
    family="vdw_coloring",
    tiny=[{"lengths": [3, 3], "n": n} for n in (1, 2, 3, 5, 7, 8, 9)]
    + [{"lengths": lengths, "n": n} for lengths in ([3, 4], [4, 3], [5, 3]) for n in (4, 6, 8)]
    + [{"lengths": [2, 3], "n": n} for n in (2, 5, 6)]
    + [{"lengths": [3], "n": n} for n in (1, 2, 3)]
    + [{"lengths": [4, 4], "n": 7}, {"lengths": [9, 9], "n": 3}, {"lengths": [10**12, 3], "n": 4}]
    + [{"lengths": [3, 3, 3], "n": n} for n in (1, 4, 6)]
    + [{"lengths": [2, 2, 2], "n": n} for n in (2, 3, 4)]
    + [{"lengths": [3, 2, 3], "n": 6}, {"lengths": [2, 2, 3, 3], "n": 4}],
    universe=universe,
    brute=brute,
    good=[
        ({"lengths": [3, 4], "n": 17}, {"coloring": "11100101110010111"}),
        ({"lengths": [4, 4], "n": 34}, {"coloring": "0010001110100100011101001000111011"}),
        ({"lengths": [3, 3, 3], "n": 9}, {"coloring": "001100112"}),
        ({"lengths": [2, 2, 2, 2, 2, 2, 2, 2, 2, 2], "n": 10}, {"coloring": "9012345678"}),
        ({"lengths": [3], "n": 2}, {"coloring": "00"}),
    ],
    mutate=mutate,
    codes=frozenset({"length", "colour", "progression"}),
    malformed=[
        {"coloring": 5},
        {"coloring": "01a"},
        {"coloring": "0 1"},
        {"coloring": "01\n"},
        {"coloring": "٠١"},
        {"coloring": None},
        {"coloring": [0, 1.0]},
        {"coloring": [True]},
        {"coloring": [0, 10]},
        {"coloring": [-1]},
        {"coloring": [[0]]},
        {},
        {"coloring": "01", "extra": 2},
        {"coloring": "01", "n": 2},
        {"coloring": "01", "lengths": [4, 3]},
        {"coloring": "01", "r": 3},
        {"coloring": "0" * 40_001},
    ],
    bad_params=[
        {"lengths": [], "n": 3},
        {"lengths": [3, 1], "n": 3},
        {"lengths": [3, 3], "n": 0},
        {"lengths": [3, 3]},
        {"n": 3},
        {"lengths": [3, 3], "n": 3.0},
        {"lengths": [3, 3.0], "n": 3},
        {"lengths": [3, True], "n": 3},
        {"lengths": 3, "n": 3},
        {"lengths": "33", "n": 3},
        {"lengths": [3] * 11, "n": 3},
        {"lengths": [3, 3], "n": 3, "r": 3},
        {"lengths": [3, 3], "n": 3, "r": True},
        {"lengths": [3, 3], "n": 3, "k": 3},
        {"k": 3, "n": 3},
        {"k": 3, "r": 0, "n": 3},
        {"k": 3, "r": 10**9, "n": 3},
        {"lengths": [3, 3], "n": 3, "x": 1},
        {"lengths": [3, 3], "n": 10**12 + 1},
    ],
    equal_params=[
        ({"k": 3, "r": 2, "n": 8}, {"lengths": [3, 3], "n": 8}),
        ({"k": [3, 4], "n": 8}, {"lengths": [3, 4], "n": 8}),
        ({"lengths": [3, 4], "r": 2, "n": "8"}, {"lengths": ["3", 4], "n": 8}),
    ],
)
