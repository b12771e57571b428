"""The shape of ledger entries as far as a bundle relies on it; entries in somebody's bundle may say anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from problems.errors import InputError
from problems.family import explain
from verification.export.excerpt import Excerpt
from verification.verdict import Assurance, Outcome

__all__ = ["check_records"]

Text = Annotated[str, Field(max_length=4_000_000)]
Name = Annotated[str, Field(max_length=200)]


class _Part(BaseModel):
    """A record of which some fields are looked at; the others are carried along."""

    model_config = ConfigDict(extra="allow", frozen=True)


class _Lemma(_Part):
    name: Name
    argument: Text


class _Answer(_Part):
    checker: Name


class _Evidence(_Part):
    kind: Name
    symmetry: tuple[_Lemma, ...] | Text = ()
    checkers: tuple[_Answer, ...] = ()
    record: Text = ""
    review: Text = ""
    axioms: tuple[tuple[Text | int, ...], ...] = ()
    hypotheses: tuple[Text, ...] = ()


class _File(_Part):
    role: Name
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Candidate(_Part):
    id: Name
    attempt: Name | None = None
    problem: Name | None = None
    outcome: Outcome
    assurance: Assurance
    reason: Text = ""


class _Attempt(_Part):
    id: Name
    problem: Name | None = None
    record_digest: Name | None = None
    prover: Name
    seed: int | None = None
    started: Name
    config: dict[str, Any] = Field(default_factory=dict)


class _Verdict(_Part):
    candidate: Name
    backend: Name
    outcome: Outcome
    evidence: _Evidence
    files: tuple[_File, ...] = ()


class _Review(_Part):
    axis: Name
    grade: Name
    reviewer: Name
    reason: Text


_SHAPES: Mapping[str, type[_Part]] = {
    "candidate": _Candidate,
    "attempt": _Attempt,
    "verdict": _Verdict,
    "review": _Review,
}


def check_records(excerpt: Excerpt, where: str) -> None:
    """An InputError in one line where an entry shown whole lacks what the bundle's files are made from."""
    for kind, shape in _SHAPES.items():
        for body in excerpt.bodies(kind):
            try:
                shape.model_validate(body)
            except ValidationError as error:
                raise InputError(f"{where}: {kind}: {explain(error)}") from None
