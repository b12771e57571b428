"""The desk in a real browser: what only a browser can show."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.app.desk import served, world
from tests.workbench import Workbench
from verification.ledger import Ledger

pytestmark = pytest.mark.needs("chromium")

EVERYTHING, ONE = re.compile(r"^(\d+) of \1 problems"), re.compile(r"^1 of \d+ problems")

HOSTILE = "![x](http://evil.example/x.png) <img src='http://evil.example/y.png'> $\\href{http://evil.example}{z}$\n"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that remembers which addresses it asked."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    found = context.new_page()
    found.set_default_timeout(20_000)
    found.asked = []
    found.on("request", lambda request: found.asked.append(request.url))
    yield found
    context.close()


@pytest.fixture(scope="session")
def address(scanned: Workbench, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server for tests that write nothing that others would notice."""
    copy = world(tmp_path_factory.mktemp("served") / "project")
    shutil.copytree(scanned.ledger.parent, copy.ledger.parent)
    note = copy.folder / "claim.jsonl"
    claim = {"family": "problem_in_words", "params": {"problem": "mine:3"}, "goal": "exists"}
    payload = {"kind": "informal", "steps": [{"claim": HOSTILE, "because": HOSTILE}], "text": HOSTILE * 20_000}
    note.write_text(json.dumps({"schema": 1, "claim": claim, "payload": payload}))
    taken = copy.run("intake", str(note), "--problem", "mine:3", "--author", HOSTILE.strip(), "--note", "see")
    assert taken.returncode == 0, taken.stderr
    with served(copy) as found:
        yield found


def reviews(project: Workbench) -> list[dict[str, Any]]:
    with Ledger.open(project.ledger, read_only=True) as ledger:
        return [json.loads(entry.body) for entry in ledger.entries("review")]


def settle(page: Any) -> None:
    page.wait_for_function(
        "document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'"
    )


def grade(page: Any, digit: str, reason: str) -> None:
    """One answer without a mouse: the digit, the reason, Enter."""
    page.wait_for_selector(".st-key-grade-1")
    page.keyboard.press(digit)
    page.wait_for_function("document.activeElement?.placeholder?.startsWith('a reason')")
    page.keyboard.type(reason)
    page.keyboard.press("Enter")
    page.get_by_placeholder("a reason must be given").wait_for(state="detached")


def test_triage_by_keyboard_with_undo(page: Any, project: Workbench) -> None:
    with served(project) as address:
        page.goto(f"{address}/queue")
        page.get_by_text("Is it known?").wait_for()
        for number in range(3):
            settle(page)
            grade(page, "5", f"reason {number}")
            page.get_by_text(f"{number + 1} answers in this sitting").wait_for()
        settle(page)
        page.keyboard.press("u")
        page.get_by_text("You said 'known'").wait_for()
        settle(page)
        grade(page, "6", "it was not")
        page.get_by_text("Is it a technicality").wait_for()
    written = reviews(project)
    assert [review["reason"] for review in written] == ["reason 0", "reason 1", "reason 2", "it was not"]
    assert written[3]["candidate"] == written[2]["candidate"]
    assert "supersedes" in written[3]


def test_filters_are_shared_by_the_address(page: Any, browser: Any, address: str) -> None:
    page.goto(f"{address}/catalogue")
    page.get_by_text(EVERYTHING).wait_for()
    page.get_by_placeholder("words, status:open").fill("tag:rulers")
    page.keyboard.press("Enter")
    page.get_by_text(ONE).wait_for()
    assert "q=tag" in page.url
    assert "status" not in page.url, "defaults are left out"
    with browser.new_context() as other:
        second = other.new_page()
        second.goto(page.url)
        second.get_by_text(ONE).wait_for(timeout=20_000)


def test_a_first_visit_without_a_ledger(page: Any, tmp_path: Path) -> None:
    project = world(tmp_path / "project")
    with served(project) as address:
        page.goto(address)
        page.get_by_text("There is no ledger yet").wait_for()
        page.get_by_role("link", name="Look at the catalogue").click()
        page.get_by_text(EVERYTHING).wait_for()
    assert not project.ledger.exists(), "looking writes nothing"


def test_a_wrong_witness_shows_the_offending_pair(page: Any, address: str) -> None:
    page.goto(f"{address}/families?name=sidon_golomb")
    page.get_by_role("textbox", name="Parameters").fill("N=12 k=5")
    page.get_by_role("textbox", name="Witness").fill("1 2 3 10 12")
    page.get_by_role("button", name="Check it").click()
    page.get_by_text("refuted: repeated-difference").wait_for()


def test_hostile_text_asks_nobody_and_400_pixels_are_enough(page: Any, address: str) -> None:
    page.goto(f"{address}/problem?id=mine:3")
    page.get_by_label("Open a candidate").click()
    page.get_by_role("option", name="unknown").click()
    page.get_by_role("tab", name="Words").click()
    page.get_by_role("tabpanel", name="Words").get_by_text("evil.example").first.wait_for()
    assert "candidate?id=" in page.url
    page.set_viewport_size({"width": 400, "height": 800})
    for path in (page.url, f"{address}/catalogue", f"{address}/queue", f"{address}/problem?id=mine:1"):
        page.goto(path)
        page.wait_for_selector("h1")
        settle(page)
        wide = page.evaluate("document.querySelector('.stMainBlockContainer').scrollWidth")
        assert wide <= 400, f"{path} is {wide} pixels wide"
        assert page.locator("img[src*=evil]").count() == 0
    foreign = [url for url in page.asked if not url.startswith((address, "data:", "blob:"))]
    assert not foreign
