"""Novelty: comparison with known values in every direction, and searches that say no more than they found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.claim import Claim, Goal
from problems.errors import InputError
from problems.family import normalise
from problems.known import KnownValue, known_values
from tests.postgres import Database
from tests.verification.store import candidate, catalog, put
from tests.workbench import problem, ruler
from verification.ledger import Ledger
from verification.novelty import Standing, compare, dossier, record_search, searches_of, standing
from verification.subject import find_subject

CATALOG = catalog(problem(1, [ruler(7, 4)]))
RULER = candidate("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]})


def asked(value: int, goal: str, **known: Any) -> Standing:
    """How value · goal stands beside one known value of the parameter n."""
    line = KnownValue(fixed={}, vary="n", sources=("a test",), **known)
    claim = Claim(family="ramsey_coloring", params={"n": value}, goal=Goal(goal))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("verification.novelty.known_lines", lambda _claim: [(line, value)])
        assert all(comparison.sentence for comparison in compare(claim))
        return standing(claim)


@pytest.mark.parametrize(
    ("value", "goal", "known", "expected"),
    [
        (42, "exists", {"monotone": "down", "exists": 42, "none": 46}, "equals"),
        (43, "exists", {"monotone": "down", "exists": 42, "none": 46}, "beats"),
        (41, "exists", {"monotone": "down", "exists": 42, "none": 46}, "below"),
        (46, "exists", {"monotone": "down", "exists": 42, "none": 46}, "contradicts"),
        (45, "none", {"monotone": "down", "exists": 42, "none": 46}, "beats"),
        (46, "none", {"monotone": "down", "exists": 42, "none": 46}, "equals"),
        (50, "none", {"monotone": "down", "exists": 42, "none": 46}, "below"),
        (42, "none", {"monotone": "down", "exists": 42, "none": 46}, "contradicts"),
        (9, "exists", {"monotone": "up", "exists": 10}, "beats"),
        (11, "exists", {"monotone": "up", "exists": 10}, "below"),
        (9, "none", {"monotone": "up", "exists": 10}, "not comparable"),
        (11, "none", {"monotone": "up", "exists": 10}, "contradicts"),
        (7, "exists", {"monotone": "none", "exists": 7}, "equals"),
        (8, "exists", {"monotone": "none", "exists": 7}, "not comparable"),
        (7, "none", {"monotone": "none", "exists": 7}, "contradicts"),
        (7, "none", {"monotone": "none", "none": 7}, "equals"),
    ],
)
def test_a_claim_stands_beside_a_known_value(value: int, goal: str, known: dict[str, Any], expected: str) -> None:
    assert asked(value, goal, **known) == expected


@given(
    st.sampled_from(["up", "down", "none"]),
    st.integers(0, 9),
    st.none() | st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from(["exists", "none"]),
)
def test_what_beats_is_open_and_what_is_below_follows(
    monotone: str, exists: int, none: int | None, value: int, goal: str
) -> None:
    """Judged by the definition: a stronger claim implies the recorded one, a weaker one follows from it."""
    sign = {"up": 1, "down": -1, "none": 0}[monotone]
    if none is not None and (sign * (exists - none) <= 0 if sign else exists == none):
        return
    found = asked(value, goal, monotone=monotone, exists=exists, none=none)
    bound, direction = (exists, sign) if goal == "exists" else (none, -sign)
    other, back = (none, -sign) if goal == "exists" else (exists, sign)
    if other is not None and (value == other or back * (value - other) > 0):
        assert found is Standing.CONTRADICTS
    elif bound is None or (not sign and value != bound):
        assert found is Standing.NOT_COMPARABLE
    else:
        distance = direction * (value - bound)
        assert found is (Standing.EQUALS if value == bound else Standing.BELOW if distance > 0 else Standing.BEATS)


def test_one_line_that_knows_outweighs_one_that_is_beaten() -> None:
    lines = [
        (KnownValue(fixed={}, vary="n", monotone="down", exists=5, sources=("old",)), 7),
        (KnownValue(fixed={}, vary="k", monotone="up", exists=3, sources=("new",)), 4),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("verification.novelty.known_lines", lambda _claim: lines)
        assert standing(Claim(family="ramsey_coloring", params={}, goal=Goal.EXISTS)) is Standing.BELOW


def test_every_shipped_value_equals_itself() -> None:
    """The claims at the recorded values are never said to beat anything or to contradict it."""
    for family, values in known_values().items():
        for known in values:
            for goal, value in ((Goal.EXISTS, known.exists), (Goal.NONE, known.none)):
                if value is not None:
                    claim = normalise(Claim(family=family, params=known.params(value), goal=goal))
                    assert standing(claim) is Standing.EQUALS, (family, known)


@pytest.fixture
def ledger(database: Database) -> Iterator[Ledger]:
    with database.ledger() as found:
        put(found, RULER, known=CATALOG)
        yield found


def search(ledger: Ledger, **fields: Any) -> str:
    given = {"source": "arXiv", "query": "golomb ruler", "date": "2026-08-08", "by": "Ada", **fields}
    return record_search(ledger, candidate=RULER.id, problem="mine:1", **given).sentence


def test_searches_say_what_they_found_and_no_more(ledger: Ledger) -> None:
    assert search(ledger, hits=0) == "not found in arXiv on 2026-08-08; asked for: golomb ruler"
    assert search(ledger, hits=2, found=("A paper", "https://example.org")).startswith("2 hits in arXiv on 2026-08-08")
    gone = search(ledger, source="zbMATH", unreachable="no network")
    assert gone == "zbMATH could not be reached on 2026-08-08 (no network); asked for: golomb ruler"
    subject = find_subject(ledger, CATALOG, RULER.id)
    sheet = dossier(ledger, subject)
    assert [item.hits for item in sheet.searches] == [0, 2, None]
    assert any("equals the recorded" in sentence for sentence in sheet.sentences)
    assert not any("new" in sentence.split() for sentence in sheet.sentences)
    assert sheet.dump()["searches"][0]["by"] == "Ada"
    assert searches_of(ledger, RULER.id, "mine:2") == []
    assert ledger.check().ok


def test_silence_is_said(ledger: Ledger) -> None:
    other = candidate("discrepancy_sequence", {"C": 77, "n": 3}, {"s": "+-+"})
    put(ledger, other)
    sheet = dossier(ledger, find_subject(ledger, CATALOG, other.id))
    assert sheet.sentences == ("no known value speaks of this claim", "nothing has been searched yet")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"hits": 0, "unreachable": "no network"},
        {"hits": -1},
        {"hits": 0, "found": ("one",)},
        {"hits": 1, "query": " "},
        {"hits": 1, "source": ""},
        {"hits": 1, "date": "today"},
        {"hits": 1, "by": ""},
        {"hits": 1, "query": "x" * 501},
        {"hits": 1, "query": "\x1b[31m"},
        {"hits": True},
        {"hits": 1, "verdict": "new"},
    ],
)
def test_searches_that_break_the_form_are_not_recorded(ledger: Ledger, fields: dict[str, Any]) -> None:
    before = ledger.head()
    with pytest.raises(InputError, match="search: "):
        search(ledger, **fields)
    assert ledger.head() == before
