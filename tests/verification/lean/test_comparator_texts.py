"""Ways to prove another statement than the one asked for, as the genuine Lean compiles them.

Each text compiles, and its theorem is proved; only the comparison with the challenge can tell.
"""

from __future__ import annotations

from functools import cache

import pytest

from tests.verification.lean.compiling import compiled
from tests.verification.lean_material import needs_kernel
from verification.lean.closure import mentions
from verification.lean.comparator import Comparison, Goal, compare
from verification.lean.environment import Environment, Name
from verification.lean.primitives import PRIMITIVES

pytestmark = needs_kernel

TOP = """
universe u
structure Box where
  size : Nat
  weight : Nat
noncomputable section
def limit : Nat := 42
def Small (n : Nat) : Prop := Nat.lt n limit
def heavy (b : Box) : Nat := b.weight
class Holds (p : Prop) : Prop where
  holds : p
"""
STATEMENT = "∀ (α : Type u) (n : Nat) (b : Box), Small n → Nat.lt (heavy b) limit → Eq (Nat.add n 0) n"
PROOF = "fun α n b h k => Eq.refl n"
CHALLENGE = TOP + f"axiom missing {{p : Prop}} : p\ntheorem Asked.goal : {STATEMENT} := missing\nend\n"
GOAL = Goal(theorems=(("Asked", "goal"),))
ROOTS: tuple[Name, ...] = (
    ("Asked", "goal"),
    *(each for each in PRIMITIVES if each[0] in ("Nat", "Bool", "Eq", "List")),
)


def honest(top: str = TOP, statement: str = STATEMENT, proof: str = PROOF, lead: str = "theorem Asked.goal") -> str:
    return f"{top}{lead} : {statement} := {proof}\nend\n"


@cache
def challenge() -> Environment:
    return compiled(CHALLENGE, ROOTS)


def judged(text: str, goal: Name = ("Asked", "goal")) -> Comparison:
    return compare(challenge(), compiled(text, (goal, *ROOTS[1:])), GOAL)


HONEST = {
    "as asked": honest(),
    "other names of binders, and implicit": honest(
        statement="∀ {β : Type u} (m : Nat) {c : Box}, Small m → Nat.lt (heavy c) limit → Eq (Nat.add m 0) m",
        proof="@fun α n b h k => Eq.refl n",
    ),
    "arguments before the colon": honest(
        statement="Eq (Nat.add n 0) n",
        proof="Eq.refl n",
        lead="theorem Asked.goal (α : Type u) (n : Nat) (b : Box) (h : Small n) (_ : Nat.lt (heavy b) limit)",
    ),
    "by a lemma": honest(
        TOP + "theorem lemma' (n : Nat) : Eq (Nat.add n 0) n := Eq.refl n\n", proof="fun _ n _ _ _ => lemma' n"
    ),
    "another name of the universe": honest(
        TOP.replace("universe u", "universe w"), STATEMENT.replace("Type u", "Type w")
    ),
    "another universe besides": honest(TOP.replace("universe u", "universe u v")),
    "an unused axiom": honest(TOP + "axiom cheat : False\n"),
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_submissions_match(name: str) -> None:
    answer = judged(HONEST[name])
    assert (answer.findings, answer.axioms) == ((), ())


CHEATS = {
    "a weaker statement": (
        honest(statement=STATEMENT.replace("Eq (Nat.add n 0) n", "True"), proof="fun _ _ _ _ _ => True.intro"),
        "statement",
    ),
    "another hypothesis": (
        honest(statement=f"False → {STATEMENT}", proof="fun h => False.rec (fun _ => " + STATEMENT + ") h"),
        "statement",
    ),
    "a variable that is included": (
        honest(TOP + "variable (h : False)\ninclude h\n", proof=f"False.rec (fun _ => {STATEMENT}) h"),
        "statement",
    ),
    "a universe that is fixed": (honest(statement=STATEMENT.replace("Type u", "Type")), "statement"),
    "a constant redefined": (honest(TOP.replace("42", "41")), "constant"),
    "a definition with another meaning": (honest(TOP.replace("Nat.lt n limit", "Nat.le n limit")), "constant"),
    "a field more in a structure behind a projection": (
        honest(TOP.replace("  weight : Nat\n", "  weight : Nat\n  h : False\n")),
        "constant",
    ),
    "fields in another order": (
        honest(TOP.replace("  size : Nat\n  weight : Nat\n", "  weight : Nat\n  size : Nat\n")),
        "constant",
    ),
    "a shadowed constant": (
        honest(TOP + "namespace Asked\ninductive Eq (a b : Nat) : Prop where | ok : Eq a b\n",
               proof="fun _ _ _ _ _ => Asked.Eq.ok", lead="theorem goal"),
        "statement",
    ),
    "an open namespace": (
        honest(TOP + "namespace Evil\ndef Small' (n : Nat) : Prop := False\nend Evil\nopen Evil\n",
               statement=STATEMENT.replace("Small n", "Small' n")),
        "statement",
    ),
    "local notation": (
        honest(statement=STATEMENT.replace("Nat.add n 0", "Nat.mul n 1"),
               proof="fun α n b h k => missing'", top=TOP + "axiom missing' {p : Prop} : p\n"),
        "statement",
    ),
    "an axiom": (honest(TOP + "axiom cheat : False\n", proof=f"False.rec (fun _ => {STATEMENT}) cheat"), "axiom"),
    "an axiom with an honest name": (
        honest(TOP + "axiom propext : False\n", proof=f"False.rec (fun _ => {STATEMENT}) propext"),
        "axiom",
    ),
    "an axiom behind an opaque constant": (
        honest(TOP + "axiom cheat : False\nopaque hidden : False := cheat\n",
               proof=f"False.rec (fun _ => {STATEMENT}) hidden"),
        "axiom",
    ),
    "an axiom behind an instance": (
        honest(TOP + "axiom cheat : False\n@[instance] theorem inst : Holds False := ⟨cheat⟩\n",
               proof=f"False.rec (fun _ => {STATEMENT}) (Holds.holds (p := False))"),
        "axiom",
    ),
    "an axiom as the theorem": (
        TOP + f"axiom Asked.goal : {STATEMENT}\nend\n",
        "kind",
    ),
    "a definition as the theorem": (honest(lead="def Asked.goal"), "kind"),
    "an opaque constant as the theorem": (honest(lead="opaque Asked.goal"), "kind"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHEATS)
def test_no_cheat_matches(name: str) -> None:
    text, rule = CHEATS[name]
    if name == "a shadowed constant":
        text = text.removesuffix("end\n") + "end Asked\nend\n"
    answer = judged(text)
    assert rule in {finding.rule for finding in answer.findings}


@pytest.mark.parametrize("name", ["«Asked.goal»", "goal", "Other.Asked.goal", "Asked.Goal", "Asked.«goal »"])
def test_another_name_is_not_the_theorem(name: str) -> None:
    components = tuple(part.strip("«»") for part in ([name] if name == "«Asked.goal»" else name.split(".")))
    answer = judged(honest(lead=f"theorem {name}"), components)
    assert [finding.rule for finding in answer.findings][:1] == ["missing"]


def test_the_statement_is_what_lean_made_of_it() -> None:
    """The texts of this file reach the constants they are about."""
    theorem = challenge().constants["Asked", "goal"]
    assert {("Small",), ("heavy",), ("limit",), ("Box",)} <= set(mentions(challenge(), [theorem.type]))
