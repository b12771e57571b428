"""Kernels that are programs of their own: how each is called on an export, and how its answer is read.

What they print is read only together with the exit status; where the two do not agree there is no answer. A program
that ends in any other way than it documents has not rejected anything. The export is an attacker's, and a message of
rejection may quote it: text is shown to people, and only the fixed beginning of a message counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from verification.lean.advisories import LeanVersion
from verification.lean.kernel import NO_MEMORY
from verification.sandbox import FILES, SandboxLimits, SandboxResult, run

__all__ = ["PROGRAMS", "Program", "Word", "nanoda_version", "questioned"]

Said = Literal["accepted", "rejected", "declined", "timeout", "memory", "crashed"]

ROOT = "/toolchain"
EXPORT = "export.ndjson"
CONFIG = "nanoda.json"
LEAST_ADDRESS_MB = 16_384
"""Lean reserves stacks for its threads, and Rust arenas; what is used is watched, not what is reserved."""
THREADS = 64
STOPS = (
    "deterministic timeout", "deterministic) timeout", "excessive memory", "deep recursion", "recursion depth",
    "interrupted", "stack overflow", "refused to evaluate", "exceeds", "too large", "out of memory", "cancelled",
)  # fmt: skip
"""Words with which Lean's kernel says that it gave up."""
_CHECKER_ACCEPTS = re.compile(r"Lean [\w ]{1,30} kernel accepts the solution\n?")
_CHECKER_REJECTS = re.compile(
    r"Lean [\w ]{1,30} kernel (?:accepts the solution\nQuotient post-check )?rejects the solution:?"
)
_NANODA_ACCEPTS = re.compile(
    r"Checked ([1-9]\d*) declarations with no (?:typechecker )?errors(?P<more>[^\n]*)", re.ASCII
)
_NANODA_AXIOM = re.compile(r"Error: export file declares unpermitted axiom")
_CON_ACCEPTS = re.compile(r"^con-(?:ron|leche): accepted [1-9]\d* declarations", re.MULTILINE | re.ASCII)
_CON_REFUSES = re.compile(r"^con-(?:ron|leche): (?:rejected|declined|install failed|check failed)", re.MULTILINE)


@dataclass(frozen=True)
class Word:
    """What a program said of an export."""

    outcome: Said
    reason: str = ""
    doubt: bool = False
    """The program ends in the same way when it rejects and when it fails."""
    seconds: float = 0.0


@dataclass(frozen=True)
class Program:
    """A kernel in a toolchain's `bin`."""

    name: str
    """As its file is called."""
    arguments: tuple[str, ...]
    read: Callable[[SandboxResult], Word]
    required: bool
    """Whether an acceptance by others needs its answer as well."""
    rule: Literal["lean", "nanoda"] = "lean"
    """Whose versions decide whether its word counts."""


def _leanchecker(result: SandboxResult) -> Word:
    text = result.stdout.decode("utf-8", "replace")
    if result.exit == 0 and _CHECKER_ACCEPTS.fullmatch(text):
        return Word("accepted")
    found = _CHECKER_REJECTS.match(text)
    if result.exit == 1 and found:
        reason = _shown(text[found.end() :]) or "no reason given"
        return Word("declined" if any(word in text.lower() for word in STOPS) else "rejected", reason)
    return _no_answer(result)


def _nanoda(result: SandboxResult) -> Word:
    text, errors = result.stdout.decode("utf-8", "replace"), result.stderr.decode("utf-8", "replace")
    found = _NANODA_ACCEPTS.match(text)
    if result.exit == 0 and found and "axiom" not in found["more"]:
        return Word("accepted")
    if result.exit == 1 and _NANODA_AXIOM.match(errors):
        return Word("rejected", _shown(errors))
    if result.exit == 101:
        return Word("crashed", f"it panicked, as it does to reject and to fail: {_shown(errors)}", doubt=True)
    return _no_answer(result)


def _con(result: SandboxResult) -> Word:
    text = f"{result.stdout.decode('utf-8', 'replace')}\n{result.stderr.decode('utf-8', 'replace')}"
    if result.exit == 0 and _CON_ACCEPTS.search(text) and not _CON_REFUSES.search(text):
        return Word("accepted")
    if result.exit == 1:
        return Word("rejected", _shown(text) or "no reason given")
    if result.exit == 2:
        return Word("declined", _shown(text) or "no reason given")
    return _no_answer(result)


def _lean4lean(result: SandboxResult) -> Word:
    errors = result.stderr.decode("utf-8", "replace")
    if result.exit == 0 and not errors.strip():
        return Word("accepted")
    if result.exit == 1:
        return Word("crashed", f"it failed, as it does to reject and to fail: {_shown(errors)}", doubt=True)
    return _no_answer(result)


def _no_answer(result: SandboxResult) -> Word:
    return Word("crashed", f"it gave no answer: it {result.sentence}")


def _shown(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text[:2000]).split())[:300]


PROGRAMS: tuple[Program, ...] = (
    Program("leanchecker", ("--from-export", f"{FILES}/{EXPORT}"), _leanchecker, required=True),
    Program("nanoda_bin", (f"{FILES}/{CONFIG}",), _nanoda, required=True, rule="nanoda"),
    Program("leanchecker-paranoid", ("--from-export", f"{FILES}/{EXPORT}"), _leanchecker, required=False),
    Program("con-ron", ("--verified", "--jobs=1", f"{FILES}/{EXPORT}"), _con, required=False),
    Program("con-leche", ("--verified", "--jobs=1", f"{FILES}/{EXPORT}"), _con, required=False),
    Program("lean4lean", ("--import", f"{FILES}/{EXPORT}"), _lean4lean, required=False),
)
"""Those that a toolchain may bring, in the order of asking."""


def questioned(
    program: Program, folder: Path, export: bytes, *, permitted: Sequence[str], seconds: float, memory_mb: int
) -> Word:
    """Have `bin/NAME` of the toolchain in `folder` check the export in the sandbox.

    `permitted` names the axioms for kernels that want a list. Raises only where the sandbox cannot be had.
    """
    files = {EXPORT: export}
    if program.rule == "nanoda":
        files[CONFIG] = _config(permitted)
    result = _run(folder, program.name, program.arguments, files, seconds=seconds, memory_mb=memory_mb)
    word = _read(program, result, memory_mb)
    return Word(word.outcome, word.reason, word.doubt, result.seconds)


def _read(program: Program, result: SandboxResult, memory_mb: int) -> Word:
    if result.limit in ("seconds", "processor"):
        return Word("timeout", f"it was {result.sentence}")
    if result.limit == "memory":
        return Word("memory", f"it needed more than {memory_mb} MiB")
    if result.limit:
        return Word("crashed", f"it was {result.sentence}")
    # After a panic Lean's programs may go on with a default value; they are told not to, and not believed if they do.
    if b"PANIC" in result.stderr:
        return Word("crashed", f"a panic: {_shown(result.stderr.decode('utf-8', 'replace'))}")
    word = program.read(result)
    ended = word.outcome in ("crashed", "declined")
    if ended and any(each.encode() in result.stderr for each in (*NO_MEMORY, "memory allocation of")):
        return Word("memory", f"it needed more than {memory_mb} MiB")
    return word


def _config(permitted: Sequence[str]) -> bytes:
    return json.dumps(
        {
            "export_file_path": f"{FILES}/{EXPORT}",
            "nat_extension": True,
            "num_threads": 1,
            "permitted_axioms": list(permitted),
            "print_success_message": True,
            "string_extension": True,
            "unpermitted_axiom_hard_error": True,
            "use_stdin": False,
        },
        sort_keys=True,
    ).encode()


def _run(
    folder: Path, name: str, arguments: Sequence[str], files: Mapping[str, bytes], *, seconds: float, memory_mb: int
) -> SandboxResult:
    return run(
        [f"{ROOT}/bin/{name}", *arguments],
        files=files,
        read_only={ROOT: str(folder)},
        environment={"PATH": f"{ROOT}/bin", "LEAN_ABORT_ON_PANIC": "1"},
        limits=SandboxLimits(
            seconds=max(seconds, 0.1),
            memory_mb=memory_mb,
            address_mb=max(LEAST_ADDRESS_MB, 2 * memory_mb),
            processes=THREADS,
            open_files=256,
            output_bytes=1 << 20,
            error_bytes=1 << 20,
        ),
    )


def nanoda_version(folder: Path) -> LeanVersion | None:
    """What the nanoda of a toolchain says of itself; None where that is nothing."""
    return _nanoda_version(folder, (folder / "bin" / "nanoda_bin").stat().st_mtime_ns)


@cache
def _nanoda_version(folder: Path, _changed: int) -> LeanVersion | None:
    result = _run(folder, "nanoda_bin", ["--help"], {}, seconds=10, memory_mb=1024)
    first = result.stdout.decode("utf-8", "replace").partition("\n")[0]
    return LeanVersion.parse(first) if result.done and first.startswith("nanoda") else None
