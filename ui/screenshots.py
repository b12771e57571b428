"""Pictures of the triage desk for the documentation: `python -m ui.screenshots [FOLDER]`.

A real scan of a few problems makes the ledger, a real server serves it, and Chromium looks at it. Needs the
development dependencies and Debian's `chromium`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from problems.errors import MissingBackendError, WorkbenchError
from ui.output import say
from ui.serving import SETTLED, served

__all__ = ["SHOTS", "main", "take"]

SCAN = ("erdos:1", "OR", "erdos:30", "OR", "erdos:77", "OR", "erdos:107", "OR", "erdos:138", "--budget", "1s")
"""What is scanned for the pictures."""

SHOTS = {
    "overview": "",
    "catalogue": "catalogue?q=status:open&claims=with%20claims",
    "problem": "problem?id=erdos:30",
    "candidate": "candidate?id={candidate}",
    "queue": "queue",
    "families": "families?name=ramsey_coloring",
    "scan": "scan?q=erdos:1-40",
    "compare": "compare",
}
"""Picture → address."""

SIZE = {"width": 1280, "height": 860}


def _candidate(folder: Path) -> str:
    """A candidate with a graph to look at; else the first."""
    from verification.ledger import Ledger

    with Ledger.open(folder / ".workbench" / "ledger.sqlite", read_only=True) as ledger:
        frame: Any = ledger.frame("candidates")
    drawn = [row for row in frame.to_dict("records") if row["candidate.payload"]["kind"] == "witness"]
    best = [row for row in drawn if row["candidate.claim"]["family"] in ("ramsey_coloring", "convex_ngon_free_points")]
    return str((best or drawn)[-1]["id"]).removeprefix("sha256:")[:16]


def take(out: Path) -> list[Path]:
    """Write all pictures into `out`."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise MissingBackendError("playwright is not installed: pip install playwright") from None
    chromium = shutil.which("chromium")
    if chromium is None:
        raise MissingBackendError("chromium is not on the PATH: apt-get install chromium")
    out.mkdir(parents=True, exist_ok=True)
    written = []
    with tempfile.TemporaryDirectory(prefix="workbench-shots-") as scratch:
        folder = Path(scratch)
        state, code = str(folder / "state"), str(Path(__file__).parents[1])
        environment = {**os.environ, "XDG_STATE_HOME": state, "PYTHONPATH": code}
        scan = [sys.executable, "-m", "ui.cli", "scan", *SCAN]
        subprocess.run(scan, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        candidate = _candidate(folder)
        with served(folder, environment, "--as", "A. Reader") as address, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--headless"])
            page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
            for name, path in SHOTS.items():
                page.goto(f"{address}/{path.format(candidate=candidate)}")
                page.wait_for_selector("h1")
                page.wait_for_function(SETTLED)
                page.wait_for_timeout(1500)
                written.append(out / f"{name}.png")
                page.screenshot(path=written[-1])
            browser.close()
    return written


def main() -> None:
    """Take the pictures into the folder that is named, `docs/screenshots` by default."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "docs" / "screenshots"
    try:
        for path in take(out):
            say(f"{path}: {path.stat().st_size // 1000} kB")
    except WorkbenchError as error:
        say(f"screenshots: {error}")
        sys.exit(error.exit_status)


if __name__ == "__main__":
    main()
