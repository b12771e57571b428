"""Overview: the funnel, how sure the finds are, what they cost, what is new, what runs."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ui.attempt_totals import fresh_entries, funnel, levels, tally
from ui.guard import shown
from ui.last_visit import last_visit, note_visit
from ui.read import catalogue, ledger_or_say
from ui.render.figures import costs, counted, funnel_table, running
from ui.render.text import how_to_read
from ui.scans import runs
from ui.session import person, settings

__all__: list[str] = []


@shown
def page() -> None:
    """The page."""
    st.title("Overview")
    how_to_read("overview")
    current, reader = settings(), person()
    catalog = catalogue(current)
    numbers = {"in the catalogue": len(catalog), "with a claim": sum(bool(problem.claims) for problem in catalog)}
    store = ledger_or_say(current)
    if store is None:
        funnel_table(numbers)
        st.page_link("views/catalogue.py", label="Look at the catalogue", icon=":material/menu_book:")
        st.stop()
    visit = "|".join(store.key)
    if "since" not in st.session_state:
        st.session_state["since"] = last_visit(visit, reader.name)
        if not current.read_only:
            note_visit(visit, reader.name, store.head[0])

    @st.fragment(run_every=4)
    def live() -> None:
        """What changes while one looks."""
        now = ledger_or_say(current)
        if now is None:
            return
        since = st.session_state["since"]
        fresh = fresh_entries(now, since or 0)
        words = ", ".join(f"{count} {kind}{'s' if count != 1 else ''}" for kind, count in sorted(fresh.items()))
        if since is None:
            st.caption(f"Your first visit: the ledger holds {words or 'nothing'}.")
        else:
            st.caption(f"New since your last visit: {words or 'nothing'}.")
        for run in runs(current):
            if run.running:
                running(run)

    live()
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader("Problems")
        funnel_table({**numbers, **funnel(store)})
    with right:
        st.subheader("Candidates by machine check")
        counted(levels(store), "machine check", "candidates")
    totals = tally(store)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader("Cost")
        costs(totals)
    with right:
        st.subheader("Why attempts brought nothing")
        counted(dict(totals.mechanisms.most_common()), "mechanism", "attempts")
    st.caption(f"Ledger at entry {store.head[0]}, {pd.Timestamp.now(tz='UTC'):%Y-%m-%d %H:%M} UTC")
