"""Both sides of a claim: an attempt on it and one on its opposite, which share one budget."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from problems.claim import Claim
from problems.family import IN_WORDS
from provers.attempt import AttemptSpec
from provers.llm.config import LLMConfig
from provers.llm.pricing import micro
from provers.prover import Budget

__all__ = ["both_sides", "fraction", "has_opposite"]


def has_opposite(claim: Claim, stated: Iterable[Claim]) -> bool:
    """Whether an attempt on the opposite makes sense: the claim is precise, and nobody states the opposite himself."""
    return claim.family != IN_WORDS and claim.opposite.digest not in {other.digest for other in stated}


def both_sides(spec: AttemptSpec, share: float, stated: Iterable[Claim]) -> tuple[AttemptSpec, ...]:
    """The attempt, and with a `share` above zero one on the opposite; seconds, work, calls and money are split.

    Candidates for the opposite are candidates for another claim, so that no verdict on one side counts on the other.
    """
    if not share or not has_opposite(spec.claim, stated):
        return (spec,)
    return _part(spec, 1 - share), _part(replace(spec, claim=spec.claim.opposite), share)


def _part(spec: AttemptSpec, part: float) -> AttemptSpec:
    work = None if spec.budget.work is None else max(1, int(spec.budget.work * part))
    budget = Budget(seconds=spec.budget.seconds * part, work=work)
    return replace(spec, budget=budget, llm=spec.llm and _settings(spec.llm, part))


def _settings(config: LLMConfig, part: float) -> LLMConfig:
    calls = max(1, int(config.max_calls * part))
    return config.model_copy(update={"max_calls": calls, "cap_attempt": fraction(config.cap_problem, part)})


def fraction(money: str, part: float) -> str:
    """A part of a sum of dollars, rounded down to a micro-dollar, at least one of these."""
    share = max(1, int(micro(money) * Decimal(str(part))))
    return f"{Decimal(share) / 1_000_000:.6f}"
