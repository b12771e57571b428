"""What an attempt leaves in the ledger: evidence that is there, no path of this machine, one line of message."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any

import pytest

from problems.claim import Claim, Goal
from problems.family import normalise
from provers.attempt import AttemptSpec, Proposal
from provers.prover import Budget
from provers.record import Bookkeeper
from verification.attempt import Attempt, FailureMechanism
from verification.blobs import Blobs
from verification.candidate import Candidate, parse_candidate
from verification.ledger import Ledger
from verification.verdict import Outcome, ProofCheck, Report, Undecided, UnknownReason, combine, issue

CLAIM = normalise(Claim(family="sidon_golomb", params={"N": 11, "k": 5}, goal=Goal.NONE))
SPEC = AttemptSpec("mine:1", CLAIM, "r" * 64, "sat", Budget(), 0)


@pytest.fixture
def books(tmp_path: Path) -> Any:
    with Ledger.open(tmp_path / "ledger.sqlite", create=True) as ledger:
        yield Bookkeeper(ledger, tmp_path / "blobs")


def candidate(proof: Path, sha256: str | None = None) -> Candidate:
    named = sha256 or hashlib.sha256(proof.read_bytes()).hexdigest()
    payload = {"kind": "refutation", "proof": {"format": "drat", "sha256": named, "path": str(proof)}}
    return parse_candidate({"schema": 1, "claim": CLAIM.model_dump(mode="json"), "payload": payload})


def undecided(item: Candidate, why: UnknownReason) -> Report:
    evidence = Undecided(why=why, detail="for a test")
    verdict = issue(candidate=item.id, goal=Goal.NONE, backend="sat", version="", evidence=evidence, seconds=0.1)
    return combine(item.id, [verdict])


def proposal(*found: Candidate, message: str = "", ended_by: str = "answer") -> Proposal:
    mechanism = None if found else FailureMechanism.NONE_FOUND
    return Proposal(found, ended_by, mechanism, message, 5, 0.5, 0.4)


def audit(books: Bookkeeper) -> tuple[str, ...]:
    return books.ledger.check(blobs=books.blobs).faults


def test_a_proof_is_stored_under_its_hash_and_named_without_its_folder(books: Bookkeeper, tmp_path: Path) -> None:
    proof = tmp_path / "proof.drat"
    proof.write_text("1 0\n")
    item = candidate(proof)
    report = undecided(item, UnknownReason.TIMEOUT)
    attempt = books.record(SPEC, proposal(item), [(item, report)], started=time.time())
    assert attempt.mechanism is FailureMechanism.CANDIDATE_UNKNOWN
    assert (attempt.verified, attempt.assurance) == (False, "A0")
    body = json.loads(next(books.ledger.entries("candidate")).body)
    assert body["candidate"]["payload"]["proof"]["path"] == "proof.drat"
    assert parse_candidate(body["candidate"]).id == item.id == body["id"]
    assert list(Blobs(tmp_path / "blobs").names()) == [hashlib.sha256(b"1 0\n").hexdigest()]
    assert str(tmp_path) not in "".join(entry.body for entry in books.ledger.entries())
    assert audit(books) == ()
    proof.unlink()
    assert audit(books) == ()


@pytest.mark.parametrize(
    ("why", "mechanism"),
    [
        (UnknownReason.OUR_FAULT, FailureMechanism.OUR_FAULT),
        (UnknownReason.BACKEND_MISSING, FailureMechanism.BACKEND_MISSING),
        (UnknownReason.MEMORY, FailureMechanism.CANDIDATE_UNKNOWN),
    ],
)
def test_why_a_candidate_stayed_open(
    books: Bookkeeper, tmp_path: Path, why: UnknownReason, mechanism: FailureMechanism
) -> None:
    proof = tmp_path / "proof.drat"
    proof.write_text("1 0\n")
    item = candidate(proof)
    attempt = books.record(SPEC, proposal(item), [(item, undecided(item, why))], started=time.time())
    assert attempt.mechanism is mechanism
    again = mechanism in (FailureMechanism.OUR_FAULT, FailureMechanism.BACKEND_MISSING)
    assert books.attempt_keys() == {SPEC.key}
    assert books.attempt_keys(retry=True) == (set() if again else {SPEC.key})


@pytest.mark.parametrize("lost", ["gone", "other"])
def test_evidence_that_is_not_what_it_says_costs_the_attempt(books: Bookkeeper, tmp_path: Path, lost: str) -> None:
    proof = tmp_path / "proof.drat"
    proof.write_text("1 0\n")
    item = candidate(proof)
    check = ProofCheck(
        cnf_sha256="0" * 64,
        variables=1,
        clauses=1,
        proof_format="drat",
        proof_sha256="0" * 64,
        lemmas=1,
        solver="s",
        own_proof=False,
        checkers=({"checker": "c", "version": "1", "accepted": True},),
    )
    verdict = issue(candidate=item.id, goal=Goal.NONE, backend="sat", version="", evidence=check, seconds=0.1)
    report = combine(item.id, [verdict])
    assert report.outcome is Outcome.VERIFIED
    if lost == "gone":
        proof.unlink()
    else:
        proof.write_text("2 0\n")
    attempt = books.record(SPEC, proposal(item), [(item, report)], started=time.time())
    assert (attempt.verified, attempt.candidates) == (False, ())
    assert attempt.mechanism is FailureMechanism.OUR_FAULT
    assert "proof.drat" in attempt.message
    assert books.verified_claims() == {}
    assert audit(books) == ()


@pytest.mark.parametrize("message", ["x" * 10_000, "half a pair \ud800", "two\nlines\x00", ""])
def test_any_message_is_kept_as_one_line(books: Bookkeeper, message: str) -> None:
    attempt = books.record(SPEC, proposal(message=message), [], started=time.time())
    assert len(attempt.message) <= 2000
    assert "\n" not in attempt.message
    assert audit(books) == ()


def test_the_best_verified_attempt_is_remembered(books: Bookkeeper) -> None:
    for assurance, prover in (("A1", "smt"), ("A2", "sat"), ("A1", "local")):
        attempt = books.record(SPEC, proposal(), [], started=time.time())
        changes = {"outcome": "found", "verified": True, "assurance": assurance, "prover": prover}
        books.ledger.append([("attempt", {**attempt.dump(), **changes})])
    assert books.verified_claims() == {("mine:1", CLAIM.digest): ("sat", "A2", 0.5)}


def test_the_record_of_an_attempt_reads_back(books: Bookkeeper) -> None:
    attempt = books.record(SPEC, proposal(), [], started=0.0)
    (body,) = books.ledger.attempts()
    assert Attempt.model_validate(body) == attempt
    assert attempt.started == "1970-01-01T00:00:00.000+00:00"
    assert attempt.environment["python"]
    assert attempt.key == SPEC.key
