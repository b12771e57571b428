"""Lean statement of `minimum_overlap`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from problems.errors import TooLargeError, UnsupportedError
from problems.lean import Definitions, LeanStatement, exists, exists_first, literal

if TYPE_CHECKING:
    from problems.families.minimum_overlap.claim import OverlapParams, OverlapWitness

__all__ = ["lean_statement"]

MAX_SIZE = 400
"""Half the interval, or steps; the kernel's work is quadratic."""


def lean_statement(params: OverlapParams, witness: OverlapWitness) -> LeanStatement:
    """There is a split, or a step function with rational heights, of small overlap."""
    text = Definitions()
    if params.n is not None and params.M is not None and witness.A is not None:
        if params.n > MAX_SIZE:
            raise TooLargeError(f"splits are written to Lean up to n = {MAX_SIZE}")
        if any(not 1 <= a <= 2 * params.n for a in witness.A) or len(set(witness.A)) < len(witness.A):
            raise UnsupportedError("A is not a set of numbers in 1..2n, so that it has no membership table")
        if list(witness.A) != sorted(witness.A):
            raise UnsupportedError("A is not in increasing order")
        chi = text.table("part", dict.fromkeys(witness.A, 1), purpose="1 at the elements of A, 0 at the others.")
        terms = f"{params.n} {params.M}"
        parts = [(f"(Overlap.Split {terms} χ)", f"(Overlap.checkSplit {terms} {chi})", "Overlap.split_sound")]
        return exists("minimum_overlap", text, bound="χ : Nat → Nat", witness=chi, parts=parts)
    if params.claim_upper is None or witness.heights is None:
        raise UnsupportedError("the witness is not of the kind that the parameters ask for")
    if witness.root_heights is not None:
        raise UnsupportedError("Lean statements of step functions have rational heights only")
    steps = len(witness.heights)
    if params.steps is not None and steps != params.steps:
        raise UnsupportedError(f"{steps} steps, expected {params.steps}")
    if steps > MAX_SIZE:
        raise TooLargeError(f"step functions are written to Lean up to {MAX_SIZE} steps")
    scale = math.lcm(*(height.denominator for height in witness.heights))
    heights = {i: int(height * scale) for i, height in enumerate(witness.heights)}
    for height in heights.values():
        literal(height)
    name = text.table("height", heights, purpose=f"Heights of the {steps} steps in units of 1/{scale}.")
    bound = f"{params.claim_upper.numerator} {params.claim_upper.denominator}"
    size = "m" if params.steps is None else str(steps)
    check = f"(Overlap.checkSteps {steps} {literal(scale)} {bound} {name})"
    parts = [(f"(Overlap.Steps {size} q {bound} p)", check, "Overlap.steps_sound")]
    inner = exists("minimum_overlap", text, bound="p : Nat → Nat", witness=name, parts=parts)
    whole = exists_first("q : Nat", literal(scale), inner)
    return whole if params.steps is not None else exists_first("m : Nat", str(steps), whole)
