"""The third-party family that provers and scans are tried on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from problems.family import enable_plugins
from tests.workbench import PLUGIN


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The family `faulty` is installed and named by the configuration."""
    monkeypatch.syspath_prepend(str(PLUGIN))
    enable_plugins(["faulty"])
    yield
    enable_plugins([])
