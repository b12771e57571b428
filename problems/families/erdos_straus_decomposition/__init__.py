r"""Decompositions a/n = 1/x + 1/y + 1/z into exactly three unit fractions (Erdős–Straus for a = 4, Sierpiński for
a = 5, Schinzel for every a).

Denominators are positive integers, written in increasing order: x < y < z with distinct = true (the default, as in
problem 242), x ≤ y ≤ z with distinct = false. There are always exactly three of them. Three kinds of claim:

- a, n: a decomposition of a/n exists; witness xyz. For a = 4, n = 2 only 1, 2, 2 exists, so none with distinct.
- a, from: some n ≥ from has no decomposition; witness n. The checker redoes the complete search, by divisors and
  without any cap on the denominators. The conjecture says that there is no such n ≥ 3 for a = 4.
- a, from, to, optional most: the n in from..to without decomposition are exactly the `exceptions` of the witness,
  and there are at most `most` of them; with most = 0 the claim is that every n in the range has a decomposition.

Reference: P. Erdős, Az 1/x₁ + … + 1/xₙ = a/b egyenlet egész számú megoldásairól, Mat. Lapok 1 (1950); R. K. Guy,
Unsolved Problems in Number Theory, D11.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from problems.claim import Goal
from problems.errors import InputError, UnsupportedError
from problems.families.erdos_straus_decomposition.check import check, scaled
from problems.families.erdos_straus_decomposition.claim import StrausParams, StrausWitness, short
from problems.families.erdos_straus_decomposition.picture import draw
from problems.families.erdos_straus_decomposition.search import SEARCH_EFFORT, pair_model, range_tree, triple_tree
from problems.family import Family, Finding
from problems.lean import LeanStatement
from problems.model import FiniteModel
from problems.search import SearchTree
from problems.unit_triples import Effort, quick_triple, sweep
from problems.values import MAX_DIGITS

__all__ = ["FAMILY", "ErdosStrausDecomposition"]


class ErdosStrausDecomposition(Family[StrausParams, StrausWitness]):
    """Three unit fractions with sum a/n."""

    name = "erdos_straus_decomposition"
    title = "Fractions a/n as a sum of three unit fractions"
    Params = StrausParams
    Witness = StrausWitness
    bare = {"integers": "xyz"}
    has_model = True
    has_exhaustion = True
    inner_claim = "a/n has no decomposition into three unit fractions for the n given"

    def fill_witness(self, params: Mapping[str, Any], raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """Drops repeated parameters (n too where it is one) and the flag `refuted` of a counterexample."""
        rest = dict(super().fill_witness(params, raw))
        if params.get("n") is not None and "n" in rest and str(rest.pop("n")) != str(params["n"]):
            raise InputError(f"{self.name} witness: n disagrees with the parameter n = {params['n']}")
        if "refuted" in rest and "n" in rest and rest.pop("refuted") is not True:
            raise InputError(f"{self.name} witness: refuted can only be true")
        return rest

    def check(self, params: StrausParams, witness: StrausWitness) -> Finding:
        """xyz by cross-multiplication; n and exceptions by complete search within a work bound."""
        return check(params, witness)

    def statement(self, params: StrausParams, goal: Goal = Goal.EXISTS) -> str:
        """One LaTeX sentence."""
        order = "x<y<z" if params.distinct else r"x\le y\le z"
        no = "" if goal is Goal.EXISTS else "no "
        if params.n is not None:
            sides = rf"\frac{{{short(params.a)}}}{{{short(params.n)}}}=\frac1x+\frac1y+\frac1z"
            return rf"There are {no}positive integers ${order}$ with ${sides}$."
        low, sides = short(params.from_), rf"\frac{{{short(params.a)}}}n=\frac1x+\frac1y+\frac1z"
        without = rf"for which ${sides}$ has no solution in positive integers ${order}$"
        if params.to is None:
            return rf"There is {'an' if not no else 'no'} integer $n\ge{low}$ {without}."
        spread = rf"${low}\le n\le{short(params.to)}$"
        if params.most == 0:
            verb = "For every" if goal is Goal.EXISTS else "Not for every"
            there = "there are" if goal is Goal.EXISTS else "are there"
            return rf"{verb} $n$ with {spread} {there} positive integers ${order}$ with ${sides}$."
        count = "finitely many, listed" if params.most is None else f"at most ${short(params.most)}$, listed"
        negation = "The" if goal is Goal.EXISTS else "It is not the case that the"
        return rf"{negation} integers $n$ with {spread} {without} are {count} in increasing order."

    def draw(self, params: StrausParams, witness: StrausWitness) -> str:
        """The three fractions laid end to end against a/n; exceptions on a number line."""
        try:
            finding: Finding | None = check(params, witness)
        except UnsupportedError:
            finding = None
        return draw(params, witness, finding)

    def lean(self, params: StrausParams, witness: StrausWitness | None) -> LeanStatement:
        """The witness over the naturals of core Lean."""
        from problems.lean.erdos_straus_decomposition import lean_statement

        if witness is None:
            return super().lean(params, None)
        return lean_statement(params, witness)

    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """The classical 4/5 and 4/73, Sierpiński's 5/n, an exception for a = 8, and two ranges."""
        return [
            ({"a": 4, "n": 5}, {"xyz": [2, 4, 20]}),
            ({"a": 4, "n": 73}, {"xyz": [20, 210, 30660]}),
            ({"a": 5, "n": 121}, {"xyz": [25, 759, 208725]}),
            ({"a": 4, "n": 2, "distinct": False}, {"xyz": [1, 2, 2]}),
            ({"a": 8, "from": 12}, {"n": 17}),
            ({"a": 4, "from": 3, "to": 1000, "most": 0}, {"exceptions": []}),
            ({"a": 7, "from": 1, "to": 200}, {"exceptions": [1, 2, 3]}),
        ]

    def model(self, params: StrausParams, *, symmetry: bool = True) -> FiniteModel:
        """One boolean a value of x, y and z; a clause a pair (x, y) says what z it leaves, if any."""
        if params.n is None:
            raise UnsupportedError("a range of n has no finite model; ask for one n")
        return pair_model(params.a, params.n, params.distinct)

    def tree(self, params: StrausParams) -> SearchTree[Any]:
        """The least denominator, then its triples by divisors; a range is swept n by n."""
        if params.n is not None:
            return triple_tree(params.a, params.n, params.distinct)
        if params.to is None:
            raise UnsupportedError("without `to` the search for an n without decomposition is not finite")
        return range_tree(params)

    def constructions(self, params: StrausParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
        """A scaled decomposition of a divisor, or the first denominators with their small divisors; swept ranges."""
        a, n = params.a, params.n
        if n is not None:
            found = scaled(a, n, params.distinct) or quick_triple(a, n, distinct=params.distinct, tries=3000)
            if found is not None and found[2] < 10 ** (MAX_DIGITS - 1):
                yield {"xyz": list(found)}
            return
        low = params.from_ or 1
        to = params.to if params.to is not None else low + 5000
        effort = Effort(SEARCH_EFFORT)
        failing = (k for k, solved in sweep(a, low, to, distinct=params.distinct, effort=effort) if not solved)
        if params.to is None:
            yield from ({"n": k} for k in failing)
        else:
            yield {"exceptions": list(failing)}


FAMILY = ErdosStrausDecomposition()
