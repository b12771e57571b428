"""The relaxation: orientations of triples of abstract points."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from math import comb
from typing import Any

from problems.errors import TooLargeError, UnsupportedError
from problems.families.convex_ngon_free_points.planar import orientation
from problems.model import FiniteModel, Symmetry

__all__ = ["finite_model"]

MAX_LITERALS = 1_500_000
"""Literals in the clauses of the largest model that is made."""

EXTREME = Symmetry(
    "extreme-first",
    "a projective map that keeps all orientations sends an extreme point far up and to the left, so that the order "
    "of the other points by x is their order around it: as point 1 it turns to the left with any two others",
)


def finite_model(n: int, size: int, *, empty: bool, symmetry: bool) -> FiniteModel:
    """Points 1 … N sorted by x; s_a_b_c for a < b < c says that a, b, c turn to the left.

    Signotope axioms: for a < b < c < d the signs of abc, abd, acd, bcd change at most once. Of four points,
    b is inside acd exactly when abc and abd differ, c inside abd exactly when acd and bcd differ, and no other
    inclusion occurs; without one the four are in convex position. n points are in convex position exactly when
    no four of them show an inclusion, so in every n of the N points

        empty = false   some point is inside a triangle, all four of the n points
        empty = true    some triangle of the n points has a point of the N inside (if the n points are not
                        convex, one of themselves; if they are, one of the others)
    """
    literals = 8 * 3 * comb(size, 4) + 12 * comb(size, 4)
    literals += comb(size, n) * (comb(n, 3) if empty else 2 * comb(n, 4))
    if size > 10**4 or literals > MAX_LITERALS:
        raise TooLargeError(f"the model for n = {n}, N = {size} has more than {MAX_LITERALS} literals")
    import cpmpy as cp

    span = range(1, size + 1)
    sign = {abc: cp.boolvar(name="s_{}_{}_{}".format(*abc)) for abc in combinations(span, 3)}
    meaning = {
        variable.name: "the turn from point {} over point {} to point {} is to the left".format(*abc)
        for abc, variable in sign.items()
    }
    constraints: list[Any] = []
    inside: dict[tuple[int, tuple[int, int, int]], Any] = {}

    def differ(point: int, triangle: tuple[int, int, int], left: Any, right: Any) -> None:
        variable = cp.boolvar(name="i_{}_{}_{}_{}".format(point, *triangle))
        inside[point, triangle] = variable
        meaning[variable.name] = "point {} is inside the triangle {} {} {}".format(point, *triangle)
        constraints.extend(
            [~variable | left | right, ~variable | ~left | ~right, variable | ~left | right, variable | left | ~right]
        )

    for a, b, c, d in combinations(span, 4):
        signs = [sign[a, b, c], sign[a, b, d], sign[a, c, d], sign[b, c, d]]
        for first, second, third in combinations(signs, 3):
            constraints.append(~first | second | ~third)
            constraints.append(first | ~second | third)
        differ(b, (a, c, d), signs[0], signs[1])
        differ(c, (a, b, d), signs[2], signs[3])
    pierced: dict[tuple[int, int, int], Any] = {}
    if empty:
        for triangle in combinations(span, 3):
            variable = cp.boolvar(name="p_{}_{}_{}".format(*triangle))
            pierced[triangle] = variable
            meaning[variable.name] = "some point is inside the triangle {} {} {}".format(*triangle)
            within = [inside[point, triangle] for point in span if (point, triangle) in inside]
            constraints.append(cp.any([~variable, *within]))
            constraints.extend(variable | ~one for one in within)
    for chosen in combinations(span, n):
        if empty:
            faults = [pierced[triangle] for triangle in combinations(chosen, 3)]
        else:
            faults = [
                inside[pair] for a, b, c, d in combinations(chosen, 4) for pair in ((b, (a, c, d)), (c, (a, b, d)))
            ]
        constraints.append(cp.any(faults) if faults else cp.BoolVal(False))
    broken: tuple[Symmetry, ...] = ()
    if symmetry and size >= 3:
        constraints.extend(sign[1, b, c] for b, c in combinations(range(2, size + 1), 2))
        broken = (EXTREME,)

    def encode(witness: Any) -> dict[str, int]:
        points = witness.points
        return {
            variable.name: int(orientation(points[a - 1], points[b - 1], points[c - 1]) > 0)
            for (a, b, c), variable in sign.items()
        }

    def decode(values: Mapping[str, int]) -> dict[str, Any]:
        raise UnsupportedError("orientations of triples are no point set: they may have no realisation in the plane")

    named = [*sign.values(), *inside.values(), *pierced.values()]
    return FiniteModel(
        model=cp.Model(constraints),
        variables={variable.name: variable for variable in named},
        meaning=meaning,
        decode=decode,
        encode=encode,
        symmetry=broken,
        relaxation=True,
    )
