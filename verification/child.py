"""A program of ours or of the system, run as the child of a judging process: it never outlives its parent.

It stays in its parent's process group, which the watchdog kills as a whole; and where the parent alone is killed, the
kernel sends the child after it (on Linux).
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["run_child"]

_PR_SET_PDEATHSIG = 1


def run_child(
    command: Sequence[str], *, text: str = "", seconds: float | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `command` with `text` as its input; raises TimeoutError, with the child killed, after `seconds`."""
    try:
        return subprocess.run(  # noqa: S603 - a fixed program on files that we wrote
            command,
            input=text,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
            cwd=cwd,
            preexec_fn=_follow(),
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError(f"{command[0]} was stopped after {seconds:.0f} s") from None


def _follow() -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def follow() -> None:
        prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return follow
