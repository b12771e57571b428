"""Lean statement of `vdw_coloring`."""

from __future__ import annotations

from collections.abc import Sequence

from problems.errors import UnsupportedError
from problems.lean import Definitions, LeanStatement, exists, literal, short_list

__all__ = ["lean_statement"]


def lean_statement(lengths: Sequence[int], n: int, coloring: str) -> LeanStatement:
    """There is a colouring of 1..n without a progression of lengths[c] terms in colour c."""
    if len(coloring) != n:
        raise UnsupportedError(f"{len(coloring)} colours for {n} numbers")
    text = Definitions()
    colours = {place: int(digit) for place, digit in enumerate(coloring, start=1)}
    chi = text.table("color", colours, purpose="The colour of each number, as hexadecimal digits from the right.")
    params = f"{short_list(lengths)} {literal(n)}"
    return exists(
        "vdw_coloring",
        text,
        bound="χ : Nat → Nat",
        witness=chi,
        parts=[(f"(Vdw.Coloring {params} χ)", f"(Vdw.check {params} {chi})", "Vdw.sound")],
    )
