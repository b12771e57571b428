"""The triage desk over 100,000 candidates in Chromium, beside a bare page with one `st.dataframe`.

Each page is opened until what it has to show stands there, and until the server has nothing to add: as soon as the
server listens, with an empty browser, and with one that was there before. Then a reader grades with the keyboard.
Set WORKBENCH_CATALOGUE to the community's `problems.yaml` to import it whole;
WORKBENCH_DESK_CANDIDATES and WORKBENCH_DESK_ACTIONS change the sizes. Needs Debian's `chromium`.
"""

from __future__ import annotations

import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure
from benchmarks.review_queue import fill
from problems.catalog import Catalog
from problems.errors import MissingBackendError
from ui.serving import SETTLED, free_port, running, served
from ui.theme import FLAGS
from verification.ledger import Ledger
from verification.symmetry_key import keys_of

CANDIDATES = int(os.environ.get("WORKBENCH_DESK_CANDIDATES", "100000"))
ACTIONS = int(os.environ.get("WORKBENCH_DESK_ACTIONS", "500"))

WINDOW = {"width": 1280, "height": 900}
CANVAS = "[data-testid=stDataFrame] canvas"

PAGES = {
    "overview": ("", "[data-testid=stMetric], [data-testid=stDataFrame], svg"),
    "catalogue": ("catalogue", CANVAS),
    "problem": ("problem?id=erdos:30", CANVAS),
    "candidate": ("candidate?id={candidate}", "svg"),
    "queue": ("queue", ".st-key-grade-1 button"),
    "families": ("families?name=ramsey_coloring", "svg"),
    "scan": ("scan?q=erdos:1-40", "[data-testid=stButton] button"),
    "intake": ("intake", "[data-testid=stFileUploader]"),
    "compare": ("compare", CANVAS),
    "settings": ("settings", CANVAS),
}
"""Page → address, and what must stand there."""

BARE = "import pandas, streamlit\nstreamlit.title('bare')\nstreamlit.dataframe(pandas.read_csv('rows.csv'))\n"


def figures() -> Iterator[Figure]:
    """One figure a page, the median and the slowest triage action, and the server's memory."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise MissingBackendError("chromium is not on the PATH: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(prefix="workbench-desk-") as scratch, sync_playwright() as play:
        folder = Path(scratch)
        environment = {**os.environ, "XDG_STATE_HOME": str(folder / "state")}
        candidate = _project(folder, environment)
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--headless"])
        port = free_port()
        bare = [sys.executable, "-m", "streamlit", "run", "bare.py", f"--server.port={port}", *FLAGS]
        with running(bare, folder, environment, port) as address:
            peers = {visit: times for visit, _, *times in _visits(browser, address, {"bare": ("", CANVAS)})}
        pages = {name: (path.format(candidate=candidate), sign) for name, (path, sign) in PAGES.items()}
        with served(folder, environment, "--as", "A. Reader") as address:
            for visit, name, *times in _visits(browser, address, pages):
                for what, seconds, peer in zip(("data stands there", "all is done"), times, peers[visit], strict=True):
                    yield Figure(f"{name}, {visit}, {what}", seconds, "bare page", peer)
            peer = peers["browser was here before"][1]
            actions = _graded(browser, f"{address}/queue", ACTIONS)
            yield Figure(f"a grade, median of {ACTIONS}", statistics.median(actions), "bare page", peer)
            yield Figure(f"a grade, slowest of {ACTIONS}", max(actions), "bare page", peer)
            yield Figure("memory of the server after them", _memory(address) / 1e6, "allowed", 0.8, "GB")
        browser.close()


def _project(folder: Path, environment: dict[str, str]) -> str:
    """A project with the ledger and, where it is at hand, the whole catalogue; a candidate's address."""
    snapshot = os.environ.get("WORKBENCH_CATALOGUE")
    if snapshot:
        command = [sys.executable, "-m", "ui.cli", "catalog", "import", "erdosproblems", str(Path(snapshot).resolve())]
        subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    overlay = folder / ".workbench" / "catalog"
    catalog = Catalog.load([overlay] if overlay.is_dir() else [])
    problems = [problem.id for problem in catalog]
    (folder / ".workbench").mkdir(exist_ok=True)
    with Ledger.open(folder / ".workbench" / "ledger.sqlite", create=True) as ledger:
        fill(ledger, CANDIDATES, problems=problems)
        # As every scan does at its end.
        keys_of(ledger)
        found = next(entry.body for entry in ledger.entries("candidate"))
    with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "status", "title"))
        writer.writerows((problem.id, problem.status.state, problem.title) for problem in catalog)
    (folder / "bare.py").write_text(BARE, encoding="utf-8")
    return found.split('"id":"sha256:')[1][:16]


def _opened(context: Any, address: str, sign: str) -> tuple[float, float]:
    """Seconds until the sign stands there, and until the script has ended."""
    page = context.new_page()
    started = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(sign, timeout=60_000)
    painted = time.perf_counter() - started
    page.wait_for_function(SETTLED, timeout=60_000)
    done = time.perf_counter() - started
    page.close()
    return painted, done


def _visits(browser: Any, address: str, pages: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str, float, float]]:
    """Visit, page, and the two times of `_opened`: the server just started, then known to it, then to the browser."""
    for visit in ("server just started", "empty browser"):
        for name, (path, sign) in pages.items():
            context = browser.new_context(viewport=WINDOW)
            yield visit, name, *_opened(context, f"{address}/{path}", sign)
            context.close()
    context = browser.new_context(viewport=WINDOW)
    for visit in ("", "browser was here before"):
        for name, (path, sign) in pages.items():
            times = _opened(context, f"{address}/{path}", sign)
            if visit:
                yield visit, name, *times
    context.close()


def _graded(browser: Any, address: str, count: int) -> list[float]:
    """Seconds from Enter after a reason to the next candidate, for so many candidates said to be known."""
    page = browser.new_context(viewport=WINDOW).new_page()
    page.goto(address)
    times = []
    for number in range(count):
        page.wait_for_selector(".st-key-grade-1 button", timeout=60_000)
        page.wait_for_function(SETTLED)
        before = page.evaluate("location.search")
        page.keyboard.press("5")
        page.wait_for_function("document.activeElement?.placeholder?.startsWith('a reason')")
        page.keyboard.type(f"reason {number}")
        started = time.perf_counter()
        page.keyboard.press("Enter")
        page.wait_for_function("before => location.search !== before", arg=before)
        page.wait_for_selector(".st-key-grade-1 button")
        times.append(time.perf_counter() - started)
    return times


def _memory(address: str) -> int:
    """Resident kB of the process that listens there."""
    port = f"{int(address.rpartition(':')[2]):04X}"
    inodes = {
        words[9]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if (words := line.split())[1].endswith(f":{port}") and words[3] == "0A"
    }
    for process in Path("/proc").glob("[0-9]*"):
        try:
            links = {os.readlink(link) for link in (process / "fd").iterdir()}
        except OSError:
            continue
        if links & {f"socket:[{inode}]" for inode in inodes}:
            status = (process / "status").read_text()
            return int(status.split("VmRSS:")[1].split()[0])
    raise MissingBackendError("the memory of the server is read from /proc, which this system does not have")
