"""Lean statement of `vdw_coloring`."""

from __future__ import annotations

from collections.abc import Sequence

from problems.errors import UnsupportedError
from problems.lean import Definitions, LeanStatement, exists, literal, short_list
from problems.lean.search import nothing, words_visited

__all__ = ["lean_statement", "no_colouring"]


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


def no_colouring(lengths: Sequence[int], n: int) -> LeanStatement:
    """There is no such colouring: a complete search in the kernel."""

    def conflict(letter: int, word: list[int]) -> bool:
        i, k = len(word), lengths[letter]
        return any(all(word[i - d * j] == letter for j in range(1, k)) for d in range(1, i // max(k - 1, 1) + 1))

    words_visited(len(lengths), n, conflict)
    params = f"{short_list(lengths)} {literal(n)}"
    return nothing("vdw_coloring", f"Vdw.Coloring {params} χ", f"(Vdw.checkNone {params})", "Vdw.none_sound")
