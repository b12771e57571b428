"""Deterministic SVG text without a drawing dependency.

All coordinates are integers or are rounded to two decimals, ids are absent, attributes come in a fixed
order: the same witness gives the same bytes. Text is escaped.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

__all__ = ["ACCENT", "FAULT", "INK", "PALETTE", "PAPER", "QUIET", "Svg", "colour_grid", "graph_circle", "number_line"]

INK, QUIET, PAPER = "#222222", "#b8b8b8", "#ffffff"
ACCENT, FAULT = "#1f5fa8", "#c62828"
PALETTE = ("#1f5fa8", "#e08a00", "#3a8f3a", "#8e4fa8", "#b0413e", "#4aa3a3", "#8a6d3b", "#666666")
"""Eight colours that stay apart for colour-blind readers; a digit beside them carries the same meaning."""

MAX_ITEMS = 4000
"""Items drawn at most; the rest is counted in words."""


def _number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


class Svg:
    """A growing picture of `width` × `height` user units with an accessible title."""

    def __init__(self, width: float, height: float, title: str) -> None:
        self.width, self.height, self.title = width, height, title
        self._parts: list[str] = []

    def _add(self, tag: str, attributes: Mapping[str, float | str], body: str = "") -> None:
        spelled = "".join(
            f" {name}={quoteattr(value if isinstance(value, str) else _number(value))}"
            for name, value in attributes.items()
        )
        self._parts.append(f"<{tag}{spelled}>{body}</{tag}>" if body else f"<{tag}{spelled}/>")

    def line(self, x1: float, y1: float, x2: float, y2: float, *, stroke: str = INK, width: float = 1) -> None:
        """A straight segment."""
        self._add("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "stroke": stroke, "stroke-width": width})

    def circle(self, x: float, y: float, radius: float, *, fill: str = INK, stroke: str = "none") -> None:
        """A disc."""
        self._add("circle", {"cx": x, "cy": y, "r": radius, "fill": fill, "stroke": stroke})

    def rect(self, x: float, y: float, width: float, height: float, *, fill: str, stroke: str = "none") -> None:
        """A rectangle."""
        self._add("rect", {"x": x, "y": y, "width": width, "height": height, "fill": fill, "stroke": stroke})

    def polygon(
        self, points: Sequence[tuple[float, float]], *, fill: str = "none", stroke: str = INK, width: float = 1
    ) -> None:
        """A closed polygon."""
        spelled = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        self._add("polygon", {"points": spelled, "fill": fill, "stroke": stroke, "stroke-width": width})

    def path(self, d: str, *, fill: str = "none", stroke: str = INK, width: float = 1) -> None:
        """A path given by its `d` attribute."""
        self._add("path", {"d": d, "fill": fill, "stroke": stroke, "stroke-width": width})

    def text(self, x: float, y: float, body: str, *, size: float = 11, fill: str = INK, anchor: str = "middle") -> None:
        """A label."""
        self._add(
            "text",
            {"x": x, "y": y, "font-size": size, "fill": fill, "text-anchor": anchor, "font-family": "sans-serif"},
            escape(body),
        )

    def render(self) -> str:
        """The whole picture as SVG text."""
        width, height = _number(self.width), _number(self.height)
        size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
        background = f'<rect width="100%" height="100%" fill="{PAPER}"/>'
        return "\n".join([head, f"<title>{escape(self.title)}</title>", background, *self._parts, "</svg>", ""])


def number_line(
    marks: Sequence[int], *, low: int, high: int, title: str, faults: Collection[int] = (), caption: str = ""
) -> str:
    """Marks on a number line from `low` to `high`, faulty ones red and ringed."""
    width, margin = 760.0, 24.0
    picture = Svg(width, 96, title)
    span = max(high - low, 1)

    def place(value: int) -> float:
        return margin + (width - 2 * margin) * float((value - low) / span)

    picture.line(margin, 48, width - margin, 48, stroke=QUIET)
    shown = [mark for mark in marks if low <= mark <= high][:MAX_ITEMS]
    last_label = -math.inf
    for mark in shown:
        x, faulty = place(mark), mark in faults
        picture.circle(x, 48, 5, fill=FAULT if faulty else ACCENT, stroke=INK if faulty else "none")
        if faulty or x - last_label > 18:
            picture.text(x, 34 if faulty else 70, str(mark) if mark < 10**9 else "…", fill=FAULT if faulty else INK)
            last_label = x if not faulty else last_label
    note = f"{len(marks)} marks" + (f", {len(shown)} drawn" if len(shown) < len(marks) else "")
    picture.text(width / 2, 90, caption or note, fill=INK)
    return picture.render()


def colour_grid(
    colours: Sequence[int], *, title: str, first: int = 1, columns: int = 40, faults: Collection[int] = ()
) -> str:
    """Cells first, first + 1, … in rows, filled by colour class, the class written into each cell."""
    shown = colours[:MAX_ITEMS]
    cell, margin = 18.0, 30.0
    columns = max(1, min(columns, len(shown)))
    rows = -(-len(shown) // columns)
    picture = Svg(margin + columns * cell + 8, rows * cell + 30, title)
    for index, colour in enumerate(shown):
        row, column = divmod(index, columns)
        x, y, faulty = margin + column * cell, 4 + row * cell, index + first in faults
        picture.rect(x, y, cell - 1, cell - 1, fill=PALETTE[colour % len(PALETTE)], stroke=FAULT if faulty else "none")
        picture.text(x + cell / 2, y + 13, "✗" if faulty else str(colour), fill=PAPER, size=10)
        if column == 0:
            picture.text(margin - 4, y + 13, str(index + first), size=9, anchor="end")
    note = f"{len(colours)} cells" + (f", {len(shown)} drawn" if len(shown) < len(colours) else "")
    picture.text(margin, rows * cell + 22, note, anchor="start")
    return picture.render()


def graph_circle(
    order: int, edges: Mapping[tuple[int, int], int], *, title: str, faults: Collection[tuple[int, int]] = ()
) -> str:
    """Vertices 0 … order - 1 on a circle, edges coloured by class, faulty ones thick and red."""
    size = 420.0
    picture = Svg(size, size + 16, title)
    centre, radius = size / 2, size / 2 - 26
    spots = [
        (centre + radius * math.sin(2 * math.pi * v / order), centre - radius * math.cos(2 * math.pi * v / order))
        for v in range(min(order, 400))
    ]
    drawn = [(pair, colour) for pair, colour in sorted(edges.items()) if max(pair) < len(spots)][:MAX_ITEMS]
    for (u, v), colour in sorted(drawn, key=lambda item: item[0] in faults):
        faulty = (u, v) in faults
        stroke = FAULT if faulty else PALETTE[colour % len(PALETTE)]
        picture.line(*spots[u], *spots[v], stroke=stroke, width=3 if faulty else 0.8)
    for vertex, (x, y) in enumerate(spots):
        picture.circle(x, y, 7 if order <= 60 else 3, fill=PAPER, stroke=INK)
        if order <= 60:
            picture.text(x, y + 3.5, str(vertex), size=9)
    picture.text(
        centre,
        size + 10,
        f"{order} vertices, {len(edges)} edges" + ("" if len(drawn) == len(edges) else f", {len(drawn)} drawn"),
    )
    return picture.render()
