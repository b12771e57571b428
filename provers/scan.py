"""The batch scan: every claim of a selection against the provers, checked and recorded.

Attempts and judgements are pure functions in worker processes; this coordinator alone writes the
ledger, one transaction an attempt. A killed scan loses at most what was in flight; with `resume`
what is recorded is not done again.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from problems.catalog import Catalog
from problems.claim import ClaimRecord
from problems.problem import Problem
from provers.attempt import AttemptSpec, Proposal, propose
from provers.prover import PROVERS, Budget, get_prover
from provers.record import Bookkeeper
from verification.attempt import FailureMechanism
from verification.backend import Limits
from verification.ledger import Ledger
from verification.process import Crashed, Limited, Overrun, ProcessPool
from verification.verdict import Assurance, Outcome, Report
from verification.verifier import Job, Verifier

__all__ = ["Event", "ScanOptions", "Summary", "scan"]

Event = Mapping[str, Any]

KILL_AFTER = 5.0
"""Seconds beyond its budget after which a prover that does not stop by itself is killed."""


@dataclass(frozen=True)
class ScanOptions:
    """What to scan with."""

    query: str = ""
    """Selection of problems, in the catalogue's query language."""
    provers: tuple[str, ...] = ()
    """Prover names in order; empty for all."""
    budget: Budget = field(default_factory=Budget)
    """Budget of one attempt."""
    workers: int = 1
    """Worker processes."""
    seed: int = 0
    """Seed of every prover."""
    resume: bool = False
    """Skip attempts that the ledger already holds."""
    limits: Limits = field(default_factory=Limits)
    """Limits of one judgement."""


@dataclass(frozen=True)
class Row:
    """One claim of the scan and the best result that the ledger has for it."""

    problem: str
    claim: str
    goal: str
    meaning: str
    prover: str
    assurance: str
    seconds: float | None
    outcome: str


@dataclass(frozen=True)
class Summary:
    """What a scan did."""

    attempts: int
    skipped: int
    verified: int
    claims: int
    rows: tuple[Row, ...]
    interrupted: bool


@dataclass
class _Lane:
    """One claim on its way through the provers."""

    problem: Problem
    record: ClaimRecord
    waiting: list[AttemptSpec]
    spec: AttemptSpec | None = None
    scratch: Path | None = None
    proposal: Proposal | None = None
    started: float = 0.0
    jobs: list[Job] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)


def scan(
    catalog: Catalog,
    ledger: Ledger,
    options: ScanOptions,
    *,
    blobs: Path,
    on_event: Callable[[Event], None] = lambda _event: None,
) -> Summary:
    """Run the attempts that the selection asks for and return what the ledger then says of its claims.

    Interrupting with KeyboardInterrupt kills the workers, keeps everything recorded so far, and returns a
    summary with `interrupted`.
    """
    with ProcessPool(options.workers) as pool:
        return _Scan(catalog, ledger, options, Bookkeeper(ledger, blobs), pool, on_event).run()


class _Scan:
    def __init__(
        self,
        catalog: Catalog,
        ledger: Ledger,
        options: ScanOptions,
        books: Bookkeeper,
        pool: ProcessPool,
        on_event: Callable[[Event], None],
    ) -> None:
        self.options, self.books, self.pool, self.on_event = options, books, pool, on_event
        self.verifier = Verifier(limits=options.limits, thorough=True, pool=pool, workers=options.workers)
        self.provers = options.provers or tuple(PROVERS)
        for name in self.provers:
            get_prover(name)
        self.claims = [(problem, record) for problem in catalog.filter(options.query) for record in problem.claims]
        self.done = books.attempt_keys() if options.resume else set()
        self.verified = books.verified_claims() if options.resume else {}
        self.running: dict[Future[Any], _Lane] = {}
        self.attempts = self.skipped = 0

    def run(self) -> Summary:
        lanes = self._lanes()
        total = len(self.claims)
        self.books.start_run(self.options)
        self.on_event({"event": "start", "claims": total, "provers": list(self.provers)})
        interrupted = False
        try:
            with self.verifier:
                self._fill(lanes)
                while self.running:
                    ended, _ = wait(self.running, return_when=FIRST_COMPLETED)
                    for future in ended:
                        lane = self.running.pop(future)
                        if not self._advance(lane, future):
                            self.on_event({"event": "claim", **self._row(lane.problem, lane.record).__dict__})
                    self._fill(lanes)
        except KeyboardInterrupt:
            interrupted = True
            self.pool.kill()
        finally:
            for lane in self.running.values():
                if lane.scratch:
                    shutil.rmtree(lane.scratch, ignore_errors=True)
        rows = tuple(self._row(problem, record) for problem, record in self.claims)
        verified = sum(row.outcome == Outcome.VERIFIED for row in rows)
        self.on_event({"event": "end", "attempts": self.attempts, "skipped": self.skipped, "verified": verified})
        return Summary(self.attempts, self.skipped, verified, total, rows, interrupted)

    def _lanes(self) -> Iterator[_Lane]:
        for problem, record in self.claims:
            waiting = []
            for name in self.provers:
                prover = get_prover(name)
                if prover.unsupported(record.claim) or not prover.available().available:
                    continue
                spec = AttemptSpec(
                    problem.id, record.claim, record.digest, name, self.options.budget, self.options.seed
                )
                waiting.append(spec)
            yield _Lane(problem, record, waiting)

    def _fill(self, lanes: Iterator[_Lane]) -> None:
        """Keep every worker busy, with one claim in reserve."""
        while len(self.running) < self.options.workers + 1:
            lane = next(lanes, None)
            if lane is None:
                return
            if not self._next_attempt(lane):
                self.on_event({"event": "claim", **self._row(lane.problem, lane.record).__dict__})

    def _next_attempt(self, lane: _Lane) -> bool:
        while lane.waiting:
            spec = lane.waiting.pop(0)
            if (spec.problem, spec.claim.digest) in self.verified:
                self.skipped += spec.key in self.done
                continue
            if spec.key in self.done:
                self.skipped += 1
                continue
            lane.spec, lane.jobs, lane.reports, lane.proposal = spec, [], [], None
            lane.scratch = Path(tempfile.mkdtemp(prefix="workbench-attempt-"))
            lane.started = time.time()
            call = Limited(propose, seconds=spec.budget.seconds + KILL_AFTER, memory_mb=self.options.limits.memory_mb)
            self.running[self.pool.submit(call, spec, str(lane.scratch))] = lane
            return True
        return False

    def _advance(self, lane: _Lane, future: Future[Any]) -> bool:
        """Take what came back; submit the next judgement or attempt; False when the claim is done."""
        if lane.proposal is None:
            lane.proposal = self._proposal(lane, future)
            lane.jobs = [self.verifier.job(candidate, lane.scratch) for candidate in lane.proposal.candidates]
        else:
            lane.jobs[len(lane.reports)].take(future)
        while len(lane.reports) < len(lane.jobs):
            job = lane.jobs[len(lane.reports)]
            judgement = job.step(self.pool)
            if judgement is not None:
                self.running[judgement] = lane
                return True
            lane.reports.append(job.report())
        self._commit(lane)
        return self._next_attempt(lane)

    def _proposal(self, lane: _Lane, future: Future[Any]) -> Proposal:
        try:
            result: Proposal = future.result()
            return result
        except Overrun as error:
            seconds = error.resource == "seconds"
            ended_by = "seconds" if seconds else "fault"
            mechanism = FailureMechanism.BUDGET_SECONDS if seconds else FailureMechanism.KILLED
            message = str(error)
        except Crashed as error:
            ended_by, mechanism, message = "fault", FailureMechanism.OUR_FAULT, str(error)
        except Exception as error:  # noqa: BLE001 - a prover's fault costs one attempt and is recorded
            ended_by, mechanism, message = "fault", FailureMechanism.OUR_FAULT, f"{type(error).__name__}: {error}"
        return Proposal((), ended_by, mechanism, message, 0, time.time() - lane.started, 0.0)

    def _commit(self, lane: _Lane) -> None:
        assert lane.spec is not None and lane.proposal is not None and lane.scratch is not None  # noqa: S101, PT018
        verdicts = list(zip(lane.proposal.candidates, lane.reports, strict=True))
        self.books.record(lane.spec, lane.proposal, verdicts, started=lane.started)
        shutil.rmtree(lane.scratch, ignore_errors=True)
        lane.scratch = None
        self.attempts += 1
        best = max((report.assurance for report in lane.reports), default=Assurance.A0)
        if any(report.outcome is Outcome.VERIFIED for report in lane.reports):
            key = (lane.spec.problem, lane.spec.claim.digest)
            self.verified[key] = (lane.spec.prover, str(best), lane.proposal.seconds)
        self.on_event(
            {
                "event": "attempt",
                "problem": lane.spec.problem,
                "claim": lane.spec.claim.digest,
                "prover": lane.spec.prover,
                "outcome": [str(report.outcome) for report in lane.reports],
                "assurance": str(best),
                "ended_by": lane.proposal.ended_by,
                "mechanism": lane.proposal.mechanism and str(lane.proposal.mechanism),
                "seconds": round(lane.proposal.seconds, 3),
            }
        )

    def _row(self, problem: Problem, record: ClaimRecord) -> Row:
        found = self.verified.get((problem.id, record.claim.digest))
        label = f"{record.family} {_spell(record.params)}"
        if found is None:
            return Row(problem.id, label, str(record.goal), record.meaning, "", "A0", None, str(Outcome.UNKNOWN))
        prover, assurance, seconds = found
        return Row(
            problem.id, label, str(record.goal), record.meaning, prover, assurance, seconds, str(Outcome.VERIFIED)
        )


def _spell(params: Mapping[str, Any]) -> str:
    def value(item: Any) -> str:
        return (
            "[" + ",".join(map(str, item)) + "]"
            if isinstance(item, Sequence) and not isinstance(item, str)
            else str(item)
        )

    return " ".join(f"{name}={value(item)}" for name, item in params.items())[:120]
