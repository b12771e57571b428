"""A term as Lean source that elaborates to it again: nothing implicit, no notation, full names, universes given.

Lean's own notation for projections is a call of the projection function, which is the same by definition; all else
comes back as it was, but for names and explicitness of binders.
"""

from __future__ import annotations

import re
from typing import Any

from problems.errors import TooLargeError, UnsupportedError
from verification.lean.environment import (
    APP,
    BVAR,
    CONST,
    FORALL,
    HAVE,
    LAM,
    NAT,
    PROJ,
    SORT,
    TEXT,
    Environment,
    Name,
    spell,
)

__all__ = ["MOST_TEXT", "level_text", "name_text", "term_text"]

MOST_TEXT = 1 << 20
"""Characters; shared parts are written out each time."""
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_'!?]*", re.ASCII)
_SHORT = re.compile(r"[a-z](_[0-9]+)?", re.ASCII)
_UNQUOTABLE = re.compile("[»\\x00-\\x1f\\x7f-\\x9f\u2028\u2029]")
_Piece = str | tuple[int, int]
"""Text, or a term with the number of binders around it."""


def name_text(name: Name) -> str:
    """A name as it is written in source.

    A component alone might be a keyword and is quoted, unless it is as short as names of universes are.

    >>> name_text(("Nat", "add")), name_text(("Nat.add", "1")), name_text(("hiding",)), name_text(("u_1",))
    ('Nat.add', '«Nat.add».«1»', '«hiding»', 'u_1')

    Raises UnsupportedError for names that only programs can make.
    """
    texts = [part for part in name if isinstance(part, str)]
    if not texts or len(texts) < len(name) or not all(texts) or any(map(_UNQUOTABLE.search, texts)):
        raise UnsupportedError(f"{spell(name)} cannot be written in source")
    plain = _PLAIN if len(texts) > 1 else _SHORT
    return ".".join(part if plain.fullmatch(part) else f"«{part}»" for part in texts)


def level_text(environment: Environment, level: int) -> str:
    """A universe level.

    >>> made = Environment(levels=[("zero", 0, 0), ("succ", 0, 0), ("imax", 0, 1)])
    >>> level_text(made, 2)
    '(imax 0 (0+1))'
    """
    pieces, size = [], 0
    todo: list[int | str] = [level]
    while todo:
        item = todo.pop()
        if isinstance(item, int):
            kind, first, second = environment.levels[item]
            if kind == "param":
                item = name_text(environment.names[first])
            elif kind == "zero":
                item = "0"
            elif kind == "succ":
                todo += ["+1)", first, "("]
                continue
            else:
                todo += [")", second, " ", first, f"({kind} "]
                continue
        pieces.append(item)
        size += len(item)
        if size > MOST_TEXT:
            raise TooLargeError(f"a universe level of more than {MOST_TEXT} characters")
    return "".join(pieces)


def term_text(environment: Environment, term: int, depth: int = 0) -> str:
    """A term under some binders, whose variables are `x0`, `x1`, … from the outermost on.

    Raises UnsupportedError for a name that has no text, and its kind TooLargeError beyond `MOST_TEXT`.
    """
    pieces, size = [], 0
    todo: list[_Piece] = [(term, depth)]
    while todo:
        item = todo.pop()
        if not isinstance(item, str):
            todo += reversed(_written(environment, *item))
            continue
        pieces.append(item)
        size += len(item)
        if size > MOST_TEXT:
            raise TooLargeError(f"a term of more than {MOST_TEXT} characters")
    return "".join(pieces)


def _written(environment: Environment, term: int, depth: int) -> list[_Piece]:
    kind, first = environment.kinds[term], environment.first[term]
    second, third = environment.second[term], environment.third[term]
    if kind == BVAR:
        if first >= depth:
            raise UnsupportedError("a variable without binder")
        return [f"@x{depth - 1 - first}"]
    if kind == SORT:
        return [f"(Sort {level_text(environment, first)})"]
    if kind == CONST:
        levels = ", ".join(level_text(environment, each) for each in environment.levels_of(term))
        return [f"@{name_text(('_root_', *environment.names[first]))}" + (f".{{{levels}}}" if levels else "")]
    if kind == APP:
        # All arguments at once: in parentheses of its own, a function would be given what it takes in brackets.
        head, arguments = environment.head(term)
        return ["(", (head, depth), *(piece for each in arguments for piece in (" ", (each, depth))), ")"]
    if kind in (LAM, FORALL):
        lead, arrow = ("(@fun", " => ") if kind == LAM else ("(∀", ", ")
        return [f"{lead} (x{depth} : ", (first, depth), ")", arrow, (second, depth + 1), ")"]
    if kind == PROJ:
        return ["(", (third, depth), f").{second + 1}"]
    if kind == NAT:
        return [f"(nat_lit {environment.literal_of(term)})"]
    if kind == TEXT:
        return [_quoted(environment.literal_of(term))]
    lead = "(have" if kind == HAVE else "(let"
    return [f"{lead} x{depth} : ", (first, depth), " := ", (second, depth), "; ", (third, depth + 1), ")"]


def _quoted(text: str) -> str:
    plain: dict[str, Any] = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
    return '"' + "".join(plain.get(char) or (char if char >= " " else f"\\x{ord(char):02x}") for char in text) + '"'
