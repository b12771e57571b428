"""Text of others is shown as text, asks nobody for anything, and fits a telephone."""

from __future__ import annotations

import json

import pytest

from tests.ui.app.browser.stage import Stage, Visitor
from tests.workbench import Workbench

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]

HOSTILE = "![x](http://evil.example/x.png) <img src='http://evil.example/y.png'> $\\href{http://evil.example}{z}$\n"


@pytest.fixture
def address(stage: Stage, project: Workbench) -> str:
    """The desk over a ledger with an argument of a stranger."""
    note = project.folder / "claim.jsonl"
    claim = {"family": "problem_in_words", "params": {"problem": "mine:3"}, "goal": "exists"}
    payload = {"kind": "informal", "steps": [{"claim": HOSTILE, "because": HOSTILE}], "text": HOSTILE * 20_000}
    note.write_text(json.dumps({"schema": 1, "claim": claim, "payload": payload}))
    taken = project.run("intake", str(note), "--problem", "mine:3", "--author", HOSTILE.strip(), "--note", "see")
    assert taken.returncode == 0, taken.stderr
    return stage.show(project)


def test_hostile_text_asks_nobody_and_400_pixels_are_enough(visitor: Visitor, address: str) -> None:
    page = visitor.goes(f"{address}/problem?id=mine:3").page
    page.get_by_label("Open a candidate").click()
    page.get_by_role("option", name="unknown").click()
    page.get_by_role("tab", name="Words").click()
    page.get_by_role("tabpanel", name="Words").get_by_text("evil.example").first.wait_for()
    assert "candidate?id=" in page.url
    page.set_viewport_size({"width": 400, "height": 800})
    for path in (page.url, f"{address}/catalogue", f"{address}/queue", f"{address}/problem?id=mine:1"):
        visitor.goes(path)
        wide = page.evaluate("document.querySelector('.stMainBlockContainer').scrollWidth")
        assert wide <= 400, f"{path} is {wide} pixels wide"
        assert page.locator("img[src*=evil]").count() == 0
    assert not visitor.foreign(address)
