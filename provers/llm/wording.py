"""Prompts: files under `prompts/`, named in an attempt's configuration by their hash."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

__all__ = ["prompt", "prompt_digest"]


@cache
def prompt(name: str) -> str:
    """The text of `prompts/NAME.md`."""
    return files("provers.llm").joinpath("prompts", f"{name}.md").read_text("utf-8").strip() + "\n"


def prompt_digest(name: str) -> str:
    """SHA-256 of the text as it is sent."""
    return hashlib.sha256(prompt(name).encode("utf-8")).hexdigest()
