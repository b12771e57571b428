"""Both sides of a claim: one budget for two attempts, and no verdict of one side counts on the other."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.claim import Claim, Goal
from problems.errors import InputError
from problems.family import IN_WORDS
from provers.attempt import AttemptSpec
from provers.llm.config import LLMConfig
from provers.prover import LARGEST_SHARE, Budget
from provers.scan import ScanOptions
from provers.sides import both_sides, has_opposite
from tests.workbench import Inside, Workbench, problem, ruler

TRUE = Claim(family="sidon_golomb", params={"N": 12, "k": 5}, goal=Goal.EXISTS)
SHARES = st.floats(0.01, LARGEST_SHARE)


def spec(claim: Claim = TRUE, *, seconds: float = 10.0, work: int | None = None, cap: str = "1.00") -> AttemptSpec:
    llm = LLMConfig(cap_problem=cap, max_calls=24)
    return AttemptSpec("mine:1", claim, "r", "agent", Budget(seconds=seconds, work=work), 0, llm=llm)


@given(SHARES, st.floats(0.1, 1e5), st.integers(2, 10**9), st.integers(1, 10**9).map(lambda n: f"{n / 10**6:.6f}"))
def test_together_they_have_one_budget(share: float, seconds: float, work: int, cap: str) -> None:
    ours, theirs = both_sides(spec(seconds=seconds, work=work, cap=cap), share, [TRUE])
    assert (ours.claim, theirs.claim) == (TRUE, TRUE.opposite)
    assert ours.budget.seconds + theirs.budget.seconds == pytest.approx(seconds)
    assert (ours.budget.work or 0) + (theirs.budget.work or 0) <= max(work, 2)
    assert ours.llm is not None
    assert theirs.llm is not None
    parts = [Decimal(str(side.llm.cap_attempt)) for side in (ours, theirs) if side.llm]
    assert sum(parts) <= max(Decimal(cap), Decimal("0.000002"))
    assert ours.llm.max_calls + theirs.llm.max_calls <= 25
    assert ours.key != theirs.key


def test_an_opposite_that_makes_no_sense_is_left_out() -> None:
    words = Claim(family=IN_WORDS, params={"problem": "mine:1"}, goal=Goal.EXISTS)
    assert not has_opposite(words, [words])
    assert not has_opposite(TRUE, [TRUE, TRUE.opposite])
    assert both_sides(spec(), 0.0, [TRUE]) == (spec(),)
    assert TRUE.opposite.opposite == TRUE


def test_a_share_out_of_range_is_refused() -> None:
    for share in (-0.1, 0.95, 1.0):
        with pytest.raises(InputError, match="opposite"):
            ScanOptions(opposite=share)


def test_a_false_claim_is_refuted_by_its_opposite(workbench: Workbench, inside: Inside) -> None:
    """The search finds nothing for a false claim and everything for its opposite; a true claim stops at itself."""
    workbench.configure(workers=1, opposite_share=0.5)
    workbench.add(problem(1, [ruler(12, 5)]), problem(2, [ruler(12, 5, "none")]))
    events = inside.records("scan", "--prover", "sat", "--prover", "construct", "--budget", "20s")
    attempts = [event for event in events if event["event"] == "attempt"]
    assert {(item["problem"], item["goal"]) for item in attempts if item["outcomes"] == ["verified"]} == {
        ("mine:1", "exists"), ("mine:2", "exists"),
    }  # fmt: skip
    outcomes = {event["problem"]: event["outcome"] for event in events if event["event"] == "claim"}
    assert outcomes == {"mine:1": "verified", "mine:2": "refuted"}
    assert events[-1]["verified"] == 1
    assert len(attempts) <= 3
    again = inside.records("scan", "--prover", "sat", "--prover", "construct", "--budget", "20s", "--resume")
    assert again[-1]["attempts"] == 0
    assert {event["outcome"] for event in again if event["event"] == "claim"} == {"verified", "refuted"}
