"""Cliques in graphs given by bit masks, with a bound on the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from problems.errors import TooLargeError

__all__ = ["MAX_STEPS", "Work", "closes_clique", "count_cliques", "find_clique"]

MAX_STEPS = 6_000_000
"""Branches that one check may visit; a fixed number, so that the outcome does not depend on the clock."""


class Work:
    """Counts branches and gives up after `most`."""

    def __init__(self, most: int = MAX_STEPS) -> None:
        self.steps, self.most = 0, most

    def tick(self) -> None:
        """One branch more."""
        self.steps += 1
        if self.steps > self.most:
            raise TooLargeError(f"the clique search needs more than {self.most} branches")


def find_clique(rows: Sequence[int] | Mapping[int, int], size: int, within: int, work: Work) -> tuple[int, ...] | None:
    """The first clique of `size` vertices among those of the mask `within`; rows[v] is the neighbourhood of v.

    >>> find_clique([0b110, 0b101, 0b011], 3, 0b111, Work())
    (0, 1, 2)
    """
    if size == 0:
        return ()
    if not _may_hold(rows, size, within, work):
        return None
    chosen: list[int] = []
    stack = [within]
    while stack:
        candidates, missing = stack[-1], size - len(chosen)
        if candidates.bit_count() < missing:
            stack.pop()
            if chosen:
                chosen.pop()
            continue
        work.tick()
        low = candidates & -candidates
        vertex = low.bit_length() - 1
        if missing == 1:
            return (*chosen, vertex)
        stack[-1] = candidates ^ low
        deeper = stack[-1] & rows[vertex]
        if _may_hold(rows, missing - 1, deeper, work):
            chosen.append(vertex)
            stack.append(deeper)
    return None


def _may_hold(rows: Sequence[int] | Mapping[int, int], size: int, within: int, work: Work) -> bool:
    """False only if there is no clique of `size` vertices: a clique takes its vertices from different colours."""
    if within.bit_count() < size:
        return False
    if size < 3:
        return True
    colours = 0
    while within:
        colours += 1
        if colours >= size:
            return True
        free = within
        while free:
            work.tick()
            low = free & -free
            within ^= low
            free &= ~(low | rows[low.bit_length() - 1])
    return False


def count_cliques(rows: Sequence[int], size: int, within: int) -> int:
    """Number of cliques of `size` vertices among those of the mask `within`."""
    if size == 0:
        return 1
    if size == 1:
        return within.bit_count()
    total = 0
    while within.bit_count() >= size:
        low = within & -within
        within ^= low
        total += count_cliques(rows, size - 1, within & rows[low.bit_length() - 1])
    return total


def closes_clique(connection: int, n: int, distance: int, size: int) -> bool:
    """Whether the circulant graph on n vertices with this connection mask has a clique through 0 and `distance`."""
    if size == 2:
        return True
    full = (1 << n) - 1
    rows = [(connection << v | connection >> (n - v)) & full for v in range(n)]
    return find_clique(rows, size - 2, connection & rows[distance], Work(10**9)) is not None
