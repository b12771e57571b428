"""Whether a record's challenge stands on our core: the constants that kernels treat by name are the core's own.

The comparator trusts the challenge. But a record over the core could import nothing and define its own `Nat.add`; then
the kernel, which calculates with `Nat.add` whatever it is, would prove anything over it. So the challenge itself is
held against the core first. (An ordinary toolchain's files cannot do that: their library has these names.)
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from verification.lean.build import Plan
    from verification.lean.environment import Environment

__all__ = ["alien_primitive"]

BASE = "prelude\nimport Workbench\n"


def alien_primitive(plan: Plan, challenge: Environment, *, seconds: float, memory_mb: int) -> str:
    """The first primitive of a challenge over the core that is not the core's, with what differs; else empty."""
    if plan.toolchain.kind != "core":
        return ""
    from verification.lean.build import challenge_export
    from verification.lean.closure import reached
    from verification.lean.environment import spell
    from verification.lean.equality import Equality
    from verification.lean.ndjson import read
    from verification.lean.primitives import PRIMITIVES, occurring

    base = replace(plan, challenge=BASE, header=BASE, roots=(("Nat",),), where_declared=PRIMITIVES)
    core = read(challenge_export(base, seconds=seconds, memory_mb=memory_mb))
    equality = Equality(core, challenge)
    for name in occurring(challenge):
        if name not in core.constants:
            return f"{spell(name)}, which the core does not have"
        for each in reached(core, [name]):
            found = challenge.constants.get(each)
            said = "it is missing" if found is None else equality.difference(core.constants[each], found)
            if said:
                return f"{spell(each)}: {said}"
    return ""
