"""Conformance material for `minimum_overlap`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import combinations, pairwise, product

from tests.conformance.case import Cases, Json
from tests.conformance.mutations import of_integers

Surd = tuple[Fraction, Fraction]
"""a + b√d as (a, b)."""


def at_most(left: Surd, bound: Fraction, d: int) -> bool:
    """a + b√d <= bound; for b ≠ 0 the two sides differ, and 150 digits tell them apart here."""
    a, b = left[0] - bound, left[1]
    if b == 0:
        return a <= 0
    with localcontext() as context:
        context.prec = 150
        value = Decimal(a.numerator) / a.denominator + Decimal(b.numerator) / b.denominator * Decimal(d).sqrt()
    assert abs(value) > Decimal(10) ** -60
    return value < 0


def split(n: int, most: int, part: Sequence[int]) -> bool:
    """All pairs counted."""
    if list(part) != sorted(set(part)) or len(part) != n or any(not 1 <= a <= 2 * n for a in part):
        return False
    rest = [b for b in range(1, 2 * n + 1) if b not in part]
    counts = Counter(a - b for a in part for b in rest)
    return all(count <= most for count in counts.values())


def step_function(params: Json, witness: Json) -> bool:
    """The overlap at every multiple of the step, term by term."""
    heights = [Fraction(height) for height in witness["heights"]]
    roots = [Fraction(root) for root in witness.get("root_heights", [0] * len(heights))]
    d, n, bound = witness.get("radicand", 2), len(heights), Fraction(params["claim_upper"])
    values: list[Surd] = list(zip(heights, roots, strict=True))
    if n == 0 or n != params.get("steps", n):
        return False
    if not all(at_most((a, b), Fraction(1), d) and at_most((-a, -b), Fraction(0), d) for a, b in values):
        return False
    if sum(heights) != Fraction(n, 2) or sum(roots) != 0:
        return False
    for j in range(1 - n, n):
        total, root = Fraction(0), Fraction(0)
        for i in range(n):
            if 0 <= i + j < n:
                (a, b), (c, e) = values[i], values[i + j]
                total += a * (1 - c) - d * b * e
                root += b * (1 - c) - a * e
        if not at_most((2 * total / n, 2 * root / n), bound, d):
            return False
    return True


def brute(params: Json, witness: Json) -> bool:
    """By the definition."""
    if "n" in params:
        return "A" in witness and split(params["n"], params["M"], witness["A"])
    return "heights" in witness and step_function(params, witness)


def universe(params: Json) -> Iterator[Json]:
    """All sets of size n - 1 … n + 1 in 0 … 2n + 1, or all functions of few steps with heights from a short list."""
    if "n" in params:
        n = params["n"]
        yield {"heights": ["1/2"]}
        for size in range(n - 1, n + 2):
            for chosen in combinations(range(2 * n + 2), size):
                yield {"A": list(chosen)}
        return
    yield {"A": [1]}
    grid = ["0", "1/4", "1/3", "1/2", "2/3", "3/4", "1", "-1/4", "5/4"]
    for steps in range(4):
        for heights in product(grid, repeat=steps):
            yield {"heights": list(heights)}
    for heights in product(["1/4", "1/2", "3/4"], repeat=3):
        for roots in product(["-1/20", "0", "1/10", "1/2"], repeat=3):
            if any(root != "0" for root in roots):
                yield {"heights": list(heights), "root_heights": list(roots), "radicand": 10}


def of_rationals(values: Sequence[str]) -> Iterator[list[str]]:
    """Each entry changed, dropped, doubled, swapped with its right neighbour; two moved in opposite directions."""
    items = list(values)
    for index, value in enumerate(items):
        exact = Fraction(value)
        for other in {exact + Fraction(1, 1000), exact - Fraction(1, 1000), -exact, exact + 1, Fraction(0)} - {exact}:
            yield [*items[:index], str(other), *items[index + 1 :]]
        yield items[:index] + items[index + 1 :]
        yield [*items[: index + 1], value, *items[index + 1 :]]
    for index, (left, right) in enumerate(pairwise(items)):
        yield [*items[:index], right, left, *items[index + 2 :]]
        for change in (Fraction(1, 10**6), Fraction(1, 10)):
            moved = [str(Fraction(left) - change), str(Fraction(right) + change)]
            yield [*items[:index], *moved, *items[index + 2 :]]


def mutate(params: Json, witness: Json) -> Iterator[Json]:
    """Mutations of the set or of the heights, and the other shape."""
    if "A" in witness:
        for values in of_integers(witness["A"]):
            yield {"A": values}
        yield {"heights": ["1/2"]}
        return
    yield {"A": [1, 2]}
    for heights in of_rationals(witness["heights"]):
        if "root_heights" not in witness:
            yield {"heights": heights}
        elif len(heights) == len(witness["heights"]):
            yield {**witness, "heights": heights}
    for roots in of_rationals(witness.get("root_heights", [])):
        if len(roots) == len(witness["heights"]) and any(Fraction(root) for root in roots):
            yield {**witness, "root_heights": roots}
    if "radicand" in witness:
        yield {**witness, "radicand": 11}


THREE = {"heights": ["1/2", "1/2", "1/2"], "root_heights": ["-1/20", "1/10", "-1/20"], "radicand": 10}

CASES = Cases(
    family="minimum_overlap",
    tiny=[
        *({"n": n, "M": most} for n in range(1, 5) for most in range(4)),
        {"claim_upper": "1/2"},
        {"claim_upper": "4/9"},
        {"claim_upper": "3/7"},
        {"claim_upper": "4/9", "steps": 2},
        {"claim_upper": "1/2", "steps": 3},
    ],
    universe=universe,
    brute=brute,
    good=[
        ({"n": 5, "M": 3}, {"A": [1, 3, 7, 8, 10]}),
        ({"n": 15, "M": 6}, {"A": [1, 2, 3, 4, 6, 7, 10, 17, 19, 24, 25, 27, 28, 29, 30]}),
        ({"claim_upper": "4/9"}, {"heights": ["1/3", "2/3"]}),
        ({"claim_upper": "1/2", "steps": 4}, {"heights": ["1/4", "3/4", "3/4", "1/4"]}),
        ({"claim_upper": "2/5", "steps": 3}, THREE),
    ],
    mutate=mutate,
    codes=frozenset({"shape", "order", "range", "size", "overlap", "steps", "integral"}),
    malformed=[
        {"A": 5},
        {"A": [1.5]},
        {"A": [True]},
        {"A": ["01"]},
        {"A": [[1]]},
        {},
        {"A": [1], "heights": ["1/2"]},
        {"A": [1], "extra": 1},
        {"heights": [0.5]},
        {"heights": ["1/0"]},
        {"heights": ["0.5"]},
        {"heights": [None]},
        {"heights": [["1/2"]]},
        {"heights": [["1/2", "1/2", "1/2"]]},
        {"heights": ["1/2"], "radicand": 2},
        {"heights": ["1/2"], "root_heights": ["1/20"]},
        {"heights": ["1/2"], "root_heights": ["0"], "radicand": 2},
        {"heights": ["1/2", "1/2"], "root_heights": ["1/20"], "radicand": 2},
        {"heights": ["1/2"], "root_heights": ["1/20"], "radicand": 8},
        {"heights": ["1/2"], "root_heights": ["1/20"], "radicand": 1},
        {"A": [1], "root_heights": ["1/20"], "radicand": 2},
        {"heights": ["1/2"] * 5001},
    ],
    bad_params=[
        {},
        {"n": 3},
        {"M": 2},
        {"n": 3, "M": 2, "claim_upper": "1/2"},
        {"n": 3, "claim_upper": "1/2"},
        {"n": 3, "M": 2, "steps": 3},
        {"steps": 3},
        {"n": 0, "M": 1},
        {"n": 2, "M": -1},
        {"n": 2.0, "M": 1},
        {"claim_upper": 0},
        {"claim_upper": 1},
        {"claim_upper": 0.4},
        {"claim_upper": "1/2", "steps": 0},
        {"claim_upper": "1/2", "x": 1},
    ],
    equal_params=[
        ({"claim_upper": "8/18"}, {"claim_upper": "4/9", "steps": None}),
        ({"n": "5", "M": 3}, {"n": 5, "M": 3}),
    ],
)
