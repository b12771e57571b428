"""What an agent can look up: the catalogue and the known values that ship, both without a network."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from problems.catalog import Catalog
from problems.errors import InputError
from problems.known import known_values
from provers.llm.config import LLMConfig

__all__ = ["oeis_values", "search_catalogue"]

MOST_PROBLEMS = 12
MOST_VALUES = 60


@lru_cache(maxsize=4)
def _catalog(overlays: tuple[str, ...]) -> Catalog:
    return Catalog.load([folder for folder in map(Path, overlays) if folder.is_dir()])


def search_catalogue(query: str, config: LLMConfig) -> str:
    """Problems that match, one a line, with the beginning of their statement."""
    if config.masked:
        raise InputError("the catalogue is closed for this task; work from the claim itself")
    found = list(_catalog(config.overlays).filter(query[:200]))
    if not found:
        return 'Nothing matches; try one word, or tag:"number theory".'
    lines = [
        f"{item.id}: {item.title} ({item.status.state}). {' '.join(item.statement.split())[:300]}"
        for item in found[:MOST_PROBLEMS]
    ]
    more = len(found) - len(lines)
    return "\n".join([*lines, *([f"and {more} more: narrow the query"] if more else [])])


def oeis_values(sequence: str, config: LLMConfig) -> str:
    """Known values whose sources name the sequence."""
    if config.masked:
        raise InputError("known values are closed for this task; compute them with solve")
    if not re.fullmatch(r"A\d{6,7}", sequence.strip()):
        raise InputError("a sequence is A followed by six digits, such as A003022")
    lines = [
        f"{family}: {json.dumps(value.fixed)}, {value.vary}: witness at {value.exists}, none at {value.none}"
        for family, values in known_values().items()
        for value in values
        if any(sequence.strip() in source for source in value.sources)
    ]
    if not lines:
        return "The shipped facts do not mention it, and there is no network; compute its terms with run_python."
    return "\n".join(lines[:MOST_VALUES])
