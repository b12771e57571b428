"""Progressions against naive loops, and the interval bounds against published values.

The bounds enter the models of large N as a lemma that no proof checker sees, so they are tested apart.
"""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from problems.errors import TooLargeError
from problems.progressions import (
    count_progressions,
    digit_set,
    find_progression,
    forbidden_by,
    greedy_set,
    interval_bounds,
    largest_cut,
    sphere_set,
)
from problems.residue_colorings import indices, residue_colorings

LEAST_N = [1, 2, 4, 5, 9, 11, 13, 14, 20, 24, 26, 30, 32, 36, 40, 41, 51, 54, 58, 63, 71, 74, 82, 84, 92, 95, 100, 104]
"""A065825: the least N with r_3(N) ≥ m, for m = 1, 2, …"""

R4 = [1, 2, 3, 3, 4, 5, 5, 6, 7, 8, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15, 16, 17, 17, 18, 18, 18]
"""A003003: r_4(N) for N = 1, 2, …"""

R5 = [1, 2, 3, 4, 4, 5, 6, 7, 8, 8, 9, 10, 11, 12, 12, 13, 14, 15, 16, 16, 16, 16, 16, 17, 18, 18, 19, 20, 21, 21, 22]
"""A003004: r_5(N) for N = 1, 2, …"""


def naive(elements: list[int], k: int) -> list[tuple[int, int]]:
    members = set(elements)
    top = max(elements, default=0)
    return [(a, d) for a in elements for d in range(1, top + 1) if all(a + j * d in members for j in range(k))]


def test_progressions_are_found_and_counted_as_by_naive_loops() -> None:
    rng = random.Random(5)
    for _ in range(300):
        k = rng.choice([2, 3, 3, 4, 5])
        elements = sorted(rng.sample(range(1, 40), rng.randint(0, 14)))
        expected = naive(elements, k)
        found = find_progression(elements, k)
        assert (found is None) == (not expected)
        assert found is None or found in expected
        assert count_progressions(sum(1 << a for a in elements), k) == len(expected)


def test_forbidden_positions_are_those_that_complete_a_progression() -> None:
    rng = random.Random(6)
    for _ in range(100):
        k = rng.choice([3, 4, 5])
        *chosen, new = sorted(rng.sample(range(1, 25), rng.randint(1, 9)))
        mask = forbidden_by(chosen, new, k)
        for position in range(new + 1, 60):
            ends = any(a + (k - 1) * d == position and a + (k - 2) * d == new for a, d in naive([*chosen, new], k - 1))
            assert bool(mask >> position & 1) == ends


def test_many_elements_are_refused() -> None:
    with pytest.raises(TooLargeError):
        find_progression(range(1, 10_000), 3)


def test_interval_bounds_by_all_subsets() -> None:
    for k in (3, 4, 5):
        for length in range(1, 12):
            largest = max(
                size
                for size in range(length + 1)
                if any(not naive(list(chosen), k) for chosen in combinations(range(1, length + 1), size))
            )
            assert interval_bounds(k, 11)[length] == largest


@pytest.mark.parametrize(("k", "published"), [(4, R4), (5, R5)])
def test_interval_bounds_are_the_published_values(k: int, published: list[int]) -> None:
    assert list(interval_bounds(k, len(published))[1:]) == published


def test_interval_bounds_never_lie_below_the_published_values() -> None:
    bounds = interval_bounds(3, 104)
    for size, least in enumerate(LEAST_N, start=1):
        assert bounds[least] >= size
        assert least > 41 or bounds[least - 1] == size - 1


def test_constructions_have_no_progressions() -> None:
    for k in (3, 4, 5, 6, 7, 9):
        for cut in largest_cut(digit_set(k, 60), 100):
            assert cut[0] == 1
            assert cut[-1] <= 100
            assert find_progression(cut, k) is None
        for seed in range(5):
            found = greedy_set(k, 80, [1, 5], random.Random(seed))
            assert find_progression(found, k) is None
    for top in (50, 500, 5000):
        sphere = sphere_set(top, 5000)
        assert find_progression(sphere, 3) is None
        assert sphere[-1] <= top


def test_indices_are_discrete_logarithms() -> None:
    for p in (3, 7, 11, 13):
        table = indices(p)
        assert sorted(table[1:]) == list(range(p - 1))
        assert all(table[x * y % p] == (table[x] + table[y]) % (p - 1) for x in range(1, p) for y in range(1, p))


def test_residue_colorings_have_the_length_asked_for() -> None:
    for r, k, n in ((2, 4, 30), (3, 4, 50), (2, 5, 177)):
        first = next(residue_colorings(r, k, n))
        assert len(first) == n
        assert set(first) <= set("0123456789"[:r])
    assert not list(residue_colorings(1, 4, 30))
