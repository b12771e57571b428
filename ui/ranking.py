"""The queue for a reader; one ranking lives as long as the server and reads only what was written meanwhile."""

from __future__ import annotations

from threading import Lock

import streamlit as st

from problems.catalog import Catalog
from problems.errors import LedgerError
from ui.config import Settings
from ui.read import Store, catalogue
from ui.store import open_ledger
from verification.queue import Queue, Ranking

__all__ = ["look_ahead", "ranking"]


class _Shared:
    """A ranking that several readers ask at once."""

    def __init__(self, catalog: Catalog) -> None:
        self.ranking, self.lock = Ranking(catalog), Lock()


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
    shared = _brought_up(_settings, _store)
    with shared.lock:
        return shared.ranking.queue(_store.ledger, per_prover=per_prover, reviewer=reviewer, second=second)


def look_ahead(settings: Settings, store: Store) -> None:
    """Rank what is there before anybody asks, for a ledger whose first ranking takes seconds."""
    shared = _brought_up(settings, store)
    with shared.lock:
        shared.ranking.queue(store.ledger, per_prover=settings.pending_per_prover)


def _brought_up(settings: Settings, store: Store) -> _Shared:
    catalog = catalogue(settings)
    shared = _shared(store.key, id(catalog), catalog)
    with shared.lock:
        if not settings.read_only:
            _keep_keys(settings, shared.ranking)
    return shared


@st.cache_resource(max_entries=2, show_spinner=False)
def _shared(key: tuple[str, str], identity: int, _catalog: Catalog) -> _Shared:
    # The ranking holds the catalogue, so no other one can have its identity meanwhile.
    return _Shared(_catalog)


def _keep_keys(settings: Settings, ranking: Ranking) -> None:
    """Bring the ranking up to date over a ledger that keeps the keys up to symmetry, which take long, for next time."""
    soon = settings.model_copy(update={"lock_seconds": min(settings.lock_seconds, 2.0)})
    try:
        with open_ledger(soon) as ledger:
            ranking.update(ledger)
    except LedgerError:
        # A ledger that cannot be written can be ranked all the same; the reader's own connection says what is wrong.
        return
