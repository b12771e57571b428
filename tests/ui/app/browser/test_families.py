"""A witness of one's own is put to the checker."""

from __future__ import annotations

import pytest

from tests.ui.app.browser.stage import Visitor

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]


def test_a_wrong_witness_shows_the_offending_pair(visitor: Visitor, address: str) -> None:
    page = visitor.goes(f"{address}/families?name=sidon_golomb").page
    page.get_by_role("textbox", name="Parameters").fill("N=12 k=5")
    page.get_by_role("textbox", name="Witness").fill("1 2 3 10 12")
    page.get_by_role("button", name="Check it").click()
    visitor.sees("refuted: repeated-difference")
