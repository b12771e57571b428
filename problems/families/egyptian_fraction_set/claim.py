"""Parameters and witness of `egyptian_fraction_set`; each subtype has its own fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from problems.family import Params, Witness
from problems.values import Flag, Integer, Rational

__all__ = ["MAX_SIZE", "EgyptianParams", "EgyptianWitness"]

MAX_SIZE = 2000

FIELDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "gap": (frozenset({"g"}), frozenset({"target", "k", "max"})),
    "max_denominator": (frozenset({"k", "max"}), frozenset({"target"})),
    "first_term": (frozenset({"N", "k"}), frozenset({"target", "max"})),
    "terms": (frozenset({"target", "k"}), frozenset()),
    "semiprime": (frozenset({"target"}), frozenset({"max"})),
    "no_partition": (frozenset(), frozenset({"k", "max"})),
    "primes_product": (frozenset(), frozenset({"coprime", "one", "max"})),
    "pseudoperfect": (frozenset(), frozenset({"k", "n"})),
}
"""Subtype → required and optional fields."""

DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "gap": {"target": 1},
    "max_denominator": {"target": 1},
    "first_term": {"target": 1},
    "primes_product": {"coprime": False},
}
"""Subtype → values of fields that are always written out."""


class EgyptianParams(Params):
    """The subtype and exactly its own fields."""

    subtype: Literal[
        "gap",
        "max_denominator",
        "first_term",
        "terms",
        "semiprime",
        "no_partition",
        "primes_product",
        "pseudoperfect",
    ]
    """Which condition is asked; see the module's docstring."""
    target: Rational | None = None
    """The value of the sum of 1/d."""
    g: Annotated[Integer, Field(ge=1, le=10**6)] | None = None
    """Largest allowed difference of consecutive denominators."""
    k: Annotated[Integer, Field(ge=1, le=MAX_SIZE)] | None = None
    """Exact number of denominators."""
    N: Annotated[Integer, Field(ge=1, le=10**6)] | None = None
    """Exact value of the least denominator."""
    n: Annotated[Integer, Field(ge=2, le=10**40)] | None = None
    """Exact value of the product of the primes."""
    max: Annotated[Integer, Field(ge=2, le=10**9)] | None = None
    """Largest allowed denominator."""
    coprime: Flag | None = None
    """Pairwise coprime integers in each of P and Q instead of primes."""
    one: Flag | None = None
    """Whether 1 may be an element of P or Q; only with coprime."""

    @model_validator(mode="before")
    @classmethod
    def _own_fields(cls, raw: Any) -> Any:
        if not isinstance(raw, Mapping) or not isinstance(raw.get("subtype"), str) or raw["subtype"] not in FIELDS:
            return raw
        subtype = raw["subtype"]
        given = {key: value for key, value in raw.items() if value is not None}
        required, optional = FIELDS[subtype]
        foreign = sorted(set(given) & set(cls.model_fields) - required - optional - {"subtype"})
        if foreign:
            raise ValueError(f"subtype {subtype} has no field {', '.join(foreign)}")
        missing = sorted(required - set(given))
        if missing:
            raise ValueError(f"subtype {subtype} needs {', '.join(missing)}")
        filled = {**DEFAULTS.get(subtype, {}), **given}
        if subtype == "primes_product" and filled["coprime"] is True:
            filled.setdefault("one", True)
        return filled

    @model_validator(mode="after")
    def _meaningful(self) -> EgyptianParams:
        if self.target is not None:
            if self.target <= 0:
                raise ValueError("target: must be positive")
            if max(self.target.numerator, self.target.denominator) > 10**12:
                raise ValueError("target: numerator and denominator are at most 10^12")
        if self.subtype == "gap" and self.k == 1:
            raise ValueError("k: a gap needs two denominators")
        if self.subtype == "pseudoperfect" and (self.k is None) == (self.n is None):
            raise ValueError("subtype pseudoperfect needs exactly one of k and n")
        if self.one is not None and not self.coprime:
            raise ValueError("one: only with coprime = true")
        return self

    @property
    def least(self) -> int:
        """The least denominator that is allowed at all."""
        if self.subtype == "first_term":
            return self.N or 1
        return 1 if self.one else 2


Denominators = Annotated[tuple[Integer, ...], Field(max_length=MAX_SIZE)]


class EgyptianWitness(Witness):
    """Either D, or both P and Q (subtype primes_product)."""

    D: Denominators | None = None
    """Denominators, strictly increasing."""
    P: Denominators | None = None
    """First set, strictly increasing."""
    Q: Denominators | None = None
    """Second set, strictly increasing."""

    @model_validator(mode="after")
    def _one_shape(self) -> EgyptianWitness:
        if (self.D is None) == (self.P is None) or (self.P is None) != (self.Q is None):
            raise ValueError("expected either D or both P and Q")
        return self
