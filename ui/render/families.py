"""A family on the page: who asks for it, how far it is known, the checker's answer to a witness."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from problems.catalog import Catalog
from problems.known import KnownValue
from ui.render.chips import chips, machine_chip
from ui.render.text import literal, plain, sentence
from verification.standing import MachineCheck
from verification.verdict import Report

__all__ = ["asked_by", "example_text", "known_progress", "verdict_on"]


def example_text(params: Mapping[str, Any]) -> str:
    """Parameters as they are typed on a command line."""
    return " ".join(f"{name}={_value(value)}" for name, value in params.items())


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def asked_by(catalog: Catalog, name: str) -> None:
    """The problems with claims of this family, as links."""
    problems = [problem for problem in catalog if any(record.family == name for record in problem.claims)]
    if not problems:
        st.caption("No problem of the catalogue has a claim of this family.")
        return
    st.markdown(f"**Asked by {len(problems)} problem{'s' if len(problems) != 1 else ''}.**")
    with st.container(horizontal=True):
        for problem in problems[:12]:
            st.page_link("views/problem.py", label=plain(problem.id), query_params={"id": problem.id})


def known_progress(values: Sequence[KnownValue]) -> None:
    """How far each line of parameters is settled, and what would matter next."""
    if not values:
        st.caption("No known values are recorded.")
        return
    lines = []
    for known in values[:8]:
        fixed = ", ".join(f"{name} = {value}" for name, value in known.fixed.items())
        lines.append("- " + plain(f"{fixed or 'no other parameter'}: {_state(known)}"))
    st.markdown("\n".join(lines))


def _state(known: KnownValue) -> str:
    name, exists, none = known.vary, known.exists, known.none
    if known.settled:
        return f"settled: a witness at {name} = {exists}, none at {name} = {none}"
    doubt = f"; {' and '.join(known.no_record)}: no record, the literature may have more" if known.no_record else ""
    if exists is not None and none is not None:
        following = doubt or "; anything in between would be new"
        return f"open between: a witness at {name} = {exists}, none at {name} = {none}{following}"
    step = {"up": -1, "down": 1, "none": 0}[known.monotone]
    if exists is not None:
        following = doubt or (f"; a witness at {name} = {exists + step} would be new" if step else "")
        return f"a witness at {name} = {exists}{following}"
    return f"none at {name} = {none}{doubt}"


def verdict_on(report: Report) -> None:
    """The checker's answer in a sentence, with every verdict."""
    kinds = {"verified": "success", "refuted": "error"}
    sentence(f"{report.outcome}: {report.reason}", kinds.get(str(report.outcome), "warning"))
    chips([machine_chip(MachineCheck(report.outcome, report.assurance, report.label, report.reason))])
    for verdict in report.verdicts:
        with st.expander(plain(f"{verdict.backend} {verdict.version}: {verdict.outcome} in {verdict.seconds:.2f} s")):
            literal(json.dumps(verdict.dump()["evidence"], indent=1, ensure_ascii=False), language="json", height=280)
