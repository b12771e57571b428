"""Lean statement of `discrepancy_sequence`."""

from __future__ import annotations

from problems.errors import UnsupportedError
from problems.lean import Definitions, LeanStatement, exists, literal

__all__ = ["lean_statement"]


def lean_statement(bound: int, n: int, multiplicative: bool, signs: str) -> LeanStatement:
    """There is a sequence of n signs of discrepancy at most `bound`."""
    if len(signs) != n:
        raise UnsupportedError(f"{len(signs)} signs for {n} places")
    text = Definitions()
    places = {place: int(sign == "-") for place, sign in enumerate(signs, start=1)}
    name = text.table("sign", places, purpose="1 where the sign is -1, as bits from the right.")
    params = f"{literal(bound)} {literal(n)}"
    parts = [(f"(Discrepancy.Sequence {params} s)", f"(Discrepancy.check {params} {name})", "Discrepancy.sound")]
    if multiplicative:
        parts.append(
            (
                f"(Discrepancy.Multiplicative {literal(n)} s)",
                f"(Discrepancy.checkMultiplicative {literal(n)} {name})",
                "Discrepancy.multiplicative_sound",
            )
        )
    return exists("discrepancy_sequence", text, bound="s : Nat → Nat", witness=name, parts=parts)
