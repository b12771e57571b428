"""Start a command under bubblewrap: its namespaces, the few paths that it sees, and how it is killed.

    bwrap (as root: behind outside.py) → inside.py: limits, unprivileged id → the command

The scratch folder is a tmpfs of its own. It is opened from here before the command starts, and stays
readable through that descriptor when the namespaces are gone.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from problems.errors import MissingBackendError, UnsupportedError
from verification.sandbox.limits import MEBIBYTE, SandboxLimits
from verification.sandbox.seccomp import seccomp_filter

__all__ = ["FILES", "INSTALL", "SCRATCH", "Cage", "bubblewrap", "interpreter", "rlimits", "start"]

SCRATCH = "/scratch"
"""Working directory inside, the only place that can be written."""
FILES = "/files"
"""Where the files given to the command lie, read-only."""
INSTALL = "apt-get install bubblewrap"
SETUP_SECONDS = 20.0
UID = 1000
"""The program's user inside."""
ENVIRONMENT = {
    "HOME": SCRATCH,
    "LANG": "C.UTF-8",
    "PATH": "/nowhere",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "TMPDIR": SCRATCH,
}
DEVICES = ("null", "zero", "full", "random", "urandom")
HERE = Path(__file__).parent


@dataclass
class Cage:
    """A command that is about to run; `go` lets it."""

    process: subprocess.Popen[bytes]
    root: int
    """Process 1 of its namespace, seen from here."""
    scratch: int
    """Its scratch folder, open."""
    _root_descriptor: int
    _go: int

    def go(self) -> None:
        """Let the command start."""
        os.write(self._go, b"g")
        os.close(self._go)
        self._go = -1

    def kill(self) -> None:
        """Kill every process of its namespace."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._root_descriptor, signal.SIGKILL)
        self.process.kill()

    def gone(self) -> bool:
        """Whether its process 1 has ended, which it does only when all others have."""
        return self.process.poll() is not None and bool(select.select([self._root_descriptor], [], [], 0)[0])

    def close(self) -> None:
        """Kill what runs and close the descriptors."""
        self.kill()
        self.process.wait()
        for descriptor in (self.scratch, self._root_descriptor, self._go):
            if descriptor >= 0:
                os.close(descriptor)


def bubblewrap() -> str | None:
    """Path of the program."""
    return shutil.which("bwrap")


@cache
def interpreter() -> tuple[str, tuple[str, ...]]:
    """This Python's executable, and the paths that it needs beside the C library."""
    executable = os.path.realpath(sys.executable)
    prefix = sys.base_prefix
    if prefix not in ("/usr", "/usr/local"):
        return executable, tuple(dict.fromkeys((prefix, executable)))
    library = Path(str(sysconfig.get_config_var("LIBDIR"))) / str(sysconfig.get_config_var("INSTSONAME"))
    wanted = (executable, sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), str(library))
    return executable, tuple(dict.fromkeys(path for path in wanted if os.path.exists(path)))


def _system_paths() -> list[str]:
    """The C library and the dynamic linker."""
    triplet = f"/usr/lib/{sysconfig.get_config_var('MULTIARCH') or '-'}"
    libraries = [triplet, "/usr/lib64"] if os.path.isdir(triplet) else ["/usr/lib", "/usr/lib64"]
    libraries += [path for path in ("/lib", "/lib64") if not os.path.islink(path)]
    linkers = [str(path) for path in Path("/usr/lib").glob("ld-linux*")]
    return [path for path in (*libraries, *linkers, "/etc/ld.so.cache") if os.path.exists(path)]


def _view(files: Path, read_only: Mapping[str, str], limits: SandboxLimits) -> list[str]:
    """Arguments for everything that the command sees."""
    shown = {path: path for path in (*_system_paths(), *interpreter()[1])} | {**read_only, FILES: str(files)}
    links = {path: os.readlink(path) for path in ("/lib", "/lib64") if os.path.islink(path)}
    links |= {f"/dev/{name}": f"/proc/self/fd/{number}" for number, name in enumerate(("stdin", "stdout", "stderr"))}
    links |= {"/dev/fd": "/proc/self/fd", "/tmp": SCRATCH}  # noqa: S108 - a link inside, not a file here
    arguments = []
    # bubblewrap gives the folders that it makes on the way to root alone.
    places = {str(above) for place in (*shown, *links) for above in Path(place).parents} - {"/"} - links.keys()
    for folder in sorted(places):
        arguments += ["--perms", "0755", "--dir", folder]
    for place, path in shown.items():
        arguments += ["--ro-bind", os.path.realpath(path), place]
    for device in DEVICES:
        arguments += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    for place, target in links.items():
        arguments += ["--symlink", target, place]
    arguments += ["--perms", "0777", "--size", str(limits.scratch_mb * MEBIBYTE), "--tmpfs", SCRATCH]
    return [*arguments, "--proc", "/proc", "--remount-ro", "/", "--chdir", SCRATCH]


def rlimits(limits: SandboxLimits, *, others: int = 0) -> dict[str, int]:
    """The limits that the kernel keeps for each process; `others` processes are not the program's."""
    return {
        "RLIMIT_AS": (limits.address_mb or limits.memory_mb) * MEBIBYTE,
        "RLIMIT_CPU": limits.cpu_seconds,
        "RLIMIT_FSIZE": limits.scratch_mb * MEBIBYTE,
        "RLIMIT_NOFILE": limits.open_files,
        "RLIMIT_NPROC": limits.processes + others,
        "RLIMIT_CORE": 0,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
        "RLIMIT_RTPRIO": 0,
    }


def start(
    command: Sequence[str],
    *,
    files: Path,
    read_only: Mapping[str, str],
    environment: Mapping[str, str],
    limits: SandboxLimits,
) -> Cage:
    """The command, set up and waiting for `go`.

    MissingBackendError without bubblewrap, UnsupportedError where it cannot work.
    """
    program = bubblewrap()
    if sys.platform != "linux":
        raise UnsupportedError("the sandbox needs Linux: on other systems use a virtual machine or container")
    if program is None:
        raise MissingBackendError(f"the sandbox needs bubblewrap 0.8 or newer: {INSTALL}")
    rules = seccomp_filter()
    if not rules:
        raise UnsupportedError(f"the sandbox knows no filter of system calls for {os.uname().machine}")
    root = os.geteuid() == 0
    arguments = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    arguments += ["--die-with-parent", "--new-session", "--hostname", "sandbox", "--clearenv", "--cap-drop", "ALL"]
    if root:
        arguments += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        arguments += ["--unshare-user", "--uid", str(UID), "--gid", str(UID), "--disable-userns"]
    for name, value in {**ENVIRONMENT, **environment}.items():
        arguments += ["--setenv", name, value]
    arguments += _view(files, read_only, limits)
    with contextlib.ExitStack() as ours, contextlib.ExitStack() as theirs:
        info, info_theirs = _pipe(ours, theirs)
        ready, ready_theirs = _pipe(ours, theirs)
        go_theirs, go = os.pipe()
        theirs.callback(os.close, go_theirs)
        failed = contextlib.ExitStack()
        ours.enter_context(failed)
        failed.callback(os.close, go)
        filter_ = os.memfd_create("filter")
        theirs.callback(os.close, filter_)
        os.write(filter_, rules)
        os.lseek(filter_, 0, os.SEEK_SET)
        arguments += ["--info-fd", str(info_theirs), "--seccomp", str(filter_), "--", interpreter()[0]]
        settings = {
            "uid": UID if root else -1,
            "ready": ready_theirs,
            "go": go_theirs,
            # Without a user of its own the program is counted together with process 1.
            "limits": rlimits(limits, others=0 if root else 1),
        }
        text = (HERE / "inside.py").read_text("utf-8")
        arguments += ["-I", "-S", "-B", "-c", text, json.dumps(settings), *command]
        way = _root_way() if root else []
        process = subprocess.Popen(  # noqa: S603 - what runs is the point of the sandbox
            [*way, program, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=(info_theirs, ready_theirs, go_theirs, filter_),
            # bubblewrap's own environment could be read in /proc/1.
            env={},
            cwd="/",
            start_new_session=True,
        )
        failed.callback(_abandon, process)
        theirs.close()
        first = _child(info)
        if first is None or _first_bytes(ready, 1) != b"r":
            raise UnsupportedError(f"bubblewrap cannot make a sandbox here: {_complaint(process)}")
        descriptor = os.pidfd_open(first)
        failed.callback(os.close, descriptor)
        scratch = os.open(f"/proc/{first}/root{SCRATCH}", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        failed.pop_all()
        return Cage(process, first, scratch, descriptor, go)


def _root_way() -> list[str]:
    uid = random.SystemRandom().randrange(1 << 30, (1 << 31) - (1 << 16))
    return [interpreter()[0], "-I", "-S", "-B", str(HERE / "outside.py"), str(uid), str(UID), str(os.getpid())]


def _pipe(ours: contextlib.ExitStack, theirs: contextlib.ExitStack) -> tuple[int, int]:
    read, write = os.pipe()
    ours.callback(os.close, read)
    theirs.callback(os.close, write)
    return read, write


def _first_bytes(descriptor: int, most: int) -> bytes:
    ready, _, _ = select.select([descriptor], [], [], SETUP_SECONDS)
    return os.read(descriptor, most) if ready else b""


def _child(info: int) -> int | None:
    text, deadline = b"", time.monotonic() + SETUP_SECONDS
    while time.monotonic() < deadline:
        text += (chunk := _first_bytes(info, 4096))
        with contextlib.suppress(ValueError, KeyError):
            return int(json.loads(text)["child-pid"])
        if not chunk:
            break
    return None


def _abandon(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()


def _complaint(process: subprocess.Popen[bytes]) -> str:
    process.kill()
    text = process.communicate()[1][-2000:].decode("utf-8", "replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines[-1] if lines else f"it ended with status {process.returncode}")[:300]
