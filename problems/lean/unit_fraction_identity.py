"""Lean statement of `unit_fraction_identity`, single identities with integer coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import comb
from typing import TYPE_CHECKING

from problems.errors import UnsupportedError
from problems.lean import Definitions, LeanStatement, exists, exists_first, literal

if TYPE_CHECKING:
    from problems.families.unit_fraction_identity.claim import IdentityParams, IdentityWitness

__all__ = ["lean_statement"]


def lean_statement(params: IdentityParams, witness: IdentityWitness) -> LeanStatement:
    """a/(Mt + r) is a sum of three unit fractions with polynomial denominators, from t0 on; s = t - t0 in Lean."""
    if params.M is None or params.r is None or witness.X is None or witness.Y is None or witness.Z is None:
        raise UnsupportedError("only single identities have a Lean statement, coverage claims do not")
    first = witness.t0 or 0
    if params.t0 is not None:
        if first > params.t0:
            raise UnsupportedError(f"the identity begins at t = {first}, after t = {params.t0}")
        first = params.t0
    polynomials = [_moved(values, witness.den or 1, first) for values in (witness.X, witness.Y, witness.Z)]
    if any(value < 0 for polynomial in polynomials for value in polynomial):
        raise UnsupportedError("a denominator has a negative coefficient around its beginning; Lean's are naturals")
    polynomials.sort(key=lambda values: (values[0], len(values), values[::-1]))
    for lower, upper in pairwise(polynomials):
        short = len(lower) > len(upper) or any(a > b for a, b in zip(lower, upper, strict=False))
        if short and lower[0] != upper[0]:
            raise UnsupportedError("the denominators are not ordered coefficient by coefficient")
    start = params.M * first + params.r
    text = Definitions()
    names = [text.numbers(name, polynomial) for name, polynomial in zip("XYZ", polynomials, strict=True)]
    terms = f"{literal(params.a)} {literal(params.M)} {literal(start)}"
    statement = exists(
        "unit_fraction_identity",
        text,
        bound="Z : List Nat",
        witness=names[2],
        parts=[
            (
                f"(Identity.Decomposes {terms} X Y Z)",
                f"(Identity.check {terms} {' '.join(names)})",
                "Identity.sound",
            )
        ],
    )
    return exists_first("X : List Nat", names[0], exists_first("Y : List Nat", names[1], statement))


def _moved(values: Sequence[int], den: int, first: int) -> list[int]:
    """Coefficients of p(first + s)/den in s, without zeros at the end."""
    moved = [sum(values[j] * comb(j, i) * first ** (j - i) for j in range(i, len(values))) for i in range(len(values))]
    if any(value % den for value in moved):
        raise UnsupportedError("a denominator has fractional coefficients; Lean's are naturals")
    moved = [value // den for value in moved]
    while len(moved) > 1 and moved[-1] == 0:
        moved.pop()
    return moved
