"""Conformance material for `covering_system`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from math import gcd, lcm

from tests.conformance.case import Cases, Json

SMALL = 10**4
"""Moduli above it come from mutations only and are too thin to close a gap."""


def covers(classes: Sequence[Sequence[int]]) -> bool:
    """Every integer of one period lies in a class; a few huge moduli are settled by their density."""
    near = [(a, n) for a, n in classes if n <= SMALL]
    period = lcm(*(n for _, n in near))
    if all(any(x % n == a for a, n in near) for x in range(period)):
        return True
    assert sum((Fraction(1, n) for _, n in classes if n > SMALL), Fraction(0)) < Fraction(1, period)
    return False


def prime(value: int) -> bool:
    return value > 1 and all(value % d for d in range(2, int(value**0.5) + 1))


def kind(name: str, modulus: int) -> bool:
    if "odd" in name and modulus % 2 == 0:
        return False
    if "squarefree" in name and any(modulus % (d * d) == 0 for d in range(2, int(modulus**0.5) + 1)):
        return False
    return name != "prime_minus_one" or prime(modulus + 1)


def brute(params: Json, witness: Json) -> bool:
    """Every condition by its definition."""
    classes = witness["classes"]
    moduli = [n for _, n in classes]
    if moduli != sorted(set(moduli)) or any(n < 2 or not 0 <= a < n for a, n in classes):
        return False
    if any(n < params["m"] or n > params.get("M", n) or params.get("L", n) % n for n in moduli):
        return False
    if len(classes) > params.get("k", len(classes)):
        return False
    if params.get("apart") and any(
        gcd(n, d) > 1 and any(x % n == a and x % d == b for x in range(lcm(n, d)))
        for (a, n), (b, d) in combinations(classes, 2)
    ):
        return False
    if not covers(classes) or not all(n > SMALL or kind(params.get("filter", "any"), n) for n in moduli):
        return False
    if params.get("minimal"):
        return not any(covers([*classes[:index], *classes[index + 1 :]]) for index in range(len(classes)))
    return True


def universe(params: Json) -> Iterator[Json]:
    """Every choice of residues for every set of moduli from a short list, then malformed orders and ranges."""
    top = params.get("M", 12)
    moduli = [n for n in (2, 3, 4, 5, 6, 7, 8, 12, 15) if params.get("L", n) % n == 0 and n <= top]
    free = "L" not in params and top > 6
    if free:
        moduli = [2, 3, 4, 6, 12]
    for size in range(5 * free, len(moduli) + 1):
        for chosen in combinations(moduli, size):
            for residues in product(*map(range, chosen)):
                yield {"classes": [list(item) for item in zip(residues, chosen, strict=True)]}
    yield {"classes": [[0, 1]]}
    yield {"classes": [[0, 2], [1, 2]]}
    yield {"classes": [[0, 2], [1, 4], [3, 4]]}
    yield {"classes": [[0, 2], [1, 3], [0, 3]]}
    yield {"classes": [[0, 0]]}
    yield {"classes": [[0, -2], [0, 2]]}
    yield {"classes": [[2, 2], [0, 3]]}
    yield {"classes": [[-1, 2], [0, 3]]}
    yield {"classes": [[0, 2], [0, 3], [1, 4], [5, 6], [7, 12], [7, 24]]}
    yield {"classes": [[0, 2], [0, 3], [1, 4], [5, 6], [7, 12], [5, 13]]}
    yield {"classes": [[0, 2], [0, 3], [1, 4], [1, 8], [3, 8], [5, 6], [7, 12]]}


def mutate(params: Json, witness: Json) -> Iterator[Json]:
    """Each residue or modulus changed, each class dropped, doubled, swapped with the next."""
    classes = witness["classes"]
    for index, (a, n) in enumerate(classes):
        for other in ([a - 1, n], [a + 1, n], [a + n, n], [a, n - 1], [a, n + 1], [a, -n], [a, n + 10**20], [n, a]):
            yield {"classes": [*classes[:index], other, *classes[index + 1 :]]}
        yield {"classes": [*classes[:index], *classes[index + 1 :]]}
        yield {"classes": [*classes[: index + 1], [a, n], *classes[index + 1 :]]}
        if index + 1 < len(classes):
            yield {"classes": [*classes[:index], classes[index + 1], [a, n], *classes[index + 2 :]]}


FIVE = [[0, 2], [0, 3], [1, 4], [5, 6], [7, 12]]
ELEVEN_FROM_3 = [
    *([0, 3], [0, 4], [0, 5], [1, 6], [2, 8], [1, 10], [5, 12]),
    *([2, 15], [3, 20], [22, 24], [29, 30], [6, 40], [14, 60], [38, 120]),
]
PRIMES_MINUS_ONE = [
    *([0, 2], [1, 4], [1, 6], [1, 10], [3, 12], [5, 18]),
    *([5, 30], [11, 36], [3, 40], [47, 60], [71, 72], [179, 180]),
]
SQUAREFREE = [
    *([0, 2], [0, 3], [0, 5], [1, 6], [0, 7], [1, 10], [1, 14]),
    *([2, 15], [2, 21], [23, 30], [4, 35], [5, 42], [59, 70], [104, 105]),
]

CASES = Cases(
    family="covering_system",
    tiny=[
        *({"m": m, "L": length} for m in (2, 3) for length in (4, 6, 8)),
        {"m": 2, "L": 12},
        {"m": 3, "L": 12},
        *({"m": 2, "L": 12, "k": k} for k in (4, 5)),
        {"m": 2, "L": 12, "minimal": True},
        {"m": 2, "L": 12, "apart": True},
        {"m": 2, "L": 6, "apart": True, "minimal": True},
        *({"m": 2, "M": top} for top in (2, 3, 4, 6)),
        {"m": 2, "M": 6, "L": 12},
        {"m": 3, "L": 15, "filter": "odd"},
        {"m": 2, "L": 12, "filter": "squarefree"},
        {"m": 2, "L": 12, "filter": "odd_squarefree"},
        {"m": 2, "L": 12, "filter": "prime_minus_one"},
        {"m": 2},
        {"m": 2, "minimal": True, "k": 6},
        {"m": 7, "L": 8},
        {"m": 5, "L": 6, "filter": "odd"},
    ],
    universe=universe,
    brute=brute,
    good=[
        ({"m": 2, "M": 12}, {"classes": FIVE}),
        ({"m": 2, "L": 12, "minimal": True}, {"classes": FIVE}),
        ({"m": 3, "L": 120}, {"classes": ELEVEN_FROM_3}),
        ({"m": 3}, {"classes": ELEVEN_FROM_3}),
        ({"m": 2, "filter": "prime_minus_one"}, {"classes": PRIMES_MINUS_ONE}),
        ({"m": 2, "filter": "squarefree", "M": 105}, {"classes": SQUAREFREE}),
    ],
    mutate=mutate,
    codes=frozenset(
        {
            "order",
            "modulus",
            "residue",
            "least",
            "largest",
            "lcm",
            "filter",
            "size",
            "meeting",
            "density",
            "uncovered",
            "redundant",
        }
    ),
    malformed=[
        {"classes": 5},
        {"classes": [[0, 2], [0.5, 3]]},
        {"classes": [[0, True]]},
        {"classes": [["00", 2]]},
        {"classes": [[0, 2, 3]]},
        {"classes": [[0]]},
        {"classes": [None]},
        {"classes": [0, 2]},
        {"classes": {"0": 2}},
        {},
        {"classes": FIVE, "extra": 1},
        {"classes": [[0, n] for n in range(2, 5100)]},
    ],
    bad_params=[
        {},
        {"m": 1},
        {"m": 2.0},
        {"m": True},
        {"m": 4, "M": 3},
        {"m": 4, "L": 3},
        {"m": 2, "L": 0},
        {"m": 2, "k": 0},
        {"m": 2, "filter": "even"},
        {"m": 2, "minimal": 1},
        {"m": 2, "apart": "yes"},
        {"m": 2, "x": 1},
    ],
    equal_params=[
        ({"m": 2, "L": "12"}, {"m": 2, "L": 12, "M": None}),
        ({"m": 3, "filter": "any", "minimal": False}, {"m": 3}),
    ],
)
