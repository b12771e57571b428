"""Grading without a mouse, as one does it with the keys that the buttons name."""

from __future__ import annotations

from tests.ui.app.browser.stage import Visitor
from verification.review import GRADES, QUESTIONS, Axis

__all__ = ["HABITS", "answers", "gives_reason", "item_number", "shown_candidate"]

HABITS: dict[str, tuple[tuple[Axis, str], ...]] = {
    "known": ((Axis.NOVELTY, "known"),),
    "misread": ((Axis.NOVELTY, "unknown"), (Axis.FIDELITY, "misformalized")),
    "wrong": ((Axis.NOVELTY, "unknown"), (Axis.FIDELITY, "faithful"), (Axis.CORRECTNESS, "fundamentally flawed")),
    "right": (
        (Axis.NOVELTY, "unknown"),
        (Axis.FIDELITY, "faithful"),
        (Axis.CORRECTNESS, "meaningfully correct"),
        (Axis.SCOPE, "instance"),
        (Axis.DIGESTION, "understood"),
    ),
}
"""What a reader says of a candidate until nothing more is asked of him."""


def answers(visitor: Visitor, axis: Axis, grade: str, reason: str) -> None:
    """The digit, the reason, Enter; the question must be the one that is expected."""
    page = visitor.page
    visitor.sees(QUESTIONS[axis])
    visitor.settles()
    page.wait_for_selector(".st-key-grade-1 button")
    visitor.presses(str(GRADES[axis].index(grade) + 1))
    gives_reason(visitor, reason)


def gives_reason(visitor: Visitor, reason: str) -> None:
    """The reason and Enter, once the field has the focus; until the answer is recorded."""
    visitor.page.wait_for_function("document.activeElement?.placeholder?.startsWith('a reason')")
    visitor.page.keyboard.type(reason)
    visitor.presses("Enter")
    visitor.page.get_by_placeholder("a reason must be given").wait_for(state="detached")


def shown_candidate(visitor: Visitor) -> str:
    """What the address says is read."""
    found: str = visitor.page.evaluate("new URLSearchParams(location.search).get('candidate') || ''")
    return found


def item_number(visitor: Visitor) -> tuple[int, int]:
    """Position in the queue and its length."""
    words = visitor.page.get_by_text("answers in this sitting").inner_text().split()
    return int(words[1]), int(words[3].strip(","))
