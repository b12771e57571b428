"""Run one command in the sandbox and bring back what it printed and left."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib import util
from pathlib import Path

from problems.errors import InputError, MissingBackendError
from verification.sandbox.bubblewrap import ENVIRONMENT, FILES, HERE, SCRATCH, interpreter, rlimits, start
from verification.sandbox.collect import collect
from verification.sandbox.limits import SandboxLimits, SandboxResult
from verification.sandbox.watch import Watch
from verification.scratch import scratch_folder

__all__ = ["run_confined", "run_unsandboxed"]

LIBRARIES = "/libraries"
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}", re.ASCII)


def run_confined(
    command: Sequence[str],
    *,
    files: Mapping[str, bytes],
    read_only: Mapping[str, str],
    environment: Mapping[str, str],
    stdin: bytes,
    limits: SandboxLimits,
    parts: tuple[str, ...],
) -> SandboxResult:
    """The run itself; `parts` is what the caller knows to be in force."""
    _check(command, read_only)
    with _given(files) as folder:
        cage = start(command, files=folder, read_only=read_only, environment=environment, limits=limits)
        try:
            watch = Watch(cage.process, limits, root=cage.root, scratch=cage.scratch, kill=cage.kill, gone=cage.gone)
            cage.go()
            watch.run(stdin)
            found, left_out = collect(cage.scratch, limits)
        finally:
            cage.close()
    return _result(watch, cage.process.returncode, found, left_out, parts)


def run_unsandboxed(
    command: Sequence[str],
    *,
    files: Mapping[str, bytes],
    environment: Mapping[str, str],
    stdin: bytes,
    limits: SandboxLimits,
) -> SandboxResult:
    """The same without any wall around it, for users who said so: only limits a process, and one process group."""
    with _given(files) as folder, tempfile.TemporaryDirectory(prefix="workbench-unsafe-") as place:
        ready, ready_theirs = os.pipe()
        go, tell = os.pipe()
        # The number of processes is counted with all others of the user, so it cannot be limited here.
        kept = {name: value for name, value in rlimits(limits).items() if name != "RLIMIT_NPROC"}
        settings = {"uid": -1, "ready": ready_theirs, "go": go, "limits": kept}
        os.write(tell, b"g")
        translated = [word.replace(FILES, str(folder), 1) if word.startswith(FILES) else word for word in command]
        process = subprocess.Popen(  # noqa: S603 - asked for explicitly
            [interpreter()[0], "-I", "-S", "-B", str(HERE / "inside.py"), json.dumps(settings), *translated],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=(ready_theirs, go),
            env={**ENVIRONMENT, "HOME": place, "TMPDIR": place, **environment},
            cwd=place,
            start_new_session=True,
        )
        for descriptor in (ready_theirs, go, tell):
            os.close(descriptor)

        def kill() -> None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)

        opened = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            watch = Watch(
                process, limits, root=process.pid, scratch=-1, kill=kill, gone=lambda: process.poll() is not None
            )
            watch.run(stdin)
            found, left_out = collect(opened, limits)
        finally:
            kill()
            process.wait()
            os.close(opened)
            os.close(ready)
    return _result(watch, process.returncode, found, left_out, ())


def _check(command: Sequence[str], read_only: Mapping[str, str]) -> None:
    if not command or not command[0].startswith("/") or any("\0" in word for word in command):
        raise InputError("sandbox: the command begins with an absolute path, and holds no null character")
    for inside, path in read_only.items():
        if not inside.startswith("/") or ".." in Path(inside).parts or not os.path.exists(path):
            raise InputError(f"sandbox: {path} cannot be shown as {inside}: it must exist, and have an absolute place")
        if Path(inside).parts[1:2] in ((), ("proc",), ("dev",), (SCRATCH[1:],), (FILES[1:],)):
            raise InputError(f"sandbox: nothing can be shown as {inside}")


@contextlib.contextmanager
def _given(files: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder with the given files that everybody may read."""
    with scratch_folder("sandbox") as outer:
        folder = outer / "files"
        folder.mkdir()
        folder.chmod(0o755)
        for name, content in files.items():
            if not _NAME.fullmatch(name):
                raise InputError(f"sandbox: {name[:80]!r} is not a plain file name")
            (folder / name).write_bytes(content)
            (folder / name).chmod(0o444)
        yield folder


def _result(
    watch: Watch, status: int, files: dict[str, bytes], left_out: tuple[str, ...], parts: tuple[str, ...]
) -> SandboxResult:
    ended_by = -status if status < 0 else status - 128 if 128 < status < 128 + signal.NSIG else None
    limit = watch.limit
    last = bytes(watch.stderr).strip().splitlines()[-1:]
    if not limit and ended_by == signal.SIGXCPU:
        limit = "processor"
    elif not limit and ended_by == signal.SIGXFSZ:
        limit = "file size"
    elif not limit and status and last and last[0].startswith(b"MemoryError"):
        limit = "memory"
    return SandboxResult(
        exit=status if ended_by is None else None,
        signal=ended_by,
        stdout=bytes(watch.stdout),
        stderr=bytes(watch.stderr),
        limit=limit,
        seconds=watch.seconds,
        parts=parts,
        files=files,
        left_out=left_out,
    )


def libraries(names: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Place inside → installed package, for packages to be imported inside; and the folders they lie in here."""
    shown, folders = {}, []
    for name in names:
        spec = util.find_spec(name) if _NAME.fullmatch(name) and "." not in name else None
        if spec is None or spec.origin is None:
            raise MissingBackendError(f"sandbox: the package {name[:80]!r} is not installed")
        origin = Path(spec.origin)
        path = origin.parent if spec.submodule_search_locations else origin
        # Wheels keep the shared libraries of an extension module in a folder beside it.
        for each in (path, *path.parent.glob(f"*{name}*.libs")):
            shown[f"{LIBRARIES}/{each.name}"] = str(each)
        folders.append(str(path.parent))
    return shown, tuple(dict.fromkeys(folders))
