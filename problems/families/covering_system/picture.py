"""A picture of a covering: one row a class over one period, what is missed in red below."""

from __future__ import annotations

from math import lcm

from problems.families.covering_system.claim import CoveringParams, CoveringWitness
from problems.family import Finding
from problems.svg import ACCENT, FAULT, INK, QUIET, Svg

__all__ = ["draw"]

MAX_ROWS = 60
MAX_COLUMNS = 120


def draw(params: CoveringParams, witness: CoveringWitness, finding: Finding | None) -> str:
    """Integers 0, 1, … from left to right, at most `MAX_COLUMNS`; classes from top to bottom."""
    classes = [(residue, modulus) for residue, modulus in witness.classes if modulus > 0]
    columns = 1
    for _, modulus in classes:
        columns = min(lcm(columns, modulus), MAX_COLUMNS)
        if columns == MAX_COLUMNS:
            break
    columns = max(columns, 12)
    shown = classes[:MAX_ROWS]
    cell, left, row = 7.0, 120.0, 14.0
    height = (len(shown) + 1) * row
    picture = Svg(left + columns * cell + 16, height + 34, f"Covering system of {len(classes)} classes")
    offending = finding.offending if finding is not None else {}
    faults = [tuple(item) for item in (offending.get("class"), *offending.get("pair", ())) if isinstance(item, list)]
    missed = [x for x in range(columns) if not any((x - residue) % modulus == 0 for residue, modulus in classes)]
    for index, (residue, modulus) in enumerate(shown):
        faulty = (residue, modulus) in faults or modulus == offending.get("modulus")
        y = 4 + index * row
        picture.text(left - 6, y + 9, _label(residue, modulus), size=10, anchor="end", fill=FAULT if faulty else INK)
        picture.line(left, y + 6, left + columns * cell, y + 6, stroke=QUIET, width=0.5)
        for x in range(residue % modulus, columns, modulus):
            picture.rect(left + x * cell, y + 1, cell - 1, row - 4, fill=FAULT if faulty else ACCENT)
    y = 4 + len(shown) * row
    picture.text(left - 6, y + 9, "missed" if missed else "all covered", size=10, anchor="end")
    for x in missed:
        picture.rect(left + x * cell, y + 1, cell - 1, row - 4, fill=FAULT)
    note = f"{len(classes)} classes" + (f", {len(shown)} drawn" if len(shown) < len(classes) else "")
    note += f"; integers 0 to {columns - 1}"
    if "x" in offending:
        note += f"; {offending['x']} is in no class"
    picture.text(left, height + 24, note, anchor="start")
    return picture.render()


def _label(residue: int, modulus: int) -> str:
    if max(abs(residue), modulus) < 10**7:
        return f"{residue} mod {modulus}"
    return "… mod …"
