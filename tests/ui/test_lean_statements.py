"""`workbench lean statements` and `workbench lean pin` as people run them."""

from __future__ import annotations

import pytest

from problems.yaml_lines import dump_yaml
from tests.verification.lean.written_records import MINE, changed
from tests.verification.lean_material import needs_kernel
from tests.workbench import Inside
from ui.config import load_config
from verification.sandbox.bubblewrap import bubblewrap

UNPINNED = changed(changed(MINE, "statements/0/export", ""), "source/sha256", "")
needs_sandbox = pytest.mark.skipif(bubblewrap() is None, reason="the sandbox needs bubblewrap")


def own(inside: Inside, raw: object = UNPINNED) -> str:
    folder = inside.project.folder / ".workbench/lean/statements"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "mine.yaml"
    file.write_text(dump_yaml(raw), "utf-8")
    return str(file)


def test_shipped_statements_and_ones_own_are_listed(inside: Inside) -> None:
    own(inside)
    records = {record["declaration"]: record for record in inside.records("lean", "statements")}
    assert records["ErdosStraus.conjecture"]["problem"] == "erdos:242"
    assert records["ErdosStraus.conjecture"]["pinned"] is True
    assert records["Mine.p"]["pinned"] is False
    assert records["Mine.p"]["review_state"] == "unreviewed"
    answer = inside("lean", "statements")
    assert answer.status == 0
    assert "not pinned" in answer.out
    assert f"{len(records)} statements" in answer.err


def test_the_folders_are_a_setting(inside: Inside) -> None:
    (inside.project.folder / "other").mkdir()
    (inside.project.folder / "other/mine.yaml").write_text(dump_yaml(MINE), "utf-8")
    assert "Mine.p" not in {record["declaration"] for record in inside.records("lean", "statements")}
    inside.project.configure(lean_statements=["other"])
    assert "Mine.p" in {record["declaration"] for record in inside.records("lean", "statements")}
    assert load_config(cwd=inside.project.folder).settings.lean_statements == (str(inside.project.folder / "other"),)


def test_a_faulty_record_is_named_and_nothing_is_listed(inside: Inside) -> None:
    own(inside, changed(MINE, "toolchain", "lean3"))
    answer = inside("lean", "statements")
    assert (answer.status, answer.out) == (2, "")
    line = "mine.yaml:5: toolchain: expected core, or a toolchain such as leanprover/lean4:v4.27.0"
    assert answer.err == f"workbench: .workbench/lean/statements/{line}\n"


@needs_kernel
@needs_sandbox
def test_a_file_is_pinned_once(inside: Inside) -> None:
    file = own(inside)
    (first, _) = inside.records("lean", "pin", file)
    assert len(first["export"]) == 64
    assert all(record["pinned"] for record in inside.records("lean", "statements"))
    again = inside("lean", "pin", file)
    assert (again.status, again.err) == (0, f"{file} is unchanged\n")
    assert first["id"] in again.out


@pytest.mark.parametrize(
    ("raw", "status", "words"),
    [
        (changed(MINE, "toolchain", "leanprover/lean4:v4.1.0"), 4, "workbench lean setup"),
        (changed(MINE, "statements/0/type", "Mine.P)"), 2, "brackets"),
        ({"schema": 1}, 2, "statements"),
    ],
)
def test_what_cannot_be_pinned_is_an_error_in_one_line(inside: Inside, raw: object, status: int, words: str) -> None:
    answer = inside("lean", "pin", own(inside, raw))
    assert (answer.status, answer.out) == (status, "")
    assert words in answer.err
    assert answer.err.count("\n") == 1


def test_a_file_that_is_not_there_is_an_error(inside: Inside) -> None:
    assert inside("lean", "pin", "absent.yaml").status == 2
