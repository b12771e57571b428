"""Which parts of the sandbox are in force on this machine, as a program inside finds by trying."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from typing import Any

from problems.errors import MissingBackendError, UnsupportedError, WorkbenchError
from verification.sandbox.bubblewrap import ENVIRONMENT, FILES, INSTALL, interpreter
from verification.sandbox.confine import run_confined
from verification.sandbox.limits import SandboxLimits

__all__ = ["Capabilities", "Part", "capabilities", "require"]

TRIAL = r"""
import ctypes, errno, json, os, resource, socket, time
libc = ctypes.CDLL(None, use_errno=True)
def refused(action):
    try:
        action()
    except OSError as error:
        return errno.errorcode.get(error.errno, "?")
    return ""
def call(function, *arguments):
    if function(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "")
status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
seen = {
    "ids": [*os.getresuid(), *os.getresgid()],
    "groups": os.getgroups(),
    "status": {name: status[name].strip() for name in ("NoNewPrivs", "Seccomp", "CapEff", "CapPrm", "CapBnd")},
    "namespaces": {name: os.readlink("/proc/self/ns/" + name) for name in os.listdir("/proc/self/ns")},
    "devices": [line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line],
    "processes": len([name for name in os.listdir("/proc") if name.isdigit()]),
    "limits": {name: resource.getrlimit(getattr(resource, name))[0] for name in
               ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_NPROC", "RLIMIT_CORE")},
    "refused": {
        "inet": refused(lambda: socket.socket(socket.AF_INET).close()),
        "vsock": refused(lambda: socket.socket(40, socket.SOCK_STREAM).close()),
        "user namespace": refused(lambda: call(libc.unshare, 0x10000000)),
        "write": refused(lambda: open("/files/x", "w").close()),
        "root": refused(lambda: open("/x", "w").close()),
    },
    "environment": sorted(os.environ),
    "descriptors": sorted(int(name) for name in os.listdir("/proc/self/fd"))[:-1],
    "scratch": [os.statvfs(".").f_blocks * os.statvfs(".").f_frsize],
}
children = 0
try:
    while children < 64:
        child = os.fork()
        if child == 0:
            time.sleep(5)
            os._exit(0)
        children += 1
except OSError:
    pass
seen["forks"] = children
print(json.dumps(seen))
"""

LIMITS = SandboxLimits(seconds=20, memory_mb=512, scratch_mb=4, processes=8)


@dataclass(frozen=True)
class Part:
    """One wall of the sandbox."""

    name: str
    in_force: bool
    detail: str


@dataclass(frozen=True)
class Capabilities:
    """What the sandbox can do here."""

    available: bool
    """Whether untrusted programs may run: every part is in force."""
    version: str = ""
    reason: str = ""
    """Why not."""
    install: str = ""
    missing: bool = False
    """Whether a program has to be installed."""
    parts: tuple[Part, ...] = ()

    @property
    def in_force(self) -> tuple[str, ...]:
        """Names of the parts in force."""
        return tuple(part.name for part in self.parts if part.in_force)


@cache
def capabilities() -> Capabilities:
    """Try the sandbox once in a process (0.2 s) and say which of its parts are in force."""
    try:
        command = [interpreter()[0], "-I", "-S", "-B", f"{FILES}/trial.py"]
        result = run_confined(
            command,
            files={"trial.py": TRIAL.encode()},
            read_only={},
            environment={},
            stdin=b"",
            limits=LIMITS,
            parts=(),
        )
        seen = json.loads(result.stdout) if result.done else None
    except MissingBackendError as error:
        return Capabilities(False, reason=str(error), install=INSTALL, missing=True)
    except (WorkbenchError, OSError, ValueError) as error:
        return Capabilities(False, reason=str(error), install="allow user namespaces, or use a virtual machine")
    if not isinstance(seen, dict):
        return Capabilities(False, reason=f"a trial in the sandbox {result.sentence}", install="report this")
    parts = _parts(seen)
    lacking = [part for part in parts if not part.in_force]
    if lacking:
        reason = "the sandbox is not tight here: " + "; ".join(f"{part.name} ({part.detail})" for part in lacking)
        return Capabilities(False, _version(), reason, "use a newer kernel and bubblewrap", parts=parts)
    return Capabilities(True, _version(), parts=parts)


def require() -> tuple[str, ...]:
    """Names of the parts in force; an error that says why where the sandbox cannot be had."""
    found = capabilities()
    if found.available:
        return found.in_force
    if found.missing:
        raise MissingBackendError(found.reason)
    raise UnsupportedError(f"untrusted programs are refused: {found.reason}; {found.install}")


def _parts(seen: dict[str, Any]) -> tuple[Part, ...]:
    # That of cgroups hides a name; kernels and containers without it are as tight.
    kinds = ("pid", "mnt", "net", "user", "ipc", "uts")
    shared = [kind for kind in kinds if seen["namespaces"].get(kind) == _namespace(kind)]
    refused, limits, status = seen["refused"], seen["limits"], seen["status"]
    unlimited = [name for name, value in limits.items() if value < 0 or value > 1 << 40]
    foreign = sorted(set(seen["environment"]) - ENVIRONMENT.keys() - {"PWD", "LC_CTYPE"})
    rights = [name for name in ("CapEff", "CapPrm") if int(status[name], 16)]
    return (
        Part("namespaces", not shared, f"shared with the host: {', '.join(shared)}" if shared else ", ".join(kinds)),
        Part("no network", seen["devices"] == ["lo"], f"devices: {', '.join(seen['devices'])}"),
        Part(
            "system-call filter",
            status["Seccomp"] == "2" and refused["inet"] == refused["vsock"] == "EPERM",
            "sockets other than AF_UNIX, tracing, mounting, keyrings, io_uring refused",
        ),
        Part(
            "read-only files",
            bool(refused["write"] and refused["root"]),
            f"/ and {FILES} cannot be written" if refused["write"] and refused["root"] else "writable",
        ),
        Part("scratch with a cap", seen["scratch"][0] <= LIMITS.scratch_mb << 20, f"{seen['scratch'][0]} bytes"),
        Part(
            "unprivileged user",
            0 not in seen["ids"] and not rights and status["NoNewPrivs"] == "1",
            f"ids {seen['ids']}, capabilities in {', '.join(rights) or 'no set'}",
        ),
        Part("no further namespaces", bool(refused["user namespace"]), "user namespaces refused"),
        Part("limits", not unlimited, f"not set: {', '.join(unlimited)}" if unlimited else "memory, time, files"),
        Part("process limit", seen["forks"] < LIMITS.processes, f"{seen['forks']} forks of {LIMITS.processes}"),
        Part("own processes only", seen["processes"] <= 4, f"{seen['processes']} processes seen"),
        Part("empty environment", not foreign, ", ".join(foreign) or "fixed variables only"),
        Part("closed descriptors", seen["descriptors"] == [0, 1, 2], f"descriptors {seen['descriptors']}"),
    )


def _namespace(kind: str) -> str:
    try:
        return os.readlink(f"/proc/self/ns/{kind}")
    except OSError:
        return ""


def _version() -> str:
    try:
        answer = subprocess.run(["bwrap", "--version"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S607
    except (OSError, subprocess.SubprocessError):
        return "bubblewrap"
    return f"{answer.stdout.strip()[:60]}, Python {sys.version_info.major}.{sys.version_info.minor}"
