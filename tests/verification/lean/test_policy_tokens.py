"""The tokens of Lean text: nothing is lost, and where Lean sees a command no comment or string is seen."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verification.lean_material import needs_kernel
from verification.lean import kernel
from verification.lean.kernel import LeanFault
from verification.lean.policy.tokens import lex

SAMPLES = int(os.environ.get("WORKBENCH_TEST_LEAN_TEXTS", "40"))
"""Random texts that Lean reads as well."""
PIECES = [
    "/-", "-/", "/--", "/-!", "--", '"', '\\"', "\\", "{", "}", "'", "'\"'", "'a'", 'r"', 'r#"', '"#', "#", 's!"',
    "s!", "\n", " ", "x", "«", "»", "|", "/", "-", "`", "(", ")", '"a"', "-- b\n", "/- c -/", "∑'", "≠'", "<", ">",
    "=", "0", "1e", "⟨", "''", '"{', '}"', "x'", "r", "/-/", "//-", "|--", '"\\\n"', 'm!"', ".", "f!\"", "!", "?",
    "'\\''", "\\x41", "\\u0041", "\\n", "0x", "@", "$", "·", "‹", "%", "&", "*", "→'", "#[", "::", "..", "1.", "?_",
    "\t", "_", "α", "₁", "⁻¹'", "--/", "/-- d -/", "-/-", "'\"", "\"'",
]  # fmt: skip

LEXEMES = [
    '"a"', '"\\""', '"\\\\"', '"/-"', '"--"', "'\"'", "'\\''", "'/'", 'r"\\"', 'r#"a"b"#', 'r##""#"##', "x'", "x.y ",
    "r ", "12 ", "0xf ", "1.5 ", "(x)", "/- c -/", "/- /- c -/ -/", "/- -- -/", '/- " -/', "-- c\n", '-- "\n',
    "-- /-\n", "\n  ", " ", "h.1 ", '"{"', '"}"', "'{'", "x!", "x? ", "s ", "/- -/", "/-\n-/", "/------/", "/-!- -/",
    '"\\\n  a"', "'\\x41'", "bar", "r'",
]  # fmt: skip
"""What a term may hold side by side."""
AROUND = [
    ("", ""), ("", ""), ("", ""), ("", ""), ("", ""), ("", ""), ("/- ", "-/"), ("/- /- -/", "-/"),
    ("/- /-", "-/ -/"), ("/- -/", ""), ('"', '"'), ('"\\"', '"'), ('"\\\\"', ""), ('r"', '"'), ('r"\\"', ""),
    ('r#"', '"#'), ('r#"a"', '"#'), ("-- ", ""), ("-- /-", ""), ('-- "', ""), ("'\"'", ""), ('"--"', ""),
    ("/- -- ", "-/"), ('/- " ', "-/"), ('"a"', ""), ("x'", ""), ("'\\''", ""), ('/- -/ "', '"'),
]  # fmt: skip
"""What may stand around a command, to hide it or not."""


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in lex(text).tokens]


def test_kinds_of_tokens() -> None:
    assert kinds("a.b' c.«d e».f") == [("name", "a.b'"), ("quoted-name", "c.«d e».f")]
    assert kinds("h.1.2 0xfF 1.5e-3 1_000 2x") == [
        ("name", "h"),
        ("symbol", "."),
        ("number", "1.2"),
        ("number", "0xfF"),
        ("number", "1.5e-3"),
        ("number", "1_000"),
        ("number", "2"),
        ("name", "x"),
    ]
    assert kinds("f '' s '\"' g'") == [
        ("name", "f"),
        ("symbol", "''"),
        ("name", "s"),
        ("character", "'\"'"),
        ("name", "g'"),
    ]
    assert kinds('r"\\" x r#"a"b"# bar"s"') == [
        ("string", 'r"\\"'),
        ("name", "x"),
        ("string", 'r#"a"b"#'),
        ("name", "bar"),
        ("string", '"s"'),
    ]
    assert kinds("a/- b /- c -/ d -/e--f\n@[simp]") == [
        ("name", "a"),
        ("comment", "/- b /- c -/ d -/"),
        ("name", "e"),
        ("comment", "--f"),
        ("symbol", "@["),
        ("name", "simp"),
        ("symbol", "]"),
    ]


def test_strings_with_terms_inside() -> None:
    assert kinds('s!"a{b {c} "d{"}\\{{s!"{e}"}" f') == [
        ("name", "s!"),
        ("string", '"a{'),
        ("name", "b"),
        ("symbol", "{"),
        ("name", "c"),
        ("symbol", "}"),
        ("string", '"d{"'),
        ("string", "}\\{{"),
        ("name", "s!"),
        ("string", '"{'),
        ("name", "e"),
        ("string", '}"'),
        ("string", '}"'),
        ("name", "f"),
    ]
    assert not lex('s!"a{b {c} "d{"}\\{{s!"{e}"}" f').faults
    assert [fault.start for fault in lex('x s!"a{b').faults] == [4]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=100))
def test_nothing_is_lost_and_nothing_twice(text: str) -> None:
    lexed = lex(text)
    at = 0
    for token in lexed.tokens:
        assert text[at : token.start].strip(" \t\r\n") == ""
        assert text[token.start :].startswith(token.text)
        assert token.text
        at = token.start + len(token.text)
    assert text[at:].strip(" \t\r\n") == "" or lexed.faults


def shown(text: str, folder: Path) -> bool | None:
    """Whether Lean carries out the `#check Nat` in the text; None where it could not parse what stands before it.

    After a fault Lean reads on somewhere in the middle, but then there is nothing to be judged.
    """
    (folder / "A.lean").write_text(f"prelude\nimport Core\n{text}", encoding="utf-8")
    try:
        done = kernel.run(["A.lean"], folder, path=[kernel.compiled_library()], seconds=30, memory_mb=4096)
    except LeanFault:
        return None
    said = [str(message.get("data")) for message in done.messages if message.get("severity") == "error"]
    if any(word in words for words in said for word in ("expected", "missing", "invalid", "unterminated")):
        return None
    return any("Nat : Type" in str(message.get("data")) for message in done.messages)


@needs_kernel
def test_what_lean_takes_for_a_command_is_not_hidden(tmp_path: Path) -> None:
    """Where we see a command in a comment or string and find no fault, Lean sees none."""
    chance = random.Random(os.environ.get("WORKBENCH_TEST_SEED", "texts"))
    asked = hidden = plain = 0
    while asked < SAMPLES:
        before = "".join(chance.choice(LEXEMES) for _ in range(chance.randint(0, 4)))
        opening, closing = chance.choice(AROUND)
        after = "".join(chance.choice(LEXEMES) for _ in range(chance.randint(0, 3)))
        text = f"def a : Nat := f {before}{opening}\n#check Nat\n{closing} {after}"
        lexed = lex(text)
        if lexed.faults:
            continue
        asked += 1
        runs = shown(text, tmp_path)
        if runs is not None:
            seen = any(token.text == "check" for token in lexed.tokens)
            assert seen or not runs, text
            hidden += not seen
            plain += runs
    assert min(hidden, plain) > 0


@needs_kernel
def test_garbage_hides_no_command(tmp_path: Path) -> None:
    chance = random.Random(os.environ.get("WORKBENCH_TEST_SEED", "garbage"))
    for _ in range(SAMPLES):
        before = "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 7)))
        text = f"def a : Nat := {before}\n#check Nat\n{chance.choice(PIECES)}{chance.choice(PIECES)}"
        lexed = lex(text)
        if not lexed.faults and not any(token.text == "check" for token in lexed.tokens):
            assert not shown(text, tmp_path), text


@needs_kernel
@pytest.mark.parametrize(
    "opening",
    [
        '"', 'r"', 'r#"', "/- ", "/-- ", "-- ", 's!"', "'\"'\n/- ",
    ],
)  # fmt: skip
def test_what_hides_a_command_from_lean_hides_it_here(opening: str, tmp_path: Path) -> None:
    closing = {'"': '"', 'r"': '"', 'r#"': '"#', 's!"': '"', "-- ": "\n"}.get(opening, " -/")
    gap = " " if opening == "-- " else "\n"
    text = f"def a : Nat := f {opening}{gap}#check Nat{gap}{closing} 1\n"
    assert "check" not in [token.text for token in lex(text).tokens]
    assert not shown(text, tmp_path)
