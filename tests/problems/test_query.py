"""The query language of the catalogue."""

from __future__ import annotations

from typing import Any

import pytest

from problems.catalog import Catalog
from problems.claim import ClaimRecord
from problems.errors import InputError
from problems.problem import Problem
from problems.query import parse_query, plain_text


def entry(identity: str, state: str = "open", *claims: tuple[str, str, str], **fields: Any) -> Problem:
    """A problem; a claim is family, goal and scope."""
    formal = fields.pop("formal", "unformalized")
    status = {"state": state, "as_of": "2026-08-08", "formal": formal}
    records = [
        ClaimRecord.model_validate(
            {"family": family, "params": {}, "goal": goal, "scope": {"kind": scope}, "meaning": "For a test."}
        )
        for family, goal, scope in claims
    ]
    return Problem.model_validate({"id": identity, "title": identity, "status": status, "claims": records, **fields})


@pytest.fixture
def small() -> Catalog:
    exists, none = ("sidon_golomb", "exists", "instance"), ("sidon_golomb", "none", "instance")
    sidon = {"tags": ["number theory", "sidon sets"], "oeis": ["A003022", "A143824"], "prize": "$1000"}
    return Catalog(
        [
            entry(
                "erdos:30",
                "open",
                exists,
                none,
                **sidon,
                statement="Let $h$ …",
                remarks="Erdős and Turán.",
                formalized=True,
            ),
            entry("erdos:1", statement="Sum-distinct sets", prize="$500", tags=["number theory"], oeis=["A276661"]),
            entry("erdos:7", "verifiable", tags=["covering systems"], prize="£25"),
            entry("erdos:474", "not provable", tags=["set theory"]),
            entry("mine:1", "open", exists, ("distinct_subset_sums", "none", "record"), title="Ours"),
            entry("erdos:350", "proved", formal="Lean"),
        ]
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "erdos:1 erdos:7 erdos:30 erdos:350 erdos:474 mine:1"),
        ('status:open tag:"sidon" has:claims erdos:1-100', "erdos:30"),
        ("status:open", "erdos:1 erdos:30 mine:1"),
        ("status:verifiable", "erdos:7"),
        ('status:"not provable"', "erdos:474"),
        ('tag:"sidon sets"', "erdos:30"),
        ("tag:SIDON", "erdos:30"),
        ("tag:theory", "erdos:1 erdos:30 erdos:474"),
        ("erdos:30", "erdos:30"),
        ("erdos:7-30", "erdos:7 erdos:30"),
        ("erdos:7 erdos:30", "erdos:7 erdos:30"),
        ("erdos:30 erdos:1 tag:sidon", "erdos:30"),
        ("erdos:1-30 -erdos:7", "erdos:1 erdos:30"),
        ("mine:1", "mine:1"),
        ("has:claims", "erdos:30 mine:1"),
        ("has:prize", "erdos:1 erdos:7 erdos:30"),
        ("has:oeis", "erdos:1 erdos:30"),
        ("has:statement", "erdos:1 erdos:30"),
        ("has:formal", "erdos:30 erdos:350"),
        ("-has:claims erdos:1-100", "erdos:1 erdos:7"),
        ("family:sidon_golomb", "erdos:30 mine:1"),
        ("family:sidon_golomb goal:none", "erdos:30"),
        ("family:distinct_subset_sums goal:none scope:record", "mine:1"),
        ("family:distinct_subset_sums goal:exists", ""),
        ("-family:sidon_golomb has:claims", ""),
        ("scope:record", "mine:1"),
        ("prize:>=500", "erdos:1 erdos:30"),
        ("prize:>500", "erdos:30"),
        ("prize:500", "erdos:1"),
        ("prize:<500", "erdos:7"),
        ("prize:<=25", "erdos:7"),
        ("oeis:a003022", "erdos:30"),
        ("status:verifiable OR status:proved", "erdos:7 erdos:350"),
        ("status:open prize:>=1000 OR erdos:474", "erdos:30 erdos:474"),
        ("-status:open -status:proved", "erdos:7 erdos:474"),
        ("turan", "erdos:30"),
        ("TURÁN", "erdos:30"),
        ('"erdos and turan"', "erdos:30"),
        ("sum-distinct", "erdos:1"),
        ("ours", "mine:1"),
        ("covering", "erdos:7"),
        ("nowhere", ""),
    ],
)
def test_queries(small: Catalog, query: str, expected: str) -> None:
    assert " ".join(problem.id for problem in small.filter(query)) == expected


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("status:opne", "expected one of open"),
        ("has:everything", "expected one of"),
        ("goal:both", "expected one of exists, none"),
        ("family:sidon", "did you mean sidon_golomb"),
        ("family:sidon_golomb family:vdw_coloring", "given twice"),
        ("prize:much", "expected an amount"),
        ("statsu:open", "did you mean status"),
        ("erdos:30-1", "range is empty"),
        ("erdos:", "needs a value"),
        ("status:", "needs a value"),
        ('tag:"sidon', "cannot read"),
        ("OR status:open", "OR stands between"),
        ("status:open OR", "OR stands between"),
        ("a" * 3000, "longer than"),
    ],
)
def test_faulty_queries_say_what_is_wrong(query: str, what: str) -> None:
    with pytest.raises(InputError, match="query") as caught:
        parse_query(query)
    assert what in str(caught.value)
    assert "\n" not in str(caught.value)


def test_text_is_compared_without_case_and_accents() -> None:
    assert plain_text("ERDŐS–Turán") == plain_text("erdos–turan")
