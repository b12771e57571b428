"""Parameters and witness of sunflower-free families."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator

from problems.family import Params, Witness
from problems.values import Integer

__all__ = ["MAX_SETS", "SunflowerParams", "SunflowerWitness"]

MAX_SETS = 2000
MAX_SET = 1000
MAX_TOTAL = 100_000
"""Elements of all sets together."""


class SunflowerParams(Params):
    """k, w, g and m; `n` is accepted in place of g when no w is given, `size` in place of m."""

    k: Annotated[Integer, Field(ge=2, le=10**6)]
    """Number of petals of a sunflower."""
    w: Annotated[Integer, Field(ge=0, le=MAX_SET)] | None = None
    """Size of every set; left out when the sets may have any sizes, the empty set included."""
    g: Annotated[Integer, Field(ge=0, le=10**12)]
    """Number of points; the ground set is {0, …, g - 1}."""
    m: Annotated[Integer, Field(ge=0, le=10**6)]
    """Number of sets in the family."""

    @model_validator(mode="before")
    @classmethod
    def _other_names(cls, raw: Any) -> Any:
        if not isinstance(raw, Mapping):
            return raw
        named = dict(raw)
        if "n" in named and "g" not in named and named.get("w") is None:
            named["g"] = named.pop("n")
        if "size" in named and "m" not in named:
            named["m"] = named.pop("size")
        return named


class SunflowerWitness(Witness):
    """The family; the order in which its sets are listed says nothing and is brought into lexicographic order."""

    sets: Annotated[tuple[Annotated[tuple[Integer, ...], Field(max_length=MAX_SET)], ...], Field(max_length=MAX_SETS)]
    """The sets, each strictly increasing, no two equal."""

    @field_validator("sets")
    @classmethod
    def _in_order(cls, sets: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
        if sum(map(len, sets)) > MAX_TOTAL:
            raise ValueError(f"more than {MAX_TOTAL} elements in all")
        return tuple(sorted(sets))
