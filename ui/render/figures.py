"""Figures: funnels and counts as tables with bars, so that every bar has its number beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from ui.attempt_totals import Tally
from ui.render.text import plain
from ui.scans import Run

__all__ = ["compare_frame", "costs", "counted", "funnel_table", "running", "span"]


def counted(numbers: Mapping[str, int], what: str, of_what: str) -> None:
    """A table of counts with bars."""
    if not numbers:
        st.caption("None.")
        return
    frame = pd.DataFrame({what: list(numbers), of_what: list(numbers.values())})
    bar = st.column_config.ProgressColumn(of_what, format="%d", min_value=0, max_value=max(1, *numbers.values()))
    st.dataframe(frame, hide_index=True, column_config={of_what: bar}, alt=f"{of_what} by {what}")


def funnel_table(numbers: Mapping[str, int]) -> None:
    """The funnel of problems."""
    counted(numbers, "problems", "number")


def span(seconds: float) -> str:
    """A time for people.

    >>> span(90), span(7300), span(3.2)
    ('1.5 min', '2.0 h', '3.2 s')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.1f} min" if seconds < 3600 else f"{seconds / 3600:.1f} h"


def costs(totals: Tally) -> None:
    """Sums of what attempts cost."""
    figures = totals.by_prover.values()
    seconds = sum(item.cost["seconds"] for item in figures)
    verified, attempts = sum(item.verified for item in figures), sum(item.attempts for item in figures)
    money = sum(item.cost["microdollars"] for item in figures) / 1e6
    with st.container(horizontal=True):
        st.metric("attempts", attempts, width="content")
        st.metric("time of provers", span(seconds), width="content")
        st.metric("time for one verified", span(seconds / verified) if verified else "none", width="content")
        st.metric("paid calls", f"${money:.2f}" if money else "none", width="content")


def compare_frame(totals: Tally) -> pd.DataFrame:
    """One row a prover and model."""
    rows: list[dict[str, Any]] = []
    for (prover, model), item in sorted(totals.by_prover.items()):
        rows.append(
            {
                "prover": prover,
                "model": model,
                "attempts": item.attempts,
                "found": item.found,
                "verified": item.verified,
                "false": item.false,
                "our fault": item.failed,
                "seconds": round(item.cost["seconds"], 1),
                "seconds for one verified": round(item.cost["seconds"] / item.verified, 2) if item.verified else None,
                "work": int(item.cost["work"]),
                "US$": round(item.cost["microdollars"] / 1e6, 2),
            }
        )
    return pd.DataFrame(rows)


def running(run: Run) -> None:
    """How far a scan is."""
    done = run.done / run.claims if run.claims else 0.0
    state = "running" if run.running else "stopped" if run.ended is None or run.ended.get("interrupted") else "ended"
    st.progress(
        min(1.0, done),
        text=plain(f"scan {run.name} {state}: {run.done} of {run.claims} claims, {run.verified} verified"),
    )
