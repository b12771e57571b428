"""The triage desk: which pages there are, who sits there, and what happens when something cannot be read."""

from __future__ import annotations

import os
from typing import Any

import streamlit as st

from problems.errors import WorkbenchError
from problems.family import enable_plugins
from ui.follow import follow, ledger_state, remedy
from ui.read import remember_fault
from ui.render.text import plain, sentence
from ui.session import LOGIN, person, settings
from ui.theme import STYLE, icon

# Streamlit shows strings that stand by themselves in this file, so these are explained by comments: file, title and
# icon of the pages in the menu, the first one at the bare address.
MENU = (
    ("overview", "Overview", ":material/insights:"),
    ("catalogue", "Catalogue", ":material/menu_book:"),
    ("queue", "Queue", ":material/checklist:"),
    ("families", "Families", ":material/category:"),
    ("scan", "Scan", ":material/radar:"),
    ("intake", "Intake", ":material/move_to_inbox:"),
    ("compare", "Compare", ":material/compare_arrows:"),
    ("settings", "Settings", ":material/settings:"),
)

# What the menu leaves out for those who may not use it; at their address these pages say why.
FOR_ADMINS = {"scan", "intake"}


def pages() -> list[Any]:
    """The pages, as far as the reader is to see them in the menu; their addresses work for everybody."""
    hidden = FOR_ADMINS if os.environ.get(LOGIN) and not _may_run() else set()
    menu = [
        st.Page(
            f"views/{name}.py",
            title=title,
            icon=icon_name,
            default=name == "overview",
            visibility="hidden" if name in hidden else "visible",
        )
        for name, title, icon_name in MENU
    ]
    details = [
        st.Page(f"views/{name}.py", title=name.title(), visibility="hidden") for name in ("problem", "candidate")
    ]
    return [*menu, *details]


def _may_run() -> bool:
    try:
        return person().may_run
    except WorkbenchError:
        return False  # the page says what is wrong with the settings


def main() -> None:
    """One run of the page that the address names."""
    st.set_page_config(page_title="Conjecture workbench", layout="wide", page_icon=icon())
    st.html(STYLE)
    page = st.navigation({"": pages()})
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
        remember_fault(state)
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
            st.caption(plain(reader.why_not))


main()
