"""The verdict of the judge itself on a sample: what a candidate with that text, or with that export, comes to.

A sample is judged as it is, and once more as if the policy had found nothing. Where an export is made by hand, or a
file has a header of its own, what the build would hand on is replaced by that. Builds and kernels have been asked
already, and are not asked again about the same text or bytes; everything else is the judge's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from problems.claim import Goal
from tests.lean_cheats.kept import KEPT
from tests.lean_cheats.layers import Answer, asked, built, by_hand, solution_of
from tests.lean_cheats.records import folder, found, plan_for, record_of
from tests.lean_cheats.sample import Sample
from verification.backend import LeanPlaces, Limits
from verification.candidate import LeanProof
from verification.lean.build import Built, Plan
from verification.lean.kernels import Answer as KernelAnswer
from verification.lean.kernels import kernels
from verification.lean.pipeline import Judged, Tools, judge_submission
from verification.lean.submission import claim_of
from verification.outcome import Outcome

__all__ = ["verdict", "verdicts"]


def verdicts(sample: Sample) -> dict[str, Answer]:
    """The verdict, and the one that there would be without the policy; nothing where no record states it.

    And what the cache of verdicts gives away, where a sample is about that.
    """
    if not sample.in_product:
        return {}
    said = verdict(sample)
    made = {"verdict": said, "unguarded": verdict(sample, policy=False) if said.rules == ("policy",) else said}
    if sample.name in KEPT:
        got = KEPT[sample.name](sample)
        made["cache"] = Answer("GIVEN AWAY" if got else "misses", detail=got)
    return made


def verdict(sample: Sample, *, policy: bool = True) -> Answer:
    """The outcome and, where it is not `verified`, the layer that it names; the policy finds nothing if it is off."""
    record = record_of(sample)
    text = sample.submitted or sample.text("Ordinary") or "theorem goal : True := True.intro\n"
    proof = LeanProof(kind="lean", statement=record.id, source=text)
    limits = Limits(seconds=300.0, lean=LeanPlaces(statements=(str(folder(sample)),), fresh=True))
    tools = Tools(found().toolchains[0], kernels(found()), found())
    with _replaced(sample, policy=policy):
        return _said(judge_submission(proof, claim_of(record), limits, tools=tools))


def _said(judged: Judged) -> Answer:
    evidence = judged.evidence
    outcome = evidence.outcome(Goal.EXISTS)
    words = getattr(evidence, "detail", "") or getattr(evidence, "sentence", "")
    if outcome is Outcome.VERIFIED:
        return Answer("verified", detail=words)
    return Answer(str(outcome.value), (words.partition(":")[0],), words)


@contextmanager
def _replaced(sample: Sample, *, policy: bool) -> Iterator[None]:
    def build_once(plan: Plan, source: str, **limits: Any) -> Built:
        assert plan == plan_for(sample)
        return (
            replace(built(sample), solution_export=solution_of(sample), why="", stopped="")
            if by_hand(sample)
            else built(sample)
        )

    def ask_once(export: bytes, *others: Any, **more: Any) -> tuple[KernelAnswer, ...]:
        return asked(export)

    with ExitStack() as stack:
        if not policy:
            stack.enter_context(patch("verification.lean.pipeline._objections", return_value=None))
        stack.enter_context(patch("verification.lean.pipeline.build", build_once))
        stack.enter_context(patch("verification.lean.kernels.ask", ask_once))
        yield
