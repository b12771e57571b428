"""Lean statement of `schur_coloring`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from problems.errors import UnsupportedError
from problems.lean import Definitions, LeanStatement, exists, literal
from problems.lean.colouring import REFUTATION, open_statement, search_is_short
from problems.lean.hypergraph import MAX_CLAUSES, Hypergraph
from problems.lean.search import nothing

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
    """There is no such colouring: a complete search in the kernel, or where that is long a refutation to be found."""

    def conflict(letter: int, word: list[int]) -> bool:
        i = len(word)
        return any(word[a] == letter == word[i - a - 1] and not (weak and 2 * a + 1 == i) for a in range(i))

    flag = "Bool.true" if weak else "Bool.false"
    params = f"{flag} {literal(k)} {literal(n)}"
    proposition = f"Schur.Coloring {params} χ"
    if search_is_short(k, n, conflict):
        return nothing("schur_coloring", proposition, f"(Schur.checkNone {params})", "Schur.none_sound")
    sizes, parts = REFUTATION
    check = f"(Colouring.refuted {literal(n)} {k} {sizes} {parts} (Schur.edges {flag} {literal(n)}))"
    graph = Hypergraph.of(n, [_sums(n, weak) for _ in range(min(k, MAX_CLAUSES + 1))])
    return open_statement("schur_coloring", "χ : Nat → Nat", proposition, graph, check=check, sound="Schur.none")


def _sums(n: int, weak: bool) -> Iterator[tuple[int, ...]]:
    """In the order of `Schur.edges`; the number x + 1 is the vertex x."""
    for a in reversed(range(n)):
        for b in reversed(range(a, n - a - 1)):
            if a < b:
                yield a, b, a + b + 1
            elif not weak:
                yield a, a + b + 1
