"""JSON in and out of the workbench: strict reading, one canonical spelling, one hash.

Reading refuses what JSON parsers disagree about: repeated keys, floats where exact values are
expected, NaN, lone surrogates, deep nesting and giant numbers. Writing follows RFC 8785 with integers
beyond 2^53 - 1 as decimal strings, so that every implementation gets the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import rfc8785

from problems.errors import InputError
from problems.values import MAX_DIGITS, SAFE_INTEGER

__all__ = ["MAX_BYTES", "MAX_DEPTH", "canonical", "digest", "read_json"]

MAX_BYTES = 16 * 1024 * 1024
"""Longest JSON document that is read, in bytes."""

MAX_DEPTH = 32
"""Deepest nesting of arrays and objects that is read."""


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of `value`; integers beyond 2^53 - 1 become decimal strings.

    >>> canonical({"b": 2**60, "a": [1, True]})
    b'{"a":[1,true],"b":"1152921504606846976"}'
    """
    return bytes(rfc8785.dumps(_portable(value)))


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _portable(value: Any) -> Any:
    if isinstance(value, bool) or value is None or isinstance(value, (str, float)):
        return value
    if isinstance(value, int):
        return value if abs(value) <= SAFE_INTEGER else str(value)
    if isinstance(value, Mapping):
        return {key: _portable(item) for key, item in value.items()}
    return [_portable(item) for item in value]


def read_json(text: str | bytes, *, floats: bool = False, max_bytes: int = MAX_BYTES) -> Any:
    """Parse one JSON document strictly; every fault is an InputError in one line.

    `floats` admits numbers with a fraction or exponent (used for records of seconds, never for
    mathematics). O(length).
    """
    if len(text) > max_bytes:
        raise InputError(f"JSON is longer than {max_bytes} bytes")
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError(f"JSON is not UTF-8 (byte {error.start})") from None
    if text.startswith("\ufeff"):
        raise InputError("not JSON: begins with a byte order mark; save it as UTF-8 without one")
    _check_depth(text)
    try:
        value = json.loads(
            text,
            parse_int=_parse_int,
            parse_float=float if floats else _refuse_float,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique,
        )
    except json.JSONDecodeError as error:
        # A document of one line may be any line of a file: its caller knows which.
        place = f"line {error.lineno} column {error.colno}" if "\n" in text.strip() else f"column {error.colno}"
        raise InputError(f"not JSON: {error.msg} at {place}") from None
    except ValueError as error:
        raise InputError(f"not acceptable JSON: {error}") from None
    _refuse_surrogates(value)
    return value


def _check_depth(text: str) -> None:
    depth = 0
    quoted = escaped = False
    for char in text:
        if quoted:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                quoted = False
        elif char == '"':
            quoted = True
        elif char in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise InputError(f"JSON is nested deeper than {MAX_DEPTH}")
        elif char in "]}":
            depth -= 1


def _parse_int(digits: str) -> int:
    if len(digits) > MAX_DIGITS + 1:
        raise ValueError(f"an integer has more than {MAX_DIGITS} digits")
    return int(digits)


def _refuse_float(digits: str) -> float:
    raise ValueError(f'floating-point number {digits[:40]}: write integers, or rationals as "p/q"')


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON value")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise ValueError(f"the key {key[:80]!r} appears twice")
        result[key] = value
    return result


def _refuse_surrogates(value: Any) -> None:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            if not item.isascii() and any("\ud800" <= char <= "\udfff" for char in item):
                raise InputError("not acceptable JSON: a string holds half a surrogate pair")
        elif isinstance(item, dict):
            stack.extend(item)
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
