"""Settings: the effective configuration, the rights of the reader, and what is installed."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ui.config import load_config
from ui.guard import shown
from ui.read import ledger_or_say
from ui.render.text import how_to_read, sentence, typed
from ui.session import person
from ui.write import doctor

__all__: list[str] = []


@shown
def page() -> None:
    """The page."""
    st.title("Settings")
    how_to_read("settings")
    config, reader = load_config(), person()
    sentence(
        f"You are {reader.name or 'nobody yet'}: you may read"
        + (", grade" if reader.may_review else "")
        + (", start scans and take claims in" if reader.may_run else "")
        + "."
        + (f" {reader.why_not}" if reader.why_not else "")
    )
    rows = [{"setting": row["name"], "value": str(row["value"]), "from": row["origin"]} for row in config.rows()]
    st.dataframe(rows, hide_index=True, height=420, alt="Effective configuration")
    st.subheader("Ledger")
    store = ledger_or_say(config.settings)
    if store is not None:
        typed("ledger", f"{store.ledger.name}\nhead {store.seen}")
        st.caption("Keep the head elsewhere: `workbench ledger check --expect HEAD` finds a ledger that was cut off.")
    st.subheader("Doctor")
    if st.button("Look what is installed", icon=":material/stethoscope:"):
        with st.spinner("Asking every tool …"):
            st.session_state["doctor"] = doctor(config.settings)
    found = st.session_state.get("doctor")
    if found:
        frame = pd.DataFrame(
            {
                "kind": item["kind"],
                "name": item["name"],
                "here": "yes" if item["available"] else "no",
                "version, or how to get it": item["version"]
                if item["available"]
                else f"{item['reason']}; {item['install']}",
                "for": item["use"],
            }
            for item in found
        )
        st.dataframe(frame, hide_index=True, height=560, alt="Back-ends and tools")
