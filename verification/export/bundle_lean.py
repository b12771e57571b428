"""What a bundle has of Lean: the project of a theorem made from the claim, or record and export of a submission."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import Any

from problems.errors import UnsupportedError
from problems.family import get_family
from verification.candidate import Candidate
from verification.export.lean_project import Description, project_files
from verification.lean.judge import statement_of
from verification.lean.text import SOURCES, statement_sha256
from verification.provenance import distribution_version
from verification.verdict import LeanCheck, PinnedProof

__all__ = ["LEAN", "SOLUTION", "STATEMENT", "accepted_proof", "accepted_statement", "lean_code", "lean_files"]

LEAN = "lean/"
"""Folder of the project inside an item's folder, with the slash."""
STATEMENT = "statement.json"
"""The record that a submission was held against."""
SOLUTION = "solution.ndjson"
"""The export of the submission's theorem with all that it rests on: what comparator and kernels saw."""

_NEEDED = re.compile(r"(?:[A-Z][A-Za-z0-9_]*/)?[A-Z][A-Za-z0-9_]*\.lean|comparator\.json|lakefile\.toml|lean-toolchain")
"""What a check needs of a project; its words and its workflow are those of `--format lean`."""


def accepted_statement(verdicts: Sequence[Mapping[str, Any]]) -> str | None:
    """SHA-256 of the statement that a recorded verdict says the Lean kernel accepted."""
    for body in verdicts:
        evidence = body.get("evidence", {})
        if evidence.get("kind") == LeanCheck.model_fields["kind"].default and body.get("outcome") == "verified":
            return str(evidence.get("statement_sha256"))
    return None


def accepted_proof(verdicts: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Evidence of a recorded verdict that a submission proves what its candidate claims."""
    for body in verdicts:
        evidence = body.get("evidence", {})
        if evidence.get("kind") == PinnedProof.model_fields["kind"].default and body.get("outcome") == "verified":
            return dict(evidence)
    return None


def lean_files(candidate: Candidate, accepted: str) -> dict[str, bytes]:
    """Path in the item's folder → content. Meant for a worker process: a statement may bring a proof with it.

    Raises UnsupportedError where the family states the claim otherwise now than when the kernel accepted it.
    """
    statement = statement_of(candidate)
    if statement_sha256(statement) != accepted:
        raise UnsupportedError(
            "its Lean statement is not the one that the kernel accepted then: the family has changed; "
            "verify the candidate again"
        )
    family = get_family(candidate.claim.family)
    about = Description(
        title=f"{family.title}: {candidate.id[:19]}",
        statement=family.statement(family.parse_params(candidate.claim.params), candidate.claim.goal),
        candidate=candidate.id,
        problem="",
        made_by="",
        readme="",
        mathlib=None,
    )
    files = project_files(statement, about)
    return {f"{LEAN}{path}": text.encode() for path, text in sorted(files.items()) if _NEEDED.fullmatch(path)}


@cache
def lean_code() -> str:
    """SHA-256 over everything that decides the text of a Lean project besides a family's code."""
    total = hashlib.sha256()
    for text in sorted(SOURCES.glob("*.lean")):
        total.update(text.name.encode() + b"\0" + hashlib.sha256(text.read_bytes()).digest())
    for package in ("problems.lean", "verification.lean", "verification.export"):
        for item in sorted(resources.files(package).iterdir(), key=lambda item: item.name):
            name = PurePosixPath(item.name)
            if name.suffix in (".lean", ".py") and (package != "verification.export" or "lean" in name.stem):
                total.update(f"{package}/{name}\0".encode() + hashlib.sha256(item.read_bytes()).digest())
    total.update(distribution_version("python-sat").encode())
    return total.hexdigest()
