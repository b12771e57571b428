"""Candidate: statement before proof, five chips, picture, evidence; everything else behind tabs."""

from __future__ import annotations

import json

import streamlit as st

from ui.candidate_sheet import sheet_of
from ui.commands.export import FORMATS
from ui.follow import follow, last_review
from ui.guard import shown
from ui.read import blobs, ledger_or_say
from ui.render.candidate import evidence, heading, review_rows
from ui.render.chips import axis_chip
from ui.render.files import files_of, informal, lean_text, verdict_rows
from ui.render.text import how_to_read, literal, mathematics, plain, sentence
from ui.session import given, person, settings
from ui.write import exported
from verification.novelty import dossier
from verification.review import Axis

__all__: list[str] = []


@shown
def page() -> None:
    """The page."""
    identity, problem = given("id", "candidate"), given("problem", "problem")
    if not identity:
        sentence("The address names no candidate: choose one in the queue or on the page of a problem.")
        st.page_link("views/queue.py", label="Queue")
        st.stop()
    store = ledger_or_say(settings())
    if store is None:
        st.stop()
    reader = person()
    sheet = sheet_of(store, identity, problem, reader.name)
    subject, body = sheet.subject, sheet.subject.body
    current, named = settings(), (subject.candidate, subject.problem)
    follow(lambda: last_review(current, *named), last_review(current, *named))
    title = f"{subject.problem} · {sheet.problem.title if sheet.problem else 'not in the catalogue'}"
    st.title(mathematics(title))
    how_to_read("candidate")
    heading(sheet)
    evidence(sheet)
    with st.container(horizontal=True):
        st.page_link(
            "views/problem.py", label="Problem", query_params={"id": subject.problem}, icon=":material/menu_book:"
        )
        key = {"candidate": body["id"].removeprefix("sha256:")[:16], "for": subject.problem}
        st.page_link("views/queue.py", label="Grade it", query_params=key, icon=":material/checklist:")
    tabs = st.tabs(["Reviews", "Novelty", "Verdicts", "Files", "Lean", "Words", "JSON", "History", "Export"])
    with tabs[0]:
        rows = review_rows(sheet.shown, subject.record_digest)
        if rows:
            st.dataframe(rows, hide_index=True, alt="Reviews in order")
        st.caption(plain(axis_chip(Axis.CORRECTNESS, sheet.shown, subject.record_digest)[0]))
        for axis, count in sheet.shown.hidden.items():
            st.caption(plain(f"{axis}: graded by {count}, hidden until you have graded it yourself"))
    with tabs[1]:
        for line in dossier(store.ledger, subject).sentences:
            st.text(line)
    with tabs[2]:
        st.dataframe(verdict_rows(sheet.entries["verdict"]), hide_index=True, alt="Verdicts, one a back-end")
        for verdict in sheet.entries["verdict"][:20]:
            with st.expander(plain(f"Evidence of {verdict.get('backend', '')}")):
                literal(
                    json.dumps(verdict.get("evidence", {}), indent=1, ensure_ascii=False), language="json", height=320
                )
    with tabs[3]:
        files_of(sheet.entries["verdict"], body["candidate"]["payload"], blobs(settings()))
    with tabs[4]:
        lean_text(subject.claim, body["candidate"]["payload"])
    with tabs[5]:
        informal(body["candidate"]["payload"], sheet.entries["attempt"], blobs(settings()))
    with tabs[6]:
        literal(json.dumps(body["candidate"], indent=1, ensure_ascii=False), language="json", height=420)
    with tabs[7]:
        events = [
            {"entry": item["seq"], "what": kind, "hash": item["hash"][:12]}
            for kind, items in sheet.entries.items()
            for item in items
        ]
        st.dataframe(sorted(events, key=lambda event: event["entry"]), hide_index=True, alt="Entries of the ledger")
    with tabs[8]:
        form = st.segmented_control("Format", sorted(FORMATS), key="form", required=True, default="bundle")
        if st.button("Prepare the download", icon=":material/archive:"):
            with st.spinner("Writing and checking …"):
                name, data, told = exported(settings(), body["id"], str(form))
            sentence(told, "success" if data else "error")
            if data:
                st.download_button(
                    "Download", data, name, "application/zip", icon=":material/download:", type="primary"
                )
