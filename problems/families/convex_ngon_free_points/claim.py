"""Parameters, witness and the family itself."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field

from problems.claim import Goal
from problems.errors import TooLargeError, UnsupportedError
from problems.families.convex_ngon_free_points.construct import construct
from problems.families.convex_ngon_free_points.model import finite_model
from problems.families.convex_ngon_free_points.picture import draw
from problems.families.convex_ngon_free_points.planar import MAX_POINTS, Sides, collinear_or_sides, find_polygon
from problems.families.convex_ngon_free_points.walk import landscape
from problems.family import Family, Finding, Params, Score, Witness
from problems.lean import LeanStatement
from problems.model import FiniteModel
from problems.search import Landscape
from problems.symmetry.forms import planar_form
from problems.values import Flag, Integer

__all__ = ["FAMILY", "ConvexNgonFreePoints", "NgonParams", "NgonWitness"]

MAX_SIDES = 1000


class NgonParams(Params):
    """n, N and whether only empty polygons are forbidden."""

    n: Annotated[Integer, Field(ge=3, le=MAX_SIDES)]
    """Number of vertices of the forbidden convex polygons."""
    N: Annotated[Integer, Field(ge=1, le=10**12)]
    """Number of points, exactly."""
    empty: Flag = False
    """False: no convex n-gon at all. True: none without a point of the set in its interior."""


class NgonWitness(Witness):
    """The points, in strictly increasing lexicographic order."""

    points: Annotated[tuple[tuple[Integer, Integer], ...], Field(max_length=MAX_POINTS)]
    """Pairs [x, y] of integers, sorted by x and then by y."""


class ConvexNgonFreePoints(Family[NgonParams, NgonWitness]):
    """N points in general position without a convex n-gon, or without an empty one."""

    name = "convex_ngon_free_points"
    title = "Points without a convex n-gon"
    Params = NgonParams
    Witness = NgonWitness
    bare = {"rows": "points"}
    has_model = True

    def check(self, params: NgonParams, witness: NgonWitness) -> Finding:
        """Order, number, general position, then a complete search for a forbidden polygon; O(N³ n)."""
        points = witness.points
        for before, after in pairwise(points):
            if before >= after:
                reason = f"({_short(after)}) follows ({_short(before)}): not strictly increasing"
                return Finding.refute("order", reason, pair=[_json(before), _json(after)])
        if len(points) != params.N:
            return Finding.refute("size", f"{len(points)} points, expected {params.N}", size=len(points))
        sides = collinear_or_sides(points)
        if not isinstance(sides, Sides):
            a, b, c = (points[index] for index in sides)
            reason = f"({_short(a)}), ({_short(b)}) and ({_short(c)}) are on a line"
            return Finding.refute("collinear", reason, points=[_json(point) for point in (a, b, c)])
        polygon = find_polygon(sides, params.n, empty=params.empty)
        kind = "empty convex" if params.empty else "convex"
        if polygon is not None:
            vertices = [points[index] for index in polygon]
            spelled = " ".join(f"({_short(point)})" for point in vertices[:12])
            reason = (
                f"{spelled}{' …' if params.n > 12 else ''} is {'an' if params.empty else 'a'} {kind} {params.n}-gon"
            )
            return Finding.refute("polygon", reason, polygon=[_json(point) for point in vertices])
        triples = params.N * (params.N - 1) * (params.N - 2) // 6
        reason = f"{params.N} points, {triples} triples none of them collinear, no {kind} {params.n}-gon"
        return Finding.accept(reason, points=params.N, triples=triples)

    def statement(self, params: NgonParams, goal: Goal = Goal.EXISTS) -> str:
        """One LaTeX sentence."""
        subject = "There is a set" if goal is Goal.EXISTS else "There is no set"
        noun = "point" if params.N == 1 else "points"
        inside = "with no point of $P$ in its interior" if params.empty else "at all"
        return (
            rf"{subject} $P\subset\mathbb{{R}}^2$ of ${params.N}$ {noun}, no three on a line, "
            rf"without a convex ${params.n}$-gon {inside} (vertices in $P$)."
        )

    def draw(self, params: NgonParams, witness: NgonWitness) -> str:
        """The points; a forbidden polygon, or three points on a line, in red."""
        try:
            offending = self.check(params, witness).offending
        except UnsupportedError:
            offending = {}
        return draw(witness.points, offending, f"{len(witness.points)} points, n = {params.n}")

    def lean(self, params: NgonParams, witness: NgonWitness | None) -> LeanStatement:
        """The witness over the naturals of core Lean."""
        from problems.lean.convex_ngon_free_points import lean_statement

        if witness is None:
            return super().lean(params, None)
        return lean_statement(params.n, params.N, params.empty, witness.points)

    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """A triangle with a point inside, and eight points without a convex pentagon."""
        eight = [[1, 4], [6, 8], [7, 12], [8, 8], [9, 11], [12, 1], [12, 11], [15, 13]]
        return [
            ({"n": 4, "N": 4}, {"points": [[0, 0], [2, 1], [2, 5], [5, 0]]}),
            ({"n": 5, "N": 8}, {"points": eight}),
            ({"n": 5, "N": 8, "empty": True}, {"points": eight}),
        ]

    def model(self, params: NgonParams, *, symmetry: bool = True) -> FiniteModel:
        """Orientations of triples of abstract points under the signotope axioms: a relaxation."""
        return finite_model(params.n, params.N, empty=params.empty, symmetry=symmetry)

    def landscape(self, params: NgonParams) -> Landscape[Any]:
        """Points of a grid; the cost counts collinear triples and forbidden polygons."""
        return landscape(params.n, params.N, empty=params.empty)

    def constructions(self, params: NgonParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
        """Erdős–Szekeres sets, Horton sets, and small sets from the literature, cut to size."""
        if params.N > MAX_POINTS:
            raise TooLargeError(f"constructions are offered up to N = {MAX_POINTS}")
        for points in construct(params.n, params.N, empty=params.empty):
            yield {"points": [_json(point) for point in points]}

    def canonical_witness(self, params: NgonParams, witness: NgonWitness) -> Any:
        """Up to translations and the symmetries of the square lattice."""
        # Order is part of the shape: a list out of order is refuted, and must not meet one in order.
        in_order = all(before < after for before, after in pairwise(witness.points))
        return planar_form(witness.points) if in_order else None

    def score(self, params: NgonParams, witness: NgonWitness) -> Score:
        """Number of points."""
        kind = "empty convex" if params.empty else "convex"
        return Score(f"points without a {kind} {params.n}-gon", Fraction(len(witness.points)), "greater")


def _json(point: tuple[int, int]) -> list[int | str]:
    return [value if abs(value) < 2**53 else str(value) for value in point]


def _short(point: tuple[int, int]) -> str:
    """Coordinates for people; long ones by their number of digits."""
    return ", ".join(text if len(text) <= 24 else f"{text[:8]}…({len(text)} digits)" for text in map(str, point))


FAMILY = ConvexNgonFreePoints()
