"""What the address bar says is the view: copied it opens the same, and what it cannot say is answered in a sentence."""

from __future__ import annotations

import re

import pytest

from tests.ui.app.browser.stage import Visitor

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]

HOSTILE = (
    "scan?workers=abc&provers=%3Cscript%3E&resume=maybe",
    "scan?provers=sat&workers=999&budget=%00%ff",
    "catalogue?status=nope&tag=zz&columns=zz&prize=7",
    "catalogue?q=%22%28%28",
    "queue?candidate=zz&second=x",
    "families?name=%3Cimg%20src%3Dx%3E",
    "candidate?id=../../etc/passwd",
    "candidate?id=" + "f" * 4000,
    "problem?id=%3Cb%3E",
    "problem?id=mine:999999",
)


def test_the_choices_of_a_scan_are_in_the_address(visitors: list[Visitor], address: str) -> None:
    ada, bob = visitors
    page = ada.goes(f"{address}/scan?q=mine:1").page
    page.get_by_label("Provers").click()
    page.get_by_role("option", name="sat", exact=True).click()
    page.keyboard.press("Escape")
    ada.fills("Budget of an attempt", "7s")
    page.get_by_text("Skip what is recorded").click()
    page.wait_for_function("['provers=sat', 'budget=7s', 'resume=false'].every(it => location.search.includes(it))")
    words = bob.goes(page.url).sees(re.compile("worst case")).inner_text()
    ada.sees(words)
    assert bob.page.get_by_label("Budget of an attempt").input_value() == "7s"
    assert not bob.page.get_by_label("Skip what is recorded").is_checked()
    assert bob.page.url == page.url


@pytest.mark.parametrize("path", HOSTILE)
def test_an_address_that_makes_no_sense_is_answered_in_words(visitor: Visitor, address: str, path: str) -> None:
    visitor.page.goto(f"{address}/{path}")
    visitor.page.wait_for_selector("[data-testid=stMain] h1, [data-testid=stAlert]")
    visitor.settles()
    assert visitor.page.get_by_test_id("stException").count() == 0
    assert "Traceback" not in visitor.page.inner_text("body")
    assert "our fault" not in visitor.page.inner_text("body")
    assert visitor.page.locator("[data-testid=stMain] img[src=x], [data-testid=stMain] script").count() == 0
    assert not visitor.foreign(address)
