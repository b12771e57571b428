"""What a matched theorem means, as fields of the evidence: hypotheses, answers, size of the proof, empty hypotheses.

Asked once comparator and kernels have spoken. None of it can make a proof right; answers that are none, hypotheses
that the record has not, and hypotheses that contradict each other keep it from being called verified.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from problems.claim import ScopeKind
from verification.lean.cache import judge_code
from verification.lean.record import StatementRecord, components
from verification.pinned_proof import LeanHole, LeanSize

if TYPE_CHECKING:
    from verification.lean.build import Plan
    from verification.lean.environment import Environment
    from verification.lean.semantics import Hypothesis

__all__ = ["meaning"]

MOST = 400
MOST_HYPOTHESES = 60
PROBE_SECONDS = 20.0
"""For all attempts to show that hypotheses contradict each other; they are about the record, and are kept."""
EASY = (ScopeKind.INSTANCE, ScopeKind.RECORD)
"""Scopes of which nobody is surprised to see a short proof."""


def meaning(
    record: StatementRecord,
    plan: Plan,
    challenge: Environment,
    solution: Environment,
    *,
    seconds: float,
    memory_mb: int,
) -> dict[str, Any]:
    """The fields of `PinnedProof` that are about meaning."""
    from verification.lean.semantics import hypotheses

    assumed = hypotheses(challenge, record.name, instances=True)
    places = {(each.place, each.hidden) for each in assumed}
    theirs = hypotheses(solution, record.name, instances=True)
    return {
        "hypotheses": tuple(_told(each) for each in assumed[:MOST_HYPOTHESES]),
        "surplus": tuple(_told(each) for each in theirs if (each.place, each.hidden) not in places)[:MOST_HYPOTHESES],
        "holes": tuple(_hole(record, place, challenge, solution) for place in range(len(record.holes))),
        "size": _size(record, challenge, solution),
        "contradiction": _contradiction(record, plan, challenge, min(seconds, PROBE_SECONDS), memory_mb)[:MOST],
    }


def _told(found: Hypothesis) -> str:
    """A hypothesis in one line."""
    marks = [
        *(["found by Lean itself"] if found.instance else []),
        *([] if found.certain else ["may be no proposition"]),
        *([f"inside {found.hidden}"] if found.hidden else []),
    ]
    return f"{found.name} : {found.says}"[: MOST - 100] + (f" ({', '.join(marks)})"[:100] if marks else "")


def _hole(record: StatementRecord, place: int, challenge: Environment, solution: Environment) -> LeanHole:
    from verification.lean.semantics import hole_fault, hole_value

    hole = record.holes[place]
    name, constants = components(hole.name), tuple(components(each) for each in hole.constants)
    fault = hole_fault(challenge, solution, name, policy=hole.policy, constants=constants, theorems=(record.name,))
    return LeanHole(name=name, value=hole_value(solution, name, constants=constants)[:MOST], fault=fault[:MOST])


def _size(record: StatementRecord, challenge: Environment, solution: Environment) -> LeanSize:
    from verification.lean.closure import reached
    from verification.lean.semantics import proof_size

    # Of the challenge's theorem only the statement counts: where it is proved by `sorry`, that is no part of it.
    found = proof_size(solution, record.name, reached(challenge, [record.name], signatures={record.name}))
    alarm = ""
    if found.short and record.scope.kind not in EASY:
        lemma = f", it merely applies {found.lemma}" if found.lemma else ""
        alarm = f"a short proof ({found.terms} different terms{lemma}): is this the statement that was meant?"
    return LeanSize(constants=found.constants, terms=found.terms, alarm=alarm[:MOST])


def _contradiction(record: StatementRecord, plan: Plan, challenge: Environment, seconds: float, memory_mb: int) -> str:
    """A proof that nothing meets the statement's hypotheses; what was found of a record is kept for this judge."""
    from verification.lean.kernel import cache_folder
    from verification.lean.vacuity import contradiction

    place = cache_folder() / "probes" / f"{plan.key}-{judge_code()[:16]}.json"
    kept = _kept(place)
    if kept is not None:
        return kept
    started = time.monotonic()
    found = contradiction(plan, challenge, record.name, seconds=seconds, memory_mb=memory_mb)
    if found or time.monotonic() - started < seconds:
        place.parent.mkdir(mode=0o700, exist_ok=True)
        place.write_text(json.dumps({"found": found}), "utf-8")
    return found


def _kept(place: Path) -> str | None:
    """What was found of a record before; None where nothing is kept."""
    try:
        kept = json.loads(place.read_bytes())
    except (OSError, ValueError):
        return None
    found = kept.get("found") if isinstance(kept, dict) else None
    return found if isinstance(found, str) else None
