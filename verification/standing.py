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


def contradicted() -> sa.Select[tuple[str]]:
    """Ids of candidates that somebody verified or refuted and whose judges contradict each other."""
    table = TABLES["candidate"]
    # Few candidates are judged again, fewer with another outcome: an index says which, and only their entries are read.
    again = sa.select(table.c.id).group_by(table.c.id).having(sa.func.count() > 1)
    differ = sa.func.min(table.c.outcome) != sa.func.max(table.c.outcome)
    mixed = sa.select(table.c.id).where(table.c.id.in_(again)).group_by(table.c.id).having(differ)
    said = sa.select(table.c.id).where(table.c.id.in_(mixed)).group_by(table.c.id)
    both = sa.and_(_any(table.c.outcome == str(Outcome.VERIFIED)), _any(table.c.outcome == str(Outcome.REFUTED)))
    return said.having(sa.or_(both, _any(says_conflict(table))))


def standings() -> sa.Subquery:
    """One row a candidate: `id`, `outcome` and `assurance` as in `standing`, with `conflict` for an outcome."""
    table = TABLES["candidate"]
    verified = table.c.outcome == str(Outcome.VERIFIED)
    flags = sa.select(
        table.c.id,
        _any(verified).label("verified"),
        _any(table.c.outcome == str(Outcome.REFUTED)).label("refuted"),
        _any(says_conflict(table)).label("torn"),
        sa.func.max(sa.case((verified, table.c.assurance), else_="A0")).label("best"),
    )
    said = flags.group_by(table.c.id).subquery()
    torn = sa.or_(said.c.torn, sa.and_(said.c.verified, said.c.refuted))
    outcome = sa.case(
        (torn, CONFLICT),
        (said.c.verified, str(Outcome.VERIFIED)),
        (said.c.refuted, str(Outcome.REFUTED)),
        else_=str(Outcome.UNKNOWN),
    )
    level = sa.case((torn, str(Assurance.A0)), else_=said.c.best)
    return sa.select(said.c.id, outcome.label("outcome"), level.label("assurance")).subquery()


def overruled() -> sa.Select[tuple[str]]:
    """Ids of attempts that verified something of which nothing stands, because judges contradict each other."""
    one, other = TABLES["candidate"].alias(), TABLES["candidate"].alias()
    torn = sa.select(contradicted().cte("torn").c.id)
    touched = sa.select(other.c.attempt).where(other.c.id.in_(torn), other.c.outcome == str(Outcome.VERIFIED))
    verified = sa.select(one.c.attempt).where(one.c.attempt.in_(touched), one.c.outcome == str(Outcome.VERIFIED))
    return verified.group_by(one.c.attempt).having(sa.not_(_any(one.c.id.not_in(torn))))


def _any(holds: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.func.max(sa.case((holds, 1), else_=0)) == 1
