"""Sources that a model names although it was given none: what a frozen attempt may have known by heart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

__all__ = ["quoted_sources"]

_NAME = r"(?!(?:After|At|Before|By|For|From|If|In|Let|Of|On|Since|So|The|Then|To|Until|With)\b)[^\W\d_a-z][\w'’-]{1,40}"
_SOURCE = re.compile(
    r"https?://[^\s\"\\)>\]]{1,500}"
    r"|\barXiv:?\s?(?:\d{4}\.\d{4,5}|[a-z-]{2,12}(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?"
    r"|\b(?:math|cs|cond-mat|quant-ph)(?:\.[A-Z]{2})?/\d{7}\b"
    r"|(?<![\d.])\d{4}\.\d{5}(?:v\d+)?(?![\d.])"
    r"|\b10\.\d{4,9}/[^\s\"\\;)\]]{1,200}"
    r"|\bA\d{6}\b"
    rf"|\b{_NAME}(?:(?:, {_NAME}){{0,5}},? (?:and|&) {_NAME}| et al\.)?,? [(\[]?(?:1[89]|20)\d\d[a-z]?\b[)\]]?"
)
"""Addresses, arXiv numbers old and new, DOIs, sequences, and names with a year; every part is bounded."""


def quoted_sources(events: Iterable[Mapping[str, Any]]) -> list[str]:
    """What in the model's replies looks like a source, each once, in order; tools' answers are not searched."""
    found: dict[str, None] = {}
    for event in events:
        if event["event"] == "reply":
            for text in _strings(event["body"].get("content", [])):
                found |= dict.fromkeys(match[0] for match in _SOURCE.finditer(text))
    return list(found)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
