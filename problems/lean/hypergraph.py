"""Hypergraphs whose vertices are to be coloured, with the formula that says that a colouring is good.

The vertices 0, …, n - 1 get colours 0, …, k - 1 so that no edge listed for a colour has that colour throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from problems.errors import TooLargeError

__all__ = ["MAX_CLAUSES", "Hypergraph", "Literal"]

Literal = tuple[int, int, int]
"""(vertex, colour, sign): sign 1 says that the vertex has the colour, 0 that it has not."""

MAX_CLAUSES = 1_200
"""Longest formula that the Lean kernel is asked to make. Small formulas can need long refutations, which have a limit
of their own, but the refutation of a longer one is beyond the kernel's minutes in every case tried."""


@dataclass(frozen=True)
class Hypergraph:
    """What may not be of one colour."""

    vertices: int
    edges: tuple[tuple[tuple[int, ...], ...], ...]
    """For each colour its edges, in the order in which the Lean function of the claim lists them."""

    @classmethod
    def of(cls, vertices: int, edges: Sequence[Iterable[tuple[int, ...]]]) -> Hypergraph:
        """From edges that may be many: TooLargeError as soon as there are too many clauses or literals."""
        left = MAX_CLAUSES - vertices
        kept = []
        for of_colour in edges if vertices * len(edges) <= MAX_CLAUSES else ():
            kept.append(tuple(islice(of_colour, left + 1)))
            left -= len(kept[-1])
            if left < 0:
                break
        if left < 0 or len(kept) < len(edges):
            raise TooLargeError(
                f"colourings of {vertices} things in {len(edges)} colours need a formula that is too long for the Lean "
                f"kernel, which is given up to {MAX_CLAUSES} clauses"
            )
        return cls(vertices, tuple(kept))

    @property
    def colours(self) -> int:
        """How many colours there are."""
        return len(self.edges)

    def formula(self) -> list[tuple[Literal, ...]]:
        """The clauses of `Colouring.formula` in `verification/lean/core/Colouring.lean`, in its order."""
        some = [tuple((x, c, 1) for c in range(self.colours)) for x in reversed(range(self.vertices))]
        other = [tuple((x, c, 0) for x in edge) for c in reversed(range(self.colours)) for edge in self.edges[c]]
        return some + other
