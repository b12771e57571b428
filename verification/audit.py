"""What `workbench ledger check` does: walk the chain, re-derive the projections, re-hash the evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from problems.canonical import canonical
from verification.blobs import Blobs
from verification.entry import GENESIS, KINDS, parse_head
from verification.ledger import Ledger
from verification.projections import TABLES, row_of

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
        for item in body.get("files", ()):
            yield item["sha256"]
    if kind == "candidate":
        payload = body.get("candidate", {}).get("payload", {})
        for name in ("proof", "certificate"):
            proof = payload.get(name)
            if isinstance(proof, Mapping) and proof.get("sha256") and proof.get("path"):
                yield proof["sha256"]


def audit(ledger: Ledger, expect: str | None, blobs: Blobs | None) -> Audit:
    """Check everything that can be checked from the ledger and its blobs alone."""
    faults: list[str] = []
    expected_seq, expected_hash = parse_head(expect) if expect else (0, GENESIS)
    seq, prev = 0, GENESIS
    projected: dict[str, dict[int, dict[str, Any]]] = {kind: {} for kind in TABLES}
    named: set[str] = set()
    found_expected = expected_seq == 0
    for entry in ledger.entries():
        seq += 1
        if entry.seq != seq:
            faults.append(f"entry {seq} is missing: the next one is {entry.seq}")
            seq = entry.seq
        if entry.prev != prev:
            faults.append(f"entry {entry.seq}: prev does not name the entry before it")
        if entry.expected_hash() != entry.hash:
            faults.append(f"entry {entry.seq}: its hash is not that of its content")
        prev = entry.hash
        found_expected |= (entry.seq, entry.hash) == (expected_seq, expected_hash)
        body = _body(entry.kind, entry.body)
        if body is None:
            faults.append(f"entry {entry.seq}: kind or body is not in canonical form")
            continue
        row = row_of(entry.seq, entry.kind, body)
        if row is not None:
            projected[entry.kind][entry.seq] = row[1]
        named.update(blob_names(entry.kind, body))
        if len(faults) >= MOST_FAULTS:
            break
    if not found_expected:
        faults.append(
            f"entry {expected_seq} with hash {expected_hash[:12]}… is not in this ledger: truncated or rewritten"
        )
    if len(faults) < MOST_FAULTS:
        faults.extend(_projection_faults(ledger, projected))
    checked = 0
    for name in sorted(named) if blobs is not None else ():
        checked += 1
        if blobs is not None and (fault := blobs.fault(name)):
            faults.append(fault)
    return Audit(seq, f"{seq}:{prev}", checked, tuple(faults[:MOST_FAULTS]))


def _body(kind: str, text: str) -> dict[str, Any] | None:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if kind not in KINDS or not isinstance(body, dict) or canonical(body).decode("utf-8") != text:
        return None
    return body


def _projection_faults(ledger: Ledger, projected: Mapping[str, dict[int, dict[str, Any]]]) -> Iterator[str]:
    with ledger.reading() as connection:
        for kind, table in TABLES.items():
            stored = {row.seq: dict(row._mapping) for row in connection.execute(sa.select(table))}
            wrong = [
                seq for seq in stored.keys() | projected[kind].keys() if stored.get(seq) != projected[kind].get(seq)
            ]
            if wrong:
                yield f"table {table.name} differs from the entries in {len(wrong)} rows (first: entry {min(wrong)})"
