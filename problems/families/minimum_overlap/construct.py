"""Step functions with small overlap, and splits sampled from them.

Nothing here is trusted: the floating-point search only proposes heights, which are rounded to rational numbers
with integral exactly 1 and then go through the exact check.
"""

from __future__ import annotations

import importlib
import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from problems.families.minimum_overlap.claim import OverlapParams

__all__ = ["constructions", "rounded"]

DENOMINATOR = 10**7
"""Denominator of rounded heights."""

SEARCH_STEPS = (9, 15, 21, 25, 31, 35, 41, 51)
"""Numbers of steps that are searched where the claim leaves them open."""

SAMPLE_N = 20_000
"""Largest n for which splits are sampled."""

EXACT: Sequence[Mapping[str, Any]] = (
    {"heights": ["1/2"]},
    {"heights": ["1/3", "2/3"]},
    # Motzkin, Ralston and Selfridge (1956): overlap 2/5.
    {"heights": ["1/2", "1/2", "1/2"], "root_heights": ["-1/20", "1/10", "-1/20"], "radicand": 10},
)
"""Best functions of one, two and three steps."""

NINE = (484, 45949, 57975, 72301, 96582, 72301, 57975, 45949, 484)
"""Nine symmetric steps, in units of 1/100000, with overlap below 0.3829; found with `improve`."""


def constructions(params: OverlapParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
    """Exact small cases first, then a search by linear programs; for splits samples of a good step function."""
    if params.n is not None:
        yield from _splits(params.n, rng)
        return
    steps = params.steps
    for known in EXACT:
        size = len(known["heights"])
        if steps is None or steps % size == 0:
            # Cutting every step into equal parts changes neither the function nor its overlap.
            parts = 1 if steps is None else steps // size
            yield {
                key: [item for item in value for _ in range(parts)] if isinstance(value, list) else value
                for key, value in known.items()
            }
    for size in SEARCH_STEPS if steps is None else (steps,) * 8:
        if 2 <= size <= 101:
            for heights in improve(size, rng):
                yield {"heights": rounded(heights)}


def rounded(heights: Sequence[float]) -> list[str]:
    """Rational heights near the given ones, in 0 … 1 and with integral exactly 1."""
    units = [min(max(round(value * DENOMINATOR), 0), DENOMINATOR) for value in heights]
    excess = 2 * sum(units) - len(units) * DENOMINATOR
    # In half units, so that an odd number of steps causes no remainder.
    halves = [2 * unit for unit in units]
    while excess:
        share = max(abs(excess) // len(halves), 1)
        for index, value in enumerate(halves):
            change = min(share, abs(excess))
            new = min(max(value - change, 0), 2 * DENOMINATOR) if excess > 0 else min(value + change, 2 * DENOMINATOR)
            excess -= value - new
            halves[index] = new
    return [str(Fraction(half, 2 * DENOMINATOR)) for half in halves]


def _splits(n: int, rng: random.Random) -> Iterator[Mapping[str, Any]]:
    if n > SAMPLE_N:
        return
    yield {"A": list(range(n // 2 + 1, n // 2 + n + 1))}
    for _ in range(40):
        weights = [NINE[9 * i // (2 * n)] / 100_000 for i in range(2 * n)]
        chosen = {i for i, weight in enumerate(weights) if rng.random() < weight}
        while len(chosen) != n:
            i = rng.randrange(2 * n)
            if (i in chosen) == (len(chosen) > n):
                chosen ^= {i}
        yield {"A": [i + 1 for i in sorted(chosen)]}


def _overlaps(heights: Sequence[float]) -> list[float]:
    """Overlaps at the shifts 0 … n - 1; of a symmetric function, which has the same at negative shifts."""
    n = len(heights)
    return [2 / n * sum(a * (1 - b) for a, b in zip(heights, heights[j:], strict=False)) for j in range(n)]


def improve(n: int, rng: random.Random) -> Iterator[list[float]]:
    """Symmetric step functions of decreasing overlap, by sequential linear programming in a trust region.

    The overlap at each shift is linearised at the present heights; the linear program moves them so that the
    largest of the linearised overlaps is least.
    """
    try:
        pywraplp = importlib.import_module("ortools.linear_solver.pywraplp")
    except ImportError:
        return
    half = [0.5 + 0.3 * rng.uniform(-1, 1) + 0.4 * i / n - 0.1 for i in range((n + 1) // 2)]
    heights = _balanced(half + half[: n // 2][::-1])
    best, radius, since = max(_overlaps(heights)), 0.2, 0
    for _ in range(120):
        solver = pywraplp.Solver.CreateSolver("GLOP")
        x = [solver.NumVar(max(0, h - radius), min(1, h + radius), "") for h in heights[: (n + 1) // 2]]
        x += x[: n // 2][::-1]
        largest = solver.NumVar(0, 1, "")
        solver.Add(solver.Sum(x) == n / 2)
        for j, overlap in enumerate(_overlaps(heights)):
            slope = [
                2 / n * ((1 - heights[i + j] if i + j < n else 0) - (heights[i - j] if i >= j else 0)) for i in range(n)
            ]
            change = solver.Sum([s * (y - h) for s, y, h in zip(slope, x, heights, strict=True) if s])
            solver.Add(change - largest <= -overlap)
        solver.Minimize(largest)
        new = [y.solution_value() for y in x] if solver.Solve() == pywraplp.Solver.OPTIMAL else heights
        value = max(_overlaps(new))
        if value < best - 1e-10:
            heights, best, radius, since = new, value, min(1.5 * radius, 0.3), since + 1
            if since % 10 == 0:
                yield heights
        else:
            radius /= 2
            if radius < 1e-8:
                break
    yield heights


def _balanced(heights: list[float]) -> list[float]:
    """Heights scaled and clipped to the mean 1/2, nearly."""
    for _ in range(20):
        mean = sum(heights) / len(heights)
        heights = [min(max(h + 0.5 - mean, 0.0), 1.0) for h in heights]
    return heights
