"""Setting Lean up: step by step, killed half-way and resumed, and with a clear word where there is no network."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from problems.errors import InputError, MissingBackendError, UnsupportedError
from tests.verification.lean.machine import NAME, Machine
from verification.lean import setup as setting
from verification.lean import toolchain as finding
from verification.lean.setup import ELAN_SCRIPT, Setup
from verification.lean.toolchain import MARKER, find

STEPS = ("elan", "toolchain", "project", "packages", "cache", "probe")
ROOT = Path(__file__).parents[3]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr(finding, "wheel", lambda: None)
    return Machine(tmp_path, monkeypatch)


INSTALL = f"elan toolchain install {NAME}"
LAKE = ["lake update", "lake exe cache get", "lake env lean Probe.lean"]


def test_everything_in_one_go(machine: Machine) -> None:
    found = machine.setup().run()
    assert (found.name, found.found_by, found.objection) == (NAME, "setting", "")
    assert machine.calls() == [INSTALL, *LAKE]
    steps = [step for step, _ in machine.says]
    assert tuple(dict.fromkeys(steps)) == STEPS
    assert ("toolchain", "downloading 50 %") in machine.says
    assert (machine.project / "lean-toolchain").read_text() == f"{NAME}\n"
    assert 'rev = "v4.36.0"' in (machine.project / "lakefile.toml").read_text()
    made = find(project_setting=str(machine.project))
    assert made.project is not None
    assert made.project.mathlib_built
    assert json.loads((machine.project / MARKER).read_text())["done"] == ["packages", "cache", "probe"]


def test_what_is_there_is_not_installed_again(machine: Machine) -> None:
    machine.setup().run()
    before, machine.says = machine.calls(), []
    machine.setup().run()
    assert machine.calls() == before
    assert [step for step, _ in machine.says] == list(STEPS)
    assert all(line.endswith("already there") for _, line in machine.says)


def test_the_default_project_is_found_without_a_setting(machine: Machine) -> None:
    assert find().project is None
    setup = Setup(NAME)
    setup.run()
    assert finding.projects_folder() in setup.folder.parents
    assert (found := find().project) is not None
    assert found.folder == setup.folder


def test_only_the_toolchain(machine: Machine) -> None:
    machine.setup(mathlib=False).run()
    assert machine.calls() == [INSTALL]
    assert not (machine.project / "lakefile.toml").exists()
    assert find().project is None


@pytest.mark.parametrize(
    ("broken", "step", "tried"),
    [
        ({"curl": "no network"}, "elan", ELAN_SCRIPT),
        ({"elan": "no network"}, "toolchain", INSTALL),
        ({"lake_update": "no network"}, "packages", "lake update"),
        ({"lake_exe": "no network"}, "cache", "lake exe cache get"),
        ({"probe": "fail"}, "probe", "lake env lean Probe.lean"),
    ],
)
def test_without_network_the_error_says_what_was_tried(
    machine: Machine, broken: dict[str, str], step: str, tried: str
) -> None:
    machine.behave(**broken)
    with pytest.raises(MissingBackendError) as caught:
        machine.setup().run()
    text = str(caught.value)
    assert caught.value.exit_status == 4
    assert f"at the step {step}" in text
    assert tried in text
    assert "network" in text
    assert "github.com" in text
    assert text.isprintable()
    # Where there is one the same command goes on from there.
    machine.behave()
    done = len(machine.calls())
    machine.setup().run()
    again = STEPS.index(step)
    assert machine.calls()[done:] == [INSTALL, *LAKE][max(0, again - 1 - (again > 2)) :]


def test_a_step_that_ends_well_but_leaves_nothing(machine: Machine) -> None:
    machine.behave(elan="lies")
    with pytest.raises(MissingBackendError, match="the step toolchain ended well"):
        machine.setup().run()


def test_without_curl_elan_cannot_come(machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingBackendError, match="curl and sh are needed"):
        machine.setup().run()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("halting", "at", "expected"),
    [
        ({"elan": "half"}, INSTALL, [f"elan toolchain uninstall {NAME}", INSTALL, *LAKE]),
        ({"lake_update": "half"}, "lake update", LAKE),
        ({"lake_exe": "half"}, "lake exe cache get", LAKE[1:]),
    ],
)
def test_killed_half_way_and_resumed(machine: Machine, halting: dict[str, str], at: str, expected: list[str]) -> None:
    machine.behave(**halting)
    code = (
        "import pathlib, sys; from verification.lean.setup import Setup; "
        f"Setup({NAME!r}, True, pathlib.Path({str(machine.project)!r})).run()"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=dict(os.environ))
    try:
        wait_until(lambda: at in machine.calls())
        time.sleep(0.3)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    before = len(machine.calls())
    machine.behave()
    # The program that was at work has died with its parent, or the lock would still be held.
    found = machine.setup().run()
    assert machine.calls()[before:] == expected
    assert found.version is not None
    assert (made := find(project_setting=str(machine.project)).project) is not None
    assert made.mathlib_built


def test_two_setups_of_a_folder_keep_apart(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting, "LOCK_SECONDS", 0.3)
    with machine.setup()._locked(), pytest.raises(UnsupportedError, match="still at work"):
        machine.setup().run()
    assert machine.calls() == []


def test_a_folder_of_somebody_else_is_left_alone(machine: Machine) -> None:
    machine.project.mkdir()
    (machine.project / "lakefile.toml").write_text("mine")
    (machine.project / ".lake").mkdir()
    with pytest.raises(InputError, match="no setup made"):
        machine.setup().run()
    assert (machine.project / "lakefile.toml").read_text() == "mine"
    assert (machine.project / ".lake").is_dir()
    assert machine.calls() == []


def test_another_toolchain_in_the_same_folder_starts_anew(machine: Machine) -> None:
    machine.setup().run()
    other = "leanprover/lean4:v4.36.1"
    text = json.dumps({"version": "4.36.1"})
    (machine.network / "elan/stock/behaviour.json").write_text(text)
    (machine.elan / "stock/behaviour.json").write_text(text)
    before = len(machine.calls())
    Setup(other, True, machine.project).run()
    assert machine.calls()[before:] == [f"elan toolchain install {other}", *LAKE]
    assert 'rev = "v4.36.1"' in (machine.project / "lakefile.toml").read_text()


def test_an_old_toolchain_gets_an_exporter(machine: Machine) -> None:
    old = "leanprover/lean4:v4.27.0"
    machine.behave(version="4.27.0")
    setup = Setup(old)
    setup.run()
    assert machine.calls() == [f"elan toolchain install {old}", *LAKE[:2], "lake build lean4export", LAKE[2]]
    assert 'rev = "v4.27.0"' in (setup.folder / "lakefile.toml").read_text()
    found = find()
    assert (library := found.library(old)) is not None
    assert library.exporter is not None
    assert found.library(NAME) is None
    calls = len(machine.calls())
    Setup(old).run()
    assert len(machine.calls()) == calls


def test_each_toolchain_has_its_own_library(machine: Machine) -> None:
    Setup(NAME).run()
    machine.behave(version="4.35.0")
    text = json.dumps({"version": "4.36.0"})
    (machine.elan / "toolchains/leanprover--lean4---v4.36.0/behaviour.json").write_text(text)
    other = "leanprover/lean4:v4.35.0"
    Setup(other).run()
    found = find()
    assert [each.toolchain for each in found.prepared] == [NAME, other]
    assert found.project == found.prepared[0]
    for name in (NAME, other):
        assert (library := found.library(name)) is not None
        assert library.toolchain == name
    assert found.library("leanprover/lean4:v4.34.1") is None


def test_marks_that_were_forged_or_lost_do_not_hide_what_is_missing(machine: Machine) -> None:
    machine.setup().run()
    shutil.rmtree(machine.project / ".lake")
    before = len(machine.calls())
    machine.setup().run()
    assert machine.calls()[before:] == LAKE[:2]
    for text in ("", "[]", '{"done": 3}', '{"toolchain": "x", "done": ["packages", "cache"]}'):
        (machine.project / MARKER).write_text(text)
        machine.setup().run()


def test_mathlib_has_versions_for_releases_only() -> None:
    with pytest.raises(UnsupportedError, match="Mathlib"):
        Setup("nightly")
    assert Setup("nightly", mathlib=False).name == "leanprover/lean4:nightly"
    with pytest.raises(InputError):
        Setup("; rm -rf /")
