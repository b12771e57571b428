"""What the ledger says of a candidate in the end, however often it was judged: one rule, over entries and over tables.

Verified beats refuted only where nobody refuted it: verified once and refuted once is a conflict, and so is a candidate
of which any single judgement was one. A conflict is never settled by counting. A judgement that came to no answer for
another reason, such as time, takes nothing away from one that did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from verification.entry import body_of
from verification.projections import ENTRY, TABLES
from verification.verdict import Assurance, Outcome, UnknownReason

if TYPE_CHECKING:
    from verification.ledger import Ledger

__all__ = [
    "CONFLICT",
    "MachineCheck",
    "check_of",
    "contradict",
    "contradicted",
    "is_conflict",
    "overruled",
    "says_conflict",
    "standing",
    "standings",
]

CONFLICT = str(UnknownReason.CONFLICT)
"""Label of a judgement in which back-ends or kernels contradict each other."""


class MachineCheck(NamedTuple):
    """The machine-check axis of a candidate; all four of one judgement, or of the conflict between several."""

    outcome: Outcome
    assurance: Assurance
    label: str
    """What the assurance rests on, with the fidelity of a pinned statement; `conflict` where judges contradict."""
    reason: str

    @property
    def conflict(self) -> bool:
        """Whether the judges contradict each other."""
        return self.outcome is Outcome.UNKNOWN and self.label == CONFLICT

    @property
    def short(self) -> str:
        """Outcome for lists; a conflict is named."""
        return f"{self.outcome}: {CONFLICT}" if self.conflict else str(self.outcome)

    def dump(self) -> dict[str, str]:
        """JSON form."""
        return {name: str(value) for name, value in self._asdict().items()}


def is_conflict(body: Mapping[str, Any]) -> bool:
    """Whether a single judgement, as an entry of kind `candidate` holds it, is a conflict."""
    return bool(body.get("outcome") == Outcome.UNKNOWN and body.get("label") == CONFLICT)


def contradict(said: Iterable[str]) -> bool:
    """Whether judgements of one thing contradict each other; each is named by its outcome, or `conflict`.

    >>> contradict(["verified", "unknown"]), contradict(["verified", "refuted"]), contradict(["verified", "conflict"])
    (False, True, True)
    """
    words = set(said)
    return CONFLICT in words or {Outcome.VERIFIED, Outcome.REFUTED} <= words


def standing(bodies: Sequence[Mapping[str, Any]]) -> MachineCheck:
    """The machine check of a candidate from all its entries of kind `candidate`."""
    for body in filter(is_conflict, bodies):
        reason = str(body.get("reason", ""))
        named = reason if CONFLICT in reason else f"{CONFLICT}: {reason}"
        return MachineCheck(Outcome.UNKNOWN, Assurance.A0, CONFLICT, named)
    if contradict(str(body.get("outcome")) for body in bodies):
        reason = f"{CONFLICT}: verified in one attempt, refuted in another"
        return MachineCheck(Outcome.UNKNOWN, Assurance.A0, CONFLICT, reason)
    for outcome in (Outcome.VERIFIED, Outcome.REFUTED, Outcome.UNKNOWN):
        said = [body for body in bodies if body.get("outcome") == outcome]
        if said:
            best = max(said, key=lambda body: str(body.get("assurance", "A0")))
            level = Assurance(str(best.get("assurance", "A0")))
            return MachineCheck(outcome, level, str(best.get("label") or ""), str(best.get("reason", "")))
    return MachineCheck(Outcome.UNKNOWN, Assurance.A0, "", "not judged")


def check_of(ledger: Ledger, candidate: str) -> MachineCheck:
    """The machine check of the candidate with this id."""
    table = TABLES["candidate"]
    query = sa.select(ENTRY.c.seq, ENTRY.c.body).join(table, table.c.seq == ENTRY.c.seq).where(table.c.id == candidate)
    with ledger.reading() as connection:
        rows = connection.execute(query.order_by(ENTRY.c.seq)).all()
    return standing([body_of(seq, body) for seq, body in rows])


def says_conflict(candidates: sa.FromClause) -> sa.ColumnElement[bool]:
    """`is_conflict` of a row of the candidates' table; entries are read only for what is unknown."""
    # In canonical JSON `label` follows `id`, and no payload can hold the hash of the candidate that it is part of.
    own = sa.literal('"id":"') + candidates.c.id + '","label":"conflict"'
    entry = sa.select(ENTRY.c.seq).where(ENTRY.c.seq == candidates.c.seq, ENTRY.c.body.contains(own))
    return sa.and_(candidates.c.outcome == str(Outcome.UNKNOWN), entry.exists())


def contradicted() -> sa.CompoundSelect[tuple[str]]:
    """Ids of candidates that somebody verified or refuted and whose judges contradict each other."""
    one, other = TABLES["candidate"].alias(), TABLES["candidate"].alias()
    decided = sa.select(other.c.id).where(other.c.id == one.c.id, other.c.outcome != str(Outcome.UNKNOWN))
    verified = sa.select(other.c.id).where(other.c.id == one.c.id, other.c.outcome == str(Outcome.VERIFIED))
    return sa.union(
        sa.select(one.c.id).where(one.c.outcome == str(Outcome.REFUTED), verified.exists()),
        # Few candidates are judged again, so that few entries are read.
        sa.select(one.c.id).where(one.c.outcome == str(Outcome.UNKNOWN), decided.exists(), says_conflict(one)),
    )


def standings() -> sa.Subquery:
    """One row a candidate: `id`, `outcome` and `assurance` as in `standing`, with `conflict` for an outcome."""
    table = TABLES["candidate"]
    by = {
        outcome: sa.func.max(sa.case((table.c.outcome == str(outcome), 1), else_=0)) == 1
        for outcome in (Outcome.VERIFIED, Outcome.REFUTED)
    }
    torn = sa.or_(sa.and_(*by.values()), sa.func.max(sa.case((says_conflict(table), 1), else_=0)) == 1)
    outcome = sa.case((torn, CONFLICT), *((said, str(name)) for name, said in by.items()), else_=str(Outcome.UNKNOWN))
    best = sa.func.max(sa.case((table.c.outcome == str(Outcome.VERIFIED), table.c.assurance), else_="A0"))
    level = sa.case((torn, "A0"), else_=best)
    return sa.select(table.c.id, outcome.label("outcome"), level.label("assurance")).group_by(table.c.id).subquery()


def overruled() -> sa.Select[tuple[str]]:
    """Ids of attempts that verified something of which nothing stands, because judges contradict each other."""
    one, other = TABLES["candidate"].alias(), TABLES["candidate"].alias()
    torn = contradicted().subquery()
    touched = sa.select(other.c.attempt).where(
        other.c.id.in_(sa.select(torn.c.id)), other.c.outcome == str(Outcome.VERIFIED)
    )
    stands = sa.func.max(sa.case((one.c.id.in_(sa.select(torn.c.id)), 0), else_=1))
    verified = sa.select(one.c.attempt).where(one.c.attempt.in_(touched), one.c.outcome == str(Outcome.VERIFIED))
    return verified.group_by(one.c.attempt).having(stands == 0)
