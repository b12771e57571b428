"""The queue for a reader, kept as long as nothing is written: ranking walks over every candidate."""

from __future__ import annotations

import streamlit as st

from ui.config import Settings
from ui.read import Store, catalogue
from ui.store import open_ledger
from verification.queue import Queue, rank

__all__ = ["ranking"]


def ranking(settings: Settings, store: Store, reviewer: str, *, second: bool) -> Queue:
    """The ranked queue of the ledger as it is now."""
    return _ranking(store.key, store.head, reviewer, second, settings.pending_per_prover, settings, store)


@st.cache_resource(max_entries=8, show_spinner="Putting the queue in order …")
def _ranking(
    key: tuple[str, str],
    head: tuple[int, str],
    reviewer: str,
    second: bool,
    per_prover: int,
    _settings: Settings,
    _store: Store,
) -> Queue:
    catalog = catalogue(_settings)
    if _settings.read_only:
        return rank(_store.ledger, catalog, per_prover=per_prover, reviewer=reviewer, second=second)
    # Opened for writing, so that the keys up to symmetry, which take long, are kept for the next time.
    with open_ledger(_settings) as ledger:
        return rank(ledger, catalog, per_prover=per_prover, reviewer=reviewer, second=second)
