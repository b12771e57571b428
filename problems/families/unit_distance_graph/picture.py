"""The picture: approximate positions, all unit segments, faults red."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from problems.families.unit_distance_graph.field import Number, Point, basis
from problems.svg import ACCENT, FAULT, INK, PALETTE, QUIET, Svg

__all__ = ["draw"]

SIDE, MARGIN, FAR = 460.0, 20.0, 1e60
MAX_EDGES = 6000


def draw(field: Sequence[int], points: Sequence[Point], edges: Sequence[tuple[int, int]], offending: Any) -> str:
    """One scale for both axes, so that unit segments look equally long."""
    roots = [sqrt(d) for d in basis(field)]
    spots = [(_approximate(x, roots), _approximate(y, roots)) for x, y in points]
    low_x, high_x = _range([x for x, _ in spots])
    low_y, high_y = _range([y for _, y in spots])
    scale = (SIDE - 2 * MARGIN) / max(high_x - low_x, high_y - low_y, 1.0)
    places = [(MARGIN + (x - low_x) * scale, SIDE - MARGIN - (y - low_y) * scale) for x, y in spots]
    picture = Svg(SIDE, SIDE + 16, f"unit-distance graph of {len(points)} points")
    for i, j in edges[:MAX_EDGES]:
        picture.line(*places[i], *places[j], stroke=QUIET)
    red = _red(offending, len(points))
    for i, j in red:
        picture.line(*places[i], *places[j], stroke=FAULT, width=2.5)
    faulty = {vertex for pair in red for vertex in pair}
    colouring = offending.get("colouring", ())
    radius = 5 if len(points) <= 100 else 2.5
    for index, (x, y) in enumerate(places):
        fill = PALETTE[colouring[index] % len(PALETTE)] if colouring else ACCENT
        picture.circle(x, y, radius, fill=FAULT if index in faulty else fill, stroke=INK if index in faulty else "none")
        if len(points) <= 40:
            picture.text(x + 6, y - 5, str(index), size=8, anchor="start")
    note = f"{len(points)} points, {len(edges)} pairs at distance 1"
    picture.text(SIDE / 2, SIDE + 8, note + (f", {MAX_EDGES} drawn" if len(edges) > MAX_EDGES else ""))
    return picture.render()


def _approximate(number: Number, roots: Sequence[float]) -> float:
    total = 0.0
    for value, root in zip(number, roots, strict=True):
        digits = value.numerator.bit_length() - value.denominator.bit_length()
        total += (FAR if value > 0 else -FAR) if digits > 200 else float(value) * root
    return total


def _range(values: Sequence[float]) -> tuple[float, float]:
    return min(values, default=0.0), max(values, default=0.0)


def _red(offending: Mapping[str, Any], count: int) -> list[tuple[int, int]]:
    """Pairs of vertices to be marked."""
    cycle = offending.get("cycle", ())
    pairs = list(zip(cycle, [*cycle[1:], *cycle[:1]], strict=True))
    found = (offending[key] for key in ("pair", "edge", "missing") if key in offending)
    pairs.extend((int(i), int(j)) for i, j in found)
    return [(i, j) for i, j in pairs if 0 <= i < count and 0 <= j < count]
