"""Route candidates to the back-ends that can judge them, each judgement in a killable process.

`verify` judges one candidate; a `Verifier` keeps its worker processes for many.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from problems.canonical import read_json
from problems.errors import InputError, MissingBackendError, UnsupportedError, WorkbenchError
from problems.family import get_family
from verification.backend import BACKENDS, Limits, get_backend
from verification.candidate import Candidate, Generator, LeanProof, Refutation, WitnessPayload, parse_candidate
from verification.process import Crashed, Limited, Overrun, ProcessPool
from verification.provenance import family_code
from verification.scratch import scratch_folder
from verification.verdict import Outcome, Report, Undecided, UnknownReason, Verdict, combine, issue

__all__ = ["Job", "Malformed", "Verifier", "judge", "route", "verify"]

T = TypeVar("T")


@dataclass(frozen=True)
class Malformed:
    """An input line that is no candidate."""

    line: int
    message: str

    def dump(self) -> dict[str, Any]:
        """The line `verify --json` prints for it."""
        return {"schema": 1, "error": {"line": self.line, "message": self.message}}


def route(candidate: Candidate, *, thorough: bool = False) -> tuple[str, ...]:
    """Back-ends to ask, in order. `thorough` asks for a second, independently stated check of witnesses.

    For goal `none` the later ones are asked only while the earlier ones leave it open.
    """
    if isinstance(candidate.payload, Refutation):
        return ("sat", "exact")
    if isinstance(candidate.payload, Generator):
        return ("generator",)
    if isinstance(candidate.payload, LeanProof):
        return ("lean",)
    if isinstance(candidate.payload, WitnessPayload):
        second = thorough and get_family(candidate.claim.family).has_model
        return ("exact", "smt") if second else ("exact",)
    return ("exact", "symbolic")


def judge(name: str, candidate: Candidate, limits: Limits, scratch: str) -> Verdict:
    """One back-end on one candidate, in this process; refusals become `unknown` with the reason."""
    started = time.perf_counter()
    backend = get_backend(name)
    folder = Path(scratch)
    try:
        return backend.judge(candidate, limits, folder)
    except MissingBackendError as error:
        why, detail = UnknownReason.BACKEND_MISSING, str(error)
    except (UnsupportedError, InputError) as error:
        why, detail = UnknownReason.UNSUPPORTED, str(error)
    except RecursionError:
        why, detail = UnknownReason.OUR_FAULT, "recursion too deep"
    return _undecided(name, candidate, why, detail, time.perf_counter() - started)


def _undecided(name: str, candidate: Candidate, why: UnknownReason, detail: str, seconds: float = 0.0) -> Verdict:
    return issue(
        candidate=candidate.id,
        goal=candidate.claim.goal,
        backend=name,
        version="",
        evidence=Undecided(why=why, detail=" ".join(detail.split())[:1000]),
        seconds=seconds,
        family_code=family_code(candidate.claim.family),
    )


@dataclass
class Job:
    """A candidate on its way through its back-ends; `step` submits the next judgement."""

    candidate: Candidate
    asked: Sequence[str]
    explicit: bool
    limits: Limits
    scratch: Path
    verdicts: list[Verdict] = field(default_factory=list)
    _next: int = 0
    _running: str = ""
    _started: float = 0.0

    def step(self, pool: ProcessPool) -> Future[Verdict] | None:
        """Submit the next judgement; None when the candidate is done."""
        while self._next < len(self.asked) and not self._settled():
            name = self.asked[self._next]
            self._next += 1
            backend = get_backend(name)
            refusal = backend.unsupported(self.candidate)
            if refusal:
                if self.explicit:
                    self.verdicts.append(_undecided(name, self.candidate, UnknownReason.UNSUPPORTED, refusal))
                continue
            there = backend.available()
            # A toolchain that a setting names is found by whoever judges with it.
            named = name == "lean" and bool(self.limits.lean.toolchain)
            if not there.available and not named:
                detail = f"{there.reason}; install with: {there.install}"
                self.verdicts.append(_undecided(name, self.candidate, UnknownReason.BACKEND_MISSING, detail))
                continue
            self._running, self._started = name, time.perf_counter()
            call = Limited(judge, seconds=self.limits.seconds, memory_mb=self.limits.memory_mb)
            return pool.submit(call, name, self.candidate, self.limits, str(self.scratch))
        return None

    def _settled(self) -> bool:
        if self.explicit or not self.verdicts:
            return False
        if isinstance(self.candidate.payload, Refutation):
            return any(verdict.outcome is not Outcome.UNKNOWN for verdict in self.verdicts)
        return self.verdicts[0].outcome is Outcome.REFUTED

    def take(self, future: Future[Verdict]) -> None:
        """Record the answer of the judgement submitted last; a lost process becomes `unknown`."""
        seconds = time.perf_counter() - self._started
        try:
            self.verdicts.append(future.result())
            return
        except Overrun as error:
            why = UnknownReason.MEMORY if error.resource == "memory" else UnknownReason.TIMEOUT
            detail = str(error)
        except Crashed as error:
            why, detail = UnknownReason.OUR_FAULT, str(error)
        except WorkbenchError as error:
            why, detail = UnknownReason.UNSUPPORTED, str(error)
        except Exception as error:  # noqa: BLE001 - a fault of a back-end is recorded as ours, never as a verdict
            why, detail = UnknownReason.OUR_FAULT, f"{type(error).__name__}: {error}"
        self.verdicts.append(_undecided(self._running, self.candidate, why, detail, seconds))

    def report(self) -> Report:
        """All verdicts together."""
        if not self.verdicts:
            reasons = [get_backend(name).unsupported(self.candidate) for name in self.asked]
            why, detail = UnknownReason.UNSUPPORTED, "; ".join(filter(None, reasons)) or "no back-end judges this"
            if self.candidate.payload.kind == "informal":
                detail = "an argument in words is read by people, not judged by machine"
            self.verdicts.append(_undecided("none", self.candidate, why, detail))
        return combine(self.candidate.id, self.verdicts)


class Verifier:
    """Judges many candidates in `workers` persistent processes; use as a context manager."""

    def __init__(
        self,
        *,
        backends: Sequence[str] = (),
        limits: Limits | None = None,
        workers: int = 1,
        thorough: bool = False,
        pool: ProcessPool | None = None,
        scratch: Path | None = None,
    ) -> None:
        for name in backends:
            get_backend(name)
        self.limits = limits or Limits()
        self._backends = tuple(dict.fromkeys(backends))
        self._thorough = thorough
        self._workers = workers
        self._own_pool = pool is None
        self.pool = pool or ProcessPool(workers)
        self._own = ExitStack()
        self._scratch = scratch or self._own.enter_context(scratch_folder("judge"))

    def __enter__(self) -> Verifier:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own_pool:
            self.pool.kill()
        self._own.close()

    def job(self, candidate: Candidate, scratch: Path | None = None) -> Job:
        """A job for the candidate under this verifier's back-ends and limits."""
        asked = self._backends or route(candidate, thorough=self._thorough)
        unknown = [name for name in asked if name not in BACKENDS]
        if unknown:
            raise InputError(f"unknown back-end {unknown[0]!r}")
        return Job(candidate, asked, bool(self._backends), self.limits, scratch or self._scratch)

    def verify(self, candidate: Candidate) -> Report:
        """Judge one candidate."""
        job = self.job(candidate)
        while (future := job.step(self.pool)) is not None:
            job.take(future)
        return job.report()

    def verify_lines(self, lines: Iterable[str | bytes]) -> Iterator[Report | Malformed]:
        """Judge JSON Lines in order, several at once; blank lines are skipped, malformed ones reported."""
        window: deque[tuple[Job, Future[Verdict] | None] | Malformed] = deque()
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                job = self.job(parse_candidate(read_json(line)))
                window.append((job, job.step(self.pool)))
            except InputError as error:
                window.append(Malformed(number, str(error)))
            if len(window) >= 4 * self._workers:
                yield self._finish(window.popleft())
        while window:
            yield self._finish(window.popleft())

    def _finish(self, item: tuple[Job, Future[Verdict] | None] | Malformed) -> Report | Malformed:
        if isinstance(item, Malformed):
            return item
        job, future = item
        while future is not None:
            job.take(future)
            future = job.step(self.pool)
        return job.report()


def verify(
    candidate: Candidate, *, backends: Sequence[str] = (), limits: Limits | None = None, thorough: bool = False
) -> Report:
    """Judge one candidate in a process of its own; for many, keep a `Verifier`."""
    with Verifier(backends=backends, limits=limits, thorough=thorough) as verifier:
        return verifier.verify(candidate)
