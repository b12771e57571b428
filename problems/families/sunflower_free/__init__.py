"""Families of sets without a sunflower (Δ-system).

m distinct subsets of {0, …, g - 1} such that no k of them are a sunflower, that is, have all intersections of two of
them equal. Points are 0-based. Disjoint sets are a sunflower with empty kernel, one petal may be empty, and the empty
set counts as a set. With w every set has exactly w elements (problem 20: f(w, k) is the least m without a family, over
all g); without w the sizes are free (problem 857: the least m without a family on g points). The number of sets is
exactly m, but families may lose sets, so there is one of size m exactly when there is one of size at least m.
A `none` for given w speaks of g points only; m w points are always enough. Reference: P. Erdős and R. Rado,
Intersection theorems for systems of sets, J. London Math. Soc. 35 (1960).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from problems.claim import Goal
from problems.errors import TooLargeError
from problems.families.sunflower_free.claim import MAX_SETS, SunflowerParams, SunflowerWitness
from problems.families.sunflower_free.construct import uniform_families
from problems.families.sunflower_free.model import finite_model
from problems.families.sunflower_free.search import landscape
from problems.family import Family, Finding, Score
from problems.lean import LeanStatement
from problems.model import FiniteModel
from problems.search import Landscape
from problems.sunflowers import find_sunflower
from problems.svg import ACCENT, FAULT, QUIET, Svg
from problems.symmetry.forms import set_system_form

__all__ = ["FAMILY", "SunflowerFree"]

DRAWN = 60
"""Sets and points drawn at most."""


class SunflowerFree(Family[SunflowerParams, SunflowerWitness]):
    """Families of m subsets of g points without k of them that have all pairwise intersections equal."""

    name = "sunflower_free"
    title = "Sunflower-free families"
    Params = SunflowerParams
    Witness = SunflowerWitness
    bare = {"rows": "sets"}
    has_model = True

    def check(self, params: SunflowerParams, witness: SunflowerWitness) -> Finding:
        """Order, range and size of each set, distinctness, their number; then every first member of a sunflower."""
        for chosen in witness.sets:
            for left, right in pairwise(chosen):
                if left >= right:
                    reason = f"{right} follows {left} in a set: not strictly increasing"
                    return Finding.refute("order", reason, set=list(chosen), pair=[left, right])
            if chosen and not (chosen[0] >= 0 and chosen[-1] < params.g):
                point = chosen[0] if chosen[0] < 0 else chosen[-1]
                return Finding.refute("range", f"{point} is outside 0..{params.g - 1}", set=list(chosen), point=point)
            if params.w is not None and len(chosen) != params.w:
                reason = f"a set has {len(chosen)} elements, expected {params.w}"
                return Finding.refute("uniform", reason, set=list(chosen))
        for one, other in pairwise(witness.sets):
            if one == other:
                return Finding.refute("duplicate", f"the set {_spelled(one)} occurs twice", set=list(one))
        if len(witness.sets) != params.m:
            reason = f"{len(witness.sets)} sets, expected {params.m}"
            return Finding.refute("size", reason, size=len(witness.sets))
        found = find_sunflower(witness.sets, params.k)
        if found is None:
            return Finding.accept(f"no {params.k} of {params.m} sets are a sunflower", sets=params.m)
        petals = [witness.sets[index] for index in found]
        kernel = sorted(set(petals[0]) & set(petals[1]))
        shown = ", ".join(map(_spelled, petals[:4])) + (", …" if len(petals) > 4 else "")
        reason = f"{params.k} sets meet pairwise in {_spelled(kernel)}: {shown}"
        return Finding.refute("sunflower", reason, sets=[list(petal) for petal in petals], kernel=kernel)

    def statement(self, params: SunflowerParams, goal: Goal = Goal.EXISTS) -> str:
        """One LaTeX sentence."""
        verb = "There is a" if goal is Goal.EXISTS else "There is no"
        kind = "subsets" if params.w is None else f"${params.w}$-element subsets"
        return (
            rf"{verb} family of ${params.m}$ distinct {kind} of $\{{0,\dots,{params.g - 1}\}}$ without ${params.k}$ "
            r"members $S_1,\dots,S_k$ whose intersections $S_i\cap S_j$ ($i\ne j$) are all equal."
            if params.g
            else f"{verb} family of ${params.m}$ distinct {kind} of the empty set without ${params.k}$ members whose "
            "pairwise intersections are all equal."
        )

    def draw(self, params: SunflowerParams, witness: SunflowerWitness) -> str:
        """A row a set, a column a point; the sets of a sunflower in red."""
        try:
            offending = self.check(params, witness).offending
        except TooLargeError:
            offending = {}
        faults = {tuple(chosen) for chosen in offending.get("sets", (offending.get("set", ()),))}
        points = sorted({point for chosen in witness.sets for point in chosen})[:DRAWN]
        columns = {point: 40 + 14 * index for index, point in enumerate(points)}
        rows = witness.sets[:DRAWN]
        title = f"family of {len(witness.sets)} sets without {params.k}-sunflower"
        picture = Svg(60 + 14 * max(len(points), 16), 44 + 14 * len(rows), title)
        for point, x in columns.items():
            picture.text(x + 6, 12, str(point) if point < 1000 else "…", size=7)
        for number, chosen in enumerate(rows):
            y, fill = 18 + 14 * number, FAULT if chosen in faults else ACCENT
            picture.text(34, y + 10, str(number), size=8, anchor="end", fill=FAULT if chosen in faults else QUIET)
            for x in columns.values():
                picture.rect(x, y, 12, 12, fill="none", stroke=QUIET)
            for point in chosen:
                if point in columns:
                    picture.rect(columns[point], y, 12, 12, fill=fill)
        cut = f", {len(rows)} drawn" if len(rows) < len(witness.sets) else ""
        picture.text(40, 34 + 14 * len(rows), f"{len(witness.sets)} sets{cut}", anchor="start")
        return picture.render()

    def lean(self, params: SunflowerParams, witness: SunflowerWitness | None) -> LeanStatement:
        """The witness over the naturals of core Lean."""
        from problems.lean.sunflower_free import lean_statement

        if witness is None:
            return super().lean(params, None)
        return lean_statement(params.k, params.w, params.g, params.m, witness.sets)

    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Two triangles, and five subsets of three points."""
        triangles = [[0, 1], [0, 2], [1, 2], [3, 4], [3, 5], [4, 5]]
        return [
            ({"k": 3, "w": 2, "g": 6, "m": 6}, {"sets": triangles}),
            ({"k": 3, "g": 3, "m": 5}, {"sets": [[], [0, 1], [0, 1, 2], [0, 2], [1, 2]]}),
        ]

    def model(self, params: SunflowerParams, *, symmetry: bool = True) -> FiniteModel:
        """One boolean a candidate set, a clause a sunflower, exactly m chosen."""
        return finite_model(params, symmetry=symmetry)

    def landscape(self, params: SunflowerParams) -> Landscape[Any]:
        """Cost: the number of sunflowers; a move replaces a set of one."""
        return landscape(params)

    def constructions(self, params: SunflowerParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
        """Uniform families of the literature and their products, cut down to m sets."""
        if params.m > MAX_SETS or params.k > 200 or (params.w or 0) > 40:
            raise TooLargeError("constructions are offered up to 2000 sets, k = 200 and w = 40")
        sizes = range(min(params.g, 12) + 1) if params.w is None else (params.w,)
        for w in sizes:
            for sets in uniform_families(w, params.k):
                kept = sets[: params.m]
                if len(kept) == params.m and all(point < params.g for chosen in kept for point in chosen):
                    yield {"sets": sorted(map(list, kept))}

    def canonical_witness(self, params: SunflowerParams, witness: SunflowerWitness) -> Any:
        """Up to the names of the points."""
        if any(left >= right for chosen in witness.sets for left, right in pairwise(chosen)):
            return None
        if any(chosen and not (chosen[0] >= 0 and chosen[-1] < params.g) for chosen in witness.sets):
            return None
        return set_system_form(witness.sets)

    def score(self, params: SunflowerParams, witness: SunflowerWitness) -> Score:
        """The number of sets."""
        where = f"on {params.g} points" if params.w is None else f"of size {params.w}"
        return Score(f"sets {where} without {params.k}-sunflower", Fraction(len(witness.sets)), "greater")


def _spelled(points: Sequence[int]) -> str:
    inside = ", ".join(map(str, points[:8])) + (", …" if len(points) > 8 else "")
    return f"{{{inside}}}"


FAMILY = SunflowerFree()
