"""Lean text as tokens, in one pass without recursion, linear in its length.

Comments nest, doc comments too; strings have escapes and gaps, raw strings none; `s!"…{term}…"` holds terms, which hold
strings again; a `'` belongs to the name or symbol before it or begins a character. What does not end is a fault at the
place where it began. Where Lean itself is hard to predict (`/-/` opens a comment whose next character is skipped) the
text is at fault, so that nobody has to know which way it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from verification.lean.policy.characters import IDENTIFIER_REST, IDENTIFIER_START

__all__ = ["Fault", "Kind", "Lexed", "Token", "lex"]

Kind = Literal["name", "quoted-name", "number", "string", "character", "comment", "symbol"]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text; white space is left out."""

    kind: Kind
    """`name` covers keywords and dotted names; `quoted-name` is a name with a part in guillemets."""
    text: str
    start: int
    """Place of its first character."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a text from being read to its end, or makes its reading doubtful."""

    start: int
    what: str


@dataclass(frozen=True, slots=True)
class Lexed:
    """A text in tokens; strings and comments are among them."""

    tokens: tuple[Token, ...]
    faults: tuple[Fault, ...]


_PART = f"[{IDENTIFIER_START}][{IDENTIFIER_REST}]*"
_QUOTED = "«[^«»\n]*»"
_NAME = re.compile(rf"(?:{_PART}|{_QUOTED})(?:\.(?:{_PART}|{_QUOTED}))*")
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|[0-9]+(?:_+[0-9]+)*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_SPACE = re.compile(r"[ \t\r\n]+")
_LINE = re.compile(r"--[^\n]*")
_EDGE = re.compile(r"/-|-/")
_ESCAPE = r"""\\(?:[\\"'rnt]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|\n)"""
_STRING_END = re.compile(rf'[^"\\]*(?:{_ESCAPE}[^"\\]*)*"')
_PIECE_END = re.compile(rf'[^"\\{{]*(?:(?:{_ESCAPE}|\\{{)[^"\\{{]*)*["{{]')
_RAW = re.compile(r'r(#*)"')
_PRIMES = re.compile(r"''[ \t\n]")
_CHARACTER = re.compile(r"""'(?:[^\\'\n]|\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[\\"'rnt]))'""")
_INTERPOLATING = frozenset({"s!", "m!", "f!"})
_SYMBOLS = re.compile(r":=|@\[|#\[|=>|->|<-|``?|''|\.\.\.?|[⟨⟩⟪⟫⟦⟧⟮⟯⌈⌉⌊⌋⦃⦄‹›«»]|[^\x00-\x7f]'?")
"""Symbols of several characters that matter here; all others are taken one character at a time. A prime after a symbol
beyond ASCII belongs to it (`∑'`, `⁻¹'`), but for brackets."""
BROKEN = "a string with { … } inside is not ended, or has an escape that Lean does not know"
BRACKETS = frozenset("()[]{}⟨⟩⟪⟫⟦⟧,;")
"""What a comment may follow at once; another symbol could be one that swallows its first character (`//-`, `|--`)."""


def lex(text: str) -> Lexed:
    """The tokens of a text.

    >>> [token.text for token in lex("theorem a.b : 1 = 1 := rfl -- so").tokens]
    ['theorem', 'a.b', ':', '1', '=', '1', ':=', 'rfl', '-- so']
    """
    lexer = _Lexer(text)
    tokens = tuple(lexer.run())
    return Lexed(tokens, tuple(lexer.faults))


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.faults: list[Fault] = []
        self.braces: list[int] = []
        """For each open interpolation: how many braces are open in its term, and none for plain text."""
        self.begun: list[int] = []
        """Where the strings with open interpolations begin."""

    def run(self) -> Iterator[Token]:
        """Tokens up to the end or to a fault after which nothing can be read."""
        text, end = self.text, len(self.text)
        previous: Token | None = None
        last: Token | None = None
        while self.at < end:
            if space := _SPACE.match(text, self.at):
                self.at = space.end()
                continue
            start = self.at
            token = self._next(start, previous)
            if token is None:
                return
            if token.kind != "string":
                self.at = start + len(token.text)
            if token.kind != "comment":
                previous = token
            elif last and last.kind == "symbol" and last.start + len(last.text) == start and last.text not in BRACKETS:
                self.faults.append(Fault(start, "a comment follows a symbol: put a space between them"))
            last = token
            yield token
        if self.begun:
            self.faults.append(Fault(self.begun[-1], BROKEN))

    def _next(self, start: int, previous: Token | None) -> Token | None:
        text = self.text
        char = text[start]
        if char == "-" and (line := _LINE.match(text, start)):
            return Token("comment", line[0], start)
        if char == "/" and text.startswith("/-", start):
            return self._comment(start)
        if char == '"':
            interpolated = previous is not None and previous.text in _INTERPOLATING
            return self._interpolated(start, start + 1) if interpolated else self._string(start)
        if char == "r" and (raw := _RAW.match(text, start)):
            return self._raw(start, raw.end(), '"' + raw[1])
        if name := _NAME.match(text, start):
            return Token("quoted-name" if "«" in name[0] else "name", name[0], start)
        if number := _NUMBER.match(text, start):
            return Token("number", number[0], start)
        if char == "'":
            if one := _CHARACTER.match(text, start):
                return Token("character", one[0], start)
            if not _PRIMES.match(text, start) or _CHARACTER.match(text, start + 1):
                self.faults.append(Fault(start, "a character literal is not ended, or '' has no space after it"))
            return Token("symbol", "''" if text.startswith("''", start) else "'", start)
        if self.braces and char in "{}":
            return self._brace(char, start)
        symbol = _SYMBOLS.match(text, start)
        if (
            symbol
            and symbol[0][1:] == "'"
            and (_CHARACTER.match(text, start + 1) or text.startswith(("'", '"'), symbol.end()))
        ):
            self.faults.append(Fault(start, "a symbol with a prime meets a literal: put a space between them"))
        return Token("symbol", symbol[0] if symbol else char, start)

    def _comment(self, start: int) -> Token | None:
        text = self.text
        if text.startswith(("/-/", "/--/", "/-!/"), start):
            self.faults.append(Fault(start, "a comment begins with /-/, /--/ or /-!/: put a space after its opening"))
        opening = 3 if text.startswith(("/--", "/-!"), start) and not text.startswith("/--/", start) else 2
        depth, at = 1, start + opening
        while depth:
            edge = _EDGE.search(text, at)
            if edge is None:
                self.faults.append(Fault(start, "a comment is not ended"))
                return None
            depth += 1 if edge[0] == "/-" else -1
            at = edge.end()
        return Token("comment", text[start:at], start)

    def _string(self, start: int) -> Token | None:
        found = _STRING_END.match(self.text, start + 1)
        if found is None:
            self.faults.append(Fault(start, "a string is not ended, or has an escape that Lean does not know"))
            return None
        self.at = found.end()
        return Token("string", self.text[start : self.at], start)

    def _raw(self, start: int, inside: int, closing: str) -> Token | None:
        found = self.text.find(closing, inside)
        if found < 0:
            self.faults.append(Fault(start, "a raw string is not ended"))
            return None
        self.at = found + len(closing)
        return Token("string", self.text[start : self.at], start)

    def _interpolated(self, start: int, inside: int) -> Token | None:
        """A piece of a string with terms inside, from a quote or a closing brace to a quote or an opening brace."""
        found = _PIECE_END.match(self.text, inside)
        if found is None:
            self.faults.append(Fault(start, BROKEN))
            return None
        self.at = found.end()
        opens = self.text[self.at - 1] == "{"
        if self.text[start] == '"':
            if opens:
                self.braces.append(0)
                self.begun.append(start)
        elif not opens:
            self.braces.pop()
            self.begun.pop()
        return Token("string", self.text[start : self.at], start)

    def _brace(self, char: str, start: int) -> Token | None:
        if char == "{":
            self.braces[-1] += 1
        elif self.braces[-1]:
            self.braces[-1] -= 1
        else:
            return self._interpolated(start, start + 1)
        return Token("symbol", char, start)
