"""Canonical forms under the symmetries that several families share.

Each function returns the same value exactly for the objects that a symmetry maps to each other, or None where that
cannot be found out within the caps.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import permutations, product

from problems.symmetry.labelling import MAX_VERTICES, canonical_order

__all__ = [
    "circulant_form",
    "colour_exchanges",
    "covering_form",
    "edge_colouring_form",
    "first_use",
    "planar_form",
    "reflection_form",
    "set_system_form",
]

MAX_EXCHANGES = 24
"""Permutations of colours that are tried one by one."""

MAX_ELEMENTS = 20_000
"""Elements of all sets of a family that is labelled."""


def reflection_form(elements: Sequence[int], top: int) -> tuple[int, ...]:
    """The lesser of a sequence and its image under x → top + 1 - x, read backwards.

    >>> reflection_form([1, 2, 5], 5) == reflection_form([1, 4, 5], 5)
    True
    """
    return min(tuple(elements), tuple(top + 1 - element for element in reversed(elements)))


def first_use(colouring: Sequence[int], kinds: Sequence[object]) -> tuple[int, ...]:
    """The colouring with colours of one kind renamed in the order of their first use.

    Colours c and d may be exchanged where kinds[c] = kinds[d]; all colours must be below len(kinds).

    >>> first_use([2, 0, 2, 1], "aab")
    (2, 0, 2, 1)
    >>> first_use([2, 1, 2, 0], "aab")
    (2, 0, 2, 1)
    """
    free: dict[object, list[int]] = {}
    for colour in reversed(range(len(kinds))):
        free.setdefault(kinds[colour], []).append(colour)
    names: dict[int, int] = {}
    for colour in dict.fromkeys(colouring):
        names[colour] = free[kinds[colour]].pop()
    return tuple(map(names.__getitem__, colouring))


def colour_exchanges(kinds: Sequence[object]) -> list[tuple[int, ...]] | None:
    """All permutations of colours that keep kinds; None when they are more than are tried."""
    classes: dict[object, list[int]] = {}
    for colour, kind in enumerate(kinds):
        classes.setdefault(kind, []).append(colour)
    if math.prod(math.factorial(len(group)) for group in classes.values()) > MAX_EXCHANGES:
        return None
    found = []
    for images in product(*(permutations(group) for group in classes.values())):
        name = dict(zip((c for group in classes.values() for c in group), (c for i in images for c in i), strict=True))
        found.append(tuple(name[colour] for colour in range(len(kinds))))
    return found


def edge_colouring_form(order: int, colours: Sequence[int], kinds: Sequence[object]) -> bytes | None:
    """The colouring of the pairs 01, 02, …, 12, … under all permutations of the vertices and of colours of a kind."""
    exchanges = colour_exchanges(kinds)
    if exchanges is None or order > MAX_VERTICES:
        return None
    matrix = [[0] * order for _ in range(order)]
    pairs = ((i, j) for i in range(order) for j in range(i + 1, order))
    for (i, j), colour in zip(pairs, colours, strict=True):
        matrix[i][j] = matrix[j][i] = colour
    forms = []
    for names in exchanges:
        renamed = [[names[colour] for colour in row] for row in matrix]
        found = canonical_order([0] * order, renamed)
        if found is None:
            return None
        forms.append(bytes(renamed[u][v] for index, u in enumerate(found) for v in found[:index]))
    return min(forms)


def circulant_form(order: int, colours: Sequence[int], kinds: Sequence[object]) -> bytes | None:
    """A circulant colouring of the pairs under multiplication by units modulo the order and exchanges of colours.

    None when the colouring is not circulant, or there are too many exchanges.
    """
    exchanges = colour_exchanges(kinds)
    if exchanges is None or order > MAX_VERTICES:
        return None
    symbol = [0, *colours[: order - 1]]
    pairs = ((i, j) for i in range(order) for j in range(i + 1, order))
    for (i, j), colour in zip(pairs, colours, strict=True):
        if colour != symbol[j - i] or colour != symbol[order - j + i]:
            return None
    units = [unit for unit in range(1, order + 1) if math.gcd(unit, order) == 1]
    return min(
        (
            bytes(names[symbol[unit * d % order]] for d in range(1, order // 2 + 1))
            for unit in units
            for names in exchanges
        ),
        default=b"",
    )


def set_system_form(sets: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...] | None:
    """A family of sets under all permutations of its points (and of the order in which the sets are listed)."""
    points = sorted({point for chosen in sets for point in chosen})
    count, order = len(points), len(points) + len(sets)
    if order > MAX_VERTICES or sum(map(len, sets)) > MAX_ELEMENTS:
        return None
    place = {point: index for index, point in enumerate(points)}
    matrix = [[0] * order for _ in range(order)]
    for row, chosen in enumerate(sets, start=count):
        for point in chosen:
            matrix[row][place[point]] = matrix[place[point]][row] = 1
    found = canonical_order([0] * count + [1] * len(sets), matrix)
    if found is None:
        return None
    name = {vertex: index for index, vertex in enumerate(vertex for vertex in found if vertex < count)}
    return tuple(sorted(tuple(sorted(name[place[point]] for point in chosen)) for chosen in sets))


def covering_form(classes: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Residue classes (r, m), listed by modulus, under the maps x → x + t and x → t - x of the integers.

    The least list of residues is found greedily: once the residues so far are least, t is still free modulo the
    least common multiple of their moduli.
    """
    return min(_translated(classes), _translated([(-residue % modulus, modulus) for residue, modulus in classes]))


def _translated(classes: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    shift, step = 0, 1
    found = []
    for residue, modulus in classes:
        moved, common = (residue + shift) % modulus, math.gcd(step, modulus)
        least = moved % common
        # The multiple k of step with moved + k·step ≡ least modulo the modulus.
        if modulus > common:
            k = (least - moved) // common * pow(step // common, -1, modulus // common) % (modulus // common)
            shift += k * step
        step = step // common * modulus
        found.append((least, modulus))
    return tuple(found)


_Plane = Callable[[int, int], tuple[int, int]]

_DIHEDRAL: tuple[_Plane, ...] = (
    lambda x, y: (x, y),
    lambda x, y: (-y, x),
    lambda x, y: (-x, -y),
    lambda x, y: (y, -x),
    lambda x, y: (-x, y),
    lambda x, y: (x, -y),
    lambda x, y: (y, x),
    lambda x, y: (-y, -x),
)


def planar_form(points: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Points of the integer plane under translations and the eight symmetries of the square."""

    def images() -> Iterator[tuple[tuple[int, int], ...]]:
        for turn in _DIHEDRAL:
            turned = [turn(x, y) for x, y in points]
            left, low = min(x for x, _ in turned), min(y for _, y in turned)
            yield tuple(sorted((x - left, y - low) for x, y in turned))

    return min(images()) if points else ()
