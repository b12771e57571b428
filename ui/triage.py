"""A sitting at the queue: which item, which question, what was answered; the rules are `verification.review`'s."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from verification.queue import Item
from verification.review import QUESTIONS, Axis, Recorded, current, graded

__all__ = ["Answered", "Sitting", "mine", "next_question"]


@dataclass(frozen=True)
class Answered:
    """A grade that was given in this sitting."""

    at: int
    """Position of the item."""
    axis: Axis
    """What was graded."""
    hash: str
    """Entry of the ledger."""


@dataclass
class Sitting:
    """What one reader goes through, in the order in which the queue was when he sat down."""

    items: Sequence[Item]
    """The queue."""
    asked: tuple[str, bool, str]
    """Reviewer, whether it is a second reading, and the ledger."""
    judged: int
    """Number of the last candidate when the queue was made."""
    at: int = 0
    """Position of the item that is read."""
    chosen: str = ""
    """Grade that waits for its reason."""
    correcting: Answered | None = None
    """The earlier answer that is being corrected."""
    refused: str = ""
    """Why the last answer was not recorded."""
    reason: str = ""
    """The reason of an answer that was refused, so that it need not be typed again."""
    done: list[Answered] = field(default_factory=list)
    """Answers in order; the last one can be undone."""

    @property
    def item(self) -> Item | None:
        """The item that is read; None at the end."""
        return self.items[self.at] if 0 <= self.at < len(self.items) else None

    def go(self, step: int) -> None:
        """Move without a verdict."""
        self.at = max(0, min(len(self.items), self.at + step))
        self.chosen, self.correcting, self.refused, self.reason = "", None, "", ""

    def refuse(self, why: str, reason: str) -> None:
        """The answer that was given is not recorded: the question is open again, the reason is kept."""
        self.chosen, self.refused, self.reason = "", why, reason

    def record(self, axis: Axis, digest: str, *, finished: bool) -> None:
        """The answer that was given is entry `digest` of the ledger; go on when nothing more is asked here."""
        self.done.append(Answered(self.at, axis, digest))
        self.go(int(finished))

    def find(self, prefix: str, problem: str) -> bool:
        """Move to a candidate that is in the queue, itself or as an equivalent of the item."""
        for number, item in enumerate(self.items):
            names = (member.removeprefix("sha256:") for member in item.members)
            if problem in ("", item.problem) and any(name.startswith(prefix) for name in names):
                self.go(number - self.at)
                return True
        return False

    def undo(self) -> Answered | None:
        """Go back to the last answer: what is said next corrects it, and the ledger keeps both."""
        if not self.done:
            return None
        last = self.done.pop()
        self.at, self.chosen, self.correcting = last.at, "", last
        return last


def mine(recorded: Sequence[Recorded], reviewer: str, record_digest: str) -> dict[Axis, Recorded]:
    """The reviewer's own standing grades of this reading."""
    return {item.review.axis: item for item in current(recorded, record_digest) if item.review.reviewer == reviewer}


def next_question(given: dict[Axis, Recorded]) -> Axis | None:
    """What to ask next, known and technicality first; None when the answers settle what a reader has to do."""
    answered = {(item.review.axis, item.review.grade) for item in given.values()}
    if graded(answered) and (Axis.CORRECTNESS, "meaningfully correct") not in answered:
        return None
    return next((axis for axis in QUESTIONS if axis not in given), None)
