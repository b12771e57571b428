"""Two people grade at once, each in a browser of his own."""

from __future__ import annotations

import pytest

from tests.ui.app.browser.keys import answers, item_number, shown_candidate
from tests.ui.app.browser.stage import Visitor, reviews
from tests.workbench import Workbench
from verification.review import QUESTIONS, Axis

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]

WORDS = "page 17 of the second volume"


def sits_down(visitor: Visitor, address: str, name: str) -> None:
    """Open the queue under a name of one's own."""
    visitor.goes(address)
    visitor.fills("Reviewer", name)
    visitor.settles()


def chooses(visitor: Visitor, digit: str, reason: str) -> None:
    """An answer that is not yet sent."""
    visitor.settles()
    visitor.presses(digit)
    visitor.page.wait_for_function("document.activeElement?.placeholder?.startsWith('a reason')")
    visitor.page.keyboard.type(reason)


def test_a_stale_grade_is_refused_and_the_second_reader_is_blind(
    visitors: list[Visitor], address: str, project: Workbench
) -> None:
    ada, bob = visitors
    sits_down(ada, f"{address}/queue", "Ada")
    candidate = shown_candidate(ada)
    sits_down(bob, f"{address}/queue?candidate={candidate}", "Bob")
    assert shown_candidate(bob) == candidate
    ada.sees(QUESTIONS[Axis.NOVELTY])
    chooses(ada, "6", "nothing found in the tables")
    answers(bob, Axis.NOVELTY, "known", WORDS)
    ada.sees("Somebody graded this while you write", timeout=60_000)
    assert ada.page.get_by_placeholder("a reason must").input_value() == "nothing found in the tables"
    ada.presses("Enter")
    ada.sees("graded by Bob")
    assert [item["reviewer"] for item in reviews(project)] == ["Bob"], "what was refused was not written"
    assert WORDS not in ada.page.content(), "she has not graded yet"
    ada.settles()
    ada.presses("6")
    ada.page.wait_for_function("document.activeElement?.value === 'nothing found in the tables'")
    ada.presses("Enter")
    ada.sees("novelty: reviewers disagree")
    assert [item["reviewer"] for item in reviews(project)] == ["Bob", "Ada"]


def test_a_review_by_somebody_else_appears_without_a_reload(
    visitors: list[Visitor], address: str, project: Workbench
) -> None:
    ada, bob = visitors
    sits_down(bob, f"{address}/queue", "Bob")
    candidate = shown_candidate(bob)
    ada.goes(f"{address}/candidate?id={candidate}")
    ada.fills("Reviewer", "Ada")
    ada.sees("novelty: not assessed")
    loads = sum(url.endswith("/_stcore/health") or "/candidate?" in url for url in ada.asked)
    answers(bob, Axis.NOVELTY, "known", WORDS)
    ada.sees("novelty: graded by 1, hidden until you have graded", timeout=60_000)
    assert WORDS not in ada.page.content()
    assert sum(url.endswith("/_stcore/health") or "/candidate?" in url for url in ada.asked) == loads

    ada.goes(f"{address}/queue?second=true")
    ada.fills("Reviewer", "Ada")
    ada.sees("hidden until you have graded it")
    assert shown_candidate(ada) == candidate
    assert item_number(ada) == (1, 1), "the second reading is of what others have graded"
    assert WORDS not in ada.page.content()
    answers(ada, Axis.NOVELTY, "known", "I know it, too")
    assert [item["reviewer"] for item in reviews(project)] == ["Bob", "Ada"]
    bob.goes(f"{address}/candidate?id={candidate}")
    bob.fills("Reviewer", "Bob")
    bob.sees("novelty: known (Bob, Ada)")
