"""Entries: the chained lines that are the truth of a ledger.

    hash(n) = SHA-256 of the RFC 8785 form of {"seq", "kind", "body", "prev"},
              where "body" is the SHA-256 of the body's text
    prev(n) = hash(n - 1), and 64 zeros before the first.

The body enters by its hash, so that an excerpt can be tied to a head of the ledger without
showing the entries in between.
Changing, dropping or inserting an entry anywhere breaks every later hash;
cutting the end off is found by whoever noted a later head.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from problems.canonical import canonical
from problems.errors import LedgerError

__all__ = ["GENESIS", "KINDS", "Entry", "body_digest", "body_of", "chain", "link_hash", "now", "parse_head"]

GENESIS = "0" * 64
"""`prev` of the first entry."""

KINDS = frozenset({"run", "attempt", "candidate", "verdict", "review", "search", "note"})
"""What a body can be."""


@dataclass(frozen=True)
class Entry:
    """One line of the ledger."""

    seq: int
    """1, 2, 3, … without gaps."""
    kind: str
    """One of `KINDS`."""
    body: str
    """Canonical JSON."""
    prev: str
    """Hash of the entry before."""
    hash: str
    """Hash of this entry."""

    def expected_hash(self) -> str:
        """The hash that this entry should have."""
        return link_hash(self.seq, self.kind, body_digest(self.body), self.prev)


def chain(seq: int, kind: str, body: Mapping[str, Any], prev: str) -> Entry:
    """The entry that follows the one with hash `prev`."""
    if kind not in KINDS:
        raise LedgerError(f"an entry cannot be of kind {kind!r}")
    text = canonical(dict(body)).decode("utf-8")
    return Entry(seq, kind, text, prev, link_hash(seq, kind, body_digest(text), prev))


def body_digest(text: str) -> str:
    """SHA-256 of a body's text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def link_hash(seq: int, kind: str, body_sha256: str, prev: str) -> str:
    """The hash of an entry whose body has this SHA-256."""
    return hashlib.sha256(canonical({"seq": seq, "kind": kind, "body": body_sha256, "prev": prev})).hexdigest()


def parse_head(text: str) -> tuple[int, str]:
    """`SEQ:HASH` as `workbench ledger head` prints it."""
    seq, _, digest = text.strip().partition(":")
    if (
        not (seq.isascii() and seq.isdigit() and len(seq) < 16)
        or len(digest) != 64
        or set(digest) - set("0123456789abcdef")
    ):
        raise LedgerError(f"{text[:90]!r} is not a head: expected SEQ:HASH as `workbench ledger head` prints it")
    return int(seq), digest


def body_of(seq: int, text: str) -> dict[str, Any]:
    """The body of an entry as it is stored; a LedgerError that names the entry when it cannot be read."""
    try:
        body = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise LedgerError(f"entry {seq} is damaged: `workbench ledger check` says what else is")
    return body


def now() -> str:
    """The instant as entries bear it, ISO 8601 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
