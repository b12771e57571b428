"""Lean statement of `ramsey_coloring`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import comb

from problems.errors import TooLargeError, UnsupportedError
from problems.lean import Definitions, LeanStatement, exists, literal, short_list
from problems.lean.colouring import REFUTATION, open_statement
from problems.lean.hypergraph import MAX_CLAUSES, Hypergraph

__all__ = ["lean_statement", "no_colouring"]

MAX_N = 300


def lean_statement(n: int, ks: Sequence[int], circulant: bool, matrix: str) -> LeanStatement:
    """There is a colouring of the pairs of n vertices without a clique of ks[c] vertices in colour c."""
    if n > MAX_N:
        raise TooLargeError(f"colourings are written to Lean up to n = {MAX_N}")
    if len(matrix) != n * (n - 1) // 2:
        raise UnsupportedError(f"{len(matrix)} colours for {n * (n - 1) // 2} pairs")
    text = Definitions()
    pairs = {i * n + j: int(digit) for (i, j), digit in zip(combinations(range(n), 2), matrix, strict=True)}
    code = text.table("code", pairs, purpose=f"The colour of the pair i < j, at place {n} i + j.")
    chi = text.define("color", "(i j : Nat) ", "Nat", f"{code} (Nat.add (Nat.mul {n} i) j)")
    params = f"{short_list(ks)} {literal(n)}"
    parts = [(f"(Ramsey.Coloring {params} χ)", f"(Ramsey.check {params} {chi})", "Ramsey.sound")]
    if circulant:
        parts.append((f"(Ramsey.Circulant {n} χ)", f"(Ramsey.checkCirculant {n} {chi})", "Ramsey.circulant_sound"))
    return exists("ramsey_coloring", text, bound="χ : Nat → Nat → Nat", witness=chi, parts=parts)


def no_colouring(n: int, ks: Sequence[int], circulant: bool) -> LeanStatement:
    """There is no such colouring: a refutation that is still to be found."""
    if circulant:
        raise UnsupportedError("that there is no circulant colouring has no Lean statement")
    if comb(n, 2) > MAX_CLAUSES:
        raise TooLargeError(
            f"the pairs of {n} vertices are too many for the Lean kernel: a formula has up to {MAX_CLAUSES} clauses"
        )
    # Vertex j (j - 1) / 2 + i of the hypergraph is the pair i < j.
    pairs = [(i, j) for j in range(n) for i in range(j)]
    numbers = {pair: number for number, pair in enumerate(pairs)}
    text = Definitions()
    left = text.table("left", {v: i for v, (i, _) in enumerate(pairs)}, purpose="The smaller element of each pair.")
    right = text.table("right", {v: j for v, (_, j) in enumerate(pairs)}, purpose="The larger element of each pair.")
    graph = Hypergraph.of(len(pairs), [_cliques(n, k, numbers) for k in ks])
    sizes, parts = REFUTATION
    params = f"{short_list(ks)} {literal(n)}"
    check = f"(Ramsey.refuted {params} {len(pairs)} {sizes} {left} {right} {parts})"
    return open_statement(
        "ramsey_coloring",
        "χ : Nat → Nat → Nat",
        f"Ramsey.Coloring {params} χ",
        graph,
        check=check,
        sound="Ramsey.none",
        data=text.text,
    )


def _cliques(n: int, k: int, numbers: Mapping[tuple[int, int], int]) -> Iterator[tuple[int, ...]]:
    """In the order of `Ramsey.edges`."""
    for clique in combinations(reversed(range(n)), min(k, n + 1)):
        yield tuple(numbers[y, x] for x, y in combinations(clique, 2))
