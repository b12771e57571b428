"""A real scan from the page: started, watched, stopped, resumed; the ledger has what was done, once."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.ui.app.browser.stage import Stage, Visitor
from tests.ui.app.desk import world
from tests.workbench import Workbench, problem, ruler

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]

CLAIMS = 8
"""Each of them takes its whole budget: no ruler of this length is found or excluded in a second."""


@pytest.fixture
def slow(tmp_path: Path) -> Workbench:
    """A catalogue of claims that take a while, and no ledger yet."""
    project = world(tmp_path / "project")
    project.add(problem(1, [ruler(150 + number, 15) for number in range(CLAIMS)]), problem(2, []), problem(3, []))
    return project


def started(project: Workbench) -> list[dict[str, Any]]:
    """What was started from the page, oldest first."""
    folder = project.ledger.parent / "scans"
    return [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]


def alive(pid: int) -> bool:
    """Whether the process still does something."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_scan_is_started_watched_stopped_and_resumed(stage: Stage, visitor: Visitor, slow: Workbench) -> None:
    page = visitor.goes(f"{stage.show(slow)}/scan?q=mine:1").page
    visitor.sees(f"1 problems, {CLAIMS} claims")
    page.get_by_label("Provers").click()
    page.get_by_role("option", name="enumerate").click()
    page.keyboard.press("Escape")
    visitor.fills("Budget of an attempt", "700ms")
    visitor.sees("worst case 5.6 s; no paid calls")
    visitor.settles()
    page.get_by_role("button", name="Start").click()
    visitor.sees(re.compile(r"running: [2-9] of 8 claims"), timeout=60_000)
    (first,) = started(slow)
    assert alive(first["pid"]), "a process of its own"
    page.get_by_role("button", name="Stop").click()
    visitor.sees(re.compile(r"stopped: \d of 8 claims"))
    deadline = time.monotonic() + 20
    while alive(first["pid"]) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not alive(first["pid"])
    done = slow.attempts()
    (said,) = (slow.ledger.parent / "scans").glob("*.jsonl")
    events = [json.loads(line) for line in said.read_text().splitlines()]
    assert 2 <= len(done) < CLAIMS
    assert len(done) == sum(event["event"] == "attempt" for event in events), "what was done is recorded"

    visitor.goes(f"{stage.address}/scan?q=mine:1")
    page.get_by_role("button", name="Resume").click()
    visitor.sees(re.compile(r"ended: \d of \d claims"), timeout=60_000)
    everything = slow.attempts()
    assert [attempt["id"] for attempt in everything[: len(done)]] == [attempt["id"] for attempt in done]
    assert sorted(attempt["claim"]["params"]["N"] for attempt in everything) == [150 + n for n in range(CLAIMS)]
    assert slow.run("ledger", "check").returncode == 0
