"""What each layer of the Lean judge says of a sample, whatever the layers before it said.

The judge itself stops at the first layer that objects. Here the policy is asked and then ignored, so that it is seen
what would happen to a submission that gets past it.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.lean_cheats.exports import MAKERS, NEEDED
from tests.lean_cheats.programs import PROGRAMS
from tests.lean_cheats.sample import LAYERS, PASSING, Sample
from verification.lean import kernel, ndjson
from verification.lean.build import Plan, build, challenge_export
from verification.lean.comparator import Comparison, Goal, compare
from verification.lean.environment import spell
from verification.lean.exporter import export
from verification.lean.kernels import ask, kernels, weigh
from verification.lean.ndjson import ExportError
from verification.lean.policy import examine
from verification.lean.primitives import PRIMITIVES
from verification.lean.text import OPTIONS
from verification.lean.toolchain import Found, wheel

__all__ = ["HEADER", "Answer", "answers", "built_by_hand", "objections", "solution_of", "verified"]

HEADER = (
    f"prelude\nimport Workbench\n{OPTIONS}"
    "set_option genCtorIdx false\nset_option genSizeOf false\nset_option genInjectivity false\n"
)
SECONDS = 20.0
"""For one compilation, and for one replay."""
SHORT = 5.0
"""For samples that never end."""
MEMORY_MB = 4096


@dataclass(frozen=True)
class Answer:
    """What one layer says."""

    outcome: str
    rules: tuple[str, ...] = ()
    """What it objects to, in the layer's own words for that."""
    detail: str = ""
    """For people."""

    @property
    def said(self) -> str:
        """Outcome and rules."""
        return f"{self.outcome}: {', '.join(self.rules)}" if self.rules else self.outcome

    def as_expected(self, expected: str) -> bool:
        """Whether the outcome is the one before the colon, and what comes after it is among the rules."""
        outcome, _, rules = expected.partition(": ")
        return outcome == self.outcome and set(filter(None, rules.split(", "))) <= set(self.rules)


def objections(found: Mapping[str, Answer], *, policy: bool = True) -> tuple[str, ...]:
    """The layers that ran and did not let it pass; those that read text are left out where `policy` is false."""
    return tuple(
        layer
        for layer, answer in found.items()
        if answer.outcome != PASSING.get(layer) and (policy or layer not in ("policy", "ordinary"))
    )


def verified(found: Mapping[str, Answer], *, policy: bool = True) -> bool:
    """Whether every layer that a verdict needs was asked and let it pass; the policy only where `policy` is true."""
    needed = [layer for layer in PASSING if layer != "ordinary" and (policy or layer != "policy")]
    return all(layer in found for layer in needed) and not objections(found, policy=policy)


def answers(sample: Sample) -> dict[str, Answer]:
    """Layer → what it says, for those that can say something of this sample."""
    found = {layer: _read(text, sample.mode) for layer, text in _texts(sample)}
    statement = _plan(sample) if sample.text("Challenge") is not None else None
    solution = None
    if statement is not None and sample.submitted is not None:
        found["build"], solution = _built(sample, statement)
    if statement is not None and built_by_hand(sample):
        solution = solution_of(sample, statement)
    if statement is not None and solution is not None:
        found.update(_judged(sample, _challenge(statement), solution))
    if sample.name in PROGRAMS:
        got = PROGRAMS[sample.name]()
        found["sandbox"] = Answer("NOT CONTAINED" if got else "contained", detail=got)
    return {layer: found[layer] for layer in LAYERS if layer in found}


def _texts(sample: Sample) -> Iterator[tuple[str, str]]:
    for layer, text in (("ordinary", sample.text("Ordinary")), ("policy", sample.submitted)):
        if text is not None:
            yield layer, text


def _read(text: str, mode: str) -> Answer:
    found = examine(text.encode(), mode=mode)
    if not found:
        return Answer("passes")
    rules = tuple(sorted({objection.rule for objection in found}))
    return Answer("refused", rules, f"line {found[0].line}: {found[0].reason}")


@cache
def _toolchain() -> Found:
    found = wheel()
    assert found is not None
    return Found((found,))


def _plan(sample: Sample) -> Plan:
    roots = (sample.theorem, *sample.holes)
    header = f"{HEADER}{sample.text('Header') or ''}"
    return Plan(
        toolchain=_toolchain().toolchains[0],
        challenge=f"{header}{sample.text('Challenge')}",
        header=header,
        roots=roots,
        where_declared=(*PRIMITIVES, *sample.axioms),
    )


def _challenge(plan: Plan) -> bytes:
    return challenge_export(plan, seconds=60, memory_mb=MEMORY_MB)


def _built(sample: Sample, plan: Plan) -> tuple[Answer, bytes | None]:
    before = sample.text("Before")
    if before is not None:
        build(plan, before, seconds=SECONDS, memory_mb=MEMORY_MB)
    if sample.text("Whole") is not None:
        return Answer("built", detail="with a header of its own"), None
    seconds = SHORT if sample.number == 49 else SECONDS
    built = build(plan, sample.text("Solution") or "", seconds=seconds, memory_mb=MEMORY_MB)
    if built.solution_export is not None:
        return Answer("built"), built.solution_export
    outcome = "fails" if built.why in ("errors", "malformed", "missing") else "stopped"
    return Answer(outcome, (built.why,), built.stopped), None


def built_by_hand(sample: Sample) -> bool:
    """Whether what is judged is not what the judge would build."""
    return sample.name in MAKERS or sample.text("Whole") is not None


def solution_of(sample: Sample, plan: Plan) -> bytes:
    """The export that is made by hand, or that a file with a header of its own comes to."""
    whole = sample.text("Whole")
    if whole is not None:
        return _whole(whole, plan)
    return MAKERS[sample.name](_challenge(replace(plan, where_declared=(*plan.where_declared, *NEEDED))))


def _whole(text: str, plan: Plan) -> bytes:
    """The export of a file with a header of its own, as if the judge had let it write one."""
    library = kernel.compiled_library()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "Solution.lean").write_text(text, encoding="utf-8")
        arguments = ["-o", "Solution.olean", "Solution.lean"]
        done = kernel.run(arguments, folder, path=[library], seconds=SECONDS, memory_mb=MEMORY_MB)
        assert done.status == 0, done.messages
        used = re.findall(r"^import (\w+)$", text, re.MULTILINE)
        modules = [*(library / f"{module}.olean" for module in used), folder / "Solution.olean"]
        return export(modules, plan.roots, where_declared=plan.where_declared)


def _judged(sample: Sample, challenge: bytes, solution: bytes) -> Iterator[tuple[str, Answer]]:
    goal = Goal(theorems=(sample.theorem,), holes=tuple(sample.holes), axioms=sample.axioms)
    ours = ndjson.read(challenge)
    try:
        theirs = ndjson.read(solution)
    except ExportError as error:
        yield "comparator", Answer("refused", detail=str(error))
    else:
        comparison = compare(ours, theirs, goal)
        yield "comparator", _compared(comparison)
    yield "kernel", _checked(solution, sample)


def _compared(comparison: Comparison) -> Answer:
    if comparison.matched:
        return Answer("matches")
    rules = dict.fromkeys(finding.rule for finding in comparison.findings)
    first = comparison.findings[0]
    return Answer("rejected", tuple(rules), f"{spell(first.constant)}: {first.reason}")


def _checked(solution: bytes, sample: Sample) -> Answer:
    seconds = SHORT if sample.number == 49 else SECONDS
    judgement = weigh(ask(solution, kernels(_toolchain()), seconds=seconds, memory_mb=MEMORY_MB))
    outcome = judgement.outcome if judgement.outcome in ("accepted", "rejected") else "no answer"
    return Answer(outcome, detail="" if outcome == "accepted" else judgement.reason)
