"""Exact decisions about finite graphs: short cycles, proper colourings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from problems.errors import TooLargeError

__all__ = ["Adjacency", "adjacency", "proper_colouring", "short_cycle"]

Adjacency = Sequence[Sequence[int]]

MAX_VISITS = 5 * 10**6
"""Cap on edges looked at in the search for short cycles."""

MAX_STEPS = 6 * 10**6
"""Cap on vertices looked at in the search for a colouring."""


def adjacency(order: int, edges: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Neighbours of each vertex."""
    found: list[list[int]] = [[] for _ in range(order)]
    for i, j in edges:
        found[i].append(j)
        found[j].append(i)
    return found


def short_cycle(graph: Adjacency, girth: int) -> list[int] | None:
    """The vertices of a cycle with fewer than `girth` vertices, in order; None when there is none.

    Breadth-first from every vertex: a cycle of c vertices is seen from each of its vertices, within distance c // 2.
    """
    visits = 0
    for root in range(len(graph)):
        parent, depth = {root: -1}, {root: 0}
        level = [root]
        while level and 2 * depth[level[0]] + 1 < girth:
            following = []
            for u in level:
                for w in graph[u]:
                    visits += 1
                    if w not in depth:
                        depth[w], parent[w] = depth[u] + 1, u
                        following.append(w)
                    elif w != parent[u] and depth[u] + depth[w] + 1 < girth:
                        return _joined(parent, u, w)
            if visits > MAX_VISITS:
                raise TooLargeError(f"the search for cycles shorter than {girth} takes more than {MAX_VISITS} steps")
            level = following
    return None


def _joined(parent: dict[int, int], u: int, w: int) -> list[int]:
    """The cycle that the edge uw closes in a search tree."""
    up, over = [u], [w]
    for path in (up, over):
        while parent[path[-1]] >= 0:
            path.append(parent[path[-1]])
    while len(up) > 1 and len(over) > 1 and up[-2] == over[-2]:
        up.pop()
        over.pop()
    return [*up, *over[-2::-1]]


def proper_colouring(graph: Adjacency, colours: int) -> list[int] | None:
    """A proper colouring with colours 0 … colours - 1; None when complete search shows that there is none.

    Vertices with fewer neighbours than colours are set aside first, repeatedly: they can always be coloured last.
    Raises TooLargeError when the search takes more than MAX_STEPS steps.
    """
    if colours <= 0:
        return None if graph else []
    left, aside = _core(graph, colours)
    result = [-1] * len(graph)
    steps = 0
    for part in _components(graph, left):
        search = _Search(graph, part, colours, steps)
        if not search.run():
            return None
        steps = search.steps
        for vertex, colour in search.colour.items():
            result[vertex] = colour
    for vertex in reversed(aside):
        taken = {result[other] for other in graph[vertex]}
        result[vertex] = next(colour for colour in range(colours) if colour not in taken)
    return result


def _core(graph: Adjacency, colours: int) -> tuple[set[int], list[int]]:
    """What is left after removing vertices of degree below `colours`, and these in order of removal."""
    degree = [len(others) for others in graph]
    left, aside = set(range(len(graph))), []
    waiting = [vertex for vertex in left if degree[vertex] < colours]
    while waiting:
        vertex = waiting.pop()
        if vertex not in left:
            continue
        left.discard(vertex)
        aside.append(vertex)
        for other in graph[vertex]:
            degree[other] -= 1
            if other in left and degree[other] < colours:
                waiting.append(other)
    return left, aside


def _components(graph: Adjacency, left: set[int]) -> list[list[int]]:
    """Connected components of the subgraph on `left`."""
    found, seen = [], set[int]()
    for start in sorted(left):
        if start in seen:
            continue
        part, waiting = [], [start]
        seen.add(start)
        while waiting:
            vertex = waiting.pop()
            part.append(vertex)
            for other in graph[vertex]:
                if other in left and other not in seen:
                    seen.add(other)
                    waiting.append(other)
        found.append(sorted(part))
    return found


@dataclass
class _Search:
    """Depth-first search that always colours a vertex with the fewest colours left (Brélaz 1979)."""

    graph: Adjacency
    part: Sequence[int]
    colours: int
    steps: int
    colour: dict[int, int] = field(default_factory=dict)
    seen: dict[int, list[int]] = field(default_factory=dict)
    """seen[v][c]: how many neighbours of v have colour c."""

    def run(self) -> bool:
        """Whether there is a proper colouring; it is then in `colour`."""
        self.seen = {vertex: [0] * self.colours for vertex in self.part}
        trail: list[tuple[int, list[int]]] = [self._branch()]
        while trail:
            vertex, options = trail[-1]
            if vertex in self.colour:
                self._mark(vertex, self.colour.pop(vertex), -1)
            if not options:
                trail.pop()
                continue
            colour = options.pop()
            self.colour[vertex] = colour
            self._mark(vertex, colour, 1)
            if len(self.colour) == len(self.part):
                return True
            trail.append(self._branch())
        return False

    def _branch(self) -> tuple[int, list[int]]:
        """The next vertex with its possible colours; unused colours are interchangeable, so one of them will do."""
        self.steps += len(self.part)
        if self.steps > MAX_STEPS:
            raise TooLargeError(f"colouring {len(self.part)} vertices takes more than {MAX_STEPS} steps here")
        free = (vertex for vertex in self.part if vertex not in self.colour)
        vertex = min(free, key=lambda v: (self.seen[v].count(0), -len(self.graph[v])))
        fresh = min(max(self.colour.values(), default=-1) + 1, self.colours - 1)
        return vertex, [colour for colour in range(fresh, -1, -1) if not self.seen[vertex][colour]]

    def _mark(self, vertex: int, colour: int, change: int) -> None:
        for other in self.graph[vertex]:
            if other in self.seen:
                self.seen[other][colour] += change
