"""The rediscovery benchmark: its claims are known, and false or lost candidates are counted as such."""

from __future__ import annotations

from collections import Counter

import pytest

from problems.claim import Claim, Goal
from problems.errors import InputError
from provers.rediscovery import MOST_A_FAMILY, Result, page, rediscover, rediscovery_claims
from tests.workbench import Inside


def test_the_frozen_claims_are_known_and_spread() -> None:
    frozen, claims = rediscovery_claims()
    assert frozen == "2026-11-25"
    assert len({claim.digest for claim in claims}) == len(claims) >= 60
    families = Counter(claim.family for claim in claims)
    assert max(families.values()) <= MOST_A_FAMILY
    assert len(families) == 15
    assert {claim.goal for claim in claims} == set(Goal)


def test_what_is_found_and_what_is_not() -> None:
    pytest.importorskip("pysat")
    found, lost = (Claim(family="sidon_golomb", params={"N": n, "k": 5}, goal=Goal.EXISTS) for n in (12, 11))
    results = rediscover([found, lost], provers=("enumerate", "construct"), seconds=5, workers=1)
    assert [result.prover for result in results] == ["enumerate", ""]
    assert results[0].assurance == "A1"
    assert results[1].false_candidates == 0
    text = page("2026-01-01", results, seconds=5, workers=1)
    assert "**1 of 2 found**" in text
    assert "| `sidon_golomb` N = 11, k = 5 | exists | **not found** | A0 |" in text


def test_nobody_to_ask_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(InputError, match="none of the provers named is available"):
        rediscover([], provers=("agent",))


def test_the_command(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = Claim(family="sidon_golomb", params={"N": 12, "k": 5}, goal=Goal.EXISTS)
    monkeypatch.setattr("provers.rediscovery.rediscovery_claims", lambda: ("2026-01-01", (claim,)))
    (row,) = inside.records("bench", "rediscovery", "--prover", "construct", "--budget", "2s", "--workers", "1")
    assert row["found"]
    assert row["prover"] == "construct"
    target = inside.project.folder / "table.md"
    assert inside("bench", "rediscovery", "--prover", "construct", "--write", str(target)).status == 0
    assert "**1 of 1 found**" in target.read_text()
    assert inside("bench", "rediscovery", "--family", "none_such").status == 2


def test_a_page_counts_money_and_false_candidates() -> None:
    claim = Claim(family="sidon_golomb", params={"N": 12, "k": 5}, goal=Goal.EXISTS)
    text = page("2026-01-01", [Result(claim, "agent", "A1", 1.0, 2, 12_345)], seconds=30, workers=2)
    assert "2 false candidates, all refuted; calls of models cost $0.0124." in text
