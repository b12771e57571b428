"""The tree of states of one theorem, and the proof that a path through it spells."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from verification.lean.steps.stepper import Closed, Refused, Session, State

__all__ = ["Node", "StateTree", "best_first"]


@dataclass(frozen=True)
class Node:
    """A state with the tactic that led to it; `goals` None once no goals are left."""

    id: int
    parent: int | None
    tactic: str
    state: int
    goals: str | None


@dataclass
class StateTree:
    """Nodes in the order in which they were reached; a state with the same goals is entered once.

    Two states that print alike may differ in what is hidden, so merging can lose a proof and can never make one.
    """

    session: Session
    nodes: list[Node] = field(default_factory=list)
    refusals: dict[tuple[int, str], str] = field(default_factory=dict)
    """(node, tactic) → why."""

    def __post_init__(self) -> None:
        first = self.session.start
        self.nodes.append(Node(0, None, "", first.id, first.goals))
        self._seen = {first.goals}

    def try_(self, node: int, tactic: str) -> Node | None:
        """The node that the tactic leads to, or None when it was refused or leads where we were."""
        step = self.session.run(self.nodes[node].state, tactic)
        if isinstance(step, Refused):
            self.refusals[node, tactic] = step.why
            return None
        if isinstance(step, State):
            if step.goals in self._seen:
                self.refusals[node, tactic] = "leads to goals that were reached before"
                return None
            self._seen.add(step.goals)
        goals = None if isinstance(step, Closed) else step.goals
        state = -1 if isinstance(step, Closed) else step.id
        self.nodes.append(Node(len(self.nodes), node, tactic, state, goals))
        return self.nodes[-1]

    def path(self, node: int) -> tuple[str, ...]:
        """Tactics from the start to the node."""

        def upwards() -> Iterator[str]:
            at = self.nodes[node]
            while at.parent is not None:
                yield at.tactic
                at = self.nodes[at.parent]

        return tuple(reversed(tuple(upwards())))

    def proof(self, node: int) -> str:
        """`by` block of the path; a hint until the judge has accepted it."""
        return "by\n" + "\n".join("  " + line for tactic in self.path(node) for line in tactic.splitlines())


def best_first(
    tree: StateTree, propose: Callable[[str], Iterable[str]], *, tries: int, cost: Callable[[str], float] = len
) -> Node | None:
    """Expand the cheapest open state first (by default the one with the shortest goals), for at most `tries` tactics.

    `propose` gives tactics for printed goals. The node without goals, or None when tries or states are used up.
    """
    open_ = [(cost(tree.nodes[0].goals or ""), 0)]
    while open_:
        _, at = heapq.heappop(open_)
        for tactic in propose(tree.nodes[at].goals or ""):
            if tries <= 0:
                return None
            tries -= 1
            reached = tree.try_(at, tactic)
            if reached is None:
                continue
            if reached.goals is None:
                return reached
            heapq.heappush(open_, (cost(reached.goals), reached.id))
    return None
