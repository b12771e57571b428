"""What a program in the sandbox may use, and what became of it."""

from __future__ import annotations

import math
import signal as signals
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from problems.errors import InputError

__all__ = ["SandboxLimits", "SandboxResult"]

MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class SandboxLimits:
    """Caps on one run; every one is finite and above zero."""

    seconds: float = 10.0
    """Wall-clock seconds; then everything is killed."""
    memory_mb: int = 1024
    """MiB that all processes together keep in memory, and of address space of each, unless `address_mb` is given."""
    address_mb: int | None = None
    """MiB of address space of each process, for programs that reserve far more than they use."""
    scratch_mb: int = 64
    """MiB that all files in the scratch folder hold together, and each of them alone."""
    scratch_files: int = 10_000
    """Files and folders in the scratch folder."""
    processes: int = 16
    """Processes and threads at one time."""
    open_files: int = 64
    """File descriptors of one process."""
    output_bytes: int = MEBIBYTE
    """Bytes on standard output; one more and everything is killed."""
    error_bytes: int = 64 * 1024
    """Bytes on standard error; one more and everything is killed."""
    result_files: int = 64
    """Files brought back from the scratch folder."""
    result_bytes: int = 16 * MEBIBYTE
    """Bytes of all files brought back."""

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if value is None and item.name == "address_mb":
                continue
            if not 0 < value <= 10**12 or math.isnan(value):
                raise InputError(f"sandbox limit {item.name}: {value} is not between 0 and 10^12")

    @property
    def cpu_seconds(self) -> int:
        """Processor seconds of one process: a second guard, above the wall-clock limit."""
        return math.ceil(self.seconds) + 1


@dataclass(frozen=True)
class SandboxResult:
    """How a run ended and what it left."""

    exit: int | None
    """Exit status; None when a signal ended the program."""
    signal: int | None
    """Signal that ended the program. (A program may imitate one by an exit status above 128.)"""
    stdout: bytes
    """At most `output_bytes`."""
    stderr: bytes
    """At most `error_bytes`."""
    limit: str
    """The limit that ended it: `seconds`, `processor`, `memory`, `output`, `file size`, `files`; empty for none."""
    seconds: float
    """Wall-clock seconds."""
    parts: tuple[str, ...]
    """Parts of the sandbox that were in force; empty for a run outside it."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Regular files left in the scratch folder: relative path → content, sorted."""
    left_out: tuple[str, ...] = ()
    """Why other files were not brought back, one line each."""

    @property
    def done(self) -> bool:
        """Whether the program ended by itself with status 0."""
        return self.exit == 0 and not self.limit

    @property
    def sentence(self) -> str:
        """How it ended, in one line."""
        if self.limit:
            return f"stopped at the limit on {self.limit} after {self.seconds:.1f} s"
        if self.signal is not None:
            known = {int(item): item.name for item in signals.Signals}
            return f"ended by signal {known.get(self.signal, self.signal)}{self._last_words}"
        return "ended with status 0" if self.exit == 0 else f"ended with status {self.exit}{self._last_words}"

    @property
    def _last_words(self) -> str:
        lines = self.stderr[-4000:].decode("utf-8", "replace").strip().splitlines()
        last = "".join(char if char.isprintable() else " " for char in lines[-1]) if lines else ""
        return f": {last[:200]}" if last else ""
