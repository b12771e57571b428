"""Whether verdicts that are kept can be had for something else than what they were given for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from problems.claim import Goal
from tests.lean_cheats.records import folder, found, record_of
from tests.lean_cheats.sample import Sample, honest
from verification.backend import LeanPlaces, Limits
from verification.candidate import LeanProof
from verification.lean.cache import Verdicts
from verification.lean.kernels import kernels
from verification.lean.pipeline import Judged, Tools, judge_submission
from verification.lean.submission import claim_of
from verification.outcome import Outcome

__all__ = ["KEPT"]


def poisoned(sample: Sample) -> str:
    """What a text that is verified for its own statement gets for the sample's; empty if nothing."""
    own = next(each for each in honest() if each.text("Solution") == sample.text("Solution"))
    tools = Tools(found().toolchains[0], kernels(found()), found())
    newer = replace(tools, builder=replace(tools.builder, said="Lean of another day"))
    with TemporaryDirectory() as name:
        place = Path(name)
        with patch.object(Verdicts, "of_user", lambda: Verdicts(place)):
            if _verified(_judged(own, tools)) is not True or not (mine := _entries(place)):
                return "the honest verdict was not kept"
            if _verified(_judged(sample, tools)):
                return "verified as another statement"
            (theirs,) = _entries(place) - mine
            (place / theirs).write_bytes((place / next(iter(mine))).read_bytes())
            again = _judged(sample, tools)
            if _verified(again) or not getattr(again.evidence, "notes", ()):
                return "a copied entry was believed, or passed over in silence"
            before = _entries(place)
            _judged(own, newer)
            if _entries(place) == before:
                return "the verdict of one toolchain was taken for another's"
    return ""


KEPT = {"51_poisoned_cache": poisoned}
"""Name of the sample → runs it; what it got out of the cache."""


def _judged(sample: Sample, tools: Tools) -> Judged:
    record = record_of(sample)
    proof = LeanProof(kind="lean", statement=record.id, source=sample.text("Solution") or "")
    limits = Limits(seconds=120.0, lean=LeanPlaces(statements=(str(folder(sample)),)))
    return judge_submission(proof, claim_of(record), limits, tools=tools)


def _verified(judged: Judged) -> bool:
    return judged.evidence.outcome(Goal.EXISTS) is Outcome.VERIFIED


def _entries(place: Path) -> set[str]:
    return {item.name for item in place.iterdir()}
