"""One server for all browser tests: what it shows is exchanged behind it, because it reads its configuration anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.ui.app.desk import served
from tests.workbench import Workbench
from ui.serving import SETTLED
from verification.ledger import Ledger

__all__ = ["PAGES", "READER", "Stage", "Visitor", "opened", "raised", "reviews"]

READER = "A. Reader"

PAGES = ("Overview", "Catalogue", "Queue", "Families", "Scan", "Intake", "Compare", "Settings")
"""The pages that the menu names."""


class Stage:
    """A running desk, and the project that it shows at the moment."""

    def __init__(self, house: Workbench, address: str) -> None:
        self.house = house
        """Where the server stands."""
        self.address = address

    def show(self, project: Workbench, **settings: Any) -> str:
        """Let the desk show this project from now on; its address."""
        values = {
            "ledger": str(project.ledger),
            "overlays": [str(project.catalog)],
            "workers": 1,
            "reviewer": READER,
            "pending_per_prover": 50,
            **settings,
        }
        path = self.house.folder / "workbench.toml"
        part = path.with_suffix(".part")
        part.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items()))
        part.replace(path)
        return self.address


@contextmanager
def raised(house: Workbench) -> Iterator[Stage]:
    """A stage for the block."""
    with served(house) as address:
        yield Stage(house, address)


class Visitor:
    """Somebody in a browser of his own, with the addresses that it asked for and what it complained about."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.set_default_timeout(60_000)
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def goes(self, address: str) -> Visitor:
        """Open an address and wait until the page stands still."""
        self.page.goto(address)
        self.page.wait_for_selector("h1")
        self.settles()
        return self

    def settles(self) -> None:
        """Wait until the server has nothing more to say; to be preceded by a wait for what is expected."""
        self.page.wait_for_function(SETTLED)

    def sees(self, text: Any, *, timeout: float = 60_000) -> Any:
        """Wait for a text; the element."""
        found = self.page.get_by_text(text).filter(visible=True).first
        found.wait_for(timeout=timeout)
        return found

    def presses(self, *keys: str) -> None:
        """Keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def fills(self, label: str, text: str) -> None:
        """Type into a field and leave it with Enter; a text that is new there has been answered when this ends."""
        field = self.page.get_by_role("textbox", name=label).first
        new = field.input_value() != text
        if new:
            self.page.evaluate(WATCHED)
        field.fill(text)
        field.press("Enter")
        field.blur()
        if new:
            self.page.wait_for_function("window.ranAnew")
            self.settles()

    def focused(self) -> dict[str, Any]:
        """Name, tag and outline of the element that has the focus."""
        found: dict[str, Any] = self.page.evaluate(FOCUSED)
        return found

    def foreign(self, address: str) -> list[str]:
        """Requests that went anywhere else."""
        return [url for url in self.asked if not url.startswith((address, "data:", "blob:", "about:"))]


WATCHED = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  window.ranAnew = false;
  new MutationObserver(() => {
    if (app.getAttribute('data-test-script-state') !== 'notRunning') window.ranAnew = true;
  }).observe(app, {attributes: true, attributeFilter: ['data-test-script-state']});
}"""


FOCUSED = """() => {
  const it = document.activeElement, look = getComputedStyle(it);
  return {tag: it.tagName, name: it.getAttribute('aria-label') || it.innerText || '', outline: look.outlineStyle,
          width: parseFloat(look.outlineWidth), shadow: look.boxShadow};
}"""


@contextmanager
def opened(browser: Any, **options: Any) -> Iterator[Visitor]:
    """A visitor with cookies, storage and history of his own."""
    settings = {"viewport": {"width": 1280, "height": 900}, **options}
    context = browser.new_context(**settings)
    try:
        yield Visitor(context.new_page())
    finally:
        context.close()


def reviews(project: Workbench) -> list[dict[str, Any]]:
    """The grades in the ledger, in order."""
    with Ledger.open(project.ledger, read_only=True) as ledger:
        return [json.loads(entry.body) for entry in ledger.entries("review")]
