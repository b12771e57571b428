"""The verdict of the judge itself on a sample: what a candidate with that text, or with that export, comes to.

Each statement becomes a pinned record. A sample with a text is judged as it is, and once more as if the policy had
found nothing. Where an export is made by hand, or a file has a header of its own, what the build would hand on is
replaced by that; everything behind it is the judge's own.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from problems.claim import Goal
from tests.lean_cheats.layers import Answer, built_by_hand, solution_of
from tests.lean_cheats.sample import Sample, honest, samples
from verification.backend import LeanPlaces, Limits
from verification.candidate import LeanProof
from verification.lean.build import Built, Plan, build, challenge_export
from verification.lean.challenge import plan_of
from verification.lean.pipeline import Judged, judge_submission
from verification.lean.record import StatementRecord, sha256_of
from verification.lean.records import Records
from verification.lean.submission import claim_of
from verification.lean.toolchain import find
from verification.outcome import Outcome

__all__ = ["folder", "record_of", "verdict"]

AXIOM = re.compile(r"axiom (?P<name>[\w.]+?)(?:\.\{(?P<us>[^}]*)\})? : (?P<type>.*)\Z", re.DOTALL)
"""The statement, which stands last in the challenge."""
NOTHING = "axiom goal : False\n"
"""What is asked for where a sample has no statement of its own."""
FACTS: Mapping[str, Any] = {
    "title": "A sample",
    "meaning": "Nothing about any problem.",
    "scope": {"kind": "variant"},
}


def _file(sample: Sample, export: str = "") -> dict[str, Any]:
    """A file of records with the sample's statement."""
    challenge = f"/- {sample.name} -/\n{sample.text('Header') or ''}{sample.text('Challenge') or NOTHING}"
    found = AXIOM.match(challenge, challenge.rindex("axiom "))
    assert found is not None, sample.name
    text = challenge[: found.start()]
    statement = {
        **FACTS,
        "declaration": found["name"],
        "type": found["type"].strip(),
        "universes": re.split(r",\s*", found["us"]) if found["us"] else [],
        "holes": [{"name": ".".join(name), **policy} for name, policy in sample.holes.items()],
        **({"export": export} if export else {}),
    }
    return {
        "schema": 1,
        "repository": "sample",
        "problem": "erdos:242",
        "reading": "A sample, which says nothing about a problem.",
        "toolchain": "core",
        "header": {"imports": ["Workbench"]},
        "mode": sample.mode,
        "source": {"kind": "text", "text": text, **({"sha256": sha256_of(text)} if export else {})},
        "statements": [statement],
    }


@cache
def folder() -> tempfile.TemporaryDirectory[str]:
    """A folder with the records of all samples, pinned by what is built from them here."""
    made = tempfile.TemporaryDirectory(prefix="records-")
    place = Path(made.name)
    wanted = [sample for sample in (*samples(), *honest()) if sample.in_product]
    for sample in wanted:
        (place / f"{_key(sample)}.yaml").write_text(json.dumps(_file(sample), ensure_ascii=False), "utf-8")
    found = find()
    bare = {record.place.partition(":")[0]: record for record in Records.load([place], shipped=False)}
    for sample in wanted:
        path = place / f"{_key(sample)}.yaml"
        data = challenge_export(plan_of(bare[str(path)], found), seconds=60, memory_mb=4096)
        pinned = _file(sample, hashlib.sha256(data).hexdigest())
        path.write_text(json.dumps(pinned, ensure_ascii=False), "utf-8")
    return made


def _key(sample: Sample) -> str:
    return f"{'honest-' if sample.honest else ''}{sample.name}"


@cache
def _records() -> Mapping[str, StatementRecord]:
    return {
        Path(record.place).name.partition(".yaml")[0]: record
        for record in Records.load([Path(folder().name)], shipped=False)
    }


def record_of(sample: Sample) -> StatementRecord:
    """The pinned record of a sample's statement."""
    return _records()[_key(sample)]


def verdict(sample: Sample, *, policy: bool = True) -> Answer:
    """The outcome and, where it is not `verified`, the layer that it names; the policy finds nothing if it is off."""
    record = record_of(sample)
    seconds = 5.0 if sample.number == 49 and not sample.honest else 60.0
    places = LeanPlaces(statements=(folder().name,), fresh=True)
    text = sample.submitted or sample.text("Ordinary") or "theorem goal : True := True.intro\n"
    proof = LeanProof(kind="lean", statement=record.id, source=text)
    with _replaced(sample, policy=policy):
        judged = judge_submission(proof, claim_of(record), Limits(seconds=seconds, lean=places))
    return _said(judged)


def _said(judged: Judged) -> Answer:
    evidence = judged.evidence
    outcome = evidence.outcome(Goal.EXISTS)
    words = getattr(evidence, "detail", "") or getattr(evidence, "sentence", "")
    if outcome is Outcome.VERIFIED:
        return Answer("verified", detail=words)
    return Answer(str(outcome.value), (words.partition(":")[0],), words)


@contextmanager
def _replaced(sample: Sample, *, policy: bool) -> Iterator[None]:
    with ExitStack() as stack:
        if not policy:
            stack.enter_context(patch("verification.lean.pipeline._objections", return_value=None))
        if built_by_hand(sample):

            def by_hand(plan: Plan, source: str, **limits: Any) -> Built:
                done = build(plan, "", **limits)
                return replace(done, solution_export=solution_of(sample, plan), why="", stopped="")

            stack.enter_context(patch("verification.lean.build.build", by_hand))
        yield
