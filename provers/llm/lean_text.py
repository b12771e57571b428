"""Lean text without comments: an author's only place in it to speak to a reader rather than to Lean."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["without_comments"]

DEEPEST = 40
"""Interpolated strings in one another; deeper ones are read as plain ones."""

_RAW = re.compile(r'r(#*)"')
_CHARACTER = re.compile(r"'(?:\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)|[^\\'\n])'", re.DOTALL)
_WORD = re.compile(r"[^\W\d][\w!?'.]*")
_INTERPOLATING = frozenset(
    {
        "dbg_trace", "logError", "logErrorAt", "logInfo", "logInfoAt", "logWarning", "logWarningAt", "panic!",
        "throwError", "throwErrorAt", "trace",
    }
)  # fmt: skip
"""Words after which a string may hold terms in braces, beside those that end with `!`, such as `s!`."""


def without_comments(source: str) -> str:
    """Lean text with each comment and doc string, nested ones too, replaced by a blank.

    Strings, raw strings, characters and quoted names stay as they are, and what looks like a comment in them; terms
    inside an interpolated string are Lean text again, without comments. An unknown macro that reads a string as an
    interpolated one is not recognised.

    >>> without_comments('def c := \\'"\\' -- a remark')
    'def c := \\'"\\' '
    """
    return "".join(_Text(source).code(closing=""))


class _Text:
    """A position that moves through the text; every method yields what is kept."""

    def __init__(self, source: str) -> None:
        self.source, self.position = source, 0
        self.depth = 0
        """Interpolated strings around the position."""
        self.word = ""
        """The last word, while nothing but blanks followed it."""

    def code(self, closing: str) -> Iterator[str]:
        """Up to the end, or to the brace that ends an interpolated term."""
        depth = 0
        while self.position < len(self.source):
            here = self.source[self.position]
            if closing and here == closing and depth == 0:
                return
            depth += (here == "{") - (here == "}")
            yield from self._token(here)

    def _token(self, here: str) -> Iterator[str]:
        source, position = self.source, self.position
        if source.startswith("/-", position):
            self._skip_block()
            # In its place a blank, so that what stood around it does not become one word.
            yield " "
        elif source.startswith("--", position):
            end = source.find("\n", position)
            self.position = len(source) if end < 0 else end
        elif raw := _RAW.match(source, position):
            end = source.find(f'"{raw[1]}', raw.end())
            yield self._to(len(source) if end < 0 else end + 1 + len(raw[1]))
        elif word := _WORD.match(source, position):
            yield self._to(word.end())
            self.word = word[0]
        elif here == "«":
            end = source.find("»", position)
            yield self._to(len(source) if end < 0 else end + 1)
        elif character := _CHARACTER.match(source, position):
            yield self._to(character.end())
        elif here == '"':
            interpolating = self.word.endswith("!") or self.word in _INTERPOLATING
            self.word = ""
            yield from self._string(interpolating)
        else:
            self.word = self.word if here.isspace() else ""
            self.position += 1
            yield here

    def _to(self, end: int) -> str:
        kept, self.position, self.word = self.source[self.position : end], end, ""
        return kept

    def _skip_block(self) -> None:
        depth, position = 1, self.position + 2
        while depth and position < len(self.source):
            pair = self.source[position : position + 2]
            depth += (pair == "/-") - (pair == "-/")
            position += 2 if pair in ("/-", "-/") else 1
        self.position = position

    def _string(self, interpolating: bool) -> Iterator[str]:
        yield self._one()
        while self.position < len(self.source):
            here = self.source[self.position]
            if here == "\\":
                yield self.source[self.position : self.position + 2]
                self.position += 2
                continue
            yield self._one()
            if here == '"':
                return
            if here == "{" and interpolating and self.depth < DEEPEST:
                self.depth += 1
                yield from self.code("}")
                yield self._one()
                self.depth -= 1

    def _one(self) -> str:
        kept = self.source[self.position : self.position + 1]
        self.position += 1
        return kept
