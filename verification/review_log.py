"""Reading reviews from the ledger, and writing them: nobody overwrites what he has not seen.

A writer names what he saw last: an entry of the ledger, or its head. The rule is checked inside the transaction that
appends, so that two who write at once cannot both believe to be the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from pydantic import ValidationError

from problems.errors import InputError, StaleError
from problems.family import explain
from verification.entry import GENESIS, now
from verification.ledger import Ledger
from verification.projections import ENTRY, begins
from verification.records import records_about
from verification.review import Axis, Recorded, Review, order_fault
from verification.subject import Subject

__all__ = ["Answer", "reviews_of", "write_reviews"]


@dataclass(frozen=True)
class Answer:
    """A grade that is to be written."""

    axis: Axis
    """What is graded."""
    grade: str
    """One of the axis's list."""
    reason: str
    """Why."""
    supersedes: str = ""
    """Hash of the reviewer's own earlier entry, or 6 or more of its digits, where this corrects it."""


def reviews_of(ledger: Ledger, candidate: str, problem: str = "") -> list[Recorded]:
    """All reviews of a candidate in order, for one problem or for all."""
    with ledger.reading() as connection:
        return _recorded(connection, candidate, problem)


def _recorded(connection: sa.Connection, candidate: str, problem: str) -> list[Recorded]:
    rows = records_about(connection, "review", Review, candidate, problem)
    corrected = {review.supersedes: digest for _, digest, review in rows if review.supersedes}
    return [Recorded(seq, digest, review, corrected.get(digest, "")) for seq, digest, review in rows]


def write_reviews(
    ledger: Ledger, subject: Subject, reviewer: str, answers: Sequence[Answer], *, seen: str, out_of_order: bool = False
) -> list[Recorded]:
    """Append the answers of one reviewer in one transaction.

    `seen` names the newest entry that the reviewer had before him: a hash (6 or more digits), a head `SEQ:HASH`, or
    empty for none. Raises StaleError when an axis has been graded since, InputError when an answer breaks a rule:
    a grade off the list, no reason, a second grade that does not name the first, the wrong order of questions.
    """
    if not answers:
        raise InputError("nothing is graded: give an axis, a grade and a reason")
    if len({answer.axis for answer in answers}) < len(answers):
        raise InputError("an axis is graded twice in one go")
    before = reviews_of(ledger, subject.candidate, subject.problem)
    early = _early(answers, before, subject, reviewer)
    if early and not out_of_order:
        raise InputError(next(iter(early.values())))
    date = now()
    reviews = [_review(subject, reviewer, answer, before, date, answer.axis in early) for answer in answers]

    def guard(connection: sa.Connection) -> None:
        after = _recorded(connection, subject.candidate, subject.problem)
        last = _seq_of(connection, seen, ledger.name)
        for review in reviews:
            _refuse(review, after, last)

    added = ledger.append([("review", review.dump()) for review in reviews], guard=guard)
    return [Recorded(entry.seq, entry.hash, review) for entry, review in zip(added, reviews, strict=True)]


def _early(answers: Iterable[Answer], before: Iterable[Recorded], subject: Subject, reviewer: str) -> dict[Axis, str]:
    """Axes that are answered before the first questions, and what comes before them."""
    mine = [item for item in before if item.review.reviewer == reviewer and not item.outdated(subject.record_digest)]
    answered = {item.review.axis for item in mine} | {answer.axis for answer in answers}
    return {answer.axis: fault for answer in answers if (fault := order_fault(answer.axis, answered))}


def _review(
    subject: Subject, reviewer: str, answer: Answer, before: Sequence[Recorded], date: str, early: bool
) -> Review:
    supersedes = None
    if answer.supersedes:
        named = [item for item in before if len(answer.supersedes) >= 6 and item.hash.startswith(answer.supersedes)]
        if len(named) != 1:
            raise InputError(f"--supersedes {answer.supersedes[:64]}: is no review of this candidate for this problem")
        supersedes = named[0].hash
    try:
        return Review(
            candidate=subject.candidate,
            problem=subject.problem,
            record_digest=subject.record_digest,
            reviewer=reviewer,
            axis=answer.axis,
            grade=answer.grade,
            reason=answer.reason,
            date=date,
            supersedes=supersedes,
            out_of_order=early,
        )
    except ValidationError as error:
        raise InputError(f"review: {explain(error)}") from None


def _seq_of(connection: sa.Connection, seen: str, ledger: str) -> int:
    digest = seen.rpartition(":")[2]
    if digest in ("", "0", GENESIS):
        return 0
    if len(digest) < 6 or set(digest) - set("0123456789abcdef"):
        raise InputError(f"seen {seen[:90]!r}: give 6 or more digits of the hash of an entry, or a head SEQ:HASH")
    found = connection.execute(sa.select(ENTRY.c.seq).where(begins(ENTRY.c.hash, digest))).scalars().all()
    if len(found) != 1:
        raise StaleError(f"entry {digest[:12]}… that you saw is not in {ledger}: look again")
    return int(found[0])


def _refuse(review: Review, after: Sequence[Recorded], last: int) -> None:
    """Raise when the review may not follow what the ledger holds now."""
    on_axis = [item for item in after if item.review.axis is review.axis]
    look = f"look again with `workbench show {review.candidate.removeprefix('sha256:')[:12]}`"
    newer = [item for item in on_axis if item.seq > last]
    if newer:
        raise StaleError(
            f"{review.axis} was graded by {newer[-1].review.reviewer} (entry {newer[-1].hash[:12]}) "
            f"after what you saw; nothing was written: {look}"
        )
    if review.supersedes is None:
        mine = [
            item
            for item in on_axis
            if item.stands and item.review.reviewer == review.reviewer and not item.outdated(review.record_digest)
        ]
        if mine:
            raise InputError(
                f"{review.reviewer} graded {review.axis} already: {mine[-1].review.grade!r}, "
                f"entry {mine[-1].hash[:12]}; a correction names it with --supersedes"
            )
        return
    corrected = next((item for item in after if item.hash == review.supersedes), None)
    if corrected is None or corrected.review.axis is not review.axis:
        raise InputError(f"--supersedes {review.supersedes[:12]}: is no review of {review.axis}")
    if corrected.review.reviewer != review.reviewer:
        whose = corrected.review.reviewer
        raise InputError(f"entry {review.supersedes[:12]} is a review by {whose}, who alone corrects it")
    if not corrected.stands:
        raise StaleError(f"entry {review.supersedes[:12]} was corrected by {corrected.superseded_by[:12]}: {look}")
