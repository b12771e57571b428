"""The five axes of a candidate as chips: each has its word and its sign, so that colour is never the only signal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

from ui.render.text import plain
from verification.review import Axis, Shown, current
from verification.standing import MachineCheck
from verification.verdict import Outcome

__all__ = ["CHIPS", "axis_chip", "chips", "machine_chip", "machine_words"]

Colour = Literal["green", "red", "orange", "gray", "blue"]

CHIPS = (Axis.FIDELITY, Axis.SCOPE, Axis.NOVELTY, Axis.DIGESTION)
"""The axes that people grade and that stand beside the machine check; correctness is listed with the reviews."""

_DOUBTFUL = {
    "misformalized", "weaker reading", "variant", "known", "literature identification", "not read", "unknown",
}  # fmt: skip


def machine_words(check: MachineCheck) -> str:
    """Outcome and assurance in words; `unknown` keeps its name."""
    return f"{check.outcome} {check.assurance}" if check.outcome is Outcome.VERIFIED else str(check.outcome)


def machine_chip(check: MachineCheck) -> tuple[str, str, Colour]:
    """Words, icon and colour of the machine check, with what the assurance rests on."""
    look: dict[str, tuple[str, Colour]] = {
        "verified": ("check_circle", "green"),
        "refuted": ("cancel", "red"),
    }
    icon, colour = look.get(str(check.outcome), ("help", "orange"))
    words = machine_words(check) + (f" ({check.label})" if check.label else "")
    return f"machine check: {words}", icon, colour


def axis_chip(axis: Axis, shown: Shown, record_digest: str) -> tuple[str, str, Colour]:
    """Words, icon and colour of an axis that people grade; blank means not assessed, and hidden grades are counted."""
    hidden = shown.hidden.get(axis, 0)
    if hidden:
        return f"{axis}: graded by {hidden}, hidden until you have graded", "visibility_off", "gray"
    given = [item.review for item in current(shown.reviews, record_digest) if item.review.axis is axis]
    grades: Mapping[str, list[str]] = {}
    for review in given:
        grades = {**grades, review.grade: [*grades.get(review.grade, []), review.reviewer]}
    if not grades:
        return f"{axis}: not assessed", "radio_button_unchecked", "gray"
    words = " / ".join(f"{grade} ({', '.join(dict.fromkeys(names))})" for grade, names in grades.items())
    if len(grades) > 1:
        return f"{axis}: reviewers disagree: {words}", "call_split", "orange"
    doubtful = next(iter(grades)) in _DOUBTFUL
    return f"{axis}: {words}", "report" if doubtful else "person_check", "orange" if doubtful else "blue"


def chips(items: Sequence[tuple[str, str, Colour]]) -> None:
    """The chips in a row that wraps."""
    with st.container(horizontal=True, gap="small"):
        for words, icon, colour in items:
            st.badge(plain(words[:160]), icon=f":material/{icon}:", color=colour)
