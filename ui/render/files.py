"""What belongs to a candidate besides its statement: verdicts, evidence files, Lean text, arguments in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from problems.claim import Claim
from problems.errors import WorkbenchError
from problems.family import get_family
from problems.lean import LeanStatement
from ui.render.text import literal, plain
from verification.blobs import Blobs

__all__ = ["as_json", "files_of", "informal", "lean_text", "verdicts"]

BEGINNING = 20_000
"""Bytes of an evidence file that are shown."""

TRANSCRIPT = 400_000
"""Bytes of a transcript that are shown."""

DOWNLOAD = 50_000_000
"""Bytes of an evidence file that can be downloaded here."""


def _verdict_rows(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row a verdict."""
    return [
        {
            "back-end": item.get("backend", ""),
            "outcome": item.get("outcome", ""),
            "kind of evidence": item.get("evidence", {}).get("kind", ""),
            "seconds": item.get("seconds"),
            "version": item.get("version", ""),
        }
        for item in found
    ]


def verdicts(found: Sequence[Mapping[str, Any]]) -> None:
    """A table of them, and the evidence of each."""
    st.dataframe(_verdict_rows(found), hide_index=True, alt="Verdicts, one a back-end")
    for verdict in found[:20]:
        with st.expander(plain(f"Evidence of {verdict.get('backend', '')}")):
            as_json(verdict.get("evidence", {}), height=320)


def as_json(value: Any, *, height: int = 420) -> None:
    """What a ledger holds, as it is."""
    literal(json.dumps(value, indent=1, ensure_ascii=False), language="json", height=height)


def files_of(found: Sequence[Mapping[str, Any]], payload: Mapping[str, Any], blobs: Blobs) -> None:
    """CNF, proof, SMT-LIB and documents: the beginning of each, and a download."""
    named = {str(item["sha256"]): str(item["role"]) for verdict in found for item in verdict.get("files", ())}
    for place in ("proof", "certificate", "document"):
        item = payload.get(place)
        if isinstance(item, Mapping) and item.get("sha256"):
            named.setdefault(str(item["sha256"]), str(item.get("format", place)))
    if not named:
        st.caption("No evidence files: the evidence of each verdict is under *Verdicts*.")
    for number, (sha256, role) in enumerate(list(named.items())[:30]):
        with st.expander(plain(f"{role[:60]} {sha256[:16]}")):
            try:
                data = _read(blobs, sha256, BEGINNING)
            except (WorkbenchError, OSError) as error:
                st.text(f"cannot be read: {error}")
                continue
            st.code(f"sha256 {sha256}", language=None)
            if b"\0" not in data:
                literal(data.decode("utf-8", "replace"), height=300)
            st.caption("The whole file." if len(data) < BEGINNING else f"The first {BEGINNING} bytes.")
            name, kind = f"{role}-{sha256[:16]}.txt", "application/octet-stream"
            whole = partial(_read, blobs, sha256, DOWNLOAD)
            st.download_button("Download", whole, name, kind, key=f"file-{number}", on_click="ignore")


def _read(blobs: Blobs, sha256: str, most: int) -> bytes:
    data = bytearray()
    for chunk in blobs.open(sha256):
        data += chunk[: most - len(data)]
        if len(data) >= most:
            break
    return bytes(data)


def lean_text(claim: Claim, payload: Mapping[str, Any]) -> None:
    """The Lean source of a candidate, or the statement that is made from its claim."""
    if payload.get("kind") == "lean":
        st.text(f"proves {payload.get('statement', '')}")
        literal(str(payload.get("source", "")), language="lean4", height=420)
        return
    try:
        family = get_family(claim.family)
        raw = payload.get("witness") or payload.get("identity")
        witness = family.parse_witness(raw) if isinstance(raw, Mapping) else None
        made = family.lean(family.parse_params(claim.params), witness)
    except WorkbenchError as error:
        st.text(f"No Lean statement: {error}")
        return
    st.caption("Made from the claim; the export in format lean is a project that checks it.")
    literal(_spelled(made), height=420)


def _spelled(made: LeanStatement) -> str:
    return f"-- the claim\n{made.statement}\n\n-- what the words mean\n{made.predicate}\n\n-- the witness\n{made.data}"


def informal(payload: Mapping[str, Any], attempts: Sequence[Mapping[str, Any]], blobs: Blobs) -> None:
    """The argument in words, and what the provers said: shown character by character, never interpreted."""
    for number, step in enumerate(payload.get("steps", ()), start=1):
        literal(f"{number}. {step.get('claim', '')}\n   because {step.get('because', '')}", most=20_000)
    if payload.get("text"):
        literal(str(payload["text"]), height=480)
        words = partial(str.encode, str(payload["text"]), "utf-8", "replace")
        st.download_button(
            "Download the whole text", words, "argument.txt", "text/plain", key="words", on_click="ignore"
        )
    if payload.get("program"):
        literal(str(payload["program"]), language="python", height=480)
    said = False
    for number, attempt in enumerate(attempts[:10]):
        if attempt.get("transcript"):
            said = True
            with st.expander(plain(f"Transcript of {str(attempt.get('prover', ''))[:60]}")):
                try:
                    text = _read(blobs, str(attempt["transcript"]), TRANSCRIPT).decode("utf-8", "replace")
                except (WorkbenchError, OSError) as error:
                    text = f"cannot be read: {error}"
                literal(text, height=480)
                name = f"transcript-{str(attempt['transcript'])[:16]}.txt"
                whole = partial(_read, blobs, str(attempt["transcript"]), DOWNLOAD)
                st.download_button("Download", whole, name, "text/plain", key=f"said-{number}", on_click="ignore")
        config = attempt.get("config")
        if isinstance(config, Mapping) and config:
            said = True
            with st.expander(plain(f"Settings of {str(attempt.get('prover', ''))[:60]}")):
                as_json(config, height=300)
    if not (said or payload.get("steps") or payload.get("text") or payload.get("program")):
        st.caption("There are no words: the candidate is an object.")
