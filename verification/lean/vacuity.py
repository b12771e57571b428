"""Whether the hypotheses of a recorded statement contradict each other, so that a proof of it is worth nothing.

Nobody can decide that in general. What can be tried is to prove the probe, the statement with `False` in the place of
its conclusion, by a few short proofs. One that succeeds is a reason for a person to look at the record; that none
does says nothing. All the text is the record's and ours: a submission plays no part.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from problems.errors import UnsupportedError
from verification.lean.build import BuildFault, Plan, challenge_export
from verification.lean.closure import axioms
from verification.lean.environment import CONST, FORALL, Environment, Name
from verification.lean.ndjson import read
from verification.lean.semantics import Hypothesis, Probe, hypotheses, probe
from verification.process import Overrun

__all__ = ["MOST_ATTEMPTS", "attempts", "contradiction"]

MOST_ATTEMPTS = 12
CALLED: Name = ("WorkbenchProbe", "vacuous")
FALSE: Name = ("False",)
BARE = re.compile(r"\(nat_lit ([0-9]+)\)")
OF_ONE = ("not_lt_self _", "not_succ_le_zero", "false_ne_true", "succ_ne_zero _")
"""Lemmas of our library that refute a hypothesis."""
OF_TWO = ("lt_le_absurd", "not_not_both _")
"""Those that refute two together."""


def attempts(found: Probe, assumed: tuple[Hypothesis, ...], arguments: int, *, core: bool) -> tuple[str, ...]:
    """Proofs to try for a probe; over our core, where there are no tactics, by lemmas of the library.

    `assumed` are the hypotheses among so many `arguments`.

    >>> h = Hypothesis(place=1, name="h", says="a < a", certain=True, instance=False)
    >>> attempts(Probe(statement="theorem p : …"), (h,), 2, core=True)[:2]
    ('fun x0 x1 => x1', 'fun x0 x1 => Workbench.not_lt_self _ x1')
    """
    if not core:
        return found.attempts[:MOST_ATTEMPTS]
    bound = " ".join(f"x{place}" for place in range(arguments))
    return tuple(f"fun {bound} => {term}" for term in _terms(assumed))[:MOST_ATTEMPTS]


def _terms(assumed: tuple[Hypothesis, ...]) -> Iterator[str]:
    names = [f"x{each.place}" for each in assumed if not each.hidden]
    for name in names:
        yield name
        yield from (f"Workbench.{lemma} {name}" for lemma in OF_ONE)
    for one, other in permutations(names, 2):
        yield f"{one} {other}"
        yield from (f"Workbench.{lemma} {one} {other}" for lemma in OF_TWO)


def contradiction(plan: Plan, challenge: Environment, theorem: Name, *, seconds: float, memory_mb: int) -> str:
    """A proof that nothing meets the hypotheses of a theorem of the challenge; empty if none was found in time.

    `challenge` is what the export of the plan's challenge holds. Raises MissingBackendError or UnsupportedError where
    nothing can be built.
    """
    started = time.monotonic()
    assumed = hypotheses(challenge, theorem)
    arguments, conclusion = _taken_apart(challenge, theorem)
    if challenge.kinds[conclusion] == CONST and challenge.constant_of(conclusion) == FALSE:
        # What it states is that nothing meets them.
        return ""
    try:
        found = probe(challenge, theorem, called=".".join(map(str, CALLED))) if assumed else None
    except UnsupportedError:
        return ""
    if found is None:
        return ""
    core = plan.toolchain.kind == "core"
    # The core has no notation for a bare literal; the numeral is one by calculation.
    statement = BARE.sub(r"(\1)", found.statement) if core else found.statement
    for attempt in attempts(found, assumed, arguments, core=core):
        left = seconds - (time.monotonic() - started)
        if left <= 0:
            return ""
        text = f"{plan.challenge.rstrip()}\n\n{statement} :=\n  {attempt}\n"
        try:
            data = challenge_export(replace(plan, challenge=text, roots=(CALLED,)), seconds=left, memory_mb=memory_mb)
        except (BuildFault, Overrun):
            continue
        if not axioms(read(data), [CALLED]):
            return attempt
    return ""


def _taken_apart(environment: Environment, theorem: Name) -> tuple[int, int]:
    """How many arguments a theorem takes, and its conclusion."""
    term, count = environment.constants[theorem].type, 0
    while environment.kinds[term] == FORALL:
        term, count = environment.second[term], count + 1
    return count, term
