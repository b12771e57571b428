"""Nothing that the workbench itself can write down is said to beat what is known, and names of colours hide nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice

import pytest

from problems.claim import Claim, Goal
from problems.errors import WorkbenchError
from problems.family import BUILTIN, get_family
from problems.known import KnownValue, known_values
from verification.novelty import Standing, compare, standing

LARGEST = 400
"""Values of the varying parameter at which constructions are still tried: beyond it they take seconds."""


def exists(family: str, **params: object) -> Claim:
    return Claim(family=family, params=params, goal=Goal.EXISTS)


def past(known: KnownValue) -> Iterator[int]:
    """Values a little beyond the best witness."""
    sign = {"up": -1, "down": 1, "none": 0}[known.monotone]
    if known.exists is not None and sign and known.exists <= LARGEST:
        steps = {1, 2, max(1, known.exists // 20)}
        yield from (value for step in sorted(steps) if (value := known.exists + sign * step) >= 0)


@pytest.mark.parametrize("name", BUILTIN)
def test_no_construction_and_no_example_beats_a_known_value(name: str) -> None:
    family = get_family(name)
    found = [(params, witness) for params, witness in family.examples()]
    for known in known_values().get(name, ()):
        for params in map(known.params, past(known)):
            try:
                parsed = family.parse_params(params)
                made = list(islice(family.constructions(parsed, random.Random(0)), 3))
            except WorkbenchError:
                continue
            found += [(params, witness) for witness in made]
    for params, witness in found:
        if standing(exists(name, **params)) is not Standing.BEATS:
            continue
        parsed = family.parse_witness(family.fill_witness(params, witness))
        assert not family.check(family.parse_params(params), parsed).holds, (params, compare(exists(name, **params)))


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (exists("convex_ngon_free_points", n=7, N=210, empty=True), Standing.NOT_COMPARABLE),
        (exists("ramsey_coloring", ks=[4, 6], n=34), Standing.BELOW),
        (exists("schur_coloring", k=6, n=643, weak=True), Standing.NOT_COMPARABLE),
        (exists("ramsey_coloring", ks=[4, 3], n=9), Standing.CONTRADICTS),
        (exists("ramsey_coloring", ks=[5, 2, 4], n=25), Standing.CONTRADICTS),
        (exists("ramsey_coloring", ks=[6, 4], n=36), Standing.BEATS),
        (exists("vdw_coloring", lengths=[4, 3], n=18), Standing.CONTRADICTS),
        (exists("vdw_coloring", lengths=[3, 3, 2], n=14), Standing.CONTRADICTS),
        (exists("vdw_coloring", lengths=[3, 2], n=14), Standing.NOT_COMPARABLE),
    ],
)
def test_claims_stand_where_the_literature_puts_them(claim: Claim, expected: Standing) -> None:
    assert standing(claim) is expected


def test_a_value_that_is_no_record_says_so() -> None:
    sentence = compare(exists("convex_ngon_free_points", n=7, N=210, empty=True))[0].sentence
    assert sentence.startswith(
        "not comparable with the recorded N = 200 with a witness, which is no record, by N = 210"
    )
