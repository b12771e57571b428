"""Constructions of Golomb rulers (Sidon sets) of a given size."""

from __future__ import annotations

import random
from collections.abc import Iterator

from sympy import isprime, nextprime

__all__ = ["golomb_rulers"]


def golomb_rulers(size: int, rng: random.Random) -> Iterator[list[int]]:
    """Rulers with `size` marks, first mark 1, from the classical constructions, each a strictly increasing list."""
    if size < 1:
        return
    prime = size if isprime(size) else nextprime(size)
    marks = [2 * prime * i + i * i % prime for i in range(prime)][:size]
    yield [mark - marks[0] + 1 for mark in marks]
