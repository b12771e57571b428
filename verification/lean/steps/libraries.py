"""The two libraries that run tactics, each in a throw-away process with an environment of our choosing."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import platformdirs

from problems.errors import InputError, MissingBackendError, UnsupportedError, WorkbenchError
from verification.backend import Availability, packages
from verification.lean.steps.stepper import Closed, Place, Refused, Session, State, Step

__all__ = ["ELAN", "LEAN_DOJO", "LEAN_INTERACT", "Library", "StepFault"]

ELAN = "curl https://elan.lean-lang.org/elan-init.sh -sSf | sh"
"""Brings Lean and Lake."""
LONGEST_TACTIC = 20_000
LONGEST_ANSWER = 1 << 20
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "ELAN_HOME", "SSL_CERT_FILE", "TZ")
"""Variables of ours that the process sees: no token, no key, and none of the generic names (`DEBUG`, `TMP_DIR`,
`NUM_PROCS` …) that LeanDojo reads as settings of its own."""


class StepFault(WorkbenchError):  # noqa: N818 - the end of a process, not a fault of the input
    """The session ended; says nothing about the theorem."""

    exit_status = 3


@dataclass(frozen=True)
class Library:
    """A stepper that talks to a child process in JSON lines."""

    name: str
    child: str
    """Script beside this file."""
    module: str
    distribution: str
    extra: str
    settings: Mapping[str, str] = field(default_factory=dict)
    """Environment that the library wants."""
    python_path: Sequence[str] = ()
    """Folders looked through before the installed packages."""
    below: tuple[int, int] | None = None
    """First Python version that the library does not support."""

    def available(self) -> Availability:
        """Whether the library and Lake are here."""
        if self.below and sys.version_info >= self.below:
            version = ".".join(map(str, self.below))
            return Availability(False, reason=f"{self.distribution} needs Python below {version}", install="use 3.11")
        state = packages((self.module, self.distribution), extra=self.extra)
        if state.available and shutil.which("lake") is None:
            return Availability(False, state.version, "lake is not on the PATH", ELAN)
        return state

    @contextmanager
    def open(self, place: Place, *, seconds: float, allow_unsandboxed: bool) -> Iterator[Session]:
        """See `Stepper.open`."""
        if not allow_unsandboxed:
            raise UnsupportedError(
                f"{self.name}: tactics can run programs with your rights, and no sandbox is around them; "
                "set allow_unsandboxed where the project and the tactics may be trusted"
            )
        state = self.available()
        if not state.available:
            raise MissingBackendError(f"{self.name}: {state.reason}; install with: {state.install}")
        with Conversation(self, seconds) as conversation:
            about = {"project": place.project, "file": place.file, "theorem": place.theorem}
            yield conversation.opened(about | {"statement": place.statement, "seconds": seconds})


class Conversation:
    """One child, from its first question to its end."""

    def __init__(self, library: Library, seconds: float) -> None:
        self._library = library
        self._until = time.monotonic() + seconds
        self._seconds = seconds
        self._given: set[int] = set()
        self._rest = b""
        self.start = State(-1, "")

    def __enter__(self) -> Conversation:
        self._folder = tempfile.TemporaryDirectory(prefix="workbench-steps-")
        ask, self._ask = os.pipe()
        self._answers, answer = os.pipe()
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        if self._library.python_path:
            kept["PYTHONPATH"] = os.pathsep.join(self._library.python_path)
        self._said = open(Path(self._folder.name, "log"), "w+b")
        script = Path(__file__).with_name(self._library.child)
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own script
            [sys.executable, "-B", str(script), str(ask), str(answer)],
            stdin=subprocess.DEVNULL,
            stdout=self._said,
            stderr=self._said,
            pass_fds=(ask, answer),
            cwd=self._folder.name,
            env={**kept, **self._library.settings},
            start_new_session=True,
        )
        os.close(ask)
        os.close(answer)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._ask)
        os.close(self._answers)
        self._said.close()
        self._folder.cleanup()

    def opened(self, request: Mapping[str, object]) -> Conversation:
        """Ask for the theorem and take its first state."""
        step = self._step(request)
        if not isinstance(step, State):
            raise StepFault(f"{self._library.name} opened the theorem without a state: {step}")
        self.start = step
        return self

    def run(self, state: int, tactic: str) -> Step:
        """See `Session.run`."""
        if state not in self._given:
            raise InputError(f"state {state} was not given out by this session")
        if len(tactic) > LONGEST_TACTIC or "\0" in tactic:
            raise InputError(f"a tactic has at most {LONGEST_TACTIC} characters, and no null among them")
        return self._step({"state": state, "tactic": tactic})

    def _step(self, request: Mapping[str, object]) -> Step:
        try:
            os.write(self._ask, (json.dumps(request) + "\n").encode())
        except BrokenPipeError:
            raise StepFault(self._last_words()) from None
        answer = self._answer()
        if "state" in answer and isinstance(answer["state"], int):
            self._given.add(answer["state"])
            return State(answer["state"], str(answer.get("goals", "")))
        if answer.get("closed") is True:
            return Closed()
        if "refused" in answer:
            return Refused(str(answer["refused"]))
        raise StepFault(f"{self._library.name}: {str(answer.get('fault', answer))[:500]}")

    def _answer(self) -> dict[str, Any]:
        while b"\n" not in self._rest:
            left = self._until - time.monotonic()
            if left <= 0 or not select.select([self._answers], [], [], left)[0]:
                raise StepFault(f"{self._library.name} was stopped after {self._seconds:g} s")
            chunk = os.read(self._answers, 1 << 16)
            self._rest += chunk
            if not chunk:
                raise StepFault(self._last_words())
            if len(self._rest) > LONGEST_ANSWER:
                raise StepFault(f"{self._library.name} answered with more than {LONGEST_ANSWER} bytes")
        line, _, self._rest = self._rest.partition(b"\n")
        try:
            answer = json.loads(line)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise StepFault(f"{self._library.name} answered with something that is not an object")
        return answer

    def _last_words(self) -> str:
        self._process.wait()
        self._said.seek(0)
        lines = self._said.read()[-4000:].decode("utf-8", "replace").strip().splitlines()
        return f"{self._library.name} ended by itself: {lines[-1][:300] if lines else 'without a word'}"


def _cache(name: str) -> str:
    return str(Path(platformdirs.user_cache_dir("conjecture-workbench")) / name)


LEAN_DOJO = Library(
    name="lean-dojo",
    child="dojo_child.py",
    module="lean_dojo",
    distribution="lean-dojo",
    extra="lean",
    # The remote cache is unpacked without a look at what is in it.
    settings={"DISABLE_REMOTE_CACHE": "1", "CACHE_DIR": _cache("lean-dojo"), "NUM_PROCS": "2"},
    below=(3, 13),
)
LEAN_INTERACT = Library(
    name="lean-interact",
    child="interact_child.py",
    module="lean_interact",
    distribution="lean-interact",
    extra="lean",
)
