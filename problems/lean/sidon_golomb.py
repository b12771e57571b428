"""Lean statement of `sidon_golomb`."""

from __future__ import annotations

from collections.abc import Sequence

from problems.lean import Definitions, LeanStatement, exists, literal

__all__ = ["lean_statement"]


def lean_statement(n: int, k: int, elements: Sequence[int]) -> LeanStatement:
    """There is a Sidon set of k numbers in 1..n, shown by a table that finds a summand of every sum."""
    text = Definitions()
    witness = text.numbers("A", elements)
    table = {a + b: a for a in elements for b in elements if a <= b and a >= 0}
    one = text.hashed_table("one", table, purpose="One summand of each sum of two elements of `A`.")
    size, top = literal(k), literal(n)
    return exists(
        "sidon_golomb",
        text,
        bound="A : List Nat",
        witness=witness,
        parts=[(f"(Sidon.Set {top} {size} A)", f"(Sidon.check {one} {top} {size} {witness})", "Sidon.sound")],
    )
