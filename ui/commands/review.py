"""`workbench review`: grades from the terminal, known-first, blind to what others said until one has said it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from problems.errors import InputError
from problems.problem_id import problem_id
from ui.config import Settings, load_config
from ui.output import emit, one_line, say, tell
from ui.store import load_catalog, open_ledger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verification.ledger import Ledger
    from verification.review import Recorded, Shown
    from verification.review_log import Answer
    from verification.subject import Subject

__all__ = ["review_command", "review_lines", "reviewer_name"]


def reviewer_name(settings: Settings) -> str:
    """The configured name, or the login."""
    if settings.reviewer.strip():
        return settings.reviewer.strip()
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise InputError("no reviewer: set `reviewer` in workbench.toml, or use --as NAME") from None


def review_command(
    identity: Annotated[str, typer.Argument(metavar="ID", help="the first 6 or more digits of a candidate")],
    axis: Annotated[
        list[str] | None, typer.Option(help="novelty, fidelity, correctness, scope or digestion (repeatable)")
    ] = None,
    grade: Annotated[list[str] | None, typer.Option(help="grade on that axis, in the same order")] = None,
    note: Annotated[list[str] | None, typer.Option(help="the reason; one for all axes, or one for each")] = None,
    problem: Annotated[str, typer.Option(help="the problem, where the candidate was found for several")] = "",
    as_name: Annotated[str | None, typer.Option("--as", help="reviewer; default: from the configuration")] = None,
    seen: Annotated[
        str | None, typer.Option(help="newest entry you have seen (hash or SEQ:HASH); refused if graded since")
    ] = None,
    supersedes: Annotated[list[str] | None, typer.Option(help="your earlier entry that this corrects")] = None,
    out_of_order: Annotated[
        bool, typer.Option("--out-of-order", help="answer before the first two questions are answered")
    ] = False,
    reveal: Annotated[bool, typer.Option("--reveal", help="show what others graded before grading yourself")] = False,
    ledger: Annotated[str | None, typer.Option(help="ledger file or database URL")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """Grade a candidate; without --axis, show what there is to judge and, on a terminal, ask the questions in order.

    Novelty comes first (is it known?), then fidelity (is it a technicality?), then the rest. Every grade is from a
    closed list and needs a reason. Others' grades on an axis are hidden until you have given yours.
    """
    from verification.review import visible
    from verification.review_log import reviews_of, write_reviews
    from verification.subject import find_subject

    settings = load_config({"ledger": ledger, "reviewer": as_name}).settings
    reviewer = reviewer_name(settings)
    catalog = load_catalog(settings)
    answers = _answers(axis or [], grade or [], note or [], supersedes or [])
    with open_ledger(settings) as store:
        subject = find_subject(store, catalog, identity, problem_id(problem))
        last = ":".join(map(str, store.head()))
        recorded = reviews_of(store, subject.candidate, subject.problem)
        shown = visible(recorded, reviewer, reveal=reveal)
        if answers:
            written = write_reviews(
                store, subject, reviewer, answers, seen=last if seen is None else seen, out_of_order=out_of_order
            )
            _report(written, as_json)
            return
        if as_json:
            emit(_sheet(store, subject, reviewer, shown, last))
            return
        _show(store, subject, shown)
        if sys.stdin is not None and sys.stdin.isatty():
            answers = _ask(reviewer, recorded, subject.record_digest)
            if answers:
                _report(write_reviews(store, subject, reviewer, answers, seen=last), as_json)


def _answers(
    axes: Sequence[str], grades: Sequence[str], notes: Sequence[str], supersedes: Sequence[str]
) -> list[Answer]:
    from verification.review import GRADES, Axis
    from verification.review_log import Answer

    if len(axes) != len(grades):
        raise InputError(f"{len(axes)} axes and {len(grades)} grades: give --grade once for every --axis")
    if not axes:
        if notes or supersedes:
            raise InputError("give --axis and --grade with the note")
        return []
    if len(notes) not in (1, len(axes)):
        raise InputError("a grade needs a reason: give --note once, or once for every --axis")
    if supersedes and len(supersedes) != len(axes):
        raise InputError("give --supersedes once for every --axis")
    found = []
    for number, (name, grade) in enumerate(zip(axes, grades, strict=True)):
        if name not in list(Axis):
            raise InputError(f"axis {name[:40]!r}: there are {', '.join(GRADES)}")
        if grade not in GRADES[Axis(name)]:
            raise InputError(f"grade {grade[:40]!r}: {name} is one of: {', '.join(GRADES[Axis(name)])}")
        reason = notes[number] if len(notes) == len(axes) else notes[0]
        found.append(Answer(Axis(name), grade, reason, supersedes[number] if supersedes else ""))
    return found


def _report(written: Sequence[Recorded], as_json: bool) -> None:
    for item in written:
        if as_json:
            emit(item.dump())
        else:
            tell(
                one_line(f"{item.review.axis}: {item.review.grade}, by {item.review.reviewer}, entry {item.hash[:12]}")
            )


def _sheet(store: Ledger, subject: Subject, reviewer: str, shown: Shown, last: str) -> dict[str, Any]:
    from verification.novelty import dossier
    from verification.review import GRADES, QUESTIONS
    from verification.standing import check_of

    check = check_of(store, subject.candidate)
    return {
        "schema": 1,
        "candidate": subject.candidate,
        "problem": subject.problem,
        "record_digest": subject.record_digest,
        "claim": subject.claim.model_dump(mode="json"),
        "meaning": subject.record.meaning if subject.record else "",
        "outcome": str(check.outcome),
        "assurance": str(check.assurance),
        "novelty": dossier(store, subject).dump(),
        "questions": [
            {"axis": str(axis), "question": question, "grades": list(GRADES[axis])}
            for axis, question in QUESTIONS.items()
        ],
        "reviewer": reviewer,
        "seen": last,
        "reviews": [item.dump() for item in shown.reviews],
        "hidden": {str(axis): count for axis, count in shown.hidden.items()},
    }


def _show(store: Ledger, subject: Subject, shown: Shown) -> None:
    from verification.novelty import dossier
    from verification.review import GRADES, QUESTIONS
    from verification.standing import check_of

    claim, check = subject.claim, check_of(store, subject.candidate)
    lines = [
        f"{subject.candidate[:19]} for {subject.problem}: {claim.family} {json.dumps(claim.params)} · {claim.goal}",
        *([f"would say: {subject.record.meaning}"] if subject.record else []),
        f"machine check: {check.outcome} {check.assurance} {check.reason}".rstrip(),
        *(f"dossier: {sentence}" for sentence in dossier(store, subject).sentences),
        *review_lines(shown, subject.record_digest),
        *(f"{axis}: {question} ({' / '.join(GRADES[axis])})" for axis, question in QUESTIONS.items()),
    ]
    tell("\n".join(map(one_line, lines)))


def review_lines(shown: Shown, record_digest: str | None = None) -> list[str]:
    """Reviews for the terminal, one a line; what is hidden is counted."""
    lines = []
    for item in shown.reviews:
        review = item.review
        marks = [f"corrected by {item.superseded_by[:12]}"] if item.superseded_by else []
        marks += ["of an earlier reading"] if record_digest and item.outdated(record_digest) else []
        marks += ["out of order"] if review.out_of_order else []
        lines.append(
            f"{review.date[:10]} {review.reviewer} · {review.axis}: {review.grade} — {' '.join(review.reason.split())}"
            f" [{item.hash[:12]}{''.join(f', {mark}' for mark in marks)}]"
        )
    for axis, count in shown.hidden.items():
        lines.append(f"{axis}: graded by {count}, hidden until you have graded it (--reveal shows it)")
    return lines


def _ask(reviewer: str, recorded: Sequence[Recorded], record_digest: str) -> list[Answer]:
    """Answers from the terminal, in the order of the questions; an empty one ends the session."""
    from verification.review import GRADES, QUESTIONS, current, graded
    from verification.review_log import Answer

    mine = {item.review.axis for item in current(recorded, record_digest) if item.review.reviewer == reviewer}
    found: list[Answer] = []
    for axis, question in QUESTIONS.items():
        if axis in mine:
            continue
        if graded([(answer.axis, answer.grade) for answer in found]):
            say("that settles it; end with an empty answer, or go on")
        choices = GRADES[axis]
        listed = ", ".join(f"{number} {grade}" for number, grade in enumerate(choices, start=1))
        given = typer.prompt(f"{question} [{listed}]", default="", show_default=False, err=True).strip()
        if not given:
            break
        chosen = choices[int(given) - 1] if given.isdigit() and 0 < int(given) <= len(choices) else given
        if chosen not in choices:
            raise InputError(f"{given[:40]!r}: {axis} is one of: {', '.join(choices)}; nothing was written")
        reason = typer.prompt("Why?", err=True).strip()
        found.append(Answer(axis, chosen, reason))
    return found
