"""Conformance material for `unit_fraction_identity`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from math import lcm
from typing import Any

from tests.conformance.case import Cases, Json
from tests.conformance.mutations import of_integers

POINTS = 120
"""More points than any degree here, and beyond every change of sign that small coefficients make."""


def at(values: Any, t: int) -> Fraction:
    return Fraction(sum(coefficient * t**power for power, coefficient in enumerate(values)))


def identity(a: int, step: int, residue: int, parts: Mapping[str, Any]) -> bool:
    """Evaluated at so many t that the polynomial identity follows from its degree."""
    den, t0 = parts.get("den", 1), parts.get("t0", 0)
    if den < 1 or not all(parts[name] for name in "XYZ"):
        return False
    return everywhere(a, step, residue, tuple(tuple(parts[name]) for name in "XYZ"), den, t0)


@cache
def everywhere(a: int, step: int, residue: int, parts: tuple[tuple[int, ...], ...], den: int, t0: int) -> bool:
    """The definition at `POINTS` values of t."""
    for t in range(t0, t0 + POINTS):
        n = step * t + residue
        values = [at(part, t) / den for part in parts]
        if n < 1 or any(value <= 0 or value.denominator > 1 for value in values) or len(set(values)) < 3:
            return False
        if sum(1 / value for value in values) != Fraction(a, n):
            return False
    return True


def brute(params: Json, witness: Json) -> bool:
    """An identity by evaluation; a coverage by looking at every n of two periods."""
    a = params["a"]
    if "modulus" not in params:
        if set(witness) - {"den", "t0"} != {"X", "Y", "Z"}:
            return False
        if witness.get("t0", 0) > params.get("t0", witness.get("t0", 0)):
            return False
        return identity(a, params["M"], params["r"], witness)
    if not {"identities", "uncovered"} <= set(witness) <= {"identities", "uncovered", "small"}:
        return False
    if not all(identity(a, part["M"], part["r"], part) for part in witness["identities"]):
        return False
    modulus, left, small = params["modulus"], witness["uncovered"], witness.get("small", [])
    if left != sorted(set(left)) or any(not 0 <= s < modulus for s in left):
        return False
    if len(left) > params.get("most", len(left)):
        return False
    for row in small:
        if len(row) != 4 or min(row) < 1 or not row[1] < row[2] < row[3]:
            return False
        if sum(Fraction(1, value) for value in row[1:]) != Fraction(a, row[0]):
            return False
    if [row[0] for row in small] != sorted({row[0] for row in small}):
        return False
    classes = [(part["M"], part["M"] * part.get("t0", 0) + part["r"]) for part in witness["identities"]]
    period = lcm(modulus, *(step for step, _ in classes))
    beyond = max([params.get("from", 3), *(first for _, first in classes)]) + 1
    for n in range(params.get("from", 3), beyond):
        reached = any(n >= first and (n - first) % step == 0 for step, first in classes)
        if n % modulus not in left and not reached and all(n % row[0] for row in small):
            return False
    found = set()
    for n in range(beyond, beyond + period):
        reached = any((n - first) % step == 0 for step, first in classes)
        if not reached and not any(n % row[0] == 0 == period % row[0] for row in small):
            found.add(n % modulus)
    return found == set(left)


EIGHT = {"X": [2, 2], "Y": [5, 13, 8], "Z": [10, 26, 16]}
THREE = {"X": [1, 1], "Y": [2, 3], "Z": [2, 5, 3]}
LIST = [
    {"M": 8, "r": 5, **EIGHT, "t0": 0},
    {"M": 4, "r": 2, "X": [1, 2], "Y": [2, 2], "Z": [2, 6, 4], "t0": 1},
    {"M": 4, "r": 3, "X": [2, 1], "Y": [2, 3, 1], "Z": [3, 7, 4], "t0": 1},
    {"M": 3, "r": 2, **THREE, "t0": 1},
]
ROWS = [[3, 1, 4, 12], [4, 2, 3, 6], [5, 2, 4, 20], [4, 3, 3, 3], [3, 1, 4, 13]]

POOL = [[2, 2], [5, 13, 8], [10, 26, 16], [1, 1], [2, 3], [2, 5, 3], [4, 4], [0, 3, 3], [0, 6, 6], [3], [-1, 1]]


def universe(params: Json) -> Iterator[Json]:
    """All triples from a pool of polynomials with some den and t0; choices of identities, rows and residues."""
    yield {"X": [1, 1], "Y": [2, 3], "Z": [2, 5, 3]}
    yield {"identities": [], "uncovered": []}
    if "modulus" not in params:
        # True as rational functions, with a negative denominator, and with denominators that are no integers.
        yield {"X": [0, 1], "Y": [0, 2], "Z": [0, -2], "t0": 1}
        yield {"X": [2, 2], "Y": [3, 3], "Z": [6, 6], "den": 6}
        for (x, y, z), den, t0 in product(product(POOL, repeat=3), (1, 2), (0, 1)):
            yield {"X": x, "Y": y, "Z": z, "den": den, "t0": t0}
        return
    residues = range(min(params["modulus"], 8))
    lists = [list(chosen) for size in range(2) for chosen in combinations(residues, size)]
    lists += [list(residues), [0, 1], [1, 2], [1, 5], [1, 0], [params["modulus"]], [0, 0]]
    for size in range(len(LIST) + 1):
        for chosen in combinations(LIST, size):
            for rows in ([], ROWS[:1], ROWS[:2], ROWS[:3], ROWS[1:2], ROWS[3:4], ROWS[4:], ROWS[1::-1]):
                for left in lists:
                    yield {"identities": list(chosen), "uncovered": left, "small": rows}


def mutate(params: Json, witness: Json) -> Iterator[Json]:
    """Mutations of every list of coefficients, of den and t0, of rows and residues, and identities left out."""
    yield {"identities": [], "uncovered": []}
    yield {**EIGHT, "t0": 0}
    if "identities" not in witness:
        yield from of_parts(witness)
        return
    for index, part in enumerate(witness["identities"]):
        before, after = witness["identities"][:index], witness["identities"][index + 1 :]
        yield {**witness, "identities": [*before, *after]}
        for changed in of_parts(part):
            yield {**witness, "identities": [*before, changed, *after]}
        for step in (-1, 1):
            yield {**witness, "identities": [*before, {**part, "r": part["r"] + step}, *after]}
            yield {**witness, "identities": [*before, {**part, "M": part["M"] + step}, *after]}
    for values in of_integers(witness["uncovered"]):
        yield {**witness, "uncovered": values}
    for index, row in enumerate(witness["small"]):
        yield {**witness, "small": witness["small"][:index] + witness["small"][index + 1 :]}
        for values in of_integers(row):
            yield {**witness, "small": [*witness["small"][:index], values, *witness["small"][index + 1 :]]}
    yield {**witness, "small": witness["small"][::-1]}
    yield {**witness, "small": [*witness["small"], witness["small"][-1]]}


def of_parts(part: Json) -> Iterator[Json]:
    """One identity with one thing changed."""
    for name in "XYZ":
        for values in of_integers(part[name]):
            yield {**part, name: values}
        for other in "XYZ":
            yield {**part, name: part[other], other: part[name]}
            yield {**part, name: part[other]}
    for step in (-1, 1, 2):
        yield {**part, "t0": part.get("t0", 0) + step}
        yield {**part, "den": part.get("den", 1) + step}


COVER = {"identities": LIST[:3], "uncovered": [1], "small": ROWS[:2]}

CASES = Cases(
    family="unit_fraction_identity",
    tiny=[
        {"a": 4, "M": 8, "r": 5},
        {"a": 4, "M": 3, "r": 2},
        {"a": 4, "M": 3, "r": 2, "t0": 0},
        {"a": 1, "M": 1, "r": 0},
        {"a": 2, "M": 1, "r": 0},
        {"a": 6, "M": 1, "r": 1},
        {"a": 4, "modulus": 8},
        {"a": 4, "modulus": 4, "most": 1},
        {"a": 4, "modulus": 3, "from": 2},
        {"a": 4, "modulus": 24, "from": 6},
        {"a": 4, "modulus": 1, "most": 0},
    ],
    universe=universe,
    brute=brute,
    good=[
        ({"a": 4, "M": 8, "r": 5}, {**EIGHT, "den": 1, "t0": 0}),
        ({"a": 4, "modulus": 8, "most": 1}, COVER),
        ({"a": 4, "M": 3, "r": 2, "t0": 1}, {**THREE, "t0": 1}),
        ({"a": 4, "M": 8, "r": 13}, {"X": [4, 2], "Y": [26, 29, 8], "Z": [52, 58, 16], "t0": -1}),
        ({"a": 1, "M": 1, "r": 0}, {"X": [2, 2], "Y": [0, 3, 3], "Z": [0, 6, 6], "den": 2, "t0": 1}),
        ({"a": 4, "modulus": 24, "from": 3}, {"identities": LIST, "uncovered": [1], "small": ROWS[:3]}),
    ],
    mutate=mutate,
    codes=frozenset(
        {
            "shape",
            "late",
            "n",
            "identity",
            "positive",
            "integral",
            "distinct",
            "small",
            "order",
            "range",
            "most",
            "uncovered",
            "skipped",
        }
    ),
    malformed=[
        {},
        {"X": [2, 2], "Y": [5, 13, 8]},
        {**EIGHT, "X": []},
        {**EIGHT, "X": 5},
        {**EIGHT, "X": [2.0, 2]},
        {**EIGHT, "X": [True, 2]},
        {**EIGHT, "X": ["02", 2]},
        {**EIGHT, "X": ["1/2", 2]},
        {**EIGHT, "X": [1] * 26},
        {**EIGHT, "den": 0},
        {**EIGHT, "den": -1},
        {**EIGHT, "t0": "0.5"},
        {**EIGHT, "t0": 10**7},
        {**EIGHT, "a": 5},
        {**EIGHT, "M": 9},
        {**EIGHT, "extra": 1},
        {**EIGHT, "uncovered": []},
        {"identities": []},
        {"identities": [{"M": 8, "r": 5}], "uncovered": []},
        {"identities": [{"M": 0, "r": 5, **EIGHT}], "uncovered": []},
        {"identities": [{"M": 8, "r": 5, **EIGHT, "a": 5}], "uncovered": []},
        {"identities": [], "uncovered": [], "small": [[3, 1, 4]]},
        {"identities": [], "uncovered": [1.5]},
    ],
    bad_params=[
        {},
        {"a": 4},
        {"a": 4, "M": 8},
        {"a": 4, "r": 5},
        {"a": 0, "M": 8, "r": 5},
        {"a": 4, "M": 0, "r": 5},
        {"a": 4, "M": 8, "r": -1},
        {"a": 4, "M": 8.0, "r": 5},
        {"a": True, "M": 8, "r": 5},
        {"a": 4, "M": 8, "r": 5, "modulus": 24},
        {"a": 4, "M": 8, "r": 5, "most": 1},
        {"a": 4, "M": 8, "r": 5, "from": 3},
        {"a": 4, "modulus": 0},
        {"a": 4, "modulus": 24, "t0": 0},
        {"a": 4, "modulus": 24, "most": -1},
        {"a": 4, "modulus": 24, "from": 0},
        {"a": 4, "M": 8, "r": 5, "x": 1},
    ],
    equal_params=[
        ({"a": 4, "modulus": 24}, {"a": "4", "modulus": "24", "from": 3, "most": None}),
        ({"a": 4, "M": 8, "r": 5}, {"a": 4, "M": "8", "r": "5", "t0": None}),
    ],
)
