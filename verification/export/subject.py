"""What an export is made of: one candidate with everything that ledger and catalogue know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from problems.claim import ClaimRecord
from problems.errors import InputError, UnsupportedError
from problems.family import FORMAL
from problems.problem import Problem
from verification.blobs import Blobs
from verification.candidate import Candidate, parse_candidate
from verification.entry import Entry, body_of
from verification.standing import MachineCheck, standing
from verification.verdict import Outcome

if TYPE_CHECKING:
    from problems.catalog import Catalog
    from verification.ledger import Ledger

__all__ = ["Exported", "Subject", "file_name", "gather", "made_and_left_out"]

Made = TypeVar("Made")


@dataclass(frozen=True)
class Exported:
    """What an exporter wrote for one subject."""

    candidate: str
    """Id of the candidate."""
    path: str
    """The folder or file that was written; empty where the candidate was left out."""
    summary: str
    """One sentence for people: what was written, what was checked, what was left out and why."""
    digest: str = ""
    """Digest that pins what was written, where the format has one."""

    def dump(self) -> dict[str, Any]:
        """One line of `export --json`."""
        body = {"schema": 1, "candidate": self.candidate, "path": self.path, "summary": self.summary}
        return {**body, "digest": self.digest} if self.digest else body


@dataclass(frozen=True)
class Subject:
    """One candidate as it stands in the ledger."""

    candidate: Candidate
    """Its files are named without folders; their content is in the blobs under their hashes."""
    entries: tuple[Entry, ...]
    """Every entry that speaks of it, in order: attempts, the candidate, verdicts, reviews, notes."""
    chain: tuple[Entry, ...]
    """The whole ledger at the moment of the export, shared by all subjects."""
    blobs: Blobs
    """Where evidence files are."""
    problem: Problem | None = None
    """The catalogue's entry, where it was made for a problem that the catalogue has."""
    record: ClaimRecord | None = None
    """The catalogue's claim record with scope and meaning, where there is one for this claim."""

    @property
    def name(self) -> str:
        """A file name for it."""
        return file_name(self.candidate)

    def bodies(self, kind: str) -> list[dict[str, Any]]:
        """Bodies of its entries of one kind, in order."""
        return [body_of(entry.seq, entry.body) for entry in self.entries if entry.kind == kind]

    @property
    def check(self) -> MachineCheck:
        """What the ledger says of it in the end."""
        return standing(self.bodies("candidate"))


def made_and_left_out(
    subjects: Sequence[Subject], make: Callable[[Subject], Made]
) -> tuple[list[tuple[Subject, Made]], list[Exported]]:
    """What is made of each subject, and those of which nothing can be made, with the reason.

    Where that is all of them, an UnsupportedError says so.
    """
    made: list[tuple[Subject, Made]] = []
    left_out = []
    for subject in subjects:
        try:
            made.append((subject, make(subject)))
        except UnsupportedError as error:
            left_out.append(Exported(subject.candidate.id, "", f"{subject.name} was left out: {error}"))
    if not made:
        raise UnsupportedError("; ".join(item.summary for item in left_out)[:2000])
    return made, left_out


def file_name(candidate: Candidate) -> str:
    """A file name for a candidate: its family and the first twelve digits of its hash."""
    return f"{candidate.claim.family}-{candidate.id.removeprefix('sha256:')[:12]}"


def gather(ledger: Ledger, blobs: Blobs, catalog: Catalog | None, names: Sequence[str]) -> list[Subject]:
    """The candidates named by hash prefixes, attempts or problem ids, each once, in that order.

    An attempt stands for its candidates, a problem for its verified ones. An InputError says which
    name leads to nothing.
    """
    parsed = [(entry, body_of(entry.seq, entry.body)) for entry in ledger.entries()]
    wanted: dict[str, None] = {}
    for name in names:
        found = list(_candidates(ledger, parsed, name))
        if not found:
            raise InputError(f"{name}: the ledger {ledger.name} has no candidate to export for it")
        wanted.update(dict.fromkeys(found))
    chain = tuple(entry for entry, _ in parsed)
    return [_subject(identity, parsed, chain, blobs, catalog) for identity in wanted]


Parsed = Sequence[tuple[Entry, dict[str, Any]]]


def _candidates(ledger: Ledger, parsed: Parsed, name: str) -> Iterator[str]:
    if ":" in name and not name.startswith("sha256:"):
        made = [body for entry, body in parsed if entry.kind == "attempt" and body.get("problem") == name]
        attempts = {body["id"] for body in made}
        said: dict[str, list[dict[str, Any]]] = {}
        wanted: dict[str, None] = {}
        for entry, body in parsed:
            if entry.kind == "candidate":
                said.setdefault(body["id"], []).append(body)
                if body.get("attempt") in attempts or body.get("problem") == name:
                    wanted[body["id"]] = None
        yield from (identity for identity in wanted if standing(said[identity]).outcome is Outcome.VERIFIED)
        return
    kind, body = ledger.find(name.removeprefix("sha256:"))
    if kind == "attempt":
        yield from body.get("candidates", ())
    elif kind in ("candidate", "verdict", "review"):
        yield body["id"] if kind == "candidate" else body["candidate"]
    else:
        raise InputError(f"{name}: a {kind} cannot be exported; give a candidate, an attempt or a problem")


def _subject(identity: str, parsed: Parsed, chain: tuple[Entry, ...], blobs: Blobs, catalog: Catalog | None) -> Subject:
    about: list[Entry] = []
    attempts: set[str] = set()
    bodies: list[dict[str, Any]] = []
    for entry, body in parsed:
        if entry.kind == "candidate" and body.get("id") == identity:
            bodies.append(body)
            attempts.add(str(body.get("attempt")))
    if not bodies:
        raise InputError(f"{identity[:19]}…: the ledger has no such candidate")
    problem_id, record_digest = bodies[-1].get("problem"), None
    for entry, body in parsed:
        if entry.kind == "attempt" and body.get("id") in attempts:
            about.append(entry)
            problem_id, record_digest = body.get("problem"), body.get("record_digest")
        elif entry.kind != "attempt" and identity in (body.get("candidate"), body.get("id")):
            about.append(entry)
    candidate = parse_candidate(bodies[-1]["candidate"])
    problem_id = problem_id or candidate.problem
    problem = next((item for item in catalog or () if item.id == problem_id), None)
    return Subject(candidate, tuple(about), chain, blobs, problem, _record(problem, candidate, record_digest))


def _record(problem: Problem | None, candidate: Candidate, digest: str | None) -> ClaimRecord | None:
    if problem is not None and candidate.claim.family == FORMAL:
        from verification.lean.submission import claim_record

        return claim_record(candidate.claim, problem)
    records = [record for record in problem.claims if record.claim == candidate.claim] if problem else []
    return next((record for record in records if record.digest == digest), records[0] if records else None)
