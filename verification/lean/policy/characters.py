"""Which characters a submission may have: nothing invisible anywhere, and in code no letters that look like others.

Comments and strings may hold any visible text. In code: ASCII, Greek letters that no Latin letter looks like, the
mathematical alphabets, sub- and superscripts, and symbols. Cyrillic, accented and all other letters are refused there.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["IDENTIFIER_REST", "IDENTIFIER_START", "code_fault", "everywhere_fault"]

GREEK_TWINS = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲϳϹͿ"
"""Greek letters that are drawn like Latin ones."""
_GREEK = "Γ\u0394Θ\u039bΞΠΣΦΨ\u03a9α-ξπ-ωϑϕϖϰϱϵ"
_MATHEMATICAL = "\u2100-\u214f\U0001d400-\U0001d7ff"
_SUBSCRIPTS = "\u2080-\u208e\u2090-\u209c\u1d62-\u1d6a\u2c7c"
_SUPERSCRIPTS = "\u00aa\u00b2\u00b3\u00b9\u00ba\u02b0-\u02b8\u02e0-\u02e4\u1d2c-\u1d61\u1d9b-\u1dbf\u2070-\u208e"

_NOTATION = "ᗮᘁ"
"""Letters of other scripts that Mathlib uses as symbols: for complements and duals."""

IDENTIFIER_START = f"A-Za-z_{GREEK_TWINS}{_GREEK}{_MATHEMATICAL}"
"""Class of characters that begin a name, inside brackets of a regular expression. Those that look like others are
among them, so that a name is read as a whole before it is refused."""
IDENTIFIER_REST = f"{IDENTIFIER_START}0-9'!?{_SUBSCRIPTS}"
"""Class of characters that continue a name."""

_LETTERS = re.compile(f"[A-Za-z{_GREEK}{_MATHEMATICAL}{_SUBSCRIPTS}{_SUPERSCRIPTS}{_NOTATION}]")
_SYMBOLS = frozenset({"Sm", "So", "Sc", "Sk", "Ps", "Pe", "Pi", "Pf", "Po", "Pd", "Pc", "Nd", "No"})
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Characters without a picture that are not of the categories below."""
_NOWHERE = {
    "Cc": "a control character",
    "Cf": "an invisible character that can change the order or look of others",
    "Cs": "half of a surrogate pair",
    "Co": "a character for private use",
    "Cn": "a character that Unicode does not define",
    "Zl": "a line separator",
    "Zp": "a paragraph separator",
}


def everywhere_fault(char: str) -> str:
    """Why the character is refused even in comments and strings; empty when it is not.

    >>> everywhere_fault(chr(0x202E))
    'U+202E is an invisible character that can change the order or look of others'
    """
    if char in "\n\t" or " " <= char <= "~":
        return ""
    what = "an invisible character" if _INVISIBLE.match(char) else _NOWHERE.get(unicodedata.category(char), "")
    return f"U+{ord(char):04X} is {what}" if what else ""


def code_fault(char: str) -> str:
    """Why the character is refused outside comments and strings; empty when it is not.

    >>> code_fault("α"), code_fault(chr(0x39D))
    ('', 'U+039D looks like a Latin letter')
    """
    if char.isascii():
        return ""
    if char in GREEK_TWINS:
        return f"U+{ord(char):04X} looks like a Latin letter"
    if _LETTERS.match(char) or unicodedata.category(char) in _SYMBOLS:
        return ""
    name = unicodedata.name(char, "unnamed").lower()
    return f"U+{ord(char):04X} ({name}) is not among the letters and symbols that code may have"
