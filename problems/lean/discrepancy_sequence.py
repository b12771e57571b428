"""Lean statement of `discrepancy_sequence`."""

from __future__ import annotations

from problems.errors import UnsupportedError
from problems.lean import Definitions, LeanStatement, exists, literal
from problems.lean.search import nothing, words_visited

__all__ = ["lean_statement", "no_sequence"]


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


def no_sequence(bound: int, n: int, multiplicative: bool) -> LeanStatement:
    """There is no such sequence: a complete search in the kernel."""
    if multiplicative:
        raise UnsupportedError("that there is no multiplicative sequence has no Lean statement")

    def conflict(letter: int, word: list[int]) -> bool:
        signs = [*word, letter]
        place = len(signs)
        return any(
            abs(sum(1 - 2 * signs[x - 1] for x in range(d, place + 1, d))) > bound
            for d in range(1, place + 1)
            if place % d == 0
        )

    words_visited(2, n, conflict)
    params = f"{literal(bound)} {literal(n)}"
    proposition = f"Discrepancy.Sequence {params} χ"
    return nothing("discrepancy_sequence", proposition, f"(Discrepancy.checkNone {params})", "Discrepancy.none_sound")
