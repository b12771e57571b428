"""Colourings of {1, …, n} with sum-free classes: those of the literature and what compounds from them.

A colouring is a list whose entry i - 1 is the class of i. It is *strong* when no class holds a + b = c,
a = b included, and *weak* when only a ≠ b counts; a strong one is weak, and initial segments keep both.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

__all__ = ["strong_length", "sum_free_colourings", "weak_length"]

STRONG = {
    1: "0",
    2: "0110",
    3: "0110222220110",
    4: "01020211333323030102122120103232333311202010",
    5: (
        "01122031303331223011020110322033303130222204011220143043342431440444444410444434"
        "43444401444444404413424334034102211040222203130333022301102011032213330313022110"
    ),
}
"""Longest strong colourings: Schur (1, 4, 13), Baumert–Golomb (44) and Exoo (160), the last two as in OEIS A030126."""

WEAK = {
    1: "00",
    2: "00101110",
    3: "00101110220222202212101",
    4: "001011102202222022121013033333333113333033033333311102222222221110",
    5: (
        "00101110220222202212101303333303333111303333033330111222022022011144044444444444444444444444444444"
        "44444444444444444444444441114444444404111022220222201113033333333333131333033330311102222222220111"
    ),
}
"""Longest weak colourings that are known (2, 8, 23, 66, 196): 66 by Munter as in OEIS A072842; the others from a SAT
solver, the last with 1 … 23 as in the line before and 72 … 120 in one class, after Eliahou, Marín, Revuelta and Sanz
(2012), who recovered Walker's bound 196."""

MOST_CLASSES = 12
"""Compounds of more classes pass every length that is read."""


@cache
def _plan(classes: int) -> tuple[int, int]:
    """Length of the longest strong colouring that is known here, and the classes of its left part (0 for a record)."""
    best = (len(STRONG.get(classes, "")), 0)
    for left in range(1, classes):
        m, n = strong_length(left), strong_length(classes - left)
        best = max(best, (2 * m * n + m + n, left))
    return best


def strong_length(classes: int) -> int:
    """How far the strong colourings given here reach.

    >>> [strong_length(classes) for classes in range(1, 7)]
    [1, 4, 13, 44, 160, 481]
    """
    return _plan(min(classes, MOST_CLASSES))[0]


def weak_length(classes: int) -> int:
    """How far the weak colourings given here reach.

    >>> [weak_length(classes) for classes in range(1, 7)]
    [2, 8, 23, 66, 196, 642]
    """
    best = max(len(WEAK.get(classes, "")), strong_length(classes))
    return max(best, 4 * strong_length(classes - 1) + 2) if classes > 1 else best


def _strong(classes: int, n: int) -> list[int]:
    """The first n entries of the longest strong colouring.

    With a colouring of {1, …, m} by the left classes: x = (2m + 1) b + r with 1 <= r <= m takes the left
    class of r, every other x, which is (2m + 1) B - s with 0 <= s <= m, the right class of B. Residues
    of two numbers of one side add up to a residue of that side only as integers (Abbott–Hanson 1972;
    with m = 1 Schur 1916).
    """
    classes = min(classes, MOST_CLASSES)
    left = _plan(classes)[1]
    if not left:
        return [int(digit) for digit in STRONG[classes][:n]]
    m = strong_length(left)
    width = 2 * m + 1
    small, large = _strong(left, m), _strong(classes - left, -(-n // width))
    return [small[x % width - 1] if 1 <= x % width <= m else left + large[-(-x // width) - 1] for x in range(1, n + 1)]


def _weak(classes: int, n: int) -> list[int]:
    """The first n entries of the longest weak colouring.

    From a strong colouring of {1, …, m}: the last class takes 1 and all x ≡ 2 (mod 4), whose sums are
    ≡ 0 or 3; 4B - 1, 4B and 4B + 1 take the class of B. This reaches 4m + 2 (Rowley 2020).
    """
    if len(WEAK.get(classes, "")) >= n:
        return [int(digit) for digit in WEAK[classes][:n]]
    if strong_length(classes) >= n:
        return _strong(classes, n)
    inner = _strong(classes - 1, (n + 1) // 4)
    return [classes - 1 if x == 1 or x % 4 == 2 else inner[(x + 1) // 4 - 1] for x in range(1, n + 1)]


def sum_free_colourings(classes: int, n: int, *, weak: bool) -> Iterator[list[int]]:
    """A colouring of {1, …, n}, if one of those given here reaches so far."""
    if weak and weak_length(classes) >= n:
        yield _weak(classes, n)
    elif strong_length(classes) >= n:
        yield _strong(classes, n)
