"""A candidate on the page: statement before proof, five chips, picture, evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from problems.problem import STATUS_DAYS, Problem
from ui.render.chips import CHIPS, axis_chip, chips, machine_chip
from ui.render.evidence import evidence_text, recheck_line, sentence_of
from ui.render.picture import is_wide, picture
from ui.render.text import literal, mathematics, paragraph, plain, sentence, typed
from verification.review import Axis, Shown
from verification.standing import MachineCheck, standing
from verification.subject import Subject

__all__ = ["Sheet", "evidence", "heading", "history_rows", "review_rows", "reviews"]


@dataclass(frozen=True)
class Sheet:
    """Everything that is shown of a candidate for a problem."""

    subject: Subject
    """The candidate and the claim record."""
    problem: Problem | None
    """The catalogue's entry, where it has one."""
    entries: dict[str, list[dict[str, Any]]]
    """Entries by kind."""
    shown: Shown
    """The reviews that the reader may see."""

    @property
    def payload(self) -> dict[str, Any]:
        """What was put forward: witness, proof or words, as the ledger holds it."""
        found: dict[str, Any] = self.subject.body["candidate"]["payload"]
        return found

    @property
    def standing(self) -> MachineCheck:
        """The machine check over all judgements."""
        return standing(self.entries["candidate"])


def heading(sheet: Sheet, *, short: bool = False, status_days: int = STATUS_DAYS) -> None:
    """What is asked, what is claimed, what it would mean, and the chips."""
    subject, record = sheet.subject, sheet.subject.record
    if sheet.problem is not None and sheet.problem.statement:
        with st.expander(f"The problem: {mathematics(sheet.problem.title)}", expanded=not short):
            paragraph(sheet.problem.statement)
    st.markdown("**The claim.** " + mathematics(sentence_of(subject.claim)))
    if record is not None:
        st.markdown("**What it would say about the problem.** " + mathematics(record.meaning))
        if record.reading:
            st.markdown("**Reading.** " + mathematics(record.reading))
        scope = record.scope.kind if sheet.problem is None else sheet.problem.scope_words(record, status_days)
        st.caption(
            mathematics(f"catalogue's scope: {scope}; statement from {record.source.kind} {record.source.detail}")
        )
    else:
        sentence("The catalogue does not hold this claim (any more): its scope and meaning are not stated.", "warning")
    people = [axis_chip(axis, sheet.shown, subject.record_digest) for axis in CHIPS]
    chips([machine_chip(sheet.standing), *people])


def evidence(sheet: Sheet, *, short: bool = False) -> None:
    """Picture and evidence block, side by side unless the picture is a strip; `short` for pages that must be quick."""
    body = sheet.subject.body
    candidate = body["candidate"]
    if is_wide(candidate["claim"], candidate["payload"]):
        left, right = st.container(), st.container()
    else:
        left, right = st.columns([2, 3], gap="medium")
    with left:
        picture(candidate["claim"], candidate["payload"])
    with right:
        about = sheet.entries
        text = evidence_text(
            body, sheet.standing, about["verdict"], about["attempt"], sheet.subject.record, sheet.subject.problem
        )
        _block("evidence", text, short=short)
        st.caption("Check it again with one line:")
        _block("recheck", recheck_line(candidate, body["id"]), short=short)


def _block(name: str, text: str, *, short: bool) -> None:
    if short:
        typed(name, text)
    else:
        literal(text)


def review_rows(shown: Shown, record_digest: str) -> Sequence[dict[str, str]]:
    """One row a review that the reader may see."""
    rows = []
    for item in shown.reviews:
        review = item.review
        marks = ["corrected later"] if item.superseded_by else []
        marks += ["of an earlier reading"] if item.outdated(record_digest) else []
        marks += ["corrects an earlier one"] if review.supersedes else []
        rows.append(
            {
                "date": review.date[:16].replace("T", " "),
                "reviewer": review.reviewer,
                "axis": str(review.axis),
                "grade": review.grade,
                "reason": review.reason,
                "remark": ", ".join(marks),
                "entry": item.hash[:12],
            }
        )
    return rows


def reviews(sheet: Sheet) -> None:
    """What people said, as far as the reader may see it; what he may not is counted."""
    shown, digest = sheet.shown, sheet.subject.record_digest
    rows = review_rows(shown, digest)
    if rows:
        st.dataframe(rows, hide_index=True, alt="Reviews in order")
    st.caption(plain(axis_chip(Axis.CORRECTNESS, shown, digest)[0]))
    for axis, count in shown.hidden.items():
        st.caption(plain(f"{axis}: graded by {count}, hidden until you have graded it yourself"))


def history_rows(entries: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """One row an entry of the ledger, in order."""
    rows = [
        {"entry": item["seq"], "what": kind, "hash": item["hash"][:12]}
        for kind, items in entries.items()
        for item in items
    ]
    return sorted(rows, key=lambda row: row["entry"])
