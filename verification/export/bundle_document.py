"""Documents that came with a candidate: papers, notes, archives of Lean projects, files with witnesses.

They are somebody else's. A bundle carries them as they came, under names of our own, and says who handed them in,
from where and when; nothing opens, unpacks or runs them. One that is not carried is named by its hash, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from problems.errors import InputError
from problems.family import explain
from problems.values import Frozen
from verification.candidate import Candidate
from verification.documents import MAX_BYTES

__all__ = [
    "DOCUMENTS",
    "MAX_DOCUMENT_BYTES",
    "WORDS",
    "Absence",
    "BundleDocument",
    "HandedIn",
    "Listing",
    "documents_of",
]

DOCUMENTS = "documents.json"
"""The file of an item that lists its documents, carried or not."""

MAX_DOCUMENT_BYTES = MAX_BYTES
"""Bytes of a document that a bundle carries at most: as many as are taken in."""

ENDINGS = {
    "application/json": ".json",
    "application/jsonl": ".jsonl",
    "application/pdf": ".pdf",
    "application/x-tar": ".tar",
    "application/x-tex": ".tex",
    "text/markdown": ".md",
    "text/x-lean": ".lean",
}
"""Media type → ending. Other text is `.txt`, so that opening a page of HTML does not run it; the rest is `.bin`."""


class Absence(StrEnum):
    """Why a document is not in the bundle."""

    LEFT_OUT = "left-out"
    GONE = "gone"
    DAMAGED = "damaged"
    TOO_LARGE = "too-large"


WORDS = {
    Absence.LEFT_OUT: "whoever exported the bundle left the documents out",
    Absence.GONE: "it was gone from the store of evidence files when the bundle was written",
    Absence.DAMAGED: "what the store of evidence files held under its hash was damaged",
    Absence.TOO_LARGE: f"it is longer than the {MAX_DOCUMENT_BYTES} bytes that a bundle carries",
}
"""Absence in words."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
MediaType = Annotated[str, Field(pattern=r"^[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}$")]
Name = Annotated[str, Field(max_length=255)]


class HandedIn(Frozen):
    """One occasion on which a document was handed in."""

    name: Name
    """File name as it came."""
    author: Annotated[str, Field(max_length=300)]
    """Whose claim it is; empty where nobody was named."""
    link: Annotated[str, Field(max_length=500)]
    """Where it was found; empty where no address was given."""
    date: Annotated[str, Field(max_length=200)]
    """When it was taken in."""


class BundleDocument(Frozen):
    """A document of an item."""

    sha256: Sha256
    """SHA-256 of its bytes."""
    media_type: MediaType
    """Such as `application/pdf`."""
    absent: Absence | None
    """Why it is not carried; None where it is."""
    file: Annotated[str, Field(max_length=60)] | None
    """Its name in the item's folder; None where it is not carried."""
    handed_in: Annotated[tuple[HandedIn, ...], Field(max_length=1000)]
    """By whom, from where and when; empty where the ledger does not say."""


class Listing(Frozen):
    """The file `documents.json`."""

    schema_: Literal[1] = Field(alias="schema")
    documents: Annotated[tuple[BundleDocument, ...], Field(min_length=1, max_length=1000)]

    @property
    def absent(self) -> dict[str, Absence]:
        """SHA-256 → why the document is not carried."""
        return {item.sha256: item.absent for item in self.documents if item.absent is not None}


class _Source(BaseModel):
    """What the attempt of an intake says of the file that was handed in."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    sha256: Sha256 | None = None
    media_type: MediaType
    name: Name = ""


class _Config(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    source: _Source
    author: Annotated[str, Field(max_length=300)] = ""
    link: Annotated[str, Field(max_length=500)] = ""


def documents_of(
    candidate: Candidate, attempts: Sequence[Mapping[str, Any]], absent: Mapping[str, Absence]
) -> tuple[BundleDocument, ...]:
    """The documents that a candidate names or was handed in with, by hash; `absent` says which are not carried.

    An InputError where an attempt of the intake describes its source in a way that none does.
    """
    types: dict[str, str] = {}
    occasions: dict[str, list[HandedIn]] = {}
    document = getattr(candidate.payload, "document", None)
    if document is not None:
        types[document.sha256] = document.media_type
    for body in attempts:
        config = body.get("config") or {}
        if body.get("prover") != "intake" or "source" not in config:
            continue
        try:
            said = _Config.model_validate(config)
        except ValidationError as error:
            raise InputError(f"ledger.json: attempt: config: {explain(error)}") from None
        if said.source.sha256 is None:
            continue
        types.setdefault(said.source.sha256, said.source.media_type)
        occasions.setdefault(said.source.sha256, []).append(
            HandedIn(name=said.source.name, author=said.author, link=said.link, date=str(body.get("started", ""))[:200])
        )
    return tuple(
        BundleDocument(
            sha256=sha256,
            media_type=types[sha256],
            absent=absent.get(sha256),
            file=None if sha256 in absent else _file_name(sha256, types[sha256]),
            handed_in=tuple(occasions.get(sha256, ())),
        )
        for sha256 in sorted(types)
    )


def _file_name(sha256: str, media_type: str) -> str:
    """A name of our own: theirs may be anything.

    >>> _file_name("0123456789abcdef" * 4, "text/html")
    'document-0123456789abcdef.txt'
    """
    other = ".txt" if media_type.startswith("text/") else ".bin"
    return f"document-{sha256[:16]}{ENDINGS.get(media_type, other)}"
