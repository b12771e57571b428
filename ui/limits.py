"""What a judgement may use, by the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.config import Settings

if TYPE_CHECKING:
    from verification.backend import LeanPlaces, Limits

__all__ = ["judge_limits", "lean_places"]


def judge_limits(settings: Settings, *, most_seconds: float | None = None) -> Limits:
    """Time, memory, and where records and toolchains for Lean are; `most_seconds` where somebody waits."""
    from verification.backend import Limits

    seconds = settings.judge_seconds if most_seconds is None else min(most_seconds, settings.judge_seconds)
    return Limits(seconds=seconds, memory_mb=settings.judge_memory_mb, lean=lean_places(settings))


def lean_places(settings: Settings) -> LeanPlaces:
    """Where records and toolchains for Lean are."""
    from verification.backend import LeanPlaces

    return LeanPlaces(
        statements=settings.lean_statements,
        toolchain=settings.lean_toolchain,
        project=settings.lean_project,
    )
