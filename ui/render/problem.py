"""A problem's properties and literature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from problems.problem import STATUS_DAYS, Problem
from ui.render.tables import claims_frame
from ui.render.text import mathematics, plain

__all__ = ["claims_table", "facts", "references"]

TYPESET = 25
"""Claims that are typeset at most; more would take seconds to paint."""


def facts(problem: Problem, status_days: int = STATUS_DAYS) -> None:
    """The box of properties; `none` differs from `not recorded`."""
    status = problem.status
    formal = "in formal-conjectures" if problem.formalized else "none recorded"
    rows = [
        ("status", f"{status.state} (as of {status.as_of})"),
        ("prize", problem.prize or "none"),
        ("tags", ", ".join(problem.tags) or "none"),
        ("OEIS", ", ".join(problem.oeis) or "none"),
        ("formal statement", formal),
        ("formal solution", status.formal if status.formal != "unformalized" else "none recorded"),
        ("related", ", ".join(problem.related) or "none"),
    ]
    with st.container(border=True):
        st.markdown("  \n".join(f"**{name}:** {plain(value[:400])}" for name, value in rows))
        old = status.out_of_date(status_days)
        if old:
            st.caption(plain(f"Look upstream before you call it settled or open: {old}."))
        if status.note:
            st.caption(mathematics(status.note))
        for label, address in (("Formal solution", problem.formal_url),):
            if address:
                st.link_button(label, address, icon=":material/open_in_new:")


def references(problem: Problem) -> None:
    """The literature, as text."""
    for reference in problem.references:
        st.markdown(f"**{plain(reference.key)}** " + mathematics(reference.text))
        if reference.url:
            st.code(reference.url, language=None)
    if not problem.references:
        st.caption("No references are recorded.")


def claims_table(problem: Problem, finds: Sequence[Mapping[str, Any]], status_days: int = STATUS_DAYS) -> None:
    """The claims with their mathematics typeset; a plain table where there are too many for that."""
    frame = claims_frame(problem, finds, status_days)
    if not frame["reading"].any():
        frame = frame.drop(columns="reading")
    if len(frame) > TYPESET:
        st.dataframe(frame, hide_index=True, alt="Claims of the problem")
        return
    for column in frame:
        frame[column] = frame[column].map(mathematics)
    st.table(frame.set_index("scope"))
