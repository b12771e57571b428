"""Twenty candidates are graded with the keyboard alone, with a correction and a reload in between."""

from __future__ import annotations

import pytest

from tests.ui.app.browser.keys import HABITS, answers, gives_reason, item_number, shown_candidate
from tests.ui.app.browser.stage import READER, Stage, Visitor, reviews
from tests.ui.app.desk import world
from tests.workbench import Workbench, problem, ruler

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]

MANY = 20
USUAL = [*["known"] * 6, "misread", "wrong", "right", "known"]
"""Most of what machines send in is known."""


@pytest.fixture
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """A ledger with twenty finds, made by a scan."""
    project = world(tmp_path_factory.mktemp("crowd") / "project")
    project.add(problem(1, [ruler(12 + number, 5) for number in range(MANY)]), problem(2, []), problem(3, []))
    answer = project.run("scan", "mine:1", "--budget", "2s", "--workers", "1", "--prover", "construct")
    assert answer.returncode == 0, answer.stderr
    return project


@pytest.fixture
def untouched(visitor: Visitor) -> Visitor:
    """A visitor without a mouse."""
    visitor.page.add_init_script(
        "addEventListener('pointerdown', event => { if (event.isTrusted) throw Error('a mouse was used') }, true)"
    )
    return visitor


def test_twenty_candidates_by_keyboard_only(stage: Stage, crowd: Workbench, untouched: Visitor) -> None:
    desk = untouched.goes(f"{stage.show(crowd)}/queue")
    desk.sees("Is it known?")
    assert item_number(desk) == (1, MANY)
    expected: list[tuple[str, str, str, str]] = []
    for number in range(MANY - 1):
        candidate = shown_candidate(desk)
        for axis, grade in HABITS[USUAL[number % len(USUAL)]]:
            reason = f"reason {len(expected)}"
            if number == 3:
                _an_empty_reason_is_refused(desk)
                assert len(reviews(crowd)) == len(expected)
                gives_reason(desk, reason)
            else:
                answers(desk, axis, grade, reason)
            expected.append((candidate[:16], str(axis), grade, reason))
        if number + 1 < MANY - 1:
            desk.page.wait_for_function(f"!location.search.includes('{candidate}')")
        if number == 5:
            desk.sees("6 answers in this sitting")
            _undone(desk, candidate)
            expected.append((candidate[:16], "novelty", "literature identification", "it is in a paper"))
            desk.page.wait_for_function(f"!location.search.includes('{candidate}')")
        if number == 9:
            expected += _resumed_after_a_reload(desk)
    desk.sees("Nothing is left to read")
    written = reviews(crowd)
    assert [(item["candidate"][7:23], item["axis"], item["grade"], item["reason"]) for item in written] == expected
    assert all(item["reviewer"] == READER for item in written)
    (correction,) = [number for number, item in enumerate(written) if "supersedes" in item]
    assert written[correction]["candidate"] == written[correction - 1]["candidate"]
    assert len({item["candidate"] for item in written}) == MANY


def _an_empty_reason_is_refused(desk: Visitor) -> None:
    """The field stays, and with it the focus: a reason can be typed at once."""
    desk.settles()
    desk.presses("5")
    desk.page.wait_for_function("document.activeElement?.placeholder?.startsWith('a reason')")
    desk.presses("Space", "Enter")
    desk.sees("A grade needs a reason")


def _undone(desk: Visitor, candidate: str) -> None:
    """`U` goes back to the last answer; what is said then corrects it."""
    from verification.review import Axis

    desk.settles()
    desk.presses("u")
    desk.sees("You said 'known'")
    assert shown_candidate(desk) == candidate
    answers(desk, Axis.NOVELTY, "literature identification", "it is in a paper")


def _resumed_after_a_reload(desk: Visitor) -> list[tuple[str, str, str, str]]:
    """In the middle of an item the page is loaded anew: same item, next question, and the graded ones are gone."""
    from verification.review import Axis

    candidate = shown_candidate(desk)
    answers(desk, Axis.NOVELTY, "unknown", "before the reload")
    desk.sees("Is it a technicality")
    desk.page.reload()
    desk.sees("Is it a technicality")
    desk.settles()
    assert shown_candidate(desk) == candidate
    assert item_number(desk) == (1, MANY - 10)
    answers(desk, Axis.FIDELITY, "weaker reading", "after the reload")
    desk.page.wait_for_function(f"!location.search.includes('{candidate}')")
    return [
        (candidate[:16], "novelty", "unknown", "before the reload"),
        (candidate[:16], "fidelity", "weaker reading", "after the reload"),
    ]
