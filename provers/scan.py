"""The batch scan: every claim of a selection against the provers, checked and recorded.

Attempts and judgements are pure functions in worker processes; this coordinator alone writes the
ledger, one transaction an attempt. A killed scan loses at most what was in flight; with `resume`
what is recorded is not done again.
"""

from __future__ import annotations

import contextlib
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from problems.catalog import Catalog
from problems.claim import ClaimRecord
from problems.errors import InputError, MissingBackendError
from problems.problem import Problem
from problems.query import parse_query
from provers.attempt import AttemptSpec, Proposal, propose
from provers.lane import KILL_AFTER, Lane, label
from provers.llm.config import LLMConfig
from provers.llm.pricing import dollars
from provers.prover import LARGEST_SHARE, PROVERS, REMOTE, Budget, get_prover
from provers.record import Bookkeeper
from provers.sides import both_sides
from provers.threads import in_thread
from verification.backend import Limits
from verification.ledger import Ledger
from verification.process import Limited, ProcessPool
from verification.scratch import scratch_folder
from verification.verdict import Outcome
from verification.verifier import Verifier

__all__ = ["Event", "Row", "ScanOptions", "Summary", "scan"]

Event = Mapping[str, Any]


@dataclass(frozen=True)
class ScanOptions:
    """What to scan with; anything wrong is an InputError at once, before a ledger is touched."""

    query: str = ""
    """Selection of problems, in the catalogue's query language."""
    provers: tuple[str, ...] = ()
    """Prover names in order; empty for all that are installed."""
    budget: Budget = field(default_factory=Budget)
    """Budget of one attempt."""
    workers: int = 1
    """Worker processes."""
    seed: int = 0
    """Seed of every prover."""
    resume: bool = False
    """Skip attempts that the ledger already holds, and claims that it holds verified."""
    retry: bool = False
    """With `resume`: do again what failed by our fault or for want of a tool."""
    limits: Limits = field(default_factory=Limits)
    """Limits of one judgement."""
    llm: LLMConfig | None = None
    """Model, limits and caps of provers that ask a server; they are refused without."""
    agents: int = 8
    """Attempts of such provers at a time."""
    opposite: float = 0.0
    """Share of the budget of an attempt, and of what its problem may cost, that goes to the claim's opposite."""

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise InputError(f"workers: {self.workers} is below 1")
        if not 0 <= self.opposite <= LARGEST_SHARE:
            raise InputError(f"opposite: {self.opposite} is outside 0..{LARGEST_SHARE}")
        if self.agents < 1:
            raise InputError(f"agents: {self.agents} is below 1")
        if self.llm is not None and REMOTE.intersection(self.provers):
            self.llm.priced()
        if not 0 <= self.seed < 2**31:
            raise InputError(f"seed: {self.seed} is outside 0..{2**31 - 1}")
        parse_query(self.query)
        for name in self.provers:
            there = get_prover(name).available()
            if not there.available:
                raise MissingBackendError(f"prover {name}: {there.reason}; install with: {there.install}")


@dataclass(frozen=True)
class Row:
    """One claim of the scan and the best result that there is for it."""

    problem: str
    claim: str
    claim_digest: str
    goal: str
    meaning: str
    prover: str
    assurance: str
    seconds: float | None
    outcome: str


@dataclass(frozen=True)
class Summary:
    """What a scan did; `rows` also count what a resumed scan found in the ledger."""

    attempts: int
    skipped: int
    verified: int
    claims: int
    rows: tuple[Row, ...]
    interrupted: bool
    money: str = ""
    """What calls of a model cost now, for people; empty without any."""


def scan(
    catalog: Catalog,
    ledger: Ledger,
    options: ScanOptions,
    *,
    blobs: Path,
    on_event: Callable[[Event], None] = lambda _event: None,
) -> Summary:
    """Run the attempts that the selection asks for and return what is then known of its claims.

    Interrupting with KeyboardInterrupt kills the workers, keeps everything recorded so far, and returns a
    summary with `interrupted`.
    """
    with scratch_folder("scan") as scratch, contextlib.closing(_Pool(options.workers)) as pool:
        return _Scan(catalog, ledger, options, Bookkeeper(ledger, blobs), pool, scratch, on_event).run()


class _Pool(ProcessPool):
    def close(self) -> None:
        """However the scan ends, nothing is waited for."""
        self.kill()


class _Scan:
    def __init__(
        self,
        catalog: Catalog,
        ledger: Ledger,
        options: ScanOptions,
        books: Bookkeeper,
        pool: ProcessPool,
        scratch: Path,
        on_event: Callable[[Event], None],
    ) -> None:
        self.options, self.books, self.pool, self.scratch = options, books, pool, scratch
        self._on_event = on_event
        self.verifier = Verifier(
            limits=options.limits, thorough=True, pool=pool, workers=options.workers, scratch=scratch
        )
        self.absent: dict[str, str] = {}
        self.provers = [name for name in options.provers or _unpaid() if self._installed(name)]
        self.claims = [(problem, record) for problem in catalog.filter(options.query) for record in problem.claims]
        self.done = books.attempt_keys(retry=options.retry) if options.resume else set()
        self.verified = books.verified_claims() if options.resume else {}
        self.running: dict[Future[Any], Lane] = {}
        self.attempts = self.skipped = self.micros = 0
        self.stop = threading.Event()
        self.asks = bool(REMOTE.intersection(self.provers))
        self.failures = books.failures() if self.asks else {}
        self.criticised = books.criticised() if self.asks else set()

    def _installed(self, name: str) -> bool:
        there = get_prover(name).available()
        if not there.available:
            self.absent[name] = f"{there.reason}; install with: {there.install}"
        return there.available

    def _tell(self, event: str, **facts: Any) -> None:
        self._on_event({"schema": 1, "event": event, **facts})

    def run(self) -> Summary:
        self.books.start_run(self.options)
        self._tell("start", claims=len(self.claims), provers=self.provers, absent=self.absent)
        interrupted = False
        try:
            with self.verifier:
                self._run()
            self.books.keep_keys()
        except KeyboardInterrupt:
            interrupted = True
            self.pool.kill()
        finally:
            self.stop.set()
        rows = tuple(self._row(problem, record) for problem, record in self.claims)
        verified = sum(row.outcome == Outcome.VERIFIED for row in rows)
        counts = {"attempts": self.attempts, "skipped": self.skipped, "verified": verified, "claims": len(self.claims)}
        spent = {"microdollars": self.micros} if self.asks else {}
        self._tell("end", **counts, **spent, interrupted=interrupted)
        return Summary(**counts, rows=rows, interrupted=interrupted, money=dollars(self.micros) if self.asks else "")

    def _run(self) -> None:
        lanes = self._lanes()
        self._fill(lanes)
        while self.running:
            ended, _ = wait(self.running, return_when=FIRST_COMPLETED)
            for future in ended:
                lane = self.running.pop(future)
                if not self._advance(lane, future):
                    self._claim_done(lane)
            self._fill(lanes)

    def _lanes(self) -> Iterator[Lane]:
        for problem, record in self.claims:
            stated = [other.claim for other in problem.claims]
            specs = [
                self._told(spec)
                for name in self._able(record)
                for spec in both_sides(self._spec(problem, record, name), self.options.opposite, stated)
            ]
            yield Lane(problem, record, specs)

    def _able(self, record: ClaimRecord) -> Iterator[str]:
        for name in self.provers:
            try:
                refusal = get_prover(name).unsupported(record.claim)
            except Exception:  # noqa: BLE001 - the attempt meets the same fault in its own process, and records it
                refusal = ""
            if not refusal:
                yield name

    def _spec(self, problem: Problem, record: ClaimRecord, name: str) -> AttemptSpec:
        options = self.options
        spec = AttemptSpec(problem.id, record.claim, record.digest, name, options.budget, options.seed, options.limits)
        if name not in REMOTE:
            return spec
        return replace(spec, llm=options.llm, about=problem, run=self.books.purse)

    def _told(self, spec: AttemptSpec) -> AttemptSpec:
        """The attempt with what failed before on its side of the claim."""
        if spec.prover not in REMOTE:
            return spec
        return replace(spec, failures=self.failures.get((spec.problem, spec.claim.digest), ()))

    def _fill(self, lanes: Iterator[Lane]) -> None:
        """Keep every worker busy, with one claim in reserve."""
        most = self.options.agents if self.asks else self.options.workers + 1
        while len(self.running) < most:
            lane = next(lanes, None)
            if lane is None:
                return
            if not self._next_attempt(lane):
                self._claim_done(lane)

    def _claim_done(self, lane: Lane) -> None:
        self._tell("claim", **asdict(self._row(lane.problem, lane.record)))

    def _next_attempt(self, lane: Lane) -> bool:
        while lane.waiting:
            spec = lane.waiting.pop(0)
            if spec.key in self.done:
                self.skipped += 1
                continue
            if self._known(spec):
                continue
            lane.begin(spec, Path(tempfile.mkdtemp(dir=self.scratch)))
            if spec.prover in REMOTE:
                self.running[in_thread(propose, spec, str(lane.scratch), self.pool, self.stop)] = lane
                return True
            call = Limited(propose, seconds=spec.budget.seconds + KILL_AFTER, memory_mb=spec.limits.memory_mb)
            self.running[self.pool.submit(call, spec, str(lane.scratch))] = lane
            return True
        return False

    def _known(self, spec: AttemptSpec) -> bool:
        """Whether the claim is shown, or its opposite, where both sides are tried."""
        sides = (spec.claim, spec.claim.opposite) if self.options.opposite else (spec.claim,)
        return any((spec.problem, side.digest) in self.verified for side in sides)

    def _advance(self, lane: Lane, future: Future[Any]) -> bool:
        """Take what came back; submit the next judgement or attempt; False when the claim is done."""
        lane.take(future)
        assert lane.proposal is not None  # noqa: S101 - narrows the type
        try:
            work = self._judge(lane, lane.proposal) or self._read(lane, lane.proposal)
        except Exception as error:  # noqa: BLE001 - a back-end's fault costs one attempt and is recorded
            lane.fail(f"{type(error).__name__}: {error}")
            work = None
        if work is not None:
            self.running[work] = lane
            return True
        self._commit(lane, lane.proposal)
        return self._next_attempt(lane)

    def _read(self, lane: Lane, proposal: Proposal) -> Future[Any] | None:
        """The critic reads arguments in words before they are recorded, and so before anybody else does."""
        if not self.asks:
            return None
        from provers.llm.first_reader import read_first, wants_reader

        assert lane.spec is not None  # noqa: S101 - narrows the type
        for candidate in proposal.candidates[len(lane.readings) :]:
            if wants_reader(lane.spec, candidate, self.criticised):
                self.criticised.add(candidate.id)
                lane.reading = True
                return in_thread(read_first, lane.spec, candidate, str(lane.scratch), self.pool, self.stop)
            lane.readings.append(None)
        return None

    def _judge(self, lane: Lane, proposal: Proposal) -> Future[Any] | None:
        if len(lane.jobs) < len(proposal.candidates):
            lane.jobs = [self.verifier.job(candidate, lane.scratch) for candidate in proposal.candidates]
        while len(lane.reports) < len(lane.jobs):
            job = lane.jobs[len(lane.reports)]
            judgement = job.step(self.pool)
            if judgement is not None:
                return judgement
            lane.reports.append(job.report())
        return None

    def _commit(self, lane: Lane, proposal: Proposal) -> None:
        assert lane.spec is not None  # noqa: S101 - narrows the type
        judged = list(zip(proposal.candidates, lane.reports, strict=True))
        with _uninterrupted():
            readings = [reading for reading in lane.readings if reading is not None]
            attempt = self.books.record(lane.spec, proposal, judged, started=lane.started, readings=readings)
            self.attempts += 1
            self.micros += attempt.cost.microdollars + sum(item.note["cost"]["microdollars"] for item in readings)
            if attempt.verified:
                key = (attempt.problem, attempt.claim_digest)
                self.verified[key] = (attempt.prover, attempt.assurance, attempt.cost.seconds)
        shutil.rmtree(lane.scratch, ignore_errors=True)
        self._tell(
            "attempt",
            attempt=attempt.id,
            problem=attempt.problem,
            claim=label(lane.record),
            claim_digest=attempt.claim_digest,
            goal=str(lane.spec.claim.goal),
            prover=attempt.prover,
            candidates=list(attempt.candidates),
            outcomes=[str(report.outcome) for _, report in judged] if attempt.candidates else [],
            assurance=attempt.assurance,
            ended_by=attempt.ended_by,
            mechanism=str(attempt.mechanism) if attempt.mechanism else None,
            message=attempt.message,
            work=attempt.cost.work,
            seconds=attempt.cost.seconds,
            **({"microdollars": attempt.cost.microdollars} if self.asks else {}),
        )

    def _row(self, problem: Problem, record: ClaimRecord) -> Row:
        digest = record.claim.digest
        prover, assurance, seconds = self.verified.get((problem.id, digest), ("", "A0", None))
        outcome = Outcome.VERIFIED if prover else Outcome.UNKNOWN
        if not prover and self.options.opposite and (problem.id, record.claim.opposite.digest) in self.verified:
            outcome = Outcome.REFUTED
        named, goal = label(record), str(record.goal)
        return Row(problem.id, named, digest, goal, record.meaning, prover, assurance, seconds, str(outcome))


def _unpaid() -> list[str]:
    return [name for name in PROVERS if name not in REMOTE]


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold back an interruption until the transaction and its bookkeeping are over."""
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield
        return
    held: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _frame: held.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if held:
            signal.raise_signal(signal.SIGINT)
