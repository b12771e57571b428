"""Sunflowers and cliques against brute force."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from problems.cliques import Work, closes_clique, count_cliques, find_clique
from problems.errors import TooLargeError
from problems.sunflowers import Meter, count_sunflowers, find_sunflower, sunflowers


def points(mask: int) -> list[int]:
    return [point for point in range(mask.bit_length()) if mask >> point & 1]


@pytest.mark.parametrize("seed", range(4))
def test_sunflowers_of_random_families(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(150):
        g, k = rng.randint(1, 7), rng.randint(2, 5)
        masks = rng.sample(range(2**g), rng.randint(0, min(2**g, 12)))
        expected = [
            chosen
            for chosen in combinations(range(len(masks)), k)
            if len({masks[a] & masks[b] for a, b in combinations(chosen, 2)}) == 1
        ]
        assert sorted(sunflowers(masks, k, Meter(masks))) == expected
        assert count_sunflowers(masks, k) == len(expected)
        found = find_sunflower([points(mask) for mask in masks], k)
        assert (found is None) == (not expected)
        assert found is None or tuple(sorted(found)) in expected


@pytest.mark.parametrize("k", [3, 4])
def test_large_buckets_are_searched_by_points(k: int) -> None:
    rng = random.Random(k)
    met = set()
    for _ in range(30):
        masks = rng.sample([sum(1 << p for p in c) for c in combinations(range(9), 3)], rng.randint(18, 40))
        count = count_sunflowers(masks, k)
        found = find_sunflower([points(mask) for mask in masks], k)
        assert (found is not None) == (count > 0)
        if found is not None:
            assert len({masks[a] & masks[b] for a, b in combinations(found, 2)}) == 1
            assert len(set(found)) == k
        met.add(found is None)
    star = [(0, point) for point in range(1, 40)]
    assert find_sunflower(star, 39) is not None
    assert find_sunflower(star, 40) is None
    crossing = [(point, 50) for point in range(30)] + [(point, 51) for point in range(30)]
    assert find_sunflower(crossing, 31) is None


def test_cliques_of_random_graphs() -> None:
    rng = random.Random(3)
    for _ in range(300):
        n, size = rng.randint(1, 10), rng.randint(1, 6)
        edges = {pair for pair in combinations(range(n), 2) if rng.random() < 0.6}
        rows = [sum(1 << v for v in range(n) if tuple(sorted((u, v))) in edges) for u in range(n)]
        expected = [c for c in combinations(range(n), size) if all(pair in edges for pair in combinations(c, 2))]
        found = find_clique(rows, size, (1 << n) - 1, Work())
        assert (found is None) == (not expected)
        assert found is None or tuple(sorted(found)) in expected
        assert count_cliques(rows, size, (1 << n) - 1) == len(expected)


def test_a_clique_that_a_difference_closes() -> None:
    rng = random.Random(4)
    for _ in range(200):
        n, size = rng.randint(3, 11), rng.randint(2, 5)
        half = [d for d in range(1, n // 2 + 1) if rng.random() < 0.6]
        distance = rng.randint(1, n // 2)
        differences = {d % n for e in (*half, distance) for d in (e, -e)}
        expected = any(
            all((b - a) % n in differences for a, b in combinations((0, distance, *rest), 2))
            for rest in combinations([v for v in range(1, n) if v != distance], size - 2)
        )
        mask = sum(1 << d for d in differences)
        assert closes_clique(mask, n, distance, size) == expected


def test_work_is_bounded() -> None:
    rows = [((1 << 40) - 1) ^ (1 << v) for v in range(40)]
    with pytest.raises(TooLargeError):
        find_clique(rows, 20, (1 << 40) - 1, Work(5))
