"""Parameters and witness of `minimum_overlap`: a split of {1, …, 2n}, or a step function on [0, 2]."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, model_validator

from problems.family import Params, Witness
from problems.values import Integer, Rational

__all__ = ["MAX_SET", "MAX_STEPS", "OverlapParams", "OverlapWitness"]

MAX_SET = 100_000
MAX_STEPS = 5000
MAX_RADICAND = 10**6


class OverlapParams(Params):
    """Either n and M (splits), or claim_upper and perhaps steps (step functions)."""

    n: Annotated[Integer, Field(ge=1, le=10**12)] | None = None
    """Half the length of the interval {1, …, 2n}, and the size of each part."""
    M: Annotated[Integer, Field(ge=0, le=10**12)] | None = None
    """No difference k may occur more than M times."""
    claim_upper: Rational | None = None
    """Upper bound c: the overlap α(f) of the step function must be at most c."""
    steps: Annotated[Integer, Field(ge=1, le=MAX_STEPS)] | None = None
    """Exact number of equal steps on [0, 2]; any number when absent."""

    @model_validator(mode="after")
    def _one_kind(self) -> OverlapParams:
        finite = self.n is not None and self.M is not None
        if finite == (self.claim_upper is not None) or (self.n is None) != (self.M is None):
            raise ValueError("expected n and M, or claim_upper (with or without steps)")
        if self.steps is not None and finite:
            raise ValueError("steps: only with claim_upper")
        if self.claim_upper is not None:
            if not 0 < self.claim_upper < 1:
                raise ValueError("claim_upper: must lie between 0 and 1")
            if self.claim_upper.denominator > 10**100:
                raise ValueError("claim_upper: the denominator is at most 10^100")
        return self


class OverlapWitness(Witness):
    """Either A, or heights (with root_heights and radicand for heights in a real quadratic field)."""

    A: Annotated[tuple[Integer, ...], Field(max_length=MAX_SET)] | None = None
    """One part of the split of {1, …, 2n}, strictly increasing; the other part is its complement."""
    heights: Annotated[tuple[Rational, ...], Field(max_length=MAX_STEPS)] | None = None
    """Values of the step function on the equal steps of [0, 2], from left to right; rational parts of them
    where root_heights is given. A pair [a, b] for a + b√radicand is accepted as input."""
    root_heights: Annotated[tuple[Rational, ...], Field(max_length=MAX_STEPS)] | None = None
    """Coefficients of √radicand, one a step; absent when all heights are rational."""
    radicand: Annotated[Integer, Field(ge=2, le=MAX_RADICAND)] | None = None
    """Squarefree integer whose square root occurs in the heights."""

    @model_validator(mode="before")
    @classmethod
    def _pairs(cls, raw: Any) -> Any:
        heights = raw.get("heights") if isinstance(raw, Mapping) else None
        if not isinstance(heights, (list, tuple)) or "root_heights" in raw or len(heights) > MAX_STEPS:
            return raw
        if not any(isinstance(item, (list, tuple)) for item in heights):
            return raw
        pairs = [item if isinstance(item, (list, tuple)) else (item, 0) for item in heights]
        if any(len(pair) != 2 for pair in pairs):
            raise ValueError("heights: expected rationals or pairs [a, b]")
        return {**raw, "heights": [a for a, _ in pairs], "root_heights": [b for _, b in pairs]}

    @model_validator(mode="after")
    def _one_shape(self) -> OverlapWitness:
        if (self.A is None) == (self.heights is None):
            raise ValueError("expected either A or heights")
        if (self.root_heights is None) != (self.radicand is None):
            raise ValueError("root_heights and radicand belong together")
        if self.root_heights is not None and self.radicand is not None:
            if self.heights is None or len(self.root_heights) != len(self.heights):
                raise ValueError("root_heights: one coefficient is needed for every height")
            if not any(self.root_heights):
                raise ValueError("root_heights: all are 0, so leave them and radicand out")
            if any(self.radicand % (p * p) == 0 for p in range(2, 1001)):
                raise ValueError("radicand: must be squarefree")
        return self
