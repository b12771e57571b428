"""Bookkeeping of a scan: attempts, candidates and verdicts into the ledger, evidence files into blobs."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from problems.canonical import digest
from problems.errors import LedgerError
from provers.attempt import AttemptSpec, Proposal
from provers.llm.config import server
from verification.attempt import Attempt, Cost, FailureMechanism
from verification.blobs import Blobs
from verification.candidate import Candidate
from verification.entry import now
from verification.ledger import Ledger
from verification.recording import LostEvidenceError, entries, environment, store
from verification.standing import overruled
from verification.symmetry_key import keys_of
from verification.verdict import Outcome, Report, UnknownReason

if TYPE_CHECKING:
    from provers.llm.first_reader import Reading
    from provers.scan import ScanOptions

__all__ = ["Bookkeeper", "environment"]


class Bookkeeper:
    """Writes what a scan did; one transaction an attempt."""

    def __init__(self, ledger: Ledger, blobs: Path) -> None:
        self.ledger = ledger
        self.blobs = Blobs(blobs)
        self.run = self.purse = uuid4().hex
        """`purse` is the run under whose caps money is spent: the first one where a scan is resumed."""

    def start_run(self, options: ScanOptions) -> None:
        """Record the options and the environment of a run."""
        if options.resume:
            self.purse = self._purse(options) or self.run
        body = {
            "schema": 1,
            "id": self.run,
            "purse": self.purse,
            "asked": _asked(options),
            "started": now(),
            "query": options.query,
            "provers": list(options.provers),
            "budget": asdict(options.budget),
            "limits": asdict(options.limits),
            "workers": options.workers,
            "seed": options.seed,
            "resume": options.resume,
            "retry": options.retry,
            "environment": environment(),
        }
        if options.llm is not None:
            body["llm"] = {**options.llm.model_dump(mode="json"), "server": server()}
        self.blobs.prepare()
        self.ledger.append([("run", body)])
        self.blobs.claim(self.ledger.identity())

    def _purse(self, options: ScanOptions) -> str:
        """The purse of the last run that asked the same of the same provers; empty for none."""
        mine = _asked(options)
        runs = self.ledger.bodies("run")
        same = [str(run["purse"]) for run in runs if "purse" in run and run.get("asked") == mine]
        return same[-1] if same else ""

    def attempt_keys(self, *, retry: bool = False) -> set[str]:
        """Keys of the attempts that need not be done again; `retry` wants those back that failed by our fault."""
        return self.ledger.attempt_keys(faultless=retry)

    def verified_claims(self) -> dict[tuple[str, str], tuple[str, str, float]]:
        """(problem, claim hash) → (prover, assurance, seconds) of the best verified attempt."""
        best: dict[tuple[str, str], tuple[str, str, float]] = {}
        with self.ledger.reading() as connection:
            torn = set(connection.execute(overruled()).scalars())
        for attempt in self.ledger.attempts(outcome="found"):
            assurance = str(attempt.get("assurance", "A0"))
            if (
                attempt.get("verified")
                and attempt["id"] not in torn
                and assurance > best.get(_key(attempt), ("", "", 0.0))[1]
            ):
                best[_key(attempt)] = (attempt["prover"], assurance, float(attempt["cost"]["seconds"]))
        return best

    def keep_keys(self) -> None:
        """Keep the keys by which the reading queue merges duplicates; it finds them itself where this fails."""
        with contextlib.suppress(LedgerError):
            keys_of(self.ledger)

    def failures(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """(problem, claim hash) → how earlier attempts failed: prover, mechanism and message, oldest first."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for attempt in self.ledger.attempts():
            if attempt.get("mechanism"):
                told = f"{attempt['prover']}: {attempt['mechanism']}. {attempt.get('message', '')}".strip()[:500]
                found[_key(attempt)] = (*found.get(_key(attempt), ())[-19:], told)
        return found

    def record(
        self,
        spec: AttemptSpec,
        proposal: Proposal,
        judged: Sequence[tuple[Candidate, Report]],
        *,
        started: float,
        readings: Sequence[Reading] = (),
    ) -> Attempt:
        """One attempt with its candidates, verdicts and critics' reports; files first, so that no entry names a missing
        one."""
        transcript, notes = None, list[tuple[str, dict[str, Any]]]()
        try:
            if proposal.transcript:
                transcript = self.blobs.put(Path(proposal.transcript))
            notes = [("note", self._note(reading)) for reading in readings]
            for candidate, report in judged:
                store(self.blobs, candidate, report)
        except LostEvidenceError as error:
            message = str(error)
            proposal = replace(
                proposal, candidates=(), ended_by="fault", mechanism=FailureMechanism.OUR_FAULT, message=message
            )
            judged = ()
        verified = [report for _, report in judged if report.outcome is Outcome.VERIFIED]
        attempt = Attempt(
            id=uuid4().hex,
            key=spec.key,
            run=self.run,
            problem=spec.problem,
            claim=spec.claim.model_dump(mode="json"),
            claim_digest=spec.claim.digest,
            record_digest=spec.record,
            prover=spec.prover,
            config=spec.config,
            seed=spec.seed,
            budget={"work": spec.budget.work, "seconds": spec.budget.seconds},
            started=datetime.fromtimestamp(started, UTC).isoformat(timespec="milliseconds"),
            cost=Cost(
                seconds=round(proposal.seconds, 4),
                cpu_seconds=round(proposal.cpu_seconds, 4),
                work=proposal.work,
                calls=proposal.bill.calls,
                input_tokens=proposal.bill.input_tokens,
                output_tokens=proposal.bill.output_tokens,
                microdollars=proposal.bill.micros,
                estimated=proposal.bill.estimated,
            ),
            outcome=_outcome(proposal),
            mechanism=_mechanism(proposal, [report for _, report in judged]),
            message=_one_line(proposal.message),
            ended_by=proposal.ended_by,
            candidates=tuple(candidate.id for candidate, _ in judged),
            verified=bool(verified),
            assurance=max((str(report.assurance) for report in verified), default="A0"),
            transcript=transcript,
            environment=environment(),
        )
        self.ledger.append([("attempt", attempt.dump()), *entries(attempt.id, judged), *notes])
        return attempt

    def _note(self, reading: Reading) -> dict[str, Any]:
        return {**reading.note, "transcript": self.blobs.put(Path(reading.transcript)) if reading.transcript else ""}

    def criticised(self) -> set[str]:
        """Candidates that a critic has read."""
        notes = self.ledger.bodies("note")
        return {str(note.get("candidate")) for note in notes if note.get("by") == "critic" and not note.get("failed")}


def _asked(options: ScanOptions) -> str:
    """Hash of what a run asks of whom; a run that asks the same and resumes is the same run."""
    settings = options.llm.outcome() if options.llm is not None else {}
    budget = {"work": options.budget.work, "seconds": str(options.budget.seconds)}
    provers = {"provers": list(options.provers), "budget": budget, "seed": options.seed, "settings": settings}
    return digest({"query": options.query, **provers})


def _one_line(text: str) -> str:
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())[:2000]


def _outcome(proposal: Proposal) -> str:
    if proposal.candidates:
        return "found"
    if proposal.mechanism is FailureMechanism.UNSUPPORTED:
        return "unsupported"
    return "failed" if proposal.ended_by == "fault" else "nothing"


def _mechanism(proposal: Proposal, reports: Sequence[Report]) -> FailureMechanism | None:
    outcomes = {report.outcome for report in reports}
    if Outcome.VERIFIED in outcomes:
        return None
    if Outcome.REFUTED in outcomes:
        return FailureMechanism.CANDIDATE_REFUTED
    unknown = {report.unknown for report in reports}
    if UnknownReason.OUR_FAULT in unknown:
        return FailureMechanism.OUR_FAULT
    if UnknownReason.BACKEND_MISSING in unknown:
        return FailureMechanism.BACKEND_MISSING
    if outcomes:
        return FailureMechanism.CANDIDATE_UNKNOWN
    return proposal.mechanism


def _key(attempt: dict[str, Any]) -> tuple[str, str]:
    return attempt["problem"], attempt["claim_digest"]
