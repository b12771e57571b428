"""What a bundle holds, read without believing it: each record in its form, and the records with each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from problems.canonical import read_json
from problems.claim import ClaimRecord
from problems.errors import InputError
from problems.family import explain
from problems.problem import Problem
from problems.values import Frozen
from verification.candidate import Candidate, parse_candidate, read_candidate
from verification.entry import body_of
from verification.export.bundle import bodies_about, portable
from verification.export.bundle_crate import METADATA_FILE
from verification.export.bundle_document import DOCUMENTS, MAX_DOCUMENT_BYTES, Absence, Listing, documents_of
from verification.export.bundle_folder import REPLAY, Folder
from verification.export.bundle_item import Item, brought, pretty
from verification.export.bundle_lean import LEAN
from verification.export.bundle_records import check_records
from verification.export.excerpt import MAX_EXCERPT_BYTES, Excerpt, read_excerpt
from verification.export.subject import file_name
from verification.provenance import family_code

__all__ = ["JSON_BYTES", "Environment", "read_content"]

JSON_BYTES = 64 * 1024 * 1024
TOP = ("README.md", "environment.json", "ledger.json", METADATA_FILE, REPLAY)
MAX_ITEMS = 2000

Word = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.+!_-]{0,60}$")]
"""A name or version: it stands in the README as it is."""


class Environment(Frozen):
    """The file `environment.json`."""

    schema_: Literal[1] = Field(alias="schema")
    recorded: Annotated[str, Field(pattern=r"^[0-9T:.+Z -]{10,40}$")]
    """The latest instant that the excerpt of the ledger names."""
    python: Word
    platform: Word
    versions: dict[Word, Word]
    """Distribution → version."""
    encoder: Annotated[str, Field(max_length=80)]
    writer: Annotated[str, Field(max_length=80)]
    """SHA-256 of the code that decides a bundle's bytes."""
    lean: Annotated[str, Field(max_length=80)] = ""
    """SHA-256 of the code that decides the text of Lean projects, the families' own left out."""
    families: dict[str, Annotated[str, Field(max_length=100)]]
    """Family → hash of its code."""

    def same_family(self, name: str) -> bool:
        """Whether the code of a family here is the one that the bundle was made with."""
        return self.families.get(name) == family_code(name)


def read_content(folder: Folder) -> tuple[Environment, Excerpt, list[Item]]:
    """Environment, excerpt of the ledger, items; an InputError names the first file that is not what it should be."""
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
    excerpt = read_excerpt(folder.read("ledger.json", max_bytes=MAX_EXCERPT_BYTES), "ledger.json")
    check_records(excerpt, "ledger.json")
    items = [_item(folder, name, excerpt) for name in names]
    _check_purpose(excerpt, items)
    return facts, excerpt, items


def _check_purpose(excerpt: Excerpt, items: Sequence[Item]) -> None:
    """An InputError where an entry that is shown whole is about none of the items."""
    candidates = {item.candidate.id for item in items}
    attempts = {body.get("id") for item in items for body in item.bodies["attempt"]}
    for entry in excerpt.entries:
        body = body_of(entry.seq, entry.body)
        known = attempts if entry.kind == "attempt" else candidates
        if known.isdisjoint(str(body.get(name)) for name in ("id", "candidate")):
            raise InputError(f"ledger.json: entry {entry.seq} is about none of the candidates, but is shown whole")


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
    if name != (expected := file_name(candidate)):
        raise InputError(f"{path}: holds candidate {candidate.id[:19]}…, whose folder would be items/{expected}")
    bodies = bodies_about(candidate.id, excerpt)
    if not bodies["candidate"]:
        raise InputError(f"ledger.json: has no entry for the candidate of {path}")
    _check_candidate(data, path, candidate, bodies["candidate"])
    _check_brought(folder, name, candidate)
    absent = _documents(folder, name, candidate, bodies["attempt"])
    problem = record = None
    if f"items/{name}/problem.json" in folder.hashes:
        known = _parsed(_ProblemFile, folder, f"items/{name}/problem.json")
        problem, record = known.problem, known.record
        if record is not None and record.claim != candidate.claim:
            raise InputError(f"items/{name}/problem.json: its claim record is about another claim")
        made_for = {body.get("problem") for body in (*bodies["attempt"], *bodies["candidate"])} | {candidate.problem}
        if problem.id not in made_for:
            raise InputError(
                f"items/{name}/problem.json: the ledger does not say that anything was made for {problem.id}"
            )
    return Item(name, candidate, bodies, problem, record, absent)


def _check_candidate(data: bytes, path: str, candidate: Candidate, bodies: Sequence[Mapping[str, Any]]) -> None:
    """The file is the candidate of the ledger's last entry, and every entry under its id holds that candidate."""
    for body in bodies:
        try:
            recorded = parse_candidate(body.get("candidate"))
        except InputError as error:
            raise InputError(f"ledger.json: candidate: {error}") from None
        if recorded.id != candidate.id:
            raise InputError(f"ledger.json: the entry of candidate {candidate.id[:19]}… holds another candidate")
    if data != pretty(portable(recorded).dump()):
        raise InputError(f"{path}: is not what follows from the ledger")


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
