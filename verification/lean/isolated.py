"""Lean on a stranger's text, inside the sandbox: compile one file, and export constants from what came out.

Two runs that share nothing but bytes. What the first prints is for people; its exit status decides nothing; what it
leaves is a file that anybody may have written. The second reads that file, under limits of its own, and its output is
an export that comparison and kernels take as an attacker's. No network, no lakefile, nothing of the user's to read.
"""

from __future__ import annotations

import json
import math
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from problems.errors import MissingBackendError, UnsupportedError
from verification.lean.kernel import LEAST_MEMORY_MB, NO_MEMORY, STACK_KB
from verification.lean.toolchain import Project, Toolchain
from verification.sandbox import FILES, SCRATCH, SandboxLimits, SandboxResult, run
from verification.sandbox.bubblewrap import interpreter

__all__ = [
    "MOST_EXPORT_BYTES",
    "Compiled",
    "Exported",
    "Message",
    "Name",
    "Why",
    "compile_file",
    "export_constants",
    "header_snapshot",
]

Name = tuple[str | int, ...]
Why = Literal["", "errors", "timeout", "memory", "output", "crashed", "malformed", "missing"]
"""`errors`: Lean made no compiled file; `malformed`: it is not as Lean writes them; `missing`: it lacks a constant."""

CODE = "/code"
LEAN = "/lean"
ROOT = "/toolchain"
LIBRARY = "/library"
SNAPSHOT = "/snapshot"
SNAPSHOT_FILE = "header"
MOST_OLEAN_BYTES = 64 << 20
MOST_EXPORT_BYTES = 256 << 20
MOST_OUTPUT_BYTES = 4 << 20
MOST_SNAPSHOT_BYTES = 2 << 30
MOST_MESSAGES = 100
LONGEST_MESSAGE = 2000
SCRATCH_MB = 512
LEAST_ADDRESS_MB = 16_384
THREADS = 64
OPTIONS = ("-DautoImplicit=false", "-DrelaxedAutoImplicit=false")
"""Without them a typing error in a statement becomes a variable."""
EXPORTER = ("verification/lean/exporter.py", "verification/lean/olean.py", "verification/lean/olean_module.py",
            "verification/lean/olean_terms.py", "problems/errors.py")  # fmt: skip
"""Our exporter, as it is shown inside."""
SOURCES = Path(__file__).parents[2]
EXPORT_INSIDE = f"""
import json, pathlib, sys
sys.path.insert(0, {CODE!r})
from problems.errors import InputError
from verification.lean.exporter import export
asked = json.loads(pathlib.Path({f"{FILES}/asked.json"!r}).read_bytes())
try:
    data = export([pathlib.Path({FILES!r}, name) for name in asked["modules"]], map(tuple, asked["roots"]),
                  where_declared=map(tuple, asked["where_declared"]))
except InputError as error:
    sys.exit("refused: " + ascii(str(error))[1:-1])
sys.stdout.buffer.write(data)
"""


@dataclass(frozen=True)
class Message:
    """What Lean said about a place; for people. It comes from the candidate's own process and may be forged."""

    severity: str
    line: int
    """Of the candidate's text, from 1; 0 or less for what stands above it."""
    column: int
    text: str


@dataclass(frozen=True)
class Compiled:
    """What a compilation left."""

    olean: bytes | None
    messages: tuple[Message, ...]
    why: Why = ""
    stopped: str = ""
    """Why there is no compiled file."""


@dataclass(frozen=True)
class Exported:
    """An export, or why there is none."""

    data: bytes | None
    why: Why = ""
    stopped: str = ""


def compile_file(
    toolchain: Toolchain,
    project: Project | None,
    module: str,
    text: bytes,
    *,
    beside: Mapping[str, bytes],
    seconds: float,
    memory_mb: int,
    above: int = 0,
    snapshot: Path | None = None,
) -> Compiled:
    """Compile MODULE.lean. `beside` holds compiled files that it may import: MODULE.olean → content.

    `above` lines of the text are ours and are subtracted from the places of messages. A `snapshot` is the folder of a
    `header_snapshot` for a text that begins with the same imports.
    """
    files = {**beside, f"{module}.lean": text}
    loaded = [f"--incr-load={SNAPSHOT}/{SNAPSHOT_FILE}"] if snapshot else []
    out = f"{SCRATCH}/{module}.olean"
    arguments = ["--json", *OPTIONS, *loaded, "-R", FILES, "-o", out, f"{FILES}/{module}.lean"]
    command, shown, path = _lean(toolchain, project, arguments, seconds)
    if snapshot:
        shown[SNAPSHOT] = str(snapshot)
    memory_mb = _least_memory(toolchain, memory_mb)
    result = _run(command, files, shown, path, seconds=seconds, memory_mb=memory_mb, output_bytes=MOST_OUTPUT_BYTES)
    messages = _messages(result.stdout, above)
    why, stopped = _limit(result, memory_mb)
    olean = None if why else result.files.get(f"{module}.olean")
    if olean is not None:
        return Compiled(olean, messages)
    if not why:
        why, stopped = _no_file(result, messages, memory_mb)
    return Compiled(None, messages, why, stopped)


def header_snapshot(
    toolchain: Toolchain,
    project: Project | None,
    header: bytes,
    *,
    beside: Mapping[str, bytes],
    seconds: float,
    memory_mb: int,
) -> dict[str, bytes]:
    """What Lean keeps of a file once its imports are loaded, by name; empty where it keeps nothing.

    The text is ours, so that whoever loads the files later loads nothing of a stranger's.
    """
    arguments = [
        "--json",
        *OPTIONS,
        f"--incr-header-save={SCRATCH}/{SNAPSHOT_FILE}",
        "-R",
        FILES,
        f"{FILES}/Header.lean",
    ]
    command, shown, path = _lean(toolchain, project, arguments, seconds)
    result = _run(
        command,
        {**beside, "Header.lean": header},
        shown,
        path,
        seconds=seconds,
        memory_mb=_least_memory(toolchain, memory_mb),
        output_bytes=MOST_OUTPUT_BYTES,
        result_bytes=MOST_SNAPSHOT_BYTES,
    )
    kept = {name: data for name, data in result.files.items() if name.startswith(SNAPSHOT_FILE)}
    return kept if result.done and SNAPSHOT_FILE in kept else {}


def _lean(
    toolchain: Toolchain, project: Project | None, arguments: Sequence[str], seconds: float
) -> tuple[list[str], dict[str, str], list[str]]:
    """The command that runs `lean`, what is shown to it, and its search path."""
    if toolchain.kind == "core":
        loader = [f"{CODE}/loader.py", "1", str(math.ceil(seconds) + 1), str(LEAST_ADDRESS_MB), str(SCRATCH_MB), LEAN]
        command = [interpreter()[0], "-I", "-S", "-B", *loader, "-j", "1", "-s", str(STACK_KB), *arguments]
        shown = {f"{CODE}/loader.py": str(Path(__file__).with_name("loader.py")), LEAN: str(toolchain.folder)}
        return command, shown, [FILES]
    shown, path = _library(toolchain, project)
    return [f"{ROOT}/bin/lean", *arguments], shown, path


def _least_memory(toolchain: Toolchain, memory_mb: int) -> int:
    return max(memory_mb, LEAST_MEMORY_MB) if toolchain.kind == "core" else memory_mb


def export_constants(
    toolchain: Toolchain,
    project: Project | None,
    module: str,
    oleans: Mapping[str, bytes],
    roots: Sequence[Name],
    *,
    where_declared: Sequence[Name] = (),
    seconds: float,
    memory_mb: int,
) -> Exported:
    """Export `roots`, and those of `where_declared` that are there, from MODULE.olean and what it imports."""
    if toolchain.kind == "core":
        result = _export_core(toolchain, oleans, roots, where_declared, seconds=seconds, memory_mb=memory_mb)
    else:
        result = _export_lake(
            toolchain, project, module, oleans, (*roots, *where_declared), seconds=seconds, memory_mb=memory_mb
        )
    why, stopped = _limit(result, memory_mb)
    if why:
        return Exported(None, why, f"the export {stopped}")
    if result.exit != 0 or b"PANIC" in result.stderr:
        said = _shown(result.stderr.decode("utf-8", "replace"))
        if any(each.encode() in result.stderr for each in ("MemoryError", *NO_MEMORY)):
            return Exported(None, "memory", f"the export needed more than {memory_mb} MiB")
        refused: Why = "malformed" if said.startswith("refused: ") else "crashed"
        if refused == "malformed" and said.endswith("is not declared in the compiled files"):
            refused = "missing"
        return Exported(None, refused, f"nothing can be exported: {said.removeprefix('refused: ') or result.sentence}")
    if not result.stdout:
        return Exported(None, "crashed", "the export is empty")
    return Exported(result.stdout)


def _export_core(
    toolchain: Toolchain,
    oleans: Mapping[str, bytes],
    roots: Sequence[Name],
    where_declared: Sequence[Name],
    *,
    seconds: float,
    memory_mb: int,
) -> SandboxResult:
    asked = {"modules": list(oleans), "roots": list(roots), "where_declared": list(where_declared)}
    files = {**oleans, "asked.json": json.dumps(asked).encode()}
    shown = {f"{CODE}/{name}": str(SOURCES / name) for name in EXPORTER}
    command = [interpreter()[0], "-I", "-S", "-B", "-c", EXPORT_INSIDE]
    return _run(command, files, shown, [], seconds=seconds, memory_mb=memory_mb, output_bytes=MOST_EXPORT_BYTES)


def _export_lake(
    toolchain: Toolchain,
    project: Project | None,
    module: str,
    oleans: Mapping[str, bytes],
    names: Sequence[Name],
    *,
    seconds: float,
    memory_mb: int,
) -> SandboxResult:
    shown, path = _library(toolchain, project)
    program = f"{ROOT}/bin/leanexport"
    if not toolchain.exports:
        if project is None or project.exporter is None:
            raise MissingBackendError(
                f"{toolchain.name} has no leanexport, which came with Lean 4.35: workbench lean setup --toolchain "
                f"{toolchain.name} builds lean4export for it"
            )
        program = f"{LIBRARY}/lean4export"
        shown[program] = str(project.exporter)
    command = [program, "--ignore-missing", module, "--", *map(_literal, names)]
    return _run(command, oleans, shown, path, seconds=seconds, memory_mb=memory_mb, output_bytes=MOST_EXPORT_BYTES)


def _literal(name: Name) -> str:
    """The name as Lean reads it, every component between guillemets: a dot in one is then no separator."""
    for part in name:
        if not isinstance(part, str) or not part or "«" in part or "»" in part or not part.isprintable():
            raise UnsupportedError(f"the name {'.'.join(map(str, name))[:80]!r} cannot be given to leanexport")
    parts = map(str, name)
    return ".".join(part if part.isascii() and part.isidentifier() else f"«{part}»" for part in parts)


def _library(toolchain: Toolchain, project: Project | None) -> tuple[dict[str, str], list[str]]:
    """What is shown of toolchain and project, and the search path inside."""
    shown = {ROOT: str(toolchain.folder)}
    places = [f"{LIBRARY}/{number}" for number in range(len(project.paths if project else ()))]
    shown |= {place: str(path) for place, path in zip(places, project.paths if project else (), strict=True)}
    return shown, [FILES, *places]


def _run(
    command: Sequence[str],
    files: Mapping[str, bytes],
    shown: Mapping[str, str],
    path: Sequence[str],
    *,
    seconds: float,
    memory_mb: int,
    output_bytes: int,
    result_bytes: int = MOST_OLEAN_BYTES,
) -> SandboxResult:
    environment = {"LEAN_ABORT_ON_PANIC": "1", "LEAN_SYSROOT": ROOT, "PATH": f"{ROOT}/bin"}
    return run(
        command,
        files=files,
        read_only=shown,
        environment={**environment, "LEAN_PATH": ":".join(path)} if path else environment,
        limits=SandboxLimits(
            seconds=max(seconds, 0.01),
            memory_mb=memory_mb,
            address_mb=max(LEAST_ADDRESS_MB, 2 * memory_mb),
            scratch_mb=max(SCRATCH_MB, result_bytes >> 20),
            processes=THREADS,
            open_files=1024,
            output_bytes=output_bytes,
            error_bytes=1 << 20,
            result_files=8,
            result_bytes=result_bytes,
        ),
    )


def _limit(result: SandboxResult, memory_mb: int) -> tuple[Why, str]:
    if result.limit in ("seconds", "processor"):
        return "timeout", f"was {result.sentence}"
    if result.limit == "memory":
        return "memory", f"needed more than {memory_mb} MiB"
    return ("output", f"was {result.sentence}") if result.limit else ("", "")


def _no_file(result: SandboxResult, messages: Sequence[Message], memory_mb: int) -> tuple[Why, str]:
    """Why Lean left no compiled file; the words are the candidate's to choose, so they only choose among failures."""
    if any(each.encode() in result.stderr for each in NO_MEMORY):
        return "memory", f"Lean needed more than {memory_mb} MiB"
    if result.signal is not None or result.exit not in (0, 1):
        ended = "out of stack" if result.signal == signal.SIGSEGV else result.sentence
        return "crashed", f"Lean {ended}"
    first = next((each for each in messages if each.severity == "error"), None)
    if first is not None:
        return "errors", f"line {first.line}: {' '.join(first.text.split())[:300]}"
    lost = f" ({result.left_out[0]})" if result.left_out else ""
    return "errors", f"Lean {result.sentence} and left no compiled file{lost}"


def _messages(output: bytes, above: int) -> tuple[Message, ...]:
    found: list[Message] = []
    for line in output.split(b"\n"):
        if len(found) == MOST_MESSAGES:
            break
        try:
            item = json.loads(line) if line.startswith(b"{") else None
        except (ValueError, RecursionError):
            continue
        if not isinstance(item, dict) or item.get("severity") not in ("error", "warning", "information"):
            continue
        place = item.get("pos")
        row, column = (place.get("line"), place.get("column")) if isinstance(place, dict) else (0, 0)
        row, column = (each if type(each) is int and 0 <= each < 1 << 31 else 0 for each in (row, column))
        found.append(Message(item["severity"], row - above, column, _shown(str(item.get("data")))))
    return tuple(found)


def _shown(text: str) -> str:
    kept = "".join(char if char.isprintable() or char == "\n" else " " for char in text[:LONGEST_MESSAGE])
    return kept.strip()
