"""Lean statement of `ap_free_set`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from problems.lean import Definitions, LeanStatement, compare, exists, literal

__all__ = ["lean_statement"]

DENSE = 200_000
"""Up to this number membership is read off a bit mask."""


def lean_statement(k: int, n: int, m: int, least: Fraction | None, elements: Sequence[int]) -> LeanStatement:
    """There are at least m numbers in 1..n without a k-term progression (and with enough reciprocals)."""
    text = Definitions()
    witness = text.numbers("A", elements)
    if max(elements, default=0) <= DENSE:
        mask = text.table("mask", {a: 1 for a in elements if a >= 0}, purpose="1 at the elements of `A`, 0 elsewhere.")
        may = text.define("may", "(x : Nat) ", "Bool", f"Nat.beq ({mask} x) 1")
    else:
        table = text.hashed_table("slot", {a: a for a in elements}, purpose="Maps each element of `A` to itself.")
        may = text.define("may", "(x : Nat) ", "Bool", f"Nat.beq ({table} x) x")
    numbers = f"{literal(k)} {literal(n)} {literal(m)}"
    parts = [(f"(ApFree.Set {numbers} A)", f"(ApFree.check {may} {numbers} {witness})", "ApFree.sound")]
    if least is not None:
        left = f"(Nat.mul {literal(least.numerator)} (Workbench.product {{}}))"
        right = f"(Nat.mul {literal(least.denominator)} (Workbench.reciprocals {{}}))"
        parts.append(compare("le", left, right, "A", witness))
    return exists("ap_free_set", text, bound="A : List Nat", witness=witness, parts=parts)
