"""Pictures: three bars that should fill a/n, or the exceptions of a range on a number line."""

from __future__ import annotations

from fractions import Fraction

from problems.families.erdos_straus_decomposition.claim import StrausParams, StrausWitness, plain
from problems.family import Finding
from problems.svg import ACCENT, FAULT, PALETTE, Svg, number_line

__all__ = ["draw"]

FULL = Fraction(11, 10)
"""How far bars reach, where a/n is 1."""


def draw(params: StrausParams, witness: StrausWitness, finding: Finding | None) -> str:
    """The picture; `finding` is None where the check would be too large."""
    if witness.xyz is not None and params.n is not None and finding is not None:
        return _bars(params, witness.xyz, finding)
    values = witness.exceptions if witness.exceptions is not None else (witness.xyz or (witness.n or 0,))
    low = params.from_ or params.n or 1
    high = params.to or max((low, *values))
    fault = finding.offending.get("n") if finding is not None else None
    faults = {fault} if isinstance(fault, int) else set()
    said = "not checked, too large" if finding is None else "verified" if finding.holds else finding.code
    caption = f"{len(values)} integers n without decomposition: {said}"
    return number_line(sorted({*values, *faults}), low=low, high=high, title=caption, faults=faults, caption=caption)


def _bars(params: StrausParams, xyz: tuple[int, int, int], finding: Finding) -> str:
    total = Fraction(params.a, params.n or 1)
    title = f"{plain(params.a)}/{plain(params.n or 1)} = 1/x + 1/y + 1/z"
    picture = Svg(760, 150, title)
    width, start = 640.0, Fraction(0)
    picture.rect(60, 20, width, 26, fill=ACCENT)
    picture.text(52, 38, "a/n", anchor="end")
    for index, value in enumerate(xyz):
        share = Fraction(1, value) / total if value > 0 else Fraction(0)
        # Bounded before they become floats, whose range ends at 10^308.
        left, length = 60 + width * float(min(start, FULL)), width * float(min(share, FULL))
        picture.rect(left, 56, max(length, 0.5), 26, fill=PALETTE[index + 1] if finding.holds else FAULT)
        label = f"1/{plain(value)}"
        picture.text(60, 102 + 15 * index, f"{'xyz'[index]}: {label}", anchor="start")
        start += share
    if not finding.holds:
        picture.text(700, 102, f"✗ {finding.code}", anchor="end", fill=FAULT)
    return picture.render()
