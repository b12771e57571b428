"""Scan: choose problems, provers and a budget, see the worst case, start, watch, stop and resume."""

from __future__ import annotations

import streamlit as st

from problems.errors import WorkbenchError
from provers.prover import PROVERS, REMOTE
from ui.guard import shown
from ui.read import catalogue
from ui.render.figures import running, span
from ui.render.text import how_to_read, plain, sentence
from ui.scans import Run, arguments, runs, start, stop, worst_case
from ui.session import person, settings

__all__: list[str] = []


@shown
def page() -> None:
    """The page."""
    st.title("Scan")
    how_to_read("scan")
    current, reader = settings(), person()
    query = st.text_input("Problems", key="q", bind="query-params", max_chars=500, placeholder="erdos:1-40")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        provers = st.multiselect(
            "Provers", list(PROVERS), placeholder="all without cost", key="provers", bind="query-params", width=380
        )
        budget = st.text_input(
            "Budget of an attempt", value="1s", key="budget", bind="query-params", max_chars=20, width=160
        )
        workers = st.number_input(
            "Workers", 1, 64, min(2, current.workers), key="workers", bind="query-params", width=140
        )
        resume = st.toggle("Skip what is recorded", value=True, key="resume", bind="query-params")
    try:
        chosen = catalogue(current).filter(query)
        claims = sum(len(problem.claims) for problem in chosen)
        paid = "paid calls up to the prover's own limits" if set(provers) & REMOTE else "no paid calls"
        longest = worst_case(claims, len(provers or set(PROVERS) - REMOTE), budget, int(workers))
        st.caption(plain(f"{len(chosen)} problems, {claims} claims; worst case {span(longest)}; {paid}."))
        asked = arguments(query, provers, budget, int(workers), resume=resume)
    except WorkbenchError as error:
        sentence(str(error), "warning")
        asked, claims = (), 0
    busy = any(run.running for run in runs(current))
    if not reader.may_run:
        sentence(reader.why_not or "You may read, but not start scans.", "warning")
    elif st.button("Start", type="primary", disabled=not (asked and claims) or busy, icon=":material/play_arrow:"):
        start(current, reader, asked)
        st.rerun()

    @st.fragment(run_every=2)
    def watch() -> None:
        """The scans that were started here."""
        found = runs(current)
        if not found:
            st.caption("No scan was started from here yet.")
        for run in found[:8]:
            with st.container(border=True):
                _run(run)

    def _run(run: Run) -> None:
        running(run)
        if run.latest:
            columns = ("problem", "claim", "goal", "prover", "outcome", "assurance")
            rows = [{key: str(event.get(key, "")) for key in columns} for event in run.latest]
            with st.expander("Latest claims", expanded=run.running):
                st.dataframe(rows, hide_index=True, alt="Latest claims")
        if run.ended is None and not run.running and run.said:
            st.text(run.said[:400])
        if reader.may_run and run.running:
            st.button("Stop", key=f"stop-{run.name}", on_click=stop, args=(current, reader, run))
        elif reader.may_run and not busy and run.done < run.claims:
            again = run.arguments if "--resume" in run.arguments else ("scan", "--json", "--resume", *run.arguments[2:])
            if st.button("Resume", key=f"resume-{run.name}", icon=":material/resume:"):
                start(current, reader, again)
                st.rerun()

    st.subheader("Started here")
    watch()
