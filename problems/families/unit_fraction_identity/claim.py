"""Parameters and witness of `unit_fraction_identity`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from problems.family import Params, Witness
from problems.values import Frozen, Integer

__all__ = [
    "MAX_LEFT",
    "MAX_PARTS",
    "ClassIdentity",
    "Coverage",
    "IdentityParams",
    "IdentityWitness",
    "PolynomialIdentity",
]

MAX_COEFFICIENTS = 25
MAX_PARTS = 5000
MAX_LEFT = 10**5


class PolynomialIdentity(NamedTuple):
    """a/(Mt + r) = den/x(t) + den/y(t) + den/z(t) for all integers t ≥ t0; coefficients from the constant term up."""

    a: int
    M: int
    r: int
    x: tuple[int, ...]
    y: tuple[int, ...]
    z: tuple[int, ...]
    den: int
    t0: int


class Coverage(NamedTuple):
    """All n ≥ start outside the uncovered residues have a decomposition, by identities and multiples of `small`."""

    a: int
    modulus: int
    start: int
    uncovered: tuple[int, ...]
    small: tuple[tuple[int, int, int, int], ...]


def _without_zeros(values: tuple[int, ...]) -> tuple[int, ...]:
    last = max((index for index, value in enumerate(values) if value), default=0)
    return values[: last + 1]


Coefficients = Annotated[
    tuple[Integer, ...], Field(min_length=1, max_length=MAX_COEFFICIENTS), AfterValidator(_without_zeros)
]
"""Numerators of the coefficients, constant term first; zeros at the end are dropped."""

Shift = Annotated[Integer, Field(ge=-(10**6), le=10**6)]
Common = Annotated[Integer, Field(ge=1)]


class IdentityParams(Params):
    """a with M and r, or a with modulus."""

    a: Annotated[Integer, Field(ge=1, le=10**6)]
    """Numerator."""
    M: Annotated[Integer, Field(ge=1, le=10**12)] | None = None
    """The class is n = Mt + r."""
    r: Annotated[Integer, Field(ge=0, le=10**12)] | None = None
    """Value of n at t = 0; it may be M or more."""
    t0: Shift | None = None
    """The identity must hold for all t from here on; absent when any beginning will do."""
    modulus: Annotated[Integer, Field(ge=1, le=10**6)] | None = None
    """Modulus of a coverage claim."""
    from_: Annotated[Integer, Field(ge=1, le=10**6)] | None = Field(default=None, alias="from")
    """Least n of a coverage claim, 3 unless given; written `from`."""
    most: Annotated[Integer, Field(ge=0)] | None = None
    """Largest number of residues that a coverage claim may leave uncovered; absent for any number."""

    @model_validator(mode="before")
    @classmethod
    def _start_at_three(cls, raw: Any) -> Any:
        if isinstance(raw, Mapping) and raw.get("modulus") is not None and raw.get("from") is None:
            return {**raw, "from": 3}
        return raw

    @model_validator(mode="after")
    def _one_kind(self) -> IdentityParams:
        if (self.M is None) != (self.r is None) or (self.M is None) == (self.modulus is None):
            raise ValueError("expected either M and r, or modulus")
        if self.modulus is None and (self.from_ is not None or self.most is not None):
            raise ValueError("from and most belong to a coverage claim with modulus")
        if self.modulus is not None and self.t0 is not None:
            raise ValueError("t0 belongs to a single identity with M and r")
        return self

    @model_serializer(mode="wrap")
    def _spell_from(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {("from" if key == "from_" else key): value for key, value in handler(self).items()}


class ClassIdentity(Frozen):
    """One identity of a coverage claim, with its own class."""

    M: Annotated[Integer, Field(ge=1, le=10**12)]
    """The class is n = Mt + r."""
    r: Annotated[Integer, Field(ge=0, le=10**12)]
    """Value of n at t = 0."""
    X: Coefficients
    """Numerators of the first denominator."""
    Y: Coefficients
    """Numerators of the second denominator."""
    Z: Coefficients
    """Numerators of the third denominator."""
    den: Common = 1
    """Common denominator of all coefficients."""
    t0: Shift = 0
    """The identity is claimed for t ≥ t0."""


Direct = tuple[Integer, Integer, Integer, Integer]


class IdentityWitness(Witness):
    """X, Y, Z with den and t0, or identities with uncovered and small."""

    X: Coefficients | None = None
    """Numerators of the coefficients of X(t), constant term first."""
    Y: Coefficients | None = None
    """Numerators of the coefficients of Y(t)."""
    Z: Coefficients | None = None
    """Numerators of the coefficients of Z(t)."""
    den: Common | None = None
    """Common denominator of all coefficients, 1 unless given."""
    t0: Shift | None = None
    """The identity is claimed for t ≥ t0, 0 unless given."""
    identities: Annotated[tuple[ClassIdentity, ...], Field(max_length=MAX_PARTS)] | None = None
    """Identities of a coverage claim."""
    uncovered: Annotated[tuple[Integer, ...], Field(max_length=MAX_LEFT)] | None = None
    """Exactly the residues modulo `modulus` that are left, strictly increasing."""
    small: Annotated[tuple[Direct, ...], Field(max_length=MAX_PARTS)] | None = None
    """Decompositions [n, x, y, z] with x < y < z of single n, increasing in n; they serve all multiples of n."""

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, raw: Any) -> Any:
        if isinstance(raw, Mapping):
            given = {key: value for key, value in raw.items() if value is not None}
            if "identities" in given:
                return {"small": [], **given}
            return {"den": 1, "t0": 0, **given}
        return raw

    @model_validator(mode="after")
    def _one_shape(self) -> IdentityWitness:
        single = [self.X, self.Y, self.Z, self.den, self.t0].count(None)
        cover = [self.identities, self.uncovered, self.small].count(None)
        if (single, cover) not in ((0, 3), (5, 0)):
            raise ValueError("expected X, Y and Z with den and t0, or identities and uncovered with small")
        return self
