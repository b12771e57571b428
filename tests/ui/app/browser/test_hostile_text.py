"""Text of others is shown as text, asks nobody for anything, and fits a telephone, ten megabytes of it as well."""

from __future__ import annotations

import json
import time
from pathlib import Path
from uuid import uuid4

import pytest

from tests.ui.app.browser.stage import Stage, Visitor
from tests.workbench import Workbench
from verification.blobs import Blobs
from verification.ledger import Ledger

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


LINES = (
    "# ![x](http://evil.example/a.png) [click](http://evil.example/) <http://evil.example/> http://evil.example/bare",
    "<img src='http://evil.example/b.png' onerror='alert(1)'><script>alert(2)</script><svg onload='alert(3)'></svg>",
    "<iframe src='http://evil.example/c'></iframe><a href='javascript:alert(4)'>d</a><style>body{display:none}</style>",
    "</code></pre><form action='http://evil.example/e'><object data='http://evil.example/f'></object>",
    "$\\href{http://evil.example/g}{h}\\includegraphics{http://evil.example/i.png}$ :material/home: :red[j] `k` ~~~",
    "\u202eright to left\u202c \x1b[31mred \x00 \x07 [ref]: http://evil.example/l | @import url(//evil.example)",
)
"""What a model may say."""

MADE = """() => [...document.querySelectorAll(
  '[data-testid=stMain] :is(img, script, iframe, object, embed, video, audio, style, [onerror], [onload], ' +
  'form[action], [href*=evil], [href^=javascript], [src*=evil])')].map(it => it.outerHTML.slice(0, 200))"""

SECONDS = 30.0
"""In which a page with ten megabytes behind it is shown, on a machine that does other things as well."""

TABS = ("Reviews", "Novelty", "Verdicts", "Files", "Lean", "JSON", "History", "Export")


@pytest.fixture
def transcript(tmp_path: Path) -> Path:
    """More than ten megabytes."""
    path = tmp_path / "said.txt"
    text = "\n".join(LINES) + "\n"
    path.write_text(text * (10_500_000 // len(text.encode())), "utf-8")
    assert path.stat().st_size > 10_000_000
    return path


@pytest.fixture
def talked(address: str, project: Workbench, transcript: Path) -> str:
    """The candidate of the stranger, found again by a prover with a name of its own that said all this."""
    del address  # it has filled the ledger
    blobs = Blobs(project.blobs)
    with Ledger.open(project.ledger) as ledger:
        body = next(item for item in ledger.bodies("candidate") if item["candidate"]["payload"]["kind"] == "informal")
        attempt = next(item for item in ledger.bodies("attempt") if item["id"] == body["attempt"])
        again = {
            **attempt,
            "id": uuid4().hex,
            "key": uuid4().hex,
            "prover": LINES[0][2:60],
            "config": {"prompt": LINES},
            "transcript": blobs.put(transcript),
        }
        ledger.append([("attempt", again), ("candidate", {**body, "attempt": again["id"]})])
    return str(body["id"]).removeprefix("sha256:")[:16]


def test_ten_megabytes_of_hostile_transcript(
    visitor: Visitor, address: str, talked: str, transcript: Path, tmp_path: Path
) -> None:
    page = visitor.page
    began = time.monotonic()
    visitor.goes(f"{address}/candidate?id={talked}&tab=Words")
    visitor.sees("Transcript of").click()
    said = page.get_by_role("tabpanel", name="Words").get_by_test_id("stCode").filter(has_text="right to left")
    said = said.filter(visible=True).last
    said.wait_for()
    assert time.monotonic() - began < SECONDS
    words = said.inner_text()
    for line in LINES[:5]:
        assert line in words, "shown character by character"
    assert not page.evaluate(MADE)

    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download", exact=True).filter(visible=True).last.click()
    kept = tmp_path / "kept.txt"
    waiting.value.save_as(kept)
    assert kept.read_bytes() == transcript.read_bytes(), "what is not shown can be taken away"

    visitor.sees("Settings of").click()
    for tab in TABS:
        began = time.monotonic()
        page.get_by_role("tab", name=tab).click()
        page.get_by_role("tabpanel", name=tab).locator("[data-testid=stElementContainer]").first.wait_for()
        visitor.settles()
        assert time.monotonic() - began < SECONDS, tab
        assert not page.evaluate(MADE), tab
    page.get_by_role("link", name="Problem", exact=True).click()
    page.get_by_role("heading", level=1, name="Problem 3").wait_for()
    visitor.settles()
    assert not page.evaluate(MADE)
    assert not visitor.foreign(address)


def test_what_is_looked_for_would_be_found(visitor: Visitor, address: str) -> None:
    """A planted picture is an element, and its request is seen."""
    page = visitor.goes(f"{address}/compare").page
    page.evaluate("""document.querySelector('[data-testid=stMain]').insertAdjacentHTML('beforeend',
                     '<img src="http://evil.invalid/x.png"><a href="http://evil.invalid">x</a>')""")
    assert len(page.evaluate(MADE)) == 2
    assert visitor.foreign(address) == ["http://evil.invalid/x.png"]
