"""Parameters and witness of Ramsey colourings, and the spellings of a colouring that are accepted as input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from problems.errors import InputError, TooLargeError
from problems.family import Params, Witness
from problems.graph6 import order_and_codes
from problems.values import Flag, Integer, parse_integer

__all__ = ["MAX_COLOURS", "MAX_N", "RamseyParams", "RamseyWitness", "circulant_matrix", "pairs", "spelled_matrix"]

MAX_N = 1000
"""Vertices of the largest colouring that is read."""

MAX_COLOURS = 10
"""One decimal digit a colour."""

MAX_PAIRS = MAX_N * (MAX_N - 1) // 2


class RamseyParams(Params):
    """n vertices and the forbidden clique of each colour."""

    n: Annotated[Integer, Field(ge=1, le=10**12)]
    """Number of vertices of the complete graph."""
    ks: Annotated[tuple[Annotated[Integer, Field(ge=2, le=10**6)], ...], Field(min_length=1, max_length=MAX_COLOURS)]
    """Colour i (from 0) must not contain a complete graph on ks[i] vertices; the order is kept."""
    circulant: Flag = False
    """Whether only colourings are meant in which the colour of {i, j} depends on j - i modulo n alone."""


class RamseyWitness(Witness):
    """The colour of every pair of vertices 0, …, n - 1.

    Accepted as input in its place: `graph6` for two colours, whose edges have colour 0, and `circulant`: for each
    colour but the last (or for each) the list of all differences 1 ≤ s < n of that colour, closed under s → n - s.
    """

    matrix: Annotated[str, StringConstraints(pattern=r"^[0-9]*$", max_length=MAX_PAIRS)]
    """Colour digits of the pairs {i, j}, i < j, row by row: 01, 02, …, 0(n-1), 12, 13, …"""


def pairs(n: int) -> Iterator[tuple[int, int]]:
    """The pairs i < j of 0, …, n - 1 in the order of the matrix."""
    return combinations(range(n), 2)


def circulant_matrix(colours: Sequence[int], n: int) -> str:
    """The matrix in which the pair at distance d = min(j - i, n - j + i) has colour colours[d - 1]."""
    row = "".join(str(colours[min(d, n - d) - 1]) for d in range(1, n))
    return "".join(row[: n - 1 - i] for i in range(n - 1))


def spelled_matrix(params: Mapping[str, Any], raw: Mapping[str, Any]) -> str | None:
    """The matrix of a witness given as `graph6` or `circulant`; None when it is given as neither."""
    given = [key for key in ("graph6", "circulant") if key in raw]
    if not given:
        return None
    if len(given) > 1 or "matrix" in raw:
        raise _fault("give one of matrix, graph6 and circulant")
    n, colours = int(params["n"]), len(params["ks"])
    if n > MAX_N:
        raise TooLargeError(f"colourings are read up to n = {MAX_N}")
    if given == ["graph6"]:
        if colours != 2:
            raise _fault(f"graph6 spells two colours, the claim has {colours}")
        return _from_graph6(raw["graph6"], n)
    return _from_differences(raw["circulant"], n, colours)


def _fault(what: str) -> InputError:
    return InputError(f"ramsey_coloring witness: {what}")


def _from_graph6(text: Any, n: int) -> str:
    """Colour 0 for edges, 1 for the rest; graph6 lists the pairs column by column: 01, 02, 12, 03, …"""
    if not isinstance(text, str) or len(text) > MAX_PAIRS:
        raise _fault("graph6: expected a string")
    try:
        order, body = order_and_codes(text.removeprefix(">>graph6<<"), "graph6")
    except InputError as error:
        raise _fault(str(error)) from None
    count = n * (n - 1) // 2
    if order != n:
        raise _fault(f"graph6: {order} vertices, the claim has n = {n}")
    if len(body) != -(-count // 6):
        raise _fault(f"graph6: {len(body)} characters for the pairs, expected {-(-count // 6)}")
    bits = [code >> shift & 1 for code in body for shift in range(5, -1, -1)]
    if any(bits[count:]):
        raise _fault("graph6: the padding is not zero")
    return "".join("10"[bits[j * (j - 1) // 2 + i]] for i, j in pairs(n))


def _from_differences(lists: Any, n: int, colours: int) -> str:
    if not isinstance(lists, (list, tuple)) or len(lists) not in (colours - 1, colours):
        raise _fault(f"circulant: expected {colours - 1} lists of differences, one for each colour but the last")
    colour_of: dict[int, int] = {}
    for colour, entries in enumerate(lists):
        if not isinstance(entries, (list, tuple)) or len(entries) >= MAX_N:
            raise _fault(f"circulant.{colour}: expected a list of fewer than {MAX_N} differences")
        try:
            differences = [parse_integer(entry) for entry in entries]
        except ValueError as error:
            raise _fault(f"circulant.{colour}: {error}") from None
        for position, s in enumerate(differences):
            if not 1 <= s < n:
                raise _fault(f"circulant.{colour}: a difference is outside 1..{n - 1}")
            if position and differences[position - 1] >= s:
                raise _fault(f"circulant.{colour}: {s} follows {differences[position - 1]}: not strictly increasing")
            if s in colour_of:
                raise _fault(f"circulant.{colour}: {s} has colour {colour_of[s]} already")
            colour_of[s] = colour
    if len(lists) == colours and len(colour_of) != n - 1:
        raise _fault("circulant: some difference has no colour")
    whole = [colour_of.get(s, colours - 1) for s in range(1, n)]
    for s in range(1, n):
        if whole[s - 1] != whole[n - s - 1]:
            raise _fault(f"circulant: {s} and {n - s} have different colours; the sets are closed under s -> n - s")
    return circulant_matrix(whole, n)
