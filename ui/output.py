"""Data on stdout, talk on stderr; one JSON object a line where asked.

All text of commands goes through `tell`, `say`, `table` or `emit`: what others wrote may be in any of it, and none
of it may command the reader's terminal.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from problems.values import BIDI

__all__ = ["emit", "hand_over", "join_terms", "one_line", "say", "table", "tell"]

_ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029, *map(ord, BIDI))}
"""Characters that JSON leaves as they are and that end a line, command a terminal or turn the text around somewhere."""


def one_line(text: str) -> str:
    """The text without anything that ends a line or commands a terminal: what is quoted must not pose as output."""
    return "".join(char if char.isprintable() else " " if char.isspace() else "�" for char in text)


def emit(record: Mapping[str, Any]) -> None:
    """One JSON object on one line of stdout, at once."""
    sys.stdout.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED) + "\n")
    sys.stdout.flush()


def tell(text: str, *, end: str = "\n") -> None:
    """Lines for people, on stdout; a text that is quoted within one line goes through `one_line` first."""
    sys.stdout.write(_lines(text) + end)
    sys.stdout.flush()


def say(text: str) -> None:
    """A line for people (or several), on stderr."""
    sys.stderr.write(_lines(text) + "\n")
    sys.stderr.flush()


def hand_over(text: str) -> None:
    """What a program is to read, on stdout: character by character, but on a terminal like any text."""
    sys.stdout.write(_lines(text) if sys.stdout.isatty() else text)
    sys.stdout.flush()


def _lines(text: str) -> str:
    return "\n".join(map(one_line, text.split("\n")))


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, title: str = "", right: Sequence[str] = ()) -> None:
    """A table on stdout; full width and without colours when it is not a terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console() if sys.stdout.isatty() else Console(width=200, color_system=None)
    drawn = Table(title=title or None, box=box.SIMPLE, title_justify="left")
    for column in columns:
        drawn.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(one_line(str(cell))) for cell in row))
    console.print(drawn)


def join_terms(terms: Sequence[str] | None) -> str:
    """One query from shell words; quotes that the shell took off are put back around values with blanks."""

    def quoted(term: str) -> str:
        key, colon, value = term.partition(":")
        lost = any(char.isspace() for char in value) and '"' not in value
        return f'{key}:"{value}"' if colon and lost and not any(char.isspace() for char in key) else term

    return " ".join(quoted(term) for term in terms or ())
