"""How a judged candidate gets into the ledger: evidence files first, then its entries, with the versions of tools."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from verification.blobs import Blobs
from verification.candidate import Candidate, Document, ProofFile
from verification.provenance import distribution_version
from verification.verdict import Report

__all__ = ["RECORDED", "LostEvidenceError", "entries", "environment", "store"]

RECORDED = (
    "conjecture-workbench",
    "cpmpy",
    "cvc5",
    "dratify",
    "ortools",
    "pindakaas",
    "python-flint",
    "python-sat",
    "sympy",
    "z3-solver",
)
"""Distributions whose versions are kept with every attempt."""


@cache
def environment() -> dict[str, str]:
    """Versions of the interpreter and of everything that proposes or judges."""
    versions = {name: distribution_version(name) for name in RECORDED}
    return {"python": platform.python_version(), "platform": sys.platform, **versions}


class LostEvidenceError(Exception):
    """An evidence file is not what the candidate or the verdict says: nothing of the attempt can be replayed."""


def store(blobs: Blobs, candidate: Candidate, report: Report) -> None:
    """Put the files that the candidate and its verdicts name into the store, so that no entry names a missing one."""
    for verdict in report.verdicts:
        for item in verdict.files:
            _put(blobs, Path(item.path), item.sha256)
    for proof in _proofs(candidate):
        _put(blobs, Path(str(proof.path)), str(proof.sha256))
    document = getattr(candidate.payload, "document", None)
    if isinstance(document, Document) and not blobs.path(document.sha256).exists():
        raise LostEvidenceError(f"the document {document.sha256[:12]}… that it names was not handed in with it")


def _put(blobs: Blobs, path: Path, expected: str) -> None:
    if not path.is_file():
        raise LostEvidenceError(f"evidence file {path.name} was gone before it could be stored")
    stored = blobs.put(path)
    if stored != expected:
        raise LostEvidenceError(f"evidence file {path.name} has hash {stored[:12]}…, not {expected[:12]}…")


def entries(attempt: str, judged: Sequence[tuple[Candidate, Report]]) -> list[tuple[str, dict[str, Any]]]:
    """The entries of the candidates of an attempt and of the verdicts on them."""
    items: list[tuple[str, dict[str, Any]]] = []
    for candidate, report in judged:
        body = {
            "schema": 1,
            "id": candidate.id,
            "attempt": attempt,
            "claim_digest": candidate.claim.digest,
            "candidate": _portable(candidate),
            "outcome": str(report.outcome),
            "assurance": str(report.assurance),
            "label": report.label,
            "reason": report.reason,
        }
        items.append(("candidate", body))
        items.extend(
            ("verdict", {"schema": 1, "candidate": candidate.id, "attempt": attempt, **verdict.dump()})
            for verdict in report.verdicts
        )
    return items


def _proofs(candidate: Candidate) -> Iterable[ProofFile]:
    for name in ("proof", "certificate"):
        proof = getattr(candidate.payload, name, None)
        if isinstance(proof, ProofFile) and proof.path and proof.sha256:
            yield proof


def _portable(candidate: Candidate) -> dict[str, Any]:
    """The candidate without the folders of this machine: its files are found by their hashes."""
    body = candidate.dump()
    for proof in _proofs(candidate):
        for name in ("proof", "certificate"):
            if body["payload"].get(name, {}).get("path") == proof.path:
                body["payload"][name]["path"] = Path(str(proof.path)).name
    return body
