"""Submissions through all stages, over our core and with the genuine kernel."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from problems.claim import Claim, Goal
from problems.errors import InputError, MissingBackendError, UnsupportedError
from problems.family import normalise
from tests.verification.lean.shelved import (
    CLAIM,
    GOAL,
    GOOD,
    GOOD_CONDITIONAL,
    GOOD_NEGATION,
    TEXT,
    Shelved,
    pinned_folder,
)
from tests.verification.lean_material import needs_kernel
from verification.evidence import Undecided
from verification.lean import pipeline
from verification.lean.build import BuildFault
from verification.lean.external import Word
from verification.lean.kernels import Kernel
from verification.lean.pipeline import Judged, Tools, judge_submission
from verification.lean.submission import parse_brought, record_file
from verification.lean.text import CORE
from verification.outcome import Outcome, UnknownReason
from verification.pinned_proof import PinnedProof
from verification.sandbox.bubblewrap import bubblewrap

pytestmark = [
    needs_kernel,
    pytest.mark.skipif(bubblewrap() is None, reason="the sandbox needs bubblewrap"),
]


@pytest.fixture(scope="module")
def shelved(tmp_path_factory: pytest.TempPathFactory) -> Shelved:
    return pinned_folder(tmp_path_factory.mktemp("records"))


def told(judged: Judged) -> tuple[Outcome, str]:
    return judged.evidence.outcome(Goal.EXISTS), judged.evidence.sentence


def judge(shelved: Shelved, declaration: str, source: str, claim: Claim | None = None, **facts: Any) -> Judged:
    proof = shelved.proof(declaration, source)
    return judge_submission(proof, claim or shelved.claim(declaration), shelved.limits(**facts))


def test_a_proof_of_the_statement_is_verified_with_all_that_is_needed_to_judge_again(shelved: Shelved) -> None:
    judged = judge(shelved, "Sample.goal", GOOD)
    evidence, record = judged.evidence, shelved.record("Sample.goal")
    assert isinstance(evidence, PinnedProof)
    assert told(judged)[0] is Outcome.VERIFIED
    assert (evidence.record, evidence.named, evidence.origin) == (record.id, record.id, "overlay")
    assert evidence.record_sha256 == record.digest
    assert evidence.challenge_sha256 == record.export
    assert evidence.solution_sha256 == hashlib.sha256(judged.export).hexdigest()
    assert evidence.source_sha256 == hashlib.sha256(GOOD.encode()).hexdigest()
    assert (evidence.axioms, evidence.hypotheses) == ((), ())
    assert [word.outcome for word in evidence.kernels if word.decides]
    assert [stage.layer for stage in evidence.stages] == [
        "policy", "build", "export", "comparator", "kernels", "semantics"
    ]  # fmt: skip
    assert "fidelity: unreviewed" in evidence.sentence


def test_hypotheses_of_the_statement_are_listed(shelved: Shelved) -> None:
    judged = judge(shelved, "Sample.conditional", GOOD_CONDITIONAL)
    assert isinstance(judged.evidence, PinnedProof)
    assert told(judged)[0] is Outcome.VERIFIED
    assert len(judged.evidence.hypotheses) == 1
    assert "hypotheses: " in judged.evidence.sentence


ANOTHER = {
    "a weaker statement": f"{TEXT}\ntheorem Sample.goal : ∀ n : Nat, Eq n n := fun n => Eq.refl n\n",
    "another definition": GOOD.replace("Nat.add n n", "n"),
    "a definition in place of a theorem": GOOD.replace("theorem", "def"),
    "more than was asked for": GOOD.replace(": ∀ n", "(m : Nat) : ∀ n"),
}


@pytest.mark.parametrize("name", list(ANOTHER))
def test_another_statement_refutes_the_submission_and_not_the_claim(shelved: Shelved, name: str) -> None:
    outcome, sentence = told(judge(shelved, "Sample.goal", ANOTHER[name]))
    assert outcome is Outcome.REFUTED, sentence
    assert sentence.startswith("comparator: ")
    assert sentence.endswith("the claim itself stays undecided")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (GOOD.replace("Eq.refl (Nat.add n n)", "Eq.refl n"), "build: line 3"),
        (GOOD.replace("Sample.goal", "Sample.gaol"), "build: "),
        (TEXT, "build: "),
        ("", "build: "),
        (f"{GOOD}/- no end", "policy: "),
        (f"{GOOD}#exit\n", "policy: "),
        (f"axiom a : False\n{GOOD}", "policy: line 1"),
        (GOOD.replace("Eq.refl (Nat.add n n)", "sorry"), "policy: line 3"),
        (GOOD.replace("Nat ", "Νat "), "policy: "),
    ],
)
def test_what_cannot_be_compared_leaves_the_claim_open(shelved: Shelved, source: str, words: str) -> None:
    judged = judge(shelved, "Sample.goal", source)
    assert isinstance(judged.evidence, Undecided)
    assert judged.evidence.why in (UnknownReason.INCONCLUSIVE, UnknownReason.UNSUPPORTED)
    assert judged.evidence.detail.startswith(words), judged.evidence.detail
    assert judged.export == b""


# Which claims a record speaks for.


def tied(goal: str = "exists") -> Claim:
    return normalise(Claim.model_validate({**CLAIM, "goal": goal}))


def test_a_proof_of_the_negation_is_recorded_as_such(shelved: Shelved) -> None:
    """It never verifies what it disproves; it verifies the opposite claim, and only under that claim's own name."""
    for named in ("Sample.tied", "Sample.tied_fails"):
        for claim, expected in (
            (shelved.claim("Sample.tied"), Outcome.REFUTED),
            (shelved.claim("Sample.tied", Goal.NONE), Outcome.VERIFIED),
            (shelved.claim("Sample.tied_fails"), Outcome.VERIFIED),
            (shelved.claim("Sample.tied_fails", Goal.NONE), Outcome.REFUTED),
            (tied(), Outcome.REFUTED),
            (tied("none"), Outcome.VERIFIED),
        ):
            judged = judge(shelved, named, GOOD_NEGATION, claim)
            assert isinstance(judged.evidence, PinnedProof)
            assert judged.evidence.record == shelved.record("Sample.tied_fails").id
            assert judged.evidence.named == shelved.record(named).id
            assert judged.evidence.outcome(claim.goal) is expected, (named, claim, judged.evidence.sentence)
            shown = "shows the opposite of this claim" in judged.evidence.sentence
            assert shown == (expected is Outcome.REFUTED)


@pytest.mark.parametrize(
    "claim",
    [
        {"family": "sidon_golomb", "params": {"N": 11, "k": 5}, "goal": "exists"},
        {"family": "sidon_golomb", "params": {"N": 12, "k": 6}, "goal": "none"},
        {"family": "schur_coloring", "params": {"k": 2, "n": 4}, "goal": "exists"},
        {"family": "problem_in_words", "params": {"problem": "erdos:242"}, "goal": "exists"},
        CLAIM,
    ],
)
def test_a_record_speaks_for_no_other_claim(shelved: Shelved, claim: dict[str, Any]) -> None:
    other = normalise(Claim.model_validate(claim))
    assert other != tied() or claim is CLAIM
    with pytest.raises(UnsupportedError, match="shows nothing of this claim"):
        judge(shelved, "Sample.goal", GOOD, other)


def test_a_record_speaks_for_no_claim_on_another_statement(shelved: Shelved) -> None:
    with pytest.raises(UnsupportedError, match="shows nothing of this claim"):
        judge(shelved, "Sample.goal", GOOD, shelved.claim("Sample.conditional"))
    digest = shelved.record("Sample.conditional").digest
    params = {"statement": shelved.record("Sample.goal").id, "sha256": digest}
    with pytest.raises(UnsupportedError, match="another record"):
        judge(shelved, "Sample.goal", GOOD, Claim(family="formal_statement", params=params, goal=Goal.EXISTS))


def test_an_unknown_statement_is_named_with_what_to_do(shelved: Shelved) -> None:
    proof = shelved.proof("Sample.goal", GOOD).model_copy(update={"statement": "somewhere@0000000:Sample.goal"})
    with pytest.raises(InputError, match="no record of the statement"):
        judge_submission(proof, shelved.claim("Sample.goal"), shelved.limits())
    with pytest.raises(InputError, match=r"records that speak for this claim: sample@\w+:Sample.tied, "):
        judge_submission(proof, tied(), shelved.limits())


def test_a_record_whose_export_changed_judges_nothing(shelved: Shelved, tmp_path: Path) -> None:
    text = (shelved.folder / "sample.yaml").read_text("utf-8")
    record = shelved.record("Sample.goal")
    (tmp_path / "sample.yaml").write_text(text.replace(record.export, "0" * 64), "utf-8")
    edited = Shelved(tmp_path)
    with pytest.raises(InputError, match="pin it again"):
        judge(edited, "Sample.goal", GOOD)


# Records that came with a bundle.


def brought(shelved: Shelved, tmp_path: Path, *declarations: str) -> Any:
    records = [shelved.record(name) for name in declarations]
    (tmp_path / "statement.json").write_bytes(record_file(*records))
    places = replace(shelved.limits().lean, statements=(), brought=str(tmp_path / "statement.json"))
    return shelved.limits(lean=places)


def test_a_record_survives_the_way_through_a_bundle(shelved: Shelved) -> None:
    for record in shelved.records:
        (again,) = parse_brought(record_file(record), "statement.json")
        assert (again.id, again.digest, again.export) == (record.id, record.digest, record.export)


def test_a_stranger_s_record_speaks_for_its_own_statement_alone(shelved: Shelved, tmp_path: Path) -> None:
    limits = brought(shelved, tmp_path, "Sample.tied_fails", "Sample.tied")
    reviewed = json.loads((tmp_path / "statement.json").read_bytes())
    for body in reviewed["records"]:
        body["review"] = {"by": "A. N. Other", "on": "2026-01-01", "fidelity": "faithful", "export": body["export"]}
    (tmp_path / "statement.json").write_text(json.dumps(reviewed), "utf-8")
    proof = shelved.proof("Sample.tied_fails", GOOD_NEGATION)
    judged = judge_submission(proof, shelved.claim("Sample.tied_fails"), limits)
    assert isinstance(judged.evidence, PinnedProof)
    assert (told(judged)[0], judged.evidence.origin) == (Outcome.VERIFIED, "brought")
    assert judged.evidence.review == "unreviewed here"
    for claim in (tied("none"), shelved.claim("Sample.tied", Goal.NONE)):
        with pytest.raises((UnsupportedError, InputError)):
            judge_submission(proof, claim, limits)


# What ends a judgement without an answer.


def test_limits_name_the_layer(shelved: Shelved) -> None:
    judged = judge(shelved, "Sample.goal", GOOD, seconds=0.2)
    assert isinstance(judged.evidence, Undecided)
    assert judged.evidence.why is UnknownReason.TIMEOUT
    assert judged.evidence.detail.startswith("build: ")


def test_code_of_ours_that_takes_too_long_is_stopped_by_name(shelved: Shelved, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr(pipeline, "_compared", endless)
    judged = judge(shelved, "Sample.goal", GOOD, seconds=4.0)
    assert isinstance(judged.evidence, Undecided)
    assert judged.evidence.why is UnknownReason.TIMEOUT
    assert judged.evidence.detail.startswith("comparator: ")


def test_memory_that_runs_out_is_named(shelved: Shelved, monkeypatch: pytest.MonkeyPatch) -> None:
    def hungry(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(pipeline, "_compared", hungry)
    judged = judge(shelved, "Sample.goal", GOOD)
    assert isinstance(judged.evidence, Undecided)
    assert (judged.evidence.why, judged.evidence.detail[:12]) == (UnknownReason.MEMORY, "comparator: ")


Say = Callable[..., Word]


@pytest.mark.parametrize(
    ("words", "expected", "why"),
    [
        ((), Outcome.UNKNOWN, UnknownReason.BACKEND_MISSING),
        ((Word("accepted"),), Outcome.VERIFIED, None),
        ((Word("accepted"), Word("accepted")), Outcome.VERIFIED, None),
        ((Word("accepted"), Word("rejected", "no")), Outcome.UNKNOWN, UnknownReason.CONFLICT),
        ((Word("rejected", "no"),), Outcome.REFUTED, None),
        ((Word("accepted"), Word("timeout")), Outcome.UNKNOWN, UnknownReason.TIMEOUT),
        ((Word("memory"),), Outcome.UNKNOWN, UnknownReason.MEMORY),
        ((Word("declined"), Word("accepted")), Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE),
        ((Word("crashed"),), Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE),
    ],
)
def test_words_of_kernels(
    shelved: Shelved, words: tuple[Word, ...], expected: Outcome, why: UnknownReason | None
) -> None:
    def saying(word: Word) -> Say:
        return lambda *_: word

    record, limits = shelved.record("Sample.goal"), shelved.limits()
    found = Tools.find(limits, record)
    asked = tuple(
        Kernel(f"k{place}", "1", "", required=True, question=saying(word)) for place, word in enumerate(words)
    )
    tools = replace(found, kernels=asked)
    judged = judge_submission(shelved.proof("Sample.goal", GOOD), shelved.claim("Sample.goal"), limits, tools=tools)
    assert isinstance(judged.evidence, PinnedProof)
    assert judged.evidence.outcome(Goal.EXISTS) is expected
    assert why is None or judged.evidence.why is why


def test_without_its_toolchain_nothing_is_judged(shelved: Shelved, monkeypatch: pytest.MonkeyPatch) -> None:
    from verification.lean import toolchain

    monkeypatch.setattr(toolchain, "find", lambda **_: toolchain.Found(()))
    with pytest.raises(MissingBackendError, match="install"):
        judge(shelved, "Sample.goal", GOOD)


SAMPLE = {"declaration": "Sample.goal", "type": GOAL}


def test_a_record_that_brings_its_own_primitives_judges_nothing(tmp_path: Path) -> None:
    """The kernel treats them by name, whatever they are, and the comparator trusts the challenge."""
    text = f"{TEXT}inductive String : Type where\n  | mk : Nat → String\n"
    made = pinned_folder(tmp_path, text=text, statements=(SAMPLE,), mode="definitions")
    with pytest.raises(InputError, match="does not stand on the core: String, which the core does not have"):
        judge(made, "Sample.goal", GOOD.replace(TEXT, text))


def test_a_record_that_replaces_the_core_cannot_even_be_built(tmp_path: Path) -> None:
    """Over a wrong `Nat.add` the kernel would prove 1 + 1 = 2 and 1 + 1 = 1."""
    core = CORE.read_text("utf-8").removeprefix("prelude\n").replace("Nat.succ r", "r") + TEXT
    with pytest.raises(BuildFault, match=r"both declare"):
        pinned_folder(tmp_path, text=core, statements=(SAMPLE,), header={"imports": []})
