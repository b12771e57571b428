"""Pinned statements with the real kernel: current hashes, the readings that are meant, proofs that are accepted."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from problems.errors import CatalogError, InputError, MissingBackendError
from problems.yaml_lines import dump_yaml
from tests.verification.lean.written_records import HASH, MINE, changed
from tests.verification.lean_material import needs_kernel
from verification.lean import kernel
from verification.lean.build import BuildFault, Built, build, challenge_export
from verification.lean.challenge import header_text, plan_of
from verification.lean.comparator import Comparison, Goal, compare
from verification.lean.ndjson import read
from verification.lean.pinning import Pinned, export_fault, pin
from verification.lean.policy import examine
from verification.lean.record import StatementRecord
from verification.lean.records import Records, read_file
from verification.lean.replay import replay
from verification.lean.toolchain import Found, find
from verification.sandbox.bubblewrap import bubblewrap

pytestmark = [
    needs_kernel,
    pytest.mark.skipif(bubblewrap() is None, reason="the sandbox needs bubblewrap"),
]

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
SHIPPED = sorted((ROOT / "data/lean/statements").glob("*.yaml"))
FAMILIES = {
    "erdos-0001": "distinct_subset_sums",
    "erdos-0007": "covering_system",
    "erdos-0030": "sidon_golomb",
    "erdos-0138": "vdw_coloring",
    "erdos-0242": "erdos_straus_decomposition",
    "erdos-0483": "schur_coloring",
}
"""The family whose predicate the reading of a record is held against."""
HELPERS = {
    "ErdosStraus.three_mod_four": "unit_fraction_identity",
    "VanDerWaerden.three_exceeds_eight": "vdw_coloring",
    "SidonSet.six_in_eighteen": "sidon_golomb",
}
"""The family whose lemmas an honest submission brings along."""
PROVED = sorted((HERE / "submissions").glob("*.lean"))


@cache
def found() -> Found:
    return find()


def pinned(file: Path) -> Pinned:
    return pin(file, found(), sources=file.parent, seconds=60, memory_mb=4096)


def predicate(family: str) -> str:
    return (ROOT / f"problems/lean/{family}.lean").read_text("utf-8") if family else ""


def record_of(declaration: str) -> StatementRecord:
    (record,) = (record for record in Records.load() if record.declaration == declaration)
    return record


def submission(declaration: str) -> str:
    record = record_of(declaration)
    assert record.source.kind == "text"
    proof = (HERE / "submissions" / f"{declaration}.lean").read_text("utf-8")
    return f"{record.source.text}\n{predicate(HELPERS.get(declaration, ''))}\n{proof}"


def judged(record: StatementRecord, text: str) -> tuple[Built, Comparison | None]:
    plan = plan_of(record, found(), negated=Records.load().negated(record))
    built = build(plan, text, seconds=60, memory_mb=4096)
    assert built.challenge_export is not None
    record.check_export(built.challenge_export)
    if built.solution_export is None:
        return built, None
    goal = Goal(theorems=(record.name,), holes=(), axioms=())
    return built, compare(read(built.challenge_export), read(built.solution_export), goal)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_hashes_are_current(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / file.name
    shutil.copy(file, copy)
    assert not pinned(copy).changed, f"run `workbench lean pin {file.relative_to(ROOT)}`"
    assert copy.read_bytes() == file.read_bytes()


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_statements_say_what_the_families_say(file: Path, tmp_path: Path) -> None:
    """Lemmas, checked by the kernel, lead from the record's definitions to those of the family and back."""
    record = read_file(file.read_bytes(), file.name)[0]
    assert record.source.kind == "text"
    reading = (HERE / "readings" / f"{file.stem}.lean").read_text("utf-8")
    body = f"{record.source.text}\n{predicate(FAMILIES.get(file.stem, ''))}\n{reading}"
    assert examine(body.encode()) == ()
    (tmp_path / "R.lean").write_text(header_text(record) + body, "utf-8")
    path = [kernel.compiled_library()]
    done = kernel.run(["-o", "R.olean", "R.lean"], tmp_path, path=path, seconds=60, memory_mb=4096)
    assert (done.status, done.messages) == (0, ())


def test_every_settled_record_has_an_honest_submission() -> None:
    settled = {record.declaration for record in Records.load() if not record.negation_id}
    assert settled == {file.stem for file in PROVED}


@pytest.mark.parametrize("file", PROVED, ids=lambda file: file.stem)
def test_honest_submissions_pass_every_layer(file: Path) -> None:
    record, text = record_of(file.stem), submission(file.stem)
    assert examine(text.encode(), mode=record.mode) == ()
    built, comparison = judged(record, text)
    assert comparison is not None, built.stopped
    assert (comparison.matched, comparison.axioms) == (True, ())
    assert built.solution_export is not None
    assert replay(built.solution_export, seconds=60, memory_mb=4096).outcome == "accepted"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Nat.lt 0 x", "Nat.lt 1 x"),
        ("(And (Nat.lt x y)", "(And (Nat.le x y)"),
        ("Nat.mul 4 (Nat.mul x", "Nat.mul 1 (Nat.mul x"),
        ("Exists (fun z => ErdosStraus.Sum n x y z)", "Exists (fun z => Or True (ErdosStraus.Sum n x y z))"),
    ],
)
def test_a_submission_with_another_definition_does_not_match(old: str, new: str) -> None:
    record = record_of("ErdosStraus.at_2521")
    text = submission(record.declaration)
    assert text.count(old) == 1
    _, comparison = judged(record, text.replace(old, new))
    assert comparison is None or not comparison.matched


def test_a_proof_of_one_statement_is_none_of_another() -> None:
    text = submission("ErdosStraus.at_2521")
    for other in ("ErdosStraus.conjecture", "ErdosStraus.refutation", "ErdosStraus.three_mod_four"):
        record = record_of(other)
        _, comparison = judged(record, text.replace("ErdosStraus.at_2521", other))
        assert comparison is None or not comparison.matched
    _, comparison = judged(record_of("ErdosStraus.conjecture"), text)
    assert comparison is None or not comparison.matched


def test_pinning_writes_the_hashes_and_nothing_else(tmp_path: Path) -> None:
    for file in SHIPPED:
        lines = file.read_text("utf-8").split("\n")
        blank = [
            line if not line.strip().startswith(("sha256:", "export:")) else line.split(":")[0] + ': ""'
            for line in lines
        ]
        copy = tmp_path / file.name
        copy.write_text("\n".join(blank), "utf-8")
        assert not any(record.pinned for record in read_file(copy.read_bytes(), "x"))
        done = pinned(copy)
        assert done.changed
        assert all(record.pinned for record in done.records)
        assert copy.read_bytes() == file.read_bytes()
    assert not list(tmp_path.glob(".pin-*"))


def test_an_edited_text_is_refused_until_it_is_pinned_again(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(dump_yaml(MINE), "utf-8")
    first = pinned(file).records[0]
    file.write_text(file.read_text("utf-8").replace("Prop := True", "Prop := Not False"), "utf-8")
    with pytest.raises(CatalogError, match="edited after it was pinned"):
        read_file(file.read_bytes(), "mine.yaml")
    second = pinned(file).records[0]
    assert first.id != second.id
    assert first.export != second.export


def test_a_changed_library_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(dump_yaml(MINE), "utf-8")
    record = read_file(file.read_bytes(), "mine.yaml")[0]
    data = challenge_export(plan_of(record, found()), seconds=60, memory_mb=4096)
    with pytest.raises(InputError, match="pin it again"):
        record.check_export(data)
    pinned(file).records[0].check_export(data)


def test_what_a_person_reviewed_is_not_pinned_to_anything_else(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    review = {"by": "A. Person", "on": "2026-12-01", "fidelity": "faithful", "export": HASH}
    file.write_text(dump_yaml(changed(MINE, "statements/0/review", review)), "utf-8")
    before = file.read_bytes()
    with pytest.raises(InputError, match="was reviewed by A"):
        pinned(file)
    assert file.read_bytes() == before
    file.write_text(dump_yaml(MINE), "utf-8")
    export = pinned(file).records[0].export
    raw = changed(changed(MINE, "statements/0/export", export), "statements/0/review", {**review, "export": export})
    file.write_text(dump_yaml(raw), "utf-8")
    record = pinned(file).records[0]
    assert record.review_state == "faithful, reviewed by A. Person on 2026-12-01"


@pytest.mark.parametrize(
    ("path", "value", "error", "what"),
    [
        ("statements/0/type", "Mine.Q", BuildFault, "cannot be built"),
        ("statements/0/type", "Nat", BuildFault, "cannot be built"),
        ("statements/0/universes", ["u", "v"], BuildFault, "unused universe parameter"),
        ("source", "axiom Mine.a : Prop\ndef Mine.P : Prop := Mine.a\n", InputError, "axiom assumes something"),
        ("source", "universe u\ndef Mine.P : Prop := ∀ α : Type u, Eq α α\n", InputError, "universe parameters are"),
        ("source", "def Mine.P : Prop := True\n/-", InputError, "comment is not ended"),
        ("source", "namespace Mine\ndef P : Prop := True\n", InputError, "is not closed"),
        ("source", "class Mine.C where\n  x : Nat\ndef Mine.P : Prop := True\n", InputError, "class is a command"),
        ("toolchain", "leanprover/lean4:v4.20.0", MissingBackendError, "not installed"),
    ],
)
def test_faulty_statements_are_not_pinned(
    path: str, value: object, error: type[Exception], what: str, tmp_path: Path
) -> None:
    file = tmp_path / "mine.yaml"
    raw = changed(MINE, "statements/1", None)
    source = {"kind": "text", "sha256": "", "text": value}
    file.write_text(dump_yaml(changed(raw, path, source if path == "source" else value)), "utf-8")
    before = file.read_bytes()
    with pytest.raises(error, match=what):
        pinned(file)
    assert file.read_bytes() == before


@pytest.mark.parametrize(("line", "what"), [("  sha256", "source"), ("  export", "statements.0")])
def test_lines_to_be_filled_in_have_to_be_there(line: str, what: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    lines = dump_yaml(changed(MINE, "statements/1", None)).split("\n")
    file.write_text("\n".join(each for each in lines if not each.startswith(line)), "utf-8")
    with pytest.raises(InputError, match=rf"mine\.yaml:\d+: {what}: write"):
        pinned(file)


def export_with_axiom() -> tuple[StatementRecord, bytes]:
    """A statement over an axiom of its own, built past the policy."""
    source = {"kind": "text", "sha256": "", "text": "axiom Mine.a : Prop\ndef Mine.P : Prop := Mine.a\n"}
    record = read_file(dump_yaml(changed(changed(MINE, "statements/1", None), "source", source)).encode(), "x")[0]
    return record, challenge_export(plan_of(record, found()), seconds=60, memory_mb=4096)


def test_names_and_universes_are_those_of_the_export() -> None:
    record = record_of("ErdosStraus.at_2521")
    data = challenge_export(plan_of(record, found()), seconds=60, memory_mb=4096)
    assert export_fault(record, data) == ""
    assert "does not state" in export_fault(record.model_copy(update={"declaration": "ErdosStraus.other"}), data)
    assert "does not state" in export_fault(record.model_copy(update={"declaration": "ErdosStraus.Sum"}), data)
    loose = export_with_axiom()
    assert "rests on Mine.a" in export_fault(*loose)
    assert "universe parameters are none" in export_fault(record.model_copy(update={"universes": ("u",)}), data)
