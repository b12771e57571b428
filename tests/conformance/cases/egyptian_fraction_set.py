"""Conformance material for `egyptian_fraction_set`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from math import gcd, prod

from tests.conformance.case import Cases, Json
from tests.conformance.mutations import of_integers


def total(values: Sequence[int]) -> Fraction:
    return sum((Fraction(1, value) for value in values), Fraction(0))


def prime(value: int) -> bool:
    from sympy import isprime

    return bool(isprime(value))


def splits(values: Sequence[int]) -> bool:
    """Whether some part and its complement both sum below 1, over all parts."""
    unit = prod(values)
    weights = [unit // value for value in values]
    whole = sum(weights)
    sums = {0}
    for weight in weights:
        sums |= {one + weight for one in sums}
    return any(one < unit and whole - one < unit for one in sums)


def brute(params: Json, witness: Json) -> bool:
    """Every condition by its definition."""
    subtype = params["subtype"]
    sets = [witness[name] for name in ("D", "P", "Q") if name in witness]
    if len(sets) != (2 if subtype == "primes_product" else 1):
        return False
    low = 1 if (params.get("coprime") and params.get("one", True)) or params.get("N") == 1 else 2
    for values in sets:
        if list(values) != sorted(set(values)) or any(value < low for value in values):
            return False
        if "max" in params and any(value > params["max"] for value in values):
            return False
    if subtype == "primes_product":
        if total(sets[0]) * total(sets[1]) != 1:
            return False
        if not params.get("coprime"):
            return all(prime(value) for values in sets for value in values)
        apart = all(gcd(a, b) == 1 for values in sets for a, b in combinations(values, 2))
        return apart and all(len(values) >= 2 for values in sets)
    values = sets[0]
    if "k" in params and len(values) != params["k"]:
        return False
    if subtype == "pseudoperfect":
        right = bool(values) and prod(values) == params.get("n", prod(values)) and all(prime(value) for value in values)
        return right and total(values) + Fraction(1, prod(values)) == 1
    if subtype == "no_partition":
        return total(values) < 2 and not splits(values)
    if total(values) != Fraction(params.get("target", 1)):
        return False
    if subtype == "gap":
        return len(values) >= 2 and all(b - a <= params["g"] for a, b in pairwise(values))
    if subtype == "first_term":
        return values[0] == params["N"]
    if subtype == "semiprime":
        return all(any(prime(p) and v % p == 0 and v // p != p and prime(v // p) for p in range(v)) for v in values)
    return True


def subsets(low: int, high: int, sizes: Sequence[int]) -> Iterator[list[int]]:
    for size in sizes:
        for chosen in combinations(range(low, high + 1), size):
            yield list(chosen)


def universe(params: Json) -> Iterator[Json]:
    """All sets near the wanted size in a range that holds the least witnesses, and a few well-known near misses."""
    subtype, top = params["subtype"], params.get("max", 12)
    if subtype == "primes_product":
        some = [*subsets(0, min(top, 5) + 1, range(1, 3)), [2, 3, 6], [2, 4, 6, 12]]
        for left in some:
            for right in some:
                yield {"P": left, "Q": right}
        return
    yield {"P": [2], "Q": [3]}
    if subtype == "pseudoperfect":
        yield {"D": [2, 3, 7, 47, 395]}
        yield {"D": [2, 3, 11, 23, 31]}
        for chosen in subsets(1, 8, range(4)):
            yield {"D": chosen}
    elif subtype == "no_partition" and "k" in params:
        for chosen in subsets(2, top, range(params["k"] - 1, params["k"] + 2)):
            yield {"D": chosen}
    elif "k" in params:
        for chosen in subsets(1, top + ("max" in params), range(params["k"] - 1, params["k"] + 2)):
            yield {"D": chosen}
    elif subtype == "semiprime":
        yield {"D": [2, 3, 6]}
        for chosen in subsets(4, 16, range(4)):
            yield {"D": chosen}
    else:
        for chosen in subsets(1, top + 1, range(top + 2)):
            yield {"D": chosen}


def mutate(params: Json, witness: Json) -> Iterator[Json]:
    """Mutations of each set, and the other shape."""
    for name in witness:
        for values in of_integers(witness[name]):
            yield {**witness, name: values}
    if "D" in witness:
        yield {"P": witness["D"], "Q": witness["D"]}
    else:
        yield {"D": witness["P"]}


TINY: list[Json] = [
    *({"subtype": "gap", "g": g, "max": top} for g in (1, 2, 3, 4) for top in (2, 5, 6, 8)),
    {"subtype": "gap", "g": 3, "max": 7, "target": "1/2"},
    {"subtype": "gap", "g": 3, "max": 7, "target": "5/6"},
    {"subtype": "gap", "g": 3, "max": 7, "k": 3},
    {"subtype": "gap", "g": 2, "k": 3},
    {"subtype": "gap", "g": 3, "k": 3},
    *({"subtype": "max_denominator", "k": k, "max": top} for k in (1, 2, 3, 4) for top in (5, 6, 12)),
    {"subtype": "max_denominator", "k": 2, "max": 6, "target": "1/2"},
    {"subtype": "max_denominator", "k": 9, "max": 4},
    {"subtype": "max_denominator", "k": 2, "max": 6, "target": "5/6"},
    *({"subtype": "first_term", "N": n, "k": k} for n in (1, 2, 3) for k in (1, 2, 3)),
    *({"subtype": "first_term", "N": n, "k": 3, "max": 6} for n in (1, 2, 3)),
    {"subtype": "first_term", "N": 2, "k": 4, "max": 12},
    {"subtype": "first_term", "N": 1, "k": 1, "max": 5},
    *({"subtype": "terms", "target": target, "k": k} for target in ("2/3", "5/6", "13/12", 1, 2) for k in (1, 2, 3)),
    *({"subtype": "terms", "target": target, "k": 2} for target in ("4/5", "3/7", "4/9")),
    *({"subtype": "semiprime", "target": target, "max": 16} for target in (1, "1/3", "1/6", "4/15")),
    {"subtype": "semiprime", "target": "1/3"},
    {"subtype": "no_partition", "k": 11, "max": 15},
    {"subtype": "no_partition", "k": 11, "max": 14},
    {"subtype": "no_partition", "max": 8},
    {"subtype": "primes_product", "max": 5},
    {"subtype": "primes_product", "max": 12},
    {"subtype": "primes_product", "coprime": True, "max": 5},
    {"subtype": "primes_product", "coprime": True, "max": 4},
    {"subtype": "primes_product", "coprime": True, "one": False, "max": 5},
    *({"subtype": "pseudoperfect", "k": k} for k in (1, 2, 3, 5)),
    *({"subtype": "pseudoperfect", "n": n} for n in (2, 6, 12, 42, 47058)),
]


CASES = Cases(
    family="egyptian_fraction_set",
    tiny=TINY,
    universe=universe,
    brute=brute,
    good=[
        ({"subtype": "gap", "g": 3}, {"D": [2, 3, 6]}),
        ({"subtype": "max_denominator", "k": 10, "max": 24}, {"D": [5, 6, 8, 9, 10, 12, 15, 18, 20, 24]}),
        ({"subtype": "first_term", "N": 4, "k": 8}, {"D": [4, 5, 6, 9, 10, 15, 18, 20]}),
        ({"subtype": "terms", "target": "16/17", "k": 5}, {"D": [2, 3, 17, 34, 51]}),
        ({"subtype": "semiprime", "target": "1/3", "max": 15}, {"D": [6, 10, 15]}),
        ({"subtype": "no_partition"}, {"D": [2, 3, 4, 5, 6, 7, 10, 11, 13, 14, 15]}),
        ({"subtype": "primes_product", "coprime": True}, {"P": [1, 41], "Q": [2, 3, 7]}),
        ({"subtype": "pseudoperfect", "k": 7}, {"D": [2, 3, 11, 17, 101, 149, 3109]}),
    ],
    mutate=mutate,
    codes=frozenset(
        {
            "shape",
            "order",
            "range",
            "size",
            "first",
            "gap",
            "sum",
            "semiprime",
            "total",
            "partition",
            "prime",
            "coprime",
            "product",
        }
    ),
    malformed=[
        {"D": 5},
        {"D": [2.5]},
        {"D": [True]},
        {"D": ["02"]},
        {"D": None},
        {"D": [[2]]},
        {},
        {"P": [2]},
        {"D": [2], "P": [2], "Q": [3]},
        {"D": [2, 3, 6], "extra": 1},
        {"D": list(range(2, 2100))},
    ],
    bad_params=[
        {},
        {"subtype": "other"},
        {"subtype": ["gap"]},
        {"subtype": "gap"},
        {"subtype": "gap", "g": 0},
        {"subtype": "gap", "g": 2, "k": 1},
        {"subtype": "gap", "g": 2, "N": 3},
        {"subtype": "gap", "g": 2, "target": 0},
        {"subtype": "gap", "g": 2, "target": "1/0"},
        {"subtype": "gap", "g": 2, "target": 0.5},
        {"subtype": "max_denominator", "k": 3},
        {"subtype": "max_denominator", "k": 0, "max": 6},
        {"subtype": "terms", "k": 3},
        {"subtype": "primes_product", "one": True},
        {"subtype": "primes_product", "coprime": 1},
        {"subtype": "pseudoperfect"},
        {"subtype": "pseudoperfect", "k": 2, "n": 6},
        {"subtype": "no_partition", "x": 1},
    ],
    equal_params=[
        ({"subtype": "gap", "g": 2}, {"subtype": "gap", "g": "2", "target": "2/2"}),
        (
            {"subtype": "primes_product", "coprime": True},
            {"subtype": "primes_product", "coprime": True, "one": True, "max": None},
        ),
    ],
)
