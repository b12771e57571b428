"""One measured figure beside its peer's."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Figure", "fastest"]


@dataclass(frozen=True)
class Figure:
    """Seconds of ours and of the peer for the same work."""

    what: str
    seconds: float
    peer: str
    peer_seconds: float

    def __str__(self) -> str:
        ratio = self.seconds / self.peer_seconds
        return f"{self.what}: {self.seconds:.3f} s; {self.peer}: {self.peer_seconds:.3f} s; ratio {ratio:.2f}"


def fastest(work: Callable[[], object], rounds: int = 3) -> float:
    """Wall-clock seconds of the fastest of some rounds."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)
