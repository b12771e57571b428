"""Conformance material for `schur_coloring`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from tests.conformance.case import Cases, Json
from tests.conformance.mutations import of_integers

FOURTEEN = [0, 1, 1, 0, 2, 2, 2, 2, 2, 0, 1, 1, 0, 0]
BAUMERT_GOLOMB = (
    (1, 3, 5, 15, 17, 19, 26, 28, 40, 42, 44),
    (2, 7, 8, 18, 21, 24, 27, 37, 38, 43),
    (4, 6, 13, 20, 22, 23, 25, 30, 32, 39, 41),
    (9, 10, 11, 12, 14, 16, 29, 31, 33, 34, 35, 36),
)
MUNTER = (
    (24, 26, 27, 28, 29, 30, 31, 32, 33, 36, 37, 38, 39, 41, 42, 44, 45, 46, 47, 48, 49),
    (9, 10, 12, 13, 14, 15, 17, 18, 20, 54, 55, 56, 57, 58, 59, 60, 61, 62),
    (1, 2, 4, 8, 11, 16, 22, 25, 40, 43, 53, 66),
    (3, 5, 6, 7, 19, 21, 23, 34, 35, 50, 51, 52, 63, 64, 65),
)


def coloring(classes: tuple[tuple[int, ...], ...]) -> list[int]:
    """Class of 1, class of 2, …"""
    owner = {number: index for index, part in enumerate(classes) for number in part}
    return [owner[number] for number in range(1, len(owner) + 1)]


def brute(params: Json, witness: Json) -> bool:
    """No a, b, c with a + b = c in one class, tried on all triples; the classes fill 1..n."""
    chosen = witness["coloring"]
    n, k, weak = params["n"], params["k"], params.get("weak", False)
    if len(chosen) != n or any(colour not in range(k) for colour in chosen):
        return False
    numbers = range(1, n + 1)
    for colour in set(chosen):
        members = [number for number in numbers if chosen[number - 1] == colour]
        held = set(members)
        if any(a + b in held and not (weak and a == b) for a in members for b in members):
            return False
    return True


def universe(params: Json) -> Iterator[Json]:
    """All colourings of n - 1, n and n + 1 numbers by the classes -1, …, k."""
    n, k = params["n"], params["k"]
    yield from ({"coloring": list(chosen)} for chosen in product(range(k), repeat=n))
    short = [*product(range(-1, k + 1), repeat=min(n, 4)), *product(range(k), repeat=n - 1)]
    yield from ({"coloring": list(chosen)} for chosen in short if len(chosen) != n or not set(chosen) <= set(range(k)))
    yield from ({"coloring": [*chosen, 0]} for chosen in product(range(k), repeat=n) if n <= 4)


def mutate(params: Json, witness: Json) -> Iterator[Json]:
    """Mutations of the list of classes, and every single number moved to every class."""
    chosen = witness["coloring"]
    for values in of_integers(chosen):
        yield {"coloring": values}
    for index in range(len(chosen)):
        for colour in range(params["k"]):
            if colour != chosen[index]:
                yield {"coloring": [*chosen[:index], colour, *chosen[index + 1 :]]}


CASES = Cases(
    family="schur_coloring",
    tiny=[
        *({"k": k, "n": n, "weak": weak} for weak in (False, True) for k in (1, 2, 3) for n in range(1, 7)),
        *({"k": 2, "n": n, "weak": weak} for weak in (False, True) for n in (7, 8, 9, 10)),
        *({"k": 4, "n": n} for n in (1, 2, 3, 4)),
        {"k": 3, "n": 7},
    ],
    universe=universe,
    brute=brute,
    good=[
        ({"k": 3, "n": 13}, {"coloring": FOURTEEN[:13]}),
        ({"k": 4, "n": 44, "weak": False}, {"coloring": coloring(BAUMERT_GOLOMB)}),
        ({"k": 4, "n": 66, "weak": True}, {"coloring": coloring(MUNTER)}),
        ({"k": 2, "n": 8, "weak": True}, {"coloring": [0, 0, 1, 0, 1, 1, 1, 0]}),
        ({"k": 1, "n": 1}, {"coloring": [0]}),
        ({"k": 1, "n": 2, "weak": True}, {"coloring": [0, 0]}),
        ({"k": 1000, "n": 2}, {"coloring": [999, 0]}),
    ],
    mutate=mutate,
    codes=frozenset({"length", "range", "monochromatic-sum"}),
    malformed=[
        {"coloring": 5},
        {"coloring": "0110"},
        {"coloring": [0.0] * 13},
        {"coloring": [False] * 13},
        {"coloring": ["00"] * 13},
        {"coloring": [None] * 13},
        {"coloring": [[0]] * 13},
        {},
        {"coloring": FOURTEEN[:13], "extra": 2},
        {"coloring": FOURTEEN[:13], "k": 4},
        {"coloring": [0] * 100_001},
        {"classes": [[1, 4, 10, 13], [2, 3, 11, 12], [5, 6, 7, 8, 9]], "coloring": FOURTEEN[:13]},
        {"classes": 3},
        {"classes": [1, 2]},
        {"classes": [[1, 4, 10, 13], [2, 3, 11, 12], [5, 6, 7, 8]]},
        {"classes": [[1, 4, 10, 13], [2, 3, 11, 12], [5, 6, 7, 8, 10]]},
        {"classes": [[1, 4, 10, 13], [2, 3, 12, 11], [5, 6, 7, 8, 9]]},
        {"classes": [[1, 4, 10, 13], [2, 3, 11, 12], [5, 6, 7, 8, 8]]},
        {"classes": [[1, 4, 10, 13], [2, 3, 11, 12], [5, 6, 7, 8, 14]]},
        {"classes": [[0, 4, 10, 13], [2, 3, 11, 12], [5, 6, 7, 8, 9]]},
        {"classes": [[1, 4, 10, 13], [2, 3, 11, 12], [5, 6, 7, 8, 9.0]]},
        {"classes": [[1, 4, 10, 13], [2, 3, 11, 12], [5, 6, 7, 8], [9]]},
        {"classes": [["9" * 4002] * 13]},
    ],
    bad_params=[
        {"k": 3},
        {"n": 3},
        {"k": 0, "n": 3},
        {"k": 3, "n": 0},
        {"k": 3, "n": -1},
        {"k": 3.0, "n": 3},
        {"k": True, "n": 3},
        {"k": 3, "n": 10**13},
        {"k": 3, "n": 3, "weak": 1},
        {"k": 3, "n": 3, "weak": "true"},
        {"k": 3, "n": 3, "weak": None},
        {"k": 3, "N": 3},
    ],
    equal_params=[
        ({"k": 3, "n": 13}, {"k": 3, "n": 13, "weak": False}),
        ({"k": "3", "n": "13"}, {"n": 13, "k": 3}),
    ],
)
