"""Canonical forms: equivalent objects always meet, inequivalent ones never do.

The judge is brute force over the whole group on small objects, and nauty on larger graphs.
"""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from problems.family import BUILTIN, get_family
from problems.symmetry.forms import covering_form, edge_colouring_form, planar_form, set_system_form
from problems.symmetry.labelling import MAX_VERTICES, canonical_order

Matrix = list[list[int]]


def form(matrix: Sequence[Sequence[int]], colours: Sequence[int] | None = None) -> object:
    colours = colours or [0] * len(matrix)
    order = canonical_order(colours, matrix)
    assert order is not None
    assert sorted(order) == list(range(len(matrix)))
    return [colours[v] for v in order], [[matrix[u][v] for v in order[:i]] for i, u in enumerate(order)]


def relabelled(matrix: Matrix, names: Sequence[int]) -> Matrix:
    return [[matrix[u][v] for v in names] for u in names]


def of_pairs(order: int, colours: Sequence[int]) -> Matrix:
    matrix = [[0] * order for _ in range(order)]
    for (i, j), colour in zip(combinations(range(order), 2), colours, strict=True):
        matrix[i][j] = matrix[j][i] = colour
    return matrix


def naive(matrix: Matrix) -> object:
    """The least matrix over all orders."""
    count = len(matrix)
    return min([[matrix[u][v] for v in names[:i]] for i, u in enumerate(names)] for names in permutations(range(count)))


@pytest.mark.parametrize(("order", "colours"), [(4, 2), (4, 3), (5, 2)])
def test_all_small_colourings_fall_into_exactly_the_right_classes(order: int, colours: int) -> None:
    classes: dict[str, set[str]] = {}
    for choice in product(range(colours), repeat=order * (order - 1) // 2):
        matrix = of_pairs(order, choice)
        classes.setdefault(str(form(matrix)), set()).add(str(naive(matrix)))
    assert all(len(found) == 1 for found in classes.values()), "inequivalent graphs share a form"
    assert len(classes) == len(set().union(*classes.values())), "equivalent graphs have two forms"
    assert len(classes) == {(4, 2): 11, (4, 3): 66, (5, 2): 34}[order, colours]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_relabelled_graphs_have_one_form(data: st.DataObject) -> None:
    order = data.draw(st.integers(1, 12))
    edges = st.integers(0, data.draw(st.integers(0, 3)))
    matrix = of_pairs(
        order, data.draw(st.lists(edges, min_size=order * (order - 1) // 2, max_size=order * (order - 1) // 2))
    )
    colours = data.draw(st.lists(st.integers(0, 1), min_size=order, max_size=order))
    names = data.draw(st.permutations(range(order)))
    assert form(matrix, colours) == form(relabelled(matrix, names), [colours[v] for v in names])


def symmetric_graphs() -> dict[str, Matrix]:
    def graph(count: int, edge: Callable[[int, int], bool]) -> Matrix:
        return [[int(i != j and edge(i, j)) for j in range(count)] for i in range(count)]

    squares = {x * x % 61 for x in range(1, 61)}
    return {
        "paley 61": graph(61, lambda i, j: (i - j) % 61 in squares),
        "empty 120": graph(120, lambda i, j: i == j),
        "hypercube 6": graph(64, lambda i, j: (i ^ j).bit_count() == 1),
        "rook 8": graph(64, lambda i, j: i % 8 == j % 8 or i // 8 == j // 8),
        "cliques": graph(60, lambda i, j: i // 6 == j // 6),
        "cycles": graph(24, lambda i, j: i // 8 == j // 8 and (i - j) % 8 in (1, 7)),
        "cycle": graph(24, lambda i, j: (i - j) % 24 in (1, 23)),
    }


@pytest.mark.parametrize("name", symmetric_graphs())
def test_symmetric_graphs_are_done_and_do_not_meet(name: str) -> None:
    matrix = symmetric_graphs()[name]
    names = list(range(len(matrix)))
    random.Random(1).shuffle(names)
    assert form(matrix) == form(relabelled(matrix, names))
    others = [form(other) for title, other in symmetric_graphs().items() if title != name]
    assert form(matrix) not in others


def test_graphs_beyond_the_cap_are_given_up() -> None:
    count = MAX_VERTICES + 1
    assert canonical_order([0] * count, of_pairs(count, [0] * (count * (count - 1) // 2))) is None
    assert edge_colouring_form(count, [0] * (count * (count - 1) // 2), (3, 3)) is None


def graph6(matrix: Matrix) -> str:
    bits = "".join(str(matrix[i][j]) for j in range(len(matrix)) for i in range(j))
    bits += "0" * (-len(bits) % 6)
    return chr(63 + len(matrix)) + "".join(chr(63 + int(bits[at : at + 6], 2)) for at in range(0, len(bits), 6))


def from_graph6(line: str) -> Matrix:
    order = ord(line[0]) - 63
    bits = "".join(f"{ord(char) - 63:06b}" for char in line[1:])
    matrix = [[0] * order for _ in range(order)]
    columns = ((i, j) for j in range(order) for i in range(j))
    for (i, j), bit in zip(columns, bits, strict=False):
        matrix[i][j] = matrix[j][i] = int(bit)
    return matrix


def circulant(order: int, distances: Sequence[int]) -> Matrix:
    near = {*distances, *(order - d for d in distances)}
    return [[int((j - i) % order in near) for j in range(order)] for i in range(order)]


def strongly_regular() -> Iterator[Matrix]:
    """The rook's graph on 4 × 4 and Shrikhande's, which no refinement holds apart, and a Latin square graph."""
    places = list(product(range(4), repeat=2))
    yield [[int(u != v and (u[0] == v[0] or u[1] == v[1])) for v in places] for u in places]
    steps = {(1, 0), (0, 1), (1, 1), (3, 0), (0, 3), (3, 3)}
    yield [[int(((v[0] - u[0]) % 4, (v[1] - u[1]) % 4) in steps) for v in places] for u in places]
    cells = [(i, j, (i + j) % 5) for i, j in product(range(5), repeat=2)]
    yield [[int(sum(a == b for a, b in zip(u, v, strict=True)) == 1) for v in cells] for u in cells]


@pytest.mark.needs("nauty")
def test_nauty_sees_the_same_classes() -> None:
    """Regular graphs of degree 3 and 4 with many relabellings, where refinement alone sees nothing."""
    rng = random.Random(7)
    geng, labelg = (next(filter(None, map(shutil.which, (f"nauty-{name}", name)))) for name in ("geng", "labelg"))
    lines = []
    for words in (["-q", "-d3", "-D3", "10"], ["-q", "-d4", "-D4", "9"], ["-q", "6"]):
        lines += subprocess.run([geng, *words], capture_output=True, text=True, check=True).stdout.split()
    graphs = [*map(from_graph6, lines), *strongly_regular()]
    graphs += [
        circulant(n, rng.sample(range(1, n // 2 + 1), n // 4)) for n in (12, 16, 20, 24, 28, 30) for _ in range(15)
    ]
    mixed = []
    for matrix in graphs:
        for _ in range(3):
            names = list(range(len(matrix)))
            rng.shuffle(names)
            mixed.append(relabelled(matrix, names))
    text = "\n".join(map(graph6, mixed)) + "\n"
    theirs = subprocess.run([labelg, "-q"], input=text, capture_output=True, text=True, check=True).stdout.split()
    pairs = {(their, str(form(matrix))) for their, matrix in zip(theirs, mixed, strict=True)}
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs}) > len(lines)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_set_systems_meet_exactly_under_renaming(data: st.DataObject) -> None:
    """Brute force over all renamings of four points."""
    family = st.frozensets(st.frozensets(st.integers(0, 3)), max_size=5)
    one, other = data.draw(family), data.draw(family)
    names = data.draw(st.permutations(range(4)))
    renamed = [sorted(names[point] for point in chosen) for chosen in one]
    listed = [sorted(chosen) for chosen in one]
    assert set_system_form(listed) == set_system_form(renamed)
    equivalent = any({frozenset(n[p] for p in chosen) for chosen in one} == other for n in permutations(range(4)))
    assert (set_system_form(listed) == set_system_form([sorted(chosen) for chosen in other])) == equivalent


@given(st.lists(st.tuples(st.integers(0, 23), st.sampled_from([2, 3, 4, 6, 8, 12])), min_size=1, max_size=4), st.data())
@settings(max_examples=200, deadline=None)
def test_coverings_meet_exactly_under_translation_and_reflection(
    raw: list[tuple[int, int]], data: st.DataObject
) -> None:
    classes = sorted({m: (r % m, m) for r, m in raw}.values(), key=lambda item: item[1])
    other = [(data.draw(st.integers(0, m - 1)), m) for _, m in classes]

    def orbit(system: list[tuple[int, int]]) -> set[tuple[tuple[int, int], ...]]:
        return {tuple(((s * r + t) % m, m) for r, m in system) for t in range(24) for s in (1, -1)}

    assert {covering_form(list(image)) for image in orbit(classes)} == {covering_form(classes)}
    assert covering_form(classes) in orbit(classes)
    assert (covering_form(other) == covering_form(classes)) == (tuple(other) in orbit(classes))


@given(st.sets(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=1, max_size=5), st.integers(-9, 9))
@settings(max_examples=60, deadline=None)
def test_planar_sets_meet_under_the_symmetries_of_the_lattice(points: set[tuple[int, int]], shift: int) -> None:
    assert planar_form(sorted(points)) == planar_form(sorted((shift - y, x + 3) for x, y in points))


SMALL: dict[str, tuple[dict[str, Any], str, list[Any]]] = {
    "ramsey_coloring": ({"n": 4, "ks": [3, 3]}, "matrix", ["".join(c) for c in product("01", repeat=6)]),
    "vdw_coloring": ({"n": 5, "lengths": [3, 3]}, "coloring", ["".join(c) for c in product("01", repeat=5)]),
    "schur_coloring": ({"n": 4, "k": 3}, "coloring", [list(c) for c in product(range(3), repeat=4)]),
    "discrepancy_sequence": ({"n": 5, "C": 2}, "s", ["".join(c) for c in product("+-", repeat=5)]),
    "sidon_golomb": ({"N": 7, "k": 3}, "set", [list(c) for c in combinations(range(1, 8), 3)]),
    "ap_free_set": ({"k": 3, "N": 6, "m": 3}, "set", [list(c) for c in combinations(range(1, 7), 3)]),
    "minimum_overlap": ({"n": 3, "M": 2}, "A", [list(c) for c in combinations(range(1, 7), 3)]),
    "sunflower_free": (
        {"k": 3, "g": 3, "m": 3},
        "sets",
        [[list(s) for s in c] for c in combinations([(), (0,), (1,), (0, 1), (0, 2), (1, 2), (0, 1, 2)], 3)],
    ),
}


@pytest.mark.parametrize("name", SMALL)
def test_what_is_merged_is_verified_together(name: str) -> None:
    """Merging a witness that holds with one that fails would show the wrong one to a reader."""
    family = get_family(name)
    raw, field, objects = SMALL[name]
    params = family.parse_params(raw)
    found: dict[str, set[bool]] = {}
    for item in objects:
        witness = family.parse_witness({field: item})
        key = family.canonical_witness(params, witness)
        assert key is not None
        found.setdefault(str(key), set()).add(family.check(params, witness).holds)
    assert all(len(answers) == 1 for answers in found.values())
    assert len(found) < len(objects)


def test_symmetries_that_the_claim_does_not_have_are_not_used() -> None:
    def same(name: str, params: dict[str, Any], one: dict[str, Any], other: dict[str, Any]) -> bool:
        family = get_family(name)
        parsed = family.parse_params(params)
        keys = [family.canonical_witness(parsed, family.parse_witness(item)) for item in (one, other)]
        return keys[0] is not None and bool(keys[0] == keys[1])

    reciprocal = {"k": 3, "N": 9, "m": 2, "reciprocal_sum": "1/2"}
    assert same("ap_free_set", {"k": 3, "N": 9, "m": 2}, {"set": [1, 2]}, {"set": [8, 9]})
    assert not same("ap_free_set", reciprocal, {"set": [1, 2]}, {"set": [8, 9]})
    assert not same("vdw_coloring", {"n": 3, "lengths": [2, 3]}, {"coloring": "011"}, {"coloring": "100"})
    assert not same("ramsey_coloring", {"n": 3, "ks": [2, 3]}, {"matrix": "110"}, {"matrix": "001"})
    multiplicative = {"n": 3, "C": 2, "multiplicative": True}
    assert not same("discrepancy_sequence", multiplicative, {"s": "+-+"}, {"s": "-+-"})
    five = {"n": 5, "ks": [3, 3], "circulant": True}
    assert same("ramsey_coloring", five, {"matrix": "0110011010"}, {"matrix": "1001100101"})
    assert not same("ramsey_coloring", five, {"matrix": "0110011011"}, {"matrix": "0110011011"}), (
        "no circulant: as given"
    )
    covering = {"m": 2, "M": 12}
    assert not same("covering_system", covering, {"classes": [[3, 2]]}, {"classes": [[1, 2]]}), "3 mod 2 is refuted"


@pytest.mark.parametrize("name", BUILTIN)
def test_every_family_has_a_form_for_its_examples(name: str) -> None:
    family = get_family(name)
    for params, raw in family.examples():
        parsed = family.parse_params(params)
        witness = family.parse_witness(family.fill_witness(parsed.model_dump(mode="json", exclude_none=True), raw))
        assert family.canonical_witness(parsed, witness) == family.canonical_witness(parsed, witness) is not None
