"""Constants that kernels know by name must be the true ones, used or not."""

from __future__ import annotations

import pytest

from tests.verification.lean.lines import Lines, roots, zoo
from tests.verification.lean.test_comparator import judged, rules, written
from tests.verification.lean.worlds import GOAL, axiom, challenge, solution
from tests.verification.lean_material import needs_kernel
from verification.lean.comparator import Goal, compare
from verification.lean.environment import Name
from verification.lean.ndjson import read
from verification.lean.primitives import NATIVE, PRIMITIVES, occurring

DECLARED = set(read(solution()).constants)


@pytest.mark.parametrize("name", sorted(set(PRIMITIVES) - DECLARED, key=repr))
def test_a_primitive_that_the_reference_lacks_is_refused_even_if_nothing_uses_it(name: Name) -> None:
    def change(to: Lines) -> None:
        to.definition(name, to.const("Nat"), to.nat(0))

    answer = judged(written(change))
    assert [(finding.rule, finding.constant) for finding in answer.findings] == [("primitive", name)]
    reference = read(written(change))
    assert compare(read(challenge()), read(written(change)), GOAL, reference=reference).matched


def test_a_primitive_is_compared_with_the_reference_and_all_it_rests_on() -> None:
    """The solution's own `Nat.gcd`, or the true one over something else."""

    def export(step: int, value: str) -> bytes:
        def change(to: Lines) -> None:
            to.definition(("Step",), to.const("Nat"), to.nat(step))
            to.definition(("Nat", "gcd"), to.const("Nat"), to.const(value))

        return written(change)

    reference = read(export(1, "Step"))
    for step, value, found in ((1, "Step", []), (2, "Step", [("Step",)]), (1, "Nat", [("Nat", "gcd")])):
        answer = compare(read(challenge()), read(export(step, value)), GOAL, reference=reference)
        assert [finding.constant for finding in answer.findings] == found


@pytest.mark.parametrize("name", NATIVE)
def test_what_compiled_code_evaluates_is_not_believed(name: Name) -> None:
    def used(to: Lines) -> None:
        to.definition(name, to.const("Nat"), to.nat(0))
        item = next(each for each in to.items if each.get("thm", {}).get("name") == to.name("Small", "helper"))
        item["thm"]["value"] = to.const(*name)
        to.items.sort(key=lambda each: "thm" in each)

    def unused(to: Lines) -> None:
        axiom(to, name, to.sort())

    assert rules(written(used)) == {"native"}
    assert judged(written(unused)).matched


def test_none_of_the_names_is_written_twice_or_as_text() -> None:
    assert len(set(PRIMITIVES)) == len(PRIMITIVES)
    assert not any("." in str(part) for name in PRIMITIVES + NATIVE for part in name)


@needs_kernel
def test_the_core_declares_what_kernels_calculate_with() -> None:
    made = read(zoo())
    found = set(occurring(made))
    assert {("Nat", "gcd"), ("Nat", "shiftRight"), ("Nat", "log2"), ("Bool",), ("List", "cons"), ("Eq",)} <= found
    assert compare(made, read(zoo()), Goal(theorems=(("Zoo", "size_two"),))).matched
    assert len(made.constants) == len(roots())
