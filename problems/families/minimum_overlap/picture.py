"""Pictures: a split with its frequencies of differences, a step function with its overlaps."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

from problems.families.minimum_overlap.check import overlaps
from problems.families.minimum_overlap.claim import OverlapParams, OverlapWitness
from problems.family import Finding
from problems.svg import ACCENT, FAULT, INK, QUIET, Svg

__all__ = ["draw"]

WIDTH = 760.0
MAX_CELLS = 400
MAX_PROFILE = 1000


def draw(params: OverlapParams, witness: OverlapWitness, finding: Finding | None) -> str:
    """A is dark and its complement light, or the graph of f over [0, 2]; below, how often each shift occurs."""
    if witness.heights is not None:
        return _function(witness, finding)
    return _split(params, witness.A or (), finding)


def _split(params: OverlapParams, part: Sequence[int], finding: Finding | None) -> str:
    n = params.n or max(len(part), 1)
    picture = Svg(WIDTH, 200, f"Split of 1..{2 * n}" if n < 10**9 else "Split of an interval")
    cells = min(2 * n, MAX_CELLS)
    cell = WIDTH / cells
    inside = {value for value in part if 1 <= value <= cells}
    for value in range(1, cells + 1):
        fill = ACCENT if value in inside else QUIET
        picture.rect((value - 1) * cell, 8, max(cell - 0.5, 0.5), 24, fill=fill)
    note = f"{len(part)} elements of A" + (f", the first {cells} numbers drawn" if cells < 2 * n else "")
    proper = len(part) == n <= MAX_PROFILE and all(1 <= value <= 2 * n for value in part) and len(set(part)) == n
    if proper:
        counts = overlaps(n, part)
        most = params.M if params.M is not None else n
        bar = WIDTH / len(counts)
        high = max(1, *counts.values())
        for index, (_, count) in enumerate(sorted(counts.items())):
            height = 110 * count / high
            picture.rect(index * bar, 160 - height, max(bar - 0.5, 0.5), height, fill=FAULT if count > most else ACCENT)
        note += f"; below, the number of a - b = k for k = {1 - 2 * n} to {2 * n - 1}, at most {max(counts.values())}"
    elif finding is not None and not finding.holds:
        note += f"; {finding.code}"
    picture.text(4, 186, note[:160], anchor="start")
    return picture.render()


def _function(witness: OverlapWitness, finding: Finding | None) -> str:
    heights = _decimal(witness)[:MAX_CELLS]
    picture = Svg(WIDTH, 240, f"Step function with {len(witness.heights or ())} steps")
    picture.line(0, 200, WIDTH, 200, stroke=INK)
    picture.line(0, 20, WIDTH, 20, stroke=QUIET)
    step = WIDTH / max(len(heights), 1)
    for index, height in enumerate(heights):
        shown = min(max(height, -0.1), 1.1)
        top, bottom = 200 - 180 * max(shown, 0.0), 200 - 180 * min(shown, 0.0)
        picture.rect(index * step, top, max(step - 0.5, 0.5), bottom - top, fill=ACCENT if 0 <= height <= 1 else FAULT)
    reason = "" if finding is None else (finding.reason if finding.holds else f"{finding.code}: {finding.reason}")
    picture.text(4, 226, reason[:140], anchor="start", fill=INK if finding is None or finding.holds else FAULT)
    return picture.render()


def _decimal(witness: OverlapWitness) -> list[float]:
    """Heights to four places, for the eye only."""
    heights = witness.heights or ()
    roots = witness.root_heights or (Fraction(0),) * len(heights)
    root = Fraction(isqrt((witness.radicand or 0) * 10**12), 10**6)
    low, high = Fraction(-2), Fraction(2)
    return [int(min(max(a + b * root, low), high) * 10_000) / 10_000 for a, b in zip(heights, roots, strict=True)]
