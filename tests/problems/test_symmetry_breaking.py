"""Symmetry breaking of Ramsey colourings and sunflower-free families keeps a member of every orbit.

The cliques and sunflowers are taken too large to occur, so that every colouring or family of the size is a
witness: then each orbit must have a representative that satisfies the broken CNF.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, permutations, product
from typing import Any

import pytest

from problems.claim import Claim, Goal
from problems.family import get_family

pytest.importorskip("pysat", reason="the sat extra is not installed")
pytest.importorskip("pindakaas", reason="the sat extra is not installed")


def kept(family_name: str, params: dict[str, Any]) -> Callable[[dict[str, Any]], bool]:
    """Whether a witness satisfies the CNF with symmetry breaking, for some values of the auxiliaries."""
    from pysat.solvers import Solver

    from verification.encode import encode

    family = get_family(family_name)
    encoding = encode(Claim(family=family_name, params=params, goal=Goal.NONE))
    assert encoding.symmetry
    number = {name: index for index, name in enumerate(encoding.names, start=1)}
    solver = Solver(name="cadical153", bootstrap_with=[list(clause) for clause in encoding.clauses])

    def answer(witness: dict[str, Any]) -> bool:
        values = encoding.finite.encode(family.parse_witness(witness))
        return bool(
            solver.solve(assumptions=[number[name] if value else -number[name] for name, value in values.items()])
        )

    return answer


def images(colours: dict[frozenset[int], int], n: int, exchanges: list[dict[int, int]]) -> Iterator[str]:
    """Matrices of all images under vertex permutations and colour exchanges."""
    for order in permutations(range(n)):
        for exchange in exchanges:
            yield "".join(str(exchange[colours[frozenset({order[i], order[j]})]]) for i, j in combinations(range(n), 2))


@pytest.mark.parametrize(
    ("n", "ks"), [(3, [4, 4]), (4, [5, 5]), (4, [5, 6]), (5, [6, 6]), (5, [6, 7]), (4, [5, 5, 5]), (4, [5, 6, 5])]
)
def test_every_colouring_has_an_image_that_is_kept(n: int, ks: list[int]) -> None:
    answer = kept("ramsey_coloring", {"n": n, "ks": ks})
    pairs = [frozenset(pair) for pair in combinations(range(n), 2)]
    exchanges = [dict(enumerate(order)) for order in permutations(range(len(ks))) if [ks[c] for c in order] == ks]
    unseen = {"".join(digits) for digits in product("0123456789"[: len(ks)], repeat=len(pairs))}
    orbits = survivors = 0
    while unseen:
        matrix = min(unseen)
        orbit = set(images(dict(zip(pairs, map(int, matrix), strict=True)), n, exchanges))
        unseen -= orbit
        orbits += 1
        found = sum(answer({"matrix": image}) for image in orbit)
        assert found, f"the orbit of {matrix} is lost"
        survivors += found
    assert orbits <= survivors < len(ks) ** len(pairs)


@pytest.mark.parametrize(("n", "ks"), [(5, [6, 6]), (6, [7, 7, 7]), (7, [8, 9]), (7, [8, 9, 8])])
def test_every_circulant_colouring_has_an_image_that_is_kept(n: int, ks: list[int]) -> None:
    family = get_family("ramsey_coloring")
    params = {"n": n, "ks": ks, "circulant": True}
    exchanges = [dict(enumerate(order)) for order in permutations(range(len(ks))) if [ks[c] for c in order] == ks]
    interchangeable = len(exchanges) > 1
    answer = kept("ramsey_coloring", params) if interchangeable else None
    if answer is None:
        assert not family.model(family.parse_params(params)).symmetry
        return
    for colours in product(range(len(ks)), repeat=n // 2):
        spelled = [
            "".join(str(exchange[colours[min(j - i, n - j + i) - 1]]) for i, j in combinations(range(n), 2))
            for exchange in exchanges
        ]
        assert any(answer({"matrix": matrix}) for matrix in spelled), colours


@pytest.mark.parametrize(
    ("g", "w", "m"),
    [(2, None, 2), (3, None, 1), (3, None, 3), (3, None, 4), (4, 2, 2), (4, 2, 3), (5, 2, 4), (5, 3, 5)],
)
def test_every_family_has_an_image_that_is_kept(g: int, w: int | None, m: int) -> None:
    params = {"k": m + 2, "g": g, "m": m} | ({} if w is None else {"w": w})
    answer = kept("sunflower_free", params)
    ground = [set(chosen) for size in range(g + 1) for chosen in combinations(range(g), size) if w in (None, size)]
    unseen = {frozenset(map(frozenset, family)) for family in combinations(ground, m)}
    total, survivors = len(unseen), 0
    while unseen:
        one = next(iter(unseen))
        orbit = {
            frozenset(frozenset(order[point] for point in chosen) for chosen in one) for order in permutations(range(g))
        }
        unseen -= orbit
        found = sum(answer({"sets": [sorted(chosen) for chosen in family]}) for family in orbit)
        assert found, f"the orbit of {one} is lost"
        survivors += found
    assert survivors < total
