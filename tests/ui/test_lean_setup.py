"""`workbench lean setup` as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.verification.lean.machine import NAME, Machine
from tests.workbench import Inside


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


def test_it_installs_and_says_what_it_does(inside: Inside, machine: Machine) -> None:
    answer = inside("lean", "setup", "--project", str(machine.project))
    assert answer.status == 0, answer.err
    assert answer.out == ""
    assert "toolchain: downloading 50 %" in answer.err
    assert "lean: Lean 4.36.0" in answer.err
    assert f'lean_project = "{machine.project}"' in answer.err
    again = inside("lean", "setup", "--project", str(machine.project), "--json")
    assert again.status == 0
    rows = [json.loads(line) for line in again.out.splitlines()]
    assert {row["step"] for row in rows} >= {"elan", "toolchain", "packages", "cache", "probe"}


def test_without_network_it_exits_with_4_and_says_what_was_tried(inside: Inside, machine: Machine) -> None:
    machine.behave(elan="no network")
    answer = inside("lean", "setup", "--no-mathlib", "--toolchain", "v4.36.0")
    assert answer.status == 4
    last = answer.err.splitlines()[-1]
    assert last.startswith("workbench: setup stopped at the step toolchain")
    assert f"elan toolchain install {NAME}" in last
    assert "Could not resolve host" in last
    assert "network" in last


def test_what_is_no_toolchain_is_a_usage_error(inside: Inside, machine: Machine) -> None:
    assert inside("lean", "setup", "--toolchain", "; rm").status == 2
    assert inside("lean", "setup", "--toolchain", "nightly").status == 3
    assert machine.calls() == []
