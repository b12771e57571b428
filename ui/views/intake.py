"""Intake: somebody's claim, with author, link and hash, checked as far as it can be."""

from __future__ import annotations

import streamlit as st

from problems.errors import WorkbenchError
from problems.family import family_names
from ui.guard import shown
from ui.read import catalogue
from ui.render.text import how_to_read, sentence
from ui.session import given, person, settings
from ui.witness_trial import parameters
from ui.write import taken_in
from verification.bare_formats import FORMATS
from verification.intake import Credit, Stated

__all__: list[str] = []


@shown
def page() -> None:
    """The page."""
    st.title("Intake")
    how_to_read("intake")
    current, reader = settings(), person()
    if not reader.may_run:
        sentence(reader.why_not or "You may read, but not take claims in.", "warning")
        st.stop()
    catalog = catalogue(current)
    identities = [problem.id for problem in catalog]
    given("problem", "problem")  # what cannot be one is named; the box would pass over it
    stated_there = any(name in st.query_params for name in ("family", "params", "format"))
    with st.form("intake"):
        problem = st.selectbox(
            "Problem",
            identities,
            index=None,
            placeholder="which problem it is about",
            key="problem",
            bind="query-params",
        )
        uploaded = st.file_uploader("File: PDF, TeX, Markdown, Lean, candidate JSON or witness", max_upload_size=32)
        link = st.text_input("Link", max_chars=500, placeholder="https://… where it was found")
        author = st.text_input("Author", max_chars=300, placeholder="whose claim it is")
        note = st.text_area("Note", max_chars=4000, height=80)
        with st.expander("For a witness: which claim", expanded=stated_there):
            family = st.selectbox(
                "Family", ["seen from the problem", *family_names()], key="family", bind="query-params"
            )
            given_params = st.text_input(
                "Parameters", placeholder="N=12 k=5", max_chars=2000, key="params", bind="query-params"
            )
            form = st.selectbox("Format", ["seen from the file", *FORMATS], key="format", bind="query-params")
        sent = st.form_submit_button("Take it in", type="primary", icon=":material/move_to_inbox:")
    if sent:
        try:
            if problem is None:
                sentence("Say which problem it is about.", "warning")
                st.stop()
            if uploaded is None and not link.strip():
                sentence("Give a file or a link.", "warning")
                st.stop()
            credit = Credit.of(author=author, link=link.strip(), note=note)
            stated = Stated(
                family="" if family == "seen from the problem" else family,
                params=parameters(given_params) or None,
                form="" if form == "seen from the file" else form,
            )
            name, data = (uploaded.name, uploaded.getvalue()) if uploaded else (link.strip(), b"")
            with st.spinner("Reading and checking …"):
                taken = taken_in(current, reader, name, data, catalog[problem], stated, credit)
        except WorkbenchError as error:
            sentence(str(error), "error")
        else:
            for item in taken[:20]:
                if item.already:
                    sentence("This was taken in before; nothing was written.")
                else:
                    others = f"; found before by {', '.join(item.found_by)}" if item.found_by else ""
                    sentence(f"Recorded: {item.outcome} {item.assurance} {item.reason}{others}", "success")
                key = {"id": item.candidate.removeprefix("sha256:")[:16], "problem": problem}
                st.page_link("views/candidate.py", label="Open it", query_params=key, icon=":material/open_in_full:")
