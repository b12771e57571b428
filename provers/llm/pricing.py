"""What a call costs, and what it could cost at worst: whole micro-dollars, rounded up.

A dollar for a million tokens is a micro-dollar for a token, so that a price times a number of tokens is the
cost without a unit to convert. The table is `prices.yaml`, with its day and source.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, StringConstraints, ValidationError, model_validator

from problems.errors import InputError
from problems.family import explain
from problems.values import Frozen

__all__ = [
    "Price",
    "Rates",
    "Tokens",
    "cutoff_of",
    "dollars",
    "hearsay",
    "micro",
    "price_of",
    "price_table",
    "request_tokens",
]

Rate = Annotated[Decimal, Field(ge=0, le=10**6, max_digits=16)]

CACHE_WRITE = Decimal("1.25")
"""What a token written to the cache costs of one that is only read, where a configuration does not say."""
OVERHEAD_TOKENS = 2048
"""Added to the size of every request for what the server puts around it: roles, and the instructions for tools."""


class Tokens(Frozen):
    """Tokens of one call or of several, as the server counts them."""

    input: Annotated[int, Field(ge=0)] = 0
    """Read afresh."""
    output: Annotated[int, Field(ge=0)] = 0
    """Written, thinking included."""
    cache_write: Annotated[int, Field(ge=0)] = 0
    """Read and put into the cache."""
    cache_read: Annotated[int, Field(ge=0)] = 0
    """Taken from the cache."""

    @classmethod
    def from_usage(cls, usage: Mapping[str, Any]) -> Tokens:
        """From the `usage` of a reply; nonsense is an InputError."""
        names = {
            "input": "input_tokens",
            "output": "output_tokens",
            "cache_write": "cache_creation_input_tokens",
            "cache_read": "cache_read_input_tokens",
        }
        try:
            return cls.model_validate({name: usage.get(wire) or 0 for name, wire in names.items()})
        except (ValidationError, AttributeError):
            raise InputError("the server's reply counts its tokens in no form that can be priced") from None

    @property
    def prompt(self) -> int:
        """Tokens of the prompt, however they were read."""
        return self.input + self.cache_write + self.cache_read

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(**{name: getattr(self, name) + getattr(other, name) for name in Tokens.model_fields})


class Rates(Frozen):
    """Dollars per million tokens."""

    input: Rate
    output: Rate
    cache_write: Rate
    cache_read: Rate

    def cost(self, tokens: Tokens) -> Decimal:
        """Micro-dollars, unrounded."""
        return sum((getattr(self, name) * getattr(tokens, name) for name in Rates.model_fields), Decimal(0))


class Price(Rates):
    """The price of a model; `over` holds for calls whose prompt has more than `above` tokens."""

    above: Annotated[int, Field(ge=1)] | None = None
    over: Rates | None = None

    @model_validator(mode="after")
    def _bands_come_together(self) -> Price:
        if (self.above is None) != (self.over is None):
            raise ValueError("`above` and `over` belong together")
        return self

    def charge(self, tokens: Tokens, *, factor: Decimal = Decimal(1)) -> int:
        """Micro-dollars for a call that used `tokens`; `factor` 0.5 in a batch."""
        long = self.over is not None and self.above is not None and tokens.prompt > self.above
        rates: Rates = self.over if long and self.over is not None else self
        return math.ceil(rates.cost(tokens) * factor)

    def worst_case(self, input_tokens: int, output_tokens: int, *, factor: Decimal = Decimal(1)) -> int:
        """Micro-dollars that a call can cost at most, whatever the cache does."""
        return max(
            self.charge(Tokens(**{way: input_tokens, "output": output_tokens}), factor=factor)
            for way in ("input", "cache_write", "cache_read")
        )


class _Secondhand(Frozen):
    prices: tuple[Literal["input", "output", "cache_write", "cache_read"], ...]
    as_of: str
    source: str


class _Table(Frozen):
    schema_: Literal[1] = Field(alias="schema")
    as_of: str
    source: str
    batch_discount: Annotated[Decimal, Field(gt=0, le=1)]
    models: dict[str, Price]
    secondhand: dict[str, _Secondhand]
    cutoffs: dict[str, Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}$")]]


@cache
def price_table() -> _Table:
    """The shipped table."""
    text = files("provers.llm").joinpath("prices.yaml").read_text("utf-8")
    try:
        return _Table.model_validate(yaml.safe_load(text))
    except (ValidationError, yaml.YAMLError) as error:
        told = explain(error) if isinstance(error, ValidationError) else str(error)
        raise InputError(f"provers/llm/prices.yaml: {told}") from None


def price_of(model: str, given: Mapping[str, str] | None = None) -> Price:
    """The price of a model: what the configuration gives, else the table's; an unknown one is refused.

    A dated name, such as `claude-opus-4-5-20251101`, has the price of its undated form.
    """
    if given:
        try:
            price = Price.model_validate({"cache_write": given.get("input"), "cache_read": given.get("input"), **given})
        except ValidationError as error:
            raise InputError(f"price of {model}: {explain(error)}") from None
        return price if "cache_write" in given else price.model_copy(update={"cache_write": price.input * CACHE_WRITE})
    table = price_table().models
    known = table.get(model) or table.get(_undated(model))
    if known is None:
        raise InputError(
            f"no price is known for model {model[:80]!r}: set price_input and price_output (dollars per million "
            f"tokens) in workbench.toml, or choose one of {', '.join(table)}"
        )
    return known


def hearsay(model: str) -> str:
    """Which of the table's prices of a model are not its maker's own word, since when and by whom; empty for none."""
    table = price_table().secondhand
    found = table.get(model) or table.get(_undated(model))
    if found is None:
        return ""
    named = " and ".join(found.prices)
    return f"{named} of {model} not read on its maker's own pages, but by {found.source}, as of {found.as_of}"


def cutoff_of(model: str) -> str:
    """The last month (ISO 8601) of which a model reliably knows, as its maker says; empty where that is unknown."""
    cutoffs = price_table().cutoffs
    return cutoffs.get(model) or cutoffs.get(_undated(model), "")


def _undated(model: str) -> str:
    head, _, day = model.rpartition("-")
    return head if len(day) == 8 and day.isdigit() else model


def request_tokens(request: Mapping[str, Any]) -> int:
    """A number of prompt tokens that the request cannot exceed: a token is at least a byte of what is sent."""
    return len(json.dumps(dict(request), ensure_ascii=False).encode("utf-8", "replace")) + OVERHEAD_TOKENS


def micro(amount: str) -> int:
    """Micro-dollars from a sum in dollars such as `2.50`; zero, negative and nonsense are an InputError.

    >>> micro("2.50")
    2500000
    """
    try:
        value = Decimal(amount.strip().removeprefix("$"))
    except InvalidOperation:
        value = Decimal(0)
    if not value.is_finite() or not Decimal(0) < value <= 10**9:
        raise InputError(f"{amount[:40]!r} is no sum of money: give dollars above zero, such as 2.50")
    return int(value * 1_000_000)


def dollars(micros: int) -> str:
    """A sum for people, rounded up to a hundredth of a cent.

    >>> dollars(1_234_501)
    '$1.2346'
    """
    return f"${Decimal(-(-micros // 100)) / 10_000:.4f}"
