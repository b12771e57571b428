"""The judge of the browser interface: one verifier whose worker is another process, used by one reader at a time."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import streamlit as st

from ui.config import Settings
from ui.limits import judge_limits
from verification.backend import Limits
from verification.verifier import Verifier

__all__ = ["verifier"]

PATIENCE = 20.0
"""Wall-clock limit of one judgement here, where somebody waits for it."""

_TURN = threading.Lock()


@st.cache_resource(max_entries=2, show_spinner=False, on_release=lambda judge: judge.__exit__(None, None, None))
def _verifier(limits: Limits) -> Verifier:
    return Verifier(limits=limits, thorough=True)


@contextlib.contextmanager
def verifier(settings: Settings) -> Iterator[Verifier]:
    """The shared verifier, as soon as it is free."""
    with _TURN:
        yield _verifier(judge_limits(settings, most_seconds=PATIENCE))
