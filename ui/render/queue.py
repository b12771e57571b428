"""The queue on the page: the question with its keys, the reason, what was answered before."""

from __future__ import annotations

import streamlit as st

from ui.render.candidate import review_rows
from ui.render.focus import focus
from ui.render.text import plain, sentence
from ui.triage import Sitting
from verification.review import GRADES, MAX_REASON, QUESTIONS, Axis, Recorded, Shown

__all__ = ["counts", "end_of_queue", "history", "keys_line", "question", "reason_form"]


def counts(sitting: Sitting, held_back: int, judged: int) -> None:
    """Where one is, what is held back, whether there is something new."""
    here, all_of_them = min(sitting.at + 1, len(sitting.items)), len(sitting.items)
    words = f"item {here} of {all_of_them}, {len(sitting.done)} answers in this sitting"
    if held_back:
        words += f", {held_back} held back (a few at a time of one prover for one problem)"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(words)
        if judged > sitting.judged:
            st.button("New candidates: make the queue anew", on_click=_afresh, shortcut="F", icon=":material/refresh:")


def _afresh() -> None:
    st.session_state.pop("sitting", None)


def end_of_queue(sitting: Sitting) -> None:
    """What is said when there is nothing left."""
    sentence("Nothing is left to read in this queue." if sitting.items else "Nothing waits to be read.", "success")
    with st.container(horizontal=True):
        st.button("Previous", on_click=sitting.go, args=(-1,), shortcut="P", disabled=not sitting.items)
        st.button("Undo", on_click=sitting.undo, shortcut="U", disabled=not sitting.done)
        st.button("Make the queue anew", on_click=_afresh, shortcut="F")


def question(sitting: Sitting, axis: Axis, before: Recorded | None) -> None:
    """One question with its closed list, each answer on a key."""
    number = list(QUESTIONS).index(axis) + 1
    st.markdown(f"**{number} of {len(QUESTIONS)} · {plain(QUESTIONS[axis])}**")
    if before is not None:
        st.caption(plain(f"You said {before.review.grade!r}: {before.review.reason}. What you say now corrects it."))
    with st.container(horizontal=True, gap="small"):
        for place, grade in enumerate(GRADES[axis], start=1):
            st.button(
                grade,
                key=f"grade-{place}",
                shortcut=str(place),
                on_click=_choose,
                args=(sitting, grade),
                type="primary" if sitting.chosen == grade else "secondary",
            )


def _choose(sitting: Sitting, grade: str) -> None:
    sitting.chosen = grade


def reason_form(sitting: Sitting, axis: Axis) -> str | None:
    """The reason, once it is given; the field has the focus as soon as an answer is chosen."""
    if not sitting.chosen:
        return None
    with st.form("reason", clear_on_submit=True, border=False):
        key = f"reason-{sitting.at}-{axis}"
        reason = st.text_input(
            f"Why {sitting.chosen!r}?",
            value=sitting.reason,
            key=key,
            max_chars=MAX_REASON,
            placeholder="a reason must be given; Enter records it",
        )
        sent = st.form_submit_button("Record", icon=":material/check:")
    focus(key, sitting.chosen)
    if sent and not (reason or "").strip():
        sentence("A grade needs a reason: nothing was recorded yet.", "warning")
        return None
    return (reason or "").strip() if sent else None


def keys_line(sitting: Sitting) -> None:
    """Moving and undoing."""
    with st.container(horizontal=True, gap="small"):
        st.button("Previous", key="previous", on_click=sitting.go, args=(-1,), shortcut="P", disabled=sitting.at == 0)
        st.button("Next", key="next", on_click=sitting.go, args=(1,), shortcut="N")
        st.button("Undo", key="undo", on_click=sitting.undo, shortcut="U", disabled=not sitting.done)


def history(shown: Shown, record_digest: str) -> None:
    """Reviews that may be seen; the hidden ones are counted."""
    rows = review_rows(shown, record_digest)
    if rows:
        st.dataframe(rows, hide_index=True, alt="Reviews")
    for axis, count in shown.hidden.items():
        st.caption(plain(f"{axis}: graded by {count}, hidden until you have graded it"))
