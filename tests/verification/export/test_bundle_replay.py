"""`replay.sh`: public tools over a bundle; genuine ones where they can be had, stand-ins called so elsewhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.verification.export.forger import folder
from tests.verification.export.material import (
    LIMITS,
    Store,
    check,
    faults,
    files_of,
    reseal,
    witness,
    write,
)
from tests.workbench import REPOSITORY
from verification.export.bundle_folder import REPLAY
from verification.lean import kernel

pytest.importorskip("cpmpy", reason="the sat and smt extras are not installed")

RULER = witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]})
pytestmark = pytest.mark.xdist_group("bundles")


def replay(bundle: Path, *tools: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the script with the basic programs of the system and the given tools before them."""
    path = os.pathsep.join([*map(str, tools), "/usr/bin", "/bin"])
    return subprocess.run(
        ["sh", str(bundle / REPLAY)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": path, "HOME": str(bundle.parent), **variables},
        timeout=120,
    )


def stand_in(folder: Path, said: Mapping[str, str]) -> Path:
    """A folder of programs that stand in for public tools and say what they are told to."""
    folder.mkdir()
    for name, words in said.items():
        tool = folder / name
        tool.write_text(f"#!/bin/sh\n{words}\n")
        tool.chmod(0o755)
    return folder


def test_the_script_replays_and_runs_nothing_of_the_bundle(small: Path) -> None:
    script = (small / REPLAY).read_text()
    answer = replay(small)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stderr == ""
    assert "ok       manifest-sha256.txt" in answer.stdout
    assert "skipped" in answer.stdout
    assert not {"eval", "python", "source"} & set(script.split())


def test_the_script_believes_no_tool_that_disagrees(small: Path, tmp_path: Path) -> None:
    """With stand-ins that say the opposite of everything it fails; with ones that agree it does not."""
    for said, status in (("unsat", 1), ("", 0)):
        tools = stand_in(tmp_path / (said or "agree"), {"cvc5": f'echo "{said}"', "drat-trim": 'echo "s VERIFIED"'})
        answer = replay(small, tools)
        assert answer.returncode == status, answer.stdout
        assert "proof.drat (drat-trim)" in answer.stdout


@pytest.mark.parametrize(
    ("tools", "line"),
    [
        ({"drat-trim": 'echo "s NOT VERIFIED"'}, "FAILED   items/{none}/proof.drat (drat-trim)"),
        ({"drat-trim": "exit 1"}, "skipped  items/{none}/proof.drat: drat-trim came to no answer"),
        ({"cake_lpr": 'echo "s VERIFIED UNSAT"'}, "ok       items/{none}/proof.lrat (cake_lpr)"),
        ({"lrat-check": 'echo "c FAILED"'}, "FAILED   items/{none}/proof.lrat (lrat-check)"),
        ({"cadical": "exit 20"}, "ok       items/{none}/claim.cnf (cadical, exit 20)"),
        ({"cadical": "exit 20"}, "FAILED   items/{exists}/witness.cnf (cadical, exit 20 where 10 was expected)"),
        ({"kissat": "exit 0"}, "skipped  items/{none}/claim.cnf: kissat came to no answer"),
        ({"z3": "sleep 9"}, "skipped  items/{none}/claim.smt2: z3 came to no answer"),
    ],
)
def test_each_answer_of_a_tool_is_read_as_what_it_is(
    small: Path, tmp_path: Path, tools: dict[str, str], line: str
) -> None:
    """Stand-ins for tools that cannot be had here."""
    answer = replay(small, stand_in(tmp_path / "tools", tools), REPLAY_SECONDS="1")
    names = {goal: folder(small, goal).name for goal in ("none", "exists")}
    assert line.format(**names) in answer.stdout
    assert answer.returncode == (1 if "FAILED" in answer.stdout else 0)


def test_the_genuine_z3_replays_both_goals(small: Path, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("z3")
    if not program.exists():
        pytest.skip("the z3-solver wheel has no program z3 here")
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "z3").symlink_to(program)
    answer = replay(small, tmp_path / "tools")
    assert answer.returncode == 0, answer.stdout
    assert answer.stdout.count("claim.smt2 (z3: ") == 2
    assert "(z3: unsat)" in answer.stdout
    assert "(z3: sat)" in answer.stdout


needs_kernel = pytest.mark.skipif(not kernel.available().available, reason="the lean-kernel extra is not installed")


@pytest.fixture
def lean(tmp_path: Path) -> Path:
    """A folder with a program `lean`: the genuine kernel over our core, see `lean_stand_in.py`."""
    module = "tests.verification.export.lean_stand_in"
    cache = os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))
    words = f'PYTHONPATH={REPOSITORY} XDG_CACHE_HOME={cache} exec {sys.executable} -m {module} "$@"'
    return stand_in(tmp_path / "lean", {"lean": words})


@needs_kernel
def test_the_genuine_lean_kernel_replays_the_theorem(small: Path, lean: Path) -> None:
    before = files_of(small)
    answer = replay(small, lean)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert f"ok       items/{item_of(small)}/lean (lean)" in answer.stdout
    assert files_of(small) == before, "what Lean writes lies elsewhere"
    assert faults(check(small)) == []
    assert "REPLAY_LEAN=no" in replay(small, lean, REPLAY_LEAN="no").stdout


def _axiom(text: str) -> str:
    """The claim by decree."""
    head, _, _ = text.replace("theorem Claim.holds", "axiom Claim.holds").rpartition(" :=\n  ")
    return f"{head}\n\nend\n"


def _sorry(text: str) -> str:
    return text.replace("Eq.refl Bool.true", "sorryAx _")


def _other_ruler(text: str) -> str:
    return text.replace("5", "3")


@needs_kernel
@pytest.mark.parametrize("forge", [_axiom, _sorry, _other_ruler], ids=lambda forge: forge.__name__.strip("_"))
def test_the_genuine_lean_kernel_rejects_another_theorem(
    small: Path, lean: Path, tmp_path: Path, forge: Callable[[str], str]
) -> None:
    copy = shutil.copytree(small, tmp_path / "copy")
    solution = copy / "items" / item_of(copy) / "lean" / "Solution.lean"
    forged = forge(solution.read_text())
    assert forged != solution.read_text()
    solution.write_text(forged)
    reseal(copy)
    answer = replay(copy, lean)
    assert answer.returncode == 1, answer.stdout
    assert f"FAILED   items/{item_of(small)}/lean (lean)" in answer.stdout
    where = solution.relative_to(copy).as_posix()
    assert faults(check(copy)) == [f"{where}: is not what is made from the claim"]


def item_of(bundle: Path) -> str:
    (found,) = [path.parent.name for path in bundle.glob("items/*/lean")]
    return found


@needs_kernel
def test_another_release_of_lean_contradicts_nothing(small: Path, tmp_path: Path) -> None:
    """A stand-in for an old release that reads none of it."""
    old = 'case $1 in --version) echo "Lean (version 4.1.0, x86_64)";; *) echo "error: unknown"; exit 1;; esac'
    answer = replay(small, stand_in(tmp_path / "tools", {"lean": old}))
    assert answer.returncode == 0
    assert "not accepted, but this is no Lean 4.35.0: Lean (version 4.1.0" in answer.stdout
    silent = 'case $1 in --version) echo "Lean (version 4.35.0, x86_64)";; esac'
    answer = replay(small, stand_in(tmp_path / "silent", {"lean": silent}))
    assert answer.returncode == 1, "a Lean that says nothing has accepted nothing"


@needs_kernel
@pytest.mark.parametrize("trick", ["added", "removed", "renamed", "hidden"])
def test_the_files_of_a_lean_project_cannot_be_forged(small: Path, tmp_path: Path, trick: str) -> None:
    copy = shutil.copytree(small, tmp_path / "copy")
    project = copy / "items" / item_of(copy) / "lean"
    named = project / {"added": "Evil.lean", "hidden": ".lake"}.get(trick, "Claim/Predicate.lean")
    if trick == "added":
        named.write_text("#eval IO.Process.exit 0\n")
    elif trick == "hidden":
        named.write_text("x")
    elif trick == "removed":
        named.unlink()
    else:
        named.rename(named.with_name("Claims.lean"))
    reseal(copy)
    result = check(copy)
    assert result.status == 2
    where = named.relative_to(copy).as_posix()
    assert any(fault.startswith((f"{where}: ", "README.md: ")) for fault in faults(result)), faults(result)


def test_a_project_without_a_verdict_about_it_is_named(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.fill([RULER])
    bundle = tmp_path / "bundle"
    write(store.subjects(RULER), bundle)
    (item,) = (bundle / "items").iterdir()
    assert not (item / "lean").exists()
    (item / "lean").mkdir()
    (item / "lean" / "Solution.lean").write_text("#eval 1\n")
    environment = json.loads((bundle / "environment.json").read_text())
    environment["writer"] = "0" * 64
    (bundle / "environment.json").write_text(json.dumps(environment))
    reseal(bundle)
    result = check(bundle, limits=LIMITS)
    assert f"items/{item.name}/lean/: no recorded verdict is about a Lean project" in faults(result)
