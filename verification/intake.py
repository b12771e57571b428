"""Other people's claims: attributed candidates with hash and link, checked as far as can be, in the same ledger.

Papers, notes and Lean projects become candidates in words that name the file; witnesses become candidates of the
family they are for. Each is recorded as an attempt of the prover `intake`, so that the queue shows it like any other.
"""

from __future__ import annotations

import re
import time
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import sqlalchemy as sa
from pydantic import AfterValidator, StringConstraints, ValidationError

from problems.canonical import MAX_BYTES as MAX_JSON
from problems.canonical import digest, read_json
from problems.claim import Claim
from problems.errors import InputError
from problems.family import IN_WORDS, explain, get_family
from problems.problem import Problem
from problems.values import Frozen
from verification.attempt import Attempt, Cost, FailureMechanism
from verification.bare_formats import bare_candidates, stated_claim
from verification.blobs import Blobs, file_sha256
from verification.candidate import Candidate, parse_candidate
from verification.documents import Source
from verification.entry import now
from verification.lean.submission import find_record, submitted
from verification.ledger import Ledger
from verification.projections import TABLES
from verification.recording import LostEvidenceError, entries, environment, store
from verification.review import visible_text
from verification.subject import record_of
from verification.verdict import Outcome, Report, UnknownReason
from verification.verifier import Verifier

__all__ = ["PROVER", "Credit", "Stated", "Taken", "candidates_of", "take_in"]

PROVER = "intake"
"""Name under which other people's claims are recorded."""

MAX_LEAN = 4_000_000
"""Bytes of a Lean file."""

MAX_CANDIDATES = 1000
"""Candidates of one file."""

WITNESS_ENDINGS = (".g6", ".graph6", ".s6", ".sparse6", ".sol", ".out", ".dimacs", ".edges", ".lst")
"""Endings of files that hold witnesses."""

_PLAIN = re.compile(r"[-+0-9\s,;()\[\]]+|(>>(graph6|sparse6)<<.*\s*)+", re.ASCII | re.DOTALL)
_SOLVER = re.compile(r"^(s SATISFIABLE|v -?\d)", re.MULTILINE)


class Credit(Frozen):
    """Whose claim it is."""

    author: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), AfterValidator(visible_text)] = ""
    """Who claims it."""
    link: Annotated[str, StringConstraints(pattern=r"^(https?://[!-~]+)?$", max_length=500)] = ""
    """Where it was found."""
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000), AfterValidator(visible_text)] = ""
    """What the one who hands it in says of it."""

    @classmethod
    def of(cls, **fields: Any) -> Credit:
        """Validated, or an InputError."""
        try:
            return cls(**fields)
        except ValidationError as error:
            raise InputError(f"intake: {explain(error)}") from None


@dataclass(frozen=True)
class Stated:
    """The claim as it is given beside the file; everything may be left out."""

    family: str = ""
    """Family of the claim."""
    params: Mapping[str, Any] | None = None
    """Its parameters."""
    goal: str = "exists"
    """exists or none."""
    form: str = ""
    """Bare format of a witness."""
    statement: str = ""
    """Id of the statement record that a Lean file is to be judged against."""


@dataclass(frozen=True)
class Taken:
    """What became of one candidate."""

    candidate: str
    """Its id."""
    attempt: str
    """The attempt that records it; the earlier one's when it was there already."""
    already: bool
    """Whether it had been taken in before: then nothing was written."""
    outcome: str = ""
    """Machine check."""
    assurance: str = ""
    """Machine check."""
    reason: str = ""
    """The machine check in words."""
    found_by: tuple[str, ...] = ()
    """Provers that had found the same candidate for the problem."""

    def dump(self) -> dict[str, Any]:
        """JSON form."""
        return {"schema": 1, **self.__dict__, "found_by": list(self.found_by)}


def candidates_of(
    source: Source, problem: Problem, stated: Stated, sha256: str, statements: Sequence[str] = ()
) -> list[Candidate]:
    """The candidates in a source; `sha256` is that of its bytes, which a document is named by.

    `statements` are folders with statement records besides the shipped ones.
    """
    if source.path is None:
        payload: dict[str, Any] = {"kind": "informal", "text": source.link}
        return [_candidate(_claim_of_document(problem, stated), payload)]
    if source.media_type == "text/x-lean" and stated.statement:
        return [_of_lean(_read(source.path, MAX_LEAN), problem, stated, statements)]
    if source.media_type in ("application/json", "application/jsonl"):
        return _of_json(_read(source.path, MAX_JSON), problem, stated)
    if stated.form or (source.media_type == "text/plain" and _holds_witness(source, stated)):
        return _of_bare(_read(source.path, MAX_JSON), problem, stated)
    document = {"sha256": sha256, "media_type": source.media_type, "name": source.name}
    return [_candidate(_claim_of_document(problem, stated), {"kind": "informal", "document": document})]


def _of_lean(data: bytes, problem: Problem, stated: Stated, statements: Sequence[str]) -> Candidate:
    """A proof of a pinned statement is a candidate for what the statement says, unless another claim is stated.

    One whose statement is not on record (yet) is a candidate for the problem in words.
    """
    text = data.decode("utf-8", "replace")
    record = find_record(stated.statement, statements)
    if record is not None and record.problem != problem.id:
        raise InputError(f"{record.id} is a statement of {record.problem}, not of {problem.id}")
    if record is not None and not stated.family:
        return submitted(text, record)
    payload = {"kind": "lean", "statement": stated.statement, "source": text}
    return _candidate(_claim_of_document(problem, stated), payload)


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise InputError(f"{path.name}: longer than {most} bytes")
    return data


def _holds_witness(source: Source, stated: Stated) -> bool:
    """Whether a plain text file is a witness: said by its ending, by --family, or by holding nothing but numbers."""
    if stated.family or source.name.lower().endswith(WITNESS_ENDINGS):
        return True
    text = _read(source.path, MAX_JSON) if source.path is not None else b""
    shown = text.decode("utf-8", "replace").strip()
    return bool(shown and (_PLAIN.fullmatch(shown) or _SOLVER.search(shown)))


def _candidate(claim: Claim, payload: Mapping[str, Any]) -> Candidate:
    return parse_candidate({"schema": 1, "claim": claim.model_dump(mode="json"), "payload": dict(payload)})


def _claim_of_document(problem: Problem, stated: Stated) -> Claim:
    if stated.family:
        return _claim_of_witness(problem, stated)
    return stated_claim(IN_WORDS, {"problem": problem.id})


def _claim_of_witness(problem: Problem, stated: Stated) -> Claim:
    """What was stated, or the one claim of the problem that it can only be."""
    if stated.family:
        get_family(stated.family)
    if stated.family and stated.params:
        return stated_claim(stated.family, stated.params, stated.goal)
    open_claims = [
        record.claim
        for record in problem.claims
        if record.goal == stated.goal and record.family == (stated.family or record.family)
    ]
    if len(open_claims) == 1:
        return open_claims[0]
    listed = "; ".join(f"{claim.family} {claim.params}" for claim in open_claims[:3]) or "no such claim"
    more = f" and {len(open_claims) - 3} more" if len(open_claims) > 3 else ""
    raise InputError(f"say which claim with --family and --param: {problem.id} has {listed}{more}")


def _of_json(data: bytes, problem: Problem, stated: Stated) -> list[Candidate]:
    data = data.removeprefix(BOM_UTF8)
    try:
        documents = [read_json(data)]
    except InputError:
        documents = []
        for number, line in enumerate(data.splitlines(), start=1):
            if line.strip():
                try:
                    documents.append(read_json(line))
                except InputError as error:
                    raise InputError(f"line {number}: {error}") from None
    if not documents or len(documents) > MAX_CANDIDATES:
        raise InputError(f"holds {len(documents)} candidates, from 1 to {MAX_CANDIDATES} are taken")
    if all(isinstance(item, Mapping) and "claim" in item and "payload" in item for item in documents):
        return [parse_candidate(item) for item in documents]
    return _of_bare(data, problem, stated)


def _of_bare(data: bytes, problem: Problem, stated: Stated) -> list[Candidate]:
    found = []
    for number, item in bare_candidates(data, _claim_of_witness(problem, stated), form=stated.form):
        if isinstance(item, str):
            raise InputError(f"line {number}: {item}")
        found.append(item)
        if len(found) > MAX_CANDIDATES:
            raise InputError(f"more than {MAX_CANDIDATES} witnesses in one file")
    return found


def take_in(
    ledger: Ledger,
    blobs: Blobs,
    verifier: Verifier,
    source: Source,
    problem: Problem,
    *,
    stated: Stated | None = None,
    credit: Credit | None = None,
) -> list[Taken]:
    """Store the source, judge the candidates in it, and record each; one that was taken in before is not repeated."""
    stated, credit = stated or Stated(), credit or Credit()
    link = credit.link or source.link
    facts: dict[str, Any] = {"name": source.name, "media_type": source.media_type}
    if source.path is not None:
        facts["sha256"] = file_sha256(source.path)
    statements = verifier.limits.lean.statements
    candidates = candidates_of(source, problem, stated, facts.get("sha256", ""), statements)
    for candidate in candidates:
        if candidate.problem not in (None, problem.id):
            raise InputError(f"{candidate.id[:19]} says that it is for {candidate.problem}, not {problem.id}")
    if source.path is not None and blobs.put(source.path) != facts["sha256"]:
        raise InputError(f"{source.name}: changed while it was read")
    config = {"author": credit.author, "link": link, "note": credit.note, "source": facts}
    return [_take(ledger, blobs, verifier, candidate, problem, config) for candidate in candidates]


class _AlreadyThereError(Exception):
    """Somebody took the same candidate in while this one was judged."""


def _take(
    ledger: Ledger, blobs: Blobs, verifier: Verifier, candidate: Candidate, problem: Problem, config: dict[str, Any]
) -> Taken:
    with ledger.reading() as connection:
        before = _found_before(connection, candidate.id, problem.id)
    if PROVER in before:
        return _known(candidate.id, before)
    started, begun = now(), time.perf_counter()
    report = verifier.verify(candidate)
    try:
        store(blobs, candidate, report)
    except LostEvidenceError as error:
        raise InputError(f"{candidate.id[:19]}: {error}") from None
    attempt = _attempt(candidate, report, problem, config, started, time.perf_counter() - begun)

    def guard(connection: sa.Connection) -> None:
        if PROVER in _found_before(connection, candidate.id, problem.id):
            raise _AlreadyThereError

    try:
        ledger.append([("attempt", attempt.dump()), *entries(attempt.id, [(candidate, report)])], guard=guard)
    except _AlreadyThereError:
        with ledger.reading() as connection:
            return _known(candidate.id, _found_before(connection, candidate.id, problem.id))
    return Taken(
        candidate.id,
        attempt.id,
        already=False,
        outcome=str(report.outcome),
        assurance=str(report.assurance),
        reason=report.reason,
        found_by=tuple(before),
    )


def _found_before(connection: sa.Connection, candidate: str, problem: str) -> dict[str, tuple[str, str, str]]:
    """Prover → (attempt, outcome, assurance) of its first find of the candidate for the problem."""
    attempts, table = TABLES["attempt"], TABLES["candidate"]
    query = (
        sa.select(attempts.c.prover, attempts.c.id, table.c.outcome, table.c.assurance)
        .join(table, table.c.attempt == attempts.c.id)
        .where(table.c.id == candidate, attempts.c.problem == problem)
        .order_by(attempts.c.seq.desc())
    )
    return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(query)}


def _known(candidate: str, before: Mapping[str, tuple[str, str, str]]) -> Taken:
    attempt, outcome, assurance = before[PROVER]
    others = tuple(prover for prover in before if prover != PROVER)
    return Taken(candidate, attempt, already=True, outcome=outcome, assurance=assurance, found_by=others)


def _attempt(
    candidate: Candidate, report: Report, problem: Problem, config: dict[str, Any], started: str, seconds: float
) -> Attempt:
    return Attempt(
        id=uuid4().hex,
        key=digest([PROVER, problem.id, candidate.id]),
        run="",
        problem=problem.id,
        claim=candidate.claim.model_dump(mode="json"),
        claim_digest=candidate.claim.digest,
        record_digest=record_of(problem, candidate.claim)[1],
        prover=PROVER,
        config=config,
        seed=0,
        budget={"work": None, "seconds": None},
        started=started,
        cost=Cost(seconds=round(seconds, 4)),
        outcome="found",
        mechanism=_mechanism(report),
        message=" ".join(report.reason.split())[:2000] if report.outcome is not Outcome.VERIFIED else "",
        ended_by="answer",
        candidates=(candidate.id,),
        verified=report.outcome is Outcome.VERIFIED,
        assurance=str(report.assurance),
        environment=environment(),
    )


def _mechanism(report: Report) -> FailureMechanism | None:
    if report.outcome is Outcome.VERIFIED:
        return None
    if report.outcome is Outcome.REFUTED:
        return FailureMechanism.CANDIDATE_REFUTED
    if report.unknown is UnknownReason.BACKEND_MISSING:
        return FailureMechanism.BACKEND_MISSING
    return FailureMechanism.CANDIDATE_UNKNOWN
