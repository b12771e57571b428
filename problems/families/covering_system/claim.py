"""Parameters and witness of `covering_system`, and the moduli that the parameters allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from problems.coverings import LARGEST_MODULUS, divisors, is_prime, is_squarefree
from problems.errors import TooLargeError, UnsupportedError
from problems.family import Params, Witness
from problems.values import Flag, Integer

__all__ = ["MAX_CLASSES", "CoveringParams", "CoveringWitness", "allowed", "moduli"]

MAX_CLASSES = 5000

MAX_MODULI = 2000
"""Moduli that a model or a search chooses from."""


class CoveringParams(Params):
    """Which moduli may be used; all bounds are inclusive."""

    m: Annotated[Integer, Field(ge=2, le=10**12)]
    """Every modulus is at least m."""
    M: Annotated[Integer, Field(ge=2, le=10**18)] | None = None
    """Every modulus is at most M."""
    L: Annotated[Integer, Field(ge=2, le=10**200)] | None = None
    """Every modulus divides L, that is, the least common multiple of the moduli divides L."""
    filter: Literal["any", "odd", "squarefree", "odd_squarefree", "prime_minus_one"] = "any"
    """Kind of moduli: any, odd, squarefree, both, or n with n + 1 prime."""
    k: Annotated[Integer, Field(ge=1, le=MAX_CLASSES)] | None = None
    """At most k classes."""
    minimal: Flag = False
    """No class may be superfluous: each holds an integer that is in no other class."""
    apart: Flag = False
    """Classes whose moduli have a common factor above 1 must be disjoint."""

    @model_validator(mode="before")
    @classmethod
    def _defaults(cls, raw: Any) -> Any:
        if not isinstance(raw, Mapping):
            return raw
        return {key: value for key, value in raw.items() if value is not None}

    @model_validator(mode="after")
    def _some_range(self) -> CoveringParams:
        if self.M is not None and self.m > self.M:
            raise ValueError(f"M: the largest modulus is below the least, {self.m}")
        if self.L is not None and self.m > self.L:
            raise ValueError(f"L: has no divisor as large as {self.m}")
        return self


class CoveringWitness(Witness):
    """The classes, by increasing modulus."""

    classes: Annotated[tuple[tuple[Integer, Integer], ...], Field(max_length=MAX_CLASSES)]
    """Pairs [residue, modulus] with 0 ≤ residue < modulus, moduli strictly increasing."""


def allowed(params: CoveringParams, modulus: int) -> bool:
    """Whether a modulus is of the wanted kind (its size and L aside)."""
    if params.filter == "any":
        return True
    if "odd" in params.filter and modulus % 2 == 0:
        return False
    if params.filter == "odd":
        return True
    if modulus > LARGEST_MODULUS:
        raise TooLargeError(f"moduli above {LARGEST_MODULUS} are not factored")
    return is_prime(modulus + 1) if params.filter == "prime_minus_one" else is_squarefree(modulus)


def moduli(params: CoveringParams) -> list[int]:
    """All moduli that the parameters allow, increasing; they must be finitely many and not too many."""
    if params.L is None and params.M is None:
        raise UnsupportedError("without M or L there are infinitely many moduli to choose from")
    if params.L is None:
        assert params.M is not None  # noqa: S101 - narrows the type
        if params.M - params.m >= 20 * MAX_MODULI:
            raise TooLargeError(f"{params.M - params.m + 1} moduli are too many to choose from")
        candidates: list[int] | range = range(params.m, params.M + 1)
    else:
        if params.L > LARGEST_MODULUS:
            raise TooLargeError(f"L above {LARGEST_MODULUS} is not factored")
        candidates = divisors(params.L, 20 * MAX_MODULI)
    top = params.M or LARGEST_MODULUS
    found = [modulus for modulus in candidates if params.m <= modulus <= top and allowed(params, modulus)]
    if not found:
        raise UnsupportedError("no modulus satisfies the conditions, so there is nothing to search")
    if len(found) > MAX_MODULI:
        raise TooLargeError(f"{len(found)} moduli are more than {MAX_MODULI}")
    return found
