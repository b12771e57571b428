"""What a page does when something cannot be read: one sentence with what to do, never a traceback."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from problems.errors import CatalogError, LedgerError, WorkbenchError
from ui.render.text import sentence

__all__ = ["shown"]


def shown(page: Callable[[], None]) -> Callable[[], None]:
    """Run a page at once; errors that the workbench raises on purpose become sentences on it."""
    try:
        page()
    except CatalogError as error:
        sentence("The catalogue has faults; correct these files and reload.", "error")
        for fault in error.faults[:20]:
            st.text(fault)
    except LedgerError as error:
        sentence(str(error), "error")
        st.caption("Reload the page when that is done; nothing was written.")
    except WorkbenchError as error:
        sentence(str(error), "error")
    return page
