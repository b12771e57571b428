"""The machine-readable description of a bundle: RO-Crate 1.2 metadata, and the environment."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from problems.family import get_family
from verification.encode import ENCODER
from verification.export.bundle_document import DOCUMENTS, WORDS, BundleDocument
from verification.export.bundle_folder import MANIFEST, REPLAY
from verification.export.bundle_item import OUTPUT, Item, pretty
from verification.export.bundle_lean import lean_code
from verification.export.bundle_text import LADDER, made_by
from verification.provenance import distribution_version, family_code
from verification.verdict import Outcome

__all__ = ["METADATA_FILE", "crate", "environment", "writer_code"]

METADATA_FILE = "ro-crate-metadata.json"
RECORDED = (
    "conjecture-workbench",
    "cdclkit",
    "cpmpy",
    "cvc5",
    "dratify",
    "pindakaas",
    "pydantic",
    "python-flint",
    "python-sat",
    "rfc8785",
    "sympy",
    "z3-solver",
)
"""Distributions whose versions a bundle names."""

WRITERS = (
    "excerpt",
    "bundle_crate",
    "bundle_document",
    "bundle_folder",
    "bundle_formal",
    "bundle_item",
    "bundle_replay",
    "bundle_text",
    "subject",
)
"""Modules of `verification.export` that decide the bytes of a bundle."""

MEDIA = {
    ".cnf": "text/plain",
    ".drat": "text/plain",
    ".json": "application/json",
    ".lean": "text/x-lean",
    ".lrat": "text/plain",
    ".md": "text/markdown",
    ".sh": "application/x-sh",
    ".smt2": "text/plain",
    ".svg": "image/svg+xml",
    ".tex": "application/x-tex",
    ".toml": "application/toml",
    ".txt": "text/plain",
}
ABOUT = {
    "README.md": "What was shown, at what assurance, modulo what, and what it does not say",
    "candidate.json": "The candidate: a claim and what is offered for it",
    "claim.cnf": "The CNF regenerated from the claim, in DIMACS form",
    "claim.json": "The claim with its meaning for the problem",
    "claim.smt2": "The claim in SMT-LIB, made from the same finite model",
    "claim.tex": "The claim in LaTeX",
    DOCUMENTS: "The documents that came with the candidate: author, address, date, and whether they are carried",
    "environment.json": "Versions of everything that took part",
    "ledger.json": "Ledger entries about the candidates, chained by their hashes to a head",
    OUTPUT: "What the program in candidate.json wrote, byte for byte",
    "picture.svg": "A picture of the object",
    "problem.json": "The catalogue's entry of the problem",
    "proof.drat": "DRAT proof that claim.cnf is unsatisfiable",
    "proof.lrat": "LRAT proof that claim.cnf is unsatisfiable",
    "replay.sh": "Replays the bundle with public tools",
    "reviews.json": "Reviews by people, attributed and dated",
    "solution.ndjson": "Export of the submitted Lean theorem with all that it rests on: what the kernels accepted",
    "statement.json": "The statement record that the Lean submission was held against",
    "variables.json": "What each variable of the CNF says",
    "verdicts.json": "Verdicts of the back-ends with their evidence, and the attempts behind them",
    "witness.cnf": "The CNF of the claim with the witness as unit clauses",
}


def environment(families: Iterable[str], recorded: str) -> bytes:
    """`environment.json`: versions, hashes of the families' code, the instant up to which the ledger was used."""
    return pretty(
        {
            "schema": 1,
            "recorded": recorded,
            "python": platform.python_version(),
            "platform": sys.platform,
            "versions": {name: distribution_version(name) for name in RECORDED},
            "encoder": ENCODER,
            "writer": writer_code(),
            "lean": lean_code(),
            "families": {name: family_code(name) for name in sorted(set(families))},
        }
    )


@cache
def writer_code() -> str:
    """SHA-256 over the source of the modules that decide the bytes of a bundle."""
    total = hashlib.sha256()
    for name in WRITERS:
        spec = find_spec(f"verification.export.{name}")
        origin = spec.origin if spec else None
        total.update(name.encode() + b"\0" + (Path(origin).read_bytes() if origin else b""))
    return total.hexdigest()


def crate(items: Sequence[Item], facts: Mapping[str, Any], files: Mapping[str, Sequence[str]], head: str) -> bytes:
    """`ro-crate-metadata.json` in RO-Crate 1.2; `files` holds the names in each item's folder."""
    top = ["README.md", "environment.json", "ledger.json", MANIFEST, REPLAY]
    listed = [*top, *(f"items/{item.name}/{name}" for item in items for name in files[item.name])]
    software = {
        "@id": "#conjecture-workbench",
        "@type": "SoftwareApplication",
        "name": "conjecture-workbench",
        "softwareVersion": facts["versions"].get("conjecture-workbench", ""),
    }
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"Evidence for {len(items)} candidate{'s' if len(items) != 1 else ''} of the conjecture workbench",
        "description": "Machine-checked candidates with everything needed to check them again; see README.md",
        "datePublished": facts["recorded"][:10],
        "license": {"@id": "#rights"},
        "hasPart": [{"@id": f"items/{item.name}/"} for item in items] + [{"@id": name} for name in sorted(top)],
        "mentions": [{"@id": f"#{item.name}"} for item in items],
        "identifier": f"ledger head {head}",
    }
    graph: list[dict[str, Any]] = [
        {
            "@id": METADATA_FILE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
            "about": {"@id": "./"},
        },
        root,
        {
            "@id": "#rights",
            "@type": "CreativeWork",
            "name": "Rights",
            "description": "For whoever exported the bundle to say; text of the catalogue keeps its source and licence",
        },
        software,
    ]
    for item in items:
        graph += _item(item, files[item.name])
    documents = {f"items/{item.name}/{found.file}": found for item in items for found in item.documents if found.file}
    graph += [_file(path) for path in sorted(listed) if path not in documents]
    for item in items:
        for found in item.documents:
            graph += _document(item, found)
    if any(item.documents for item in items):
        graph.append(RIGHTS_OF_OTHERS)
    return pretty({"@context": "https://w3id.org/ro/crate/1.2/context", "@graph": graph})


def _item(item: Item, names: Sequence[str]) -> list[dict[str, Any]]:
    check = item.standing
    failed = check.outcome is not Outcome.VERIFIED
    absent = [{"@id": _document_id(item, found)} for found in item.documents if not found.file]
    return [
        {
            "@id": f"items/{item.name}/",
            "@type": "Dataset",
            "name": f"{get_family(item.candidate.claim.family).title}: {check.short}, {check.assurance}",
            "description": f"Made by {made_by(item)}",
            "identifier": item.candidate.id,
            "hasPart": [{"@id": f"items/{item.name}/{name}"} for name in sorted(names)],
            **({"mentions": absent} if absent else {}),
        },
        {
            "@id": f"#{item.name}",
            "@type": "CreateAction",
            "name": f"Check of {item.candidate.id[:19]}",
            "instrument": {"@id": "#conjecture-workbench"},
            "object": {"@id": f"items/{item.name}/candidate.json"},
            "result": {"@id": f"items/{item.name}/verdicts.json"},
            "actionStatus": {"@id": f"http://schema.org/{'FailedActionStatus' if failed else 'CompletedActionStatus'}"},
            "description": f"{check.short}, {check.assurance} ({LADDER[check.assurance]}): {check.reason}"[:2000],
        },
    ]


RIGHTS_OF_OTHERS = {
    "@id": "#rights-of-others",
    "@type": "CreativeWork",
    "name": "Rights of others",
    "description": "The document is somebody else's, and so are the rights in it. Nobody here knows whether it may be "
    "passed on.",
}


def _document_id(item: Item, document: BundleDocument) -> str:
    return f"items/{item.name}/{document.file}" if document.file else f"#{item.name}-{document.sha256[:16]}"


def _document(item: Item, document: BundleDocument) -> list[dict[str, Any]]:
    """A document with its authors and the occasions on which it was handed in, each an entity of its own."""
    identity = _document_id(item, document)
    authors = sorted({said.author for said in document.handed_in if said.author})
    names = sorted({said.name for said in document.handed_in if said.name})
    links = sorted({said.link for said in document.handed_in if said.link})
    own = f"{item.name}-{document.sha256[:16]}"
    people = [{"@id": f"#author-{number}-{own}"} for number, _ in enumerate(authors, start=1)]
    about = "A document by somebody else, as it was handed in; not checked, and not to be run"
    entity = {
        "@id": identity,
        "@type": "File" if document.file else "CreativeWork",
        "name": names[0] if names else document.file or document.sha256,
        "description": about if document.absent is None else f"Not in this bundle: {WORDS[document.absent]}",
        "encodingFormat": document.media_type,
        "identifier": f"sha256:{document.sha256}",
        "license": {"@id": "#rights-of-others"},
        **({"alternateName": names[1:]} if names[1:] else {}),
        **({"author": people} if people else {}),
        **({"url": links} if links else {}),
    }
    made: list[dict[str, Any]] = [entity]
    made += [
        {"@id": person["@id"], "@type": "Person", "name": name} for person, name in zip(people, authors, strict=True)
    ]
    made += [
        {
            "@id": f"#handed-in-{number}-{own}",
            "@type": "ReceiveAction",
            "name": "Handed in",
            "object": {"@id": identity},
            "startTime": said.date,
        }
        for number, said in enumerate(document.handed_in, start=1)
    ]
    return made


def _file(path: str) -> dict[str, Any]:
    name = path.rpartition("/")[2]
    media = MEDIA.get(name[name.rfind(".") :], "") if "." in name else "text/plain"
    described = {"@id": path, "@type": "File", "name": name, "encodingFormat": media}
    inside = "A file of the Lean project that states the claim as a theorem" if "/lean/" in path else ""
    about = inside or ABOUT.get(name) or ("SHA-256 of every other file" if name == MANIFEST else "")
    return {**described, "description": about or "A file of the candidate"}
