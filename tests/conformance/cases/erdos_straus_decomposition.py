"""Conformance material for `erdos_straus_decomposition`."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import combinations, permutations

from tests.conformance.case import Cases, Json
from tests.conformance.mutations import of_integers


@cache
def solved(a: int, n: int, distinct: bool) -> bool:
    """Two nested loops over all x and y that leave room for the rest, with no further thought."""
    total = Fraction(a, n)
    x = 1
    while 3 * Fraction(1, x) >= total:
        rest = total - Fraction(1, x)
        y = x + distinct
        while rest > 0 and 2 * Fraction(1, y) >= rest:
            last = rest - Fraction(1, y)
            if last > 0 and last.numerator == 1 and (last.denominator > y if distinct else last.denominator >= y):
                return True
            y += 1
        x += 1
    return False


def brute(params: Json, witness: Json) -> bool:
    """The definition of each kind of claim."""
    a, distinct = int(params["a"]), params.get("distinct", True)
    given = {key for key in witness if witness[key] is not None}
    if "n" in params:
        if given - {"n"} != {"xyz"} or witness.get("n", params["n"]) != params["n"]:
            return False
        xyz = witness["xyz"]
        if len(xyz) != 3 or any(value < 1 for value in xyz) or xyz != sorted(xyz):
            return False
        if distinct and len(set(xyz)) < 3:
            return False
        return sum(Fraction(1, value) for value in xyz) == Fraction(a, int(params["n"]))
    if "to" not in params:
        return given == {"n"} and witness["n"] >= params["from"] and not solved(a, witness["n"], distinct)
    if given != {"exceptions"}:
        return False
    whole = [n for n in range(params["from"], params["to"] + 1) if not solved(a, n, distinct)]
    return witness["exceptions"] == whole and len(whole) <= params.get("most", len(whole))


def universe(params: Json) -> Iterator[Json]:
    """Triples around every completion of (x, y) in all orders; every n up to 20; all small sets of exceptions."""
    if "n" in params:
        yield {"n": 3}
        yield {"exceptions": []}
        total = Fraction(params["a"], params["n"])
        for x in range(4 * params["n"] // params["a"] + 2):
            rest = total - Fraction(1, x) if x else total
            for y in range(int(2 / rest) + 3 if rest > 0 else 4):
                left = rest - Fraction(1, y) if y else rest
                near = int(1 / left) if left > 0 else 5
                for z in range(max(near - 1, 0), near + 3):
                    yield {"xyz": [x, y, z]}
                    if left.numerator == 1 and x and y:
                        yield from ({"xyz": list(order)} for order in permutations((x, y, z)))
    elif "to" not in params:
        yield {"xyz": [2, 4, 20]}
        yield {"exceptions": [1]}
        yield from ({"n": n} for n in range(21))
    else:
        yield {"n": params["from"]}
        inside = range(max(params["from"] - 1, 0), min(params["to"] + 2, params["from"] + 20))
        for size in range(6):
            yield from ({"exceptions": list(chosen)} for chosen in combinations(inside, size))


def mutate(params: Json, witness: Json) -> Iterator[Json]:
    """Mutations of the numbers, and the other kinds of witness."""
    for name, value in witness.items():
        if isinstance(value, list):
            yield from ({name: values} for values in of_integers(value))
        else:
            yield from ({name: n} for n in {-value, 0, value - 1, value + 1, value + 2, 2 * value})
    yield {"xyz": [2, 4, 20]}
    yield {"exceptions": []}
    yield {"exceptions": [2, 1]}


CASES = Cases(
    family="erdos_straus_decomposition",
    tiny=[
        *(
            {"a": a, "n": n, "distinct": flag}
            for a in (4, 5, 7, 8)
            for n in (1, 2, 3, 4, 5, 6)
            for flag in (True, False)
        ),
        *({"a": a, "n": 7} for a in (4, 6, 10)),
        {"a": 8, "n": 11},
        {"a": 9, "n": 11, "distinct": False},
        {"a": 4, "from": 1},
        {"a": 4, "from": 2, "distinct": False},
        {"a": 8, "from": 4},
        *({"a": a, "from": 1, "to": to} for a in (4, 8, 11) for to in (1, 5, 12)),
        *({"a": 10, "from": 3, "to": 12, "most": most} for most in (0, 3, 4, 5)),
        {"a": 4, "from": 3, "to": 20, "most": 0},
        {"a": 4, "from": 1, "to": 9, "most": 1, "distinct": False},
        {"a": 6, "from": 1, "to": 4, "most": 0, "distinct": False},
    ],
    universe=universe,
    brute=brute,
    good=[
        ({"a": 4, "n": 73}, {"xyz": [20, 210, 30660]}),
        ({"a": 5, "n": 121}, {"xyz": [25, 759, 208725]}),
        ({"a": 4, "n": 4, "distinct": False}, {"xyz": [3, 3, 3]}),
        ({"a": "4", "n": "3000000000000000000000000000000"}, {"xyz": [10**30, 4 * 10**30, 12 * 10**30]}),
        ({"a": 8, "from": 12}, {"n": 17}),
        ({"a": 4, "from": 3, "to": 60, "most": 0}, {"exceptions": []}),
        ({"a": 10, "from": 3, "to": 70}, {"exceptions": [3, 4, 5, 7, 11, 43, 61, 67]}),
    ],
    mutate=mutate,
    codes=frozenset(
        {"shape", "positive", "order", "distinct", "sum", "range", "decomposes", "missing", "most"},
    ),
    malformed=[
        {},
        {"xyz": 5},
        {"xyz": [2, 4]},
        {"xyz": [2, 4, 20, 40]},
        {"xyz": [2.0, 4, 20]},
        {"xyz": [True, 4, 20]},
        {"xyz": ["02", 4, 20]},
        {"xyz": [None, 4, 20]},
        {"xyz": [2, 4, 20], "exceptions": []},
        {"xyz": [2, 4, 20], "extra": 1},
        {"xyz": [2, 4, 20], "n": 74},
        {"xyz": [2, 4, 20], "a": 5},
        {"xyz": [2, 4, 20], "refuted": True},
        {"exceptions": [1.5]},
        {"exceptions": list(range(30000))},
    ],
    bad_params=[
        {},
        {"a": 4},
        {"n": 5},
        {"a": 3, "n": 5},
        {"a": 4, "n": 0},
        {"a": 4.0, "n": 5},
        {"a": True, "n": 5},
        {"a": 4, "n": 5, "distinct": 1},
        {"a": 4, "n": 5, "from": 3},
        {"a": 4, "n": 5, "most": 0},
        {"a": 4, "to": 5},
        {"a": 4, "from": 5, "to": 4},
        {"a": 4, "from": 3, "most": 0},
        {"a": 4, "from": 3, "to": 9, "most": -1},
        {"a": 4, "from_": 3, "to": 9},
        {"a": 4, "n": 5, "x": 1},
    ],
    equal_params=[
        ({"a": 4, "n": 73}, {"a": "4", "n": "73", "distinct": True, "from": None}),
        ({"a": 4, "from": 3, "to": 9}, {"a": 4, "from": 3, "to": 9, "most": None, "distinct": True}),
    ],
)
