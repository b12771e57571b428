"""Run an untrusted program: no network, nothing of the host to read or write, limits on everything, or not at all.

Walls, each tried on this machine before anything runs (`capabilities`):

- bubblewrap: namespaces of its own for processes, mounts, network, users, IPC, host name and cgroups; a root that
  holds the C library, the interpreter, the given files, `/proc` and five devices, all read-only;
- `/scratch`, a tmpfs with a cap, is the only place to write; what is left there is brought back by reading a
  descriptor opened beforehand, after every process is dead, without following a link;
- a user without rights: under root an unused id, so that the kernel counts its processes; no capabilities, no new ones,
  no further user namespaces; a filter of system calls (`seccomp`);
- limits of the kernel on each process, and a watch from outside over time, output, memory and number of files of all
  processes together; at a limit process 1 of the namespace is killed, and with it everything.

What the program prints or leaves is data from outside: whoever reads it caps and validates it.

    run_python("print(2 + 2)").stdout == b"4\\n"

Where a wall is missing, `run` raises MissingBackendError or UnsupportedError with the reason. With
`allow_unsandboxed` (a setting of that name, off unless the user turns it on) it then runs the program all the same,
with the user's own rights, in a temporary folder, under the limits of each process: safe against accidents only.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from problems.errors import WorkbenchError
from verification.sandbox.bubblewrap import FILES, SCRATCH, interpreter
from verification.sandbox.confine import LIBRARIES, libraries, run_confined, run_unsandboxed
from verification.sandbox.limits import SandboxLimits, SandboxResult
from verification.sandbox.trial import Capabilities, Part, capabilities, require

__all__ = [
    "FILES",
    "SCRATCH",
    "Capabilities",
    "Part",
    "SandboxLimits",
    "SandboxResult",
    "capabilities",
    "run",
    "run_python",
]


def run(
    command: Sequence[str],
    *,
    files: Mapping[str, bytes] | None = None,
    read_only: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    limits: SandboxLimits | None = None,
    allow_unsandboxed: bool = False,
) -> SandboxResult:
    """Run `command` (absolute path first) in an empty scratch folder until it ends or meets a limit.

    `files` are shown in /files under plain names, `read_only` maps absolute places inside to paths of the host,
    `environment` is added to a fixed one. Raises MissingBackendError or UnsupportedError where the sandbox
    cannot be had, InputError for arguments that cannot be.
    """
    files, environment, limits = files or {}, environment or {}, limits or SandboxLimits()
    try:
        parts = require()
    except WorkbenchError:
        if not allow_unsandboxed:
            raise
        return run_unsandboxed(command, files=files, environment=environment, stdin=stdin, limits=limits)
    return run_confined(
        command,
        files=files,
        read_only=read_only or {},
        environment=environment,
        stdin=stdin,
        limits=limits,
        parts=parts,
    )


def run_python(
    source: str,
    *,
    files: Mapping[str, bytes] | None = None,
    packages: Sequence[str] = (),
    stdin: bytes = b"",
    limits: SandboxLimits | None = None,
    allow_unsandboxed: bool = False,
) -> SandboxResult:
    """Run a Python program with the standard library and the installed `packages` named; see `run`."""
    shown, folders = libraries(packages)
    inside = bool(shown) and (not allow_unsandboxed or capabilities().available)
    environment = {"PYTHONPATH": LIBRARIES if inside else os.pathsep.join(folders)} if shown else {}
    return run(
        [interpreter()[0], "-s", "-B", "-X", "utf8", f"{FILES}/main.py"],
        files={**(files or {}), "main.py": source.encode("utf-8", "replace")},
        read_only=shown,
        environment=environment,
        stdin=stdin,
        limits=limits,
        allow_unsandboxed=allow_unsandboxed,
    )
