"""Sessions of tactics: what the library says is passed on, what goes wrong ends the session, nothing leaks."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from problems.errors import InputError, MissingBackendError, UnsupportedError
from tests.system import demanded
from verification.lean.steps.libraries import LEAN_DOJO, Library, StepFault
from verification.lean.steps.stepper import Closed, Place, Refused, Session, State, get_stepper
from verification.lean.steps.tree import StateTree, best_first

STAND_IN = Path(__file__).with_name("stand_in")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder, and a `lake` on the PATH that fails when it is called."""
    tools = tmp_path / "tools"
    tools.mkdir()
    lake = tools / "lake"
    lake.write_text("#!/bin/sh\necho 'lake: this stand-in builds nothing' >&2\nexit 7\n")
    lake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def library() -> Library:
    """LeanDojo with the stand-in in its place."""
    return replace(LEAN_DOJO, python_path=(str(STAND_IN),))


@contextmanager
def opened(library: Library, project: Path, *, theorem: str = "three", seconds: float = 20) -> Iterator[Session]:
    place = Place(str(project), "A.lean", theorem)
    with library.open(place, seconds=seconds, allow_unsandboxed=True) as session:
        yield session


def test_states_are_a_tree(library: Library, project: Path) -> None:
    with opened(library, project) as session:
        assert session.start == State(0, "⊢ 3")
        four = session.run(0, "add 1")
        assert four == State(1, "⊢ 4")
        assert session.run(1, "halve") == State(2, "⊢ 2")
        assert session.run(0, "halve") == Refused("halve does not apply to ⊢ 3"), "an earlier state is still good"
        assert isinstance(session.run(0, "sorry"), Refused)
        zero = session.run(0, "add -3")
        assert isinstance(zero, State)
        assert session.run(zero.id, "done") == Closed()


def test_search_spells_the_proof(library: Library, project: Path) -> None:
    with opened(library, project) as session:
        tree = StateTree(session)

        def cost(goals: str) -> float:
            return abs(int(goals.removeprefix("⊢ ")))

        found = best_first(tree, lambda _: ("add 1", "halve", "add -1", "done"), tries=60, cost=cost)
        assert found is not None
        assert found.goals is None
        assert tree.path(found.id)[-1] == "done"
        replayed = session.start.id
        for tactic in tree.path(found.id)[:-1]:
            step = session.run(replayed, tactic)
            assert isinstance(step, State)
            replayed = step.id
        assert session.run(replayed, "done") == Closed()
        assert tree.proof(found.id).splitlines()[0] == "by"
        assert len({node.goals for node in tree.nodes}) == len(tree.nodes)
        again = StateTree(session)
        assert best_first(again, lambda _: ("add 1", "done"), tries=5) is None, "five tries do not reach zero"


@pytest.mark.parametrize(
    ("tactic", "word"), [("crash", "OOM"), ("exit", "last words"), ("flood", "more than"), ("sleep", "stopped after")]
)
def test_what_goes_wrong_ends_the_session(library: Library, project: Path, tactic: str, word: str) -> None:
    started = time.monotonic()
    with (
        pytest.raises(StepFault, match=word),
        opened(library, project, seconds=3 if tactic == "sleep" else 20) as session,
    ):
        session.run(0, tactic)
    assert time.monotonic() - started < 15


def test_a_theorem_that_is_not_there(library: Library, project: Path) -> None:
    with pytest.raises(StepFault, match="Failed to locate"), opened(library, project, theorem="missing"):
        pass


def test_states_of_others_are_refused(library: Library, project: Path) -> None:
    with opened(library, project) as session, pytest.raises(InputError, match="state 7"):
        session.run(7, "done")


def test_no_key_and_no_setting_of_ours_reaches_the_library(
    library: Library, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GITHUB_ACCESS_TOKEN", "ANTHROPIC_API_KEY", "DEBUG", "TMP_DIR"):
        monkeypatch.setenv(name, "planted")
    with opened(library, project) as session:
        answer = session.run(0, "environment")
    assert isinstance(answer, Refused)
    seen = set(answer.why.split(","))
    assert seen >= {"DISABLE_REMOTE_CACHE", "CACHE_DIR", "PATH"}
    assert not seen & {"GITHUB_ACCESS_TOKEN", "ANTHROPIC_API_KEY", "DEBUG", "TMP_DIR"}


def test_not_without_leave_and_not_without_lake(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(str(tmp_path), "A.lean", "three")
    with pytest.raises(UnsupportedError, match="allow_unsandboxed"):
        library.open(place, seconds=1, allow_unsandboxed=False).__enter__()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingBackendError, match="lake is not on the PATH"):
        library.open(place, seconds=1, allow_unsandboxed=True).__enter__()


@pytest.mark.parametrize("file", ["../A.lean", "/etc/passwd", "A.txt", "x/../../A.lean"])
def test_files_stay_in_the_project(tmp_path: Path, file: str) -> None:
    with pytest.raises(InputError, match="not a path"):
        Place(str(tmp_path), file, "three")


def test_steppers_are_chosen_by_name() -> None:
    names = ["lean-dojo", "lean-interact"]
    assert [get_stepper(name).name for name in names] == names
    with pytest.raises(InputError, match="there are lean-dojo, lean-interact"):
        get_stepper("lean-dojo-v2")


def test_the_real_library_is_contained(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With a token it would call GitHub when imported; here it gets as far as asking Lake, and ends with its answer."""
    if not LEAN_DOJO.available().available and "lean-dojo" not in demanded():
        pytest.skip(f"LeanDojo: {LEAN_DOJO.available().reason}")
    monkeypatch.setenv("GITHUB_ACCESS_TOKEN", "planted")
    library = replace(LEAN_DOJO, settings={**LEAN_DOJO.settings, "CACHE_DIR": str(tmp_path / "cache")})
    (project / "lean-toolchain").write_text("leanprover/lean4:v4.20.0\n")
    (project / "lakefile.toml").write_text('name = "p"\n')
    (project / "A.lean").write_text("theorem three : 3 = 3 := rfl\n")
    git = ["git", "-c", "user.name=n", "-c", "user.email=e@example.org", "-C", str(project)]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "a project"]):
        subprocess.run([*git, *words], check=True)
    with pytest.raises(StepFault) as fault, opened(library, project, seconds=60):
        pass
    assert "lake" in str(fault.value)
    assert "planted" not in str(fault.value)
