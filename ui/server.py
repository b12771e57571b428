"""The server process of the desk: `python -m ui.server run APP …` is `streamlit run APP …`, with a start in hand.

What the pages import takes seconds, which the first visitor would wait for; a thread imports it while the server
comes up and nobody has asked yet.
"""

from __future__ import annotations

import importlib
import sys
from threading import Thread

__all__ = ["main", "warm"]

MODULES = ("pandas", "pyarrow", "altair", "sqlalchemy", "problems.families", "verification.queue", "ui.candidate_sheet")
"""The slow ones; each page imports the rest in little time."""


def warm() -> None:
    """Import what pages use; what cannot be imported is left to the page that wants it, which says so."""
    for name in MODULES:
        try:
            importlib.import_module(name)
        except ImportError:
            continue


def main() -> None:
    """Serve until ended."""
    from streamlit.web.cli import main as streamlit

    Thread(target=warm, name="warm", daemon=True).start()
    sys.argv[0] = "streamlit"
    streamlit()


if __name__ == "__main__":
    main()
