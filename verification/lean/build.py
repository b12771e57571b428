"""From texts to exports: the record's challenge once, and each submission in a sandbox of its own.

Challenge and solution are files of their own, compiled by the same Lean with the same options, beside nothing but the
library. The judge writes the top of both; nothing is ever appended to a submission. Both exports hold the same roots,
and are compared and checked elsewhere: that a text compiles says nothing here.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from problems.errors import WorkbenchError
from verification.lean.isolated import Compiled, Exported, Message, Name, Why, compile_file, export_constants
from verification.lean.kernel import cache_folder, compiled_library
from verification.lean.text import MODULES
from verification.lean.toolchain import Project, Toolchain
from verification.process import Overrun

__all__ = [
    "CHALLENGE",
    "SOLUTION",
    "BuildFault",
    "Built",
    "Message",
    "Plan",
    "build",
    "challenge_export",
    "library_of",
]

CHALLENGE = "Challenge"
SOLUTION = "Solution"
VERSION = "1"
"""Of what is cached: changes when the same plan would give other bytes."""


class BuildFault(WorkbenchError):  # noqa: N818 - a fault of record, library or toolchain, not of a submission
    """The challenge of a record does not compile or export; says nothing about any submission."""

    exit_status = 3


@dataclass(frozen=True)
class Plan:
    """Everything about a build but the submission."""

    toolchain: Toolchain
    challenge: str
    """The whole challenge file: imports, definitions, statement."""
    header: str
    """What the judge writes above a submission: imports, definitions, options."""
    roots: tuple[Name, ...]
    """What is exported from both: the theorem and the holes."""
    where_declared: tuple[Name, ...] = ()
    """What is exported as well where it is there: constants that kernels treat by name, permitted axioms."""
    project: Project | None = None
    """The library of an ordinary toolchain, beyond its own."""

    @property
    def key(self) -> str:
        """SHA-256 of everything that the challenge's export depends on."""
        library = {path.name: digest for path, digest in _library_hashes(self.toolchain)}
        packages = dict(self.project.packages) if self.project else {}
        about = [VERSION, self.toolchain.kind, self.toolchain.said, library, packages, self.challenge]
        return hashlib.sha256(json.dumps([*about, self.roots, self.where_declared]).encode()).hexdigest()


@dataclass(frozen=True)
class Built:
    """What came of a build. Without a solution's export, `why` and `stopped` say what ended it."""

    challenge_export: bytes | None
    solution_export: bytes | None
    messages: tuple[Message, ...] = ()
    """What Lean said about the submission, for people: written by the submission's own process."""
    why: Why = ""
    stopped: str = ""
    seconds: float = 0.0

    @property
    def challenge_sha256(self) -> str:
        """Of the challenge's export; empty without one."""
        return hashlib.sha256(self.challenge_export).hexdigest() if self.challenge_export is not None else ""

    @property
    def solution_sha256(self) -> str:
        """Of the submission's export; empty without one."""
        return hashlib.sha256(self.solution_export).hexdigest() if self.solution_export is not None else ""


def build(plan: Plan, source: str, *, seconds: float, memory_mb: int) -> Built:
    """Compile header and submission, and export the roots from what came out.

    Raises nothing that a submission can cause. MissingBackendError or UnsupportedError where toolchain or sandbox
    cannot be had; Overrun and BuildFault where it is the challenge that fails.
    """
    started = time.monotonic()
    challenge = challenge_export(plan, seconds=seconds, memory_mb=memory_mb)
    started_solution = time.monotonic()

    def left() -> float:
        return max(0.01, seconds - (time.monotonic() - started_solution))

    def built(data: bytes | None, compiled: Compiled | None, why: Why, stopped: str) -> Built:
        messages = compiled.messages if compiled else ()
        return Built(challenge, data, messages, why, stopped, time.monotonic() - started)

    header = plan.header if plan.header.endswith("\n") or not plan.header else f"{plan.header}\n"
    try:
        text = f"{header}{source}".encode()
    except UnicodeEncodeError:
        return built(None, None, "errors", "the text holds half a character (a lone surrogate)")
    beside = library_of(plan)
    compiled = compile_file(
        plan.toolchain,
        plan.project,
        SOLUTION,
        text,
        beside=beside,
        seconds=left(),
        memory_mb=memory_mb,
        above=header.count("\n"),
    )
    if compiled.olean is None:
        return built(None, compiled, compiled.why, compiled.stopped)
    exported = _export(plan, SOLUTION, {**beside, f"{SOLUTION}.olean": compiled.olean}, left(), memory_mb)
    return built(exported.data, compiled, exported.why, exported.stopped)


def challenge_export(plan: Plan, *, seconds: float, memory_mb: int) -> bytes:
    """The export of the record's own statement, from the user's cache where it was made before.

    Overrun at a limit, BuildFault where the challenge does not compile: then no submission can be judged.
    """
    place = cache_folder() / "challenges" / plan.key
    known = _cached(place)
    if known is not None:
        return known
    started = time.monotonic()
    beside = library_of(plan)
    compiled = compile_file(
        plan.toolchain,
        plan.project,
        CHALLENGE,
        plan.challenge.encode(),
        beside=beside,
        seconds=seconds,
        memory_mb=memory_mb,
    )
    if compiled.olean is None:
        raise _fault(compiled.why, compiled.stopped)
    left = max(0.01, seconds - (time.monotonic() - started))
    exported = _export(plan, CHALLENGE, {**beside, f"{CHALLENGE}.olean": compiled.olean}, left, memory_mb)
    if exported.data is None:
        raise _fault(exported.why, exported.stopped)
    _keep(place, exported.data)
    return exported.data


def _export(plan: Plan, module: str, oleans: Mapping[str, bytes], seconds: float, memory_mb: int) -> Exported:
    return export_constants(
        plan.toolchain,
        plan.project,
        module,
        oleans,
        plan.roots,
        where_declared=plan.where_declared,
        seconds=seconds,
        memory_mb=memory_mb,
    )


def _fault(why: Why, stopped: str) -> WorkbenchError:
    if why in ("timeout", "memory"):
        return Overrun("memory" if why == "memory" else "seconds", f"the record's challenge: {stopped}")
    return BuildFault(f"the record's challenge cannot be built: {stopped}")


def library_of(plan: Plan) -> dict[str, bytes]:
    """Compiled files of our core and library that the plan's texts import, by the name of the file."""
    if plan.toolchain.kind != "core":
        return {}
    wanted = re.findall(r"^import (\w+)\s*$", f"{plan.header}\n{plan.challenge}", re.MULTILINE)
    last = max((MODULES.index(module) for module in wanted if module in MODULES), default=-1)
    folder = compiled_library()
    return {f"{name}.olean": (folder / f"{name}.olean").read_bytes() for name in ("Core", *MODULES[: last + 1])}


def _library_hashes(toolchain: Toolchain) -> list[tuple[Path, str]]:
    """Our own compiled library, for the wheel."""
    if toolchain.kind != "core":
        return []
    files = sorted(compiled_library().glob("*.olean"))
    return [(file, hashlib.sha256(file.read_bytes()).hexdigest()) for file in files]


def _cached(place: Path) -> bytes | None:
    """What was kept, if it is whole: its first line is the hash of the rest."""
    try:
        kept = place.read_bytes()
    except OSError:
        return None
    line, _, data = kept.partition(b"\n")
    return data if line == hashlib.sha256(data).hexdigest().encode() else None


def _keep(place: Path, data: bytes) -> None:
    """Write under a temporary name, then rename: a reader sees the whole file or none."""
    place.parent.mkdir(mode=0o700, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix="new-", delete=False) as file:
        file.write(hashlib.sha256(data).hexdigest().encode() + b"\n" + data)
    os.replace(file.name, place)
