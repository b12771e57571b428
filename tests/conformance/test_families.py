"""Every family against its own independent brute force: checker, model, tree, schema, pictures."""

from __future__ import annotations

import importlib
import json
import random
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from xml.etree import ElementTree

import pytest

from problems.claim import Goal
from problems.errors import InputError, UnsupportedError
from problems.family import BUILTIN, Family, get_family
from tests.conformance.case import Cases, Json, load

UNIVERSE_CAP = 60_000
"""Witnesses walked per family at most; the tiny params are chosen so that this is all of them."""


@pytest.fixture(params=BUILTIN)
def cases(request: pytest.FixtureRequest) -> Cases:
    return load(request.param)


@pytest.fixture
def family(cases: Cases) -> Family[Any, Any]:
    return get_family(cases.family)


def decide(family: Family[Any, Any], params: Json, witness: Json) -> Any:
    """The checker's finding, or None when the schema refuses the witness."""
    try:
        parsed = family.parse_witness(family.fill_witness(params, witness))
    except InputError:
        return None
    return family.check(family.parse_params(params), parsed)


def true_witnesses(cases: Cases, params: Json) -> list[Json]:
    return [witness for witness in islice(cases.universe(params), UNIVERSE_CAP) if cases.brute(params, witness)]


def canonical(family: Family[Any, Any], params: Json, witness: Json) -> str:
    parsed = family.parse_witness(family.fill_witness(params, witness))
    return json.dumps(parsed.model_dump(mode="json", exclude_none=True), sort_keys=True)


def test_examples_and_good_witnesses_verify(cases: Cases, family: Family[Any, Any]) -> None:
    examples = list(family.examples())
    assert examples
    for params, witness in (*examples, *cases.good):
        finding = decide(family, params, witness)
        assert finding is not None, (params, witness)
        assert finding.holds, (params, finding)
        assert finding.code == ""
        assert finding.reason


def test_checker_agrees_with_brute_force_on_tiny_universes(cases: Cases, family: Family[Any, Any]) -> None:
    true = false = 0
    for params in cases.tiny:
        for witness in islice(cases.universe(params), UNIVERSE_CAP):
            finding = decide(family, params, witness)
            expected = cases.brute(params, witness)
            assert (finding is not None and finding.holds) == expected, (params, witness, finding)
            if finding is not None and not finding.holds:
                assert finding.code in cases.codes, finding
                assert finding.reason, finding
            true, false = true + expected, false + (not expected)
    assert true, "the tiny universes hold no true witness"
    assert false, "the tiny universes hold no false witness"


def test_every_single_element_mutation_is_judged_as_brute_force_says(cases: Cases, family: Family[Any, Any]) -> None:
    refuted: set[str] = set()
    count = 0
    for params, witness in cases.good:
        for mutated in cases.mutate(params, witness):
            count += 1
            finding = decide(family, params, mutated)
            expected = cases.brute(params, mutated)
            assert (finding is not None and finding.holds) == expected, (params, mutated, finding)
            if finding is not None and not finding.holds:
                assert finding.code in cases.codes, finding
                json.dumps(finding.offending)
                refuted.add(finding.code)
    assert count
    assert refuted, "no mutation reached the checker"


def test_mutations_reach_the_mathematical_reasons(cases: Cases, family: Family[Any, Any]) -> None:
    met: set[str] = set()
    for params in cases.tiny:
        for witness in islice(cases.universe(params), UNIVERSE_CAP):
            finding = decide(family, params, witness)
            if finding is not None:
                met.add(finding.code)
    for params, witness in cases.good:
        for mutated in cases.mutate(params, witness):
            finding = decide(family, params, mutated)
            if finding is not None:
                met.add(finding.code)
    assert cases.codes <= met, f"never met: {sorted(cases.codes - met)}"


def solutions(finite: Any, cap: int = 20_000) -> Iterator[dict[str, int]]:
    """All solutions of a finite model, by blocking clauses over its named variables in one SAT solver."""
    import cpmpy as cp

    found: list[dict[str, int]] = []
    names = list(finite.variables)

    def keep() -> None:
        found.append({name: int(finite.variables[name].value()) for name in names})

    count = cp.Model(finite.model.constraints).solveAll(
        solver="ortools", display=keep, solution_limit=cap, time_limit=60
    )
    assert count < cap, "too many solutions for a conformance case"
    return iter(found)


def test_model_solutions_are_exactly_the_witnesses(cases: Cases, family: Family[Any, Any]) -> None:
    if not family.has_model:
        with pytest.raises(UnsupportedError):
            family.model(family.parse_params(cases.tiny[0]))
        return
    pytest.importorskip("ortools", reason="the sat extra is not installed")
    asked = 0
    for params in spread(cases.tiny):
        parsed = family.parse_params(params)
        try:
            finite = family.model(parsed, symmetry=False)
        except UnsupportedError:
            continue
        asked += 1
        assert all(item.implied for item in finite.symmetry)
        assert not finite.symmetry or finite.symmetry == family.model(parsed).symmetry
        assert all(str(variable.name) == name for name, variable in finite.variables.items())
        assert set(finite.meaning) == set(finite.variables)
        expected = {canonical(family, params, witness) for witness in true_witnesses(cases, params)}
        if finite.relaxation:
            check_relaxation(finite, family, params, cases)
            continue
        got: dict[str, dict[str, int]] = {}
        for values in solutions(finite):
            witness = finite.decode(values)
            text = canonical(family, params, witness)
            assert text not in got, f"two solutions decode to one witness: {params} {text}"
            got[text] = values
            assert cases.brute(params, json.loads(text)), (params, text)
            encoded = finite.encode(family.parse_witness(witness))
            assert all(values[name] == value for name, value in encoded.items()), (params, witness)
        assert expected <= set(got), f"{params}: the model misses {sorted(expected - set(got))[:3]}"
    assert asked, "no tiny params have a model"


def test_no_formula_is_refuted_by_a_constant(cases: Cases, family: Family[Any, Any]) -> None:
    """Two contradictory unit clauses speak of the object: a variable that is made to contradict itself proves nothing.

    Relaxations are left out, since what they say of the object is in auxiliaries.
    """
    if not family.has_model:
        return
    pytest.importorskip("pindakaas", reason="the sat extra is not installed")
    from problems.claim import Claim
    from verification.encode import encode

    for params in cases.tiny:
        for symmetry in (True, False):
            try:
                encoding = encode(Claim(family=family.name, params=params, goal=Goal.NONE), symmetry=symmetry)
            except UnsupportedError:
                continue
            if encoding.finite.relaxation:
                continue
            units = {clause[0] for clause in encoding.clauses if len(clause) == 1}
            told = {encoding.names[abs(unit) - 1] for unit in units if -unit in units}
            assert told <= spoken_of(encoding.finite, family, cases, params), (params, told)


def spoken_of(finite: Any, family: Family[Any, Any], cases: Cases, params: Json) -> set[str]:
    """Variables that some object of the right shape determines."""
    found: set[str] = set()
    for witness in islice(cases.universe(params), 50):
        try:
            found |= set(finite.encode(family.parse_witness(family.fill_witness(params, witness))))
        except (InputError, UnsupportedError, LookupError, ValueError):
            continue
    return found


def test_lemmas_that_search_and_model_share_are_named_in_both(cases: Cases, family: Family[Any, Any]) -> None:
    """What a tree says to share is a lemma of the family's models, by that name."""
    named, shared = set(), set()
    for params, _ in [*((params, None) for params in cases.tiny), *cases.good]:
        parsed = family.parse_params(params)
        try:
            shared |= set(family.tree(parsed).shared) if family.has_exhaustion else set()
            named |= {item.name for item in family.model(parsed).symmetry} if family.has_model else set()
        except UnsupportedError:
            continue
    assert shared <= named | SHARED_LATER.get(family.name, set())


SHARED_LATER = {"ap_free_set": {"interval-bounds"}}
"""Lemmas of models that are larger than the ones here."""


def check_relaxation(finite: Any, family: Family[Any, Any], params: Json, cases: Cases) -> None:
    import cpmpy as cp

    for witness in islice((w for w in cases.universe(params) if cases.brute(params, w)), 20):
        encoded = finite.encode(family.parse_witness(witness))
        fixed = [finite.variables[name] == value for name, value in encoded.items()]
        assert cp.Model([*finite.model.constraints, *fixed]).solve(solver="ortools"), (params, witness)
    with pytest.raises(UnsupportedError):
        finite.decode(dict.fromkeys(finite.variables, 0))


def spread(items: Any, most: int = 24) -> list[Json]:
    """At most `most` items, evenly spaced."""
    step = max(1, -(-len(items) // most))
    return list(items[::step])


def test_symmetry_breaking_keeps_satisfiability(cases: Cases, family: Family[Any, Any]) -> None:
    if not family.has_model:
        return
    pytest.importorskip("ortools", reason="the sat extra is not installed")
    for params in spread(cases.tiny):
        parsed = family.parse_params(params)
        try:
            broken = family.model(parsed)
        except UnsupportedError:
            continue
        plain = family.model(parsed, symmetry=False)
        assert broken.model.solve(solver="ortools") == plain.model.solve(solver="ortools"), params
        for item in broken.symmetry:
            assert item.name
            assert len(item.argument) > 20, f"{item.name} needs an argument"


def test_tree_reaches_a_witness_exactly_when_there_is_one(cases: Cases, family: Family[Any, Any]) -> None:
    if not family.has_exhaustion:
        return
    asked = 0
    for params in cases.tiny:
        parsed = family.parse_params(params)
        try:
            tree = family.tree(parsed)
        except UnsupportedError:
            continue
        asked += 1
        stack, leaves, nodes = [tree.root], 0, 0
        while stack:
            node = stack.pop()
            nodes += 1
            assert nodes < 500_000, f"the tree for {params} is too large to be tiny"
            witness = tree.witness(node)
            if witness is not None:
                leaves += 1
                finding = decide(family, params, witness)
                assert finding is not None, (params, witness)
                assert finding.holds, (params, witness, finding)
            stack.extend(tree.children(node))
        assert (leaves > 0) == bool(true_witnesses(cases, params)), params
    assert asked


def test_landscape_cost_is_zero_exactly_at_witnesses(cases: Cases, family: Family[Any, Any]) -> None:
    rng = random.Random(7)
    for params in spread([*cases.tiny, *(params for params, _ in cases.good)]):
        parsed = family.parse_params(params)
        try:
            landscape = family.landscape(parsed)
        except UnsupportedError:
            continue
        for _ in range(4):
            state = landscape.start(rng)
            for following in islice(landscape.neighbours(state, rng), 10):
                for one in (state, following):
                    finding = decide(family, params, landscape.witness(one))
                    holds = finding is not None and finding.holds
                    assert (landscape.cost(one) == 0) == holds, (params, one, finding)


def test_malformed_witnesses_and_params_are_named(cases: Cases, family: Family[Any, Any]) -> None:
    assert cases.malformed
    assert cases.bad_params
    params = cases.good[0][0]
    for witness in cases.malformed:
        with pytest.raises(InputError) as caught:
            family.parse_witness(family.fill_witness(params, witness))
        assert "\n" not in str(caught.value)
        assert len(str(caught.value)) < 2000
    for bad in cases.bad_params:
        with pytest.raises(InputError) as caught:
            family.parse_params(bad)
        assert "\n" not in str(caught.value)


def test_params_and_witness_survive_json(cases: Cases, family: Family[Any, Any]) -> None:
    for params, witness in cases.good:
        parsed = family.parse_params(params)
        text = json.dumps(parsed.model_dump(mode="json", exclude_none=True))
        assert family.parse_params(json.loads(text)) == parsed
        once = canonical(family, params, witness)
        assert canonical(family, json.loads(text), json.loads(once)) == once
    for left, right in cases.equal_params:
        assert family.parse_params(left) == family.parse_params(right)
    json.dumps(family.Params.model_json_schema())
    json.dumps(family.Witness.model_json_schema())


def test_pictures_are_deterministic_svg(cases: Cases, family: Family[Any, Any]) -> None:
    for params, witness in cases.good:
        drawn = [witness, *islice(cases.mutate(params, witness), 12)]
        for one in drawn:
            try:
                parsed = family.parse_witness(family.fill_witness(params, one))
            except InputError:
                continue
            first = family.draw(family.parse_params(params), parsed)
            assert first == family.draw(family.parse_params(params), parsed)
            assert ElementTree.fromstring(first).tag.endswith("svg")  # noqa: S314 - our own text
            assert len(first) < 3_000_000


def test_statements_name_both_goals(cases: Cases, family: Family[Any, Any]) -> None:
    for params in spread(cases.tiny, 5):
        parsed = family.parse_params(params)
        exists, none = (family.statement(parsed, goal) for goal in (Goal.EXISTS, Goal.NONE))
        assert exists != none
        assert exists.count("$") % 2 == 0 == none.count("$") % 2
        assert "\n" not in exists + none


def hostile(schema: Mapping[str, Any], value: Any) -> Iterator[Json]:
    """The witness with every list filled to thousands of huge entries, or its numbers made huge."""
    for name, field in schema.items():
        if isinstance(field, list) and field:
            yield {**schema, name: [value] * 2000}
            yield {**schema, name: [[value] * len(field[0])] * 1000 if isinstance(field[0], list) else [value]}
        elif isinstance(field, int):
            yield {**schema, name: value}


def test_huge_witnesses_are_refused_quickly(cases: Cases, family: Family[Any, Any]) -> None:
    for params, witness in cases.good[:2]:
        for value in ("9" * 4000, "-" + "9" * 3999, -1):
            for one in hostile(witness, value):
                started = time.process_time()
                try:
                    finding = decide(family, params, one)
                except UnsupportedError:
                    finding = None
                assert finding is None or not finding.holds, (params, str(one)[:200])
                assert time.process_time() - started < 5


def test_docstrings_carry_the_mathematics(family: Family[Any, Any]) -> None:
    module = importlib.import_module(type(family).__module__.split(".")[0] + ".families." + family.name)
    text = module.__doc__ or ""
    assert len(text) > 200
    assert family.title
    for model in (family.Params, family.Witness):
        for name, field in model.model_fields.items():
            assert field.description, f"{family.name}: {name} has no docstring"


def test_scores_are_exact(cases: Cases, family: Family[Any, Any]) -> None:
    from fractions import Fraction

    for params, witness in cases.good:
        parsed = family.parse_witness(family.fill_witness(params, witness))
        score = family.score(family.parse_params(params), parsed)
        if score is not None:
            assert isinstance(score.value, Fraction)
            assert score.better in ("less", "greater")
