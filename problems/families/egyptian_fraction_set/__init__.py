r"""Finite sets of unit fractions under side conditions (Egyptian fractions).

D is a set (no repetitions) of integers d > 1, written strictly increasing; Σ means the sum of 1/d over D, computed
exactly. Subtypes, each with its own parameters:

- `gap` (target = 1, g, optional k, max): |D| ≥ 2, Σ = target, neighbours at most g apart (problem 287; {1} and single
  denominators would be vacuous).
- `max_denominator` (target = 1, k, max): Σ = target with exactly k denominators, all at most max (285, A030659).
- `first_term` (target = 1, N, k): Σ = target with exactly k denominators, the least being exactly N (A192881; here
  N = 1 is allowed). Problem 295 asks for least at least N, which could need fewer. Optional max.
- `terms` (target, k): Σ = target with exactly k denominators (304).
- `semiprime` (target, optional max): Σ = target, each d a product of two distinct primes (306).
- `no_partition` (optional k, max): Σ < 2, yet of any two complementary parts one has sum at least 1 (316, Sándor 1997);
  both inequalities are strict as in the problem, and the empty part counts as a part.
- `primes_product` (optional max, coprime, one): sets of primes P, Q with (Σ_P)(Σ_Q) = 1 (307). With coprime = true the
  elements of each set are pairwise coprime positive integers and each set has at least two; one says whether 1 is
  allowed (default) or not.
- `pseudoperfect` (k or n): nonempty set of primes with Σ + 1/∏ = 1, of size k or of product n: primary pseudoperfect
  numbers (313, A054377).

Reference: R. K. Guy, Unsolved Problems in Number Theory, D11.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from problems.claim import Goal
from problems.errors import UnsupportedError
from problems.families.egyptian_fraction_set.check import check
from problems.families.egyptian_fraction_set.claim import EgyptianParams, EgyptianWitness
from problems.families.egyptian_fraction_set.construct import construct
from problems.families.egyptian_fraction_set.model import finite_model
from problems.families.egyptian_fraction_set.picture import draw
from problems.families.egyptian_fraction_set.search import tree
from problems.family import Family, Finding, Score
from problems.lean import LeanStatement
from problems.model import FiniteModel
from problems.search import SearchTree

__all__ = ["FAMILY", "EgyptianFractionSet"]


class EgyptianFractionSet(Family[EgyptianParams, EgyptianWitness]):
    """Sets of unit fractions with a given sum, or with no good split."""

    name = "egyptian_fraction_set"
    title = "Sets of unit fractions"
    Params = EgyptianParams
    Witness = EgyptianWitness
    bare = {"integers": "D"}
    has_model = True
    has_exhaustion = True

    def check(self, params: EgyptianParams, witness: EgyptianWitness) -> Finding:
        """Order and range first, then exact rational arithmetic; no_partition by all subset sums."""
        return check(params, witness)

    def statement(self, params: EgyptianParams, goal: Goal = Goal.EXISTS) -> str:
        """One LaTeX sentence."""
        no = "" if goal is Goal.EXISTS else "no "
        limit = "" if params.max is None else rf", all at most ${params.max}$"
        if params.subtype == "primes_product":
            what = "primes" if not params.coprime else "pairwise coprime integers"
            low = "" if not params.coprime else rf" $\ge {params.least}$, at least two in each,"
            return (
                rf"There are {no}finite sets $P$, $Q$ of {what}{low}{limit or ''} with "
                r"$\bigl(\sum_{p\in P}\frac1p\bigr)\bigl(\sum_{q\in Q}\frac1q\bigr)=1$."
            )
        article = "a" if goal is Goal.EXISTS else "no"
        size = "" if params.k is None else rf"exactly ${params.k}$ "
        if params.subtype == "pseudoperfect":
            product = r"\prod_{p\in D}p" if params.n is None else str(params.n)
            given = "" if params.n is None else rf"$\prod_{{p\in D}}p={params.n}$ and "
            return (
                rf"There is {article} nonempty set $D$ of {size}primes with {given}"
                rf"$\sum_{{p\in D}}\frac1p+\frac1{{{product}}}=1$."
            )
        if params.subtype == "no_partition":
            return (
                rf"There is {article} set $D$ of {size}integers above $1${limit} with $\sum_{{d\in D}}\frac1d<2$ that "
                r"is not the union of two disjoint sets with sums of reciprocals below $1$ each."
            )
        kind = {"semiprime": "products of two distinct primes"}.get(params.subtype, "integers")
        low = rf"with least element ${params.N}$" if params.N is not None else "above $1$"
        gap = (
            ""
            if params.g is None
            else rf", with at least two elements and consecutive ones at most ${params.g}$ apart,"
        )
        total = rf"$\sum_{{d\in D}}\frac1d={params.target}$"
        return f"There is {article} set $D$ of {size}{kind} {low}{limit}{gap} with {total}."

    def draw(self, params: EgyptianParams, witness: EgyptianWitness) -> str:
        """Bars of unit fractions; a fault, or a split that refutes, is red."""
        try:
            finding: Finding | None = check(params, witness)
        except UnsupportedError:
            finding = None
        return draw(params, witness, finding)

    def lean(self, params: EgyptianParams, witness: EgyptianWitness | None) -> LeanStatement:
        """The witness over the naturals of core Lean."""
        from problems.lean.egyptian_fraction_set import lean_statement

        if witness is None:
            return super().lean(params, None)
        return lean_statement(params, witness)

    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """One a subtype that has a known witness of few elements."""
        return [
            ({"subtype": "gap", "g": 3}, {"D": [2, 3, 6]}),
            ({"subtype": "max_denominator", "k": 5, "max": 15}, {"D": [2, 4, 10, 12, 15]}),
            ({"subtype": "first_term", "N": 3, "k": 5}, {"D": [3, 4, 5, 6, 20]}),
            ({"subtype": "terms", "target": "4/5", "k": 3}, {"D": [2, 4, 20]}),
            ({"subtype": "semiprime", "target": "1/3"}, {"D": [6, 10, 15]}),
            ({"subtype": "no_partition"}, {"D": [2, 3, 4, 5, 6, 7, 10, 11, 13, 14, 15]}),
            ({"subtype": "primes_product", "coprime": True}, {"P": [1, 5], "Q": [2, 3]}),
            ({"subtype": "pseudoperfect", "k": 5}, {"D": [2, 3, 11, 23, 31]}),
        ]

    def model(self, params: EgyptianParams, *, symmetry: bool = True) -> FiniteModel:
        """Bounded subtypes: Σ (L/d) x_d = L · target; there is no symmetry to break."""
        return finite_model(params)

    def tree(self, params: EgyptianParams) -> SearchTree[Any]:
        """Finite for bounded denominators, or a bounded number of them."""
        return tree(params)

    def constructions(self, params: EgyptianParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
        """Greedy and splitting, divisor sets, extensions of Sylvester's sequence."""
        return construct(params)

    def canonical_witness(self, params: EgyptianParams, witness: EgyptianWitness) -> Any:
        """Up to the exchange of P and Q."""
        return witness.D if witness.D is not None else sorted([witness.P, witness.Q])

    def score(self, params: EgyptianParams, witness: EgyptianWitness) -> Score | None:
        """What is small in the record: the largest denominator, the number of terms, the largest gap."""
        values = witness.D or ()
        if params.subtype == "max_denominator":
            return Score(f"largest of {len(values)} denominators", Fraction(max(values, default=0)), "less")
        if params.subtype == "first_term":
            return Score(f"number of denominators from {params.N} on", Fraction(len(values)), "less")
        if params.subtype == "no_partition":
            return Score("number of denominators", Fraction(len(values)), "less")
        return None


FAMILY = EgyptianFractionSet()
