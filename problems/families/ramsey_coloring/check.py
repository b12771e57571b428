"""The exact checker: shape, colours, then a clique search in every colour."""

from __future__ import annotations

from collections.abc import Sequence

from problems.cliques import Work, find_clique
from problems.families.ramsey_coloring.claim import RamseyParams, RamseyWitness
from problems.family import Finding

__all__ = ["adjacency", "check"]


def check(params: RamseyParams, witness: RamseyWitness) -> Finding:
    """Refutes at the first fault; a colouring that every rotation preserves is searched through vertex 0 only."""
    n, ks, matrix = params.n, params.ks, witness.matrix
    count = n * (n - 1) // 2
    if len(matrix) != count:
        reason = f"{len(matrix)} colours for the {count} pairs of {n} vertices"
        return Finding.refute("length", reason, length=len(matrix))
    highest = max(map(int, set(matrix)), default=0)
    if highest >= len(ks):
        pair = _pair(matrix.index(str(highest)), n)
        reason = f"the pair {pair} has colour {highest}, the colours are 0..{len(ks) - 1}"
        return Finding.refute("colour", reason, pair=pair, colour=highest)
    bend = _bend(matrix, n)
    if params.circulant and bend is not None:
        i, j = bend
        if i == 0:
            reason = f"the differences {j} and {n - j} are negatives of each other modulo {n} but differ in colour"
        else:
            reason = f"the pairs {[0, j - i]} and {[i, j]} have one difference but differ in colour"
        return Finding.refute("not-circulant", reason, pair=[i, j])
    work = Work()
    for colour, size in enumerate(ks):
        rows = adjacency(matrix, n, colour)
        if bend is None:
            # Rotations are automorphisms, so a clique can be moved to contain vertex 0.
            rest = find_clique(rows, size - 1, rows[0], work)
            clique = None if rest is None else (0, *rest)
        else:
            clique = find_clique(rows, size, (1 << n) - 1, work)
        if clique is not None:
            shown = list(clique)
            reason = f"the {size} vertices {shown[:12]}{'…' if size > 12 else ''} span a clique of colour {colour}"
            return Finding.refute("clique", reason, colour=colour, clique=shown)
    forbidden = ", ".join(f"K_{size} in colour {colour}" for colour, size in enumerate(ks))
    edges = [matrix.count(str(colour)) for colour in range(len(ks))]
    return Finding.accept(
        f"no {forbidden} among {n} vertices", edges=edges, branches=work.steps, rotations=bend is None
    )


def adjacency(matrix: str, n: int, colour: int) -> list[int]:
    """Neighbourhoods in one colour as bit masks; the matrix has the right length."""
    digit = str(colour)
    rows = [0] * n
    position = 0
    for i in range(n):
        bit = 1 << i
        upper = matrix[position : position + n - 1 - i]
        position += n - 1 - i
        j = upper.find(digit)
        while j >= 0:
            rows[i] |= 1 << (i + 1 + j)
            rows[i + 1 + j] |= bit
            j = upper.find(digit, j + 1)
    return rows


def _bend(matrix: str, n: int) -> tuple[int, int] | None:
    """A pair whose colour is not that of its difference modulo n, None for a circulant colouring."""
    top = matrix[: n - 1]
    for d in range(1, n):
        if top[d - 1] != top[n - d - 1]:
            return 0, d
    position = 0
    for i in range(n - 1):
        upper = matrix[position : position + n - 1 - i]
        if not top.startswith(upper):
            j = next(j for j, (one, other) in enumerate(zip(upper, top, strict=False)) if one != other)
            return i, i + 1 + j
        position += n - 1 - i
    return None


def _pair(position: int, n: int) -> Sequence[int]:
    """The pair at a position of the matrix."""
    i = 0
    while position >= n - 1 - i:
        position -= n - 1 - i
        i += 1
    return [i, i + 1 + position]
