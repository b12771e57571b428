"""Exact values have one spelling, and everything else is refused."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from problems.values import MAX_DIGITS, Integer, Rational, parse_integer, parse_rational

INTEGER = TypeAdapter(Integer)
RATIONAL = TypeAdapter(Rational)


@given(st.integers())
def test_integers_round_trip(value: int) -> None:
    assert parse_integer(value) == parse_integer(str(value)) == value
    assert INTEGER.validate_json(INTEGER.dump_json(value)) == value


@given(st.fractions())
def test_rationals_round_trip(value: Fraction) -> None:
    assert RATIONAL.validate_json(RATIONAL.dump_json(value)) == value


@pytest.mark.parametrize(
    "wrong", [1.0, 1.5, True, None, "", "+1", "01", "-0", " 1", "1 ", "1_000", "0x10", "١", "1e3", [], {}, b"1"]
)
def test_other_spellings_of_integers_are_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match="integer"):
        parse_integer(wrong)


@pytest.mark.parametrize("wrong", ["1/0", "1/-2", "1/2/3", "/2", "1/", "0.5", 0.5, "1 / 2", True, None])
def test_other_spellings_of_rationals_are_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"rational|integer"):
        parse_rational(wrong)


def test_rationals_are_reduced() -> None:
    assert parse_rational("2/6") == Fraction(1, 3)
    assert RATIONAL.dump_python(Fraction(4, 2), mode="json") == 2


def test_giant_integers_are_refused_without_being_parsed() -> None:
    for wrong in ("9" * (MAX_DIGITS + 2), 10 ** (MAX_DIGITS + 100)):
        with pytest.raises(ValueError, match="digits"):
            parse_integer(wrong)
    with pytest.raises(ValidationError):
        INTEGER.validate_python("1" * 10**6)
