"""Bundles: they hold what they promise and reproduce from nothing but themselves."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from problems.errors import InputError, LedgerError, UnsupportedError
from tests.verification.export.conftest import RESULTS, Made
from tests.verification.export.forger import folder
from tests.verification.export.material import Store, check, faults, files_of, refutation, reseal, witness, write
from verification.backend import Availability, Limits
from verification.export.bundle_folder import REPLAY
from verification.lean import kernel
from verification.sandbox.bubblewrap import bubblewrap

pytest.importorskip("cpmpy", reason="the sat and smt extras are not installed")

pytestmark = pytest.mark.xdist_group("bundles")


def test_mixed_results_reproduce(made: Made) -> None:
    result = check(made.bundle, expect=made.digest)
    assert faults(result) == []
    assert all(item.reproduced for item in result.items), [item.dump() for item in result.items]
    assert (result.status, len(result.items), result.digest) == (0, RESULTS, made.digest)
    kinds = {item.payload.kind for item in made.candidates}
    assert {"witness", "identity", "counterexample", "refutation"} <= kinds
    assert ("generator" in kinds) == (bubblewrap() is not None)
    names = {path.rpartition("/")[2] for path in files_of(made.bundle)}
    assert {"brought.drat", "brought.lrat", "proof.drat", "proof.lrat", "claim.smt2"} <= names
    assert ("Solution.lean" in names) == kernel.available().available


def test_what_is_not_verified_reproduces_as_what_it_is(made: Made) -> None:
    result = check(made.whole)
    assert faults(result) == []
    assert all(item.reproduced for item in result.items), [item.dump() for item in result.items]
    outcomes = [str(item.outcome) for item in result.items]
    assert (outcomes.count("refuted"), outcomes.count("unknown"), outcomes.count("verified")) == (1, 1, RESULTS)
    assert result.status == 1


def test_the_same_ledger_gives_the_same_bytes_in_any_order(made: Made, tmp_path: Path) -> None:
    chosen = made.candidates[:2]
    first = write(made.store.subjects(*chosen), tmp_path / "first")
    second = write(made.store.subjects(*reversed(chosen)), tmp_path / "second")
    assert first[0].digest == second[0].digest


def test_a_bundle_holds_what_it_promises(small: Path) -> None:
    none, exists = folder(small, "none"), folder(small, "exists")
    assert {"claim.cnf", "variables.json", "claim.smt2", "proof.drat", "proof.lrat", "claim.tex"} <= {
        path.name for path in none.iterdir()
    }
    assert {"candidate.json", "claim.json", "verdicts.json", "reviews.json", "picture.svg"} <= {
        path.name for path in exists.iterdir()
    }
    graph = json.loads((small / "ro-crate-metadata.json").read_text())["@graph"]
    described = {entity["@id"] for entity in graph if entity["@type"] == "File"}
    assert described == set(files_of(small)) - {"ro-crate-metadata.json"}
    known = {entity["@id"] for entity in graph}
    parts = {part["@id"] for entity in graph for part in entity.get("hasPart", ())}
    assert parts <= known
    readme = (small / "README.md").read_text()
    for phrase in ("**What was shown.**", "**Modulo.**", "**What it does not say.**", "**Reviews.** None"):
        assert readme.count(phrase) == 2
    assert [path for path in files_of(small) if os.access(small / path, os.X_OK)] == [REPLAY]


def test_archives_and_absent_folders_are_refused(copy: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "packed"), "zip", copy)
    for path, said in ((Path(archive), "unpacked by yourself"), (tmp_path / "none", "no such folder")):
        with pytest.raises(InputError, match=said):
            check(path)
    (tmp_path / "bare").mkdir()
    assert "is missing" in faults(check(tmp_path / "bare"))[0]


def test_evidence_that_is_gone_or_made_by_other_code_is_no_bundle(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proven = next(item for item in made.candidates if item.claim.goal == "none")
    (subject,) = made.store.subjects(proven)
    gone = Store(tmp_path / "elsewhere")
    lost: Any = type(subject)(subject.candidate, subject.entries, subject.chain, gone.blobs)
    with pytest.raises(LedgerError, match="is missing"):
        write([lost], tmp_path / "out")
    body = json.loads(subject.entries[-1].body)
    assert body["files"]
    monkeypatch.setattr("verification.export.bundle.formal_files", _other_formula)
    with pytest.raises(UnsupportedError, match="verify the candidate again"):
        write([subject], tmp_path / "out")
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"


def _other_formula(*_: object) -> tuple[dict[str, bytes], list[str]]:
    return {"claim.cnf": b"p cnf 1 1\n1 0\n", "variables.json": b"{}"}, []


def test_a_missing_backend_is_no_success_and_no_refutation(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Availability(False, reason="not installed: cpmpy", install="pip install x")
    monkeypatch.setattr("verification.sat.Sat.available", lambda _: gone)
    result = check(small)
    assert (result.status, faults(result)) == (4, [])
    (lost,) = [item for item in result.items if not item.reproduced]
    assert (str(lost.outcome), lost.missing) == ("unknown", ("sat",))


def test_other_code_is_said_to_be_other_code(copy: Path) -> None:
    """What other code wrote is not compared, and that is said; the judgement is made all the same."""
    path = copy / "environment.json"
    facts = json.loads(path.read_text())
    facts["families"] = dict.fromkeys(facts["families"], "built-in:other")
    facts["writer"] = "0" * 64
    path.write_text(json.dumps(facts))
    reseal(copy)
    result = check(copy)
    assert (result.status, faults(result)) == (0, [])
    assert "not compared" in result.notes[0]
    assert all("not compared" in item.notes[0] for item in result.items)


def test_refuted_and_open_candidates_reproduce_as_such(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    false = witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 3, 7]})
    store.fill([false])
    hard = refutation("sidon_golomb", {"N": 20, "k": 7})
    store.fill([hard], limits=Limits(seconds=1, work=10))
    for candidate, outcome, status in ((false, "refuted", 1), (hard, "unknown", 3)):
        out = tmp_path / outcome
        write(store.subjects(candidate), out)
        result = check(out, limits=Limits(seconds=2, work=100))
        assert (result.status, result.dump()["items"][0]["outcome"]) == (status, outcome), result.dump()
        assert result.items[0].reproduced
