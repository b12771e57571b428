"""The server process of the desk: `python -m ui.server run APP …` is `streamlit run APP …`, with a start in hand.

What the pages import, and the first look through a large ledger, takes seconds for which the first visitor would
wait; a thread does it while the server comes up and nobody has asked yet.
"""

from __future__ import annotations

import gc
import importlib
import sys
import time
from threading import Thread

__all__ = ["look_ahead", "main", "warm"]

LIBRARIES = ("pandas", "pyarrow", "altair", "sqlalchemy", "problems.families", "verification.queue")
"""What takes long to import and wants no running server."""
PAGES = ("ui.candidate_sheet", "ui.ranking", "ui.attempt_totals")
"""Ours, which declare what they keep with the running server."""
PATIENCE = 60.0
"""Seconds in which the server is up, or never will be."""


def warm() -> None:
    """Import what pages use; what cannot be imported is left to the page that wants it, which says so."""
    _imported(LIBRARIES)
    from streamlit import runtime

    deadline = time.monotonic() + PATIENCE
    while not runtime.exists():
        if time.monotonic() > deadline:
            return
        time.sleep(0.05)
    if _imported(PAGES):
        look_ahead()
    # What is here now stays; to look through it again for garbage takes longer than any page.
    gc.freeze()


def _imported(names: tuple[str, ...]) -> bool:
    whole = True
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            whole = False
    return whole


def look_ahead() -> None:
    """Read catalogue, ledger and queue once; what is wrong with them is said by the pages, which look again."""
    from problems.errors import WorkbenchError
    from ui import attempt_totals, ranking, read
    from ui.session import settings

    try:
        current = settings()
        read.catalogue(current)
        if not read.has_ledger(current):
            return
        store = read.open_store(current)
        attempt_totals.tally(store)
        attempt_totals.funnel(store)
        attempt_totals.levels(store)
        read.problem_figures(store)
        ranking.look_ahead(current, store)
    except WorkbenchError:
        return


def main() -> None:
    """Serve until ended."""
    from streamlit.web.cli import main as streamlit

    Thread(target=warm, name="warm", daemon=True).start()
    sys.argv[0] = "streamlit"
    streamlit()


if __name__ == "__main__":
    main()
