"""What theorems say: hypotheses, answers, sizes of proofs, and probes, on what the genuine Lean compiled."""

from __future__ import annotations

from functools import cache

import pytest

from problems.errors import InputError, UnsupportedError
from tests.verification.lean.compiling import compiled
from tests.verification.lean.lines import Lines
from tests.verification.lean.worlds import ANSWER, THEOREM, challenge, solution
from tests.verification.lean_material import needs_kernel
from verification.lean.closure import reached
from verification.lean.environment import Environment, Name
from verification.lean.equality import Equality
from verification.lean.explicit import name_text, term_text
from verification.lean.ndjson import read
from verification.lean.semantics import PROBES, hole_fault, hole_value, hypotheses, probe, proof_size

TEXT = """
section
universe u v
inductive Int : Type where
  | ofNat (n : Nat) : Int
  | negSucc (n : Nat) : Int
class Neg (α : Type u) where
  neg : α → α
@[instance_reducible, instance] noncomputable def instOfNat (n : Nat) : OfNat Int n := ⟨Int.ofNat n⟩
noncomputable section
def Int.neg (a : Int) : Int :=
  Int.rec (motive := fun _ => Int)
    (fun n => Nat.rec (motive := fun _ => Int) (Int.ofNat 0) (fun k _ => Int.negSucc k) n)
    (fun n => Int.ofNat (Nat.succ n)) a
@[instance_reducible, instance] def Int.instNegInt : Neg Int := ⟨Int.neg⟩
def Set (α : Type u) : Type u := α → Prop
def Mem {α : Type u} (s : Set α) (a : α) : Prop := s a
structure Prime (p : Nat) : Prop where
  two_le : Nat.le 2 p
  odd : Not (Eq (Nat.mod p 2) 0)
class Fact (p : Prop) : Prop where
  out : p
structure Group where
  carrier : Type
  mul : carrier → carrier → carrier
  good : Prop
def Riemann : Prop := ∀ s : Nat, Nat.lt 2 s → Not (Eq s 7)
def Twice : Prop := Riemann
axiom magic {p : Prop} : p
theorem plain (n : Nat) : Eq n n := Eq.refl n
theorem conditional (s : Set Nat) (h : Riemann) (n : Nat) (hn : Mem s n) (f : Nat → Nat) (hf : ∀ k, Eq (f k) k)
    [i : Fact (Prime n)] (g : Group) (x : g.carrier) (hg : g.good) (P : Prop) (hP : P) : Eq n n := Eq.refl n
theorem polymorphic (α : Sort u) (a : α) (β : Type v) (b : β) (m : α → Prop) (hm : m a) : Eq a a := Eq.refl a
theorem behind : Twice := magic
theorem negated (h : Nat.le (Nat.succ Nat.zero) Nat.zero) : Not (Nat.le 2 0) := magic
theorem lets (n : Nat) (h : let m := Nat.succ n; Eq m Nat.zero) (k : id' Nat) (hk : id' (Eq k k)) : Eq n n := Eq.refl n
theorem let_first : let one := Nat.succ Nat.zero; ∀ n : Nat, Nat.le one n → Eq n n := fun n _ => Eq.refl n
theorem redex : (fun p : Prop => p → Eq (1 : Nat) 1) False := fun _ => Eq.refl 1
theorem applied (n m : Nat) : Eq n n := plain n
theorem closed : Eq (1 : Nat) 1 := Eq.refl 1
def yes : Prop := True
def no : Prop := Not True
def nothing : Prop := False
def alias : Prop := yes
def restated : Prop := Riemann
def seven : Nat := 7
def also_seven : Nat := Nat.succ (Nat.succ 5)
def sum : Nat := Nat.add 3 4
def secret (n : Nat) : Nat := n
def minus : Int := Neg.neg 5
def plus : Int := 12
def abs : Int := Int.rec (motive := fun _ => Int) (fun n => Int.ofNat n) (fun n => Int.ofNat (Nat.succ n)) minus
def computed : Nat := Nat.rec (motive := fun _ => Nat) 0 (fun _ n => Nat.succ n) 1000000
def odd : Set Nat := fun n => Eq (Nat.mod n 2) 1
def one : Nat := 1
def also_odd : Set Nat := fun n => Eq (Nat.mod n 2) one
def question : Set Nat := fun n => Exists (fun k : Nat => Eq n (Nat.succ (Nat.mul 2 k)))
def copied : Set Nat := question
theorem asked (s : Set Nat) : Eq question s := magic
end
end
""".replace("theorem lets", "def id' {α : Sort u} (a : α) : α := a\ntheorem lets")
STRUCTURE = "class Option' (α : Type u) where\n  none : α\n"
pytestmark = needs_kernel


@cache
def made() -> Environment:
    return compiled(TEXT)


def listed(name: str, *, instances: bool = False) -> list[tuple[str, str, bool]]:
    found = hypotheses(made(), (name,), instances=instances)
    return [(each.name, each.says, each.certain) for each in found]


def test_data_are_no_hypotheses() -> None:
    assert listed("plain") == []
    assert listed("closed") == []


def test_every_proof_among_the_arguments_is_listed() -> None:
    assert listed("conditional") == [
        ("h", "Riemann", True),
        ("hn", "(((Mem.{0} Nat) s) n)", True),
        ("hf", "(∀ k : Nat, (((Eq.{(succ 0)} Nat) (f k)) k))", True),
        ("hg", "(Group.good g)", True),
        ("hP", "P", True),
    ]
    assert [name for name, _, _ in listed("conditional", instances=True)] == ["h", "hn", "hf", "i", "hg", "hP"]


def test_where_it_depends_on_a_universe_the_argument_is_listed_as_uncertain() -> None:
    assert listed("polymorphic") == [("a", "α", False), ("hm", "(m a)", True)]


def test_what_calculates_to_a_proposition_is_one() -> None:
    assert [(name, certain) for name, _, certain in listed("lets")] == [("h", True), ("hk", True)]


def test_a_hypothesis_behind_a_definition_is_listed() -> None:
    (found,) = hypotheses(made(), ("behind",))
    assert (found.hidden, found.certain, found.place) == ("Riemann", True, 1)
    assert found.says.startswith("((Nat.lt ")
    (found,) = hypotheses(made(), ("let_first",))
    assert (found.hidden, found.says, found.certain) == ("the conclusion", "((Nat.le (Nat.succ Nat.zero)) #0)", True)
    (found,) = hypotheses(made(), ("redex",))
    assert (found.hidden, found.says, found.certain) == ("the conclusion", "False", True)
    assert listed("negated") == [("h", "((Nat.le (Nat.succ Nat.zero)) Nat.zero)", True)]


def test_too_deep_is_uncertain_and_nothing_is_left_out() -> None:
    to = Lines()
    deep = to.sort()
    for _ in range(400):
        deep = to.bind("forallE", deep, deep)
    to.theorem(("t",), to.bind("forallE", deep, to.bind("forallE", to.sort(), to.sort())), deep)
    found = hypotheses(read(to.bytes()), ("t",))
    assert [(each.place, each.certain) for each in found] == [(0, False), (1, False)]


def test_hypotheses_of_what_is_not_there() -> None:
    with pytest.raises(InputError, match="nowhere is not declared"):
        hypotheses(made(), ("nowhere",))


def fault(name: str, policy: str, constants: tuple[Name, ...] = (), theorems: tuple[Name, ...] = ()) -> str:
    return hole_fault(made(), made(), (name,), policy=policy, constants=constants, theorems=theorems)


@pytest.mark.parametrize(
    ("name", "policy", "reason"),
    [
        ("yes", "proposition", ""),
        ("nothing", "proposition", ""),
        ("alias", "proposition", ""),
        ("no", "proposition", "neither True nor False"),
        ("restated", "proposition", "neither True nor False"),
        ("seven", "proposition", "neither True nor False"),
        ("seven", "numeral", ""),
        ("also_seven", "numeral", ""),
        ("minus", "numeral", ""),
        ("plus", "numeral", ""),
        ("sum", "numeral", ""),
        ("abs", "numeral", ""),
        ("computed", "numeral", "was not found"),
        ("yes", "numeral", "its type is none of"),
        ("secret", "numeral", "its type is none of"),
        ("odd", "numeral", "its type is none of"),
        ("plain", "numeral", "not filled in by a definition"),
        ("missing", "numeral", "not filled in by a definition"),
    ],
)
def test_answers(name: str, policy: str, reason: str) -> None:
    said = fault(name, policy)
    assert (reason in said) if reason else said == ""


ODD: tuple[Name, ...] = (
    ("Nat",),
    ("Eq",),
    ("Nat", "mod"),
    ("OfNat", "ofNat"),
    ("instOfNatNat",),
    ("Exists",),
    ("Nat", "succ"),
    ("Nat", "mul"),
)


def test_an_answer_of_listed_constants() -> None:
    assert fault("odd", "constants", ODD) == ""
    assert fault("also_odd", "constants", ODD) == ""
    assert "Exists" in fault("question", "constants", ODD[:5])
    assert "mentions" in fault("odd", "constants", ODD[:2])


def test_a_question_is_no_answer() -> None:
    """It is made of listed constants alone, but it is the other side of the equation."""
    assert fault("copied", "constants", ODD) == ""
    assert "repeats a part of asked" in fault("copied", "constants", ODD, (("asked",),))
    assert fault("odd", "constants", ODD, (("asked",),)) == ""
    assert "nowhere is not declared" in fault("odd", "constants", ODD, (("nowhere",),))


def test_an_answer_over_constants_of_the_submission_is_refused() -> None:
    text = "noncomputable def Odd (n : Nat) : Prop := Eq n 1\nnoncomputable def odd : Nat → Prop := fun n => {} n\n"
    one, two = compiled(text.format("Odd")), compiled(text.replace("Eq n 1", "Eq n 2").format("Odd"))
    allowed: tuple[Name, ...] = (("Odd",), *ODD)
    assert hole_fault(one, one, ("odd",), policy="constants", constants=allowed) == ""
    assert "Odd is not what it is" in hole_fault(one, two, ("odd",), policy="constants", constants=allowed)
    bare = compiled("", (("True",),))
    assert "neither the challenge" in hole_fault(bare, one, ("odd",), policy="constants", constants=allowed)
    assert hole_fault(bare, one, ("odd",), policy="constants", constants=allowed, reference=one) == ""


RATIONALS = """
universe u v w
structure Rat where
  num : Nat
  den : Nat
class Neg (α : Type u) where
  neg : α → α
class HDiv (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  hDiv : α → β → γ
class Div (α : Type u) where
  div : α → α → α
noncomputable section
@[instance_reducible, instance] def instHDiv {α : Type u} [Div α] : HDiv α α α := ⟨Div.div⟩
@[instance_reducible, instance] def Rat.instOfNat (n : Nat) : OfNat Rat n := ⟨⟨n, 1⟩⟩
@[instance_reducible, instance] def Rat.instNeg : Neg Rat := ⟨fun a => a⟩
@[instance_reducible, instance] def Rat.instDiv : Div Rat := ⟨fun a b => ⟨a.num, b.num⟩⟩
@[instance_reducible] def hijacked : OfNat Rat 5 := ⟨⟨6, 1⟩⟩
def five : Rat := 5
def fraction : Rat := Neg.neg (HDiv.hDiv (5 : Rat) (2 : Rat))
def hijack : Rat := @OfNat.ofNat Rat 5 hijacked
def structural : Rat := ⟨5, 1⟩
def behind : Rat := five
end
"""


def test_rational_numerals_are_written_out() -> None:
    text = RATIONALS.replace("universe u v w", "universe u v w\nabbrev outParam (α : Sort u) : Sort u := α")
    one, two = compiled(text), compiled(text.replace("⟨a.num, b.num⟩", "⟨b.num, a.num⟩"))
    said = {
        name: hole_fault(one, one, (name,), policy="numeral")
        for name in ("five", "fraction", "hijack", "structural", "behind")
    }
    assert (said["five"], said["fraction"]) == ("", "")
    assert all("which is no numeral" in said[name] for name in ("hijack", "structural", "behind"))
    assert "Rat.instDiv is not what it is" in hole_fault(one, two, ("fraction",), policy="numeral")
    assert hole_fault(one, two, ("five",), policy="numeral") == ""


def test_true_of_ones_own_is_no_answer() -> None:
    text = "namespace X\n{}end X\nnoncomputable def answer : Prop := X.{}\n"
    named = compiled(text.format("def True : Prop := _root_.True\n", "True"))
    assert hole_fault(named, named, ("answer",), policy="proposition") == ""
    own = compiled(text.format("inductive False : Prop where | intro : X.False\n", "False"))
    assert "X.False" in hole_fault(own, own, ("answer",), policy="proposition")
    to = Lines()
    for name in ("True", "False"):
        to.inductive(name, to.sort(), {"intro": to.const(name)} if name == "False" else {}, [])
        to.definition((name, "answer"), to.sort(), to.const(name))
    forged = read(to.bytes())
    for name in ("True", "False"):
        assert "is not the proposition of that name" in hole_fault(forged, forged, (name, "answer"), policy="proposition")  # fmt: skip  # noqa: E501


def test_an_unknown_policy_is_an_error() -> None:
    with pytest.raises(InputError, match="'none'"):
        fault("yes", "none")


def test_what_takes_too_long_is_no_answer() -> None:
    text = (
        "noncomputable def slow : Nat := Nat.rec (motive := fun _ => Nat) 0 (fun _ n => Nat.pred (Nat.succ n)) 999999\n"
    )
    environment = compiled(text)
    assert "was not found" in hole_fault(environment, environment, ("slow",), policy="numeral")
    assert "was not found" in hole_value(environment, ("slow",))


def test_values_are_told() -> None:
    assert hole_value(made(), ("alias",)) == "True"
    assert hole_value(made(), ("minus",)) == "(Int.negSucc 4)"
    assert hole_value(made(), ("missing",)) == "nothing"


def test_the_size_of_a_proof() -> None:
    environment = read(solution())
    statement = reached(read(challenge()), [THEOREM], signatures=(THEOREM, ANSWER))
    size = proof_size(environment, THEOREM, statement)
    # The helper, two axioms and what these rest on.
    assert size.constants == len({*reached(environment, [THEOREM])} - {*statement})
    assert (size.own_terms, size.lemma, size.short) == (1, "Small.helper", True)
    assert size.terms > 5
    applied = proof_size(made(), ("applied",), ())
    assert (applied.lemma, applied.short) == ("plain", True)
    assert proof_size(made(), ("plain",), ()).lemma == ""
    with pytest.raises(InputError, match="no proof"):
        proof_size(made(), ("magic",), ())


PRINTED = ["conditional", "polymorphic", "behind", "lets", "asked", "magic", "Nat.rec", "Group.rec", "Fact.out"]


@pytest.mark.parametrize("name", PRINTED)
def test_text_elaborates_to_the_term_again(name: str) -> None:
    """The genuine Lean reads what was written, and has the same type."""
    theorem = made().constants[tuple(name.split("."))]
    levels = ", ".join(map(name_text, theorem.level_params))
    text = f"axiom copied_again{f'.{{{levels}}}' if levels else ''} : {term_text(made(), theorem.type)}\n"
    again = compiled(TEXT + text, (("copied_again",),))
    assert Equality(made(), again).signature(theorem, again.constants["copied_again",]) == ""


def test_a_probe_says_that_nothing_meets_the_hypotheses() -> None:
    found = probe(made(), ("negated",))
    assert found is not None
    assert found.attempts == PROBES
    lines = found.statement.replace("theorem vacuous", "axiom vacuous")
    checked = compiled(TEXT + lines + "\n", (("vacuous",),))
    assert hypotheses(checked, ("vacuous",))[0].says == hypotheses(made(), ("negated",))[0].says
    environment = compiled(TEXT + found.statement + " :=\n  fun h => @magic _\n", (("vacuous",),))
    assert environment.constants["vacuous",].kind == "thm"
    assert probe(made(), ("behind",)) is None
    polymorphic = probe(made(), ("polymorphic",), called="v")
    assert polymorphic is not None
    assert polymorphic.statement.startswith("theorem v.{u, v} : ∀ (x0 : (Sort u)), ")


def test_literals_are_written_raw() -> None:
    """Over a library with that notation, which the core has not."""
    assert term_text(made(), made().constants["closed",].type).endswith(
        "(@_root_.OfNat.ofNat.{0} @_root_.Nat (nat_lit 1) (@_root_.instOfNatNat (nat_lit 1))))"
    )
    to = Lines()
    to.definition(("t",), to.sort(), to.term("strVal", 'a"\\\n\x01é'))
    environment = read(to.bytes())
    assert term_text(environment, environment.constants["t",].value or 0) == '"a\\"\\\\\\n\\x01é"'


def test_what_has_no_text_is_not_printed() -> None:
    to = Lines()
    to.definition(("p", 0), to.sort(1), to.sort())
    to.theorem(("t",), to.bind("forallE", to.const("p", 0), to.sort()), to.sort())
    with pytest.raises(UnsupportedError, match=r"p\.0 cannot be written"):
        probe(read(to.bytes()), ("t",))
