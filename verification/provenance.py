"""Whose code judged: the hash of a family's source and the distribution it comes from."""

from __future__ import annotations

import ast
import hashlib
import inspect
from collections.abc import Iterator
from functools import cache
from importlib import metadata, util
from pathlib import Path

from problems.family import BUILTIN, UNLISTED, get_family

__all__ = ["distribution_version", "family_code", "family_sources"]


@cache
def family_code(name: str) -> str:
    """`built-in:` or `third-party:` and the SHA-256 over the files of `family_sources`, in module order."""
    total = hashlib.sha256()
    for module, file in sorted(family_sources(name).items()):
        total.update(module.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return f"{'built-in' if name in (*BUILTIN, *UNLISTED) else 'third-party'}:{total.hexdigest()}"


def family_sources(name: str) -> dict[str, Path]:
    """Module name → file of everything from the family's own package that its code imports, directly or not.

    A checker may lean on shared arithmetic beside the family's file, so the file alone would not tell
    whether two verdicts came from the same code.
    """
    family = type(get_family(name))
    package = family.__module__.partition(".")[0]
    found: dict[str, Path] = {}
    waiting = [family.__module__]
    if f".{name}." in family.__module__:
        waiting.append(family.__module__.partition(f".{name}.")[0] + f".{name}")
    while waiting:
        module = waiting.pop()
        if module in found or (file := _source(module)) is None:
            continue
        found[module] = file
        waiting.extend(other for other in _imports(module, file) if other.partition(".")[0] == package)
    return found or {family.__module__: Path(inspect.getfile(family))}


def _source(module: str) -> Path | None:
    try:
        spec = util.find_spec(module)
    except (ImportError, ValueError):
        return None
    return Path(spec.origin) if spec is not None and spec.origin and spec.origin.endswith(".py") else None


def _imports(module: str, file: Path) -> Iterator[str]:
    """Names that may be modules imported by `file`; those that are none are dropped by the caller."""
    parent = module if file.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                anchor = parent.rsplit(".", node.level - 1)[0] if node.level > 1 else parent
                base = f"{anchor}.{base}" if base else anchor
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def distribution_version(name: str) -> str:
    """Version of an installed distribution, or `absent`."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"
