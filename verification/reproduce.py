"""`reproduce`: check an evidence bundle again from nothing but the bundle.

    1. the folder      every byte under the manifest, nothing extra, nothing but plain files
    2. the ledger      the excerpt's hashes, that it speaks of these candidates, and that it says of them what the
                       evidence in it gives
    3. the content     candidates parsed anew; CNF, variable map, picture and words made anew and compared
    4. the judgement   by the verifier, each proof against the CNF made here; outcomes compared

Nothing in the bundle is executed, and no verdict in it is believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from problems.catalog import Catalog
from problems.errors import InputError
from verification.backend import Limits
from verification.export.bundle import derived_top, recorded_until
from verification.export.bundle_crate import METADATA_FILE, writer_code
from verification.export.bundle_folder import MANIFEST, REPLAY, Folder, open_folder
from verification.export.bundle_item import Item
from verification.export.excerpt import Excerpt
from verification.process import ProcessPool
from verification.reproduce_catalog import catalog_notes
from verification.reproduce_content import JSON_BYTES, Environment, read_content
from verification.reproduce_item import ItemResult, judge_item
from verification.reproduce_verdicts import recorded_faults
from verification.verdict import Outcome, UnknownReason
from verification.verifier import Verifier

__all__ = ["Reproduction", "reproduce"]


@dataclass
class Reproduction:
    """What became of a bundle."""

    digest: str
    """SHA-256 of the manifest, with `sha256:` before it; empty where there is no manifest."""
    faults: list[str] = field(default_factory=list)
    """What is wrong with the bundle, each with its path."""
    notes: list[str] = field(default_factory=list)
    """What could not be compared, and why."""
    items: list[ItemResult] = field(default_factory=list)
    entries: int = 0
    """Ledger entries shown whole."""
    links: int = 0
    """Ledger entries of which the bundle shows only the link."""
    head: str = ""
    """The ledger's head to which they are chained."""

    @property
    def status(self) -> int:
        """0 everything verified again, 1 something refuted, 2 no sound bundle, 3 inconclusive, 4 back-end missing."""
        if self.faults or not self.items or any(item.faults for item in self.items):
            return 2
        seen = {_status(item) for item in self.items}
        return next(status for status in (1, 3, 4, 0) if status in seen)

    def dump(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "schema": 1,
            "ok": self.status == 0,
            "digest": self.digest,
            "faults": [*self.faults, *(fault for item in self.items for fault in item.faults)],
            "notes": self.notes,
            "ledger": {"entries": self.entries, "links": self.links, "head": self.head},
            "items": [item.dump() for item in self.items],
        }


def _status(item: ItemResult) -> int:
    if item.outcome is Outcome.REFUTED:
        return 1
    if item.outcome is Outcome.VERIFIED and item.reproduced:
        return 0
    missing = item.missing or item.unknown is UnknownReason.BACKEND_MISSING
    return 4 if missing and item.recorded is not Outcome.REFUTED else 3


def reproduce(
    root: Path,
    *,
    limits: Limits | None = None,
    expect: str | None = None,
    workers: int = 1,
    pool: ProcessPool | None = None,
    catalog: Catalog | None = None,
) -> Reproduction:
    """Check the bundle in the folder `root`; `expect` pins its digest. A `pool` is used in place of `workers` new ones.

    What the bundle says of problems is compared with `catalog`, or with the one that ships.

    A folder that holds no bundle is an InputError; everything wrong with a bundle is in the result.
    """
    pinned = _digest(expect) if expect is not None else None
    folder = open_folder(root)
    result = Reproduction(f"sha256:{folder.digest}" if folder.digest else "", folder.faults)
    if pinned and folder.digest and folder.digest != pinned:
        result.faults.append(f"{MANIFEST}: the bundle's digest is {folder.digest}, not the expected {pinned}")
    if result.faults:
        return result
    try:
        facts, excerpt, items = read_content(folder)
    except InputError as error:
        result.faults.append(str(error))
        return result
    result.entries, result.links, result.head = len(excerpt.entries), excerpt.links, excerpt.head
    wrong, result.notes = recorded_faults(excerpt, items)
    result.faults += wrong
    _compare_top(result, folder, facts, excerpt, items)
    if result.faults:
        return result
    if any(item.problem is not None for item in items):
        result.notes += catalog_notes(items, Catalog.load() if catalog is None else catalog)
    limits = limits or Limits()
    with Verifier(limits=limits, workers=workers, pool=pool) as verifier:
        result.items = [judge_item(item, folder, facts, verifier) for item in items]
    return result


def _digest(text: str) -> str:
    digest = text.strip().removeprefix("sha256:").lower()
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise InputError(f"{text[:90]!r} is not a digest: expected the 64 hexadecimal digits that `reproduce` prints")
    return digest


def _compare_top(
    result: Reproduction, folder: Folder, facts: Environment, excerpt: Excerpt, items: Sequence[Item]
) -> None:
    if facts.recorded != recorded_until(excerpt):
        result.faults.append("environment.json: its instant is not the latest of ledger.json")
    if facts.writer != writer_code():
        versions = facts.versions.get("conjecture-workbench", "unknown")
        result.notes.append(
            f"README.md, {REPLAY} and {METADATA_FILE} were written by another version ({versions}): not compared; "
            f"believe them, and run {REPLAY}, only as far as you trust who gave you the bundle"
        )
        return
    files = {item.name: sorted(folder.below(f"items/{item.name}")) for item in items}
    raw = facts.model_dump(mode="json", by_alias=True)
    for path, content in derived_top(items, raw, files, excerpt.head).items():
        if path not in folder.hashes:
            result.faults.append(f"{path}: is missing")
        elif folder.read(path, max_bytes=JSON_BYTES) != content:
            result.faults.append(f"{path}: is not what follows from the rest of the bundle")
