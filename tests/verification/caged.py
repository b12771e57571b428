"""Programs that try to get out of the sandbox, run with small caps that every answer is held against."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from verification.sandbox import FILES, SandboxLimits, SandboxResult, run
from verification.sandbox.bubblewrap import interpreter

__all__ = ["BRIEF", "CAPS", "achieved", "alive", "program"]

CAPS = SandboxLimits(
    seconds=15,
    memory_mb=256,
    scratch_mb=8,
    scratch_files=500,
    processes=8,
    open_files=32,
    output_bytes=100_000,
    error_bytes=10_000,
    result_files=20,
    result_bytes=1_000_000,
)
BRIEF = SandboxLimits(seconds=1.5, memory_mb=256, scratch_mb=8, processes=8, output_bytes=100_000)

PRELUDE = """
import ctypes, errno, json, os, signal, socket, sys, time
libc = ctypes.CDLL(None, use_errno=True)
got = []
def attempt(name, action, *arguments):
    try:
        answer = action(*arguments)
    except BaseException as error:
        return
    got.append(f"{name}: {answer!r:.80}")
def system(*arguments):
    answer = libc.syscall(*arguments)
    if answer < 0:
        raise OSError(ctypes.get_errno(), "")
    return answer
def read(path):
    with open(path, "rb") as file:
        return file.read(4000)
def write(path):
    with open(path, "wb") as file:
        file.write(b"x")
"""


def program(source: str, *words: str, limits: SandboxLimits = CAPS) -> SandboxResult:
    command = [interpreter()[0], "-s", "-B", f"{FILES}/main.py", *words]
    started = time.monotonic()
    result = run(command, files={"main.py": (PRELUDE + source).encode()}, limits=limits)
    assert time.monotonic() - started < limits.seconds + 10
    assert len(result.stdout) <= limits.output_bytes
    assert len(result.stderr) <= limits.error_bytes
    assert sum(map(len, result.files.values())) <= limits.result_bytes
    return result


def achieved(source: str, *words: str) -> list[str]:
    """What the attempts of a program came to; it must have lived to tell."""
    result = program(source + "\nprint(json.dumps(got))", *words)
    assert result.done, (result.sentence, result.stderr)
    answer = json.loads(result.stdout)
    assert isinstance(answer, list)
    return answer


def alive(token: str) -> list[str]:
    found = []
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and token.encode() in (process / "cmdline").read_bytes():
                found.append(process.name)
        except OSError:
            continue
    return [name for name in found if int(name) != os.getpid()]
