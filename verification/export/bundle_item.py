"""One item of a bundle: what it rests on, and the files that follow from that.

`derived` is used twice: to write a bundle, and to see whether a bundle's files are what they should be.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from problems.canonical import canonical
from problems.claim import ClaimRecord
from problems.errors import UnsupportedError
from problems.family import get_family
from problems.problem import Problem
from verification.candidate import Candidate, ProofFile
from verification.export.bundle_document import DOCUMENTS, Absence, BundleDocument, documents_of
from verification.provenance import family_code
from verification.standing import MachineCheck, standing
from verification.verdict import ProofCheck

__all__ = ["OUTPUT", "Item", "brought", "derived", "pretty", "symmetry_of", "witness_of"]

OUTPUT = "output.json"
"""What the program of a generator wrote, byte for byte."""

PAYLOAD_FILES = ("proof", "certificate")
"""Fields of a payload that may name a proof file."""


@dataclass(frozen=True)
class Item:
    """One candidate in a bundle with the bodies of the ledger entries that speak of it."""

    name: str
    """Its folder below `items`."""
    candidate: Candidate
    """As in `candidate.json`: its proof, if it brought one, is named by a path inside the folder."""
    bodies: Mapping[str, Sequence[Mapping[str, Any]]]
    """Kind of entry → bodies, in order."""
    problem: Problem | None = None
    """The catalogue's entry."""
    record: ClaimRecord | None = None
    """The catalogue's claim record."""
    absent: Mapping[str, Absence] = field(default_factory=dict)
    """SHA-256 of each document that is not carried → why."""

    @cached_property
    def documents(self) -> tuple[BundleDocument, ...]:
        """The documents that came with the candidate, carried or not."""
        return documents_of(self.candidate, self.bodies.get("attempt", ()), self.absent)

    @cached_property
    def standing(self) -> MachineCheck:
        """What the ledger says of it in the end."""
        return standing(self.bodies.get("candidate", ()))

    @property
    def verdicts(self) -> Sequence[Mapping[str, Any]]:
        """Bodies of all verdicts; those that decided come first."""
        said = self.bodies.get("verdict", ())
        return sorted(
            said, key=lambda body: (body.get("outcome") != self.standing.outcome, body.get("outcome") == "unknown")
        )

    @property
    def symmetry(self) -> Mapping[str, str]:
        """Symmetry breaking that the deciding verdicts rely on: name → argument."""
        found: dict[str, str] = {}
        for body in self.bodies.get("verdict", ()):
            if body.get("outcome") == self.standing.outcome:
                found.update(symmetry_of(body.get("evidence", {})))
        return found

    @property
    def breaks_symmetry(self) -> bool:
        """Whether the item's CNF is the one with symmetry breaking."""
        if self.candidate.claim.goal == "exists":
            return False
        return not self.proof_check or bool(self.proof_check.get("symmetry"))

    @property
    def proof_check(self) -> Mapping[str, Any]:
        """Evidence of the first verdict on a checked proof, deciding ones first; empty where there is none."""
        kind = ProofCheck.model_fields["kind"].default
        found = (body["evidence"] for body in self.verdicts if body.get("evidence", {}).get("kind") == kind)
        return next(found, {})


def symmetry_of(evidence: Mapping[str, Any]) -> dict[str, str]:
    """Symmetry breaking that a piece of evidence relies on: name → argument."""
    broken = evidence.get("symmetry") or ()
    lemmas = ({"name": broken, "argument": "in the search"},) if isinstance(broken, str) else broken
    return {str(lemma.get("name")): str(lemma.get("argument")) for lemma in lemmas}


def brought(candidate: Candidate) -> tuple[str, ProofFile] | None:
    """(field, proof file) of a candidate that brought one."""
    for name in PAYLOAD_FILES:
        proof = getattr(candidate.payload, name, None)
        if proof is not None and proof.sha256 and proof.format != "none":
            return name, proof
    return None


def witness_of(candidate: Candidate) -> Mapping[str, Any] | None:
    """The object in the payload, whatever the payload calls it; None where there is none."""
    for name in ("witness", "identity", "object"):
        found = getattr(candidate.payload, name, None)
        if found is not None:
            return dict(found)
    return None


def derived(item: Item) -> dict[str, bytes]:
    """Name → content of the files that follow from the item by themselves."""
    claim = item.candidate.claim
    family = get_family(claim.family)
    params = family.parse_params(claim.params)
    statement = family.statement(params, claim.goal)
    meaning = item.record.model_dump(mode="json", exclude_none=True) if item.record else None
    files = {
        "claim.json": pretty(
            {
                "schema": 1,
                "claim": claim.model_dump(mode="json"),
                "digest": claim.digest,
                "family_code": family_code(claim.family),
                "family_title": family.title,
                "statement": statement,
                "record": meaning,
                "record_digest": item.record.digest if item.record else None,
                "problem": item.problem.id if item.problem else None,
            }
        ),
        "claim.tex": f"% {family.title}, goal {claim.goal}\n{statement}\n".encode(),
        "verdicts.json": pretty(_verdicts(item)),
        "reviews.json": pretty({"schema": 1, "reviews": [dict(body) for body in item.bodies.get("review", ())]}),
    }
    if item.documents:
        listed = [document.model_dump(mode="json") for document in item.documents]
        files[DOCUMENTS] = pretty({"schema": 1, "documents": listed})
    witness = witness_of(item.candidate)
    if witness is not None:
        try:
            files["picture.svg"] = family.draw(params, family.parse_witness(witness)).encode()
        except UnsupportedError:
            return files
    return files


def _verdicts(item: Item) -> dict[str, Any]:
    check = item.standing
    return {
        "schema": 1,
        "candidate": item.candidate.id,
        "outcome": str(check.outcome),
        "assurance": str(check.assurance),
        "reason": check.reason,
        "verdicts": [dict(body) for body in item.bodies.get("verdict", ())],
        "attempts": [dict(body) for body in item.bodies.get("attempt", ())],
    }


def pretty(value: Any) -> bytes:
    """JSON for people: the canonical values in sorted, indented form."""
    return (json.dumps(json.loads(canonical(value)), indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
