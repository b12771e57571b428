"""Tables as data frames: the catalogue, the claims, attempts and finds of a problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from problems.known import KnownValue
from problems.problem import STATUS_DAYS, Problem
from ui.render.evidence import claim_words
from verification.verdict import assurance_words

__all__ = [
    "CLAIMS",
    "COLUMNS",
    "attempts_frame",
    "catalogue_frame",
    "chooser",
    "claims_frame",
    "finds_frame",
    "known_frame",
    "nothing_to_show",
    "picked",
]

Figures = Mapping[str, tuple[int, int, str]]

COLUMNS = {
    "title": True, "status": True, "prize": True, "tags": True, "claims": True, "tried": True, "verified": True,
    "best": True, "as of": False, "families": False, "scopes": False, "oeis": False, "formal statement": False,
    "formal solution": False, "statement": False,
}  # fmt: skip
"""Column of the catalogue → whether it is shown at first."""

CLAIMS = ("any", "with claims", "without", "settles", "part", "variant", "instance", "record")
"""Choices about claims: whether there are any, or one of this scope."""


def picked(
    problems: Iterable[Problem], figures: Figures, *, status: str, tag: str, claims: str, level: str, prize: bool
) -> list[Problem]:
    """The problems that pass the filters; `any` passes everything."""

    def passes(problem: Problem) -> bool:
        scopes = {str(record.scope.kind) for record in problem.claims}
        return (
            status in ("any", str(problem.status.state))
            and (tag == "any" or tag in problem.tags)
            and (
                claims == "any"
                or (
                    bool(scopes) if claims == "with claims" else not scopes if claims == "without" else claims in scopes
                )
            )
            and (level == "any" or figures.get(problem.id, (0, 0, ""))[2] >= level)
            and (not prize or bool(problem.prize))
        )

    return [problem for problem in problems if passes(problem)]


def catalogue_frame(problems: Sequence[Problem], figures: Figures) -> pd.DataFrame:
    """One row a problem; `tried` is empty where nobody tried."""
    rows = []
    for problem in problems:
        tried, verified, best = figures.get(problem.id, (None, None, ""))
        rows.append(
            {
                "id": problem.id,
                "title": problem.title.replace("$", ""),
                "status": str(problem.status.state),
                "prize": problem.prize,
                "tags": list(problem.tags),
                "claims": len(problem.claims),
                "tried": tried,
                "verified": verified,
                "best": best,
                "as of": problem.status.as_of,
                "families": ", ".join(dict.fromkeys(record.family for record in problem.claims)),
                "scopes": ", ".join(dict.fromkeys(str(record.scope.kind) for record in problem.claims)),
                "oeis": ", ".join(problem.oeis),
                "formal statement": "yes" if problem.formalized else "",
                "formal solution": problem.status.formal if problem.status.formal != "unformalized" else "",
                "statement": problem.statement[:400],
            }
        )
    frame = pd.DataFrame(rows, columns=["id", *COLUMNS])
    return frame.astype({"tried": "Int64", "verified": "Int64"})


def nothing_to_show(problems: int) -> str:
    """What to do about an empty table of a catalogue with so many problems."""
    if problems:
        return "Clear the search and the filters to see all."
    return "The catalogue is empty: `workbench catalog add FILE` fills it, or `workbench catalog import`."


def claims_frame(problem: Problem, finds: Sequence[Mapping[str, Any]], status_days: int = STATUS_DAYS) -> pd.DataFrame:
    """One row a claim with the best result on it; that it settles the problem is withheld on a status that is old."""
    best: dict[str, str] = {}
    torn = {claim_words(find["claim"]) for find in finds if find["conflict"]}
    for find in finds:
        if find["outcome"] == "verified":
            words = claim_words(find["claim"])
            best[words] = max(best.get(words, ""), find["assurance"])
    rows = []
    for record in problem.claims:
        words = claim_words(record.claim.model_dump(mode="json"))
        rows.append(
            {
                "scope": problem.scope_words(record, status_days),
                "meaning": record.meaning,
                "verified": ", ".join(
                    filter(None, (assurance_words(best.get(words, "")), "conflict" * (words in torn)))
                ),
                "claim": words,
                "reading": record.reading,
            }
        )
    return pd.DataFrame(rows, columns=["scope", "meaning", "verified", "claim", "reading"])


def finds_frame(finds: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """One row a candidate."""
    rows = [
        {
            "machine check": f"{find['outcome']} {assurance_words(find['assurance'])}"
            if find["outcome"] == "verified"
            else f"{find['outcome']}: conflict"
            if find["conflict"]
            else find["outcome"],
            "claim": claim_words(find["claim"]),
            "found by": find["prover"],
            "candidate": find["id"].removeprefix("sha256:")[:16],
        }
        for find in finds
    ]
    return pd.DataFrame(rows, columns=["machine check", "claim", "found by", "candidate"])


def attempts_frame(attempts: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """One row an attempt, the newest first, failures with their mechanism."""
    rows = [
        {
            "started": str(attempt.get("started", ""))[:16].replace("T", " "),
            "prover": attempt.get("prover", ""),
            "claim": claim_words(attempt.get("claim", {})),
            "outcome": f"{attempt['outcome']} {attempt['assurance']}"
            if attempt.get("candidates")
            else attempt["outcome"],
            "why not": " — ".join(filter(None, (attempt.get("mechanism", ""), str(attempt.get("message", ""))[:300]))),
            "attempt": attempt["id"][:12],
        }
        for attempt in reversed(attempts)
    ]
    return pd.DataFrame(rows, columns=["started", "prover", "claim", "outcome", "why not", "attempt"])


def known_frame(values: Sequence[KnownValue]) -> pd.DataFrame:
    """One row a known value."""
    rows = [
        {
            "with": ", ".join(f"{name} = {value}" for name, value in known.fixed.items()),
            "parameter": known.vary,
            "witness known at": None if known.exists is None else str(known.exists),
            "none at": None if known.none is None else str(known.none),
            "sources": "; ".join(known.sources),
            "note": known.note,
        }
        for known in values
    ]
    return pd.DataFrame(rows, columns=["with", "parameter", "witness known at", "none at", "sources", "note"])


def chooser(label: str, options: Sequence[str]) -> str | None:
    """A box in which a row can be named by keyboard, beside the table that takes clicks."""
    import streamlit as st

    return st.selectbox(label, options, index=None, placeholder=label, label_visibility="collapsed", width=320)
