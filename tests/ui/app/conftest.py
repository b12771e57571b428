"""One scan for all tests of the desk; each test has its own copy of the ledger."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.ui.app.desk import Desk, world
from tests.workbench import Workbench


@pytest.fixture(scope="session")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """A project after a scan."""
    project = world(tmp_path_factory.mktemp("scanned") / "project")
    answer = project.run("scan", "--budget", "2s", "--workers", "1", "--prover", "construct", "--prover", "sat")
    assert answer.returncode == 0, answer.stderr
    return project


@pytest.fixture
def project(scanned: Workbench, tmp_path: Path) -> Workbench:
    """A copy with the scan's ledger."""
    copy = world(tmp_path / "project")
    shutil.copytree(scanned.ledger.parent, copy.ledger.parent)
    return copy


@pytest.fixture
def here(project: Workbench, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    """The project as the place where the test's own process stands."""
    for name, value in project.environment().items():
        if name.startswith("WORKBENCH_"):
            monkeypatch.setenv(name, value)
    for name in ("WORKBENCH_LEDGER", "WORKBENCH_UI_LOGIN", "WORKBENCH_READ_ONLY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(project.temporary / "state"))
    monkeypatch.chdir(project.folder)
    monkeypatch.setattr("problems.catalog.data_folder", lambda _name: project.empty)
    return project


@pytest.fixture
def desk(here: Workbench) -> Desk:
    """The desk over the project."""
    return Desk()
