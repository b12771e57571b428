"""Claims of goal none about colourings: by a complete search, or left open for a refutation of their formula.

Which way is taken: a complete search is shorter to read and needs no solver, so it is kept where it is short. Beyond
`SEARCH_NODES` a refutation is shorter by orders of magnitude, since what a solver learns from one failure holds
everywhere (W(2; 4, 4) = 35: 770,000 letters of a search against 8,500 hints).

The formula is made *in Lean* from the claim's parameters; a solver is given the same clauses in the same order. What it
finds is written into the statement by `verification/lean/refutation.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from problems.errors import TooLargeError
from problems.lean import LeanStatement, predicates
from problems.lean.hypergraph import Hypergraph
from problems.lean.search import words_visited

__all__ = ["REFUTATION", "SEARCH_NODES", "open_statement", "search_is_short"]

SEARCH_NODES = 4_000
"""Longest complete search, as `problems.lean.search.words_visited` counts."""

REFUTATION = "{variables} {given} {clauses} {radix} {step} {fuel}", "Witness.yes Witness.no Witness.table Witness.hints"
"""Where the check has the sizes of the refutation, and its parts."""


def search_is_short(letters: int, length: int, conflict: Callable[[int, list[int]], bool]) -> bool:
    """Whether the kernel can go through all words; UnsupportedError where the search finds one."""
    try:
        words_visited(letters, length, conflict, most=SEARCH_NODES)
    except TooLargeError:
        return False
    return True


def open_statement(
    family: str, binder: str, proposition: str, graph: Hypergraph, *, check: str, sound: str, data: str = ""
) -> LeanStatement:
    """`Not (Exists (fun BINDER => PROPOSITION))`, where colourings of the claim are good colourings of the graph.

    `check` is a term of type `Bool` with the two parts of `REFUTATION` in it, `sound` the lemma that takes its truth to
    the statement.
    """
    return LeanStatement(
        family=family,
        predicate=f"{predicates(family)}\n{predicates(f'{family}_none')}",
        data=data,
        statement=f"Not (Exists (fun {binder} => {proposition}))",
        check=check,
        proof=f"{sound} Solution.checked",
        size=len(data),
        library="Colouring",
        graph=graph,
    )
