"""The triage desk: which pages there are, who sits there, and what happens when something cannot be read."""

from __future__ import annotations

import os

import streamlit as st

from problems.errors import WorkbenchError
from problems.family import enable_plugins
from ui.follow import follow, ledger_state, remedy
from ui.render.text import sentence
from ui.session import LOGIN, person, settings
from ui.theme import STYLE, icon

PAGES = {
    "": [
        st.Page("views/overview.py", title="Overview", icon=":material/insights:", default=True),
        st.Page("views/catalogue.py", title="Catalogue", icon=":material/menu_book:"),
        st.Page("views/queue.py", title="Queue", icon=":material/checklist:"),
        st.Page("views/families.py", title="Families", icon=":material/category:"),
        st.Page("views/scan.py", title="Scan", icon=":material/radar:"),
        st.Page("views/intake.py", title="Intake", icon=":material/move_to_inbox:"),
        st.Page("views/compare.py", title="Compare", icon=":material/compare_arrows:"),
        st.Page("views/settings.py", title="Settings", icon=":material/settings:"),
        st.Page("views/problem.py", title="Problem", visibility="hidden"),
        st.Page("views/candidate.py", title="Candidate", visibility="hidden"),
    ]
}


def main() -> None:
    """One run of the page that the address names."""
    st.set_page_config(page_title="Conjecture workbench", layout="wide", page_icon=icon())
    st.html(STYLE)
    page = st.navigation(PAGES)
    if os.environ.get(LOGIN) and not st.user.get("is_logged_in"):
        st.title("Conjecture workbench")
        st.button("Log in", on_click=st.login, type="primary")
        st.stop()
    _prepare()
    page.run()


def _prepare() -> None:
    """Settings first: a page cannot do without them. A ledger that goes or comes back is seen by every page."""
    try:
        enable_plugins_once()
        _sidebar()
        current = settings()
        state = ledger_state(current)
        follow(lambda: ledger_state(current), state)
        if advice := remedy(state):
            st.caption(advice)
    except WorkbenchError as error:
        sentence(str(error), "error")
        st.stop()


def enable_plugins_once() -> None:
    """Admit the third-party families that the configuration names, without forgetting them at every run."""
    from problems.family import enabled_plugins

    wanted = settings().families
    if enabled_plugins() != wanted:
        enable_plugins(wanted)


def _sidebar() -> None:
    reader = person()
    with st.sidebar:
        if os.environ.get(LOGIN):
            st.caption("Logged in as")
            st.text(reader.name)
            st.button("Log out", on_click=st.logout)
        elif not settings().read_only:
            st.session_state.setdefault("reviewer", reader.name)
            st.text_input(
                "Reviewer",
                key="reviewer",
                max_chars=100,
                help="Reviews are recorded under this name",
            )
        if reader.why_not:
            st.caption(reader.why_not)


main()
