"""The claim that a pinned formal statement holds: what a Lean proof shows, word for word.

Most formal statements are general, and no family of finite objects says the same. Their proofs bear this claim, which
names the statement by the id and the digest of its record, so that it cannot come to mean something else. What it says
about a problem stands in the record.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from problems.claim import Goal
from problems.family import FORMAL, Params
from problems.unchecked import Unchecked

__all__ = ["FAMILY", "FormalStatement"]


class FormalParams(Params):
    """The statement."""

    statement: Annotated[str, StringConstraints(pattern=r"^[^\s@]+@[^\s@:]+:[^\s@:]+$", max_length=300)]
    """Id of its record, `repository@commit:declaration`."""
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """Digest of the record: of its text, the compiled statement, what may be assumed and what is to be filled in."""


class FormalStatement(Unchecked[FormalParams]):
    """Statements in Lean."""

    name = FORMAL
    title = "A pinned formal statement"
    Params = FormalParams
    payload = "lean"

    def wanted(self, params: FormalParams) -> str:
        """A proof."""
        return f"{params.statement} is shown by a Lean proof, not by an object"

    def statement(self, params: FormalParams, goal: Goal = Goal.EXISTS) -> str:
        """One sentence."""
        said = "holds" if goal is Goal.EXISTS else "does not hold"
        return f"The pinned formal statement {params.statement} (record {params.sha256[:12]}…) {said}."


FAMILY = FormalStatement()
