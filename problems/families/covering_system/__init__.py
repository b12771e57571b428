r"""Covering systems of congruences with distinct moduli.

A witness is a finite list of residue classes a mod n whose moduli are distinct and all above 1; it satisfies the claim
when every integer lies in at least one class and the moduli satisfy the conditions of the parameters:

- every modulus is at least m, and at most M and a divisor of L where these are given (L is a multiple of the least
  common multiple of the moduli, which itself need not equal L);
- `filter` restricts their kind: odd (problem 7), squarefree, both, or one less than a prime (problem 273, with m = 4);
- at most k classes, where k is given;
- `minimal`: no class is superfluous (problem 1188); `apart`: two classes whose moduli have a common factor are
  disjoint (problem 204).

Residues satisfy 0 ≤ a < n, classes are listed by increasing modulus. "No covering whose moduli divide L" says nothing
about other L. References: P. Erdős, On integers of the form 2^k + p and some related problems, Summa Brasil. Math. 2
(1950), 113-123; R. K. Guy, Unsolved Problems in Number Theory, F13.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from problems.claim import Goal
from problems.errors import UnsupportedError
from problems.families.covering_system.check import check
from problems.families.covering_system.claim import CoveringParams, CoveringWitness
from problems.families.covering_system.model import finite_model
from problems.families.covering_system.picture import draw
from problems.families.covering_system.search import constructions, landscape, tree
from problems.family import Family, Finding, Score
from problems.lean import LeanStatement
from problems.model import FiniteModel
from problems.search import Landscape, SearchTree
from problems.symmetry.forms import covering_form

__all__ = ["FAMILY", "CoveringSystem"]

KINDS = {
    "any": "",
    "odd": "odd ",
    "squarefree": "squarefree ",
    "odd_squarefree": "odd squarefree ",
    "prime_minus_one": "",
}


class CoveringSystem(Family[CoveringParams, CoveringWitness]):
    """Finitely many residue classes with distinct moduli that cover the integers."""

    name = "covering_system"
    title = "Covering systems of congruences"
    Params = CoveringParams
    Witness = CoveringWitness
    bare = {"rows": "classes"}
    has_model = True
    has_exhaustion = True

    def check(self, params: CoveringParams, witness: CoveringWitness) -> Finding:
        """Conditions on the moduli one by one, then the covering by a bit set or by splitting along primes."""
        return check(params, witness)

    def statement(self, params: CoveringParams, goal: Goal = Goal.EXISTS) -> str:
        """One LaTeX sentence."""
        start = "There is a" if goal is Goal.EXISTS else "There is no"
        size = "finite system" if params.k is None else f"system of at most ${params.k}$"
        conditions = [rf"$n\ge {params.m}$"]
        if params.M is not None:
            conditions.append(rf"$n\le {params.M}$")
        if params.L is not None:
            conditions.append(rf"$n\mid {params.L}$")
        if params.filter == "prime_minus_one":
            conditions.append("$n+1$ prime")
        text = (
            rf"{start} {size}{' of' if params.k is None else ''} residue classes $a \bmod n$ with distinct "
            f"{KINDS[params.filter]}moduli ({', '.join(conditions)}) that covers all integers"
        )
        if params.minimal:
            text += ", none of the classes being covered by the others"
        if params.apart:
            text += ", classes with moduli that are not coprime being disjoint"
        return text + "."

    def draw(self, params: CoveringParams, witness: CoveringWitness) -> str:
        """A row a class over one period; missed integers are red."""
        try:
            finding: Finding | None = check(params, witness)
        except UnsupportedError:
            finding = None
        return draw(params, witness, finding)

    def lean(self, params: CoveringParams, witness: CoveringWitness | None) -> LeanStatement:
        """The witness over the naturals of core Lean."""
        from problems.lean.covering_system import lean_statement

        if witness is None:
            return super().lean(params, None)
        return lean_statement(params, witness.classes)

    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Erdős's covering with five classes, and one with least modulus 3."""
        five = [[0, 2], [0, 3], [1, 4], [5, 6], [7, 12]]
        return [({"m": 2, "M": 12}, {"classes": five}), ({"m": 2, "L": 12, "minimal": True, "k": 5}, {"classes": five})]

    def model(self, params: CoveringParams, *, symmetry: bool = True) -> FiniteModel:
        """One boolean a class, one clause an integer of the period; needs M or L."""
        return finite_model(params, symmetry=symmetry)

    def tree(self, params: CoveringParams) -> SearchTree[Any]:
        """A class for the least integer that is missed; needs M or L and a short period."""
        return tree(params)

    def landscape(self, params: CoveringParams) -> Landscape[Any]:
        """Residues for all moduli, moved onto missed integers; needs M or L."""
        return landscape(params)

    def constructions(self, params: CoveringParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
        """Greedy coverings; without M and L for a list of periods with many divisors."""
        return constructions(params, rng)

    def canonical_witness(self, params: CoveringParams, witness: CoveringWitness) -> Any:
        """Up to translations and the reflection of the integers."""
        classes = witness.classes
        if any(not 0 <= residue < modulus for residue, modulus in classes):
            return None
        if any(before[1] >= after[1] for before, after in pairwise(classes)):
            return None
        return covering_form(classes)

    def score(self, params: CoveringParams, witness: CoveringWitness) -> Score | None:
        """The least modulus."""
        if not witness.classes:
            return None
        return Score("least modulus", Fraction(witness.classes[0][1]), "greater")


FAMILY = CoveringSystem()
