"""Lean statement of `vdw_coloring`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from problems.errors import UnsupportedError
from problems.lean import Definitions, LeanStatement, exists, literal, short_list
from problems.lean.colouring import REFUTATION, open_statement, search_is_short
from problems.lean.hypergraph import Hypergraph
from problems.lean.search import nothing

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
    """There is no such colouring: a complete search in the kernel, or where that is long a refutation to be found."""

    def conflict(letter: int, word: list[int]) -> bool:
        i, k = len(word), lengths[letter]
        return any(all(word[i - d * j] == letter for j in range(1, k)) for d in range(1, i // max(k - 1, 1) + 1))

    params = f"{short_list(lengths)} {literal(n)}"
    proposition = f"Vdw.Coloring {params} χ"
    if search_is_short(len(lengths), n, conflict):
        return nothing("vdw_coloring", proposition, f"(Vdw.checkNone {params})", "Vdw.none_sound")
    sizes, parts = REFUTATION
    edges = f"(Vdw.edges {params})"
    check = f"(Colouring.refuted {literal(n)} {len(lengths)} {sizes} {parts} {edges})"
    graph = Hypergraph.of(n, [_progressions(k, n) for k in lengths])
    return open_statement("vdw_coloring", "χ : Nat → Nat", proposition, graph, check=check, sound="Vdw.none")


def _progressions(k: int, n: int) -> Iterator[tuple[int, ...]]:
    """In the order of `Vdw.edges`; the number x + 1 is the vertex x."""
    for d in range((n - 1) // max(k - 1, 1), 0, -1):
        for a in range(n - (k - 1) * d - 1, -1, -1):
            yield tuple(a + d * j for j in range(k))
