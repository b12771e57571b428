"""A witness that somebody pastes: read by `verification.bare_formats`, judged in another process, recorded nowhere."""

from __future__ import annotations

import shlex

from problems.errors import InputError
from ui.config import Settings
from ui.judge import verifier
from verification.bare_formats import bare_candidates, parse_parameters, stated_claim
from verification.candidate import Candidate, read_candidate
from verification.verdict import Report

__all__ = ["candidate_of", "is_candidate", "judged", "parameters"]


def parameters(text: str) -> dict[str, object]:
    """`N=12 k=5` as a mapping; blanks inside brackets do not separate."""
    try:
        words = shlex.split(text.replace(", ", ","))
    except ValueError as error:
        raise InputError(f"parameters: {error}") from None
    return parse_parameters(words)


def is_candidate(text: str) -> bool:
    """Whether a text is meant as a whole candidate in JSON rather than as a witness."""
    return text.lstrip().startswith("{") and '"claim"' in text and '"payload"' in text


def candidate_of(family: str, params: str, text: str, form: str) -> Candidate:
    """The candidate that a text is: a whole candidate in JSON, or a witness for the stated claim."""
    if is_candidate(text):
        return read_candidate(text)
    claim = stated_claim(family, parameters(params))
    if not text.strip():
        raise InputError("paste a witness first: the field is empty")
    found = [item for _, item in zip(range(2), bare_candidates(text.encode(), claim, form=form), strict=False)]
    if len(found) != 1:
        raise InputError("one witness at a time: the text holds several")
    candidate = found[0][1]
    if isinstance(candidate, str):
        raise InputError(candidate)
    return candidate


def judged(settings: Settings, candidate: Candidate) -> Report:
    """The report of the checkers."""
    with verifier(settings) as judge:
        return judge.verify(candidate)
