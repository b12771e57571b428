"""axe-core, the accessibility checker that browsers' makers use, over every page: light and wide, dark and narrow.

WORKBENCH_TEST_ALL_LOOKS=1 takes light and narrow, dark and wide as well.
"""

from __future__ import annotations

import os
from itertools import product
from typing import Any

import pytest

from tests.system import AXE
from tests.ui.app.browser.stage import opened
from tests.workbench import Workbench
from verification.ledger import Ledger

pytestmark = [pytest.mark.needs("chromium", "axe"), pytest.mark.xdist_group("browser")]

LOOKS = (
    [*product(("light", "dark"), (1280, 400))]
    if os.environ.get("WORKBENCH_TEST_ALL_LOOKS")
    else [("light", 1280), ("dark", 400)]
)
GRAVE = ("serious", "critical")
ADDRESSES = (
    "",
    "catalogue",
    "problem?id=mine:1",
    "queue",
    "families",
    "scan?q=mine:1",
    "intake",
    "compare",
    "settings",
)
FAULTS = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  return found.violations.flatMap(rule => rule.nodes.map(
    node => [rule.impact, `${rule.id}: ${node.html.slice(0, 200)} ${node.failureSummary || ''}`]));
}"""


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_no_serious_fault(browser: Any, address: str, project: Workbench, scheme: str, width: int) -> None:
    with Ledger.open(project.ledger, read_only=True) as ledger:
        candidate = str(ledger.frame("candidates")["id"][0]).removeprefix("sha256:")[:16]
    with opened(browser, color_scheme=scheme, viewport={"width": width, "height": 900}) as visitor:
        for path in (*ADDRESSES, f"candidate?id={candidate}"):
            visitor.goes(f"{address}/{path}")
            visitor.page.wait_for_function("!document.querySelector('[data-stale=true], [data-testid=stSkeleton]')")
            visitor.page.add_script_tag(path=AXE)
            faults = [words for impact, words in visitor.page.evaluate(FAULTS) if impact in GRAVE]
            assert not faults, f"{path}: " + "\n".join(faults)


def test_the_checker_finds_a_planted_fault(browser: Any, address: str) -> None:
    with opened(browser) as visitor:
        visitor.goes(f"{address}/compare")
        visitor.page.evaluate("document.querySelector('h1').innerHTML = '<img src=\"data:,\"><button></button>'")
        visitor.page.add_script_tag(path=AXE)
        found = " ".join(words for impact, words in visitor.page.evaluate(FAULTS) if impact in GRAVE)
    assert "image-alt" in found
    assert "button-name" in found
