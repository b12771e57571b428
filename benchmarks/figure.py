"""One measured figure beside its peer's."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Figure", "fastest"]


@dataclass(frozen=True)
class Figure:
    """Ours and the peer's for the same work."""

    what: str
    ours: float
    peer: str
    theirs: float
    unit: str = "s"
    """Seconds; memory is compared in GB."""

    def __str__(self) -> str:
        ratio = self.ours / self.theirs
        return (
            f"{self.what}: {self.ours:.3f} {self.unit}; {self.peer}: {self.theirs:.3f} {self.unit}; ratio {ratio:.2f}"
        )


def fastest(work: Callable[[], object], rounds: int = 3) -> float:
    """Wall-clock seconds of the fastest of some rounds."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)
