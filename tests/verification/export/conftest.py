"""The workers that the tests of this folder share end with them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="package", autouse=True)
def _workers_end() -> Iterator[None]:
    yield
    from tests.verification.export.material import POOL

    POOL.kill()
