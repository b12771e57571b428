"""Entries: the chained lines that are the truth of a ledger.

    hash(n) = SHA-256 of the RFC 8785 form of {"seq", "kind", "body", "prev"}, the body as text
    prev(n) = hash(n - 1), and 64 zeros before the first.

Changing, dropping or inserting an entry anywhere breaks every later hash;
cutting the end off is found by whoever noted a later head.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from problems.canonical import canonical
from problems.errors import LedgerError

__all__ = ["GENESIS", "KINDS", "Entry", "chain", "parse_head"]

GENESIS = "0" * 64
"""`prev` of the first entry."""

KINDS = frozenset({"run", "attempt", "candidate", "verdict", "review", "note"})
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
        return _hash(self.seq, self.kind, self.body, self.prev)


def chain(seq: int, kind: str, body: Mapping[str, Any], prev: str) -> Entry:
    """The entry that follows the one with hash `prev`."""
    if kind not in KINDS:
        raise LedgerError(f"an entry cannot be of kind {kind!r}")
    text = canonical(dict(body)).decode("utf-8")
    return Entry(seq, kind, text, prev, _hash(seq, kind, text, prev))


def _hash(seq: int, kind: str, body: str, prev: str) -> str:
    # The body is canonical already; framing its text by a JSON string keeps the hash injective.
    return hashlib.sha256(canonical({"seq": seq, "kind": kind, "body": body, "prev": prev})).hexdigest()


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
