"""Lean statement of `unit_distance_graph`."""

from __future__ import annotations

from math import lcm
from typing import TYPE_CHECKING

from problems.errors import TooLargeError, UnsupportedError
from problems.lean import Definitions, LeanStatement, compare, exists, exists_first, literal, short_list

if TYPE_CHECKING:
    from problems.families.unit_distance_graph.claim import UnitDistanceParams, UnitDistanceWitness

__all__ = ["lean_statement"]

MAX_POINTS = 100
MAX_SEARCH = 24
"""Points of a graph whose colourings the kernel runs through."""


def lean_statement(params: UnitDistanceParams, witness: UnitDistanceWitness) -> LeanStatement:
    """There are points with enough unit distances, without short cycles, not colourable with few colours."""
    from problems.families.unit_distance_graph.field import basis, unit_pairs

    count = len(witness.points)
    if count != params.points:
        raise UnsupportedError(f"{count} points, expected {params.points}")
    if params.field is not None and params.field != witness.field:
        raise UnsupportedError("the coordinates are over another field than the claim's")
    if params.g > 5:
        raise UnsupportedError("girths above 5 have no Lean statement")
    if count > (MAX_SEARCH if params.k > 2 else MAX_POINTS):
        raise TooLargeError(f"{count} points are too many for the Lean kernel")
    pairs = unit_pairs(witness.field, witness.points)
    if witness.edges is not None and sorted(witness.edges) != sorted(pairs):
        raise UnsupportedError("the edges listed are not the pairs at distance 1")
    size = 1 << len(witness.field)
    scale = lcm(*(value.denominator for point in witness.points for number in point for value in number))
    text = Definitions()
    names = []
    for axis, name in enumerate("xy"):
        values = {
            p * size + i: int(value * scale)
            for p, point in enumerate(witness.points)
            for i, value in enumerate(point[axis])
        }
        low = min(values.values(), default=0)
        table = text.table(f"{name}_code", {place: value - low for place, value in values.items()})
        names.append(text.define(name, "(p i : Nat) ", "Nat", f"{table} (Nat.add (Nat.mul p {size}) i)"))
    weights, both = short_list(basis(witness.field)), " ".join(names)
    field = f"{weights} {literal(scale)}"
    parts = [
        (
            f"(UnitDistance.Distinct {weights} {count} x y)",
            f"(UnitDistance.checkDistinct {weights} {count} {both})",
            "UnitDistance.distinct_sound",
        )
    ]

    def part(kind: str, helper: str, middle: str, sound: str) -> None:
        check = f"(UnitDistance.check{kind} {helper} {field} {middle} {both})"
        parts.append((f"(UnitDistance.{kind} {field} {middle} x y)", check, f"UnitDistance.{sound}"))

    if params.e > 0:
        listed = text.numbers("edges", sorted(q * count + p for p, q in pairs))
        check = f"(UnitDistance.checkEdges {field} {literal(params.e)} {count} {listed} {both})"
        claim = f"(UnitDistance.Edges {field} {literal(params.e)} {count} x y)"
        parts.append((claim, check, "UnitDistance.edges_sound"))
    if params.k > 1 or params.g > 3:
        both_ways = {place: 1 for p, q in pairs for place in (p * count + q, q * count + p)}
        graph = text.table("graph_code", both_ways or {0: 0})
        helper = text.define("graph", "(p q : Nat) ", "Nat", f"{graph} (Nat.add (Nat.mul p {count}) q)")
        if params.k > 1:
            part("NotColorable", helper, f"{params.k - 1} {count}", "not_colorable_sound")
        if params.g > 3:
            part("NoTriangle", helper, str(count), "no_triangle_sound")
        if params.g > 4:
            part("NoSquare", helper, str(count), "no_square_sound")
    parts.append(compare("le", "1", literal(scale), "x", names[0]))
    inner = exists("unit_distance_graph", text, bound="y : Nat → Nat → Nat", witness=names[1], parts=parts)
    return exists_first("x : Nat → Nat → Nat", names[0], inner)
