"""The part of a ledger that a bundle carries: some entries whole, the links between them up to a head.

A link is an entry without its body: its number, kind, and the body's SHA-256. Hashes re-verify along
the whole excerpt, and nothing is shown of entries that are about something else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from problems.canonical import canonical, read_json
from problems.errors import InputError
from problems.family import explain
from problems.values import Frozen
from verification.entry import GENESIS, KINDS, Entry, body_digest, body_of, link_hash

__all__ = ["MAX_EXCERPT_BYTES", "MOST_LINKS", "Excerpt", "read_excerpt", "write_excerpt"]

MOST_LINKS = 100_000
"""Entries after the last one shown whole that are linked at most; a head further on is not reached."""

MAX_EXCERPT_BYTES = 256 * 1024 * 1024
"""Bytes of an excerpt at most, written or read."""

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Line(Frozen):
    """An entry with its body, or a link with the body's SHA-256."""

    seq: Annotated[int, Field(ge=1, strict=True)]
    kind: Annotated[str, Field(max_length=40)]
    body: str | None = None
    body_sha256: Hash | None = None
    hash: Hash


class _Record(Frozen):
    """The file `ledger.json`."""

    schema_: Literal[1] = Field(alias="schema")
    prev: Hash
    head: Annotated[str, Field(pattern=r"^[0-9]{1,15}:[0-9a-f]{64}$")]
    lines: tuple[_Line, ...]


@dataclass(frozen=True)
class Excerpt:
    """An excerpt whose hashes have been verified."""

    entries: tuple[Entry, ...]
    """The entries that are shown whole."""
    links: int
    """Entries of which only the link is shown."""
    head: str
    """`SEQ:HASH` of the last line: `ledger check --expect` finds it in the ledger itself."""

    def bodies(self, kind: str) -> list[dict[str, Any]]:
        """Bodies of the whole entries of one kind, in order."""
        return [body_of(entry.seq, entry.body) for entry in self.entries if entry.kind == kind]


def write_excerpt(chain: Sequence[Entry], shown: Collection[int]) -> bytes:
    """`ledger.json`: the entries numbered in `shown` whole, links from the first of them to the head."""
    first, last = min(shown), max(shown)
    part = [entry for entry in chain if first <= entry.seq <= last + MOST_LINKS]
    lines = [
        {"seq": entry.seq, "kind": entry.kind, "body": entry.body, "hash": entry.hash}
        if entry.seq in shown
        else {"seq": entry.seq, "kind": entry.kind, "body_sha256": body_digest(entry.body), "hash": entry.hash}
        for entry in part
    ]
    head = f"{part[-1].seq}:{part[-1].hash}"
    return canonical({"schema": 1, "prev": part[0].prev, "head": head, "lines": lines}) + b"\n"


def read_excerpt(data: bytes, name: str) -> Excerpt:
    """Parse and verify; an InputError names the file and the line of the chain that is wrong."""
    try:
        record = _Record.model_validate(read_json(data, max_bytes=MAX_EXCERPT_BYTES))
    except InputError as error:
        raise InputError(f"{name}: {error}") from None
    except ValidationError as error:
        raise InputError(f"{name}: {explain(error)}") from None
    seq, prev = record.lines[0].seq if record.lines else 1, record.prev
    if seq == 1 and prev != GENESIS:
        raise InputError(f"{name}: prev: nothing comes before entry 1")
    entries = []
    for line in record.lines:
        where = f"{name}: entry {line.seq}"
        if line.seq != seq:
            raise InputError(f"{where}: expected entry {seq} here")
        if line.kind not in KINDS or (line.body is None) == (line.body_sha256 is None):
            raise InputError(f"{where}: needs a known kind, and either its body or the body's hash")
        digest = line.body_sha256 or body_digest(line.body or "")
        if link_hash(seq, line.kind, digest, prev) != line.hash:
            raise InputError(f"{where}: its hash is not that of its content and of the entry before")
        if line.body is not None:
            _check_body(line.body, where)
            entries.append(Entry(seq, line.kind, line.body, prev, line.hash))
        seq, prev = seq + 1, line.hash
    if not entries:
        raise InputError(f"{name}: shows no entry")
    if record.head != f"{seq - 1}:{prev}":
        raise InputError(f"{name}: the head is not its last entry")
    return Excerpt(tuple(entries), len(record.lines) - len(entries), record.head)


def _check_body(text: str, where: str) -> None:
    try:
        body = read_json(text, floats=True)
        same = isinstance(body, dict) and canonical(body).decode("utf-8") == text
    except (InputError, ValueError) as error:
        raise InputError(f"{where}: body: {error}") from None
    if not same:
        raise InputError(f"{where}: its body is not in canonical form")
