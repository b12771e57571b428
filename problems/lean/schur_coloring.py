"""Lean statement of `schur_coloring`."""

from __future__ import annotations

from collections.abc import Sequence

from problems.errors import UnsupportedError
from problems.lean import Definitions, LeanStatement, exists, literal
from problems.lean.search import nothing, words_visited

__all__ = ["lean_statement", "no_colouring"]


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


def no_colouring(k: int, n: int, weak: bool) -> LeanStatement:
    """There is no such colouring: a complete search in the kernel."""

    def conflict(letter: int, word: list[int]) -> bool:
        i = len(word)
        return any(word[a] == letter == word[i - a - 1] and not (weak and 2 * a + 1 == i) for a in range(i))

    words_visited(k, n, conflict)
    params = f"{'Bool.true' if weak else 'Bool.false'} {literal(k)} {literal(n)}"
    proposition = f"Schur.Coloring {params} χ"
    return nothing("schur_coloring", proposition, f"(Schur.checkNone {params})", "Schur.none_sound")
