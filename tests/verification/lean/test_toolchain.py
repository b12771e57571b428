"""Lean is found wherever it may be, knows its version by itself, and nothing of a project is run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from problems.errors import InputError, MissingBackendError
from tests.verification.lean.toolchains import elan_folder, sysroot
from tests.verification.lean_material import needs_kernel
from verification.lean import toolchain as finding
from verification.lean.advisories import LeanVersion
from verification.lean.kernel import libraries
from verification.lean.toolchain import Found, find, folder_name, full_name, project, toolchain

NEW, OLD = "leanprover/lean4:v4.36.0", "leanprover/lean4:v4.27.0"


@pytest.fixture(autouse=True)
def nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No toolchain but those of the test."""
    monkeypatch.setenv("ELAN_HOME", str(tmp_path / "elan"))
    monkeypatch.setenv("PATH", str(tmp_path / "elan" / "bin"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(finding, "wheel", lambda: None)


def test_nothing_is_found_where_nothing_is() -> None:
    assert find() == Found(())
    with pytest.raises(MissingBackendError, match="lean-kernel"):
        find().builder("core")
    with pytest.raises(MissingBackendError, match=r"workbench lean setup --toolchain leanprover/lean4:v4.36.0"):
        find().builder(NEW)


def test_toolchains_of_elan(tmp_path: Path) -> None:
    elan_folder(tmp_path / "elan", {NEW: {}, OLD: {"version": "4.27.0"}, "leanprover/lean4:nightly": {"version": "x"}})
    (tmp_path / "elan/toolchains/half/bin").mkdir(parents=True)
    found = find()
    assert [each.name for each in found.toolchains] == [NEW, OLD, "leanprover/lean4:nightly"]
    assert [each.found_by for each in found.toolchains] == ["elan"] * 3
    new, old, nightly = found.toolchains
    assert (new.objection, new.exports, new.comparator, new.replays_exports) == ("", True, True, True)
    assert "lean4-14806" in old.objection
    assert not old.replays_exports
    assert nightly.version is None
    assert "not known" in nightly.objection
    assert found.judges() == (new,)
    assert found.builder(OLD) == old
    assert "judges" in new.sentence
    assert "compiles, does not judge" in old.sentence


def test_the_name_of_a_folder_may_lie(tmp_path: Path) -> None:
    elan_folder(tmp_path / "elan", {NEW: {"version": "4.32.0"}})
    (lying,) = find().toolchains
    assert lying.version == LeanVersion(4, 32, 0)
    assert lying.objection
    with pytest.raises(MissingBackendError, match="not installed"):
        find().builder(NEW)


def test_elans_switch_is_never_run(tmp_path: Path) -> None:
    elan_folder(tmp_path / "elan", {})
    marker = tmp_path / "ran"
    (tmp_path / "elan/bin/lean").write_text(f"#!/bin/sh\n: > {marker}\n")
    assert find() == Found(())
    assert not marker.exists()


def test_a_real_toolchain_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = sysroot(tmp_path / "usr", tools=("lean", "lake"))
    monkeypatch.setenv("PATH", str(folder / "bin"))
    (only,) = find().toolchains
    assert (only.found_by, only.folder, set(only.tools)) == ("PATH", folder, {"lean", "lake"})
    assert not only.exports
    assert find().builder(NEW) == only


def test_the_setting_comes_first(tmp_path: Path) -> None:
    elan_folder(tmp_path / "elan", {NEW: {}, OLD: {"version": "4.27.0"}})
    assert [each.name for each in find(toolchain_setting="v4.27.0").toolchains] == [OLD, NEW]
    folder = sysroot(tmp_path / "own", behaviour={"version": "4.20.0"})
    assert find(toolchain_setting=str(folder)).toolchains[0].folder == folder
    with pytest.raises(InputError, match="holds no Lean"):
        find(toolchain_setting=str(tmp_path))
    with pytest.raises(MissingBackendError, match=r"lean setup --toolchain leanprover/lean4:v4.1.0"):
        find(toolchain_setting="4.1.0")
    with pytest.raises(MissingBackendError, match="lean-kernel"):
        toolchain("core")


@pytest.mark.parametrize("name", ["", "../x", "a b", "x:y:z", "/", "-x", "a\n", "x" * 300])
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(InputError, match="does not name a toolchain"):
        full_name(name)


def test_a_toolchains_folder_stays_in_elans() -> None:
    assert folder_name(NEW) == "leanprover--lean4---v4.36.0"
    for name in ("../../x", "a/../../b", "..", ""):
        with pytest.raises(InputError):
            folder_name(name)


def test_a_lean_that_does_not_answer_has_no_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "VERSION_SECONDS", 0.5)
    slow = toolchain(str(sysroot(tmp_path / "slow", behaviour={"version": "sleep"})))
    assert (slow.version, "no answer" in slow.said) == (None, True)
    broken = sysroot(tmp_path / "broken")
    (broken / "bin/lean").write_text("#!/nowhere/sh\n")
    assert toolchain(str(broken)).version is None
    (broken / "bin/lean").write_text("#!/bin/sh\necho 4.36.0; exit 3\n")
    assert toolchain(str(broken)).version is None
    (broken / "bin/lean").write_text("#!/bin/sh\necho 'this is not Lean 4.36.0'\n")
    assert toolchain(str(broken)).version is None


def lake_project(folder: Path, packages: object = (), toolchain_name: str = OLD) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lean-toolchain").write_text(f"{toolchain_name}\n")
    (folder / "lake-manifest.json").write_text(json.dumps({"packagesDir": ".lake/packages", "packages": packages}))
    # Whoever runs a lakefile runs a program.
    (folder / "lakefile.lean").write_text("#eval IO.Process.exit 1\n")
    return folder


def test_a_project_is_read(tmp_path: Path) -> None:
    packages = [
        {"name": "mathlib", "type": "git", "rev": "a" * 40},
        {"name": "«doc-gen4»", "type": "git", "rev": "b" * 40},
        {"name": "local", "type": "path", "dir": "../local"},
    ]
    folder = lake_project(tmp_path / "p", packages)
    for place in ("p/.lake/packages/mathlib/.lake/build/lib/lean", "local/.lake/build/lib", "p/.lake/build/lib/lean"):
        (tmp_path / place).mkdir(parents=True)
    read = project(folder)
    assert (read.toolchain, read.mathlib, read.mathlib_built) == (OLD, "a" * 40, False)
    assert set(read.packages) == {"mathlib", "doc-gen4", "local"}
    assert len(read.paths) == 3
    (folder / ".lake/packages/mathlib/.lake/build/lib/lean/Mathlib.olean").write_bytes(b"")
    assert project(folder).mathlib_built
    assert find(project_setting=str(folder)).project == project(folder)


def test_a_project_without_packages(tmp_path: Path) -> None:
    folder = lake_project(tmp_path)
    (folder / "lake-manifest.json").unlink()
    assert (project(folder).packages, project(folder).paths, project(folder).mathlib) == ({}, (), "")


@pytest.mark.parametrize(
    "manifest",
    [
        "", "[]", "{}", "null", '{"packages": 3}', '{"packages": [{}]}', '{"packages": [{"name": "../../etc"}]}',
        '{"packagesDir": "/etc", "packages": []}', '{"packagesDir": "a/../../b", "packages": []}',
        '{"packagesDir": 3, "packages": []}', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, manifest: str) -> None:
    folder = lake_project(tmp_path)
    (folder / "lake-manifest.json").write_text(manifest)
    with pytest.raises(InputError, match="not a manifest"):
        project(folder)


@pytest.mark.parametrize("text", ["", "a b\n", "x\ny\n", "leanprover/lean4:v4.36.0; rm -rf /\n"])
def test_a_project_names_its_toolchain(tmp_path: Path, text: str) -> None:
    folder = lake_project(tmp_path)
    (folder / "lean-toolchain").write_text(text)
    with pytest.raises(InputError, match="does not name a toolchain"):
        project(folder)
    (folder / "lean-toolchain").unlink()
    with pytest.raises(InputError, match="no Lake project"):
        find(project_setting=str(folder))


@needs_kernel
def test_the_wheel_is_a_toolchain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    core = toolchain("core")
    assert (core.kind, core.name, core.folder, core.objection) == ("core", "core", libraries(), "")
    assert core.version is not None
    assert core.exports
    assert not core.comparator
    assert not core.replays_exports
    assert core in find().toolchains
    # It has no library: a record of the release of the same number is not for it.
    assert core.version is not None
    with pytest.raises(MissingBackendError, match="not installed"):
        Found((core,)).builder(f"leanprover/lean4:v{core.version.spelled}")
    assert Found((core,)).builder("core") == core
