"""Conformance material for `discrepancy_sequence`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from tests.conformance.case import Cases, Json
from tests.conformance.mutations import of_string

ELEVEN = "+--+-++--+-"


def liouville_like(n: int) -> str:
    """The completely multiplicative s with s(3) = -1 and s(p) ≡ p (mod 3) for the other primes p."""
    text = ""
    for number in range(1, n + 1):
        sign, rest = 1, number
        for p in range(2, number + 1):
            while rest % p == 0:
                sign, rest = -sign if p % 3 != 1 else sign, rest // p
        text += "+" if sign > 0 else "-"
    return text


def brute(params: Json, witness: Json) -> bool:
    """Every partial sum by the definition, every product by the definition."""
    text, n = witness["s"], params["n"]
    if len(text) != n or not set(text) <= {"+", "-"}:
        return False
    s = {i: 1 if text[i - 1] == "+" else -1 for i in range(1, n + 1)}
    if params.get("multiplicative", False) and any(
        s[a] * s[b] != s[a * b] for a in range(1, n + 1) for b in range(1, n // a + 1)
    ):
        return False
    return all(
        abs(sum(s[j * d] for j in range(1, m + 1))) <= params["C"]
        for d in range(1, n + 1)
        for m in range(1, n // d + 1)
    )


def universe(params: Json) -> Iterator[Json]:
    """All sign sequences of length n, and those of lengths 0, 1, 2 and n + 1 where they are few."""
    n = params["n"]
    lengths = [n, *(length for length in (0, 1, 2) if length != n)]
    for length in [*lengths, n + 1] if n <= 6 else lengths:
        yield from ({"s": "".join(signs)} for signs in product("+-", repeat=length))


def mutate(params: Json, witness: Json) -> Iterator[Json]:
    """Signs changed, dropped, doubled, appended, and the whole sequence negated."""
    for text in of_string(witness["s"], "+-"):
        yield {"s": text}
    yield {"s": witness["s"].translate(str.maketrans("+-", "-+"))}


CASES = Cases(
    family="discrepancy_sequence",
    tiny=[
        *({"C": 1, "n": n, "multiplicative": m} for m in (False, True) for n in range(1, 13)),
        *({"C": 2, "n": n} for n in range(1, 11)),
        *({"C": 2, "n": n, "multiplicative": True} for n in (3, 8, 12)),
        *({"C": 3, "n": n, "multiplicative": m} for m in (False, True) for n in (1, 4, 6, 9)),
        *({"C": 0, "n": n, "multiplicative": m} for m in (False, True) for n in (1, 2)),
        {"C": 5, "n": 4},
    ],
    universe=universe,
    brute=brute,
    good=[
        ({"C": 1, "n": 11}, {"s": ELEVEN}),
        ({"C": 2, "n": 90, "multiplicative": True}, {"s": liouville_like(90)}),
        ({"C": 1, "n": 9, "multiplicative": True}, {"s": liouville_like(9)}),
        ({"C": 2, "n": 60}, {"s": liouville_like(60)}),
        ({"C": 1, "n": 1}, {"s": "-"}),
        ({"C": 100, "n": 3}, {"s": "---"}),
    ],
    mutate=mutate,
    codes=frozenset({"length", "multiplicativity", "discrepancy"}),
    malformed=[
        {"s": 5},
        {"s": None},
        {"s": "+-0+-++--++"},
        {"s": "+- +-++--++"},
        {"s": ELEVEN + "\n"},
        {"s": ELEVEN.replace("-", "\N{MINUS SIGN}")},
        {"s": [1, -1, 0]},
        {"s": [1.0, -1.0]},
        {"s": [True, True]},
        {"s": ["1", "-1"]},
        {"s": [[1]]},
        {},
        {"s": ELEVEN, "extra": 1},
        {"s": ELEVEN, "C": 2},
        {"s": "+" * 200_001},
        {"s": ELEVEN, "primes": {"2": 1}},
        {"primes": []},
        {"primes": {}},
        {"primes": {"2": -1, "3": -1, "5": -1, "7": 1}},
        {"primes": {"2": -1, "3": -1, "5": -1, "7": 1, "11": 1, "13": 1}},
        {"primes": {"2": -1, "3": -1, "4": 1, "5": -1, "7": 1, "11": 1}},
        {"primes": {"2": -1, "3": -1, "5": -1, "7": 1, "11": 0}},
        {"primes": {"2": -1, "3": -1, "5": -1, "7": 1, "11": True}},
        {"primes": {"2": -1, "3": -1, "5": -1, "7": 1, "11": 1.0}},
        {"primes": {"2": -1, "03": -1, "5": -1, "7": 1, "11": 1}},
        {"primes": {"2": -1, "3": -1, "5": -1, "7": 1, "11": 1, "9" * 4002: 1}},
        {"primes": {"2": -1, "3": -1, "5": -1, "7": 1, "11": 1, "-3": 1}},
    ],
    bad_params=[
        {"C": 1},
        {"n": 5},
        {"C": -1, "n": 5},
        {"C": 1, "n": 0},
        {"C": 1.0, "n": 5},
        {"C": True, "n": 5},
        {"C": 1, "n": 10**13},
        {"C": 1, "n": 5, "multiplicative": 1},
        {"C": 1, "n": 5, "multiplicative": "yes"},
        {"C": 1, "n": 5, "d": 1},
    ],
    equal_params=[
        ({"C": 1, "n": 5}, {"C": 1, "n": 5, "multiplicative": False}),
        ({"C": "1", "n": "5"}, {"n": 5, "C": 1}),
    ],
)
