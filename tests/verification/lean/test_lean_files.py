"""A Lean file from the skeleton of a record to its verdict, by the commands that people type."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.verification.lean_material import needs_kernel
from tests.workbench import Workbench, problem
from verification.lean.records import Records
from verification.sandbox.bubblewrap import bubblewrap

pytestmark = [
    needs_kernel,
    pytest.mark.skipif(bubblewrap() is None, reason="the sandbox needs bubblewrap"),
]

RECORD = next(record for record in Records.load() if record.declaration == "ErdosStraus.at_2521")
PROOF = (Path(__file__).with_name("submissions") / "ErdosStraus.at_2521.lean").read_text("utf-8")


@pytest.fixture
def file(workbench: Workbench) -> Path:
    """The skeleton with the proof in place of its theorem."""
    shown = workbench.run("lean", "skeleton", RECORD.id)
    assert shown.returncode == 0, shown.stderr
    definitions, theorem, _ = shown.stdout.partition("theorem ")
    assert theorem
    path = workbench.folder / "proof.lean"
    path.write_text(definitions + PROOF, "utf-8")
    return path


def test_a_finished_skeleton_is_verified_and_an_unfinished_one_is_not(workbench: Workbench, file: Path) -> None:
    done = workbench.run("verify", str(file), "--statement", RECORD.id)
    assert (done.returncode, done.stdout[:11]) == (0, "verified A4"), done.stdout + done.stderr
    file.write_text(workbench.run("lean", "skeleton", RECORD.id).stdout, "utf-8")
    done = workbench.run("verify", str(file), "--statement", RECORD.id)
    assert (done.returncode, done.stdout[:7]) == (3, "unknown"), done.stdout + done.stderr
    assert "sorry" in done.stdout


def test_a_definition_of_the_skeleton_may_not_be_changed(workbench: Workbench, file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace("Nat.lt x y", "Nat.le x y"), "utf-8")
    done = workbench.run("verify", str(file), "--statement", RECORD.id)
    assert done.returncode == 1
    assert "Nat.le instead of Nat.lt" in done.stdout


def test_a_statement_that_is_not_on_record_and_a_claim_beside_it_are_refused(workbench: Workbench, file: Path) -> None:
    for extra in (("--statement", f"{RECORD.id}s"), ("--statement", RECORD.id, "--family", "sidon_golomb")):
        done = workbench.run("verify", str(file), *extra)
        assert done.returncode == 2
        assert not done.stdout
    assert workbench.run("lean", "skeleton", f"{RECORD.id}s").returncode == 2


def test_a_proof_that_is_taken_in_is_judged_for_its_statement(workbench: Workbench, file: Path) -> None:
    workbench.add(problem(242, [], id="erdos:242"), problem(1, [], id="erdos:1"))
    taken = workbench.run("intake", str(file), "--problem", RECORD.problem, "--statement", RECORD.id)
    assert "verified A4" in taken.stdout, taken.stdout + taken.stderr
    elsewhere = workbench.run("intake", str(file), "--problem", "erdos:1", "--statement", RECORD.id)
    assert elsewhere.returncode == 2
    assert RECORD.problem in elsewhere.stderr
    later = workbench.run("intake", str(file), "--problem", RECORD.problem, "--statement", "mine@0123456:Later.on")
    assert "unknown A0" in later.stdout, "recorded for the problem in words until there is a record"
    assert later.returncode == 0
