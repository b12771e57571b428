"""Text of others is shown character by character; only mathematics is interpreted."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from ui.render.text import MOST, mathematics, plain

HOSTILE = (
    "![x](http://evil.example/x.png) <img src=http://evil.example/y.png onerror=alert(1)> [a](javascript:alert(1))"
)


@given(st.text(max_size=200))
def test_every_character_with_a_meaning_is_escaped(text: str) -> None:
    shown = plain(text)
    assert re.sub(r"\\([!-/:-@\[-`{-~])", "", shown).isprintable() or "\n" in shown
    assert not re.search(r"(?<!\\)(\\\\)*[!<>\[\]`*_#|~]", re.sub(r"\\.", "", shown))


@given(st.text(alphabet="ab$ \\()[]!<>*\n", max_size=60))
def test_no_image_comes_through(text: str) -> None:
    shown = mathematics(text)
    assert "![" not in re.sub(r"\\[!-/:-@\[-`{-~]", "", shown)


def test_mathematics_ends_with_its_line() -> None:
    """Over a blank line Markdown sees no mathematics, and would see the image."""
    assert "\n" not in mathematics("see $$a\n\n![x](http://evil.example/x.png)\n\nb$$")
    for text in ("$a\\$ ![x](http://evil.example)$", "$$![x](//evil.example)$$", "$a$![x](y)$b$"):
        assert "![" not in mathematics(text)


def test_mathematics_stays() -> None:
    assert mathematics("If $a_1 < b$ then") == "If $a_1 < b$ then"
    assert mathematics(r"with \(x^2\) and \[y\]") == "with $x^2$ and $$y$$"


def test_hostile_text_is_literal_and_long_text_is_cut() -> None:
    shown = mathematics(HOSTILE)
    assert "](" not in shown
    assert "\\<img" in shown
    assert len(mathematics("x" * 10_000_000)) < MOST + 100


def test_an_address_becomes_no_link() -> None:
    """Links are made of what is left when escapes are gone, so the word itself must be broken."""
    shown = plain("see http://a.example, HTTPS://b.example/c_d and www.e.example")
    bare = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", shown)
    assert bare == "see ht*t*p://a.example, HT*T*PS://b.example/c_d and w*w*w.e.example"
