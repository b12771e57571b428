"""One browser and one server for all tests here; each test has its own project and its own visitors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.system import require
from tests.ui.app.browser.stage import Stage, Visitor, opened, raised
from tests.workbench import Workbench


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium."""
    require("chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as play:
        found = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--headless"])
        yield found
        found.close()


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The desk."""
    with raised(Workbench(tmp_path_factory.mktemp("stage") / "house")) as found:
        yield found


@pytest.fixture
def visitor(browser: Any) -> Iterator[Visitor]:
    """Somebody at a wide screen."""
    with opened(browser) as found:
        yield found
        assert not found.complaints, found.complaints


@pytest.fixture
def visitors(browser: Any) -> Iterator[list[Visitor]]:
    """Two people with a browser each."""
    with ExitStack() as stack:
        found = [stack.enter_context(opened(browser)) for _ in range(2)]
        yield found
        for each in found:
            assert not each.complaints, each.complaints


@pytest.fixture
def address(stage: Stage, project: Workbench) -> str:
    """The desk over a copy of the scan's ledger."""
    return stage.show(project)
