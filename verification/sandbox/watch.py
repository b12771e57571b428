"""Watch a running program from outside: pass its input, keep its output within caps, kill it at every limit."""

from __future__ import annotations

import contextlib
import os
import selectors
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from problems.errors import UnsupportedError
from verification.sandbox.limits import MEBIBYTE, SandboxLimits

__all__ = ["Watch"]

POLL_SECONDS = 0.05
"""Between two looks at memory and files."""
DRAIN_SECONDS = 2.0
"""For the last output of killed processes."""
KILL_SECONDS = 20.0
"""For killed processes to end."""
CHUNK = 1 << 16
PAGE = os.sysconf("SC_PAGE_SIZE")


class Watch:
    """One program from start to end; `stdout`, `stderr` and `limit` hold what was seen."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        limits: SandboxLimits,
        *,
        root: int,
        scratch: int,
        kill: Callable[[], None],
        gone: Callable[[], bool],
    ) -> None:
        """`root` is the process above all of the program's, `kill` ends them, `gone` says whether they have ended.

        `scratch` is the open folder of a file system of its own, or -1.
        """
        self._process = process
        self._limits = limits
        self._root = root
        self._scratch = scratch
        self._kill = kill
        self._gone = gone
        self._selector = selectors.DefaultSelector()
        self.stdout = bytearray()
        self.stderr = bytearray()
        self.limit = ""
        self.seconds = 0.0
        self._killed = 0.0

    def run(self, stdin: bytes) -> None:
        """Until the program and all that it started are gone."""
        started = time.monotonic()
        waiting = memoryview(stdin)
        assert self._process.stdin is not None  # noqa: S101 - narrows the type
        assert self._process.stdout is not None  # noqa: S101
        assert self._process.stderr is not None  # noqa: S101
        for stream, events in (
            (self._process.stdin, selectors.EVENT_WRITE),
            (self._process.stdout, selectors.EVENT_READ),
            (self._process.stderr, selectors.EVENT_READ),
        ):
            os.set_blocking(stream.fileno(), False)
            self._selector.register(stream, events)
        look, drained = started, float("inf")
        while True:
            now = time.monotonic()
            over = self._gone()
            if over and drained == float("inf"):
                self.seconds, drained = now - started, now + DRAIN_SECONDS
                self._kill()
            if (over and not self._reading()) or now > drained:
                break
            if self.limit and not over and now > self._killed + KILL_SECONDS:
                raise UnsupportedError("a program in the sandbox cannot be killed: is its file system stuck?")
            if not self.limit and not over:
                if now - started > self._limits.seconds:
                    self._stop("seconds")
                elif now >= look:
                    self._stop(self._excess())
                    look = now + POLL_SECONDS
            wait = 0.005 if over or self.limit else POLL_SECONDS
            if not self._selector.get_map():
                time.sleep(min(wait, 0.01))
                continue
            for key, _ in self._selector.select(min(wait, max(0.001, started + self._limits.seconds - now))):
                if key.fileobj is self._process.stdin:
                    waiting = self._write(waiting)
                else:
                    self._read(key.fileobj, self.stdout if key.fileobj is self._process.stdout else self.stderr)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError):
                stream.close()
        self._selector.close()

    def _reading(self) -> bool:
        return any(key.events & selectors.EVENT_READ for key in self._selector.get_map().values())

    def _stop(self, limit: str) -> None:
        if limit and not self.limit:
            self.limit = limit
            self._killed = time.monotonic()
            self._kill()

    def _write(self, waiting: memoryview) -> memoryview:
        stream = self._process.stdin
        assert stream is not None  # noqa: S101 - narrows the type
        try:
            waiting = waiting[os.write(stream.fileno(), waiting[:CHUNK]) :] if waiting else waiting
        except BlockingIOError:
            return waiting
        except OSError:
            # A program need not read what it is given.
            waiting = waiting[:0]
        if not waiting:
            self._selector.unregister(stream)
            with contextlib.suppress(OSError):
                stream.close()
        return waiting

    def _read(self, stream: object, kept: bytearray) -> None:
        most = self._limits.output_bytes if kept is self.stdout else self._limits.error_bytes
        try:
            chunk = os.read(stream.fileno(), CHUNK)  # type: ignore[attr-defined]
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        if not chunk:
            self._selector.unregister(stream)  # type: ignore[arg-type]
            return
        over = len(kept) + len(chunk) > most
        kept += chunk[: most - len(kept)]
        if over:
            self._stop("output")

    def _excess(self) -> str:
        """The limit that all processes together have passed, if any."""
        if self._scratch >= 0:
            room = os.fstatvfs(self._scratch)
            if room.f_files - room.f_ffree > self._limits.scratch_files:
                return "files"
        resident = sum(_resident(process) for process in _below(self._root))
        return "memory" if resident > self._limits.memory_mb * MEBIBYTE else ""


def _below(root: int) -> Iterator[int]:
    """`root` and all processes that descend from it, as far as they can be seen."""
    waiting = [root]
    while waiting:
        process = waiting.pop()
        yield process
        with contextlib.suppress(OSError):
            for thread in os.listdir(f"/proc/{process}/task"):
                waiting += map(int, Path(f"/proc/{process}/task/{thread}/children").read_text("ascii").split())


def _resident(process: int) -> int:
    """Bytes that a process keeps in memory, mapped files left out: those can be dropped and read again at any time.

    A library of several gigabytes that is mapped read-only would else count as if the program had filled it.
    """
    with contextlib.suppress(OSError, IndexError, ValueError):
        status = Path(f"/proc/{process}/status").read_text("utf-8", "replace")
        kept = [line.split() for line in status.splitlines() if line.startswith(("RssAnon:", "RssShmem:"))]
        if kept:
            return sum(int(words[1]) for words in kept) * 1024
        return int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1]) * PAGE
    return 0
