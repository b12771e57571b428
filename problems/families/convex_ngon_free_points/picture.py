"""The picture: points scaled to a square, each axis by itself (which keeps convexity), faults red."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from problems.families.convex_ngon_free_points.planar import Point
from problems.svg import ACCENT, FAULT, INK, Svg

__all__ = ["draw"]

SIDE, MARGIN = 420.0, 24.0


def draw(points: Sequence[Point], offending: Mapping[str, Any], title: str) -> str:
    """The points, with the polygon or the line of `offending` drawn through them."""
    picture = Svg(SIDE, SIDE + 18, title)
    xs, ys = [point[0] for point in points] or [0], [point[1] for point in points] or [0]

    def place(point: Point) -> tuple[float, float]:
        return MARGIN + _share(point[0], xs), SIDE - MARGIN - _share(point[1], ys)

    polygon = [place(_point(item)) for item in offending.get("polygon", ())]
    if polygon:
        picture.polygon(polygon, stroke=FAULT, width=1.5)
    line = [place(_point(item)) for item in offending.get("points", ())]
    if line:
        picture.line(*line[0], *line[-1], stroke=FAULT, width=1.5)
    red = {_point(item) for key in ("polygon", "points", "pair") for item in offending.get(key, ())}
    for point in points:
        faulty = point in red
        picture.circle(*place(point), 4, fill=FAULT if faulty else ACCENT, stroke=INK if faulty else "none")
    picture.text(SIDE / 2, SIDE + 10, f"{len(points)} points, the axes scaled apart")
    return picture.render()


def _share(value: int, values: Sequence[int]) -> float:
    """Where `value` lies between the extremes, in user units."""
    low, high = min(values), max(values)
    return (SIDE - 2 * MARGIN) * ((value - low) / (high - low) if high > low else 0.5)


def _point(item: Sequence[int | str]) -> Point:
    return int(item[0]), int(item[1])
