"""Exact values as they travel in JSON: integers of any size, rationals, flags.

Integers are JSON integers or decimal strings, rationals are integers or `"p/q"`; floats,
booleans in place of integers, signs like `+3`, leading zeros and blanks are refused, so that
one value has few spellings and its canonical form is unique.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, StrictBool, WithJsonSchema

__all__ = [
    "BIDI",
    "MAX_DIGITS",
    "SAFE_INTEGER",
    "Flag",
    "Frozen",
    "Integer",
    "Rational",
    "lines_of_text",
    "one_line_of_text",
    "parse_integer",
    "parse_rational",
]

MAX_DIGITS = 4000
"""Decimal digits of the longest integer that is read (below CPython's own limit of 4300)."""

SAFE_INTEGER = 2**53 - 1
"""Integers up to this size are JSON numbers, larger ones decimal strings (RFC 8785, RFC 7493)."""

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that turn text around, so that it reads otherwise than it is written."""

_UNSEEN = re.compile(f"[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{BIDI}]")

_INTEGER = re.compile(r"0|-?[1-9][0-9]*", re.ASCII)


class Frozen(BaseModel):
    """An immutable record that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


def lines_of_text(text: str) -> str:
    """The text, unless a character in it commands a terminal or turns text around; a validator."""
    found = _UNSEEN.search(text)
    if found:
        raise ValueError(f"holds the character U+{ord(found[0]):04X}, which cannot be seen: take it out")
    return text


def one_line_of_text(text: str) -> str:
    """The text, when it is one line besides; a validator."""
    if "\n" in text.strip():
        raise ValueError("has several lines: write one")
    return lines_of_text(text)


def parse_integer(value: Any) -> int:
    """An exact integer from a JSON integer or a decimal string; anything else is a ValueError.

    >>> parse_integer("123456789012345678901234567890")
    123456789012345678901234567890
    """
    if isinstance(value, int) and not isinstance(value, bool):
        if value.bit_length() > MAX_DIGITS * 3.33:
            raise ValueError(f"integer has more than {MAX_DIGITS} digits")
        return value
    if isinstance(value, str):
        if len(value) > MAX_DIGITS + 1:
            raise ValueError(f"integer has more than {MAX_DIGITS} digits")
        if _INTEGER.fullmatch(value):
            return int(value)
    raise ValueError("expected an integer or its plain decimal string")


def parse_rational(value: Any) -> Fraction:
    """An exact rational from an integer, a decimal integer string or `"p/q"` in lowest terms or not.

    >>> parse_rational("2/6")
    Fraction(1, 3)
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, str) and value.count("/") == 1:
        top, bottom = (parse_integer(part) for part in value.split("/"))
        if bottom <= 0:
            raise ValueError("the denominator of a rational must be positive")
        return Fraction(top, bottom)
    try:
        return Fraction(parse_integer(value))
    except ValueError:
        raise ValueError('expected an integer or a rational "p/q"') from None


def _json_integer(value: int) -> int | str:
    return value if abs(value) <= SAFE_INTEGER else str(value)


def _json_rational(value: Fraction) -> int | str:
    return _json_integer(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


Integer = Annotated[
    int,
    BeforeValidator(parse_integer),
    PlainSerializer(_json_integer, when_used="json"),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^(0|-?[1-9][0-9]*)$"}]}),
]
"""An integer of any size up to `MAX_DIGITS`; bounds go into `Field(ge=…, le=…)` of the user."""

Rational = Annotated[
    Fraction,
    BeforeValidator(parse_rational),
    PlainSerializer(_json_rational, when_used="json"),
    WithJsonSchema(
        {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^(0|-?[1-9][0-9]*)(/[1-9][0-9]*)?$"}]}
    ),
]
"""A rational number, reduced on reading."""

Flag = StrictBool
"""A JSON boolean; nothing else is truthy."""
