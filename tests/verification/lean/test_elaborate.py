"""The fast lane: it tells an author what Lean says, and is no verdict."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from problems.errors import InputError
from tests.verification.lean.shelved import GOOD, TEXT, Shelved, pinned_folder
from tests.verification.lean.toolchains import sysroot
from tests.verification.lean_material import needs_kernel
from verification.backend import Limits
from verification.lean.build import library_of
from verification.lean.challenge import plan_of
from verification.lean.elaborate import Feedback, elaborate, snapshot_of
from verification.lean.isolated import compile_file, header_snapshot
from verification.lean.toolchain import find, toolchain
from verification.sandbox.bubblewrap import bubblewrap

pytestmark = [
    needs_kernel,
    pytest.mark.skipif(bubblewrap() is None, reason="the sandbox needs bubblewrap"),
]


@pytest.fixture(scope="module")
def shelved(tmp_path_factory: pytest.TempPathFactory) -> Shelved:
    return pinned_folder(tmp_path_factory.mktemp("records"))


def told(shelved: Shelved, source: str) -> Feedback:
    return elaborate(shelved.proof("Sample.goal", source), shelved.claim("Sample.goal"), shelved.limits())


def test_what_lean_takes_has_nothing_to_say(shelved: Shelved) -> None:
    found = told(shelved, GOOD)
    assert (found.clean, found.sentence) == (True, "")


def test_another_statement_elaborates_too(shelved: Shelved) -> None:
    """So that nothing is mistaken for a verdict."""
    assert told(shelved, f"{TEXT}theorem Sample.goal : True := True.intro\n").clean


def test_errors_are_told_by_the_author_s_lines(shelved: Shelved) -> None:
    found = told(shelved, GOOD.replace("Eq.refl (Nat.add n n)", "Eq.refl n"))
    assert not found.clean
    assert found.sentence.startswith("line 3, error: ")


def test_the_policy_speaks_first(shelved: Shelved) -> None:
    found = told(shelved, GOOD.replace("Eq.refl (Nat.add n n)", "sorry"))
    assert (found.clean, found.messages) == (False, ())
    assert found.sentence.startswith("line 3, column ")


def test_an_endless_text_is_stopped(shelved: Shelved) -> None:
    hard = f"{TEXT}theorem Sample.goal : Eq (Nat.pow 3 (Nat.pow 3 100)) 0 := Eq.refl 0\n"
    proof = shelved.proof("Sample.goal", hard)
    started = time.monotonic()
    found = elaborate(proof, shelved.claim("Sample.goal"), shelved.limits(seconds=2.0))
    assert time.monotonic() - started < 10
    assert not found.clean
    assert found.sentence


def test_an_unknown_statement_is_an_error(shelved: Shelved) -> None:
    proof = shelved.proof("Sample.goal", GOOD).model_copy(update={"statement": "a@b:c"})
    with pytest.raises(InputError, match="no record of the statement"):
        elaborate(proof, shelved.claim("Sample.goal"), shelved.limits())


# What a toolchain keeps of a header.


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("verification.lean.elaborate.cache_folder", lambda: tmp_path)
    return tmp_path


def test_a_text_is_compiled_from_what_lean_kept_of_its_imports(shelved: Shelved, cache: Path) -> None:
    """With the genuine Lean: the same messages, whether the header is loaded or read."""
    plan = plan_of(shelved.record("Sample.goal"), find())
    folder = snapshot_of(plan, Limits())
    assert folder is not None
    assert {path.name for path in folder.iterdir()} >= {"header"}
    assert snapshot_of(plan, Limits()) == folder
    for source in (GOOD, GOOD.replace("Eq.refl (Nat.add n n)", "Eq.refl n"), "theorem"):
        found = [
            compile_file(
                plan.toolchain, plan.project, "Solution", f"{plan.header}{source}".encode(),
                beside=library_of(plan), seconds=30, memory_mb=4096, above=plan.header.count("\n"), snapshot=snapshot,
            )
            for snapshot in (None, folder)
        ]  # fmt: skip
        assert found[0].messages == found[1].messages
        assert (found[0].olean is None) == (found[1].olean is None) == (source != GOOD)


def test_a_toolchain_that_keeps_nothing_is_used_without(shelved: Shelved, cache: Path, tmp_path: Path) -> None:
    folder = sysroot(tmp_path / "lean", behaviour={"version": "4.20.0", "snapshots": "none"})
    plan = plan_of(shelved.record("Sample.goal"), find())
    old = replace(plan, toolchain=toolchain(str(folder)))
    assert snapshot_of(old, Limits()) is None
    kept = header_snapshot(old.toolchain, None, b"import Init\n", beside={}, seconds=5, memory_mb=1024)
    assert kept == {}
