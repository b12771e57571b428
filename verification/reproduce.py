"""`reproduce`: check an evidence bundle again from nothing but the bundle.

    1. the folder      every byte under the manifest, nothing extra, nothing but plain files
    2. the ledger      the excerpt's hashes, and that it speaks of these candidates
    3. the content     candidates parsed anew; CNF, variable map, picture and words made anew and compared
    4. the judgement   by the verifier, each proof against the CNF made here; outcomes compared

Nothing in the bundle is executed, and no verdict in it is believed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from problems.canonical import read_json
from problems.claim import ClaimRecord
from problems.errors import InputError
from problems.family import explain
from problems.problem import Problem
from problems.values import Frozen
from verification.backend import Limits
from verification.candidate import Candidate, read_candidate
from verification.export.bundle import bodies_about, derived_top, recorded_until
from verification.export.bundle_crate import METADATA_FILE, writer_code
from verification.export.bundle_document import DOCUMENTS, MAX_DOCUMENT_BYTES, Absence, Listing, documents_of
from verification.export.bundle_folder import MANIFEST, REPLAY, Folder, open_folder
from verification.export.bundle_item import Item, brought
from verification.export.bundle_lean import LEAN
from verification.export.bundle_records import check_bodies
from verification.export.excerpt import Excerpt, read_excerpt
from verification.process import ProcessPool
from verification.reproduce_item import ItemResult, MadeWith, judge_item
from verification.verdict import Outcome, UnknownReason
from verification.verifier import Verifier

__all__ = ["Environment", "Reproduction", "reproduce"]

JSON_BYTES = 64 * 1024 * 1024
LEDGER_BYTES = 256 * 1024 * 1024
TOP = ("README.md", "environment.json", "ledger.json", METADATA_FILE, REPLAY)
MAX_ITEMS = 2000


class Environment(Frozen):
    """The file `environment.json`."""

    schema_: Literal[1] = Field(alias="schema")
    recorded: Annotated[str, Field(pattern=r"^[0-9T:.+Z -]{10,40}$")]
    """The latest instant that the excerpt of the ledger names."""
    python: Annotated[str, Field(max_length=40)]
    platform: Annotated[str, Field(max_length=40)]
    versions: dict[str, Annotated[str, Field(max_length=80)]]
    """Distribution → version."""
    encoder: Annotated[str, Field(max_length=80)]
    writer: Annotated[str, Field(max_length=80)]
    """SHA-256 of the code that decides a bundle's bytes."""
    lean: Annotated[str, Field(max_length=80)] = ""
    """SHA-256 of the code that decides the text of Lean projects, the families' own left out."""
    families: dict[str, Annotated[str, Field(max_length=100)]]
    """Family → hash of its code."""


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
) -> Reproduction:
    """Check the bundle in the folder `root`; `expect` pins its digest. A `pool` is used in place of `workers` new ones.

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
        facts, excerpt, items = _content(folder)
    except InputError as error:
        result.faults.append(str(error))
        return result
    result.entries, result.links, result.head = len(excerpt.entries), excerpt.links, excerpt.head
    _compare_top(result, folder, facts, excerpt, items)
    if result.faults:
        return result
    limits = limits or Limits()
    with Verifier(limits=limits, workers=workers, pool=pool) as verifier:
        made_with = MadeWith(facts.versions, facts.families, facts.lean)
        result.items = [judge_item(item, folder, made_with, verifier) for item in items]
    return result


def _digest(text: str) -> str:
    digest = text.strip().removeprefix("sha256:").lower()
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise InputError(f"{text[:90]!r} is not a digest: expected the 64 hexadecimal digits that `reproduce` prints")
    return digest


def _content(folder: Folder) -> tuple[Environment, Excerpt, list[Item]]:
    names: dict[str, list[str]] = {}
    for path in sorted(folder.hashes):
        parts = path.split("/")
        if parts[0] == "items" and (len(parts) == 3 or (len(parts) > 3 and f"{parts[2]}/" == LEAN)):
            names.setdefault(parts[1], []).append(parts[2])
        elif path not in TOP:
            raise InputError(f"{path}: has no place in a bundle")
    if not 0 < len(names) <= MAX_ITEMS:
        raise InputError(f"items: a bundle holds 1 to {MAX_ITEMS} items, this one {len(names)}")
    facts = _parsed(Environment, folder, "environment.json")
    excerpt = read_excerpt(folder.read("ledger.json", max_bytes=LEDGER_BYTES), "ledger.json", max_bytes=LEDGER_BYTES)
    return facts, excerpt, [_item(folder, name, excerpt) for name in names]


def _parsed(model: Any, folder: Folder, path: str) -> Any:
    try:
        return model.model_validate(read_json(folder.read(path, max_bytes=JSON_BYTES), max_bytes=JSON_BYTES))
    except ValidationError as error:
        raise InputError(f"{path}: {explain(error)}") from None
    except InputError as error:
        message = str(error)
        raise InputError(message if message.startswith(f"{path}: ") else f"{path}: {message}") from None


class _ProblemFile(Frozen):
    """The file `problem.json`."""

    schema_: Literal[1] = Field(alias="schema")
    problem: Problem
    record: ClaimRecord | None


def _item(folder: Folder, name: str, excerpt: Excerpt) -> Item:
    path = f"items/{name}/candidate.json"
    data = folder.read(path, max_bytes=JSON_BYTES)
    try:
        candidate = read_candidate(data)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    expected = f"{candidate.claim.family}-{candidate.id.removeprefix('sha256:')[:12]}"
    if name != expected:
        raise InputError(f"{path}: holds candidate {candidate.id[:19]}…, whose folder would be items/{expected}")
    bodies = bodies_about(candidate.id, excerpt)
    if not bodies["candidate"]:
        raise InputError(f"ledger.json: has no entry for the candidate of {path}")
    check_bodies(bodies, "ledger.json")
    _check_brought(folder, name, candidate)
    absent = _documents(folder, name, candidate, bodies["attempt"])
    problem = record = None
    if f"items/{name}/problem.json" in folder.hashes:
        known = _parsed(_ProblemFile, folder, f"items/{name}/problem.json")
        problem, record = known.problem, known.record
        if record is not None and record.claim != candidate.claim:
            raise InputError(f"items/{name}/problem.json: its claim record is about another claim")
    return Item(name, candidate, bodies, problem, record, absent)


def _documents(
    folder: Folder, name: str, candidate: Candidate, attempts: Sequence[Mapping[str, Any]]
) -> dict[str, Absence]:
    """Which documents are not carried, and why; an InputError where one that is carried is not what it should be."""
    path = f"items/{name}/{DOCUMENTS}"
    known = documents_of(candidate, attempts, {})
    named = {f"items/{name}/{document.file}" for document in known}
    for extra in sorted(folder.hashes.keys() - named):
        if extra.startswith(f"items/{name}/document-"):
            raise InputError(f"{extra}: has no place in a bundle")
    if not known:
        return {}
    absent: dict[str, Absence] = _parsed(Listing, folder, path).absent
    if absent.keys() - {document.sha256 for document in known}:
        raise InputError(f"{path}: names a document that nothing else does")
    for document in known:
        carried = f"items/{name}/{document.file}"
        if document.sha256 in absent:
            if carried in folder.hashes:
                raise InputError(f"{carried}: is there, but {DOCUMENTS} says that it is not")
        elif carried not in folder.hashes:
            raise InputError(f"{carried}: is missing")
        elif folder.hashes[carried] != document.sha256:
            raise InputError(f"{carried}: is not the document that the ledger names by its SHA-256")
        elif (folder.root / carried).stat().st_size > MAX_DOCUMENT_BYTES:
            raise InputError(f"{carried}: is longer than {MAX_DOCUMENT_BYTES} bytes")
    return absent


def _check_brought(folder: Folder, name: str, candidate: Candidate) -> None:
    named = brought(candidate)
    if named is None:
        return
    field_name, proof = named
    path = f"items/{name}/brought.{proof.format}"
    if proof.path != f"brought.{proof.format}":
        raise InputError(f"items/{name}/candidate.json: {field_name}.path is not brought.{proof.format}")
    if folder.hashes.get(path) != proof.sha256:
        raise InputError(f"{path}: is not the file that the candidate names by its SHA-256")


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
    files = {
        item.name: sorted(
            path.removeprefix(f"items/{item.name}/") for path in folder.hashes if path.startswith(f"items/{item.name}/")
        )
        for item in items
    }
    raw = facts.model_dump(mode="json", by_alias=True)
    for path, content in derived_top(items, raw, files, excerpt.head).items():
        if path not in folder.hashes:
            result.faults.append(f"{path}: is missing")
        elif folder.read(path, max_bytes=JSON_BYTES) != content:
            result.faults.append(f"{path}: is not what follows from the rest of the bundle")
