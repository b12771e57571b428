"""The three values of every judgement, and the reasons for the third."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Outcome", "UnknownReason", "one_line"]


class Outcome(StrEnum):
    """Three values, always."""

    VERIFIED = "verified"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


class UnknownReason(StrEnum):
    """Why a judgement stayed open."""

    TIMEOUT = "timeout"
    MEMORY = "memory"
    UNSUPPORTED = "unsupported"
    BACKEND_MISSING = "backend missing"
    OUR_FAULT = "our fault"
    CONFLICT = "conflict"
    INCONCLUSIVE = "inconclusive"


def one_line(text: str) -> str:
    """Blanks between words are single spaces; what cannot be shown is left out.

    Words that came with a candidate, or quote it, must not pose as a line of their own.

    >>> one_line("a\\nverified\\u202e b")
    'a verified b'
    """
    return "".join(char for char in " ".join(text.split()) if char.isprintable())
