"""What a Lean candidate is held against: the record that it names, and what a proof of that would show of its claim.

A proof of one statement must never verify another claim. So a record speaks for exactly these claims:

- the family claim that the record itself gives as equivalent to its statement, and the opposite of that claim;
- the claim `formal_statement` that names the record by id and digest, and its opposite; and those of its negation.

Everything else is unsupported. A record that came with somebody's bundle speaks for the claim that names its own digest
alone: what is written in it about families and negations is the word of a stranger.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from problems.canonical import canonical, read_json
from problems.claim import Claim, ClaimRecord, Goal, ScopeKind
from problems.errors import InputError, UnsupportedError
from problems.family import FORMAL, explain, normalise
from problems.problem import Problem
from verification.candidate import Candidate, parse_candidate
from verification.lean.record import StatementRecord
from verification.lean.records import Records

__all__ = ["Shelf", "Side", "claim_of", "claim_record", "parse_brought", "read_brought", "record_file", "shown_by"]

MOST_BYTES = 4_000_000
"""Of a file with records."""

Side = Literal["claim", "opposite"]
Origin = Literal["catalogue", "overlay", "brought"]


@dataclass(frozen=True)
class Shelf:
    """The records that are known here, and whose they are."""

    shipped: Records
    """Those of the catalogue."""
    known: Records
    """Those, and the user's own."""
    brought: Records
    """Those that came with a bundle and are not known here."""

    @classmethod
    def load(cls, folders: Sequence[str] = (), brought: str = "") -> Shelf:
        """Records that ship, those in the folders, and those of the file `brought`; faults of any are an InputError."""
        shipped, own = _shipped(), Records.load([Path(folder) for folder in folders], shipped=False)
        twice = next((record for record in own if any(record.id == other.id for other in shipped)), None)
        if twice is not None:
            raise InputError(f"{twice.place}: {twice.id} is the id of a record that ships: name it otherwise")
        known = Records((*shipped, *own)) if own.records else shipped
        strange = read_brought(Path(brought)) if brought else ()
        return cls(shipped, known, Records(record for record in strange if not _holds(known, record)))

    def get(self, statement: str, claim: Claim) -> StatementRecord:
        """The record with this id that a candidate for the claim can mean; an InputError says what to do without."""
        if claim.family == FORMAL and any(record.id == statement for record in self.brought):
            return self.brought.get(statement)
        try:
            return self.known.get(statement)
        except InputError as error:
            raise InputError(f"{error}{self.hint(claim)}") from None

    def hint(self, claim: Claim) -> str:
        """Statements that would do for a claim, as the end of a message."""
        fitting = [each.id for each in self.known if each.pinned and each.claim in (claim, claim.opposite)]
        return f"; records that speak for this claim: {', '.join(fitting)}" if fitting else ""

    def origin(self, record: StatementRecord) -> Origin:
        """Whose record it is."""
        if _holds(self.shipped, record):
            return "catalogue"
        return "overlay" if _holds(self.known, record) else "brought"

    def negation(self, record: StatementRecord) -> StatementRecord | None:
        """The record of the negation, where there is one that can be used; that of a stranger cannot."""
        if not record.negation_id or self.origin(record) == "brought":
            return None
        try:
            return self.known.get(record.negation_id)
        except InputError:
            return None

    def negated(self, record: StatementRecord) -> StatementRecord | None:
        """The record that this one negates, to write its text out; what that is worth is seen by its export's hash."""
        if not record.negates:
            return None
        strange = (other for other in self.brought if other.id == record.negation_id)
        return self.negation(record) or next(strange, None)


def _holds(records: Records, record: StatementRecord) -> bool:
    return any(each.id == record.id and each.digest == record.digest for each in records)


def claim_of(record: StatementRecord) -> Claim:
    """The claim that the record's statement holds, in the words of the record alone."""
    return Claim(family=FORMAL, params={"statement": record.id, "sha256": record.digest}, goal=Goal.EXISTS)


@cache
def _shipped() -> Records:
    return Records.load()


def claim_record(claim: Claim, problem: Problem) -> ClaimRecord | None:
    """What a shipped record says that a claim about its own statement means for a problem; None for other claims."""
    if claim.family != FORMAL:
        return None
    own = next((record for record in _shipped() if claim_of(record).params == claim.params), None)
    negation = own.negation_id if own is not None else ""
    said = own if claim.goal is Goal.EXISTS else _shipped().get(negation) if negation else None
    if said is None or said.problem != problem.id:
        return None
    if said.scope.kind is ScopeKind.SETTLES and problem.source.kind == "memory":
        # Nothing settles a problem of whose statement nobody has looked at the source.
        return None
    meaning, reading = said.meaning, said.reading[:600]
    return ClaimRecord(**claim.model_dump(), scope=said.scope, meaning=meaning, reading=reading, source=problem.source)


def find_record(statement: str, folders: Sequence[str] = ()) -> StatementRecord | None:
    """The pinned record with this id among the shipped ones and those in the folders; None where there is none."""
    found = Records.load([Path(folder) for folder in folders])
    return next((record for record in found if record.id == statement and record.pinned), None)


def submitted(source: str, record: StatementRecord) -> Candidate:
    """Lean text as a candidate for the claim that the record's statement holds."""
    payload = {"kind": "lean", "statement": record.id, "source": source}
    claim = claim_of(record).model_dump(mode="json")
    return parse_candidate({"schema": 1, "problem": record.problem, "claim": claim, "payload": payload})


def shown_by(record: StatementRecord, claim: Claim, shelf: Shelf) -> Side:
    """What a proof of the record's statement shows of a claim in canonical form.

    Raises UnsupportedError where it shows nothing of it.
    """
    own = claim_of(record)
    if claim.family == FORMAL:
        if claim.params.get("statement") == record.id:
            return _side(own, claim, record)
        other = shelf.negation(record)
        if other is not None and claim.params.get("statement") == other.id:
            # A negation is made from the statement that it negates, so each is the opposite of the other.
            return _side(claim_of(other).opposite, claim, other)
    elif record.claim is not None and shelf.origin(record) != "brought":
        if claim == record.claim:
            return "claim"
        if claim == record.claim.opposite:
            return "opposite"
    raise UnsupportedError(
        f"a proof of {record.id} shows nothing of this claim of family {claim.family}; what it shows is the claim "
        + " or ".join(_words(each) for each in (own, record.claim) if each is not None)
        + shelf.hint(claim)
    )


def _side(shown: Claim, claim: Claim, record: StatementRecord) -> Side:
    if claim.params.get("sha256") != record.digest:
        raise UnsupportedError(
            f"the claim means another record {record.id} (digest {str(claim.params.get('sha256'))[:12]}…) than the one "
            f"that is known here ({record.digest[:12]}…)"
        )
    return "claim" if claim == shown else "opposite"


def _words(claim: Claim) -> str:
    return json.dumps(claim.model_dump(mode="json"), sort_keys=True)[:600]


def record_file(record: StatementRecord, negated: StatementRecord | None = None) -> bytes:
    """A record as a bundle carries it, with the one that it negates; `read_brought` reads it."""
    records = [each.model_dump(mode="json", exclude_none=True) for each in (record, negated) if each is not None]
    return canonical({"schema": 1, "records": records}) + b"\n"


def read_brought(path: Path) -> tuple[StatementRecord, ...]:
    """The records in a file that `record_file` wrote; an InputError where it is none."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path.name}: {error.strerror}") from None
    return parse_brought(data, path.name)


def parse_brought(data: bytes, name: str) -> tuple[StatementRecord, ...]:
    """The records in the content of such a file."""
    raw = read_json(data, max_bytes=MOST_BYTES)
    if not isinstance(raw, dict) or raw.get("schema") != 1 or not isinstance(raw.get("records"), list):
        raise InputError(f"{name}: expected statement records")
    if not 0 < len(raw["records"]) <= 2 or raw.keys() != {"schema", "records"}:
        raise InputError(f"{name}: expected a statement record, and at most the one that it negates")
    try:
        records = [StatementRecord.model_validate(item) for item in raw["records"]]
    except ValidationError as error:
        raise InputError(f"{name}: {explain(error)}") from None
    return tuple(
        record if record.claim is None else record.model_copy(update={"claim": normalise(record.claim)})
        for record in records
    )
