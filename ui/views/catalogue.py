"""Catalogue: every problem in one table, with filters that live in the address."""

from __future__ import annotations

import streamlit as st

from problems.errors import InputError
from ui.guard import shown
from ui.read import catalogue, ledger_or_say, problem_figures
from ui.render.tables import CLAIMS, COLUMNS, catalogue_frame, chooser, nothing_to_show, picked
from ui.render.text import how_to_read, sentence
from ui.session import settings

__all__: list[str] = []


@shown
def page() -> None:
    """The page."""
    st.title("Catalogue")
    how_to_read("catalogue")
    current = settings()
    catalog = catalogue(current)
    store = ledger_or_say(current)
    query = st.text_input(
        "Search",
        key="q",
        bind="query-params",
        placeholder='words, status:open, tag:"sidon sets", has:prize …',
        max_chars=500,
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        status = st.selectbox(
            "Status",
            ["any", *sorted({str(item.status.state) for item in catalog})],
            key="status",
            bind="query-params",
            width=160,
        )
        tag = st.selectbox(
            "Tag",
            ["any", *sorted({name for item in catalog for name in item.tags})],
            key="tag",
            bind="query-params",
            width=220,
        )
        claims = st.selectbox("Claims", list(CLAIMS), key="claims", bind="query-params", width=150)
        level = st.selectbox(
            "Verified at least", ["any", "A1", "A2", "A3", "A4"], key="level", bind="query-params", width=150
        )
        prize = st.toggle("With a prize", key="prize", bind="query-params")
    columns = st.multiselect(
        "Columns",
        list(COLUMNS),
        default=[name for name, kept in COLUMNS.items() if kept],
        key="columns",
        bind="query-params",
    )
    try:
        wanted = catalog.filter(query)
    except InputError as error:
        sentence(str(error), "warning")
        wanted = []
    figures = problem_figures(store)
    frame = catalogue_frame(
        picked(wanted, figures, status=status, tag=tag, claims=claims, level=level, prize=prize), figures
    )
    st.caption(
        f"{len(frame)} of {len(catalog)} problems" + ("" if len(frame) else f". {nothing_to_show(len(catalog))}")
    )
    table = st.dataframe(
        frame,
        hide_index=True,
        height=560,
        column_order=["id", *columns],
        on_select="rerun",
        selection_mode="single-row",
        key="rows",
        alt="Problems of the catalogue, one a row",
        column_config={
            "tags": st.column_config.ListColumn("tags"),
            "title": st.column_config.TextColumn("title", width="large"),
        },
    )
    rows = table.selection.rows if table is not None else []
    if rows:
        st.switch_page("views/problem.py", query_params={"id": frame.iloc[rows[0]]["id"]})
    with st.container(horizontal=True):
        st.download_button(
            "Download as CSV", frame.to_csv(index=False), "catalogue.csv", "text/csv", icon=":material/download:"
        )
        if len(frame):
            identity = chooser("Open a problem", list(frame["id"]))
            if identity:
                st.switch_page("views/problem.py", query_params={"id": identity})
