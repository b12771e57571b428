"""A fresh clone without a ledger: every page opens, says what to do first, and writes nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.ui.app.browser.stage import PAGES, Stage, Visitor
from tests.workbench import Workbench

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]

EVERYTHING = re.compile(r"^(\d+) of \1 problems")


def test_a_first_visit_on_an_empty_clone(stage: Stage, visitor: Visitor, tmp_path: Path) -> None:
    project = Workbench(tmp_path / "project")
    address = stage.show(project)
    visitor.goes(address)
    visitor.sees("There is no ledger yet: run `make scan`")
    visitor.page.get_by_role("link", name="Look at the catalogue").click()
    shown = visitor.sees(EVERYTHING).inner_text()
    assert int(shown.split()[0]) > 100, "the catalogue that ships is there"
    for page in PAGES:
        visitor.page.get_by_role("link", name=page, exact=True).click()
        visitor.page.get_by_role("heading", level=1, name=page).wait_for()
        visitor.settles()
        alerts = visitor.page.get_by_test_id("stAlertContentError").filter(visible=True)
        assert alerts.count() == 0, f"{page}: {alerts.all_inner_texts()}"
        assert visitor.page.get_by_test_id("stException").count() == 0
    assert not project.ledger.parent.exists(), "looking writes nothing"
    assert not visitor.foreign(address)


def test_the_first_scan_appears_without_a_reload(
    stage: Stage, visitor: Visitor, project: Workbench, tmp_path: Path
) -> None:
    """What `workbench scan` writes meanwhile in a terminal is on the page a few seconds later."""
    there, away = project.ledger.parent, tmp_path / "away"
    there.rename(away)
    visitor.goes(stage.show(project))
    visitor.sees("There is no ledger yet")
    away.rename(there)
    visitor.sees("Candidates by machine check", timeout=60_000)


def test_filters_are_shared_by_the_address(
    stage: Stage, visitors: list[Visitor], address: str, project: Workbench
) -> None:
    from playwright.sync_api import expect

    ada, bob = visitors
    ada.goes(f"{address}/catalogue")
    ada.sees(EVERYTHING)
    ada.fills("Search", "tag:rulers")
    ada.sees(re.compile(r"^1 of \d+ problems"))
    ada.page.get_by_text("With a prize").click()
    ada.page.wait_for_function("location.search.includes('prize')")
    assert "q=tag" in ada.page.url
    assert "status" not in ada.page.url, "defaults are left out"
    assert json.dumps("tag:rulers") not in ada.page.url
    bob.goes(ada.page.url)
    bob.sees(re.compile(r"^1 of \d+ problems"))
    # What the address says reaches the fields a moment after the table.
    expect(bob.page.get_by_role("textbox", name="Search")).to_have_value("tag:rulers", timeout=60_000)
    expect(bob.page.get_by_label("With a prize")).to_be_checked(timeout=60_000)
