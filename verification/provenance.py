"""Whose code judged: the hash of a family's source and the distribution it comes from."""

from __future__ import annotations

import hashlib
import inspect
from functools import cache
from importlib import metadata
from pathlib import Path

from problems.family import BUILTIN, get_family

__all__ = ["distribution_version", "family_code"]


@cache
def family_code(name: str) -> str:
    """`built-in:` or `third-party:` and the SHA-256 of the family's source files, in name order."""
    source = Path(inspect.getfile(type(get_family(name))))
    package = source.parent if source.parent.name == name else None
    files = sorted(package.rglob("*.py")) if package else [source]
    total = hashlib.sha256()
    for file in files:
        total.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return f"{'built-in' if name in BUILTIN else 'third-party'}:{total.hexdigest()}"


def distribution_version(name: str) -> str:
    """Version of an installed distribution, or `absent`."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"
