"""Bundles of Lean submissions: record and export go along, and a stranger's record speaks for itself alone."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from problems.canonical import canonical
from problems.catalog import Catalog
from tests.verification.export.forger import agree, rechain, refresh
from tests.verification.export.material import LIMITS, Store, check, faults, files_of, reseal, write
from tests.verification.lean.shelved import CLAIM, GOOD, GOOD_NEGATION, Shelved, pinned_folder
from tests.verification.lean.test_verify_lean import proof
from tests.verification.lean_material import needs_kernel
from verification.audit import audit
from verification.candidate import Candidate, parse_candidate
from verification.export.upstream import draft
from verification.lean.records import Records
from verification.lean.submission import claim_record
from verification.ledger import Ledger
from verification.reproduce import Reproduction
from verification.sandbox.bubblewrap import bubblewrap
from verification.verdict import Assurance, Outcome

pytestmark = [
    needs_kernel,
    pytest.mark.skipif(bubblewrap() is None, reason="the sandbox needs bubblewrap"),
]


@pytest.fixture(scope="module")
def shelved(tmp_path_factory: pytest.TempPathFactory) -> Shelved:
    return pinned_folder(tmp_path_factory.mktemp("records"))


def made(shelved: Shelved, folder: Path, candidate: dict[str, Any]) -> tuple[Candidate, Path]:
    """The candidate, judged and exported."""
    store, item = Store(folder), parse_candidate(candidate)
    store.fill([item], limits=replace(LIMITS, lean=shelved.limits().lean))
    write(store.subjects(item), folder / "bundle")
    return item, folder / "bundle"


@pytest.fixture(scope="module")
def bundle(shelved: Shelved, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(shelved, tmp_path_factory.mktemp("store"), shelved.candidate("Sample.goal", GOOD))[1]


def folder_of(bundle: Path) -> Path:
    (folder,) = (bundle / "items").iterdir()
    return folder


def found(result: Reproduction) -> tuple[Outcome, Assurance, bool]:
    (item,) = result.items
    return item.outcome, item.assurance, item.reproduced


def test_record_and_export_go_along(bundle: Path, shelved: Shelved) -> None:
    names = {path.rpartition("/")[2] for path in files_of(bundle)}
    assert {"statement.json", "solution.ndjson", "candidate.json", "verdicts.json"} <= names
    (record,) = json.loads((folder_of(bundle) / "statement.json").read_bytes())["records"]
    assert record["export"] == shelved.record("Sample.goal").export
    readme = (bundle / "README.md").read_text("utf-8")
    assert "is it the problem that was meant? `unreviewed`" in readme
    assert "kernel items/" in (bundle / "replay.sh").read_text("utf-8")


def test_it_is_judged_again_from_the_bundle_alone(bundle: Path) -> None:
    """Nobody here has pinned the statement: it is as sure as on the word of the user who did, and a note says so."""
    result = check(bundle)
    assert faults(result) == []
    assert found(result) == (Outcome.VERIFIED, Assurance.A3, True)
    assert result.status == 0
    assert any("pinned by nobody here" in note for note in result.items[0].notes)


def test_whoever_has_the_record_needs_no_note(bundle: Path, shelved: Shelved) -> None:
    result = check(bundle, limits=replace(LIMITS, lean=shelved.limits().lean))
    assert found(result) == (Outcome.VERIFIED, Assurance.A3, True)
    assert not any("pinned by nobody here" in note for note in result.items[0].notes)


def test_a_family_claim_is_not_believed_on_the_word_of_a_bundle(shelved: Shelved, tmp_path: Path) -> None:
    """Whoever has pinned the record himself may believe what it is tied to; nobody else."""
    claim = {**CLAIM, "goal": "none"}
    item, bundle = made(shelved, tmp_path, shelved.candidate("Sample.tied_fails", GOOD_NEGATION, claim))
    own = check(bundle, limits=replace(LIMITS, lean=shelved.limits().lean))
    assert found(own) == (Outcome.VERIFIED, Assurance.A3, True)
    result = check(bundle)
    assert faults(result) == []
    assert found(result)[0] is Outcome.UNKNOWN
    assert result.status == 3
    assert item.claim.family == CLAIM["family"]


def test_a_record_that_was_changed_is_found(bundle: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(bundle, tmp_path / "copy")
    place = folder_of(copy) / "statement.json"
    body = json.loads(place.read_bytes())
    body["records"][0]["claim"] = CLAIM
    place.write_bytes(canonical(body) + b"\n")
    reseal(copy)
    assert any("is not the file that the recorded verdict names" in fault for fault in faults(check(copy)))


def test_a_consistent_forgery_is_about_another_statement(bundle: Path, tmp_path: Path) -> None:
    """Record, ledger, words and manifest rewritten to agree: the claim names the digest of another record."""
    copy = shutil.copytree(bundle, tmp_path / "copy")
    place = folder_of(copy) / "statement.json"
    body = json.loads(place.read_bytes())
    body["records"][0]["meaning"] = "Everything that was ever asked."
    content = canonical(body) + b"\n"
    place.write_bytes(content)

    def rename(kind: str, entry: dict[str, Any]) -> None:
        for file in entry.get("files", ()) if kind == "verdict" else ():
            if file["role"] == "statement":
                file["sha256"] = hashlib.sha256(content).hexdigest()

    rechain(copy, rename)
    result = refresh(copy)
    assert faults(result) == []
    assert found(result)[0] is Outcome.UNKNOWN
    assert "another record" in result.items[0].reason


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda body: body["evidence"].update(named="workbench@000000000000:Other"), "evidence.named: is not the"),
        (lambda body: body["evidence"].update(source_sha256="0" * 64), "evidence.source_sha256: is not that of"),
        (lambda body: body["evidence"].update(solution_sha256="0" * 64), "files: the export that the kernels saw"),
        (lambda body: body.update(files=body["files"][1:]), "files: the record that the submission was held against"),
        (lambda body: body.update(files=[]), "files: the export that the kernels saw is not among them"),
    ],
    ids=["statement", "text", "export", "no record", "no files"],
)
def test_a_proof_is_of_what_the_candidate_names_and_of_files_that_are_there(
    bundle: Path, tmp_path: Path, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    copy = shutil.copytree(bundle, tmp_path / "copy")
    rechain(copy, lambda kind, body: change(body) if kind == "verdict" else None)
    agree(copy)
    result = refresh(copy)
    assert result.status == 2
    assert any(f"verdict of lean: {said}" in fault for fault in faults(result)), faults(result)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Candidate]:
    """A proof of a statement that ships, judged."""
    store, item = Store(tmp_path_factory.mktemp("shipped")), parse_candidate(proof("ErdosStraus.at_2521"))
    store.fill([item])
    return store, item


def test_a_statement_of_the_catalogue_comes_out_at_the_top_again(
    shipped: tuple[Store, Candidate], tmp_path: Path
) -> None:
    store, item = shipped
    write(store.subjects(item), tmp_path / "bundle")
    result = check(tmp_path / "bundle")
    assert found(result) == (Outcome.VERIFIED, Assurance.A4, True)
    assert not any("pinned by nobody here" in note for note in result.items[0].notes)


def test_a_draft_for_upstream_names_statement_fidelity_and_axioms(shipped: tuple[Store, Candidate]) -> None:
    store, item = shipped
    problem = next(each for each in Catalog.load() if each.id == "erdos:242")
    (bare,) = store.subjects(item)
    text = draft(replace(bare, problem=problem, record=claim_record(item.claim, problem)))
    record = next(each for each in Records.load() if each.declaration == "ErdosStraus.at_2521")
    assert f"statement:   {record.id} (export {record.export})" in text
    assert "fidelity:    unreviewed" in text
    assert "axioms:      none" in text
    assert "Fidelity and novelty have not both been reviewed" in text


def test_the_ledger_keeps_record_and_export(shipped: tuple[Store, Candidate]) -> None:
    store, item = shipped
    with Ledger.open(store.ledger, read_only=True) as ledger:
        found_ = audit(ledger, None, store.blobs)
    assert found_.ok, found_.faults
    assert found_.blobs == 2
    roles = {file["role"] for body in store.subjects(item)[0].bodies("verdict") for file in body["files"]}
    assert roles == {"statement", "export"}


@pytest.mark.parametrize(
    "forged",
    [{"axioms": 5}, {"axioms": ["propext"]}, {"axioms": [[{}]]}, {"hypotheses": "h"}, {"record": []}, {"review": {}}],
)
def test_evidence_of_another_shape_is_a_fault_in_one_line(bundle: Path, tmp_path: Path, forged: dict[str, Any]) -> None:
    copy = shutil.copytree(bundle, tmp_path / "copy")
    rechain(copy, lambda kind, body: body["evidence"].update(forged) if kind == "verdict" else None)
    reseal(copy)
    result = check(copy)
    assert result.status == 2
    assert any(fault.startswith("ledger.json: verdict: evidence.") for fault in faults(result))
