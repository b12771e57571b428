"""Candidate: statement before proof, five chips, picture, evidence; everything else behind tabs."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.candidate_sheet import sheet_of
from ui.commands.export import FORMATS
from ui.follow import follow, last_review
from ui.guard import shown
from ui.read import Store, blobs, ledger_or_say
from ui.render.candidate import Sheet, evidence, heading, history_rows, reviews
from ui.render.files import as_json, files_of, informal, lean_text, verdicts
from ui.render.text import how_to_read, mathematics, sentence
from ui.session import given, person, settings
from ui.write import exported
from verification.novelty import dossier

__all__: list[str] = []


def _novelty(sheet: Sheet, store: Store) -> None:
    for line in dossier(store.ledger, sheet.subject).sentences:
        st.text(line)


def _export(sheet: Sheet, _store: Store) -> None:
    form = st.segmented_control(
        "Format", sorted(FORMATS), key="form", bind="query-params", required=True, default="bundle"
    )
    if st.button("Prepare the download", icon=":material/archive:"):
        with st.spinner("Writing and checking …"):
            made = exported(settings(), sheet.subject.body["id"], str(form))
        sentence(made.told, "success" if made.data else "error")
        if made.notice:
            sentence(made.notice, "warning")
        if made.data:
            icon, kind = ":material/download:", "application/zip"
            st.download_button("Download", made.data, made.name, kind, icon=icon, type="primary", on_click="ignore")


# What stands behind the tabs. Streamlit shows strings that stand by themselves in this file, so this is a comment.
TABS: dict[str, Callable[[Sheet, Store], object]] = {
    "Reviews": lambda sheet, _: reviews(sheet),
    "Novelty": _novelty,
    "Verdicts": lambda sheet, _: verdicts(sheet.entries["verdict"]),
    "Files": lambda sheet, _: files_of(sheet.entries["verdict"], sheet.payload, blobs(settings())),
    "Lean": lambda sheet, _: lean_text(sheet.subject.claim, sheet.payload),
    "Words": lambda sheet, _: informal(sheet.payload, sheet.entries["attempt"], blobs(settings())),
    "JSON": lambda sheet, _: as_json(sheet.subject.body["candidate"]),
    "History": lambda sheet, _: st.dataframe(history_rows(sheet.entries), hide_index=True, alt="Entries of the ledger"),
    "Export": _export,
}


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
    heading(sheet, status_days=settings().status_days)
    evidence(sheet)
    with st.container(horizontal=True):
        st.page_link(
            "views/problem.py", label="Problem", query_params={"id": subject.problem}, icon=":material/menu_book:"
        )
        key = {"candidate": body["id"].removeprefix("sha256:")[:16], "for": subject.problem}
        st.page_link("views/queue.py", label="Grade it", query_params=key, icon=":material/checklist:")
    tabs = st.tabs(list(TABS), key="tab", bind="query-params")
    for tab, content in zip(tabs, TABS.values(), strict=True):
        if tab.open:  # ten megabytes of words are sent to who asks for them
            with tab:
                content(sheet, store)
