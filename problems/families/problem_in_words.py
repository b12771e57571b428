"""The claim that a problem of the catalogue is answered, in words only.

Papers, notes and Lean projects about a whole problem have no parameters that a machine could check. Their
candidates bear this claim, so that people can find and grade them like the others; every back-end leaves it open.
"""

from __future__ import annotations

from problems.claim import Goal
from problems.family import IN_WORDS, Params
from problems.problem import ProblemId
from problems.unchecked import Unchecked

__all__ = ["FAMILY", "ProblemInWords"]


class WordsParams(Params):
    """The problem."""

    problem: ProblemId
    """Its id in the catalogue."""


class ProblemInWords(Unchecked[WordsParams]):
    """Answers that people read."""

    name = IN_WORDS
    title = "An answer in words"
    Params = WordsParams
    payload = "informal"

    def wanted(self, params: WordsParams) -> str:
        """A reader."""
        return f"an answer to {params.problem} in words is read by people, not checked by machine"

    def statement(self, params: WordsParams, goal: Goal = Goal.EXISTS) -> str:
        """One sentence."""
        return f"{'There is an' if goal is Goal.EXISTS else 'There is no'} answer to problem {params.problem}."


FAMILY = ProblemInWords()
