"""The words of a bundle: foreign text stays text, reviews and contributors are named, SMT-LIB stays what it says."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.verification.export.material import witness
from verification.candidate import parse_candidate
from verification.export.bundle_formal import plain_smtlib
from verification.export.bundle_item import Item
from verification.export.bundle_replay import replay
from verification.export.bundle_text import code, made_by, readme

GOOD = witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]})
EVIL = "![x](http://evil) <script> `code` ``` \n# Heading"
FACTS = {"versions": {}, "recorded": "2026-09-01T10:00:00Z"}


def item(**bodies: list[dict[str, object]]) -> Item:
    said: list[dict[str, object]] = [{"id": GOOD.id, "outcome": "verified", "assurance": "A1", "reason": EVIL}]
    return Item("sidon_golomb-x", GOOD, {"candidate": said, **bodies})


@given(st.text(alphabet="`ab !<[\n", max_size=40))
def test_a_code_span_holds_everything(text: str) -> None:
    """CommonMark: a span ends at the first run of backticks as long as the one that began it."""
    span = code(text)
    if not text.split():
        return
    fence = re.match(r"`+", span)
    assert fence is not None
    inner = span[len(fence[0]) : -len(fence[0])]
    assert span == f"{fence[0]}{inner}{fence[0]}"
    assert fence[0] not in re.findall(r"`+", inner)
    assert "\n" not in span


def test_foreign_words_are_code_in_the_readme() -> None:
    review = {"axis": "novelty", "grade": "known", "reviewer": EVIL, "reason": EVIL, "date": "2026-09-01T10:00:00Z"}
    text = readme([item(review=[review, {**review, "supersedes": "x"}])], FACTS, "1:x", {"sidon_golomb-x": []}).decode()
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
    assert "evil" not in outside
    assert "script" not in outside
    assert "`novelty: known`" in text
    assert text.count("correcting an earlier grade") == 1
    assert text.count("\n# ") == 0


def test_makers_are_named_as_what_they_are() -> None:
    machine = {
        "prover": "agents",
        "seed": 3,
        "started": "2026-09-01",
        "config": {"model": "m-1", "prompt_sha256": "ab"},
    }
    person = {"prover": "intake", "started": "2026-09-02", "config": {"author": "Ada", "link": "https://example.org"}}
    text = made_by(item(attempt=[machine, person]))
    assert text == (
        "`prover agents, seed 3, model m-1, prompt sha256 ab, 2026-09-01`; "
        "`contributed by Ada, https://example.org, 2026-09-02`"
    )


def test_words_about_a_lean_proof_need_the_proof() -> None:
    """The ledger speaks of one; without the files, or beside another payload, the words are not ours to say."""
    files = ["candidate.json", "solution.ndjson", "statement.json"]
    said = {"kind": "lean-proof", "record": "r@c:goal", "review": "faithful (3 reviewers)"}
    verdicts: list[dict[str, object]] = [{"outcome": "verified", "backend": "lean", "evidence": said}]
    ruler = item(verdict=verdicts)
    claim = GOOD.claim.model_dump(mode="json")
    payload = {"kind": "lean", "statement": "r@c:goal", "source": "theorem goal : True := trivial"}
    proof = replace(ruler, candidate=parse_candidate({"schema": 1, "claim": claim, "payload": payload}))
    for one, there, told in ((ruler, files, False), (proof, files[:2], False), (proof, files, True)):
        text = readme([one], FACTS, "1:x", {"sidon_golomb-x": there}).decode()
        assert ("faithful (3 reviewers)" in text) is told
        assert ("proves it: comparator and kernels" in text) is told
    assert "what they looked at is not in this bundle" in readme([proof], FACTS, "1:x", {"sidon_golomb-x": []}).decode()


def test_the_script_says_why_it_has_nothing_to_replay() -> None:
    script = replay([item()], {"sidon_golomb-x": ["candidate.json"]}).decode()
    assert "no file for a public tool" in script


TERMS = st.recursive(
    st.sampled_from(["p", "q", "(not p)"]),
    lambda inner: st.tuples(st.sampled_from(["and", "or"]), inner, inner).map(lambda t: f"({' '.join(t)})"),
    max_leaves=6,
)


@given(TERMS, TERMS)
def test_shared_terms_are_put_in_their_places(first: str, second: str) -> None:
    shared = f"; note\n(assert\n (let (($x7 {first}))\n (let (($x9 (or $x7 {second})))\n (and $x9 $x7))))(check-sat)"
    assert plain_smtlib(shared) == f"(assert (and (or {first} {second}) {first}))\n(check-sat)\n"
    again = f"(assert (let (($x7 {first}) ($x9 {second})) (and $x9 $x7)))(assert (let (($x7 {second})) $x7))"
    assert plain_smtlib(again) == f"(assert (and {second} {first}))\n(assert {second})\n"
