"""The protocol of a back-end, and the one list of those that exist.

A back-end lives in one file, imports its solver inside functions, and is named once in `BACKENDS`.
`available` is cheap and imports nothing heavy; `judge` may assume that it runs in a process that the
parent kills at the limits. See TEMPLATE.md in `docs/design` for a walk through a new one.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from importlib import metadata, util
from pathlib import Path
from typing import Protocol, cast

from problems.errors import InputError
from verification.candidate import Candidate
from verification.verdict import Verdict

__all__ = ["BACKENDS", "Availability", "Backend", "LeanPlaces", "Limits", "get_backend", "packages"]

BACKENDS: tuple[str, ...] = ("exact", "symbolic", "smt", "sat", "lean", "generator")
"""`verification.NAME` holds an instance called `BACKEND`; the order is the order of asking."""


@dataclass(frozen=True)
class LeanPlaces:
    """Where a judgement finds what belongs to Lean."""

    statements: tuple[str, ...] = (".workbench/lean/statements",)
    """Folders with the user's own statement records, beside those that ship; missing ones are skipped."""
    sources: str = ".workbench/lean/sources"
    """Folder with the files of other repositories that records name, where the user put them."""
    brought: str = ""
    """File with the records of the bundle that is re-checked; they speak for their own statements alone."""
    toolchain: str = ""
    """The setting that names a toolchain; empty to look for one."""
    project: str = ""
    """The setting that names a Lake project with a library; empty for none."""
    fresh: bool = False
    """Whether nothing that was kept from earlier judgements may be used."""


@dataclass(frozen=True)
class Limits:
    """What one judgement may use."""

    seconds: float = 30.0
    """Wall-clock seconds."""
    memory_mb: int = 4096
    """Address space in MiB."""
    work: int = 20_000_000
    """Nodes of an exhaustive search, and conflicts of a solver where it counts them."""
    lean: LeanPlaces = LeanPlaces()
    """Records, toolchain and library for Lean."""


@dataclass(frozen=True)
class Availability:
    """Whether a back-end can be used here."""

    available: bool
    version: str = ""
    """Versions of what would judge."""
    reason: str = ""
    """Why it cannot be used."""
    install: str = ""
    """The command that installs what is missing."""


class Backend(Protocol):
    """Judges candidates; stateless."""

    name: str
    """Identifier for `--backend`."""
    summary: str
    """What it judges, in a few words."""

    def available(self) -> Availability:
        """Cheap; never imports the solver."""
        ...

    def unsupported(self, candidate: Candidate) -> str:
        """Why this candidate is not for this back-end; empty when it is. Cheap, and valid without the solver."""
        ...

    def judge(self, candidate: Candidate, limits: Limits, scratch: Path) -> Verdict:
        """The verdict; evidence files go into `scratch`. May raise UnsupportedError, TooLargeError, MemoryError."""
        ...


@cache
def get_backend(name: str) -> Backend:
    """The back-end called `name`; an unknown name is an InputError that lists them."""
    if name not in BACKENDS:
        raise InputError(f"unknown back-end {name[:40]!r}: there are {', '.join(BACKENDS)}")
    return cast(Backend, importlib.import_module(f"verification.{name}").BACKEND)


def packages(*needed: tuple[str, str], extra: str) -> Availability:
    """Availability from (module, distribution) pairs, found without importing them."""
    missing = [distribution for module, distribution in needed if util.find_spec(module.partition(".")[0]) is None]
    if missing:
        reason = f"not installed: {', '.join(missing)}"
        return Availability(False, reason=reason, install=f"pip install 'conjecture-workbench[{extra}]'")
    versions = []
    for _, distribution in needed:
        try:
            versions.append(f"{distribution} {metadata.version(distribution)}")
        except metadata.PackageNotFoundError:
            versions.append(f"{distribution} (unknown version)")
    return Availability(True, version=", ".join(versions))
