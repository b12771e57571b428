"""Install what an ordinary Lean needs, step by step: elan, a toolchain, a project with Mathlib and its compiled files.

Every step is skipped where its result is there, so a setup that was stopped goes on where it was. A program that is
started dies with this process, and a lock that it holds as well keeps two setups of one folder apart. Programs see a
few variables of the environment and no key. Nothing is installed outside elan's folder and the project's.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from problems.errors import InputError, MissingBackendError, UnsupportedError
from verification.lean.advisories import LeanVersion
from verification.lean.toolchain import (
    COMPARATOR_FROM,
    MARKER,
    RELEASES,
    Toolchain,
    elan_home,
    folder_name,
    full_name,
    project,
    projects_folder,
    toolchain,
)

__all__ = ["ELAN_SCRIPT", "Setup", "Step"]

ELAN_SCRIPT = "https://elan.lean-lang.org/elan-init.sh"
HOSTS = "elan.lean-lang.org, release.lean-lang.org, github.com and the cache of Mathlib"
LOCK_SECONDS = 10.0
LONGEST_LINE = 500
KEPT = (
    "PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "ELAN_HOME", "XDG_CACHE_HOME", "MATHLIB_CACHE_DIR",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "CURL_CA_BUNDLE", "http_proxy", "https_proxy", "no_proxy",
    "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY",
)  # fmt: skip
"""Variables that the programs see."""
TETHER = """
import ctypes, os, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 9, 0, 0, 0)
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Becomes the command, which the kernel kills when the parent dies."""
LAKEFILE = """\
name = "workbench_library"
defaultTargets = []

[leanOptions]
autoImplicit = false
relaxedAutoImplicit = false

[[require]]
name = "mathlib"
scope = "leanprover-community"
rev = "{version}"
"""
OLD_EXPORTER = """
[[require]]
name = "lean4export"
git = "https://github.com/leanprover/lean4export"
rev = "{version}"
"""
"""For toolchains that bring no exporter of their own."""
PROBE = "import Mathlib\n\nexample : (2 : ℝ) + 2 = 4 := by norm_num\n"

Report = Callable[[str, str], None]
"""Takes the step's name and a line about it."""


@dataclass(frozen=True)
class Step:
    """One thing to install."""

    name: str
    what: str
    there: Callable[[], bool]
    """Whether its result is there, as far as can be seen."""
    work: Callable[[], None]
    marked: bool = False
    """Whether what can be seen may be half of it, so that only a mark says that it was finished."""


@dataclass
class Setup:
    """One setup: a toolchain, and with Mathlib a project in a folder of its own."""

    name: str
    """The toolchain, such as `leanprover/lean4:v4.36.0`."""
    mathlib: bool = True
    folder: Path = field(default_factory=Path)
    """Of the project; the default is one for each toolchain among the user's data."""
    report: Report = lambda _step, _line: None

    def __post_init__(self) -> None:
        self.name = full_name(self.name)
        if self.mathlib and not self.name.startswith(RELEASES):
            raise UnsupportedError(
                f"Mathlib has a version for each release of Lean, and none that is called {self.name}"
            )
        if self.folder == Path():
            self.folder = projects_folder() / folder_name(self.name)

    def steps(self) -> tuple[Step, ...]:
        """What there is to do, in order."""
        steps = [
            Step("elan", "the manager of toolchains", lambda: self._elan() is not None, self._install_elan),
            Step("toolchain", self.name, lambda: self._toolchain() is not None, self._install_toolchain),
        ]
        if self.mathlib:
            steps += [
                Step("project", str(self.folder), self._has_project, self._write_project),
                Step("packages", "Mathlib's source", self._has_packages, self._fetch_packages, marked=True),
                Step("cache", "Mathlib's compiled files", self._has_cache, self._fetch_cache, marked=True),
            ]
            if self._needs_exporter():
                there = self._has_exporter
                steps.append(Step("exporter", "lean4export", there, self._build_exporter, marked=True))
            steps += [
                Step("probe", "a file that imports Mathlib", lambda: True, self._probe, marked=True),
            ]
        return tuple(steps)

    def run(self) -> Toolchain:
        """Do what is missing; MissingBackendError says what was tried and what to do where a step fails."""
        with self._locked():
            self._check_folder()
            for step in self.steps():
                if step.there() and (self._noted(step.name) or not step.marked):
                    self.report(step.name, f"{step.what}: already there")
                    continue
                self.report(step.name, f"{step.what}: installing")
                step.work()
                if not step.there():
                    raise MissingBackendError(f"setup: the step {step.name} ended well, but {step.what} is not there")
                if step.marked:
                    self._note(step.name)
                self.report(step.name, f"{step.what}: done")
        found = self._toolchain()
        if found is None:
            raise MissingBackendError(f"setup: {self.name} has gone again")
        return found

    def _check_folder(self) -> None:
        """Refuse a folder with files that no setup made; in one of its own a setup removes what is half there."""
        strange = sorted(item.name for item in self.folder.iterdir() if not item.name.startswith(MARKER))
        if strange and not (self.folder / MARKER).exists():
            raise InputError(f"{self.folder} holds files that no setup made ({strange[0]}): give a folder of its own")

    def _elan(self) -> str | None:
        own = elan_home() / "bin" / "elan"
        return str(own) if os.access(own, os.X_OK) else shutil.which("elan")

    def _install_elan(self) -> None:
        curl, shell = shutil.which("curl"), shutil.which("sh")
        if curl is None or shell is None:
            raise MissingBackendError(f"setup: elan is not installed, and curl and sh are needed to get {ELAN_SCRIPT}")
        with tempfile.TemporaryDirectory(prefix="workbench-elan-") as folder:
            script = Path(folder) / "elan-init.sh"
            self._call("elan", [curl, "-sSfL", "--proto", "=https", ELAN_SCRIPT, "-o", str(script)], Path(folder))
            words = [shell, str(script), "-y", "--no-modify-path", "--default-toolchain", "none"]
            self._call("elan", words, Path(folder))

    def _toolchain(self) -> Toolchain | None:
        """The toolchain if it works; a folder that a stopped download left does not."""
        try:
            found = toolchain(self.name)
        except MissingBackendError:
            return None
        return found if found.version is not None else None

    def _install_toolchain(self) -> None:
        elan = self._elan()
        if elan is None:
            raise MissingBackendError("setup: elan has gone again")
        if (elan_home() / "toolchains" / folder_name(self.name)).exists():
            self._call("toolchain", [elan, "toolchain", "uninstall", self.name], elan_home())
        self._call("toolchain", [elan, "toolchain", "install", self.name], elan_home())

    def _files(self) -> dict[str, str]:
        version = self.name.removeprefix(RELEASES)
        return {
            "lean-toolchain": f"{self.name}\n",
            "lakefile.toml": (LAKEFILE + OLD_EXPORTER * self._needs_exporter()).format(version=f"v{version}"),
            "Probe.lean": PROBE,
        }

    def _has_project(self) -> bool:
        try:
            return all((self.folder / name).read_text("utf-8") == text for name, text in self._files().items())
        except OSError:
            return False

    def _write_project(self) -> None:
        self._write({"schema": 1, "toolchain": self.name, "done": []})
        for name, text in self._files().items():
            (self.folder / name).write_text(text, "utf-8")

    def _has_packages(self) -> bool:
        return bool(project(self.folder).mathlib) and (self.folder / ".lake/packages/mathlib/lean-toolchain").is_file()

    def _fetch_packages(self) -> None:
        # What a stopped clone left is no repository that Lake could go on with.
        shutil.rmtree(self.folder / ".lake", ignore_errors=True)
        self._lake("packages", "update")

    def _has_cache(self) -> bool:
        return project(self.folder).mathlib_built

    def _fetch_cache(self) -> None:
        self._lake("cache", "exe", "cache", "get")

    def _needs_exporter(self) -> bool:
        version = LeanVersion.parse(self.name)
        return version is not None and version < COMPARATOR_FROM

    def _has_exporter(self) -> bool:
        return project(self.folder).exporter is not None

    def _build_exporter(self) -> None:
        self._lake("exporter", "build", "lean4export")

    def _probe(self) -> None:
        self._lake("probe", "env", "lean", "Probe.lean")

    def _lake(self, step: str, *arguments: str) -> None:
        found = self._toolchain()
        if found is None or "lake" not in found.tools:
            raise MissingBackendError(f"setup: {self.name} has no lake")
        self._call(step, [str(found.tools["lake"]), *arguments], self.folder, first=found.folder / "bin")

    def _call(self, step: str, command: Sequence[str], folder: Path, *, first: Path | None = None) -> None:
        environment = {name: os.environ[name] for name in KEPT if name in os.environ}
        if first is not None:
            environment["PATH"] = os.pathsep.join((str(first), environment.get("PATH", os.defpath)))
        folder.mkdir(parents=True, exist_ok=True)
        tether = [sys.executable, "-I", "-S", "-c", TETHER, str(os.getpid())]
        last, status = "", 0
        with subprocess.Popen(  # noqa: S603 - installing is what the user asked for
            [*tether, *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(self._lock.fileno(),),
            start_new_session=True,
        ) as process:
            try:
                assert process.stdout is not None  # noqa: S101 - narrows the type
                for line in _lines(process.stdout):
                    last = line
                    self.report(step, line)
                status = process.wait()
            finally:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
        if status != 0:
            tried = " ".join([Path(command[0]).name, *command[1:]])
            raise MissingBackendError(
                f"setup stopped at the step {step}: `{tried}` ended with status {status}{f': {last}' if last else ''}; "
                f"it needs the network ({HOSTS}); run the same command again where there is one: what is done is kept"
            )

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f"{MARKER}.lock").open("w") as self._lock:
            deadline = time.monotonic() + LOCK_SECONDS
            while True:
                try:
                    fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise UnsupportedError(f"a setup is still at work in {self.folder}: wait for it") from None
                    time.sleep(0.1)
            yield

    def _state(self) -> dict[str, object]:
        try:
            state = json.loads((self.folder / MARKER).read_text("utf-8"))
        except (OSError, ValueError):
            state = None
        return state if isinstance(state, dict) and state.get("toolchain") == self.name else {}

    def _noted(self, step: str) -> bool:
        done = self._state().get("done")
        return isinstance(done, list) and step in done

    def _note(self, step: str) -> None:
        done = self._state().get("done")
        steps = [*(done if isinstance(done, list) else []), step]
        self._write({"schema": 1, "toolchain": self.name, "done": list(dict.fromkeys(steps))})

    def _write(self, state: dict[str, object]) -> None:
        fresh = self.folder / f"{MARKER}.new"
        fresh.write_text(json.dumps(state) + "\n", "utf-8")
        fresh.replace(self.folder / MARKER)


def _lines(stream: IO[bytes]) -> Iterator[str]:
    """Lines as people read them; a bar that redraws itself ends a line with each step."""
    rest = b""
    descriptor = stream.fileno()
    while chunk := os.read(descriptor, 1 << 16):
        *lines, rest = (rest + chunk).replace(b"\r", b"\n").split(b"\n")
        rest = rest[-LONGEST_LINE:]
        yield from (shown for line in lines if (shown := _shown(line)))
    if shown := _shown(rest):
        yield shown


def _shown(line: bytes) -> str:
    text = line[:LONGEST_LINE].decode("utf-8", "replace")
    return "".join(char if char.isprintable() else " " for char in text).strip()
