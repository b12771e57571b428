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
from tests.lean_cheats.records import MEMORY_MB, SECONDS, found, plan_for, statement_of
from tests.lean_cheats.sample import LAYERS, PASSING, Sample
from verification.lean import kernel, ndjson
from verification.lean.build import Built, Plan, build
from verification.lean.comparator import Comparison, Goal, compare
from verification.lean.environment import Environment, spell
from verification.lean.exporter import export
from verification.lean.kernels import Answer as KernelAnswer
from verification.lean.kernels import ask, kernels, weigh
from verification.lean.ndjson import ExportError
from verification.lean.policy import examine
from verification.lean.semantics import hole_fault, hypotheses
from verification.lean.vacuity import contradiction

__all__ = ["Answer", "answers", "asked", "built", "by_hand", "objections", "solution_of", "verified"]


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


def objections(made: Mapping[str, Answer], *, policy: bool = True) -> tuple[str, ...]:
    """The layers that ran and did not let it pass; those that read text are left out where `policy` is false."""
    return tuple(
        layer
        for layer, answer in made.items()
        if layer in LAYERS and answer.outcome != PASSING.get(layer) and (policy or layer not in ("policy", "ordinary"))
    )


def verified(made: Mapping[str, Answer], *, policy: bool = True) -> bool:
    """Whether every layer that a verdict needs was asked and let it pass; the policy only where `policy` is true."""
    needed = [layer for layer in PASSING if layer != "ordinary" and (policy or layer != "policy")]
    return all(layer in made for layer in needed) and not objections(made, policy=policy)


def answers(sample: Sample) -> dict[str, Answer]:
    """Layer → what it says, for those that can say something of this sample."""
    made = {layer: _read(text, sample.mode) for layer, text in _texts(sample)}
    if sample.submitted is not None:
        made["build"] = _compiled(sample)
    solution = solution_of(sample)
    if solution is not None:
        made.update(_judged(sample, solution))
    if sample.name in PROGRAMS:
        got = PROGRAMS[sample.name]()
        made["sandbox"] = Answer("NOT CONTAINED" if got else "contained", detail=got)
    return {layer: made[layer] for layer in LAYERS if layer in made}


def _texts(sample: Sample) -> Iterator[tuple[str, str]]:
    for layer, text in (("ordinary", sample.text("Ordinary")), ("policy", sample.submitted)):
        if text is not None:
            yield layer, text


def _read(text: str, mode: str) -> Answer:
    objected = examine(text.encode(), mode=mode)
    if not objected:
        return Answer("passes")
    rules = tuple(sorted({objection.rule for objection in objected}))
    return Answer("refused", rules, f"line {objected[0].line}: {objected[0].reason}")


def _compiled(sample: Sample) -> Answer:
    if sample.text("Whole") is not None:
        return Answer("built", detail="with a header of its own")
    done = built(sample)
    if done.solution_export is not None:
        return Answer("built")
    outcome = "fails" if done.why in ("errors", "malformed", "missing") else "stopped"
    return Answer(outcome, (done.why,), done.stopped)


@cache
def built(sample: Sample) -> Built:
    """What comes of the build of the sample's text, after what was submitted before it."""
    before = sample.text("Before")
    for text in (before, sample.text("Solution") or ""):
        if text is not None:
            done = build(plan_for(sample), text, seconds=sample.seconds, memory_mb=MEMORY_MB)
    return done


def by_hand(sample: Sample) -> bool:
    """Whether what is judged is not what the judge would build."""
    return sample.name in MAKERS or sample.text("Whole") is not None


@cache
def solution_of(sample: Sample) -> bytes | None:
    """The export that is judged: built, made by hand, or what a file with a header of its own comes to."""
    whole, plan = sample.text("Whole"), plan_for(sample) if sample.text("Challenge") is not None else None
    if plan is None:
        return None
    if whole is not None:
        return _whole(whole, plan)
    if sample.name in MAKERS:
        return MAKERS[sample.name](statement_of(replace(plan, where_declared=(*plan.where_declared, *NEEDED))))
    return built(sample).solution_export


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


def _judged(sample: Sample, solution: bytes) -> Iterator[tuple[str, Answer]]:
    goal = Goal(theorems=(sample.theorem,), holes=tuple(sample.holes), axioms=sample.axioms)
    plan = plan_for(sample)
    ours = ndjson.read(statement_of(plan))
    try:
        theirs = ndjson.read(solution)
    except ExportError as error:
        yield "comparator", Answer("refused", detail=str(error))
    else:
        yield "comparator", _compared(compare(ours, theirs, goal))
        yield "semantics", _meaning(sample, plan, ours, theirs)
    yield "kernel", _checked(solution)


@cache
def asked(solution: bytes) -> tuple[KernelAnswer, ...]:
    """What the kernel says of an export."""
    return ask(solution, kernels(found()), seconds=SECONDS, memory_mb=MEMORY_MB)


def _compared(comparison: Comparison) -> Answer:
    if comparison.matched:
        return Answer("matches")
    rules = dict.fromkeys(finding.rule for finding in comparison.findings)
    first = comparison.findings[0]
    return Answer("rejected", tuple(rules), f"{spell(first.constant)}: {first.reason}")


def _checked(solution: bytes) -> Answer:
    judgement = weigh(asked(solution))
    outcome = judgement.outcome if judgement.outcome in ("accepted", "rejected") else "no answer"
    return Answer(outcome, detail="" if outcome == "accepted" else judgement.reason)


def _meaning(sample: Sample, plan: Plan, ours: Environment, theirs: Environment) -> Answer:
    """Answers against their policy, hypotheses against those of the statement, and whether these can be met."""
    faults: dict[str, str] = {}
    for hole, policy in sample.holes.items():
        constants = [tuple(name.split(".")) for name in policy.get("constants", ())]
        fault = hole_fault(ours, theirs, hole, policy=policy["policy"], constants=constants, theorems=(sample.theorem,))
        if fault:
            faults["answer"] = fault
    assumed, given = (_assumed(each, sample) for each in (theirs, ours))
    if assumed != given:
        faults["hypotheses"] = f"{'; '.join(assumed) or 'none'} instead of {'; '.join(given) or 'none'}"
    proof = contradiction(plan, ours, sample.theorem, seconds=SECONDS, memory_mb=MEMORY_MB)
    if proof:
        faults["vacuous"] = f"nothing meets the hypotheses: {proof}"
    if faults:
        return Answer("flagged", tuple(faults), "; ".join(faults.values()))
    return Answer("clean", detail=f"under {'; '.join(given)}" if given else "")


def _assumed(environment: Environment, sample: Sample) -> tuple[str, ...]:
    return tuple(each.says for each in hypotheses(environment, sample.theorem))
