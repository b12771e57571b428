"""Compare: attempts by prover and model."""

from __future__ import annotations

import streamlit as st

from ui.attempt_totals import tally
from ui.guard import shown
from ui.read import ledger_or_say
from ui.render.figures import compare_frame
from ui.render.text import how_to_read
from ui.session import settings

__all__: list[str] = []


@shown
def page() -> None:
    """The page."""
    st.title("Compare")
    how_to_read("compare")
    store = ledger_or_say(settings())
    if store is None:
        st.stop()
    frame = compare_frame(tally(store))
    if frame.empty:
        st.caption("Nobody has tried anything yet.")
    else:
        st.dataframe(frame, hide_index=True, alt="Provers compared")
        st.download_button(
            "Download as CSV", frame.to_csv(index=False), "provers.csv", "text/csv", icon=":material/download:"
        )
