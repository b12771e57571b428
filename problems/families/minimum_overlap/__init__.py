r"""The minimum overlap problem of Erdős: splits of {1, …, 2n}, and the step functions that bound the limit.

Splits (parameters n and M): A ⊆ {1, …, 2n} with exactly n elements and complement B; for each integer k let M_k be the
number of pairs (a, b) in A × B with a - b = k, where k runs over negative and positive integers (k = 0 never occurs).
The claim is that M_k ≤ M for all k can be had; the least such M is called M(n) (A393584).

Step functions (parameter claim_upper = c, optional steps): f: [0, 2] → [0, 1] constant on n equal steps with integral
exactly 1. Its overlap is α(f) = max over k of ∫ f(x)(1 - f(x + k)) dx, the integral extending over those x for which x
and x + k both lie in [0, 2] (outside, neither f nor 1 - f counts), k of either sign or 0. The claim is that α(f) ≤ c,
equality allowed. By Swinnerton-Dyer lim M(n)/n is the infimum of α(f), so that such an f shows lim M(n)/n ≤ c; it
says nothing of M(n) for one n. Heights are rational, or in one real quadratic field.

Reference: J. K. Haugland, Advances in the minimum overlap problem, J. Number Theory 58 (1996), 71-78; R. K. Guy,
Unsolved Problems in Number Theory, C17.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from problems.canonical import canonical
from problems.claim import Goal
from problems.errors import UnsupportedError
from problems.families.minimum_overlap.check import check, overlaps
from problems.families.minimum_overlap.claim import OverlapParams, OverlapWitness
from problems.families.minimum_overlap.construct import constructions
from problems.families.minimum_overlap.model import finite_model, landscape, tree
from problems.families.minimum_overlap.picture import draw
from problems.family import Family, Finding, Score
from problems.lean import LeanStatement
from problems.model import FiniteModel
from problems.search import Landscape, SearchTree
from problems.symmetry.forms import reflection_form

__all__ = ["FAMILY", "MinimumOverlap"]


class MinimumOverlap(Family[OverlapParams, OverlapWitness]):
    """Splits with small overlap, and step functions with small overlap."""

    name = "minimum_overlap"
    title = "Minimum overlap of a set and its complement"
    Params = OverlapParams
    Witness = OverlapWitness
    bare = {"integers": "A"}
    has_model = True
    has_exhaustion = True

    def check(self, params: OverlapParams, witness: OverlapWitness) -> Finding:
        """Shape, range and size or integral, then the overlaps at all shifts by exact integer arithmetic."""
        return check(params, witness)

    def statement(self, params: OverlapParams, goal: Goal = Goal.EXISTS) -> str:
        """One LaTeX sentence."""
        start = "There is a" if goal is Goal.EXISTS else "There is no"
        if params.claim_upper is None:
            two = 2 * (params.n or 0)
            return (
                rf"{start} set $A\subset\{{1,\dots,{two}\}}$ with $|A|={params.n}$ such that every $k$ is a difference "
                rf"$a-b$ with $a\in A$ and $b\in\{{1,\dots,{two}\}}\setminus A$ at most ${params.M}$ times."
            )
        size = "" if params.steps is None else f"${params.steps}$ "
        return (
            rf"{start} function $f:[0,2]\to[0,1]$ with {size}equal steps and $\int_0^2 f=1$ such that "
            rf"$\int f(x)(1-f(x+k))\,dx\le {params.claim_upper}$ for all $k$, where $x,x+k\in[0,2]$."
        )

    def draw(self, params: OverlapParams, witness: OverlapWitness) -> str:
        """The split over its frequencies of differences, or the graph of the step function."""
        try:
            finding: Finding | None = check(params, witness)
        except UnsupportedError:
            finding = None
        return draw(params, witness, finding)

    def lean(self, params: OverlapParams, witness: OverlapWitness | None) -> LeanStatement:
        """The witness over the naturals of core Lean."""
        from problems.lean.minimum_overlap import lean_statement

        if witness is None:
            return super().lean(params, None)
        return lean_statement(params, witness)

    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """M(2) = 1, the best function of two steps, and the best one of three."""
        three = {"heights": ["1/2", "1/2", "1/2"], "root_heights": ["-1/20", "1/10", "-1/20"], "radicand": 10}
        return [
            ({"n": 2, "M": 1}, {"A": [1, 4]}),
            ({"claim_upper": "4/9"}, {"heights": ["1/3", "2/3"]}),
            ({"claim_upper": "2/5", "steps": 3}, three),
        ]

    def model(self, params: OverlapParams, *, symmetry: bool = True) -> FiniteModel:
        """Splits only: one boolean a number and one a pair, one cardinality constraint a difference."""
        return finite_model(params, symmetry=symmetry)

    def tree(self, params: OverlapParams) -> SearchTree[Any]:
        """Splits only: numbers from 1 upwards."""
        return tree(params)

    def landscape(self, params: OverlapParams) -> Landscape[Any]:
        """Splits only: exchange a number of A with one outside."""
        return landscape(params)

    def constructions(self, params: OverlapParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
        """Exact small step functions and ones from linear programs; splits sampled from a good function."""
        return constructions(params, rng)

    def canonical_witness(self, params: OverlapParams, witness: OverlapWitness) -> Any:
        """Up to the exchange of the parts and the reflection x → 2n + 1 - x; reversal of step functions."""
        if witness.A is None:
            dumped = witness.model_dump(mode="json", exclude_none=True)
            turned = {key: value[::-1] if isinstance(value, list) else value for key, value in dumped.items()}
            return min(dumped, turned, key=canonical)
        top, part = 2 * (params.n or 0), set(witness.A)
        if len(witness.A) != params.n or sorted(part) != list(witness.A) or not part <= set(range(1, top + 1)):
            return None
        rest = [number for number in range(1, top + 1) if number not in part]
        return min(reflection_form(witness.A, top), reflection_form(rest, top))

    def score(self, params: OverlapParams, witness: OverlapWitness) -> Score | None:
        """M_k at its largest, or α(f) where it is rational."""
        finding = check(params, witness)
        if not finding.holds:
            return None
        if params.n is not None:
            largest = max(overlaps(params.n, witness.A or ()).values())
            return Score(f"largest overlap for n = {params.n}", Fraction(largest), "less")
        overlap = finding.facts["overlap"]
        return (
            None if "√" in overlap or " " in overlap else Score("overlap of a step function", Fraction(overlap), "less")
        )


FAMILY = MinimumOverlap()
