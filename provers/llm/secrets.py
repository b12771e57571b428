"""Keys stay where they are: everything that came back from a server passes through `redact` before it goes on."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

__all__ = ["REDACTED", "clean", "key_present", "redact"]

REDACTED = "[secret left out]"
VARIABLES = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")
SHORTEST = 6
"""Shorter values are no keys, and occur in ordinary text."""

_SHAPE = re.compile(r"sk-ant-[A-Za-z0-9_-]{8,}")


def key_present() -> bool:
    """Whether the environment holds a key."""
    return any(os.environ.get(name, "").strip() for name in VARIABLES)


def _secrets() -> Iterator[str]:
    for name in VARIABLES:
        value = os.environ.get(name, "").strip()
        yield value
        yield json.dumps(value)[1:-1]
    for line in os.environ.get("ANTHROPIC_CUSTOM_HEADERS", "").splitlines():
        yield line.partition(":")[2].strip()
    yield urlsplit(os.environ.get("ANTHROPIC_BASE_URL", "")).password or ""


def redact(text: str) -> str:
    """The text without keys, tokens and passwords of this environment, and without anything shaped like a key."""
    for secret in sorted({item for item in _secrets() if len(item) >= SHORTEST}, key=len, reverse=True):
        text = text.replace(secret, REDACTED)
    return _SHAPE.sub(REDACTED, text)


def clean(value: Any) -> Any:
    """A JSON value without secrets in any of its strings, names included."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {redact(str(name)): clean(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(item) for item in value]
    return value
