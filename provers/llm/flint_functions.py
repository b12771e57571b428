"""Exact functions of python-flint for the tool `evaluate`: arithmetic of large numbers, matrices, and rigorous balls.

They take and give SymPy values, so that they mix with SymPy's own functions in one expression.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

from problems.errors import InputError

__all__ = ["FLINT"]

MOST_BITS = 1 << 14
"""Largest precision at which a ball is tried."""
MOST_DIGITS = 1000
SIDE = 200
"""Rows and columns of a matrix."""


def _integer(value: Any) -> int:
    if not getattr(value, "is_Integer", False):
        raise InputError(f"an integer is needed here, not {str(value)[:60]}")
    return int(value)


def _rational(value: Any) -> Any:
    import flint

    if not getattr(value, "is_Rational", False):
        raise InputError(f"an integer or fraction is needed here, not {str(value)[:60]}")
    return flint.fmpq(int(value.p), int(value.q))


def _sympy(value: Any) -> Any:
    import flint
    import sympy

    if isinstance(value, flint.fmpq):
        return sympy.Rational(int(value.p), int(value.q))
    return sympy.Integer(int(value))


def _matrix(rows: Any) -> Any:
    import flint

    if not isinstance(rows, Sequence) or not rows or not all(isinstance(row, Sequence) for row in rows):
        raise InputError("a matrix is a list of lists of equal length, such as [[1, 2], [3, 1/4]]")
    if len({len(row) for row in rows}) != 1 or not 0 < len(rows[0]) <= SIDE or len(rows) > SIDE:
        raise InputError(f"the rows of a matrix have equal length, and there are at most {SIDE} rows and columns")
    return flint.fmpq_mat([[_rational(value) for value in row] for row in rows])


def _square(rows: Any) -> Any:
    matrix = _matrix(rows)
    if matrix.nrows() != matrix.ncols():
        raise InputError("the matrix is not square")
    return matrix


def _factorint(number: Any) -> dict[int, int]:
    import flint

    value = _integer(number)
    if value == 0:
        raise InputError("zero has no factorisation")
    sign = {-1: 1} if value < 0 else {}
    return sign | {int(prime): int(power) for prime, power in flint.fmpz(abs(value)).factor()}


def _isprime(number: Any) -> Any:
    import flint
    import sympy

    value = _integer(number)
    return sympy.true if value > 1 and flint.fmpz(value).is_prime() else sympy.false


def _is_square(number: Any) -> Any:
    import flint
    import sympy

    value = _integer(number)
    return sympy.true if value >= 0 and flint.fmpz(value).is_square() else sympy.false


def _factor(expression: Any) -> Any:
    """Polynomials in one symbol over the rationals by FLINT, everything else by SymPy."""
    import flint
    import sympy

    symbols = sorted(getattr(expression, "free_symbols", ()), key=str)
    if len(symbols) != 1 or not expression.is_polynomial(*symbols):
        return sympy.factor(expression)
    (symbol,) = symbols
    polynomial = sympy.Poly(expression, symbol)
    if not all(value.is_Rational for value in polynomial.all_coeffs()):
        return sympy.factor(expression)
    denominator = sympy.ilcm(1, *(value.q for value in polynomial.all_coeffs()))
    coefficients = [int(value * denominator) for value in reversed(polynomial.all_coeffs())]
    content, factors = flint.fmpz_poly(coefficients).factor()
    parts = [sympy.Rational(int(content), int(denominator))]
    for factor, power in factors:
        base = sympy.Poly([int(value) for value in reversed(factor.coeffs())], symbol).as_expr()
        parts.append(sympy.Pow(base, int(power)))
    return sympy.Mul(*parts)


def _charpoly(rows: Any) -> Any:
    import sympy

    coefficients = [_sympy(value) for value in reversed(_square(rows).charpoly().coeffs())]
    return sympy.Poly(coefficients, sympy.Symbol("x")).as_expr()


def _count(name: str) -> Callable[..., Any]:
    def function(*values: Any) -> Any:
        import flint

        numbers = [_integer(value) for value in values]
        if not numbers or min(numbers) < 0:
            raise InputError(f"{name} is of numbers that are not negative")
        try:
            return _sympy(getattr(flint.fmpz, name)(*numbers))
        except (ValueError, OverflowError) as error:
            raise InputError(f"{name}: {error}") from None

    return function


def _partitions(number: Any) -> Any:
    import flint

    return _sympy(flint.fmpz(_integer(number)).partitions_p())


def _jacobi(top: Any, bottom: Any) -> Any:
    import flint

    over, under = _integer(top), _integer(bottom)
    # FLINT answers for even and negative numbers too, for which there is no Jacobi symbol.
    if under < 1 or under % 2 == 0:
        raise InputError("jacobi(a, n) is for odd n above zero")
    return _sympy(flint.fmpz(over).jacobi(under))


def _enclose(value: Any, digits: Any = 15) -> str:
    """A ball that surely holds the real number, and its sign where the ball decides it."""
    import flint

    wanted = _integer(digits) if not isinstance(digits, int) else digits
    if not 1 <= wanted <= MOST_DIGITS:
        raise InputError(f"between 1 and {MOST_DIGITS} digits, please")
    bits = 64 + 4 * wanted
    while True:
        with flint.ctx.workprec(bits):
            ball = _ball(value)
            enough = ball.rel_accuracy_bits() >= 3.33 * wanted
            if enough or bits > MOST_BITS or (ball.is_exact() and ball.is_finite()):
                sign = (
                    "positive" if ball > 0 else "negative" if ball < 0 else "zero" if ball == 0 else "of unknown sign"
                )
                if not ball.is_finite():
                    raise InputError("this is no finite real number, or it could not be told from one")
                return f"{ball.str(wanted)}, {sign}"
        bits *= 2


def _ball(value: Any) -> Any:
    import flint
    import sympy

    if value.is_Rational:
        return flint.arb(_rational(value))
    constants = {sympy.pi: flint.arb.pi, sympy.E: flint.arb.const_e, sympy.EulerGamma: flint.arb.const_euler}
    if value in constants:
        return constants[value]()
    functions: Mapping[str, Callable[..., Any]] = {
        "Add": lambda *x: sum(x, flint.arb(0)), "Mul": lambda *x: math.prod(x, start=flint.arb(1)),
        "Max": lambda *x: reduce(flint.arb.max, x), "Min": lambda *x: reduce(flint.arb.min, x),
        "Abs": abs, "exp": flint.arb.exp, "log": flint.arb.log, "sin": flint.arb.sin, "cos": flint.arb.cos,
    }  # fmt: skip
    name = type(value).__name__
    if name == "Pow":
        base, power = value.args
        if power.is_Integer:
            return _ball(base) ** int(power)
        return (_ball(base).log() * _ball(power)).exp() if power != sympy.S.Half else _ball(base).sqrt()
    if name in functions:
        return functions[name](*map(_ball, value.args))
    raise InputError(
        f"enclose: {str(value)[:60]} is no real number made of fractions, roots, pi, E, exp, log, sin, cos"
    )


FLINT: Mapping[str, Callable[..., Any]] = {
    "bell": _count("bell_number"),
    "charpoly": _charpoly,
    "det": lambda rows: _sympy(_square(rows).det()),
    "enclose": _enclose,
    "factor": _factor,
    "factorint": _factorint,
    "is_square": _is_square,
    "isprime": _isprime,
    "jacobi": _jacobi,
    "partitions": _partitions,
    "rank": lambda rows: _sympy(_matrix(rows).rank()),
    "stirling1": _count("stirling_s1"),
    "stirling2": _count("stirling_s2"),
}
"""Name in an expression → function."""
