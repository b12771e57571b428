"""Lean statement of `ramsey_coloring`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from problems.errors import TooLargeError, UnsupportedError
from problems.lean import Definitions, LeanStatement, exists, literal, short_list

__all__ = ["lean_statement"]

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
