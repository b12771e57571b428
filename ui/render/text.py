"""Text that was written by others, made harmless: mathematics is shown, nothing else is interpreted.

Markdown from outside could name an image, which the reader's browser would fetch; so every character that
Markdown gives a meaning is escaped, and only what stands between dollar signs is left as it is.
"""

from __future__ import annotations

import re
import string

import streamlit as st

from ui.render.guides import GUIDES

__all__ = ["how_to_read", "literal", "mathematics", "paragraph", "plain", "sentence"]

MOST = 20_000
"""Characters of one text that are shown; the rest is counted."""

_MATH = re.compile(r"\$\$(?:[^$\\]|\\[^$])+\$\$|\$(?:[^$\n\\]|\\[^$\n])+\$")
"""Never over `\\$`, where Markdown and we might see different ends."""
_OTHER = ((re.compile(r"\\\((.+?)\\\)"), r"$\1$"), (re.compile(r"\\\[(.+?)\\\]", re.DOTALL), r"$$\1$$"))
_ADDRESS = re.compile(r"(ht)(t)(ps?\\:\\/\\/)|(w)(w)(w\\\.)", re.IGNORECASE)
"""Where the browser's side would make a link, whatever is escaped; a letter in italics keeps the word from it."""
_ESCAPES = {ord(char): f"\\{char}" for char in string.punctuation}


def plain(text: str) -> str:
    """Text without mathematics as Markdown that shows exactly these characters.

    >>> plain("![x](y)")
    '\\\\!\\\\[x\\\\]\\\\(y\\\\)'
    """
    return _escaped(text.strip())


def mathematics(text: str) -> str:
    r"""Text with `$…$`, `$$…$$`, `\(…\)` or `\[…\]` as Markdown in which only the mathematics is interpreted.

    >>> mathematics("a *b* $x_1$")
    'a \\*b\\* $x_1$'
    """
    for pattern, dollars in _OTHER:
        text = pattern.sub(dollars, text)
    cut = text[:MOST].strip()
    parts, last = [], 0
    for match in _MATH.finditer(cut):
        inner = " ".join(match[0].split())
        # A blank line would end the paragraph and with it the mathematics, whatever the dollars say; and no formula
        # needs what an image or an address is written with.
        harmless = "![" not in inner and "//" not in inner
        parts += [_escaped(cut[last : match.start()]), inner if harmless else _escaped(inner)]
        last = match.end()
    parts.append(_escaped(cut[last:]))
    more = f" … and {len(text) - MOST} more characters" if len(text) > MOST else ""
    return "".join(parts) + more


def _escaped(text: str) -> str:
    shown = "".join(char if char.isprintable() or char == "\n" else " " for char in text)
    first, *rest = shown.split("\n")
    escaped = "\n".join([first, *(line.lstrip() for line in rest)]).translate(_ESCAPES)
    return _ADDRESS.sub(lambda match: "{}*{}*{}".format(*filter(None, match.groups())), escaped)


def paragraph(text: str) -> None:
    """Text from outside with its mathematics."""
    st.markdown(mathematics(text))


def sentence(text: str, kind: str = "info") -> None:
    """One sentence in a box: `info`, `success`, `warning` or `error`; the text is shown as it is."""
    icons = {"info": "info", "success": "check_circle", "warning": "warning", "error": "error"}
    getattr(st, kind)(plain(text[:2000]), icon=f":material/{icons[kind]}:")


def literal(text: str, *, language: str | None = None, height: int | str = "content", most: int = 200_000) -> None:
    """Text in a fixed-width font that can be copied; never interpreted, cut at `most` characters."""
    if len(text) > most:
        st.caption(f"The first {most} of {len(text)} characters.")
        text = text[:most]
    st.code(text, language=language, wrap_lines=True, height=height)  # type: ignore[arg-type]


def typed(name: str, text: str) -> None:
    """A few lines in a fixed-width font, which a click selects whole; `name` is unique on its page.

    For pages that are to stand there at once: `literal` brings a button to copy, and with it a highlighter of all
    languages, for which a browser needs half a second.
    """
    with st.container(key=f"typed-{name}"):
        st.text(text, width="stretch")


def how_to_read(page: str) -> None:
    """The folded explanation at the head of a page."""
    with st.expander("How to read this page", icon=":material/help:"):
        st.markdown("\n".join(f"- {line}" for line in GUIDES[page]))
