"""Canonical labelling of complete graphs with coloured vertices and coloured edges, exactly.

Individualisation and refinement (McKay 1981): a tree of ordered partitions of the vertices, refined until every
two vertices of a cell see every cell in the same way. Its leaves are orders of the vertices; the canonical one has the
least trace, and among those the least matrix. The matrix itself is the form, so that two graphs with one form are
isomorphic whatever the search did; automorphisms found on the way only cut branches that are images of searched ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

__all__ = ["MAX_VERTICES", "MAX_WORK", "canonical_order"]

MAX_VERTICES = 300
"""Vertices of the largest graph that is labelled."""

MAX_WORK = 2_000_000
"""Looks at a vertex after which the search gives up; about a second."""

Cells = list[list[int]]
Trace = tuple[object, ...]


def canonical_order(colours: Sequence[int], matrix: Sequence[Sequence[int]]) -> tuple[int, ...] | None:
    """The vertices in canonical order, None when the graph is too large or the search is given up.

    `colours[v]` is the colour of vertex v, `matrix[u][v] = matrix[v][u]` in 0 … 255 that of the edge; the diagonal is
    not read.
    Two graphs that an isomorphism (keeping all colours) maps to each other have the same matrix in canonical order.

    >>> canonical_order([0, 0, 1], [[0, 1, 0], [1, 0, 0], [0, 0, 0]])
    (0, 1, 2)
    """
    if len(colours) > MAX_VERTICES:
        return None
    search = _Search(len(colours), _masks(matrix), matrix)
    cells: dict[int, list[int]] = {}
    for vertex, colour in enumerate(colours):
        cells.setdefault(colour, []).append(vertex)
    try:
        search.run([cells[colour] for colour in sorted(cells)])
    except _GivenUpError:
        return None
    return search.best


def _masks(matrix: Sequence[Sequence[int]]) -> list[list[int]]:
    """For every colour but the most frequent one, the neighbours of each vertex as bits."""
    count = len(matrix)
    masks: dict[int, list[int]] = {}
    frequency: dict[int, int] = {}
    for u in range(count):
        for v in range(count):
            if u != v:
                colour = matrix[u][v]
                masks.setdefault(colour, [0] * count)[u] |= 1 << v
                frequency[colour] = frequency.get(colour, 0) + 1
    # The last colour follows from the others; which one is left out depends on frequencies alone.
    ordered = sorted(masks, key=lambda colour: (frequency[colour], colour))
    return [masks[colour] for colour in ordered[:-1]]


class _GivenUpError(Exception):
    """The search tree is too large."""


@dataclass
class _Search:
    """Depth-first search for the least leaf."""

    count: int
    masks: list[list[int]]
    matrix: Sequence[Sequence[int]]
    best: tuple[int, ...] = ()
    best_trace: list[Trace] = field(default_factory=list)
    best_form: bytes = b""
    leaves: dict[bytes, tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=dict)
    automorphisms: list[tuple[int, ...]] = field(default_factory=list)
    work: int = 0

    def run(self, cells: Cells) -> None:
        """Search below the given ordered partition."""
        cells, trace = self._refine(cells, list(range(len(cells))))
        self._descend(cells, [trace], ())

    def _descend(self, cells: Cells, traces: list[Trace], path: tuple[int, ...]) -> int:
        """Search a node; returns the depth from which the search goes on (less than that of the node: back-jump)."""
        depth = len(path)
        if self.best and traces > self.best_trace[: len(traces)]:
            return depth
        target = self._target(cells)
        if target is None:
            return self._leaf(tuple(cell[0] for cell in cells), traces, path)
        done: list[int] = []
        for vertex in cells[target]:
            if done and self._equivalent(vertex, done, path):
                continue
            done.append(vertex)
            rest = [other for other in cells[target] if other != vertex]
            split = [*cells[:target], [vertex], rest, *cells[target + 1 :]]
            refined, trace = self._refine(split, [target])
            back = self._descend(refined, [*traces, (target, *trace)], (*path, vertex))
            if back < depth:
                return back
        return depth

    @staticmethod
    def _target(cells: Cells) -> int | None:
        """The first of the smallest cells with more than one vertex."""
        open_cells = [(len(cell), index) for index, cell in enumerate(cells) if len(cell) > 1]
        return min(open_cells)[1] if open_cells else None

    def _leaf(self, order: tuple[int, ...], traces: list[Trace], path: tuple[int, ...]) -> int:
        form = bytes(self.matrix[u][v] for index, u in enumerate(order) for v in order[:index])
        certificate = hashlib.sha256(repr(traces).encode() + form).digest()
        if certificate in self.leaves:
            # Equal leaves: position by position they give an automorphism that maps one path to the other.
            other, other_path = self.leaves[certificate]
            image = [0] * self.count
            for source, target in zip(other, order, strict=True):
                image[source] = target
            self.automorphisms.append(tuple(image))
            return next(index for index, (a, b) in enumerate(zip(other_path, path, strict=True)) if a != b)
        self.leaves[certificate] = (order, path)
        if not self.best or (traces, form) < (self.best_trace, self.best_form):
            self.best, self.best_trace, self.best_form = order, traces, form
        return len(path)

    def _equivalent(self, vertex: int, done: Iterable[int], path: tuple[int, ...]) -> bool:
        """Whether an automorphism that fixes the path maps a searched vertex to this one, as far as is known."""
        if any(self._twins(vertex, other) for other in done):
            return True
        fixing = [image for image in self.automorphisms if all(image[v] == v for v in path)]
        reached, waiting = {vertex}, [vertex]
        while waiting:
            here = waiting.pop()
            for image in fixing:
                if image[here] not in reached:
                    reached.add(image[here])
                    waiting.append(image[here])
        return any(other in reached for other in done)

    def _twins(self, u: int, v: int) -> bool:
        """Whether exchanging two vertices of one cell changes nothing."""
        pair = ~(1 << u | 1 << v)
        return not any((neighbours[u] ^ neighbours[v]) & pair for neighbours in self.masks)

    def _refine(self, cells: Cells, splitters: list[int]) -> tuple[Cells, Trace]:
        """The coarsest refinement in which all vertices of a cell have equally many neighbours of every colour in
        every cell, and what happened on the way, which depends on nothing but the structure."""
        cells = list(cells)
        waiting = [sum(1 << v for v in cells[index]) for index in splitters]
        trace: list[object] = []
        position = 0
        while position < len(waiting):
            mask = waiting[position]
            position += 1
            refined: Cells = []
            for index, cell in enumerate(cells):
                if len(cell) == 1:
                    refined.append(cell)
                    continue
                self.work += len(cell)
                if self.work > MAX_WORK:
                    raise _GivenUpError
                seen: dict[tuple[int, ...], list[int]] = {}
                for vertex in cell:
                    key = tuple([(neighbours[vertex] & mask).bit_count() for neighbours in self.masks])
                    seen.setdefault(key, []).append(vertex)
                if len(seen) == 1:
                    refined.append(cell)
                    continue
                parts = [seen[key] for key in sorted(seen)]
                trace.append((index, tuple((key, len(seen[key])) for key in sorted(seen))))
                refined.extend(parts)
                # All parts but one of the largest suffice; the last of equal size is left out.
                largest = max(range(len(parts)), key=lambda number: (len(parts[number]), number))
                whole = sum(1 << v for v in cell)
                keep_all = whole in waiting[position:]
                waiting.extend(
                    sum(1 << v for v in part) for number, part in enumerate(parts) if keep_all or number != largest
                )
            cells = refined
        return cells, tuple(trace)
