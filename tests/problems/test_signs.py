"""Sign sequences: counts known from the literature, and the sequences that ship."""

from __future__ import annotations

import random

import pytest

from problems.family import get_family
from problems.signs import character_length, character_sequence, least_prime_factors, multiplicative_extension

FAMILY = get_family("discrepancy_sequence")


def count(bound: int, n: int) -> int:
    """Leaves of the search tree, which fixes the first sign."""
    tree = FAMILY.tree(FAMILY.parse_params({"C": bound, "n": n}))
    stack, leaves = [tree.root], 0
    while stack:
        node = stack.pop()
        leaves += tree.witness(node) is not None
        stack.extend(tree.children(node))
    return leaves


def test_numbers_of_sequences_of_discrepancy_two() -> None:
    # OEIS A181740 from length 1 on.
    assert [2 * count(2, n) for n in range(1, 13)] == [2, 4, 6, 12, 18, 28, 44, 88, 100, 152, 240, 370]


@pytest.mark.parametrize(
    ("bound", "n", "multiplicative"),
    [(1, 9, True), (2, 246, True), (2, 1160, False), (3, 819, True), (3, 1000, False), (4, 7380, True)],
)
def test_shipped_sequences_pass_the_check(bound: int, n: int, multiplicative: bool) -> None:
    params = FAMILY.parse_params({"C": bound, "n": n, "multiplicative": multiplicative})
    (witness,) = FAMILY.constructions(params, random.Random(0))
    finding = FAMILY.check(params, FAMILY.parse_witness(witness))
    assert finding.holds, finding


@pytest.mark.parametrize("bound", [1, 2, 3])
def test_character_sequence_leaves_the_bound_right_behind_its_length(bound: int) -> None:
    n = character_length(bound) + 1
    finding = FAMILY.check(
        FAMILY.parse_params({"C": bound, "n": n}), FAMILY.parse_witness({"s": character_sequence(n)})
    )
    assert finding.code == "discrepancy"
    assert finding.offending == {"d": 1, "m": n, "sum": bound + 1}


def test_signs_of_the_primes_give_the_sequence() -> None:
    params = {"C": 1, "n": 9, "multiplicative": True}
    filled = FAMILY.fill_witness(params, {"primes": {"2": -1, "3": -1, "5": -1, "7": 1}})
    assert filled == {"s": "+--+-++-+"}
    assert FAMILY.parse_witness({"s": [1, -1, -1]}).s == "+--"


def test_least_prime_factors_by_trial_division() -> None:
    for i, least in enumerate(least_prime_factors(200)):
        divisors = [d for d in range(2, i) if i % d == 0]
        assert least == (divisors[0] if divisors else 0)


def test_multiplicative_extension_wants_exactly_the_primes() -> None:
    for signs in ({2: 1}, {2: 1, 3: 1, 5: 1}, {2: 1, 3: 1, 4: 1}, {2: 1, 3: 1, 1: 1}):
        with pytest.raises(ValueError, match="prime"):
            multiplicative_extension(signs, 4)
