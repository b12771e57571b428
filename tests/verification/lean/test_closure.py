"""What a constant rests on, through everything that can mention another constant."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verification.lean.harmless import HARMLESS, changed
from tests.verification.lean.lines import Lines
from tests.verification.lean.worlds import ANSWER, THEOREM, axiom, block, challenge, library, solution
from verification.lean.closure import QUOTIENTS, MissingConstantError, axioms, mentions, reached, users
from verification.lean.environment import Environment, Name
from verification.lean.ndjson import ExportError, read


def test_a_theorem_reaches_its_proof_and_its_statement() -> None:
    made = read(solution())
    everything = set(made.constants) - {("Quot", "sound"), *QUOTIENTS}
    assert set(reached(made, [THEOREM])) == everything
    assert reached(made, [THEOREM])[0] == THEOREM
    assert axioms(made, [THEOREM]) == (("propext",), ("Classical", "choice"))


def test_of_a_signature_only_the_type_counts() -> None:
    made = read(challenge())
    statement = set(reached(made, [THEOREM], signatures=(THEOREM, ANSWER)))
    assert ("sorryAx",) in reached(made, [THEOREM])
    assert ("sorryAx",) not in statement
    assert {("Small", "low"), ("Small", "secret"), ("Pair", "rec"), ANSWER} <= statement
    assert axioms(made, [("Small", "Bound")]) == ()


@pytest.mark.parametrize(
    ("root", "needed"),
    [
        (("Small", "first"), ("Pair", "rec")),
        (("Small", "low"), ("Nat", "rec")),
        (("Eq", "refl"), ("Eq", "rec")),
        (("Eq", "rec"), ("Eq", "refl")),
        (("Quot", "sound"), ("Quot", "ind")),
        (("Quot", "mk"), ("Quot", "lift")),
        (("Small", "checked"), ("Small", "low_ok")),
        (("Small", "Bound"), ("Small", "low")),
    ],
)
def test_the_way_is_found(root: Name, needed: Name) -> None:
    assert needed in reached(read(solution()), [root])


def test_a_structure_reached_only_by_a_projection_counts() -> None:
    to = Lines()
    block(to, "S", to.sort(1), {})
    projection = {"typeName": to.name("S"), "idx": 0, "struct": to.term("bvar", 0)}
    to.definition(("f",), to.sort(), to.term("proj", projection))
    assert reached(read(to.bytes()), [("f",)]) == (("f",), ("S",), ("S", "rec"))


def test_a_literal_brings_in_its_type_and_what_there_is_besides() -> None:
    to = Lines()
    to.definition(("t",), to.sort(), to.term("strVal", "x"))
    with pytest.raises(MissingConstantError, match="t mentions String, which is not declared") as caught:
        reached(read(to.bytes()), [("t",)])
    assert (caught.value.name, caught.value.user) == (("String",), ("t",))
    block(to, "String", to.sort(1), {})
    assert set(reached(read(to.bytes()), [("t",)])) == {("t",), ("String",), ("String", "rec")}
    axiom(to, ("Char", "ofNat"), to.sort())
    assert axioms(read(to.bytes()), [("t",)]) == (("Char", "ofNat"),)


def test_a_rule_counts() -> None:
    to = Lines()
    axiom(to, ("hidden",), to.sort())
    block(to, "S", to.sort(1), {"mk": (to.const("S"), 0)})
    made_ = to.items.pop()
    made_["inductive"]["recs"][0]["rules"][0]["rhs"] = to.const("hidden")
    to.items.append(made_)
    made = read(to.bytes())
    assert axioms(made, [("S",)]) == axioms(made, [("S", "mk")]) == (("hidden",),)


def test_users_say_how_one_comes_there() -> None:
    made = users(read(solution()), [THEOREM])
    assert (made[THEOREM], made["propext",]) == (None, ("Small", "helper"))
    assert made["Small", "low"] in {("Small", "middle"), ("Small", "low_ok")}


def test_a_root_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ExportError, match=r"«a\.b» is not declared"):
        reached(read(solution()), [("a.b",)])


def test_mentions_are_those_of_the_terms_alone() -> None:
    made = read(solution())
    bound = made.constants["Small", "Bound"]
    assert set(mentions(made, bound.terms())) == {("Nat",), ("Eq",), ("Small", "middle")}
    assert mentions(made, bound.terms(value=False)) == (("Nat",),)


@given(st.integers(0, 2**32), st.sampled_from(sorted(HARMLESS)), st.data())
@settings(max_examples=40, deadline=None)
def test_the_form_of_the_export_does_not_matter(seed: int, name: str, data: st.DataObject) -> None:
    before, after = read(solution()), read(changed(solution(), name, random.Random(seed)))
    root = data.draw(st.sampled_from(sorted(before.constants, key=repr)))
    assert set(reached(before, [root])) == set(reached(after, [root]))


def test_cycles_end() -> None:
    """No kernel accepts them, but the walk has to end."""
    to = Lines()
    to.definition(("a",), to.sort(), to.const("b"))
    to.definition(("b",), to.const("a"), to.sort())
    assert set(reached(read(to.bytes()), [("a",)])) == {("a",), ("b",)}


def test_a_long_chain_takes_no_longer_than_its_length() -> None:
    lines, count = [b'{"meta":{"format":{"version":"3.1.0"}}}', b'{"ie":0,"sort":0}'], 20_000
    for place in range(1, count + 1):
        lines.append(b'{"in":%d,"num":{"i":%d,"pre":0}}' % (place, place))
        lines.append(b'{"const":{"name":%d,"us":[]},"ie":%d}' % (max(1, place - 1), place))
        head = {"all": [], "levelParams": [], "name": place, "type": 0, "value": place if place > 1 else 0}
        lines.append(json.dumps({"thm": head}).encode())
    made: Environment = read(b"\n".join(lines))
    assert len(reached(made, [(count,)])) == count


def test_the_library_stands_alone() -> None:
    to = Lines()
    library(to)
    made = read(to.bytes())
    assert set(reached(made, made.constants)) == set(made.constants)
