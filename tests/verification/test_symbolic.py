"""The symbolic back-end on true identities, planted errors, and against pointwise evaluation."""

import random
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from verification.backend import Limits
from verification.candidate import Candidate, parse_candidate
from verification.symbolic import BACKEND, _binomial, _integer_root, _sign_points, coverage_fault, identity_fault
from verification.verdict import Assurance, Outcome, UnknownReason, combine
from verification.verifier import judge

flint = pytest.importorskip("flint", reason="python-flint is not installed")

EIGHT = (4, 8, 5, [2, 2], [5, 13, 8], [10, 26, 16], 1, 0)

TRUE = [
    EIGHT,
    (4, 3, 2, [1, 1], [2, 3], [2, 5, 3], 1, 1),
    (4, 4, 3, [2, 1], [2, 3, 1], [3, 7, 4], 1, 1),
    (4, 4, 2, [1, 2], [2, 2], [2, 6, 4], 1, 1),
    (4, 4, 4, [2, 1], [3, 3, 1], [6, 15, 14, 6, 1], 1, 0),
    # The same with a common denominator, and from a negative beginning.
    (4, 8, 5, [6, 6], [15, 39, 24], [30, 78, 48], 3, 0),
    (4, 8, 13, [4, 2], [26, 29, 8], [52, 58, 16], 1, -1),
    # Integral though its coefficients are not: 1/t = 1/(t + 1) + 2/(3t(t + 1)) + 1/(3t(t + 1)).
    (1, 1, 0, [2, 2], [0, 3, 3], [0, 6, 6], 2, 1),
]

FALSE = [
    ((4, 8, 5, [2, 2], [5, 13, 8], [10, 26, 17], 1, 0), "the normal form is"),
    ((4, 8, 5, [2, 2], [5, 13, 8], [11, 26, 16], 1, 0), "at t = 0 the sides are 4/5 and"),
    ((5, 8, 5, [2, 2], [5, 13, 8], [10, 26, 16], 1, 0), "the normal form is"),
    ((4, 8, 5, [2, 2], [5, 13, 8], [10, 26, 16], 2, 0), "the normal form is"),
    ((4, 8, 5, [2, 2], [5, 13, 8], [10, 26, 16], 1, -1), "n = -3 at t = -1"),
    ((4, 3, 2, [1, 1], [2, 3], [2, 5, 3], 1, 0), "Y = Z = 2 at t = 0"),
    ((4, 4, 3, [2, 1], [2, 3, 1], [3, 7, 4], 1, 0), "X = Y = 2 at t = 0"),
    ((4, 4, 2, [1, 2], [2, 2], [2, 6, 4], 1, 0), "Y = Z = 2 at t = 0"),
    # 1/n = 1/n + 1/t - 1/t: true, but one denominator is negative.
    ((1, 1, 0, [0, 1], [0, 2], [0, -2], 1, 1), "Z = -2 at t = 1"),
    ((1, 1, 0, [0, 1], [0, -2], [0, 2], 1, 5), "Y = -10 at t = 5"),
    # 3/(3t + 1) as three equal fractions that are no integers.
    ((3, 3, 1, [1, 3], [1, 3], [1, 3], 1, 0), "X and Y are equal"),
    ((1, 1, 1, [4, 4], [4, 4], [4, 4], 2, 0), "the normal form is"),
    # 1/2 + 1/3 + 1/6 with halves and thirds of t + 1 in place of multiples.
    ((6, 1, 1, [2, 2], [3, 3], [6, 6], 6, 0), "X = 1/3 at t = 0"),
    ((4, 8, 5, [0], [5, 13, 8], [10, 26, 16], 1, 0), "the normal form is"),
    ((4, 8, 5, [0], [0], [10, 26, 16], 1, 0), "X = 0 at t = 0"),
]


@pytest.mark.parametrize("identity", TRUE)
def test_true_identities_hold(identity: Any) -> None:
    assert identity_fault(*identity) == ""
    assert holds_pointwise(identity)


@pytest.mark.parametrize(("identity", "told"), FALSE)
def test_planted_errors_are_told_with_what_breaks_them(identity: Any, told: str) -> None:
    assert told in identity_fault(*identity)


def holds_pointwise(identity: Any, upto: int = 80) -> bool:
    """By evaluation at more points than the degree; small coefficients change no sign beyond."""
    a, modulus, residue, x, y, z, den, t0 = identity
    for t in range(t0, t0 + upto):
        n = modulus * t + residue
        values = [Fraction(sum(c * t**k for k, c in enumerate(part)), den) for part in (x, y, z)]
        if n < 1 or any(v <= 0 or v.denominator > 1 for v in values) or len(set(values)) < 3:
            return False
        if sum(1 / v for v in values) != Fraction(a, n):
            return False
    return True


def near(identity: Any) -> Iterator[Any]:
    """Every coefficient and number moved by one, denominators doubled, polynomials exchanged."""
    for place in (0, 1, 2, 6, 7):
        for step in (-1, 1):
            moved = [*identity[:place], identity[place] + step, *identity[place + 1 :]]
            if moved[1] > 0 and moved[6] > 0:
                yield moved
    for place in (3, 4, 5):
        for index in range(len(identity[place])):
            for step in (-1, 1):
                changed = list(identity[place])
                changed[index] += step
                yield [*identity[:place], changed, *identity[place + 1 :]]
    a, modulus, residue, x, y, z, den, t0 = identity
    yield [a, modulus, residue, z, x, y, den, t0]
    yield [a, modulus, residue, x, x, z, den, t0]
    yield [a, modulus, residue, *([2 * c for c in part] for part in (x, y, z)), 2 * den, t0]


@pytest.mark.parametrize("identity", TRUE)
def test_neighbours_of_identities_are_judged_as_pointwise_evaluation_says(identity: Any) -> None:
    for changed in near(identity):
        assert (identity_fault(*changed) == "") == holds_pointwise(changed), changed


def test_sign_points_decide_positivity() -> None:
    rng = random.Random(5)
    roots_between = [[2, -9, 9], [20, -81, 81], [3, -16, 16], [35, -24, 4], [6, -5, 1]]
    for trial in range(200):
        poly = roots_between[trial] if trial < 5 else [rng.randint(-9, 9) for _ in range(rng.randint(1, 5))]
        t0 = rng.randint(-3, 3)
        made = flint.fmpq_poly(poly)
        found = all(made(t) > 0 for t in _sign_points(made, t0))
        assert found == all(made(t) > 0 for t in range(t0, t0 + 60)), (poly, t0)


def test_binomial_coefficients_decide_integrality() -> None:
    rng = random.Random(6)
    half = [([0, 1, 1], 2, True), ([0, 1, 1], 3, False), ([0, 2, 3, 1], 6, True), ([1, 0, 1], 2, False)]
    samples = half + [([rng.randint(-6, 6) for _ in range(4)], rng.choice((1, 2, 3, 6)), None) for _ in range(200)]
    for poly, den, known in samples:
        made = flint.fmpq_poly(poly, den)
        found = all(c.denom() == 1 for c in _binomial(made, rng.randint(-4, 4)))
        assert found == all(made(t).denom() == 1 for t in range(12)), (poly, den)
        assert known is None or found == known


def test_least_integer_root() -> None:
    made = flint.fmpq_poly([-6, 11, -6, 1])
    assert [_integer_root(made, t0) for t0 in (0, 2, 3, 4)] == [1, 2, 3, None]
    assert _integer_root(flint.fmpq_poly([-1, 2]), 0) is None
    assert _integer_root(flint.fmpq_poly([3]), 0) is None
    far = flint.fmpq_poly([-(10**50), 1])
    assert _integer_root(far, 0) == 10**50


COVER = {
    "identities": [
        {"M": 8, "r": 5, "X": [2, 2], "Y": [5, 13, 8], "Z": [10, 26, 16], "t0": 0},
        {"M": 4, "r": 2, "X": [1, 2], "Y": [2, 2], "Z": [2, 6, 4], "t0": 1},
        {"M": 4, "r": 3, "X": [2, 1], "Y": [2, 3, 1], "Z": [3, 7, 4], "t0": 1},
    ],
    "uncovered": [1],
    "small": [[3, 1, 4, 12], [4, 2, 3, 6]],
}


def candidate(params: dict[str, Any], identity: dict[str, Any]) -> Candidate:
    claim = {"family": "unit_fraction_identity", "params": params, "goal": "exists"}
    return parse_candidate({"schema": 1, "claim": claim, "payload": {"kind": "identity", "identity": identity}})


def both(one: Candidate, folder: Path) -> Any:
    verdicts = [judge(name, one, Limits(), str(folder)) for name in ("exact", "symbolic")]
    assert {verdict.outcome for verdict in verdicts} in ({Outcome.VERIFIED}, {Outcome.REFUTED}), verdicts
    return combine(one.id, verdicts)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, ""),
        ({"uncovered": []}, "1 modulo 8 is not covered"),
        ({"uncovered": [1, 5]}, "5 modulo 8 is covered but listed"),
        ({"uncovered": [9]}, "outside"),
        ({"uncovered": [1, 1]}, "increasing"),
        ({"small": [[4, 2, 3, 6]]}, "n = 3 is not covered"),
        ({"small": [[3, 1, 4, 12]]}, "not covered"),
        ({"small": [[3, 1, 4, 12], [4, 2, 3, 7]]}, "another sum"),
        ({"small": [[3, 1, 4, 12], [4, 3, 3, 3]]}, "distinct"),
        ({"small": [[3, 1, 12, 4], [4, 2, 3, 6]]}, "out of order"),
        ({"small": [[4, 2, 3, 6], [3, 1, 4, 12]]}, "increasing"),
        ({"identities": COVER["identities"][:2]}, "not covered"),
        ({"identities": [{**COVER["identities"][0], "t0": 4}, *COVER["identities"][1:]]}, "n = 5 is not covered"),
        ({"identities": [*COVER["identities"][:2], {**COVER["identities"][2], "t0": 0}]}, "X = Y = 2 at t = 0"),
    ],
)
def test_coverage_and_its_planted_errors(change: Any, told: str, tmp_path: Path) -> None:
    one = candidate({"a": 4, "modulus": 8}, {**COVER, **change})
    report = both(one, tmp_path)
    evidence = judge("symbolic", one, Limits(), str(tmp_path)).evidence
    if told:
        assert report.outcome is Outcome.REFUTED
        assert told in evidence.fault
    else:
        assert (report.outcome, report.assurance) == (Outcome.VERIFIED, Assurance.A2)
        assert evidence.checked[-1] == "covers 7 of 8 residues for all n >= 3"


def test_bounds_of_the_claim_are_looked_at(tmp_path: Path) -> None:
    two = {"M": 3, "r": 2, "a": 4}
    identity = {"X": [1, 1], "Y": [2, 3], "Z": [2, 5, 3], "t0": 1}
    assert both(candidate({**two, "t0": 1}, identity), tmp_path).outcome is Outcome.VERIFIED
    assert both(candidate({**two, "t0": 0}, identity), tmp_path).outcome is Outcome.REFUTED
    assert both(candidate({"a": 4, "modulus": 8, "most": 1}, COVER), tmp_path).outcome is Outcome.VERIFIED
    assert both(candidate({"a": 4, "modulus": 8, "most": 0}, COVER), tmp_path).outcome is Outcome.REFUTED
    # 4/2 = 1 + 1/2 + 1/2 has no distinct form: from n = 2 on the same coverage is false.
    assert both(candidate({"a": 4, "modulus": 8, "from": 2}, COVER), tmp_path).outcome is Outcome.REFUTED


def test_evidence_is_the_normal_form_or_the_substitution(tmp_path: Path) -> None:
    true = candidate({"a": 4, "M": 8, "r": 5}, {"X": [2, 2], "Y": [5, 13, 8], "Z": [10, 26, 16]})
    verdict = judge("symbolic", true, Limits(), str(tmp_path))
    assert verdict.outcome is Outcome.VERIFIED
    assert "normal form" in verdict.evidence.sentence
    false = candidate({"a": 4, "M": 8, "r": 5}, {"X": [2, 2], "Y": [5, 13, 8], "Z": [10, 26, 17]})
    verdict = judge("symbolic", false, Limits(), str(tmp_path))
    assert verdict.outcome is Outcome.REFUTED
    assert "at t = 1 the sides are 4/13 and" in verdict.evidence.sentence


def test_the_wrong_kind_of_payload_stays_undecided(tmp_path: Path) -> None:
    one = candidate({"a": 4, "M": 8, "r": 5}, COVER)
    verdict = judge("symbolic", one, Limits(), str(tmp_path))
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.evidence.why is UnknownReason.UNSUPPORTED
    claim = {"family": "sidon_golomb", "params": {"N": 7, "k": 4}, "goal": "exists"}
    other = parse_candidate(
        {"schema": 1, "claim": claim, "payload": {"kind": "witness", "witness": {"set": [1, 2, 5, 7]}}}
    )
    assert "identities" in BACKEND.unsupported(other)


def test_long_coefficients_and_many_identities_end_soon(tmp_path: Path) -> None:
    started = time.process_time()
    long = int("9" * 4000)
    assert "numbers of" in identity_fault(4, 8, 5, [long] * 25, [long] * 25, [long] * 25, long, 10**6)
    many = {**COVER, "identities": COVER["identities"] * 300}
    assert judge("symbolic", candidate({"a": 4, "modulus": 8}, many), Limits(), str(tmp_path)).outcome is not (
        Outcome.REFUTED
    )
    late = judge("symbolic", candidate({"a": 4, "modulus": 8}, many), Limits(seconds=0.001), str(tmp_path))
    assert late.outcome is Outcome.UNKNOWN
    assert coverage_fault((4, 1, 1, (0,), ()), []) == ""
    assert time.process_time() - started < 20
