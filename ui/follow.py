"""What changes while a page is open: looked at every few seconds, and shown without a reload."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
import streamlit as st

from problems.errors import LedgerError, WorkbenchError
from ui.config import Settings
from ui.read import NONE_YET, has_ledger, open_store
from ui.render.text import plain
from verification.projections import TABLES

__all__ = ["follow", "last_review", "ledger_state", "remedy"]

EVERY = 3.0
"""Seconds between two looks."""

_REMEDIES = {
    "locked": "Another program holds the ledger: wait for it, or end it.",
    "connect": "Start the database server, or correct `ledger` in workbench.toml (`workbench config show` names it).",
    "newer version": "Upgrade conjecture-workbench, or give another ledger.",
    "older version": "Any command that writes there, such as `workbench scan`, brings it up to date.",
    "damaged": "`workbench ledger check` names the damage; a copy of the file from before can be put back.",
    "": "See that the file or the database is there and may be read (`workbench config show` names it).",
}
"""What is found in the reason → what to do, the first that fits."""


def ledger_state(settings: Settings) -> str:
    """Whether the ledger can be read: empty when it can, else the reason."""
    if not has_ledger(settings):
        return NONE_YET
    try:
        open_store(settings)
    except LedgerError as error:
        return str(error)
    return ""


def last_review(settings: Settings, candidate: str, problem: str) -> int:
    """Number of the newest entry in which anybody graded the candidate for the problem; 0 for none."""
    table = TABLES["review"]
    query = sa.select(sa.func.max(table.c.seq)).where(table.c.candidate == candidate, table.c.problem == problem)
    with open_store(settings).ledger.reading() as connection:
        return int(connection.execute(query).scalar() or 0)


def follow(look: Callable[[], object], shown: object, wait: str = "") -> None:
    """Run the page anew as soon as `look()` differs from `shown`, which is what the page shows.

    With `wait` the page is left as it is, since somebody is writing on it, and the words are shown instead. What
    cannot be looked at counts as unchanged: `ledger_state` speaks of the ledger itself.
    """
    _watch(look, shown, wait, [True])


@st.fragment(run_every=EVERY)
def _watch(look: Callable[[], object], shown: object, wait: str, fresh: list[bool]) -> None:
    if fresh:
        fresh.clear()  # the page itself has just looked
        return
    try:
        changed = look() != shown
    except WorkbenchError:
        return
    if changed and wait:
        st.caption(plain(wait))
    elif changed:
        st.rerun()


def remedy(state: str) -> str:
    """What to do about a ledger that cannot be read; empty when it can, or when there is none yet."""
    if state in ("", NONE_YET):
        return ""
    words = next((words for mark, words in _REMEDIES.items() if mark in state.lower()), _REMEDIES[""])
    return f"{words} This page goes on by itself as soon as the ledger can be read."
