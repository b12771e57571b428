"""Ramsey colourings as finite models: a boolean a pair (or difference) for two colours, one-hot for more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from math import comb
from typing import Any

from problems.errors import TooLargeError, UnsupportedError
from problems.families.ramsey_coloring.claim import RamseyParams, RamseyWitness, circulant_matrix, pairs
from problems.model import FiniteModel, Symmetry

__all__ = ["finite_model"]

MAX_LITERALS = 4_000_000
"""Literals in the clique clauses of the largest model."""

MAX_MODEL_N = 300

MAX_SUBSETS = 400_000
"""Cliques through vertex 0 that the model of circulant colourings walks."""

LEX = Symmetry(
    "lex-leader:vertices",
    "of all relabellings of the vertices (with the exchanges of colours below, if any) keep the one whose matrix, read "
    "row by row, is lexicographically least: exchanging vertices i < j changes first the entry of row i in the first "
    "column, other than i and j, where rows i and j differ, so row i is at most row j with columns i and j left out",
)
PIGEONHOLE = Symmetry(
    "colours:pigeonhole",
    "all colours forbid the same clique, so colours may be exchanged together with vertices: in the lexicographically "
    "least matrix row 0 begins with as many zeros as any vertex has edges of any colour, at least (n - 1)/r of them",
)
FIRST_DIFFERENCE = Symmetry(
    "colours:first-difference",
    "colours that forbid the same clique may be exchanged, so difference 1 has the first colour of its kind",
)


def finite_model(params: RamseyParams, *, symmetry: bool) -> FiniteModel:
    """The model of the claim; TooLargeError with the number of literals where it would be too large."""
    if params.n == 1:
        raise UnsupportedError("one vertex has no pairs, so there is nothing to model")
    return _circulant_model(params, symmetry) if params.circulant else _general_model(params, symmetry)


class _Colours:
    """The colour of each item: one boolean for two colours, else one a colour."""

    def __init__(self, items: Sequence[Any], ks: Sequence[int], spell: Callable[[Any], str], word: str) -> None:
        import cpmpy as cp

        self.cp, self.items, self.r = cp, items, len(ks)
        self.variables: dict[str, Any] = {}
        self.meaning: dict[str, str] = {}
        self.names: dict[Any, list[str]] = {}
        for item in items:
            base = spell(item)
            shown = f"{word} {base[1:].replace('_', ', ')}"
            self.names[item] = [base] if self.r == 2 else [f"{base}c{colour}" for colour in range(self.r)]
            for colour, name in enumerate(self.names[item]):
                self.variables[name] = cp.boolvar(name=name)
                self.meaning[name] = f"{shown} has colour {1 if self.r == 2 else colour}"

    def has(self, item: Any, colour: int) -> Any:
        """The literal that says that the item has the colour."""
        if self.r == 2:
            variable = self.variables[self.names[item][0]]
            return variable if colour else ~variable
        return self.variables[self.names[item][colour]]

    def one_colour_each(self) -> Iterator[Any]:
        """Clauses that make a one-hot item have exactly one colour; they mention every variable in any case."""
        for item in self.items:
            own = [self.has(item, colour) for colour in range(self.r)]
            yield self.cp.any(own)
            if self.r != 2:
                for one, other in combinations(own, 2):
                    yield self.cp.any([~one, ~other])

    def not_all(self, items: Sequence[Any], colour: int) -> Any:
        """The clause that not all items have the colour."""
        return self.cp.any([~self.has(item, colour) for item in items])

    def read(self, values: Mapping[str, int]) -> list[int]:
        """Colours of the items from the values of the variables."""
        if self.r == 2:
            return [int(bool(values[self.names[item][0]])) for item in self.items]
        return [next(c for c, name in enumerate(self.names[item]) if values[name]) for item in self.items]

    def write(self, colours: Sequence[int]) -> dict[str, int]:
        """Values of the variables from the colours of the items; UnsupportedError where they do not fit."""
        if len(colours) != len(self.items) or not all(0 <= colour < self.r for colour in colours):
            raise UnsupportedError("the witness has another shape than the model's solutions")
        found: dict[str, int] = {}
        for item, colour in zip(self.items, colours, strict=True):
            for index, name in enumerate(self.names[item]):
                found[name] = int(colour == (1 if self.r == 2 else index))
        return found


def _general_model(params: RamseyParams, symmetry: bool) -> FiniteModel:
    n, ks = params.n, params.ks
    if n > MAX_MODEL_N:
        raise TooLargeError(f"the model is offered up to n = {MAX_MODEL_N}, not for n = {n}")
    literals = sum(comb(n, size) * comb(size, 2) for size in ks if size <= n)
    if literals > MAX_LITERALS:
        raise TooLargeError(f"the model has {literals} literals in clique clauses, more than {MAX_LITERALS}")
    import cpmpy as cp

    colours = _Colours(list(pairs(n)), ks, lambda pair: f"e{pair[0]}_{pair[1]}", "the pair")
    constraints = list(colours.one_colour_each())
    for colour, size in enumerate(ks):
        cliques = combinations(range(n), size)
        constraints.extend(colours.not_all(list(combinations(clique, 2)), colour) for clique in cliques)
    broken: tuple[Symmetry, ...] = ()
    auxiliaries: dict[str, str] = {}
    if symmetry and n >= 3 and len(ks) >= 2:
        broken = (LEX,)
        constraints.extend(_lex_least(colours, n, auxiliaries))
        if len(set(ks)) == 1:
            broken = (LEX, PIGEONHOLE)
            constraints.extend(colours.has((0, j), 0) for j in range(1, -(-(n - 1) // len(ks)) + 1))
    return FiniteModel(
        model=cp.Model(constraints),
        variables=colours.variables,
        meaning={**colours.meaning, **auxiliaries},
        decode=lambda values: {"matrix": "".join(map(str, colours.read(values)))},
        encode=lambda witness: colours.write([int(digit) for digit in witness.matrix]),
        symmetry=broken,
    )


def _lex_least(colours: _Colours, n: int, auxiliaries: dict[str, str]) -> Iterator[Any]:
    """Clauses: for i < j, row i is lexicographically at most row j, columns i and j left out.

    Auxiliary t says that the rows agree so far; it is forced true when they do and free otherwise.
    """
    cp = colours.cp
    for i, j in pairs(n):
        agree: list[Any] = []
        columns = [m for m in range(n) if m not in (i, j)]
        for m in columns:
            one, other = (min(i, m), max(i, m)), (min(j, m), max(j, m))
            for colour in range(1, colours.r):
                at_least = [colours.has(other, higher) for higher in range(colour, colours.r)]
                yield cp.any([*agree, ~colours.has(one, colour), *at_least])
            if m == columns[-1]:
                break
            name = f"t{i}_{j}_{m}"
            following = colours.variables[name] = cp.boolvar(name=name)
            auxiliaries[name] = f"forced true if rows {i} and {j} agree up to column {m}, columns {i} and {j} left out"
            for colour in range(colours.r):
                yield cp.any([*agree, ~colours.has(one, colour), ~colours.has(other, colour), following])
            agree = [~following]


def _circulant_model(params: RamseyParams, symmetry: bool) -> FiniteModel:
    n, ks = params.n, params.ks
    if n > MAX_MODEL_N:
        raise TooLargeError(f"the model is offered up to n = {MAX_MODEL_N}, not for n = {n}")
    subsets = sum(comb(n - 1, size - 1) for size in ks if size <= n)
    if subsets > MAX_SUBSETS:
        raise TooLargeError(f"the model has {subsets} cliques through vertex 0, more than {MAX_SUBSETS}")
    import cpmpy as cp

    distances = list(range(1, n // 2 + 1))
    colours = _Colours(distances, ks, lambda d: f"d{d}", "difference")
    constraints = list(colours.one_colour_each())
    for colour, size in enumerate(ks):
        # Rotating a clique moves any of its vertices to 0; only the set of its distances matters.
        seen = {
            tuple(sorted({min(b - a, n - b + a) for a, b in combinations((0, *rest), 2)}))
            for rest in combinations(range(1, n), size - 1)
        }
        constraints.extend(colours.not_all(used, colour) for used in sorted(seen))
    broken: tuple[Symmetry, ...] = ()
    if symmetry and distances:
        later = [colour for colour, size in enumerate(ks) if size in ks[:colour]]
        constraints.extend(~colours.has(1, colour) for colour in later)
        broken = (FIRST_DIFFERENCE,) if later else ()

    def encode(witness: RamseyWitness) -> Mapping[str, int]:
        row = [int(digit) for digit in witness.matrix[: n // 2]]
        values = colours.write(row)
        if circulant_matrix(row, n) != witness.matrix:
            raise UnsupportedError("the witness is not circulant")
        return values

    return FiniteModel(
        model=cp.Model(constraints),
        variables=colours.variables,
        meaning=colours.meaning,
        decode=lambda values: {"matrix": circulant_matrix(colours.read(values), n)},
        encode=encode,
        symmetry=broken,
    )
