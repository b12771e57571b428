"""Lean statement of `convex_ngon_free_points`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from problems.errors import TooLargeError, UnsupportedError
from problems.lean import Definitions, LeanStatement, exists, exists_first, literal

__all__ = ["lean_statement"]

MAX_POINTS = 64
"""The kernel goes through sets of points that are convex so far."""


def lean_statement(n: int, count: int, empty: bool, points: Sequence[tuple[int, int]]) -> LeanStatement:
    """There are points in general position without a convex n-gon, or without an empty one."""
    if count > MAX_POINTS:
        raise TooLargeError(f"point sets are written to Lean up to {MAX_POINTS} points")
    if len(points) != count:
        raise UnsupportedError(f"{len(points)} points, expected {count}")
    if any(before >= after for before, after in pairwise(points)):
        raise UnsupportedError("the points are not in increasing order")
    text = Definitions()
    low = [min((point[axis] for point in points), default=0) for axis in (0, 1)]
    xs, ys = (
        text.table(name, {i: point[axis] - low[axis] for i, point in enumerate(points)})
        for axis, name in enumerate("xy")
    )
    general = (f"(Ngon.General {count} x y)", f"(Ngon.checkGeneral {count} {xs} {ys})", "Ngon.general_sound")
    kind, bad = ("EmptyFree", f"Ngon.badEmpty {count}") if empty else ("Free", "Ngon.bad")
    sound = "Ngon.empty_free_sound" if empty else "Ngon.free_sound"
    check = f"(Workbench.noList ({bad} {xs} {ys}) {count} {literal(n)} List.nil)"
    parts = [general, (f"(Ngon.{kind} {literal(n)} {count} x y)", check, sound)]
    inner = exists("convex_ngon_free_points", text, bound="y : Nat → Nat", witness=ys, parts=parts)
    return exists_first("x : Nat → Nat", xs, inner)
