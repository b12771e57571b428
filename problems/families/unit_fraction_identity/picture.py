"""Pictures: the sums a/n for the first n of a class as bars, or the covered residues as a grid."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from problems.families.unit_fraction_identity.check import value
from problems.families.unit_fraction_identity.claim import PolynomialIdentity
from problems.family import Finding
from problems.svg import FAULT, INK, PALETTE, Svg, colour_grid

__all__ = ["draw_coverage", "draw_identity"]

ROWS = 8


def draw_identity(identity: PolynomialIdentity, finding: Finding | None) -> str:
    """Rows t = t0, t0 + 1, …: the three fractions laid end to end; a row where something breaks is red."""
    a, modulus, residue, *_ = identity
    picture = Svg(760, 60 + 30 * ROWS, f"{a}/({modulus}t + {residue}) as a sum of three unit fractions")
    said = "not checked, too large" if finding is None else "holds" if finding.holds else finding.code
    fault = finding.offending.get("t") if finding is not None else None
    for row in range(ROWS):
        t = identity.t0 + row
        n, y = modulus * t + residue, 24 + 30 * row
        picture.text(10, y + 14, f"t = {t}", anchor="start")
        left, whole = Fraction(0), Fraction(0)
        for index, part in enumerate((identity.x, identity.y, identity.z)):
            below = value(part, t)
            share = Fraction(identity.den * max(n, 0), below * a) if below > 0 else Fraction(0)
            width = 560 * min(float(share), 1.1)
            colour = FAULT if t == fault or n < 1 or below <= 0 else PALETTE[index]
            picture.rect(110 + 560 * min(float(left), 1.1), y, max(width, 0.5), 20, fill=colour)
            left, whole = left + share, whole + share
        picture.text(750, y + 14, "= a/n" if whole == 1 else "≠ a/n", anchor="end", fill=INK if whole == 1 else FAULT)
    picture.text(380, 50 + 30 * ROWS, said, fill=INK if finding is not None and finding.holds else FAULT)
    return picture.render()


def draw_coverage(modulus: int, uncovered: Sequence[int], finding: Finding | None) -> str:
    """Residues in rows: colour 0 covered, colour 1 listed as left; a wrong one is marked."""
    left = set(uncovered)
    colours = [int(s in left) for s in range(min(modulus, 4000))]
    wrong = finding.offending.get("residue") if finding is not None else None
    faults = {wrong} if isinstance(wrong, int) else set()
    return colour_grid(colours, title=f"residues modulo {modulus}, {len(left)} left", first=0, faults=faults)
