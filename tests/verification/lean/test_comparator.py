"""The comparison of exports: what is honest matches, whatever shape it has; what was altered does not."""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from problems.errors import InputError
from tests.verification.lean.harmless import HARMLESS, changed
from tests.verification.lean.lines import Lines
from tests.verification.lean.malformations import MALFORMED
from tests.verification.lean.mutations import SEMANTIC, mutated
from tests.verification.lean.worlds import ANSWER, GOAL, THEOREM, axiom, challenge, library, solution, statement
from verification.lean.comparator import RULES, STANDARD_AXIOMS, Comparison, Goal, compare
from verification.lean.environment import Environment, Name
from verification.lean.ndjson import ExportError, read

MUTATIONS = int(os.environ.get("WORKBENCH_TEST_MUTATED_EXPORTS", "500"))
SAMPLE = Path(__file__).parents[4] / "shared" / "data" / "lean" / "Nat.add_succ.ndjson"
"""An export that another program wrote."""


seeds = st.integers(0, 2**32).map(random.Random)


@cache
def reference() -> Environment:
    return read(challenge())


def judged(data: bytes, goal: Goal = GOAL) -> Comparison:
    return compare(reference(), read(data), goal)


def rules(data: bytes, goal: Goal = GOAL) -> set[str]:
    return {finding.rule for finding in judged(data, goal).findings}


def test_an_honest_solution_matches() -> None:
    answer = judged(solution())
    assert answer.matched
    assert answer.axioms == (("propext",), ("Classical", "choice"))
    # Everything of the library but Quot.sound.
    assert answer.compared == 31


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample export is not beside the checkout")
def test_an_export_of_another_program_equals_itself() -> None:
    data = SAMPLE.read_bytes()
    answer = compare(read(data), read(data), Goal(theorems=(("Nat", "add_succ"),)))
    assert (answer.matched, answer.axioms, answer.compared) == (True, (), 30)


@given(st.sampled_from(sorted(HARMLESS)), seeds)
@settings(max_examples=60, deadline=None)
def test_what_means_nothing_changes_nothing(name: str, source: random.Random) -> None:
    answer = judged(changed(solution(), name, source))
    assert (answer.findings, answer.compared) == ((), 31)
    assert set(answer.axioms) == {("propext",), ("Classical", "choice")}


@given(st.sampled_from(sorted(SEMANTIC)), seeds)
@settings(max_examples=MUTATIONS, deadline=None)
def test_no_altered_solution_matches(name: str, source: random.Random) -> None:
    answer = judged(mutated(solution(), SEMANTIC[name], source))
    assert not answer.matched, name
    for finding in answer.findings:
        assert finding.rule in RULES
        assert finding.reason
        assert finding.reason.isprintable()


@given(st.sampled_from(sorted(MALFORMED)), seeds)
@settings(max_examples=200, deadline=None)
def test_a_malformed_solution_is_refused(name: str, source: random.Random) -> None:
    with pytest.raises(ExportError, match=r"^export"):
        read(MALFORMED[name](solution(), source))


@pytest.mark.parametrize("name", sorted(SEMANTIC))
def test_every_alteration_is_found_whatever_the_place(name: str) -> None:
    for seed in range(8):
        assert not judged(mutated(solution(), SEMANTIC[name], random.Random(seed))).matched


def test_an_alteration_and_a_harmless_change_together_are_found() -> None:
    counted: Counter[bool] = Counter()
    for seed in range(100):
        source = random.Random(seed)
        data = mutated(solution(), SEMANTIC[source.choice(sorted(SEMANTIC))], source)
        counted[judged(changed(data, source.choice(["another_order", "notes_and_repetitions"]), source)).matched] += 1
    assert counted == {False: 100}


def written(change: Callable[[Lines], None], start: Callable[[], bytes] = solution) -> bytes:
    """The solution with additions."""
    to = Lines(start())
    change(to)
    return to.bytes()


def proved_by(name: Name, data: bytes) -> bytes:
    """The solution whose proof is one constant, declared there."""
    to = Lines(data)
    (proof,) = [item["thm"] for item in to.items if item.get("thm", {}).get("name") == to.name(*THEOREM)]
    record = next(item for item in to.items if item.get("thm") is proof)
    proof["value"] = to.const(*name)
    to.items.append(to.items.pop(to.items.index(record)))
    return to.bytes()


def test_what_another_program_forged_is_named() -> None:
    """A constant that is only reached through a projection, two definitions below the statement."""

    def change(to: Lines) -> None:
        record = next(each for item in to.items for each in item.get("inductive", {}).get("types", ())
                      if each["name"] == to.name("Pair"))  # fmt: skip
        record["isReflexive"] = True

    answer = judged(written(change))
    assert [(finding.rule, finding.constant) for finding in answer.findings] == [("constant", ("Pair",))]
    assert "isReflexive 1" in answer.findings[0].reason


def test_another_meaning_of_what_an_axiom_mentions_is_found() -> None:
    """The axiom has the right name and type, but `Iff`, which only the axiom mentions, means something else."""

    def change(to: Lines) -> None:
        block = next(item["inductive"] for item in to.items
                     if item.get("inductive", {}).get("types", [{}])[0].get("name") == to.name("Iff"))  # fmt: skip
        block["ctors"][0]["type"] = next(each["type"] for each in block["types"])

    answer = judged(written(change))
    assert [(finding.rule, finding.constant) for finding in answer.findings] == [("axiom", ("Iff", "intro"))]


def test_what_is_proved_must_not_bear_the_name_of_an_axiom() -> None:
    data = solution().replace(
        b'{"axiom":{"isUnsafe":false,', b'{"def":{"all":[],"hints":"abbrev","safety":"safe","value":0,'
    )
    assert "axiom" in rules(data)


@pytest.mark.parametrize(
    "name",
    [
        ("sorryAx",),
        ("Classical.choice",),
        ("propext", 0),
        ("Small", "goal", "_native", "native_decide", "ax_1_1"),
        ("Lean", "ofReduceBool"),
    ],
)
def test_no_other_axiom_is_allowed(name: Name) -> None:
    data = written(lambda to: axiom(to, name, to.sort()))
    assert judged(data).matched
    answer = judged(proved_by(name, data))
    assert "axiom" in {finding.rule for finding in answer.findings}
    assert name in answer.axioms
    assert "used by Small.goal" in answer.findings[0].reason


def test_an_allowed_axiom_must_be_known_to_the_reference() -> None:
    """Nobody can say whether an axiom is the true one if it is nowhere to compare with."""

    def small(to: Lines) -> None:
        to.definition(("P",), to.sort(1), to.sort())
        to.theorem(("goal",), to.const("P"), to.const("P"))

    def large(to: Lines) -> None:
        to.definition(("P",), to.sort(1), to.sort())
        axiom(to, ("propext",), to.sort(2))
        to.theorem(("goal",), to.const("P"), to.const("propext"))

    goal = Goal(theorems=(("goal",),))
    asked, given = (read(written(change, lambda: b"")) for change in (small, large))
    assert [finding.rule for finding in compare(asked, given, goal).findings] == ["axiom"]
    assert compare(asked, given, goal, reference=given).matched
    # The true one has another type.
    assert not compare(asked, given, goal, reference=reference()).matched


def test_the_challenge_may_allow_fewer_axioms_but_not_more() -> None:
    fewer = Goal(theorems=(THEOREM,), holes=(ANSWER,), axioms=(("propext",),))
    assert rules(solution(), fewer) == {"axiom"}
    with pytest.raises(InputError, match="sorryAx"):
        Goal(theorems=(THEOREM,), axioms=(("sorryAx",),))
    with pytest.raises(InputError, match="propext"):
        Goal(theorems=(THEOREM,), axioms=(*STANDARD_AXIOMS, ("propext", 0)))


@pytest.mark.parametrize(
    "parts",
    [
        {"theorems": ()},
        {"theorems": ((),)},
        {"theorems": (("a",), ("a",))},
        {"theorems": (("a",),), "holes": (("a",),)},
        {"theorems": (("a",),), "holes": (("Nat", "add"),)},
        {"theorems": (("propext",),)},
    ],
)
def test_a_goal_without_sense_is_an_error(parts: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        Goal(**parts)


def test_without_the_statement_in_the_challenge_nothing_is_compared() -> None:
    for goal in (Goal(theorems=(("Small", "other"),)), Goal(theorems=(("Small", "low"),))):
        with pytest.raises(InputError, match="the challenge does not declare"):
            judged(solution(), goal)
    with pytest.raises(InputError, match="does not declare"):
        judged(solution(), Goal(theorems=(THEOREM,), holes=(("Small", "secret"),)))


def test_a_hole_may_be_filled_but_its_axioms_count() -> None:
    """The use of the hole vanishes from the theorem, which does not rest on the axiom itself."""

    def sorry(to: Lines) -> None:
        axiom(to, ("sorryAx",), to.sort())
        (hole,) = [item["def"] for item in to.items if item.get("def", {}).get("name") == to.name(*ANSWER)]
        hole["value"] = to.const("sorryAx")
        to.items.sort(key=lambda item: "def" in item or "thm" in item)

    assert judged(solution()).matched
    assert rules(written(sorry)) == {"axiom"}
    assert rules(solution(), Goal(theorems=(THEOREM,))) == {"constant"}


def test_the_theorems_own_proof_is_not_compared_but_a_lemma_of_the_statement_is() -> None:
    changed_ = Lines(solution())
    (lemma,) = [i["thm"] for i in changed_.items if i.get("thm", {}).get("name") == changed_.name("Small", "low_ok")]
    lemma["value"] = lemma["type"]
    assert [finding.constant for finding in judged(changed_.bytes()).findings] == [("Small", "low_ok")]


def test_a_name_that_looks_the_same_is_pointed_out() -> None:
    to = Lines()
    library(to)
    to.definition(ANSWER, to.sort(), to.const("Eq", us=(0,)))
    wanted = statement(to)
    to.theorem(("Small.goal",), wanted, wanted)
    (finding,) = judged(to.bytes()).findings
    assert (finding.rule, finding.constant) == ("missing", THEOREM)
    assert "«Small.goal»" in finding.reason


def test_deep_and_shared_terms_are_compared_at_once() -> None:
    """A term of 2^2000 nodes, and one fifty thousand levels deep."""

    def build(last: int) -> bytes:
        to = Lines()
        term = to.const("P")
        for _ in range(2000):
            term = to.app(term, term)
        lines = [to.bytes()]
        count = to.count["ie"]
        for place in range(50_000):
            body = {"binderInfo": "default", "body": term if place == 0 else count + place - 1, "name": 0, "type": 0}
            lines.append(json.dumps({"ie": count + place, "lam": body}, separators=(",", ":")).encode() + b"\n")
        count += 50_000
        lines.append(b'{"ie":%d,"sort":0}\n{"bvar":%d,"ie":%d}\n{"app":{"arg":%d,"fn":%d},"ie":%d}\n'
                     % (count, last, count + 1, count + 1, count - 1, count + 2))  # fmt: skip
        head = {"all": [1], "levelParams": [], "name": 1}
        lines.append(
            json.dumps({"def": {**head, "type": count, "value": count, "hints": "abbrev", "safety": "safe"}}).encode()
        )
        names = b'\n{"in":2,"str":{"pre":0,"str":"goal"}}\n'
        theorem = {"all": [2], "levelParams": [], "name": 2, "type": count + 2, "value": count}
        return b"".join(lines) + names + json.dumps({"thm": theorem}).encode()

    goal = Goal(theorems=(("goal",),))
    one, again, other = (read(build(last)) for last in (0, 0, 1))
    assert compare(one, again, goal).matched
    (finding,) = compare(one, other, goal).findings
    assert (finding.rule, finding.reason) == ("statement", "another type: #1 instead of #0")
