"""Which bare format a text is in; a text with two readings that differ is refused, and the formats are named.

A wrong guess would refute a true witness, so that no guess is made: what is left to it here are texts with one
reading, and texts of which only one reading has the length that the claim asks for.
"""

from __future__ import annotations

import re
from typing import Any

from problems.canonical import read_json
from problems.errors import InputError
from problems.family import Family, Params
from verification.bare_numbers import NUMBERS

__all__ = ["FORMATS", "recognised"]

FORMATS = ("json", "graph6", "edges", "dimacs", "rows", "integers", "digits", "signs")
"""Names for `--format`."""

_GRAPH_LINE = re.compile(r"(>>graph6<<|>>sparse6<<)?:?[?-~]+")
_SOLVER = re.compile(r"^(s SATISFIABLE|s UNSATISFIABLE|SAT|UNSAT|v -?\d|p cnf )", re.MULTILINE)
_THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+", re.ASCII)
_LEADING_ZERO = re.compile(r"0[0-9]+", re.ASCII)


def recognised(text: str, family: Family[Any, Any], params: Params) -> str:
    """The format of the text, one of `FORMATS`; an InputError where there is none, or more than one."""
    listed = _json_list(text)
    if listed == [] and "rows" in family.bare:
        raise _ambiguous("no list at all, or one that is empty", "json", "rows")
    if listed is not None or (text[0] == "{" and '"' in text):
        return "json"
    if _SOLVER.search(text):
        return "dimacs"
    words = text.split()
    if all(_GRAPH_LINE.fullmatch(word) for word in words):
        return "graph6"
    if set(text) <= set("+-\n \t"):
        _refuse_several([len("".join(line.split())) for line in text.split("\n")], params)
        return "signs"
    if not NUMBERS.fullmatch(text):
        at = next(match for match in re.finditer(r"\S+", text) if not NUMBERS.fullmatch(match[0]))
        raise InputError(f"{at[0][:40]!r} is part of no format that is read: there are {', '.join(FORMATS)}")
    form = next((form for form in ("rows", "edges", "integers") if form in family.bare), "integers")
    if "digits" in family.bare and re.fullmatch(r"[0-9\s,;]+", text, re.ASCII):
        form = _digits_or_numbers(text, form, _length(family, params))
    if form != "digits":
        _refuse_unclear_numbers(text, form, family)
        if form == "integers":
            _refuse_several([len(line.split()) for line in text.split("\n")], params)
    return form


def _json_list(text: str) -> list[Any] | None:
    try:
        value = read_json(text) if text[0] == "[" else None
    except InputError:
        return None
    return value if isinstance(value, list) else None


def _length(family: Family[Any, Any], params: Params) -> int | None:
    """How many digits spell a witness: one a number from 1 to n, or one a pair of n vertices."""
    n = getattr(params, "n", None)
    if not isinstance(n, int):
        return None
    return n * (n - 1) // 2 if "edges" in family.bare else n


def _digits_or_numbers(text: str, numbers: str, length: int | None) -> str:
    """`digits`, or the format `numbers`, for words of digits alone.

    A reading of the wrong length is refuted, so that the one of the right length is meant. Lines of unequal widths
    are no string that was wrapped: a triangle of a matrix, say, whose order this format does not know.
    """
    words = re.findall(r"[0-9]+", text)
    if not words:
        return numbers
    width = len(words[0])
    wrapped = all(len(word) == width for word in words[:-1]) and len(words[-1]) <= width
    fits = wrapped and sum(map(len, words)) == length
    listed = "," in text or ";" in text
    one_a_line = not listed and len(words) <= len(text.split("\n"))
    if numbers == "edges" and not one_a_line:
        return numbers
    if numbers != "edges":
        if width == 1 and wrapped:
            return numbers
        if len(words) == length or (len(words) > 1 and not wrapped) or (listed and not fits):
            if len(words) == 1:
                raise _ambiguous("one number, or a string of digits", "integers", "digits")
            return numbers
    if one_a_line and (len(words) == 1 or fits):
        return "digits"
    raise _ambiguous("numbers, or a string of digits in several pieces", numbers, "digits")


def _refuse_unclear_numbers(text: str, form: str, family: Family[Any, Any]) -> None:
    for line in (text,) if form == "integers" else text.split("\n"):
        words = [word.strip(",;") for word in re.split(r"[\s()\[\]{}]+", line) if word.strip(",;")]
        for word in words:
            if _THOUSANDS.fullmatch(word) and (form == "integers" or len(words) > 1):
                raise _ambiguous(f"{word[:40]!r} is one number or several", form)
            zero = next(filter(_LEADING_ZERO.fullmatch, re.split(r"[,;+-]+", word)), "")
            if zero:
                other = "digits" if "digits" in family.bare else ""
                raise _ambiguous(f"{zero[:40]!r} is a number or a string of digits", form, other)
    if family.has_model and _is_assignment(text.split()):
        raise _ambiguous("numbers, or the assignment of a solver", form, "dimacs")


def _is_assignment(words: list[str]) -> bool:
    """Whether the words are 1, 2, 3, … with signs, of which one at least is -, and perhaps a closing 0."""
    words = words[:-1] if words[-1] == "0" else words
    return (
        len(words) > 1
        and any(word[0] == "-" for word in words)
        and all(word.removeprefix("-") == str(number) for number, word in enumerate(words, start=1))
    )


def _refuse_several(sizes: list[int], params: Params) -> None:
    """Two lines or more that each have the length of a witness are several witnesses, not a long one."""
    if len(sizes) > 1 and sizes[0] > 1 and set(sizes) == {getattr(params, "n", None)}:
        raise InputError(f"each of the {len(sizes)} lines has the length of a witness: give one witness a file")


def _ambiguous(readings: str, form: str, other: str = "") -> InputError:
    named = f"--format {form}" + (f" or --format {other}" if other else "")
    return InputError(f"the format is ambiguous ({readings}): choose it with {named}")
