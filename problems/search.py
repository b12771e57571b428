"""Shapes of search that a family can offer: a tree to enumerate, a landscape to walk.

Both are plain data; the provers own the loops, the budgets and the random generators.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

__all__ = ["Landscape", "SearchTree"]

Node = TypeVar("Node")
State = TypeVar("State")
WitnessJson = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class SearchTree(Generic[Node]):
    """A finite tree whose leaves are exactly the witnesses, up to the stated symmetry.

    Visiting every node without meeting a witness proves that there is none; the pruning therefore
    must be sound, and `symmetry` names what is identified ("" for nothing).
    """

    root: Node
    """Where the search starts."""
    children: Callable[[Node], Iterable[Node]]
    """Extensions in search order; an empty result prunes the node."""
    witness: Callable[[Node], WitnessJson | None]
    """The witness at a node in JSON form, or None where the node is not a leaf."""
    symmetry: str = ""
    """What is identified by the tree, such as `reflection`."""
    shared: tuple[str, ...] = ()
    """Names of lemmas of the family's model (`FiniteModel.symmetry`) by which the tree prunes with the same code: where
    the model rests on them too, the two are no independent statements."""


@dataclass(frozen=True, kw_only=True)
class Landscape(Generic[State]):
    """A space of complete but possibly faulty objects, for tabu search and annealing."""

    start: Callable[[random.Random], State]
    """A random state (hashable)."""
    cost: Callable[[State], int]
    """Number of faults, 0 exactly when `witness` of the state satisfies the claim."""
    neighbours: Callable[[State, random.Random], Iterable[State]]
    """States one move away, all or a random sample of them."""
    witness: Callable[[State], WitnessJson]
    """The state in the witness's JSON form."""
