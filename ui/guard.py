"""What a page does when something cannot be read: one sentence with what to do, never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable

import streamlit as st

from problems.errors import CatalogError, LedgerError, WorkbenchError
from ui.render.text import sentence

__all__ = ["shown"]

_LOG = logging.getLogger(__name__)


def shown(page: Callable[[], None]) -> Callable[[], None]:
    """Run a page at once; what goes wrong becomes a sentence on it, and the log has what we did wrong."""
    try:
        page()
    except CatalogError as error:
        sentence("The catalogue has faults; correct these files and reload.", "error")
        for fault in error.faults[:20]:
            st.text(fault)
    except LedgerError as error:
        sentence(str(error), "error")
        st.caption("Nothing was written. Reload the page when that is done, if it does not go on by itself.")
    except WorkbenchError as error:
        sentence(str(error), "error")
    except Exception as error:  # noqa: BLE001 - a reader is never shown a traceback
        _LOG.exception("page failed")
        what = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        sentence(f"This page failed, by our fault or for a damaged ledger ({what}).", "error")
        st.caption("`workbench ledger check` says whether the ledger is damaged; the terminal has the details.")
    return page
