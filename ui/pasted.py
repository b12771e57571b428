"""A witness that somebody pasted, in the address of the page: who opens it elsewhere sees the same answer."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from problems.errors import InputError, WorkbenchError
from ui.config import Settings
from ui.witness_trial import candidate_of, is_candidate, judged
from verification.bare_formats import FORMATS
from verification.candidate import Candidate
from verification.verdict import Report

__all__ = ["ANY", "LONGEST", "Pasted", "Tried", "answered", "from_address", "into_address"]

ANY = "seen from the text"
"""The choice of a format that leaves it to the reader of the text."""

LONGEST = 1500
"""Characters of parameters or of a witness that go into an address; with more of them it could not be sent on."""

_NAMES = ("params", "format", "witness")


@dataclass(frozen=True)
class Pasted:
    """What was put to the checker."""

    family: str
    params: str
    """As they are typed: `N=12 k=5`."""
    form: str
    """One of `FORMATS`, or `ANY`."""
    text: str

    @property
    def why_not(self) -> str:
        """Why it cannot be in an address; empty when it can."""
        if is_candidate(self.text):
            # What comes with a link is judged at once, and a candidate may bring a program to be run.
            return "a whole candidate is not taken from an address, only a witness"
        if max(len(self.params), len(self.text)) > LONGEST:
            return f"an address holds at most {LONGEST} characters of a witness"
        return ""


@dataclass(frozen=True)
class Tried:
    """What was pasted and what came of it."""

    pasted: Pasted
    candidate: Candidate | None
    report: Report | None
    """What the checkers say; None where the text is no candidate."""
    fault: str = ""
    """Why there is no report."""


def from_address(family: str) -> Pasted | None:
    """What the address holds for this family, if anything; what cannot come from here is an InputError."""
    params, form, text = (str(st.query_params.get(name, "")) for name in _NAMES)
    if not text:
        return None
    pasted = Pasted(family, params, form or ANY, text)
    if pasted.why_not:
        raise InputError(f"{pasted.why_not}: paste it into the field")
    if pasted.form not in (ANY, *FORMATS):
        raise InputError(f"the address says format={form[:40]!r}: there are {', '.join(FORMATS)}")
    return pasted


def into_address(pasted: Pasted | None) -> None:
    """Let the address say what is pasted, where it can; None clears it."""
    absent = pasted is None or not pasted.text or pasted.why_not
    kept = {} if pasted is None or absent else dict(zip(_NAMES, _said(pasted), strict=True))
    for name in _NAMES:
        if kept.get(name):
            st.query_params[name] = kept[name]
        elif name in st.query_params:
            del st.query_params[name]


def _said(pasted: Pasted) -> tuple[str, str, str]:
    return pasted.params, "" if pasted.form == ANY else pasted.form, pasted.text


def answered(settings: Settings, pasted: Pasted, *, again: bool = False) -> Tried:
    """The checker's answer; the same text is judged `again` only when that is asked for."""
    kept: Tried | None = st.session_state.get("tried")
    if kept is not None and kept.pasted == pasted and not again:
        return kept
    candidate = None
    try:
        candidate = candidate_of(pasted.family, pasted.params, pasted.text, "" if pasted.form == ANY else pasted.form)
        with st.spinner("The checker looks at it …"):
            tried = Tried(pasted, candidate, judged(settings, candidate))
    except WorkbenchError as error:
        tried = Tried(pasted, candidate, None, str(error))
    st.session_state["tried"] = tried
    return tried
