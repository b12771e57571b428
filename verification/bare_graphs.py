"""Graphs as other programs write them: sparse6, and lists of edges or coloured pairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from problems.errors import InputError, TooLargeError
from problems.graph6 import order_and_codes

__all__ = ["MAX_ORDER", "edge_colours", "sparse6_edges"]

MAX_ORDER = 1000
"""Vertices of the largest graph that is read."""


def edge_colours(rows: Iterable[tuple[int, Sequence[int]]], order: int, colours: int) -> str:
    """The colour digits of the pairs 01, 02, …, 12, … from lines (number, [u, v]) or (number, [u, v, colour]).

    Two colours: listed pairs have colour 0, the rest 1. With colours given every pair must be listed. Vertices count
    from 0; from 1 where `order` occurs as a vertex and 0 does not.
    """
    if order > MAX_ORDER:
        raise TooLargeError(f"graphs are read up to {MAX_ORDER} vertices")
    lines = list(rows)
    widths = {len(row) for _, row in lines}
    if not widths <= {2} and not widths <= {3}:
        number = next((number for number, row in lines if len(row) not in (2, 3)), lines[0][0])
        raise InputError(f"line {number}: expected `u v` on every line, or `u v colour` on every line")
    if widths <= {2} and colours != 2:
        raise InputError(f"a list of edges spells two colours, the claim has {colours}: write `u v colour`")
    ends = {end for _, row in lines for end in row[:2]}
    first = 1 if order in ends and 0 not in ends else 0
    found: dict[tuple[int, int], int] = {}
    for number, row in lines:
        u, v = sorted(end - first for end in row[:2])
        if not 0 <= u < v < order:
            what = "is a loop" if u == v else f"has an end outside {first}..{order - 1 + first}"
            raise InputError(f"line {number}: {row[0]} {row[1]} {what}")
        colour = row[2] if len(row) == 3 else 0
        if not 0 <= colour < colours:
            raise InputError(f"line {number}: colour {colour} is outside 0..{colours - 1}")
        if (u, v) in found:
            raise InputError(f"line {number}: {row[0]} {row[1]} is listed twice")
        found[u, v] = colour
    pairs = [(i, j) for i in range(order) for j in range(i + 1, order)]
    if widths == {3} and len(found) < len(pairs):
        i, j = next(pair for pair in pairs if pair not in found)
        raise InputError(f"the pair {i + first} {j + first} has no colour")
    return "".join(str(found.get(pair, 1)) for pair in pairs)


def sparse6_edges(text: str, order: int) -> Iterator[tuple[int, int]]:
    """The edges of a graph in sparse6, which must have `order` vertices; loops and repeated edges are refused later."""
    count, body = order_and_codes(text.removeprefix(":"), "sparse6")
    if count != order:
        raise InputError(f"sparse6: {count} vertices, the claim has {order}")
    bits = "".join(f"{code:06b}" for code in body)
    width = max(1, (count - 1).bit_length()) if count > 1 else 0
    here = at = 0
    # What is left at the end and too short for another edge is padding, as is a step beyond the last vertex.
    while width and at + 1 + width <= len(bits):
        step, target = bits[at] == "1", int(bits[at + 1 : at + 1 + width], 2)
        at += 1 + width
        here += step
        if here >= count:
            return
        if target > here:
            here = target
        else:
            yield target, here
