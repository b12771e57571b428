"""Every control of every page is reached by Tab, shows that it has the focus, and lets go of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.app.browser.stage import Visitor
from tests.workbench import Workbench
from verification.ledger import Ledger

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]

PAGES = (
    "",
    "catalogue",
    "problem?id=mine:1",
    "candidate?id={candidate}&tab=Verdicts",
    "candidate?id={candidate}&tab=Export",
    "queue",
    "families?name=sidon_golomb",
    "scan?q=mine:1",
    "intake?problem=mine:1&family=sidon_golomb",
    "compare",
    "settings",
)

MOST = 250
"""Presses of Tab after which a page would be a trap."""

WATCH = """() => {
  const wanted = 'a[href], button, input, select, textarea, summary, [role=tab], [role=radio], [contenteditable=true]';
  const shown = it => it.checkVisibility({checkOpacity: false, checkVisibilityCSS: true}) && it.getClientRects().length;
  // Of a group with one choice the arrows reach the others; what leaves the order by itself is reached another way.
  const reached = it => it.tabIndex >= 0 && !it.disabled && !it.closest('[inert], [aria-hidden=true]');
  window.controls = [...document.querySelectorAll(wanted)].filter(it => shown(it) && reached(it));
  window.look = it => {
    const parts = [];
    for (let up = it, steps = 0; up && steps < 5; up = up.parentElement, steps += 1) {
      const style = getComputedStyle(up);
      parts.push([style.outlineStyle === 'none' ? '' : style.outline, style.boxShadow, style.borderTopColor,
                  style.borderBottomColor, style.backgroundColor, style.textDecorationLine, style.color]);
    }
    return JSON.stringify(parts);
  };
  document.activeElement?.blur();
  window.plain = new Map(window.controls.map(it => [it, window.look(it)]));
  return window.controls.length;
}"""

STEP = """() => {
  const it = document.activeElement, number = window.controls.indexOf(it);
  const name = it.getAttribute('aria-label') || it.innerText || it.title || it.getAttribute('data-testid') || '';
  const key = number >= 0 ? String(number) : it === document.body ? 'body' : `${it.tagName} ${name}`.slice(0, 80);
  return {key, name: name.slice(0, 60), tag: it.tagName,
          seen: number < 0 || window.look(it) !== window.plain.get(it)};
}"""

LEFT = """(reached) => {
  const got = reached.map(key => window.controls[Number(key)]).filter(it => it);
  const group = it => it.matches('[role=radio], [type=radio]') ? it.closest('[role=radiogroup], [role=group]') : null;
  return window.controls.filter(it => it.isConnected && !got.includes(it) && !got.some(one => group(it)?.contains(one)))
    .map(it => it.outerHTML.slice(0, 200));
}"""


def walk(visitor: Visitor) -> tuple[set[str], list[dict[str, Any]]]:
    """Press Tab until the focus is where it was first; what was reached, and what did not show it."""
    page = visitor.page
    reached, unseen, stuck = list[str](), list[dict[str, Any]](), 0
    for _ in range(MOST):
        page.keyboard.press("Tab")
        step = page.evaluate(STEP)
        if not step["seen"]:
            page.wait_for_timeout(400)  # a colour may take its time
            step = page.evaluate(STEP)
        if step["key"] == "body" or (reached and step["key"] == reached[0]):
            return set(reached), unseen
        stuck = stuck + 1 if reached and step["key"] == reached[-1] else 0
        assert stuck < 60, f"Tab does not leave {step}"
        reached.append(step["key"])
        if not step["seen"]:
            unseen.append(step)
    raise AssertionError(f"Tab goes round in {reached[-10:]}")


@pytest.mark.parametrize("path", PAGES)
def test_every_control_is_reached_and_seen(visitor: Visitor, address: str, project: Workbench, path: str) -> None:
    with Ledger.open(project.ledger, read_only=True) as ledger:
        candidate = str(ledger.frame("candidates")["id"][0]).removeprefix("sha256:")[:16]
    visitor.goes(f"{address}/{path.format(candidate=candidate)}")
    page = visitor.page
    page.wait_for_function("!document.querySelector('[data-stale=true], [data-testid=stSkeleton]')")
    assert page.evaluate(WATCH) > 8, "the menu alone has so many"
    reached, unseen = walk(visitor)
    assert not unseen, "these do not show that they have the focus"
    left = page.evaluate(LEFT, sorted(reached))
    assert not left, f"{len(left)} of the controls are not reached by Tab: {left}"


PLANTED = """(what) => {
  const place = document.querySelector('[data-testid=stMainBlockContainer]');
  if (what === 'unseen') place.insertAdjacentHTML('afterbegin', '<button style="all: unset">planted</button>');
  if (what === 'trap') {
    place.insertAdjacentHTML('afterbegin', '<input aria-label="planted">');
    place.firstElementChild.addEventListener('keydown', event => event.preventDefault());
  }
  if (what === 'skipped') {
    place.insertAdjacentHTML('afterbegin', '<button>planted</button>');
    place.firstElementChild.addEventListener('focus', event => event.target.nextElementSibling.focus());
    place.firstElementChild.insertAdjacentHTML('afterend', '<button>after it</button>');
  }
}"""


@pytest.mark.parametrize("what", ["unseen", "trap", "skipped"])
def test_planted_faults_are_found(visitor: Visitor, address: str, what: str) -> None:
    page = visitor.goes(f"{address}/compare").page
    page.evaluate(PLANTED, what)
    page.evaluate(WATCH)
    if what == "trap":
        with pytest.raises(AssertionError, match=r"Tab does not leave .*planted"):
            walk(visitor)
        return
    reached, unseen = walk(visitor)
    assert ["planted" in step["name"] for step in unseen] == ([True] if what == "unseen" else [])
    left = page.evaluate(LEFT, sorted(reached))
    assert [">planted<" in html for html in left] == ([True] if what == "skipped" else [])
