"""Constants that kernels know by name: they calculate with them, or make them, whatever the export says they are.

A kernel that meets `Nat.gcd 4 6` answers 2, even where the export defines `Nat.gcd` as 0; over such a definition
everything is provable. So wherever an export declares one of these names, used or not, it must be the constant that
the reference has, together with all that this one rests on.
"""

from __future__ import annotations

from verification.lean.environment import Environment, Name

__all__ = ["NATIVE", "PRIMITIVES", "occurring"]

_NATURALS = (
    "add", "sub", "mul", "div", "mod", "pow", "gcd", "log2", "beq", "ble", "land", "lor", "xor", "shiftLeft",
    "shiftRight", "zero", "succ", "pred", "rec",
)  # fmt: skip

PRIMITIVES: tuple[Name, ...] = (
    ("Nat",),
    *(("Nat", each) for each in _NATURALS),
    ("Bool",),
    ("Bool", "true"),
    ("Bool", "false"),
    ("String",),
    ("String", "mk"),
    ("String", "ofList"),
    ("String", "ofByteArray"),
    ("Char",),
    ("Char", "ofNat"),
    ("List",),
    ("List", "nil"),
    ("List", "cons"),
    ("Eq",),
    ("Eq", "refl"),
    ("Quot",),
    ("Quot", "mk"),
    ("Quot", "lift"),
    ("Quot", "ind"),
    ("eagerReduce",),
    ("optParam",),
    ("autoParam",),
    ("outParam",),
    ("semiOutParam",),
)
"""Numbers and what comparing them yields, text and what it is made of, quotients with the equality that they need,
and marks on terms and types."""

NATIVE: tuple[Name, ...] = (
    ("Lean", "reduceBool"),
    ("Lean", "reduceNat"),
    ("Lean", "ofReduceBool"),
    ("Lean", "ofReduceNat"),
    ("Lean", "trustCompiler"),
)
"""Kernels before Lean 4.35 evaluate the first two by compiled code, which need not do what the definitions say; the
last three are the axioms that say it does. Nothing that rests on any of them is believed."""


def occurring(environment: Environment) -> tuple[Name, ...]:
    """The primitives that an environment declares."""
    return tuple(name for name in PRIMITIVES if name in environment.constants)
