"""Lean statement of `covering_system`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from problems.errors import TooLargeError, UnsupportedError
from problems.lean import Definitions, LeanStatement, compare, exists, exists_first, literal

if TYPE_CHECKING:
    from problems.families.covering_system.claim import CoveringParams

__all__ = ["lean_statement"]

MAX_STEPS = 400_000
"""Numbers of a period times classes: what the kernel looks at, at most."""


def lean_statement(params: CoveringParams, classes: Sequence[tuple[int, int]]) -> LeanStatement:
    """There is a covering system that satisfies the conditions of the parameters."""
    if params.apart:
        raise UnsupportedError("the condition `apart` has no Lean statement yet")
    if any(modulus < 1 for _, modulus in classes):
        raise UnsupportedError("a modulus is not positive")
    period = math.lcm(*(modulus for _, modulus in classes))
    if period * len(classes) > MAX_STEPS:
        raise TooLargeError(f"a period of {period} numbers is too long for the Lean kernel")
    text = Definitions()
    moduli = text.numbers("moduli", [modulus for _, modulus in classes])
    for residue, _ in classes:
        literal(residue)
    residues = text.hashed_table(
        "residue", {modulus: residue for residue, modulus in classes}, purpose="The residue that belongs to a modulus."
    )
    parts = [("(Covering.System ns a)", f"(Covering.check {period} {moduli} {residues})", "Covering.sound")]

    def on_moduli(statement: str, test: str, sound: str) -> None:
        parts.append((f"({statement} ns)", f"(Workbench.all {moduli} (fun n => {test}))", sound))

    on_moduli(f"Covering.ModuliAtLeast {params.m}", f"Nat.ble {params.m} n", "Covering.at_least_sound")
    if params.M is not None:
        on_moduli(f"Covering.ModuliAtMost {params.M}", f"Nat.ble n {params.M}", "Covering.at_most_sound")
    if params.L is not None:
        top = literal(params.L)
        on_moduli(f"Covering.ModuliDivide {top}", f"Workbench.divides n {top}", "Covering.divide_sound")
    if "odd" in params.filter:
        on_moduli("Covering.ModuliOdd", "Workbench.notDivides 2 n", "Covering.odd_sound")
    if "squarefree" in params.filter:
        test = "Workbench.allUpTo n (fun p => or (Nat.ble p 1) (Workbench.notDivides (Nat.mul p p) n))"
        on_moduli("Covering.ModuliSquarefree", test, "Covering.squarefree_sound")
    if params.filter == "prime_minus_one":
        on_moduli("Covering.ModuliPrimeMinusOne", "Workbench.prime (Nat.succ n)", "Covering.prime_sound")
    if params.k is not None:
        parts.append(compare("le", "(Workbench.length {})", literal(params.k), "ns", moduli))
    if params.minimal:
        own = text.hashed_table(
            "own", _own(classes, period), purpose="A number that is in the class of a modulus alone."
        )
        parts.append(
            ("(Covering.Minimal ns a)", f"(Covering.checkMinimal {own} {moduli} {residues})", "Covering.minimal_sound")
        )
    inner = exists("covering_system", text, bound="a : Nat → Nat", witness=residues, parts=parts)
    return exists_first("ns : List Nat", moduli, inner)


def _own(classes: Sequence[tuple[int, int]], period: int) -> dict[int, int]:
    """Modulus → a number below the period that only its class covers, where there is one."""
    found: dict[int, int] = {}
    for x in range(period):
        home = [modulus for residue, modulus in classes if x % modulus == residue % modulus]
        if len(home) == 1:
            found.setdefault(home[0], x)
    return found
