"""What a bundle's ledger says of a candidate is what the evidence in it gives, and what is found here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from problems.canonical import canonical
from tests.verification.export.conftest import Made
from tests.verification.export.forger import agree, folder, rechain, refresh, resealed
from tests.verification.export.material import check, faults, witness
from tests.verification.test_pinned_proof import evidence as pinned
from verification.backend import BACKENDS
from verification.candidate import Payload
from verification.entry import body_digest
from verification.evidence import Evidence
from verification.reproduce_verdicts import BACKEND_KINDS, PAYLOAD_KINDS

pytest.importorskip("cpmpy", reason="the sat and smt extras are not installed")
pytestmark = pytest.mark.xdist_group("bundles")

RULER = witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]})
BOAST = "this set disproves a conjecture; accepted by the Lean kernel, A4"


def of_ruler(
    bundle: Path, kind: str, backend: str = "", *, evidence: dict[str, Any] | None = None, **said: Any
) -> None:
    """Rewrite fields of the ruler's entries of one kind, and of their evidence."""

    def change(found: str, body: dict[str, Any]) -> None:
        about = RULER.id in (body.get("id"), body.get("candidate"))
        if found == kind and about and backend in ("", body.get("backend")):
            body.update(said)
            if evidence is not None:
                body["evidence"].update(evidence)

    rechain(bundle, change)


def with_kind(bundle: Path, backend: str, evidence: dict[str, Any]) -> None:
    """Replace the evidence of a verdict on the ruler, everything that follows from it in order."""

    def change(kind: str, body: dict[str, Any]) -> None:
        if kind == "verdict" and body["candidate"] == RULER.id and body["backend"] == backend:
            body["evidence"] = evidence

    rechain(bundle, change)
    agree(bundle)


def rename(bundle: Path, before: str, after: str) -> None:
    """Put a verdict on the ruler into another back-end's mouth."""

    def change(kind: str, body: dict[str, Any]) -> None:
        if kind == "verdict" and body["candidate"] == RULER.id and body["backend"] == before:
            body["backend"] = after

    rechain(bundle, change)


def test_what_was_recorded_honestly_is_not_remarked_upon(made: Made) -> None:
    result = check(made.whole)
    notes = [*result.notes, *(note for item in result.items for note in item.notes)]
    assert not [note for note in notes if "recorded" in note], notes


@pytest.mark.parametrize(
    ("field", "value", "gives"),
    [
        ("reason", BOAST, "the verdicts recorded with it give '6 differences"),
        ("assurance", "A3", "the verdicts recorded with it give 'A2'"),
        ("outcome", "refuted", "the verdicts recorded with it give 'verified'"),
        ("label", "Lean kernel", "the verdicts recorded with it give 'two statements agree'"),
    ],
)
def test_a_candidate_says_what_its_verdicts_give(forged: Path, field: str, value: str, gives: str) -> None:
    of_ruler(forged, "candidate", **{field: value})
    found = resealed(forged)[0]
    assert f": candidate: {field}: says '{value}', but {gives}" in found


def test_a_verdict_says_what_its_evidence_gives(forged: Path) -> None:
    of_ruler(forged, "verdict", "smt", evidence={"satisfied": False})
    assert "verdict of smt: outcome: says verified, but its evidence gives refuted" in resealed(forged)[0]


@pytest.mark.parametrize("part", [{"holds": "yes"}, {"proved": True}, {"reason": None}])
def test_evidence_of_another_form_is_named_by_its_field(forged: Path, part: dict[str, Any]) -> None:
    of_ruler(forged, "verdict", "exact", evidence=part)
    assert f"verdict of exact: evidence.exact-check.{next(iter(part))}: " in resealed(forged)[0]


def test_a_proof_in_lean_is_no_evidence_about_a_witness(forged: Path) -> None:
    """Evidence, verdict and candidate agree with each other, and the README is made from them."""
    with_kind(forged, "exact", pinned(review="faithful (3 reviewers)").model_dump(mode="json", exclude_none=True))
    rename(forged, "exact", "lean")
    agree(forged)
    found = refresh(forged)
    assert found.status == 2
    said = "verdict of lean: evidence.kind: lean-proof is no evidence about a candidate with payload witness"
    assert any(fault.endswith(said) for fault in faults(found)), faults(found)
    text = (forged / "README.md").read_text()
    assert "Formal statement" not in text
    assert "solution.ndjson" not in text


def test_a_back_end_gives_evidence_of_its_own_kinds(forged: Path) -> None:
    rename(forged, "exact", "smt")
    assert "the smt back-end gives no evidence of kind exact-check" in resealed(forged)[0]


def test_words_of_a_check_are_those_that_it_gives_here(forged: Path) -> None:
    of_ruler(forged, "verdict", "exact", evidence={"reason": BOAST})
    agree(forged)
    result = refresh(forged)
    (found,) = faults(result)
    assert f"verdicts.json: verdict of exact: reason: recorded '{BOAST}', here '6 differences" in found
    assert result.status == 2


def test_words_that_another_code_may_have_said_are_noted(forged: Path) -> None:
    of_ruler(forged, "verdict", "exact", evidence={"reason": BOAST}, family_code="built-in:other")
    of_ruler(forged, "verdict", "smt", evidence={"solver": "a solver of old"})
    agree(forged)
    result = refresh(forged)
    assert (result.status, faults(result)) == (0, [])
    notes = [note for item in result.items for note in item.notes]
    assert any(BOAST in note and note.endswith("by other code of the family") for note in notes), notes
    assert any("verdict of smt: recorded" in note and "a solver of old" in note for note in notes), notes


def test_what_was_found_otherwise_here_is_said(forged: Path) -> None:
    """The bundle says that the model was violated; no majority decides."""
    of_ruler(forged, "verdict", "smt", evidence={"satisfied": False})
    agree(forged)
    result = refresh(forged)
    assert result.status == 3
    (item,) = [item for item in result.items if item.candidate == RULER.id]
    assert any(note.startswith("smt: recorded refuted, here verified: ") for note in item.notes), item.notes


def test_a_sentence_of_another_version_is_noted(forged: Path) -> None:
    def older(kind: str, body: dict[str, Any]) -> None:
        if kind == "attempt":
            body["environment"]["conjecture-workbench"] = "0.0.1"

    rechain(forged, older)
    of_ruler(forged, "candidate", reason="six differences")
    result = refresh(forged)
    assert (result.status, faults(result)) == (0, [])
    assert any("reason: says 'six differences'" in note and "version 0.0.1" in note for note in result.notes)
    of_ruler(forged, "candidate", assurance="A4")
    assert any("assurance: says 'A4'" in fault for fault in resealed(forged)), "what it shows is no matter of words"


def test_a_verdict_belongs_to_the_attempt_of_its_candidate(forged: Path) -> None:
    of_ruler(forged, "verdict", "smt", attempt="another")
    assert any("verdict of smt: candidate: was not recorded with it" in fault for fault in resealed(forged))


def test_a_verdict_that_is_hidden_is_missed(forged: Path) -> None:
    """Shown as a mere link, it leaves the hashes in order; what was concluded from it has no ground any more."""
    path = forged / "ledger.json"
    record = json.loads(path.read_text())
    for line in record["lines"]:
        body = json.loads(line["body"])
        if line["kind"] == "verdict" and body["candidate"] == RULER.id and body["backend"] == "smt":
            line["body_sha256"] = body_digest(line.pop("body"))
    path.write_bytes(canonical(record) + b"\n")
    assert any("assurance: says 'A2', but the verdicts recorded with it give 'A1'" in one for one in resealed(forged))


def test_every_kind_of_evidence_and_payload_has_its_place() -> None:
    kinds = {item.model_fields["kind"].default for item in get_args(get_args(Evidence)[0])} - {"undecided"}
    payloads = {get_args(item.model_fields["kind"].annotation)[0] for item in get_args(get_args(Payload)[0])}
    assert set(PAYLOAD_KINDS) == payloads
    assert frozenset().union(*PAYLOAD_KINDS.values()) == kinds
    assert tuple(BACKEND_KINDS) == BACKENDS
    assert frozenset().union(*BACKEND_KINDS.values()) == kinds


def test_words_of_the_catalogue_are_held_against_the_one_here(made: Made, genuine: Path) -> None:
    catalog = made.store.catalog
    assert check(genuine, catalog=catalog).notes == []
    (note, other) = check(genuine).notes
    assert note.endswith("mine:1 is not in the catalogue here: scope and meaning are the bundle's words")
    assert other.partition(": ")[2] == note.partition(": ")[2]


def test_a_meaning_of_ones_own_is_said(made: Made, forged: Path) -> None:
    path = folder(forged, "none") / "problem.json"
    raw = json.loads(path.read_text())
    raw["record"].update(meaning="It is worth USD 1000.", scope={"kind": "part"})
    raw["problem"]["statement"] = "Is there a ruler?"
    path.write_text(json.dumps(raw, indent=1, sort_keys=True) + "\n")
    refresh(forged)
    result = check(forged, catalog=made.store.catalog)
    assert (result.status, faults(result)) == (0, [])
    statement, meaning = result.notes
    assert statement.endswith("mine:1 has another statement than in the catalogue here")
    assert "scope, meaning or source of the claim differ from those in the catalogue here: instance, 'No " in meaning
    text = (forged / "README.md").read_text()
    assert "by the catalogue that this bundle was made from, this answers a part of the problem" in text
