"""Contradictory hypotheses of a statement are found where a short proof shows them, and nowhere else."""

from __future__ import annotations

import pytest

from tests.verification.lean_material import needs_kernel
from verification.lean import vacuity
from verification.lean.build import Plan, challenge_export
from verification.lean.ndjson import read
from verification.lean.semantics import Hypothesis, Probe
from verification.lean.text import OPTIONS
from verification.lean.toolchain import wheel
from verification.lean.vacuity import attempts, contradiction
from verification.sandbox.bubblewrap import bubblewrap

caged = pytest.mark.skipif(bubblewrap() is None, reason="the sandbox needs bubblewrap")
HEADER = f"prelude\nimport Workbench\n{OPTIONS}"


def found(statement: str, seconds: float = 60) -> str:
    toolchain = wheel()
    assert toolchain is not None
    plan = Plan(toolchain, f"{HEADER}axiom goal : {statement}\n", HEADER, (("goal",),))
    environment = read(challenge_export(plan, seconds=60, memory_mb=4096))
    return contradiction(plan, environment, ("goal",), seconds=seconds, memory_mb=4096)


EMPTY = {
    "∀ n : Nat, Nat.lt n n → Eq n 0": "fun x0 x1 => Workbench.not_lt_self _ x1",
    "∀ n : Nat, Nat.lt n 0 → Eq n 0": "fun x0 x1 => Workbench.not_succ_le_zero x1",
    "False → Eq 0 1": "fun x0 => x0",
    "Eq Bool.false Bool.true → Eq (2 : Nat) 3": "fun x0 => Workbench.false_ne_true x0",
    "∀ p : Prop, p → Not p → Eq (0 : Nat) 1": "fun x0 x1 x2 => x2 x1",
}
SOUND = (
    "∀ n : Nat, Nat.lt n 7 → Nat.lt n 8",
    "∀ n : Nat, Eq (Nat.add n 0) n",
    "∀ a b c : Nat, Nat.le a b → Nat.le b c → Nat.le a c",
    "∀ p : Prop, p → p",
    "∀ n : Nat, Nat.lt n n → False",
    "∀ n : Nat, Not (Nat.lt n n)",
)


@needs_kernel
@caged
@pytest.mark.parametrize("statement", EMPTY)
def test_contradictions_are_found(statement: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vacuity, "MOST_ATTEMPTS", 40)
    assert found(statement.replace("Eq 0 1", "Eq (0 : Nat) 1")) == EMPTY[statement]


@needs_kernel
@caged
@pytest.mark.parametrize("statement", SOUND)
def test_what_can_be_met_is_not_called_empty(statement: str) -> None:
    assert found(statement) == ""


@needs_kernel
@caged
def test_without_time_nothing_is_tried() -> None:
    assert found("False → Eq (0 : Nat) 1", seconds=0) == ""


def test_ordinary_toolchains_try_tactics() -> None:
    h = Hypothesis(place=0, name="h", says="False", certain=True, instance=False)
    tactics = Probe(statement="theorem p : False → False", attempts=("by simp_all",) * 50)
    assert attempts(tactics, (h,), 1, core=False) == ("by simp_all",) * vacuity.MOST_ATTEMPTS


def test_a_hypothesis_inside_a_definition_has_no_name_to_use() -> None:
    h = Hypothesis(place=0, name="#0", says="…", certain=True, instance=False, hidden="Goal")
    assert attempts(Probe(statement="theorem p : False"), (h,), 0, core=True) == ()
