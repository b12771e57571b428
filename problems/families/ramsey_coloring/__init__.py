"""Ramsey colourings: edge colourings of a complete graph without a large clique of one colour.

A colouring of the pairs of {0, …, n - 1} with colours 0, …, r - 1 such that colour i contains no complete graph on
ks[i] vertices; there is one exactly when R(ks[0], …, ks[r-1]) > n. So the witness on n vertices shows R > n, R ≥ n + 1,
and `none` at n shows R ≤ n. Vertices and colours are 0-based, and colour i belongs to ks[i] in the order given.
With `circulant = true` only colourings are meant that the rotation v → v + 1 modulo n preserves; `none` for these says
nothing about R. Known values: S. Radziszowski, Small Ramsey Numbers, dynamic survey in Electron. J. Combin.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any

from problems.claim import Goal
from problems.errors import TooLargeError
from problems.families.ramsey_coloring.check import check
from problems.families.ramsey_coloring.claim import MAX_N, RamseyParams, RamseyWitness, pairs, spelled_matrix
from problems.families.ramsey_coloring.construct import colourings
from problems.families.ramsey_coloring.model import finite_model
from problems.families.ramsey_coloring.search import landscape, tree
from problems.family import Family, Finding, Score
from problems.lean import LeanStatement
from problems.model import FiniteModel
from problems.search import Landscape, SearchTree
from problems.svg import graph_circle
from problems.symmetry.forms import circulant_form, edge_colouring_form

__all__ = ["FAMILY", "RamseyColoring"]

DRAWN_PAIRS = 4000
CONSTRUCTED_N = 300


class RamseyColoring(Family[RamseyParams, RamseyWitness]):
    """Colourings of the edges of K_n without monochromatic cliques of given sizes."""

    name = "ramsey_coloring"
    title = "Ramsey colourings"
    Params = RamseyParams
    Witness = RamseyWitness
    bare = {"graph6": "graph6", "edges": "matrix", "digits": "matrix"}
    has_model = True
    has_exhaustion = True

    def fill_witness(self, params: Mapping[str, Any], raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """Brings graph6 and lists of differences into the matrix; a flag `circulant` may repeat the parameter."""
        if isinstance(raw.get("circulant"), bool):
            return super().fill_witness({"circulant": False, **params}, raw)
        matrix = spelled_matrix(params, raw)
        if matrix is None:
            return super().fill_witness(params, raw)
        rest = {key: value for key, value in raw.items() if key not in ("graph6", "circulant")}
        return super().fill_witness(params, {**rest, "matrix": matrix})

    def check(self, params: RamseyParams, witness: RamseyWitness) -> Finding:
        """One colour digit a pair, the rotation where it is asked for, then a clique search in every colour."""
        return check(params, witness)

    def statement(self, params: RamseyParams, goal: Goal = Goal.EXISTS) -> str:
        """One LaTeX sentence."""
        verb = "There is a" if goal is Goal.EXISTS else "There is no"
        kind = "circulant colouring" if params.circulant else "colouring"
        cliques = ", ".join(f"no $K_{{{size}}}$ in colour ${colour}$" for colour, size in enumerate(params.ks))
        text = f"{verb} {kind} of the edges of $K_{{{params.n}}}$ with {cliques}"
        if params.circulant:
            return f"{text}, where the colour of $\\{{i,j\\}}$ depends on $j-i$ modulo ${params.n}$ alone."
        relation = ">" if goal is Goal.EXISTS else r"\le"
        return f"{text}; that is, $R({','.join(map(str, params.ks))}){relation}{params.n}$."

    def draw(self, params: RamseyParams, witness: RamseyWitness) -> str:
        """The vertices on a circle; the edges of a forbidden clique are red."""
        try:
            offending = self.check(params, witness).offending
        except TooLargeError:
            offending = {}
        clique = offending.get("clique", offending.get("pair", ()))
        faults = {(a, b) for a in clique for b in clique if a < b}
        order = min(params.n, MAX_N)
        shown = islice(zip(pairs(order), map(int, witness.matrix), strict=False), DRAWN_PAIRS)
        title = f"Ramsey colouring on {params.n} vertices against {', '.join(f'K{size}' for size in params.ks)}"
        return graph_circle(order, dict(shown), title=title, faults=faults)

    def lean(self, params: RamseyParams, witness: RamseyWitness | None) -> LeanStatement:
        """The witness over the naturals of core Lean; goal none by a refutation that the kernel checks."""
        from problems.lean.ramsey_coloring import lean_statement, no_colouring

        if witness is None:
            return no_colouring(params.n, params.ks, params.circulant)
        return lean_statement(params.n, params.ks, params.circulant, witness.matrix)

    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """The pentagon, and the circulant colouring that shows R(3, 5) > 13, by its differences."""
        return [
            ({"n": 5, "ks": [3, 3]}, {"matrix": "0110011010"}),
            ({"n": 13, "ks": [3, 5]}, {"circulant": [[1, 5, 8, 12]]}),
        ]

    def model(self, params: RamseyParams, *, symmetry: bool = True) -> FiniteModel:
        """A boolean a pair (a difference for circulant colourings), one-hot beyond two colours; a clause a clique."""
        return finite_model(params, symmetry=symmetry)

    def tree(self, params: RamseyParams) -> SearchTree[Any]:
        """Circulant colourings only."""
        return tree(params)

    def landscape(self, params: RamseyParams) -> Landscape[Any]:
        """Cost: the number of forbidden cliques; a move recolours an edge of one."""
        return landscape(params)

    def constructions(self, params: RamseyParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
        """Power residues, Greenwood–Gleason's colouring, and circulants from a short search."""
        if params.n <= CONSTRUCTED_N:
            for matrix in colourings(params.n, params.ks, rng):
                yield {"matrix": matrix}

    def representative(self, params: RamseyParams) -> RamseyParams:
        """Colours in increasing order of their cliques; one that may not hold an edge is none at all."""
        sizes = tuple(sorted(size for size in params.ks if size > 2)) or (2,)
        return params.model_copy(update={"ks": sizes})

    def canonical_witness(self, params: RamseyParams, witness: RamseyWitness) -> Any:
        """Up to the names of the vertices and exchanges of colours with cliques of one size.

        Where only circulant colourings are meant, the symmetries are the multiplications of differences by units.
        """
        order, digits = params.n, tuple(map(int, witness.matrix))
        if len(digits) != order * (order - 1) // 2 or any(colour >= len(params.ks) for colour in digits):
            return None
        form = (circulant_form if params.circulant else edge_colouring_form)(order, digits, params.ks)
        return None if form is None else form.hex()

    def score(self, params: RamseyParams, witness: RamseyWitness) -> Score:
        """The number of vertices."""
        sizes = ", ".join(map(str, params.ks))
        return Score(f"vertices of a colouring against cliques of sizes {sizes}", Fraction(params.n), "greater")


FAMILY = RamseyColoring()
