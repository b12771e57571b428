"""Lean submissions through `workbench verify`, as a stranger sends them: a candidate in, a verdict and a status out."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.lean_cheats.records import folder, record_of
from tests.lean_cheats.sample import Sample, honest, samples
from tests.verification.lean_material import needs_kernel
from tests.workbench import Workbench
from verification.lean.record import StatementRecord, TextSource
from verification.lean.records import Records
from verification.lean.submission import claim_of
from verification.sandbox.bubblewrap import bubblewrap

pytestmark = [
    needs_kernel,
    pytest.mark.skipif(bubblewrap() is None, reason="the sandbox needs bubblewrap"),
]

CASES = {
    "28_sum_of_odd_numbers": ("verified", 0, "", "accepted a proof"),
    "21_weaker_statement": ("refuted", 1, "", "comparator"),
    "06_own_axiom": ("unknown", 3, "unsupported", "policy: line 1, column 1: "),
    "08_name_of_an_allowed_axiom": ("unknown", 3, "unsupported", "policy: line 2, column 1: "),
    "22_shadowing_namespace": ("refuted", 1, "", "Play.Not instead of Not"),
    "28_variable": ("refuted", 1, "", "False, False) instead of False"),
    "45_early_exit": ("unknown", 3, "unsupported", "#exit"),
    "46_open_comment": ("unknown", 3, "unsupported", "a comment is not ended"),
    "52_greek_nu": ("unknown", 3, "unsupported", "U+039D looks like a Latin letter"),
    "01_sorry": ("unknown", 3, "unsupported", "sorry leaves the proof unfinished"),
    "48_leftover_state": ("unknown", 3, "inconclusive", "build: line 2: "),
}
"""Sample → outcome, exit status, why it is unknown, and a part of the reason."""


ROOT = Path(__file__).parents[3]
PROOFS = Path(__file__).with_name("submissions")
"""Proofs of statements that ship, without the definitions."""

LEMMAS = {
    "ErdosStraus.three_mod_four": "unit_fraction_identity",
    "SidonSet.six_in_eighteen": "sidon_golomb",
    "VanDerWaerden.three_exceeds_eight": "vdw_coloring",
}
"""The proofs' predicates, whose lemmas they use."""


def sample_of(name: str) -> Sample:
    return next(sample for sample in (*samples(), *honest()) if sample.name == name)


def candidate(sample: Sample, **changes: Any) -> dict[str, Any]:
    record = record_of(sample)
    payload = {"kind": "lean", "statement": record.id, "source": sample.text("Solution")}
    return {"schema": 1, "claim": claim_of(record).model_dump(mode="json"), "payload": {**payload, **changes}}


@pytest.fixture
def workbench(tmp_path: Path) -> Workbench:
    return Workbench(tmp_path)


def verify(workbench: Workbench, *candidates: dict[str, Any]) -> tuple[int, list[dict[str, Any]]]:
    """Exit status, and the reports."""
    file = workbench.folder / "candidates.jsonl"
    file.write_text("".join(f"{json.dumps(item, ensure_ascii=False)}\n" for item in candidates), "utf-8")
    done = workbench.run("verify", str(file), "--json", "--seconds", "60", timeout=300)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("name", CASES)
def test_each_gets_its_verdict(name: str, workbench: Workbench) -> None:
    outcome, status, unknown, reason = CASES[name]
    sample = sample_of(name)
    workbench.configure(lean_statements=[str(folder(sample))])
    code, (report,) = verify(workbench, candidate(sample))
    assert (report["outcome"], code) == (outcome, status), report
    assert (report.get("unknown") or "") == unknown
    assert reason in report["reason"]
    assert report["assurance"] == ("A3" if outcome == "verified" else "A0")


@cache
def shipped() -> dict[str, StatementRecord]:
    return {record.declaration: record for record in Records.load()}


def proof(declaration: str, **changes: Any) -> dict[str, Any]:
    """A candidate with the proof of a statement that ships; claim and statement may be others."""
    record = shipped()[declaration]
    assert isinstance(record.source, TextSource)
    files = [PROOFS / f"{declaration}.lean"]
    if declaration in LEMMAS:
        files.insert(0, ROOT / "problems" / "lean" / f"{LEMMAS[declaration]}.lean")
    source = "\n".join([record.source.text, *(file.read_text("utf-8") for file in files)])
    body = {"claim": claim_of(record).model_dump(mode="json"), "statement": record.id, **changes}
    payload = {"kind": "lean", "statement": body["statement"], "source": source}
    return {"schema": 1, "claim": body["claim"], "payload": payload}


def test_proofs_of_statements_that_ship(workbench: Workbench) -> None:
    names = sorted(path.stem for path in PROOFS.glob("*.lean"))
    assert len(names) >= 3
    code, reports = verify(workbench, *map(proof, names))
    assert [(report["outcome"], report["assurance"]) for report in reports] == [("verified", "A4")] * len(names)
    assert code == 0
    for report in reports:
        assert "fidelity: unreviewed" in report["label"]
        assert "fidelity: unreviewed" in report["reason"]


def test_a_proof_verifies_the_claim_of_a_family_that_its_record_gives(workbench: Workbench) -> None:
    claim = shipped()["SidonSet.six_in_eighteen"].claim
    assert claim is not None
    told = claim.model_dump(mode="json")
    larger = {**told, "params": {**told["params"], "N": 17}}
    opposite = {**told, "goal": "none"}
    code, reports = verify(
        workbench, *(proof("SidonSet.six_in_eighteen", claim=each) for each in (told, larger, opposite))
    )
    assert [report["outcome"] for report in reports] == ["verified", "unknown", "refuted"]
    assert [report.get("unknown") for report in reports] == [None, "unsupported", None]
    assert "opposite" in reports[2]["reason"]
    assert code == 1


NAMES = ("ErdosStraus.at_2521", "ErdosStraus.three_mod_four", "ErdosStraus.conjecture", "DistinctSums.conjecture")


def test_a_proof_of_one_statement_verifies_no_other_claim(workbench: Workbench) -> None:
    """Whichever of proof, statement and claim is exchanged: nothing is verified, unless all three belong together."""
    sent, expected = [], []
    for own in NAMES[:2]:
        for statement in NAMES:
            for claim in NAMES:
                record = shipped()[claim]
                sent.append(
                    proof(own, statement=shipped()[statement].id, claim=claim_of(record).model_dump(mode="json"))
                )
                expected.append(own == statement == claim)
    _, reports = verify(workbench, *sent)
    assert [report["outcome"] == "verified" for report in reports] == expected


def test_a_claim_about_another_edition_of_the_record_is_not_judged(workbench: Workbench) -> None:
    claim = claim_of(shipped()["ErdosStraus.at_2521"]).model_dump(mode="json")
    claim["params"]["sha256"] = "0" * 64
    unknown = proof("ErdosStraus.at_2521", statement="workbench@0123456789ab:ErdosStraus.at_2521")
    code, reports = verify(workbench, proof("ErdosStraus.at_2521", claim=claim), unknown)
    assert [(report["outcome"], report["unknown"]) for report in reports] == [("unknown", "unsupported")] * 2
    assert code == 3


def test_without_sandbox_or_kernel_the_back_end_is_missing(workbench: Workbench, tmp_path: Path) -> None:
    """Over an empty cache: what was judged before needs no sandbox."""
    (tmp_path / "nothing").mkdir()
    file = workbench.folder / "candidates.jsonl"
    file.write_text(json.dumps(proof("ErdosStraus.at_2521")), "utf-8")
    empty = {"PATH": str(tmp_path / "nothing"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = workbench.run("verify", str(file), "--json", **empty)
    report = json.loads(done.stdout)
    assert (report["outcome"], report["unknown"], done.returncode) == ("unknown", "backend missing", 4)


def test_what_is_no_record_ends_at_once(workbench: Workbench) -> None:
    """An edited statement under the old hash is refused before anything is judged, with file and line."""
    place = workbench.folder / "own"
    place.mkdir()
    text = (folder(sample_of("06_own_axiom")) / "sample.yaml").read_text("utf-8")
    (place / "edited.yaml").write_text(text.replace("/- 06_own_axiom -/", "/- 06_own_axiom! -/"), "utf-8")
    workbench.configure(lean_statements=[str(place)])
    file = workbench.folder / "candidates.jsonl"
    file.write_text(json.dumps(proof("ErdosStraus.at_2521")), "utf-8")
    done = workbench.run("verify", str(file), "--json")
    assert "edited.yaml" in done.stdout + done.stderr
    assert '"verified"' not in done.stdout
    assert done.returncode in (2, 3)
