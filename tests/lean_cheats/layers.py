"""What each layer of the Lean judge says of a sample, whatever the layers before it said.

The judge itself stops at the first layer that objects. Here the policy is asked and then ignored, so that it is seen
what would happen to a submission that gets past it.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from problems.errors import WorkbenchError
from tests.lean_cheats.exports import MAKERS
from tests.lean_cheats.programs import PROGRAMS
from tests.lean_cheats.sample import LAYERS, PASSING, Sample
from verification.lean import kernel
from verification.lean.exporter import export
from verification.lean.kernel import LeanFault
from verification.lean.olean import OleanError
from verification.lean.replay import replay
from verification.lean.text import OPTIONS
from verification.process import Overrun

__all__ = ["Answer", "answers", "objections", "verified"]

HEADER = (
    f"prelude\nimport Workbench\n{OPTIONS}"
    "set_option genCtorIdx false\nset_option genSizeOf false\nset_option genInjectivity false\n"
)
SECONDS = 20.0
"""For one compilation, and for one replay."""
MEMORY_MB = 4096


@dataclass(frozen=True)
class Answer:
    """What one layer says."""

    outcome: str
    detail: str = ""

    @property
    def said(self) -> str:
        """In one line."""
        return f"{self.outcome}: {self.detail}" if self.detail else self.outcome


def objections(answers: Mapping[str, Answer], *, policy: bool = True) -> tuple[str, ...]:
    """The layers that ran and did not let it pass; without the policy where it is to be left out."""
    return tuple(
        layer
        for layer, answer in answers.items()
        if answer.outcome != PASSING.get(layer) and (policy or layer not in ("policy", "ordinary"))
    )


def verified(answers: Mapping[str, Answer], *, policy: bool = True) -> bool:
    """Whether every layer that a verdict needs was asked and let it pass; without the policy where it is left out."""
    needed = [layer for layer in PASSING if layer != "ordinary" and (policy or layer != "policy")]
    return all(layer in answers for layer in needed) and not objections(answers, policy=policy)


def answers(sample: Sample) -> dict[str, Answer]:
    """Layer → what it says, for those that can say something of this sample."""
    found = dict(_texts(sample))
    challenge, solution = None, None
    if sample.submitted is not None:
        challenge, solution, found["build"] = _built(sample)
    if sample.name in MAKERS:
        challenge = challenge or _statement(sample)
        solution = MAKERS[sample.name](challenge)
    if challenge is not None and solution is not None:
        found["comparator"] = _compared(sample, challenge, solution)
        found["kernel"] = _replayed(solution)
        found["semantics"] = _meaning(sample, challenge, solution)
    if sample.name in PROGRAMS:
        got = PROGRAMS[sample.name]()
        found["sandbox"] = Answer("NOT CONTAINED" if got else "contained", got)
    return {layer: found[layer] for layer in LAYERS if layer in found}
