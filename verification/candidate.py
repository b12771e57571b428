"""Candidates: a claim together with what is offered for it, in one canonical form with one hash.

`read_candidate` validates and normalises; two candidates that say the same have the same id. The
problem they were made for is not part of their identity.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union

from pydantic import Field, StringConstraints, ValidationError

from problems.canonical import digest, read_json
from problems.claim import Claim, Goal
from problems.errors import InputError, UnsupportedError
from problems.family import explain, get_family, normalise
from problems.problem import ProblemId
from problems.values import Frozen

__all__ = [
    "SCHEMA",
    "Candidate",
    "Counterexample",
    "Document",
    "Generator",
    "Identity",
    "Informal",
    "LeanProof",
    "Payload",
    "ProofFile",
    "Refutation",
    "WitnessPayload",
    "parse_candidate",
    "read_candidate",
]

SCHEMA = 1

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
LongText = Annotated[str, StringConstraints(max_length=4_000_000)]


class ProofFile(Frozen):
    """A proof kept outside the candidate, named by the hash of its bytes."""

    format: Literal["drat", "lrat", "search-log", "none"]
    """DRAT or LRAT text, a search log, or none."""
    sha256: Sha256 | None = None
    """SHA-256 of the file."""
    path: Annotated[str, StringConstraints(max_length=1000)] | None = None
    """Where the file is found now; not part of the identity."""


class WitnessPayload(Frozen):
    """An object that satisfies the claim."""

    kind: Literal["witness"]
    witness: dict[str, Any]
    """Witness in the family's JSON form."""


class Refutation(Frozen):
    """An argument that there is no witness; without a proof the verifier looks for its own."""

    kind: Literal["refutation"]
    proof: ProofFile | None = None
    """Proof of the CNF that `verification.encode` makes from the claim."""
    symmetry: Annotated[str, StringConstraints(max_length=200)] = ""
    """Names of the symmetry breaking that the proof relies on, joined by commas."""


class Identity(Frozen):
    """A polynomial identity."""

    kind: Literal["identity"]
    identity: dict[str, Any]
    """Identity in the family's JSON form."""


class Counterexample(Frozen):
    """An object together with the non-existence of a sub-object."""

    kind: Literal["counterexample"]
    object: dict[str, Any]
    """The object in the family's witness form."""
    certificate: ProofFile | None = None
    """Proof that no sub-object exists."""


class Generator(Frozen):
    """A program that writes an object too large to be written down."""

    kind: Literal["generator"]
    program: LongText
    """Source text; runs in the sandbox only."""
    language: Literal["python"]
    bound: dict[Literal["elements", "seconds"], Annotated[int, Field(ge=1, le=10**9, strict=True)]]
    """Largest number of elements and seconds."""
    claims: dict[str, Any] = Field(default_factory=dict)
    """What the author says of the output; not believed."""


class LeanProof(Frozen):
    """Lean source for a pinned statement."""

    kind: Literal["lean"]
    statement: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    """`repository@commit:declaration`."""
    source: LongText
    """Lean source text."""


class Step(Frozen):
    """One step of an informal proof."""

    claim: LongText
    because: LongText


class Document(Frozen):
    """A paper, note or archive kept as an evidence file."""

    sha256: Sha256
    """SHA-256 of the file."""
    media_type: Annotated[str, StringConstraints(pattern=r"^[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}$")]
    """Such as `application/pdf`."""
    name: Annotated[str, StringConstraints(max_length=255)] = ""
    """Name under which it came; not part of the identity."""


class Informal(Frozen):
    """A proof in words: reviewed by people, never verified by machine."""

    kind: Literal["informal"]
    steps: Annotated[tuple[Step, ...], Field(max_length=1000)] = ()
    text: LongText = ""
    document: Document | None = None
    """The file that holds the argument, where it is not written out here."""


Payload = Annotated[
    Union[WitnessPayload, Refutation, Identity, Counterexample, Generator, LeanProof, Informal],
    Field(discriminator="kind"),
]


class Candidate(Frozen):
    """A claim with a payload, as `schema` 1 has it."""

    schema_: Literal[1] = Field(alias="schema")
    """Version of this form."""
    claim: Claim
    """Canonical after `parse_candidate`."""
    payload: Payload
    """What is offered for it."""
    problem: ProblemId | None = None
    """The problem it was made for; not part of the identity."""

    @property
    def id(self) -> str:
        """`sha256:` and the SHA-256 of the RFC 8785 form without `problem` and names of files."""
        return f"sha256:{digest(self.identity())}"

    def identity(self) -> dict[str, Any]:
        """What the hash is taken of."""
        body = self.dump()
        body.pop("problem", None)
        payload = body["payload"]
        for key in ("proof", "certificate"):
            if isinstance(payload.get(key), dict):
                payload[key].pop("path", None)
        if isinstance(payload.get("document"), dict):
            payload["document"].pop("name", None)
        return body

    def dump(self) -> dict[str, Any]:
        """JSON form, absent fields left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


def read_candidate(text: str | bytes) -> Candidate:
    """One candidate from JSON text; every fault is an InputError in one line."""
    return parse_candidate(read_json(text))


def parse_candidate(raw: Any) -> Candidate:
    """Validate and normalise: canonical params, canonical witness, payload fitting goal and family."""
    if not isinstance(raw, Mapping):
        raise InputError("a candidate is a JSON object")
    if type(raw.get("schema")) is not int or raw["schema"] != SCHEMA:
        raise InputError(f"schema: this version reads schema {SCHEMA}")
    try:
        candidate = Candidate.model_validate(raw)
    except ValidationError as error:
        raise InputError(f"candidate: {explain(error)}") from None
    except RecursionError:
        raise InputError("candidate: nested too deeply") from None
    try:
        claim = normalise(candidate.claim)
        payload = _normal_payload(claim, candidate.payload)
    except UnsupportedError as error:
        # A spelling that is too large to be read has no canonical form; in a batch it must not end more than its line.
        raise InputError(str(error)) from None
    return candidate.model_copy(update={"claim": claim, "payload": payload})


def _normal_payload(claim: Claim, payload: Any) -> Any:
    family = get_family(claim.family)
    exists = claim.goal is Goal.EXISTS
    if isinstance(payload, (WitnessPayload, Identity)):
        if not exists:
            raise InputError(f"payload: a {payload.kind} cannot show goal none")
        if payload.kind != family.payload:
            raise InputError(f"payload: family {family.name} takes kind {family.payload}, not {payload.kind}")
        field = payload.kind
        raw = family.fill_witness(claim.params, getattr(payload, field))
        return payload.model_copy(update={field: _dump(family.parse_witness(raw))})
    if isinstance(payload, Counterexample):
        if not exists:
            raise InputError("payload: goal none takes a refutation; a counterexample shows goal exists")
        if not family.inner_claim:
            raise InputError(f"payload: family {family.name} has no inner non-existence; send kind {family.payload}")
        raw = family.fill_witness(claim.params, payload.object)
        return payload.model_copy(update={"object": _dump(family.parse_witness(raw))})
    if isinstance(payload, Generator) and not exists:
        raise InputError("payload: a generator writes a witness, which cannot show goal none")
    if isinstance(payload, Refutation) and exists:
        raise InputError("payload: a refutation cannot show goal exists")
    return payload


def _dump(witness: Frozen) -> dict[str, Any]:
    return witness.model_dump(mode="json", exclude_none=True)
