"""Queue: one item at a time, graded with the keyboard; every grade has a reason, nothing is ever overwritten."""

from __future__ import annotations

import streamlit as st

from problems.errors import StaleError, WorkbenchError
from ui.candidate_sheet import sheet_of
from ui.follow import follow, last_review
from ui.guard import shown
from ui.ranking import ranking
from ui.read import ledger_or_say
from ui.render.candidate import evidence, heading
from ui.render.queue import counts, end_of_queue, history, keys_line, question, reason_form
from ui.render.text import how_to_read, plain, sentence
from ui.session import given, person, settings
from ui.triage import Sitting, mine, next_question
from ui.write import grade
from verification.review_log import Answer, reviews_of

__all__: list[str] = []

WAIT = "Somebody graded this while you write: what you record now may be refused once, so that you see it first."


@shown
def page() -> None:
    """The page."""
    st.title("Queue")
    how_to_read("queue")
    current, store, reader = settings(), ledger_or_say(settings()), person()
    if store is None:
        st.stop()
    second = st.toggle("Second, blind reading of what others have graded", key="second", bind="query-params")
    asked = (reader.name, second, store.key[0] + store.key[1])
    sitting: Sitting | None = st.session_state.get("sitting")
    if sitting is None or sitting.asked != asked:
        ranked = ranking(current, store, reader.name, second=second)
        sitting = st.session_state["sitting"] = Sitting(ranked.items, asked, store.judged)
        st.session_state["held_back"] = sum(ranked.held_back.values())
        wanted = given("candidate", "candidate").removeprefix("sha256:")
        if wanted and not sitting.find(wanted, given("for", "problem")):
            sentence(
                "That candidate is not in your queue: it is graded, refuted or held back. The first item is shown."
            )
    counts(sitting, st.session_state.get("held_back", 0), store.judged)
    item = sitting.item
    if item is None:
        end_of_queue(sitting)
        st.stop()
    st.query_params.update({"candidate": item.candidate.removeprefix("sha256:")[:16], "for": item.problem})
    named = (item.candidate, item.problem)
    follow(lambda: last_review(current, *named), last_review(current, *named), WAIT if sitting.chosen else "")
    sheet = sheet_of(store, item.candidate, item.problem, reader.name)
    subject = sheet.subject
    answers = mine(reviews_of(store.ledger, subject.candidate, subject.problem), reader.name, subject.record_digest)
    axis = sitting.correcting.axis if sitting.correcting else next_question(answers)
    st.caption(
        plain(f"{item.problem} · {item.why}" + (f" · {len(item.members)} equivalent" if len(item.members) > 1 else ""))
    )
    ask, read = st.container(border=True), st.container()
    with read:
        heading(sheet, short=True, status_days=settings().status_days)
        evidence(sheet, short=True)
        history(sheet.shown, subject.record_digest)
    with ask:
        if not reader.may_review:
            sentence(reader.why_not, "warning")
        elif axis is None:
            sentence("Graded: nothing more is asked of you here. N goes on.", "success")
        else:
            if sitting.refused:
                sentence(sitting.refused, "error")
            question(sitting, axis, answers.get(axis))
            reason = reason_form(sitting, axis)
            if reason is not None:
                replaced = answers[axis].hash if axis in answers else ""
                try:
                    seen = st.session_state.pop("seen", "") or store.seen
                    written = grade(current, reader, subject, Answer(axis, sitting.chosen, reason, replaced), seen=seen)
                except StaleError as error:
                    sitting.refuse(f"{error}. It is shown now; answer again if you still want to.", reason)
                except WorkbenchError as error:
                    sitting.refuse(str(error), reason)
                else:
                    finished = next_question({**answers, axis: written}) is None
                    sitting.record(axis, written.hash, finished=finished)
                st.rerun()
        keys_line(sitting)
    st.session_state["seen"] = store.seen
