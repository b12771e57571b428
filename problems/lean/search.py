"""Claims of goal none that the kernel settles by going through all words, and whether that is within its reach."""

from __future__ import annotations

from collections.abc import Callable

from problems.errors import TooLargeError, UnsupportedError
from problems.lean import LeanStatement, predicates

__all__ = ["MAX_NODES", "nothing", "words_visited"]

MAX_NODES = 60_000
"""Letters tried times letters before them: what the kernel does in about a minute, at most."""


def words_visited(
    letters: int, length: int, conflict: Callable[[int, list[int]], bool], *, most: int = MAX_NODES
) -> int:
    """The work of the search that Lean will do.

    `conflict(letter, word)` says whether the letter cannot follow the word. Raises UnsupportedError where
    the search finds a word, TooLargeError where it would be too long.
    """
    spent = 0
    word: list[int] = []
    tried = [0]
    while tried:
        if len(word) == length:
            raise UnsupportedError("there is a witness, so that nothing is to be shown in Lean")
        letter = tried[-1]
        if letter == letters:
            tried.pop()
            if word:
                word.pop()
            continue
        tried[-1] += 1
        spent += 1 + len(word)
        if spent > most:
            raise TooLargeError("a complete search is too long for the Lean kernel")
        if not conflict(letter, word):
            word.append(letter)
            tried.append(0)
    return spent


def nothing(family: str, proposition: str, check: str, sound: str) -> LeanStatement:
    """`Not (Exists (fun χ => …))`, shown by a complete search."""
    return LeanStatement(
        family=family,
        predicate=predicates(family),
        data="",
        statement=f"Not (Exists (fun χ : Nat → Nat => {proposition}))",
        check=check,
        proof=f"{sound} Solution.checked",
        size=0,
    )
