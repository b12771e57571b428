"""Problem: statement with readings, claims, what is known, what was tried, what was found."""

from __future__ import annotations

import streamlit as st

from problems.known import known_values
from ui.guard import shown
from ui.read import catalogue, finds, ledger_or_say
from ui.render.problem import claims_table, facts, references
from ui.render.tables import attempts_frame, chooser, finds_frame, known_frame
from ui.render.text import how_to_read, mathematics, paragraph, sentence
from ui.session import given, settings
from verification.problem_history import holdings

__all__: list[str] = []


@shown
def page() -> None:
    """The page."""
    identity = given("id", "problem")
    if not identity:
        sentence("The address names no problem: choose one in the catalogue.")
        st.page_link("views/catalogue.py", label="Catalogue")
        st.stop()
    catalog = catalogue(settings())
    problem = catalog[identity]
    st.title(mathematics(f"{problem.id} · {problem.title}"))
    how_to_read("problem")
    left, right = st.columns([3, 1], gap="large")
    with right:
        facts(problem, settings().status_days)
    with left:
        if problem.statement.strip():
            paragraph(problem.statement)
        else:
            sentence("This entry was imported: it has no statement in our own words yet.")
        st.caption(
            mathematics(f"statement from: {problem.source.kind} {problem.source.detail} {problem.source.date or ''}")
        )
        if problem.remarks:
            with st.expander("Partial results, traps and readings"):
                paragraph(problem.remarks)
    store = ledger_or_say(settings())
    found = finds(store, problem.id) if store else []
    st.subheader("Claims")
    if problem.claims:
        claims_table(problem, found, settings().status_days)
    else:
        st.caption("No claim of this problem can be checked by machine yet.")
    st.subheader("Results")
    if found:
        table = st.dataframe(
            finds_frame(found),
            hide_index=True,
            on_select="rerun",
            selection_mode="single-row",
            key="finds",
            alt="Candidates",
        )
        rows = table.selection.rows if table is not None else []
        chosen = found[rows[0]]["id"] if rows else ""
        listed = {f"{find['outcome']} {find['assurance']} {find['id'][7:23]}": find["id"] for find in found[:100]}
        named = chooser("Open a candidate", list(listed))
        if chosen or named:
            chosen = chosen or listed[str(named)]
            st.switch_page(
                "views/candidate.py", query_params={"id": chosen.removeprefix("sha256:")[:16], "problem": problem.id}
            )
    else:
        st.caption("No candidate yet.")
    names = dict.fromkeys(record.family for record in problem.claims)
    known = [value for name in names for value in known_values().get(name, ())]
    tabs = st.tabs(["Attempts", "Known values", "References"], key="tab", bind="query-params")
    # A table in a tab that is not looked at costs as much to paint as one that is.
    if tabs[0].open:
        with tabs[0]:
            held = holdings(store.ledger, problem.id) if store else {"attempts": []}
            if held["attempts"]:
                st.dataframe(attempts_frame(held["attempts"]), hide_index=True, alt="Attempts, newest first")
            else:
                st.caption("Nobody has tried here.")
    elif tabs[1].open:
        with tabs[1]:
            if known:
                st.dataframe(known_frame(known), hide_index=True, alt="Known values with their sources")
            else:
                st.caption("No known values are recorded for the families of its claims.")
    else:
        with tabs[2]:
            references(problem)
