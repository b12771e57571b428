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
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from provers.llm.config import LLMConfig
from provers.llm.pricing import dollars
from provers.prover import PROVERS, REMOTE, Budget, get_prover
from provers.record import Bookkeeper
from provers.threads import in_thread
from verification.attempt import FailureMechanism
from verification.backend import Limits
from verification.ledger import Ledger
from verification.process import Crashed, Limited, Overrun, ProcessPool
from verification.scratch import scratch_folder
from verification.verdict import Outcome, Report
from verification.verifier import Job, Verifier

__all__ = ["Event", "Row", "ScanOptions", "Summary", "scan"]

Event = Mapping[str, Any]

KILL_AFTER = 10.0
"""Seconds beyond its budget after which a prover that does not stop by itself is killed; loading its
solver is among them."""


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

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise InputError(f"workers: {self.workers} is below 1")
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


@dataclass
class _Lane:
    """One claim on its way through the provers."""

    problem: Problem
    record: ClaimRecord
    waiting: list[AttemptSpec]
    spec: AttemptSpec | None = None
    scratch: Path = Path()
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
        self.running: dict[Future[Any], _Lane] = {}
        self.attempts = self.skipped = self.micros = 0
        self.stop = threading.Event()
        self.asks = bool(REMOTE.intersection(self.provers))
        self.failures = books.failures() if self.asks else {}

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

    def _lanes(self) -> Iterator[_Lane]:
        for problem, record in self.claims:
            yield _Lane(problem, record, [self._spec(problem, record, name) for name in self._able(record)])

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
        failures = self.failures.get((problem.id, record.claim.digest), ())
        return replace(spec, llm=options.llm, about=problem, failures=failures, run=self.books.purse)

    def _fill(self, lanes: Iterator[_Lane]) -> None:
        """Keep every worker busy, with one claim in reserve."""
        most = self.options.agents if self.asks else self.options.workers + 1
        while len(self.running) < most:
            lane = next(lanes, None)
            if lane is None:
                return
            if not self._next_attempt(lane):
                self._claim_done(lane)

    def _claim_done(self, lane: _Lane) -> None:
        self._tell("claim", **asdict(self._row(lane.problem, lane.record)))

    def _next_attempt(self, lane: _Lane) -> bool:
        while lane.waiting:
            spec = lane.waiting.pop(0)
            if spec.key in self.done:
                self.skipped += 1
                continue
            if (spec.problem, spec.claim.digest) in self.verified:
                continue
            lane.spec, lane.jobs, lane.reports, lane.proposal = spec, [], [], None
            lane.scratch = Path(tempfile.mkdtemp(dir=self.scratch))
            lane.started = time.time()
            if spec.prover in REMOTE:
                self.running[in_thread(propose, spec, str(lane.scratch), self.pool, self.stop)] = lane
                return True
            call = Limited(propose, seconds=spec.budget.seconds + KILL_AFTER, memory_mb=spec.limits.memory_mb)
            self.running[self.pool.submit(call, spec, str(lane.scratch))] = lane
            return True
        return False

    def _advance(self, lane: _Lane, future: Future[Any]) -> bool:
        """Take what came back; submit the next judgement or attempt; False when the claim is done."""
        if lane.proposal is None:
            lane.proposal = _proposal(lane, future)
        else:
            lane.jobs[len(lane.reports)].take(future)
        try:
            judgement = self._judge(lane, lane.proposal)
        except Exception as error:  # noqa: BLE001 - a back-end's fault costs one attempt and is recorded
            lane.proposal, lane.jobs, lane.reports = _fault(lane, f"{type(error).__name__}: {error}"), [], []
            judgement = None
        if judgement is not None:
            self.running[judgement] = lane
            return True
        self._commit(lane, lane.proposal)
        return self._next_attempt(lane)

    def _judge(self, lane: _Lane, proposal: Proposal) -> Future[Any] | None:
        if len(lane.jobs) < len(proposal.candidates):
            lane.jobs = [self.verifier.job(candidate, lane.scratch) for candidate in proposal.candidates]
        while len(lane.reports) < len(lane.jobs):
            job = lane.jobs[len(lane.reports)]
            judgement = job.step(self.pool)
            if judgement is not None:
                return judgement
            lane.reports.append(job.report())
        return None

    def _commit(self, lane: _Lane, proposal: Proposal) -> None:
        assert lane.spec is not None  # noqa: S101 - narrows the type
        judged = list(zip(proposal.candidates, lane.reports, strict=True))
        with _uninterrupted():
            attempt = self.books.record(lane.spec, proposal, judged, started=lane.started)
            self.attempts += 1
            self.micros += attempt.cost.microdollars
            if attempt.verified:
                key = (attempt.problem, attempt.claim_digest)
                self.verified[key] = (attempt.prover, attempt.assurance, attempt.cost.seconds)
        shutil.rmtree(lane.scratch, ignore_errors=True)
        self._tell(
            "attempt",
            attempt=attempt.id,
            problem=attempt.problem,
            claim=_label(lane.record),
            claim_digest=attempt.claim_digest,
            goal=str(lane.record.goal),
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
        label, goal = _label(record), str(record.goal)
        return Row(problem.id, label, digest, goal, record.meaning, prover, assurance, seconds, str(outcome))


def _unpaid() -> list[str]:
    return [name for name in PROVERS if name not in REMOTE]


def _proposal(lane: _Lane, future: Future[Any]) -> Proposal:
    try:
        result: Proposal = future.result()
        return result
    except Overrun as error:
        if error.resource == "seconds":
            return _fault(lane, str(error), "seconds", FailureMechanism.BUDGET_SECONDS)
        return _fault(lane, str(error), error.resource, FailureMechanism.KILLED)
    except Crashed as error:
        return _fault(lane, str(error))
    except Exception as error:  # noqa: BLE001 - a prover's fault costs one attempt and is recorded
        return _fault(lane, f"{type(error).__name__}: {error}")


def _fault(
    lane: _Lane,
    message: str,
    ended_by: str = "fault",
    mechanism: FailureMechanism = FailureMechanism.OUR_FAULT,
) -> Proposal:
    # The attempt may have waited for a worker: it did not use more than it was allowed to.
    allowed = lane.spec.budget.seconds + KILL_AFTER if lane.spec else 0.0
    return Proposal((), ended_by, mechanism, message, 0, min(time.time() - lane.started, allowed), 0.0)


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


def _label(record: ClaimRecord) -> str:
    return f"{record.family} {_spell(record.params)}"


def _spell(params: Mapping[str, Any]) -> str:
    def value(item: Any) -> str:
        listed = isinstance(item, Sequence) and not isinstance(item, str)
        return "[" + ",".join(map(str, item)) + "]" if listed else str(item)

    return " ".join(f"{name}={value(item)}" for name, item in params.items())[:120]
