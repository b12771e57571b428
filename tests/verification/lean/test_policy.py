"""The policy: what is refused and where, what is let through, and that no text makes it fail or take long."""

from __future__ import annotations

import time
import unicodedata
from itertools import cycle, product
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from problems.errors import InputError
from tests.verification.lean.honest_texts import TACTIC_PROOFS, TERM_PROOFS
from verification.lean.policy import MOST_BYTES, examine, source_text
from verification.lean.policy import vocabulary as words
from verification.lean.policy.examination import MOST_OBJECTIONS

ROOT = Path(__file__).parents[3]
MARKED = [
    ("size", "theorem a : T := x\n" * 20_000, 0, 0),
    ("normal form", "-- fine\n-- e\u0301 is two characters\n", 2, 1),
    ("character", "theorem a : T := x -- \u202e\n", 1, 23),
    ("character", "theorem a : T := x -- \u200b\n", 1, 23),
    ("character", "theorem a : T := \ufeffx\n", 1, 18),
    ("character", "theorem a : T := x\r\n", 1, 19),
    ("character", "theorem a : T := \"\x07\"\n", 1, 19),
    ("character", "theorem a : T := x -- \U000e0041\n", 1, 23),
    ("character", "theorem \u041d : T := x\n", 1, 9),
    ("character", "theorem \u039dat : T := x\n", 1, 9),
    ("character", "theorem caf\u00e9 : T := x\n", 1, 12),
    ("character", "theorem a :\u00a0T := x\n", 1, 12),
    ("lexical", "theorem a : T := x\n/- never ended /- nested -/\n", 2, 1),
    ("lexical", "theorem a : T := f \"never ended\n", 1, 20),
    ("lexical", "theorem a : T := f \"\\q\"\n", 1, 20),
    ("lexical", "theorem a : T := f r#\"never ended\"\n", 1, 20),
    ("lexical", "theorem a : T := f s!\"x{y\n", 1, 22),
    ("lexical", "theorem a : T := f 'ab'\n", 1, 20),
    ("lexical", "theorem a : T := x /-/ y -/\n", 1, 20),
    ("lexical", "theorem a : T := {x //- y -/ }\n", 1, 22),
    ("lexical", "theorem a : T := x |-- y\n", 1, 21),
    ("lexical", "@[simp theorem a : T := x\n", 1, 1),
    ("quoted name", "theorem a.«b c» : T := x\n", 1, 9),
    ("quoted name", "theorem a : T := «b\n", 1, 18),
    ("quotation", "theorem a : T := `(x)\n", 1, 18),
    ("quotation", "theorem a : T := ``x\n", 1, 18),
    ("command", "x : T\n", 1, 1),
    ("command", "theorem a : T := x\nfrobnicate b\n", 2, 1),
    ("command", "# a heading\n", 1, 1),
    ("command", '"a string"\n', 1, 1),
    ("word", "open private a in B\n", 1, 6),
    ("command", "#eval 1\n", 1, 1),
    ("command", "theorem a : T := x #exit\n", 1, 20),
    ("command", "theorem a : T := x\n#frobnicate\n", 2, 1),
    ("command", "instance : Add Nat := x\n", 1, 1),
    ("command", "structure A where\n  x : Nat\n", 1, 1),
    ("word", "theorem a : T := by sorry\n", 1, 21),
    ("word", "local instance : Add Nat := x\n", 1, 1),
    ("word", "theorem a : T := x; local notation \"b\" => 1\n", 1, 21),
    ("word", "open Lean Elab in\ntheorem a : T := x\n", 1, 6),
    ("word", "theorem a : T := IO.println 1\n", 1, 18),
    ("word", "theorem a : T := _root_.Lean.foo\n", 1, 18),
    ("word", "theorem a : T := by decide +native\n", 1, 29),
    ("word", "theorem a : T := f s!\"x{sorry}\"\n", 1, 25),
    ("word", "theorem a : T := f s! /- c -/ \"{ {x := 1} }{sorry}\"\n", 1, 45),
    ("word", "theorem a : T := f \"x{sorry}\"\n", 1, 23),
    ("attribute", "@[instance] def a : T := x\n", 1, 3),
    ("attribute", "@[simp, init] def a : T := x\n", 1, 9),
    ("attribute", "attribute [-instance] a\n", 1, 12),
    ("attribute", "attribute [local instance] a\n", 1, 18),
    ("option", "set_option debug.skipKernelTC true\ntheorem a : T := x\n", 1, 1),
    ("option", "set_option maxHeartbeats 0 in\ntheorem a : T := x\n", 1, 1),
    ("option", "set_option autoImplicit true\n", 1, 1),
    ("option", "set_option warn.sorry false\n", 1, 1),
    ("option", "theorem a : T := by\n  set_option maxRecDepth 99999999 in simp\n", 2, 3),
    ("option", "set_option\n", 1, 1),
    ("balance", "namespace A\ntheorem a : T := x\n", 1, 1),
    ("balance", "theorem a : T := x\nend\n", 2, 1),
    ("balance", "namespace A\nend B\n", 2, 1),
    ("balance", "namespace A\nend\n", 2, 1),
    ("balance", "section A\nend A\nend A\n", 3, 1),
    ("balance", "theorem a : T := x\nset_option maxRecDepth 1000 in\n", 2, 29),
    ("balance", "open A in -- nothing\n", 1, 8),
    ("balance", "namespace\nend\n", 1, 1),
]  # fmt: skip
"""Rule, text, line and column of an objection that has to be among those raised."""


@pytest.mark.parametrize(("rule", "text", "line", "column"), MARKED)
def test_what_is_refused_is_named_with_its_place(rule: str, text: str, line: int, column: int) -> None:
    found = {(each.rule, each.line, each.column) for each in examine(text.encode())}
    assert (rule, line, column) in found, found


def test_bytes_that_are_no_text_are_refused() -> None:
    (objection,) = examine(b"theorem a\n\xff\n")
    assert (objection.rule, objection.line) == ("encoding", 2)
    with pytest.raises(InputError, match="byte 10"):
        source_text(b"theorem a\n\xff\n")
    assert source_text("∀".encode()) == "∀\n"


@pytest.mark.parametrize("text", [*TERM_PROOFS, *TACTIC_PROOFS])
def test_honest_texts_pass(text: str) -> None:
    assert examine(text.encode()) == ()


def test_there_are_enough_honest_texts() -> None:
    assert len({*TERM_PROOFS, *TACTIC_PROOFS}) >= 25


@pytest.mark.parametrize("file", sorted((ROOT / "problems/lean").glob("*.lean")), ids=lambda file: file.stem)
def test_the_predicates_of_the_families_pass(file: Path) -> None:
    assert examine(file.read_bytes()) == ()


def test_types_and_instances_are_for_statements_that_need_them() -> None:
    text = (
        b"structure A where\n  x : Nat\nderiving DecidableEq\n\ninductive B : Type where\n  | b : B\n\n"
        b"instance : Inhabited A := \xe2\x9f\xa80\xe2\x9f\xa9\n"
    )
    assert examine(text, mode="definitions") == ()
    assert {each.rule for each in examine(text)} == {"command"}
    assert examine(b"local instance : Inhabited A := x\n", mode="definitions") != ()
    assert examine(b"class A where\n  x : Nat\n", mode="definitions") != ()
    with pytest.raises(ValueError, match="mode"):
        examine(b"", mode="anything")


FORBIDDEN = sorted({*words._REASONS, *words._BARE, *words._REALMS, "#eval", "#exit", "#print", "#check", "#guard_msgs"})
GAPS = ["\n  ", " ", "\t", "\n", " /- a /- b -/ -/ ", " -- c\n", "\n\n", "("]
BEFORE = ["theorem a : T := by", "theorem a : T := x", "open A in", "namespace A", "@[simp]", "theorem a : T :="]
AFTER = ["", " x", "\n", ".1", ")", "/- c -/", "-- c", ".{0}", ":=", "⟩", '"s"', "(x)", "+1", ",", ";x"]


@pytest.mark.parametrize("word", FORBIDDEN)
def test_forbidden_words_are_found_wherever_they_stand(word: str) -> None:
    for (before, gap), after in zip(product(BEFORE, GAPS), cycle(AFTER), strict=False):
        text = f"{before}{gap}{word}{after}"
        place = len(before) + len(gap)
        line, column = text.count("\n", 0, place) + 1, place - (text.rfind("\n", 0, place) + 1) + 1
        found = [each.reason for each in examine(text.encode()) if (each.line, each.column) == (line, column)]
        assert any(word.removeprefix("#") in reason for reason in found), text


@pytest.mark.parametrize("word", FORBIDDEN)
def test_forbidden_words_do_nothing_in_comments_and_strings(word: str) -> None:
    for text in (
        f"-- {word}\ntheorem a : T := x -- {word}",
        f"/-- {word} -/\ntheorem a : T := x\n/-! {word} /- {word} -/ -/\n",
        f'theorem a : T := f "{word}" r"{word}" r#" "{word}" "#\n',
    ):
        assert examine(text.encode()) == ()


@pytest.mark.parametrize("word", ["sorry", "axiom", "unsafe", "macro", "native_decide"])
def test_words_that_only_begin_or_end_like_them_pass(word: str) -> None:
    for name in (f"{word}'", f"{word}_", f"my_{word}", f"{word}₁", f"{word}2", f"h{word}"):
        assert examine(f"theorem {name} : T := x\n".encode()) == ()


def test_the_notation_of_mathematicians_passes() -> None:
    letters = "Kᗮ Xᘁ Mˣ Aᵀ Aᴴ sᶜ ∀ᵐ ∂μ ℵ₀ 𝓝 𝟙 ℝ≥0∞ ∑' ⁻¹' ⨆ ⟪x⟫ ‖x‖ ⌊x⌋ ℓ ϕ ε ω₁ xⱼ a ≡ b [ZMOD n] ∣ √2 ∫ ∘ₗ ≃ₜ ᵐᵒᵖ"
    assert examine(f"theorem a : {letters} := x\n".encode()) == ()


def test_options_within_their_caps_pass() -> None:
    for option in (
        "maxHeartbeats 1000000",
        "maxRecDepth 5000",
        "autoImplicit false",
        "pp.all true",
        "linter.all false",
    ):
        assert examine(f"set_option {option}\ntheorem a : T := x\n".encode()) == ()


@given(st.binary(max_size=300))
@example(b"\xed\xa0\x80")
def test_no_bytes_make_it_fail(data: bytes) -> None:
    for mode in ("proof", "definitions"):
        for each in examine(data, mode=mode):
            assert each.reason
            assert each.reason.isprintable()


PIECES = st.sampled_from([
    "/-", "-/", "--", '"', '\\"', "{", "}", "'", 'r"', 'r#"', '"#', 's!"', "«", "»", "`", "@[", "]", "#eval", "#",
    "\n", " ", "end", "namespace", "section", "mutual", "A.B", "set_option", "maxHeartbeats", "0", "in", "open",
    "scoped", "local", "theorem", "sorry", "attribute", "[", "(", ")", "∑'", "⟨", "⁻¹'", "x", ":=", "instance",
    "\u202e", "\u041d", "e\u0301", "\0", "end\n", "0x", "1e", ".", "..", "!", "?", "\t",
])  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    found = examine(text.encode("utf-8", "replace"))
    lines = text.encode("utf-8", "replace").decode().split("\n")
    for each in found:
        assert 0 <= each.line <= len(lines)
        assert each.column <= (len(lines[each.line - 1]) + 1 if each.line else 0)


HOSTILE = {
    "openers": "/-",
    "closers": "-/",
    "openers apart": "/- ",
    "quotes": '"',
    "escapes": '"\\"',
    "gaps": "\\\n ",
    "a string of gaps": '"' + "\\\n  " * 500,
    "raw": "r#",
    "hashes": "r########",
    "interpolations": 's!"{',
    "braces": "{",
    "primes": "'",
    "primed symbols": "∑'",
    "guillemets": "«",
    "dots": "a.",
    "digits": "1_",
    "exponents": "1e",
    "namespaces": "namespace A.B\n",
    "long names": "namespace " + "A." * 500 + "B\n",
    "ends": "end ",
    "sections": "section\n",
    "attributes": "@[",
    "attribute lists": "@[a,",
    "options": "set_option ",
    "words": "sorry ",
    "commands": "#eval\n",
    "lines": "\n",
    "letters": "x",
    "cyrillic": "\u041d",
    "marks": "e\u0301\n",
    "bidi": "\u202e",
    "in": "in ",
    "dashes": "-",
    "strings with braces": '"{sorry}"',
    "backslashes": "\\",
    "names and quotes": 'r"s!"',
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_texts_take_linear_time(name: str) -> None:
    piece = HOSTILE[name].encode()
    for opening in (b"", b'theorem a : T := "', b"/- ", b's!"'):
        text = (opening + piece * (MOST_BYTES // len(piece) + 1))[: MOST_BYTES - 4].decode("utf-8", "ignore").encode()
        started = time.process_time()
        assert len(examine(text)) <= MOST_OBJECTIONS
        assert time.process_time() - started < 6


def test_every_character_is_judged() -> None:
    """All of Unicode in comments and in code: nothing fails, and only few letters are let into code."""
    from verification.lean.policy.characters import code_fault, everywhere_fault

    letters = [chr(code) for code in range(0x110000) if chr(code).isalpha() and not code_fault(chr(code))]
    assert len(letters) < 1600
    assert not [char for char in letters if "CYRILLIC" in unicodedata.name(char, "")]
    invisible = [
        chr(code) for code in (0x202A, 0x2066, 0x200B, 0x200D, 0xFEFF, 0xAD, 0x61C, 0x3164, 0xFE0F, 0x85, 0x7F)
    ]
    assert all(map(everywhere_fault, invisible))
