"""Integers as other programs write them: a list with blanks, commas or semicolons between them, or a list a line.

One pair of brackets may stand round a list. Whatever can be read in a second way is refused rather than read in one:
brackets inside a list, a sign after a digit, a place left empty, commas beside semicolons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from problems.errors import InputError
from problems.values import MAX_DIGITS

__all__ = ["MAX_NUMBERS", "NUMBERS", "integers", "lines_of_integers"]

MAX_NUMBERS = 1_000_000
"""Numbers of one file."""

NUMBERS = re.compile(r"[-+0-9\s,;()\[\]{}]+", re.ASCII)
"""A text in which nothing but integers, separators and brackets occurs."""

_WORD = re.compile(r"[^\s,;]+", re.ASCII)
_INTEGER = re.compile(r"[-+]?[0-9]+", re.ASCII)
_CLOSING = {"(": ")", "[": "]", "{": "}"}


def integers(text: str) -> list[int]:
    """The integers of one list.

    >>> integers("{1, 2, 5}")
    [1, 2, 5]
    """
    if not NUMBERS.fullmatch(text):
        raise InputError("expected integers, separated by blanks or commas")
    inner = _without_brackets(text)
    if re.search(r"[,;]\s*[,;]|^\s*[,;]", inner, re.ASCII):
        raise InputError("a number is missing beside a comma or semicolon")
    if "," in inner and ";" in inner:
        raise InputError("commas and semicolons in one list of integers: write one list, with one of them")
    found = []
    for match in _WORD.finditer(inner):
        word = match[0]
        if not _INTEGER.fullmatch(word):
            alone = word.strip("+-") == ""
            raise InputError(f"{word[:20]!r} {'stands alone among the integers' if alone else 'is no integer'}")
        if len(word) > MAX_DIGITS:
            raise InputError(f"an integer has more than {MAX_DIGITS} digits")
        found.append(int(word))
        if len(found) > MAX_NUMBERS:
            raise InputError(f"more than {MAX_NUMBERS} numbers")
    return found


def lines_of_integers(text: str) -> Iterator[tuple[int, list[int] | None]]:
    """(number of the line, its integers) for every line; None for a blank line, which is no empty list."""
    total = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            yield number, None
            continue
        if ";" in _without_end(line):
            raise InputError(f"line {number}: a semicolon inside a line: write one list a line")
        try:
            row = integers(line)
        except InputError as error:
            raise InputError(f"line {number}: {error}") from None
        total += len(row)
        if total > MAX_NUMBERS:
            raise InputError(f"more than {MAX_NUMBERS} numbers")
        yield number, row


def _without_end(text: str) -> str:
    """The text without the one comma or semicolon that may end a list."""
    text = text.strip()
    return text[:-1].rstrip() if text.endswith((",", ";")) else text


def _without_brackets(text: str) -> str:
    text = _without_end(text)
    if text and _CLOSING.get(text[0]) == text[-1]:
        text = _without_end(text[1:-1])
    elif not text:
        raise InputError("expected integers, separated by blanks or commas")
    if re.search(r"[()\[\]{}]", text):
        raise InputError("brackets inside a list of integers: write lists of lists as JSON, or one list a line")
    return text
