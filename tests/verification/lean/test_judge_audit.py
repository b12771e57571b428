"""What the judge verifies, a file of ours proves again from the compiled submission, in another process of Lean.

The submissions are altered at random and the policy is switched off, so that the other layers have something to do.
"""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import pytest

from problems.claim import Goal
from tests.lean_cheats.mutations import altered
from tests.lean_cheats.records import folder, found, record_of
from tests.verification.lean_material import needs_kernel
from verification.backend import LeanPlaces, Limits
from verification.candidate import LeanProof
from verification.lean import kernel
from verification.lean.challenge import submission_text
from verification.lean.kernels import kernels
from verification.lean.pipeline import Tools, judge_submission
from verification.lean.record import StatementRecord
from verification.lean.submission import claim_of
from verification.outcome import Outcome
from verification.sandbox.bubblewrap import bubblewrap

pytestmark = [
    needs_kernel,
    pytest.mark.skipif(bubblewrap() is None, reason="the sandbox needs bubblewrap"),
]

ALTERED = int(os.environ.get("WORKBENCH_TEST_ALTERED_SUBMISSIONS", "24"))
"""Altered submissions that are judged."""


def audited(record: StatementRecord, source: str, place: Path) -> list[str]:
    """What Lean says of a theorem of ours with the record's type, proved by the submission's."""
    path = [kernel.compiled_library(), place]
    universes = f".{{{', '.join(record.universes)}}}" if record.universes else ""
    audit = (
        "prelude\nimport Solution\nset_option autoImplicit false\nset_option linter.all false\n"
        f"theorem Audit.again{universes} : {record.type} := @{record.declaration}\n#print axioms Audit.again\n"
    )
    for name, text in (("Solution", submission_text(record, source)), ("Audit", audit)):
        (place / f"{name}.lean").write_text(text, encoding="utf-8")
        done = kernel.run(["-o", f"{name}.olean", f"{name}.lean"], place, path=path, seconds=60, memory_mb=4096)
    return [str(message["data"]) for message in done.messages]


def test_what_is_verified_is_proved_again(tmp_path: Path) -> None:
    tools = Tools(found().toolchains[0], kernels(found()), found())
    verified = 0
    for seed in range(ALTERED):
        sample, text = altered(seed)
        record = record_of(sample)
        limits = Limits(seconds=120.0, lean=LeanPlaces(statements=(str(folder(sample)),), fresh=True))
        proof = LeanProof(kind="lean", statement=record.id, source=text)
        with patch("verification.lean.pipeline._objections", return_value=None):
            evidence = judge_submission(proof, claim_of(record), limits, tools=tools).evidence
        if evidence.outcome(Goal.EXISTS) is Outcome.VERIFIED:
            verified += 1
            place = tmp_path / str(seed)
            place.mkdir()
            assert audited(record, text, place) == ["'Audit.again' does not depend on any axioms"], text
    assert 0 < verified < ALTERED
