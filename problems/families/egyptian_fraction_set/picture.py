"""Bars of unit fractions laid end to end, against the value they should reach."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

from problems.families.egyptian_fraction_set.claim import EgyptianParams, EgyptianWitness
from problems.family import Finding
from problems.svg import FAULT, INK, PALETTE, PAPER, QUIET, Svg

__all__ = ["draw"]

SHOWN = 400
WIDTH = 760.0
MARGIN = 30.0


def draw(params: EgyptianParams, witness: EgyptianWitness, finding: Finding | None) -> str:
    """One bar a set (a refuting split: one bar a part); widths are proportional to 1/d."""
    offending: dict[str, Any] = dict(finding.offending) if finding is not None else {}
    faults = {value for value in (*offending.get("pair", ()), offending.get("element")) if value is not None}
    if "parts" in offending:
        bars = [(f"part {index + 1}", part) for index, part in enumerate(offending["parts"])]
        faults |= {value for part in offending["parts"] for value in part}
    elif witness.D is not None:
        bars = [("D", witness.D)]
    else:
        bars = [("P", witness.P or ()), ("Q", witness.Q or ())]
    if params.subtype == "no_partition":
        aim = Fraction(1 if "parts" in offending else 2)
    else:
        aim = params.target or Fraction(1)
    sums = [sum((_width(value) for value in values[:SHOWN]), 0.0) for _, values in bars]
    full = max([float(aim), *sums]) or 1.0
    picture = Svg(WIDTH, 44 + 48 * len(bars), f"Unit fractions, subtype {params.subtype}")
    for row, (name, values) in enumerate(bars):
        _bar(picture, 18 + 48 * row, name, values, full, faults)
    x = MARGIN + (WIDTH - 2 * MARGIN) * float(aim) / full
    picture.line(x, 8, x, 18 + 48 * len(bars), stroke=QUIET, width=2)
    picture.text(x, 34 + 48 * len(bars), str(aim), anchor="middle" if x < WIDTH - 60 else "end")
    if finding is not None and not finding.holds:
        picture.text(MARGIN, 34 + 48 * len(bars), finding.reason[:110], fill=FAULT, anchor="start")
    return picture.render()


def _width(value: int) -> float:
    return 1 / value if value > 0 and value.bit_length() < 1000 else 0.0


def _bar(picture: Svg, y: float, name: str, values: Sequence[int], full: float, faults: Collection[int]) -> None:
    x = MARGIN
    for index, value in enumerate(values[:SHOWN]):
        width = (WIDTH - 2 * MARGIN) * _width(value) / full
        fill = FAULT if value in faults else PALETTE[index % len(PALETTE)]
        picture.rect(x, y, width, 24, fill=fill, stroke=PAPER)
        if width > 16:
            picture.text(x + width / 2, y + 16, str(value), fill=PAPER, size=10)
        x += width
    note = f"{name}: {len(values)} denominators" + (f", {SHOWN} drawn" if len(values) > SHOWN else "")
    picture.text(MARGIN, y + 37, note, fill=INK, anchor="start", size=10)
