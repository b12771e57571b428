"""What is wrong with a submission before anything runs: size, encoding, characters, commands, words, balance.

It explains and it never approves: an empty answer means that the text goes on to be built and judged. Therefore words
in comments and in plain strings, where they do nothing, are left alone, and what could be read in two ways is refused
instead of decided.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from problems.errors import InputError
from verification.lean.policy import vocabulary as words
from verification.lean.policy.characters import code_fault, everywhere_fault
from verification.lean.policy.tokens import Token, lex

__all__ = ["MOST_BYTES", "MOST_OBJECTIONS", "Objection", "Rule", "examine", "source_text"]

MOST_BYTES = 256_000
"""Longest source text that is read."""

MOST_OBJECTIONS = 100
"""So many are listed; those after the last one are left out."""

Rule = Literal[
    "size", "encoding", "normal form", "character", "lexical", "quoted name", "quotation", "command", "attribute",
    "option", "word", "balance",
]  # fmt: skip

_WORDS_IN_STRING = re.compile(r"#?[^\W\d][\w'!?]*(?:\.[^\W\d][\w'!?]*)*")


@dataclass(frozen=True, slots=True, order=True)
class Objection:
    """One thing that a submission may not have."""

    line: int
    """1-based; 0 for the text as a whole."""
    column: int
    """1-based, in characters."""
    rule: Rule
    reason: str
    """In one line, for the author."""


def source_text(source: bytes) -> str:
    """The text as the judge builds it: decoded, with a line break at its end. An InputError when it is not UTF-8."""
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"the Lean source is not UTF-8 (byte {error.start})") from None
    return text if text.endswith("\n") else f"{text}\n"


def examine(source: bytes, *, mode: str = "proof") -> tuple[Objection, ...]:
    """What the policy objects to, in the order of the text; empty when the submission goes on. O(length).

    `mode` is `proof`, or `definitions` where the statement needs types and instances of the submission's own.

    >>> examine(b"theorem goal : True := by sorry")
    (Objection(line=1, column=27, rule='word', reason='sorry leaves the proof unfinished'),)
    """
    if mode not in ("proof", "definitions"):
        raise ValueError(f"mode {mode!r}: proof or definitions")
    if len(source) > MOST_BYTES:
        return (Objection(0, 0, "size", f"the source has {len(source)} bytes; at most {MOST_BYTES} are read"),)
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        return (Objection(line, 1, "encoding", f"the source is not UTF-8 (byte {error.start})"),)
    examination = _Examination(text, definitions=mode == "definitions")
    examination.run()
    return tuple(sorted(set(examination.objections))[:MOST_OBJECTIONS])


class _Examination:
    def __init__(self, text: str, *, definitions: bool) -> None:
        self.text = text
        self.commands = words.COMMANDS | words.DEFINITIONS if definitions else words.COMMANDS
        self.definitions = definitions
        self.objections: list[Objection] = []
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.tokens: Sequence[Token] = ()
        self.open: list[tuple[str, str, int]] = []
        """Open scopes: what opened them, their name, where."""

    def object(self, start: int, rule: Rule, reason: str) -> None:
        line = bisect_right(self.starts, start)
        self.objections.append(Objection(line, start - self.starts[line - 1] + 1, rule, reason))

    def run(self) -> None:
        for char in sorted(set(self.text)):
            if fault := everywhere_fault(char):
                self.object(self.text.index(char), "character", fault)
        if not unicodedata.is_normalized("NFC", self.text):
            self._not_normal()
        lexed = lex(self.text)
        for wrong in lexed.faults:
            self.object(wrong.start, "lexical", wrong.what)
        self._code_characters(lexed.tokens)
        for token in lexed.tokens:
            if token.kind == "string" and "{" in token.text:
                self._string(token)
        self.tokens = [token for token in lexed.tokens if token.kind not in ("comment", "string", "character")]
        attributes_end = 0
        for place, token in enumerate(self.tokens):
            if place < attributes_end:
                self._word(place, token, in_attributes=True)
            elif token.text == "@[" or (token.text == "[" and self._word_at(place - 1) == "attribute"):
                attributes_end = self._attributes(place)
            else:
                self._token(place, token)
        self._dangling()
        self._beginning(lexed.tokens)
        for opener, name, start in self.open:
            self.object(start, "balance", f"{' '.join((opener, name)).strip()} is not closed by `end`")

    def _beginning(self, tokens: Sequence[Token]) -> None:
        """Object to a text that does not begin with a command, unless something else is wrong with its beginning."""
        first = next((token for token in tokens if token.kind != "comment"), None)
        if first is None or first.text == "@[" or self._may_begin_a_line(first.text):
            return
        line = bisect_right(self.starts, first.start)
        if (line, first.start - self.starts[line - 1] + 1) not in {
            (each.line, each.column) for each in self.objections
        }:
            self.object(first.start, "command", f"the text begins with {_shown(first.text)}, which is no command")

    def _not_normal(self) -> None:
        for number, line in enumerate(self.text.split("\n")):
            if not unicodedata.is_normalized("NFC", line):
                self.object(self.starts[number], "normal form", "the line is not in Unicode normal form C")
                return
        self.object(0, "normal form", "the text is not in Unicode normal form C")

    def _code_characters(self, tokens: Sequence[Token]) -> None:
        seen: set[str] = set()
        for token in tokens:
            if token.kind in ("comment", "string") or token.text.isascii():
                continue
            for offset, char in enumerate(token.text):
                if char not in seen and (fault := code_fault(char)):
                    self.object(token.start + offset, "character", fault)
                seen.add(char)

    def _string(self, token: Token) -> None:
        """Words of a string with braces: it may hold terms, which only the parser of the word before it knows."""
        for match in _WORDS_IN_STRING.finditer(token.text):
            word = match[0]
            fault = words.word_fault(word)
            if word.startswith("#") and word[1:] in words.HASH_COMMANDS:
                fault = f"{word} is a command that no submission needs"
            if fault:
                self.object(token.start + match.start(), "word", f"in a string with braces: {fault}")

    def _begins(self, word: str) -> bool:
        return word in self.commands or word in words.MODIFIERS or word in ("local", "scoped")

    def _word_at(self, place: int) -> str:
        return self.tokens[place].text if 0 <= place < len(self.tokens) else ""

    def _token(self, place: int, token: Token) -> None:
        if token.kind == "quoted-name" or token.text in ("«", "»"):
            self.object(token.start, "quoted name", "names in « » are refused, since they can look like other names")
        elif token.text in ("`", "``"):
            self.object(token.start, "quotation", "quotations and quoted names belong to programs, not to proofs")
        elif token.text == "#":
            self._hash(place, token)
        elif token.kind == "name":
            self._word(place, token)
            self._command(place, token)

    def _hash(self, place: int, token: Token) -> None:
        after = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        word = after.text if after and after.kind == "name" and after.start == token.start + 1 else ""
        first = word.partition(".")[0]
        alone = not self.text[self._line_start(token.start) : token.start].strip()
        if first in words.HASH_COMMANDS or (alone and word):
            self.object(token.start, "command", f"#{first[:40]} is a command that no submission needs")

    def _line_start(self, start: int) -> int:
        return self.starts[bisect_right(self.starts, start) - 1]

    def _word(self, place: int, token: Token, *, in_attributes: bool = False) -> None:
        if token.kind != "name":
            return
        if token.text in ("local", "scoped") and in_attributes:
            return
        if token.text == "scoped" and self._word_at(place - 1) == "open":
            return
        if token.text in words.DEFINITIONS and not self.definitions:
            reason = f"{token.text} is not allowed here: this statement needs no types or instances of your own"
            self.object(token.start, "command", reason)
        elif token.text == "private" and self._word_at(place - 1) == "open":
            self.object(token.start, "word", "`open private` reaches for what other files keep to themselves")
        elif fault := words.word_fault(token.text):
            self.object(token.start, "word", fault)

    def _command(self, place: int, token: Token) -> None:
        text = token.text
        if text in words.SCOPES:
            after = self._name_after(place)
            if text == "namespace" and not after:
                self.object(token.start, "balance", "a namespace needs a name")
            parts = after.split(".") if after else [""]
            self.open.extend((text, part, token.start) for part in parts)
        elif text == "end":
            self._end(place, token)
        elif text == "set_option":
            self._option(place, token)
        elif token.start == self._line_start(token.start) and not self._may_begin_a_line(text):
            reason = f"a line begins with {_shown(text)}, which is no allowed command; indent what continues a line"
            self.object(token.start, "command", reason)

    def _may_begin_a_line(self, word: str) -> bool:
        """Whether it is allowed there, or refused for a better reason."""
        known = word in words.CONTINUATIONS or word in words.DEFINITIONS
        return known or self._begins(word) or bool(words.word_fault(word))

    def _name_after(self, place: int) -> str:
        after = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        if after is None or after.kind != "name" or self._begins(after.text) or words.word_fault(after.text):
            return ""
        return "" if after.text in words.DEFINITIONS else after.text

    def _end(self, place: int, token: Token) -> None:
        name = self._name_after(place)
        for part in reversed(name.split(".")) if name else [""]:
            if not self.open:
                self.object(token.start, "balance", f"end {name}".strip() + " closes nothing that the text opened")
                return
            opener, opened, _ = self.open.pop()
            if opened != part:
                reason = f"{f'end {name}'.strip()} meets {f'{opener} {opened}'.strip()}"
                self.object(token.start, "balance", reason)
                return

    def _option(self, place: int, token: Token) -> None:
        name, value = self._word_at(place + 1), self._word_at(place + 2)
        if fault := words.option_fault(name[:80], value[:40]):
            self.object(token.start, "option", fault)

    def _attributes(self, place: int) -> int:
        """Examine `[ … ]` from its opening; returns the place after its end."""
        depth, expected, at = 1, True, place + 1
        while at < len(self.tokens) and depth:
            token = self.tokens[at]
            text = token.text
            if text in ("[", "(", "{", "@[", "#[", "⟨"):
                depth += 1
            elif text in ("]", ")", "}", "⟩"):
                depth -= 1
            elif depth == 1 and text == ",":
                expected = True
            elif expected and text not in ("local", "scoped"):
                expected = False
                if token.kind != "name" or text not in words.ATTRIBUTES:
                    reason = f"attribute {_shown(text)} is not among those that a submission may use"
                    if text == "-":
                        reason = "attributes may not be taken away"
                    self.object(token.start, "attribute", reason)
            at += 1
        if depth:
            self.object(self.tokens[place].start, "lexical", "a list of attributes is not ended")
        return at

    def _dangling(self) -> None:
        for place, token in enumerate(self.tokens):
            if token.text == "in" and self._word_at(place + 1) in ("", "end"):
                self.object(token.start, "balance", "nothing follows this `in`")


def _shown(text: str) -> str:
    short = text[:40]
    return f"`{short}`" if short.isprintable() else "an unprintable word"
