"""The three values of every judgement, and the reasons for the third."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Outcome", "UnknownReason"]


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
