"""Time and memory of one judgement, with the layer named where they end."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType

from verification.pinned_proof import LeanStage
from verification.process import Overrun

__all__ = ["LayerStop", "Watch"]


class LayerStop(Overrun):
    """A limit was met in a layer; says nothing about the submission."""

    def __init__(self, layer: str, resource: str, detail: str) -> None:
        self.layer = layer
        super().__init__(resource, f"{layer}: {detail}")


class Watch:
    """The clock of one judgement; each stage runs inside `stage`."""

    def __init__(self, seconds: float, memory_mb: int) -> None:
        self.seconds, self.memory_mb = seconds, memory_mb
        self.stages: list[LeanStage] = []
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left; never below zero."""
        return max(0.0, self._end - time.monotonic())

    @contextlib.contextmanager
    def stage(self, layer: str) -> Iterator[None]:
        """Run a stage; what meets a limit inside raises LayerStop with the layer's name.

        Code of ours that takes too long is interrupted where this is the main thread, as it is in a judge process.
        """
        started = time.monotonic()
        try:
            if not self.left():
                raise Overrun("seconds", f"the {self.seconds:g} s of the judgement were over before it began")
            with self._alarm():
                yield
        except LayerStop:
            raise
        except Overrun as error:
            raise LayerStop(layer, error.resource, str(error)) from None
        except MemoryError:
            raise LayerStop(layer, "memory", f"it needed more than {self.memory_mb} MiB") from None
        finally:
            spent = round(1000 * (time.monotonic() - started))
            self.stages.append(LeanStage.model_validate({"layer": layer, "milliseconds": spent}))

    @contextlib.contextmanager
    def _alarm(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def ring(number: int, frame: FrameType | None) -> None:
            raise Overrun("seconds", f"it was stopped when the {self.seconds:g} s of the judgement were over")

        before = signal.signal(signal.SIGALRM, ring)
        # What watches its own clock comes first.
        signal.setitimer(signal.ITIMER_REAL, self.left() + 1)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
