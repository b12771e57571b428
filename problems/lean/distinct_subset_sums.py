"""Lean statement of `distinct_subset_sums`."""

from __future__ import annotations

from collections.abc import Sequence

from problems.errors import TooLargeError
from problems.lean import Definitions, LeanStatement, exists, literal

__all__ = ["lean_statement"]

MAX_ELEMENTS = 14
"""Beyond, the 2ⁿ subsets take the kernel too long."""


def lean_statement(n: int, top: int, elements: Sequence[int]) -> LeanStatement:
    """There are n numbers in 1..top with distinct subset sums, shown by a table from sums to subsets."""
    if max(n, len(elements)) > MAX_ELEMENTS:
        raise TooLargeError(f"all subsets are run through in Lean for at most {MAX_ELEMENTS} elements")
    text = Definitions()
    witness = text.numbers("A", elements)
    sums = {0: 0}
    for place, element in enumerate(elements):
        sums.update({value + element: subset | 1 << place for value, subset in list(sums.items())})
    sums = {value: subset for value, subset in sums.items() if value >= 0}
    which = text.hashed_table("which", sums, purpose="The subset that has a given sum, by its bits.")
    params = f"{literal(n)} {literal(top)}"
    return exists(
        "distinct_subset_sums",
        text,
        bound="A : List Nat",
        witness=witness,
        parts=[
            (f"(SubsetSums.Distinct {params} A)", f"(SubsetSums.check {which} {params} {witness})", "SubsetSums.sound")
        ],
    )
