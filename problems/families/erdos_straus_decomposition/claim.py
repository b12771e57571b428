"""Parameters and witness of `erdos_straus_decomposition`, and how long integers are spelled."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from problems.family import Params, Witness
from problems.values import Flag, Integer

__all__ = ["MAX_EXCEPTIONS", "StrausParams", "StrausWitness", "plain", "short", "spelled"]

MAX_EXCEPTIONS = 20_000


class StrausParams(Params):
    """a with n, or a with from, or a with from and to."""

    a: Annotated[Integer, Field(ge=4)]
    """Numerator."""
    n: Annotated[Integer, Field(ge=1)] | None = None
    """Denominator of the one fraction asked for."""
    from_: Annotated[Integer, Field(ge=1)] | None = Field(default=None, alias="from")
    """Least n of the range; written `from`."""
    to: Annotated[Integer, Field(ge=1)] | None = None
    """Greatest n of the range; without it some n ≥ from without decomposition is asked for."""
    most: Annotated[Integer, Field(ge=0)] | None = None
    """Largest number of exceptions allowed in the range; absent for any number."""
    distinct: Flag = True
    """Whether the three denominators must be distinct."""

    @model_validator(mode="after")
    def _one_kind(self) -> StrausParams:
        if (self.n is None) == (self.from_ is None):
            raise ValueError("expected either n or from")
        if self.to is not None and (self.from_ is None or self.to < self.from_):
            raise ValueError("to: belongs to from, and is not below it")
        if self.most is not None and self.to is None:
            raise ValueError("most: belongs to a range with from and to")
        return self

    @model_serializer(mode="wrap")
    def _spell_from(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {("from" if key == "from_" else key): value for key, value in handler(self).items()}


class StrausWitness(Witness):
    """Exactly one of the three fields, as the parameters ask."""

    xyz: tuple[Integer, Integer, Integer] | None = None
    """The denominators in increasing order."""
    n: Integer | None = None
    """An integer n such that a/n has no decomposition."""
    exceptions: Annotated[tuple[Integer, ...], Field(max_length=MAX_EXCEPTIONS)] | None = None
    """All n of the range without decomposition, strictly increasing."""

    @model_validator(mode="after")
    def _one_field(self) -> StrausWitness:
        if [self.xyz, self.n, self.exceptions].count(None) != 2:
            raise ValueError("expected exactly one of xyz, n, exceptions")
        return self


def short(value: int | None) -> str:
    """The integer, or its size where it is too long to read."""
    if value is None or value.bit_length() <= 200:
        return str(value)
    return rf"2^{{{value.bit_length() - 1}}}\cdot c" if value > 0 else "negative"


def plain(value: int) -> str:
    """The integer for people: its digits, or its length where they would fill the page."""
    return str(value) if value.bit_length() <= 400 else f"an integer of {value.bit_length()} bits"


def spelled(value: int) -> int | str:
    """The integer in JSON form for evidence, or its size."""
    return value if abs(value) < 2**53 else plain(value)
