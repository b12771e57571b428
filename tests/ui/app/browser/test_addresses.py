"""What the address bar says is the view: copied it opens the same, and what it cannot say is answered in a sentence."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.ui.app.browser.stage import Visitor
from tests.workbench import Workbench
from verification.ledger import Ledger

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
    "problem?id=mine:1&tab=%3Cimg%20src=x%3E",
    "families?name=sidon_golomb&params=N%3D12&witness=" + "1+" * 2000,
    "families?name=sidon_golomb&format=zz&witness=1",
    "families?name=sidon_golomb&params=%27%00&witness=%3Cimg%20src=x%3E",
    "intake?problem=mine:1&family=%3Cscript%3E&format=zz",
    "intake?problem=mine:77",
)

PICTURE = """() => ({
  heading: document.querySelector('h1').innerText,
  fields: [...document.querySelectorAll('[data-testid=stMain] :is(input, textarea)')].map(
    it => [it.getAttribute('aria-label') || it.type, /checkbox|radio/.test(it.type) ? it.checked : it.value]),
  tabs: [...document.querySelectorAll('[role=tab]')].map(it => [it.innerText, it.getAttribute('aria-selected')]),
  chosen: [...document.querySelectorAll('[data-testid=stMain] :is([role=radio], [role=option])')].map(
    it => [it.innerText, it.getAttribute('aria-checked')]),
  said: [...document.querySelectorAll('[data-testid=stMain] :is([data-testid=stAlert], [data-testid=stMarkdown], ' +
    '[data-testid=stCaptionContainer], [data-testid=stText], [data-testid=stCode])')].map(it => it.innerText),
  tables: [...document.querySelectorAll('[data-testid=stMain] table')].map(
    it => [...it.rows].map(row => [...row.cells].slice(0, 4).map(cell => cell.textContent))),
})"""
"""What somebody sees: heading, values of fields, tabs and choices, sentences, tables with their rows.

A wide table tells of as many columns as it has just drawn, so the first ones are compared."""

CHANGING = re.compile(r"in \d+\.\d\d s|New since|first visit|Ledger at entry|\d\d:\d\d")
"""Sentences that speak of the moment."""


def test_the_choices_of_a_scan_are_in_the_address(visitors: list[Visitor], address: str) -> None:
    from playwright.sync_api import expect

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
    # What the address says reaches the fields a moment after the rest.
    expect(bob.page.get_by_label("Budget of an attempt")).to_have_value("7s", timeout=60_000)
    expect(bob.page.get_by_label("Skip what is recorded")).not_to_be_checked(timeout=60_000)
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


def picture(visitor: Visitor) -> dict[str, Any]:
    """The view as values to compare, once it stands still."""
    visitor.page.wait_for_function("!document.querySelector('[data-stale=true], [data-testid=stSkeleton]')")
    visitor.settles()
    found: dict[str, Any] = visitor.page.evaluate(PICTURE)
    found["said"] = [words for words in found["said"] if not CHANGING.search(words)]
    return found


def still(visitor: Visitor) -> dict[str, Any]:
    """The view once it has not changed for a second: tables and fields follow what the server says."""
    found, since = picture(visitor), 0
    for _ in range(200):
        visitor.page.wait_for_timeout(250)
        before, found = found, picture(visitor)
        since = since + 1 if found == before and len(str(found)) > 100 else 0
        if since == 4:
            break
    return found


def chooses(visitor: Visitor, box: str, option: str) -> None:
    """An option of a box with choices."""
    visitor.page.get_by_label(box, exact=True).first.click()
    visitor.page.keyboard.type(option)
    visitor.page.get_by_role("option", name=option, exact=True).click()


def first_candidate(project: Workbench) -> str:
    with Ledger.open(project.ledger, read_only=True) as ledger:
        return str(ledger.frame("candidates")["id"][0]).removeprefix("sha256:")[:16]


def on_overview(visitor: Visitor, address: str, _: Workbench) -> None:
    visitor.goes(address)
    visitor.sees("Candidates by machine check")


def on_catalogue(visitor: Visitor, address: str, _: Workbench) -> None:
    visitor.goes(f"{address}/catalogue")
    visitor.fills("Search", "has:claims")
    chooses(visitor, "Status", "open")
    chooses(visitor, "Verified at least", "A1")
    visitor.sees(re.compile(r"^2 of \d+ problems"))


def on_problem(visitor: Visitor, address: str, _: Workbench) -> None:
    visitor.goes(f"{address}/problem?id=mine:1")
    visitor.page.get_by_role("tab", name="Known values").click()
    visitor.page.wait_for_function("location.search.includes('tab=Known')")


def on_candidate(visitor: Visitor, address: str, project: Workbench) -> None:
    visitor.goes(f"{address}/candidate?id={first_candidate(project)}&problem=mine:1")
    visitor.page.get_by_role("tab", name="Export").click()
    visitor.page.get_by_role("radio", name="upstream").click()
    visitor.page.wait_for_function("location.search.includes('form=upstream')")


def on_queue(visitor: Visitor, address: str, _: Workbench) -> None:
    visitor.goes(f"{address}/queue")
    visitor.page.wait_for_selector(".st-key-grade-1 button")
    visitor.settles()
    before = visitor.page.url
    visitor.presses("n")
    visitor.sees("item 2 of")
    assert visitor.page.url != before


def on_second_reading(visitor: Visitor, address: str, _: Workbench) -> None:
    visitor.goes(f"{address}/queue")
    visitor.page.get_by_text("Second, blind reading").click()
    visitor.sees("Nothing waits to be read")


def on_families(visitor: Visitor, address: str, _: Workbench) -> None:
    visitor.goes(f"{address}/families")
    chooses(visitor, "Family", "sidon_golomb")
    visitor.page.wait_for_function("location.search.includes('name=sidon_golomb')")
    visitor.settles()
    visitor.page.get_by_role("textbox", name="Parameters").fill("N=12 k=5")
    visitor.page.get_by_role("textbox", name="Witness").fill("1 2 3\n10 12")
    chooses(visitor, "Format", "integers")
    visitor.page.get_by_role("button", name="Check it").click()
    visitor.sees("refuted: repeated-difference")


def on_scan(visitor: Visitor, address: str, _: Workbench) -> None:
    visitor.goes(f"{address}/scan?q=mine:1")
    visitor.fills("Budget of an attempt", "7s")
    visitor.sees(re.compile("worst case"))


def on_compare(visitor: Visitor, address: str, _: Workbench) -> None:
    visitor.goes(f"{address}/compare")
    visitor.sees("Download as CSV")


def on_settings(visitor: Visitor, address: str, _: Workbench) -> None:
    visitor.goes(f"{address}/settings")
    visitor.sees("Keep the head elsewhere")


def on_intake(visitor: Visitor, address: str, _: Workbench) -> None:
    visitor.goes(f"{address}/intake?problem=mine:2&family=schur_coloring")
    visitor.page.get_by_role("textbox", name="Parameters").fill("k=2 n=4")
    visitor.page.get_by_role("textbox", name="Parameters").blur()
    visitor.page.wait_for_function("location.search.includes('params=')")
    visitor.goes(visitor.page.url)


VIEWS = {name.removeprefix("on_"): make for name, make in list(globals().items()) if name.startswith("on_")}
"""View → how somebody gets there."""


@pytest.mark.parametrize("view", VIEWS)
def test_an_address_opens_the_same_view_elsewhere(
    visitors: list[Visitor], address: str, project: Workbench, view: str
) -> None:
    ada, bob = visitors
    VIEWS[view](ada, address, project)
    expected = still(ada)
    assert len(str(expected)) > 100, "there is something to compare"
    found = still(bob.goes(ada.page.url))
    differences = {name: (expected[name], found[name]) for name in expected if expected[name] != found[name]}
    assert not differences
    assert bob.page.url == ada.page.url


def test_a_long_witness_stays_out_of_the_address(visitor: Visitor, address: str) -> None:
    page = visitor.goes(f"{address}/families?name=sidon_golomb").page
    page.get_by_role("textbox", name="Witness").fill("1 2 3" + " " * 2000)
    page.get_by_role("textbox", name="Parameters").fill("N=12 k=3")
    page.get_by_role("button", name="Check it").click()
    visitor.sees("refuted: repeated-difference")
    visitor.sees("The address of this page does not hold what you pasted")
    assert "witness" not in page.url
    chooses(visitor, "Family", "schur_coloring")
    visitor.sees("Schur")
    assert page.get_by_text("refuted: repeated-difference").count() == 0


def test_a_candidate_in_an_address_is_not_judged(visitor: Visitor, address: str) -> None:
    """It could bring a program, and a link would run it."""
    text = '{"schema": 1, "claim": {}, "payload": {"kind": "generator"}}'
    visitor.goes(f"{address}/families?{urlencode({'name': 'sidon_golomb', 'witness': text})}")
    visitor.sees("a whole candidate is not taken from an address")
    assert visitor.page.get_by_role("textbox", name="Witness").input_value() == ""
