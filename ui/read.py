"""Cached reads. What comes from the ledger is cached on (database, version counter), so it is never stale.

The counter is the number of the last entry, or of the last candidate for tables that reviews do not touch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import streamlit as st

from problems.catalog import Catalog
from problems.errors import LedgerError
from problems.problem import Problem
from ui.config import Settings
from ui.render.text import sentence
from ui.store import blobs_folder, load_catalog
from verification.blobs import Blobs
from verification.entry import body_of
from verification.ledger import Ledger, without_password
from verification.projections import ENTRY, TABLES
from verification.standing import contradicted, standing

__all__ = [
    "NONE_YET",
    "Store",
    "blobs",
    "catalogue",
    "entries_about",
    "finds",
    "has_ledger",
    "ledger_or_say",
    "open_store",
    "problem_figures",
    "remember_fault",
]

NONE_YET = "no ledger"
"""The state of a ledger that nobody has made yet."""

_FAULT = "fault of the ledger"
"""Where a session keeps why the ledger could not be read when this run of the page began."""


@dataclass(frozen=True)
class Store:
    """The ledger as it is at this moment."""

    ledger: Ledger
    """Opened for reading."""
    key: tuple[str, str]
    """What tells it from other ledgers."""
    head: tuple[int, str]
    """Number and hash of the last entry."""
    judged: int
    """Number of the last candidate or attempt."""

    @property
    def seen(self) -> str:
        """The head as a writer names what he saw."""
        return f"{self.head[0]}:{self.head[1]}"


def has_ledger(settings: Settings) -> bool:
    """Whether there is a ledger to open; one in a database is taken to be there."""
    return "://" in settings.ledger.removeprefix("sqlite:///") or _file(settings).exists()


def _file(settings: Settings) -> Path:
    return Path(settings.ledger.removeprefix("sqlite:///"))


@st.cache_resource(max_entries=4, show_spinner=False, on_release=Ledger.close)
def _opened(url: str, stamp: str) -> Ledger:
    return Ledger.open(url, read_only=True)


def open_store(settings: Settings) -> Store:
    """The configured ledger; a LedgerError says why it cannot be read."""
    stamp = ""
    if "://" not in settings.ledger.removeprefix("sqlite:///"):
        try:
            status = _file(settings).stat()
            stamp = f"{status.st_dev}:{status.st_ino}"
        except OSError:
            stamp = "gone"
    ledger = _opened(settings.ledger, stamp)
    with ledger.reading() as connection:
        row = connection.execute(sa.select(ENTRY.c.seq, ENTRY.c.hash).order_by(ENTRY.c.seq.desc()).limit(1)).first()
        last = [
            connection.execute(sa.select(sa.func.max(TABLES[kind].c.seq))).scalar() for kind in ("attempt", "candidate")
        ]
    head = (0, "0" * 64) if row is None else (int(row.seq), str(row.hash))
    name = without_password(settings.ledger) if "://" in settings.ledger else settings.ledger
    return Store(ledger, (name, stamp), head, max(number or 0 for number in last))


def remember_fault(state: str) -> None:
    """Note for this run of the page what `ui.follow.ledger_state` found: a locked ledger is waited for once."""
    st.session_state[_FAULT] = "" if state == NONE_YET else state


def ledger_or_say(settings: Settings) -> Store | None:
    """The ledger, or a sentence on the page that says why there is none and what to do."""
    if not has_ledger(settings):
        sentence(
            "There is no ledger yet: run `make scan`, or `workbench scan erdos:1-40 --budget 1s` for a first look."
        )
        return None
    if fault := st.session_state.get(_FAULT):
        sentence(fault, "error")
        return None
    try:
        return open_store(settings)
    except LedgerError as error:
        sentence(str(error), "error")
        return None


def blobs(settings: Settings) -> Blobs:
    """The evidence files."""
    return Blobs(blobs_folder(settings))


def catalogue(settings: Settings) -> Catalog:
    """The catalogue, read anew when a file of an overlay changes."""
    stamps = []
    for folder in map(Path, settings.overlays):
        if folder.is_dir():
            files = sorted(path for path in folder.rglob("*") if path.is_file())
            stamps += [(str(path), (status := path.stat()).st_mtime_ns, status.st_size) for path in files]
    return _catalogue(tuple(settings.overlays), settings.families, tuple(stamps), settings)


@st.cache_resource(max_entries=3, show_spinner=False)
def _catalogue(
    overlays: tuple[str, ...], families: tuple[str, ...], stamps: tuple[Any, ...], _settings: Settings
) -> Catalog:
    return load_catalog(_settings)


@lru_cache(maxsize=3)
def _problem_figures(judged: int, ledger: Ledger) -> Mapping[str, tuple[int, int, str]]:
    attempts, candidates = TABLES["attempt"], TABLES["candidate"]
    tried = sa.select(attempts.c.problem, sa.func.count()).group_by(attempts.c.problem)
    best = (
        sa.select(attempts.c.problem, sa.func.count(candidates.c.id.distinct()), sa.func.max(candidates.c.assurance))
        .join(candidates, candidates.c.attempt == attempts.c.id)
        .where(candidates.c.outcome == "verified", candidates.c.id.not_in(contradicted()))
        .group_by(attempts.c.problem)
    )
    with ledger.reading() as connection:
        found = {row[0]: (row[1], 0, "") for row in connection.execute(tried)}
        for problem, count, assurance in connection.execute(best):
            found[problem] = (found[problem][0], count, assurance)
    return found


def problem_figures(store: Store | None) -> Mapping[str, tuple[int, int, str]]:
    """Problem → attempts, verified candidates, best assurance."""
    return {} if store is None else _problem_figures(store.judged, store.ledger)


@st.cache_data(max_entries=64, show_spinner=False)
def _finds(key: tuple[str, str], judged: int, problem: str, _ledger: Ledger) -> list[dict[str, Any]]:
    attempts, candidates = TABLES["attempt"], TABLES["candidate"]
    best = sa.func.max(candidates.c.outcome).desc(), sa.func.max(candidates.c.assurance).desc()
    wanted = (
        sa.select(candidates.c.id)
        .join(attempts, attempts.c.id == candidates.c.attempt)
        .where(attempts.c.problem == problem)
        .group_by(candidates.c.id)
        .order_by(*best, sa.func.min(candidates.c.seq))
        .limit(500)
    )
    said = (
        sa.select(candidates.c.id, attempts.c.problem, attempts.c.prover, ENTRY.c.seq, ENTRY.c.body)
        .join(ENTRY, ENTRY.c.seq == candidates.c.seq)
        .outerjoin(attempts, attempts.c.id == candidates.c.attempt)
        .order_by(candidates.c.seq)
    )
    with _ledger.reading() as connection:
        names = list(connection.execute(wanted).scalars())
        bodies: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
        provers: dict[str, dict[str, None]] = {name: {} for name in names}
        for row in connection.execute(said.where(candidates.c.id.in_(names))):
            bodies[row.id].append(body_of(row.seq, row.body))
            if row.problem == problem:
                provers[row.id][row.prover] = None
    found = []
    for name in names:
        check = standing(bodies[name])
        words = {"id": name, **check.dump(), "conflict": check.conflict, "prover": ", ".join(provers[name])}
        found.append({**words, "claim": bodies[name][0]["candidate"]["claim"]})
    # What has become unknown by a conflict was sorted by what was said for it.
    return sorted(found, key=lambda find: not find["conflict"])


def finds(store: Store, problem: str) -> list[dict[str, Any]]:
    """The candidates of a problem as they stand, conflicts first, then verified ones, at most 500."""
    return _finds(store.key, store.judged, problem, store.ledger)


@st.cache_data(max_entries=64, show_spinner=False)
def _entries_about(key: tuple[str, str], head: int, candidate: str, _ledger: Ledger) -> dict[str, list[dict[str, Any]]]:
    attempts, candidates, verdicts = TABLES["attempt"], TABLES["candidate"], TABLES["verdict"]
    body = sa.select(ENTRY.c.seq, ENTRY.c.hash, ENTRY.c.body).order_by(ENTRY.c.seq)
    queries = {
        "attempt": body.join(attempts, attempts.c.seq == ENTRY.c.seq).where(
            attempts.c.id.in_(sa.select(candidates.c.attempt).where(candidates.c.id == candidate))
        ),
        "candidate": body.join(candidates, candidates.c.seq == ENTRY.c.seq).where(candidates.c.id == candidate),
        "verdict": body.join(verdicts, verdicts.c.seq == ENTRY.c.seq).where(verdicts.c.candidate == candidate),
    }
    with _ledger.reading() as connection:
        return {
            kind: [
                {**body_of(row.seq, row.body), "seq": row.seq, "hash": row.hash} for row in connection.execute(query)
            ]
            for kind, query in queries.items()
        }


def entries_about(store: Store, candidate: str) -> dict[str, list[dict[str, Any]]]:
    """The attempts, entries and verdicts of a candidate, each with `seq` and `hash`."""
    return _entries_about(store.key, store.judged, candidate, store.ledger)


def title_of(catalog: Catalog, identity: str) -> str:
    """Title of a problem; its id when the catalogue does not hold it."""
    found: Problem | None = next((problem for problem in catalog if problem.id == identity), None)
    return found.title if found is not None else identity
