"""Lean statement of `sunflower_free`."""

from __future__ import annotations

from collections.abc import Sequence

from problems.errors import TooLargeError, UnsupportedError
from problems.lean import Definitions, LeanStatement, exists, literal

__all__ = ["lean_statement"]

MAX_POINTS = 4000
"""Sets are bit masks of this many points at most."""


def lean_statement(k: int, w: int | None, g: int, m: int, sets: Sequence[Sequence[int]]) -> LeanStatement:
    """There are m distinct sets (of w points each) of g points without k that form a sunflower."""
    if g > MAX_POINTS:
        raise TooLargeError(f"sets are written to Lean as bit masks of up to {MAX_POINTS} points")
    if len(sets) != m:
        raise UnsupportedError(f"{len(sets)} sets, expected {m}")
    if any(list(chosen) != sorted(set(chosen)) or (chosen and chosen[0] < 0) for chosen in sets):
        raise UnsupportedError("a set is not an increasing list of points, so that it has no bit mask")
    if any(point >= 2 * MAX_POINTS for chosen in sets for point in chosen):
        raise UnsupportedError("a point is far outside the ground set")
    text = Definitions()
    masks = {i: sum(1 << point for point in chosen) for i, chosen in enumerate(sets)}
    name = text.table("set", masks, purpose="The sets as bit masks, one after the other from the right.")
    params = f"{literal(k)} {literal(g)} {literal(m)}"
    parts = [(f"(Sunflower.Free {params} f)", f"(Sunflower.check {params} {name})", "Sunflower.sound")]
    if w is not None:
        size = f"(Workbench.sumBelow {g} (fun p => Nat.mod (Nat.shiftRight ({name} i) p) 2))"
        parts.append(
            (
                f"(Sunflower.Uniform {w} {g} {m} f)",
                f"(Workbench.allBelow {m} (fun i => Nat.beq {size} {w}))",
                "Sunflower.uniform_sound",
            )
        )
    return exists("sunflower_free", text, bound="f : Nat → Nat", witness=name, parts=parts)
