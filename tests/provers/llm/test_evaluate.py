"""The tool `evaluate`: FLINT and SymPy agree, balls hold what they enclose, and nonsense is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from problems.errors import InputError
from provers.llm.compute import evaluate

SMALL = st.integers(-9, 9)


@pytest.mark.parametrize(("expression", "value"), [
    ("factorint(-360)", "{-1: 1, 2: 3, 3: 2, 5: 1}"),
    ("factorint(2**128 + 1)", "{59649589127497217: 1, 5704689200685129054721: 1}"),
    ("isprime(2**127 - 1)", "True"),
    ("isprime(-7)", "False"),
    ("is_square(10**40)", "True"),
    ("is_square(-4)", "False"),
    ("partitions(1000)", "24061467864032622473692149727991"),
    ("partitions(-1)", "0"),
    ("bell(10) + stirling2(5, 2)", "115990"),
    ("jacobi(-1, 7)", "-1"),
    ("det([[1, 2], [3, 1/4]])", "-23/4"),
    ("rank([[1, 2, 3], [2, 4, 6]])", "1"),
    ("factor(x**4/4 - 1/4)", "(x - 1)*(x + 1)*(x**2 + 1)/4"),
    ("factor(x**2 - y**2)", "(x - y)*(x + y)"),
    ("factor(12)", "12"),
    ("enclose(3/4)", "0.750000000000000, positive"),
    ("enclose(0)", "0, zero"),
])  # fmt: skip
def test_values_known_otherwise(expression: str, value: str) -> None:
    assert evaluate(expression) == value


NONSENSE = (
    "det([[1, 2], [3]]); det([[1, 2]]); det([]); det([[x]]); det(5); rank([[]]); factorint(0); isprime(x); bell(-1); "
    "stirling2(2**70, 3); bell(1/2); jacobi(1, 2); jacobi(1, -3); enclose(x); enclose(log(-1)); enclose(1, 0); "
    "enclose(1, 10**6); enclose(oo); enclose(sqrt(-2)); enclose([1]); enclose(pi) + 1; factorint(1, 2, 3); "
    "stirling2(3); enclose(1/0)"
)


@pytest.mark.parametrize("expression", NONSENSE.split("; "))
def test_nonsense_is_refused_in_words(expression: str) -> None:
    with pytest.raises(InputError):
        evaluate(expression)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-20, 20), min_size=2, max_size=7))
def test_a_factorisation_multiplies_out(coefficients: list[int]) -> None:
    x = sympy.Symbol("x")
    polynomial = sympy.Poly([sympy.Rational(value, 3) for value in coefficients], x).as_expr()
    found = sympy.sympify(evaluate(f"factor({polynomial})"))
    assert sympy.expand(found - polynomial) == 0
    ours = [factor for factor in sympy.Mul.make_args(found) if factor.free_symbols]
    assert len(ours) == len(sympy.factor_list(polynomial)[1])


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(SMALL, min_size=n, max_size=n), min_size=n, max_size=n)))
def test_determinant_rank_and_characteristic_polynomial(rows: list[list[int]]) -> None:
    matrix: Any = sympy.Matrix(rows)
    assert evaluate(f"det({rows})") == str(matrix.det())
    assert evaluate(f"rank({rows})") == str(matrix.rank())
    mine = sympy.sympify(evaluate(f"charpoly({rows})"))
    assert sympy.expand(mine - matrix.charpoly(sympy.Symbol("x")).as_expr()) == 0


@settings(max_examples=40, deadline=None)
@given(st.fractions(min_value=-50, max_value=50, max_denominator=60), st.integers(1, 60), st.integers(2, 40))
def test_a_ball_holds_its_number(fraction: Fraction, inner: int, digits: int) -> None:
    expression = f"({fraction}) * sqrt({inner}) + exp({fraction}) - log({inner} + pi) + cos({inner})"
    told = evaluate(f"enclose({expression}, {digits})")
    ball, sign = told.rsplit(", ", 1)
    middle, _, radius = ball.strip("[]").partition(" +/- ")
    exact = sympy.sympify(expression.replace("pi", "PI")).subs("PI", sympy.pi).evalf(digits + 60)
    assert abs(sympy.Rational(middle) - sympy.Rational(str(exact))) <= sympy.Rational(radius or "0") + sympy.Rational(
        1, 10 ** (digits + 40)
    )
    assert sign == ("positive" if exact > 0 else "negative")


def test_a_sum_that_cancels_has_no_sign_made_up() -> None:
    assert evaluate("enclose(sqrt(2)*sqrt(3) - sqrt(6))").endswith("zero")
    hidden = "sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3)"
    assert evaluate(f"enclose({hidden}, 5)").endswith("of unknown sign")
