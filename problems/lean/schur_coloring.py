"""Lean statement of `schur_coloring`."""

from __future__ import annotations

from collections.abc import Sequence

from problems.errors import UnsupportedError
from problems.lean import Definitions, LeanStatement, exists, literal

__all__ = ["lean_statement"]


def lean_statement(k: int, n: int, weak: bool, coloring: Sequence[int]) -> LeanStatement:
    """There is a colouring of 1..n with k sum-free (or weakly sum-free) classes."""
    if len(coloring) != n:
        raise UnsupportedError(f"{len(coloring)} colours for {n} numbers")
    if min(coloring, default=0) < 0:
        raise UnsupportedError("the Lean statement is over the naturals, and a colour is negative")
    text = Definitions()
    chi = text.table("color", dict(enumerate(coloring, start=1)), purpose="The class of each number.")
    params = f"{'Bool.true' if weak else 'Bool.false'} {literal(k)} {literal(n)}"
    return exists(
        "schur_coloring",
        text,
        bound="χ : Nat → Nat",
        witness=chi,
        parts=[(f"(Schur.Coloring {params} χ)", f"(Schur.check {params} {chi})", "Schur.sound")],
    )
