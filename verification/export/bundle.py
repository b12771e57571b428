"""Export of evidence bundles: one RO-Crate folder for any number of candidates.

    manifest-sha256.txt  ro-crate-metadata.json  README.md  replay.sh  environment.json  ledger.json
    items/FAMILY-HASH/   candidate.json  claim.json  claim.tex  verdicts.json  reviews.json  problem.json
                         claim.cnf  variables.json  witness.cnf  claim.smt2  proof.drat  proof.lrat  picture.svg
                         output.json  statement.json  solution.ndjson  lean/  documents.json  document-HASH.pdf

Several candidates share one bundle, so that one manifest and one digest cover them all. What a candidate
brought itself lies beside it as `brought.drat` or `brought.lrat`, and what it was handed in with as `document-…`.
The same ledger, catalogue and software give the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from problems.canonical import read_json
from problems.errors import InputError, LedgerError, MissingBackendError, UnsupportedError
from problems.family import get_family
from verification.backend import Limits
from verification.blobs import Blobs, file_sha256
from verification.candidate import Candidate, parse_candidate
from verification.export.bundle_crate import METADATA_FILE, crate, environment
from verification.export.bundle_document import MAX_DOCUMENT_BYTES, WORDS, Absence
from verification.export.bundle_folder import MANIFEST, MAX_FILE_BYTES, REPLAY, manifest_of
from verification.export.bundle_formal import formal_files, lrat_of
from verification.export.bundle_item import OUTPUT, Item, brought, derived, pretty, witness_of
from verification.export.bundle_lean import SOLUTION, STATEMENT, accepted_statement, lean_files
from verification.export.bundle_replay import replay
from verification.export.bundle_text import readme
from verification.export.excerpt import Excerpt, read_excerpt, write_excerpt
from verification.export.subject import Exported, Subject
from verification.process import Limited, ProcessPool, WorkerFailure
from verification.verdict import Outcome

__all__ = ["ROLES", "bodies_about", "derived_top", "evidence_files", "export", "making", "portable", "recorded_until"]

T = TypeVar("T")

ROLES = {
    "cnf": "claim.cnf",
    "variables": "variables.json",
    "smtlib": "claim.smt2",
    "drat": "proof.drat",
    "lrat": "proof.lrat",
    "output": OUTPUT,
    "statement": STATEMENT,
    "export": SOLUTION,
}
"""Role of an evidence file → its name in an item's folder."""


def export(
    subjects: Sequence[Subject],
    out: Path,
    limits: Limits,
    *,
    documents: bool = True,
    pool: ProcessPool | None = None,
) -> list[Exported]:
    """Write one bundle for all subjects into `out`; nothing is left behind where that fails.

    Without `documents` the files that candidates were handed in with are named by their hashes alone. A `pool` is
    used in place of a new process.
    Raises UnsupportedError where the evidence in the ledger was made by other code than is here, LedgerError
    where an evidence file is gone.
    """
    shown, out = str(out), out.absolute()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from None
    workers = pool or ProcessPool(1)
    try:
        notes = _write(subjects, folder, limits, workers, documents)
        folder.chmod(0o755)
        os.replace(folder, out)
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from None
    finally:
        if pool is None:
            workers.kill()
        shutil.rmtree(folder, ignore_errors=True)
    digest = f"sha256:{hashlib.sha256((out / MANIFEST).read_bytes()).hexdigest()}"
    return [
        Exported(subject.candidate.id, shown, _summary(subject, notes[subject.name]), digest) for subject in subjects
    ]


def _summary(subject: Subject, left_out: Sequence[str]) -> str:
    said = f"{subject.name}: {subject.check.outcome} {subject.check.assurance}"
    return said + (f"; left out: {'; '.join(left_out)}" if left_out else "")


def _write(
    subjects: Sequence[Subject], folder: Path, limits: Limits, pool: ProcessPool, documents: bool
) -> dict[str, list[str]]:
    shown = {entry.seq for subject in subjects for entry in subject.entries}
    ledger = write_excerpt(subjects[0].chain, shown)
    excerpt = read_excerpt(ledger, "ledger.json")
    items, notes = [], {}
    # The order of the request is nowhere in a bundle: the same candidates give the same bytes.
    for subject in sorted(subjects, key=lambda subject: subject.name):
        item = item_of(subject, excerpt)
        target = folder / "items" / item.name
        target.mkdir(parents=True)
        item, absent = _with_documents(item, subject.blobs, target, documents)
        notes[item.name] = [*absent, *_fill(item, subject.blobs, target, limits, pool)]
        items.append(item)
    facts = environment((item.candidate.claim.family for item in items), recorded_until(excerpt))
    files = {item.name: _below(folder / "items" / item.name) for item in items}
    top = {"ledger.json": ledger, "environment.json": facts}
    top.update(derived_top(items, read_json(facts), files, excerpt.head))
    for name, content in top.items():
        (folder / name).write_bytes(content)
    (folder / REPLAY).chmod(0o755)
    hashes = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            hashes[path.relative_to(folder).as_posix()] = file_sha256(path)
    (folder / MANIFEST).write_bytes(manifest_of(hashes))
    return notes


def _below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def derived_top(
    items: Sequence[Item], facts: Mapping[str, Any], files: Mapping[str, Sequence[str]], head: str
) -> dict[str, bytes]:
    """Name → content of the files at the top that follow from the items."""
    return {
        "README.md": readme(items, facts, head, files),
        REPLAY: replay(items, files),
        METADATA_FILE: crate(items, facts, files, head),
    }


def recorded_until(excerpt: Excerpt) -> str:
    """The latest instant that the excerpt names: a bundle bears no other date, so that it can be made again."""
    stamps = [str(body["started"]) for body in excerpt.bodies("attempt") if body.get("started")]
    for kind in ("candidate", "review", "note"):
        for body in excerpt.bodies(kind):
            stamps += [str(body[name]) for name in ("date", "at", "received") if body.get(name)]
    return max(stamps, default="1970-01-01")


def item_of(subject: Subject, excerpt: Excerpt) -> Item:
    """The item for a subject: its candidate names its own proof inside the folder."""
    return Item(
        name=subject.name,
        candidate=portable(subject.candidate),
        bodies=bodies_about(subject.candidate.id, excerpt),
        problem=subject.problem,
        record=subject.record,
    )


def bodies_about(identity: str, excerpt: Excerpt) -> dict[str, list[dict[str, Any]]]:
    """Kind → bodies of the entries that speak of one candidate."""
    candidates = [body for body in excerpt.bodies("candidate") if body.get("id") == identity]
    attempts = {body.get("attempt") for body in candidates}
    return {
        "candidate": candidates,
        "attempt": [body for body in excerpt.bodies("attempt") if body.get("id") in attempts],
        **{
            kind: [body for body in excerpt.bodies(kind) if body.get("candidate") == identity]
            for kind in ("verdict", "review", "note")
        },
    }


def portable(candidate: Candidate) -> Candidate:
    """The candidate as it stands in a bundle: a proof that it brought is named by its place there."""
    body = candidate.dump()
    for name in ("proof", "certificate"):
        proof = body["payload"].get(name)
        if isinstance(proof, dict):
            proof.pop("path", None)
            if proof.get("sha256") and proof["format"] != "none":
                proof["path"] = f"brought.{proof['format']}"
    return parse_candidate(body)


def _with_documents(item: Item, blobs: Blobs, target: Path, carried: bool) -> tuple[Item, list[str]]:
    """Write the documents that can be had; the item that knows which are not, and the reasons in words."""
    absent: dict[str, Absence] = {}
    for document in item.documents:
        why = _document(blobs, document.sha256, target / str(document.file)) if carried else Absence.LEFT_OUT
        if why is not None:
            absent[document.sha256] = why
    said = [f"document {sha256[:12]}…: {WORDS[why]}" for sha256, why in absent.items()]
    return replace(item, absent=absent), said


def _document(blobs: Blobs, sha256: str, path: Path) -> Absence | None:
    """Write a document; why not, where that fails."""
    if not blobs.path(sha256).exists():
        return Absence.GONE
    try:
        _copy(blobs, sha256, path, MAX_DOCUMENT_BYTES)
    except UnsupportedError:
        why = Absence.TOO_LARGE
    except (InputError, LedgerError):
        why = Absence.DAMAGED
    else:
        return None
    path.unlink(missing_ok=True)
    return why


def _fill(item: Item, blobs: Blobs, target: Path, limits: Limits, pool: ProcessPool) -> list[str]:
    """Write the item's files; returns what was left out and why."""
    files = {"candidate.json": pretty(item.candidate.dump()), **derived(item)}
    if item.problem is not None:
        record = item.record.model_dump(mode="json", exclude_none=True) if item.record else None
        problem = item.problem.model_dump(mode="json", exclude_none=True)
        files["problem.json"] = pretty({"schema": 1, "problem": problem, "record": record})
    named = brought(item.candidate)
    if named is not None:
        proof = named[1]
        _copy(blobs, str(proof.sha256), target / str(proof.path))
    recorded = evidence_files(item)
    for name, sha256 in recorded.items():
        _copy(blobs, sha256, target / name)
    left_out = [*_formal(item, recorded, files, target, limits, pool), *_lean(item, files, limits, pool)]
    for name, content in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(content)
    for path in target.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return left_out


def _lean(item: Item, files: dict[str, bytes], limits: Limits, pool: ProcessPool) -> list[str]:
    """Add the project whose theorem the kernel accepted; what was left out and why."""
    accepted = accepted_statement(item.verdicts)
    if accepted is None:
        return []
    call = making(lean_files, limits)
    try:
        files.update(pool.submit(call, item.candidate, accepted).result())
    except (WorkerFailure, UnsupportedError, MissingBackendError) as error:
        return [f"no Lean project: {error}"]
    return []


def making(function: Callable[..., T], limits: Limits) -> Callable[..., T]:
    """A function that makes files, under the limits of a judgement but with a minute at least."""
    return Limited(function, seconds=max(limits.seconds, 60.0), memory_mb=limits.memory_mb)


def evidence_files(item: Item) -> dict[str, str]:
    """Name → SHA-256 of the evidence files that the bundle carries: those of the deciding verdicts, first come."""
    found: dict[str, str] = {}
    for body in item.verdicts:
        if body.get("outcome") != item.standing.outcome and item.standing.outcome is not Outcome.UNKNOWN:
            continue
        listed = {str(file.get("role")): str(file.get("sha256")) for file in body.get("files", ())}
        names = {ROLES[role]: sha256 for role, sha256 in listed.items() if role in ROLES}
        if not names.keys() & found.keys():
            found.update(names)
    return found


def _formal(
    item: Item,
    recorded: Mapping[str, str],
    files: dict[str, bytes],
    target: Path,
    limits: Limits,
    pool: ProcessPool,
) -> list[str]:
    call = making(formal_files, limits)
    witness, needed = witness_of(item.candidate), "claim.cnf" in recorded
    claim = item.candidate.claim
    try:
        made, left_out = pool.submit(call, claim, witness, item.breaks_symmetry, needed).result()
    except (WorkerFailure, MissingBackendError) as error:
        made, left_out = {}, [f"no CNF and no SMT-LIB: {error}"]
    for name, content in made.items():
        if name not in recorded:
            files[name] = content
        elif name != "claim.smt2" and hashlib.sha256(content).hexdigest() != recorded[name]:
            raise UnsupportedError(
                f"{item.name}: the {name} kept with the verdict is not the one that is made from the claim now: "
                f"family {get_family(claim.family).name} has changed; verify the candidate again"
            )
    if "claim.cnf" in recorded and "claim.cnf" not in made:
        raise UnsupportedError(f"{item.name}: its CNF cannot be made again here: {'; '.join(left_out)}")
    if "proof.drat" in recorded and "proof.lrat" not in recorded and item.standing.outcome is Outcome.VERIFIED:
        converting = making(lrat_of, limits)
        try:
            lrat = pool.submit(converting, made["claim.cnf"], (target / "proof.drat").read_bytes()).result()
        except WorkerFailure:
            lrat = None
        if lrat is None:
            left_out.append("no LRAT: the proof is long, or needs more than unit propagation")
        else:
            files["proof.lrat"] = lrat
    return list(left_out)


def _copy(blobs: Blobs, sha256: str, path: Path, most: int = MAX_FILE_BYTES) -> None:
    total, size = hashlib.sha256(), 0
    with path.open("wb") as stream:
        for chunk in blobs.open(sha256):
            size += len(chunk)
            if size > most:
                raise UnsupportedError(f"evidence file {sha256[:12]}… is longer than {most} bytes")
            total.update(chunk)
            stream.write(chunk)
    if total.hexdigest() != sha256:
        raise InputError(f"evidence file {sha256[:12]}… is damaged: `workbench ledger check` says more")
