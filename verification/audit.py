"""What `workbench ledger check` does: walk the chain, re-derive the projections, re-hash the evidence."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from problems.canonical import canonical
from problems.family import family_names
from verification.blobs import Blobs
from verification.entry import GENESIS, KINDS, Entry, parse_head
from verification.ledger import Ledger, read_entries
from verification.projections import ENTRY, SYMMETRY_KEYS, TABLES, row_of
from verification.symmetry_key import ALGORITHM, seal_of, symmetry_key

__all__ = ["Audit", "audit", "blob_names"]

MOST_FAULTS = 100
"""Faults listed at most."""


@dataclass(frozen=True)
class Audit:
    """What was found."""

    entries: int
    """Entries walked."""
    head: str
    """`SEQ:HASH` of the last one."""
    blobs: int
    """Evidence files re-hashed."""
    faults: tuple[str, ...]
    """Everything wrong, in order; at most a hundred."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def dump(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "schema": 1,
            "ok": self.ok,
            "entries": self.entries,
            "head": self.head,
            "blobs": self.blobs,
            "faults": list(self.faults),
        }


def blob_names(kind: str, body: Mapping[str, Any]) -> Iterator[str]:
    """SHA-256 of the evidence files that an entry relies on."""
    if kind == "verdict":
        items = body.get("files")
        for item in items if isinstance(items, list) else ():
            if isinstance(item, Mapping):
                yield str(item.get("sha256"))
    if kind in ("attempt", "note") and body.get("transcript"):
        yield str(body["transcript"])
    if kind == "attempt" and body.get("prover") == "intake":
        source = body.get("config", {}).get("source")
        if isinstance(source, Mapping) and source.get("sha256"):
            yield str(source["sha256"])
    if kind == "candidate":
        candidate = body.get("candidate")
        payload = candidate.get("payload") if isinstance(candidate, Mapping) else None
        document = payload.get("document") if isinstance(payload, Mapping) else None
        if isinstance(document, Mapping) and document.get("sha256"):
            yield str(document["sha256"])
        for name in ("proof", "certificate"):
            proof = payload.get(name) if isinstance(payload, Mapping) else None
            if isinstance(proof, Mapping) and proof.get("sha256") and proof.get("path"):
                yield str(proof["sha256"])


def audit(ledger: Ledger, expect: str | None, blobs: Blobs | None) -> Audit:
    """Check everything that can be checked from the ledger and its blobs alone, as they are at one moment."""
    walk = _Walk(parse_head(expect) if expect else (0, GENESIS))
    with ledger.reading() as connection, _any_text(connection):
        walk.faults.extend(_index_faults(connection))
        for entry in read_entries(connection):
            walk.step(entry)
            if len(walk.faults) >= MOST_FAULTS:
                break
        walk.finish()
        if len(walk.faults) < MOST_FAULTS:
            walk.faults.extend(_projection_faults(connection, walk.projected))
    checked = 0
    for name in sorted(walk.named) if blobs is not None else ():
        checked += 1
        if blobs is not None and (fault := blobs.fault(name)):
            walk.faults.append(fault)
    return Audit(walk.seq, f"{walk.seq}:{walk.prev}", checked, tuple(walk.faults[:MOST_FAULTS]))


class _Walk:
    """What a walk along the chain has seen."""

    def __init__(self, expected: tuple[int, str]) -> None:
        self.expected = expected
        self.found_expected = expected[0] == 0
        self.seq, self.prev = 0, GENESIS
        self.faults: list[str] = []
        self.projected: dict[str, dict[int, dict[str, Any]]] = {kind: {} for kind in TABLES}
        self.named: set[str] = set()

    def step(self, entry: Entry) -> None:
        self.seq += 1
        if entry.seq != self.seq:
            self.faults.append(f"entry {self.seq} is missing: the next one is {entry.seq}")
            self.seq = entry.seq
        if entry.prev != self.prev:
            self.faults.append(f"entry {entry.seq}: prev does not name the entry before it")
        self.prev = entry.hash
        body = _body(entry.kind, entry.body)
        if body is None:
            self.faults.append(f"entry {entry.seq}: kind or body is not in canonical form")
            return
        if not _hash_holds(entry):
            self.faults.append(f"entry {entry.seq}: its hash is not that of its content")
        self.found_expected |= (entry.seq, entry.hash) == self.expected
        row = row_of(entry.seq, entry.kind, body)
        if row is not None:
            self.projected[entry.kind][entry.seq] = row[1]
        self.named.update(blob_names(entry.kind, body))

    def finish(self) -> None:
        if not self.found_expected and len(self.faults) < MOST_FAULTS:
            seq, digest = self.expected
            self.faults.append(f"entry {seq} with hash {digest[:12]}… is not in this ledger: truncated or rewritten")


def _hash_holds(entry: Entry) -> bool:
    try:
        return entry.expected_hash() == entry.hash
    except (TypeError, ValueError):
        # A column holds something that no text can be made of.
        return False


@contextlib.contextmanager
def _any_text(connection: sa.Connection) -> Iterator[None]:
    """Text that is no UTF-8 any more is read all the same, so that its row can be named (SQLite)."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    before = driver.text_factory
    driver.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = before


def _index_faults(connection: sa.Connection) -> list[str]:
    """What SQLite itself finds wrong: a damaged page, an index that disagrees with its table."""
    if connection.dialect.name != "sqlite":
        return []
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
    return [f"SQLite: {' '.join(line.split())[:300]}" for line in found if line != "ok"]


def _body(kind: object, text: object) -> dict[str, Any] | None:
    if not isinstance(text, str) or kind not in KINDS:
        return None
    try:
        body = json.loads(text)
        same = isinstance(body, dict) and canonical(body).decode("utf-8") == text
    except (ValueError, RecursionError):
        return None
    return body if same else None


def _sealed(candidate: Any, key: Any, seal: Any) -> bool:
    try:
        return bool(seal == seal_of(candidate, key))
    except (TypeError, ValueError):
        return False


def _projection_faults(connection: sa.Connection, projected: Mapping[str, dict[int, dict[str, Any]]]) -> Iterator[str]:
    for kind, table in TABLES.items():
        stored = {row.seq: dict(row._mapping) for row in connection.execute(sa.select(table))}
        rows = projected[kind]
        wrong = [seq for seq in stored.keys() | rows.keys() if stored.get(seq) != rows.get(seq)]
        if wrong:
            yield f"table {table.name} differs from the entries in {len(wrong)} rows (first: entry {min(wrong)})"
    ids = {row["id"] for row in projected["candidate"].values()}
    for row in connection.execute(sa.select(SYMMETRY_KEYS)):
        if row.candidate not in ids or not _sealed(row.candidate, row.key, row.seal):
            yield f"table {SYMMETRY_KEYS.name}: the row of candidate {str(row.candidate)[:80]} has been changed"
    yield from _merge_faults(connection)


def _merge_faults(connection: sa.Connection) -> Iterator[str]:
    """Candidates that the queue would merge although their entries give them another key.

    Whoever changes a key can seal it anew, so keys that merge something are computed again; the others hide nothing.
    """
    sharing: dict[str, list[str]] = {}
    for row in connection.execute(sa.select(SYMMETRY_KEYS)):
        # Keys of another version are computed anew before they merge anything.
        if isinstance(row.key, str) and row.key.startswith(f"{ALGORITHM}:"):
            sharing.setdefault(row.key, []).append(row.candidate)
    merged = {name: key for key, names in sharing.items() if len(names) > 1 for name in names}
    table = TABLES["candidate"]
    query = sa.select(table.c.id, sa.func.min(table.c.seq)).group_by(table.c.id)
    firsts = {row[0]: row[1] for row in connection.execute(query)}
    families = set(family_names())
    for name, key in merged.items():
        text = connection.execute(sa.select(ENTRY.c.body).where(ENTRY.c.seq == firsts.get(name))).scalar()
        try:
            body = json.loads(text or "")["candidate"]
            # The key of a family that is not installed cannot be computed here.
            wrong = body["claim"]["family"] in families and symmetry_key(body) != key
        except (KeyError, TypeError, ValueError):
            continue  # named as a damaged entry already
        if wrong:
            yield f"table {SYMMETRY_KEYS.name}: candidate {name[:80]} would be merged with others wrongly"
