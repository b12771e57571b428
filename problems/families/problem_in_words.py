"""The claim that a problem of the catalogue is answered, in words only.

Papers, notes and Lean projects about a whole problem have no parameters that a machine could check. Their
candidates bear this claim, so that people can find and grade them like the others; every back-end leaves it open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from problems.claim import Goal
from problems.errors import UnsupportedError
from problems.family import IN_WORDS, Family, Finding, Params, Witness
from problems.problem import ProblemId

__all__ = ["FAMILY", "ProblemInWords"]


class WordsParams(Params):
    """The problem."""

    problem: ProblemId
    """Its id in the catalogue."""


class WordsWitness(Witness):
    """Nothing: an answer in words is no object."""


class ProblemInWords(Family[WordsParams, WordsWitness]):
    """Answers that people read."""

    name = IN_WORDS
    title = "An answer in words"
    Params = WordsParams
    Witness = WordsWitness
    payload = "informal"

    def check(self, params: WordsParams, witness: WordsWitness) -> Finding:
        """Never decided by machine."""
        raise UnsupportedError(f"an answer to {params.problem} in words is read by people, not checked by machine")

    def statement(self, params: WordsParams, goal: Goal = Goal.EXISTS) -> str:
        """One sentence."""
        return f"{'There is an' if goal is Goal.EXISTS else 'There is no'} answer to problem {params.problem}."

    def draw(self, params: WordsParams, witness: WordsWitness) -> str:
        """There is no picture."""
        raise UnsupportedError("an answer in words has no picture")

    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """None that would verify."""
        return []


FAMILY = ProblemInWords()
