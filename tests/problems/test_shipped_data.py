"""The catalogue and the known values that ship: complete, readable, consistent, and true where they can be checked."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from problems.catalog import Catalog, data_folder
from problems.claim import Claim, Goal, ScopeKind
from problems.errors import CatalogError
from problems.family import BUILTIN, get_family, normalise
from problems.known import KnownValue, contradictions, known_truth, known_values, parse_known_values
from problems.problem import Problem
from problems.snapshot import UPSTREAM
from problems.yaml_lines import read_bytes, read_yaml, yaml_files

CATALOG = Catalog.load()
LEAST = 100
"""Problems that ship, at least."""

COMMUNITY = Path(
    os.environ.get("WORKBENCH_COMMUNITY_FILE")
    or Path(__file__).parents[3] / "shared" / "data" / "erdosproblems" / "problems.yaml"
)
"""The community database of the day that the shipped files name, where there is a copy."""


@pytest.fixture(params=CATALOG, ids=lambda problem: problem.id)
def problem(request: pytest.FixtureRequest) -> Problem:
    found: Problem = request.param
    return found


def texts(problem: Problem) -> Iterator[tuple[str, str]]:
    yield "title", problem.title
    yield "statement", problem.statement
    yield "remarks", problem.remarks
    yield "status.note", problem.status.note
    for index, record in enumerate(problem.claims):
        yield f"claims.{index}.meaning", record.meaning
        yield f"claims.{index}.reading", record.reading


def unbalanced(text: str) -> str:
    r"""What is wrong with the LaTeX of a text: `$` in pairs, braces and environments closed, no `\(` or `\[`.

    >>> unbalanced(r"$\{1,\dots,n\}$"), unbalanced("a $b"), unbalanced("$x^{2$")
    ('', 'an odd number of $', 'braces do not match in $x^{2$')
    """
    if r"\(" in text or r"\[" in text:
        return r"\( or \[ is not rendered everywhere"
    bare = text.replace(r"\$", "")
    if bare.count("$") % 2:
        return "an odd number of $"
    for formula in re.findall(r"\$\$(.*?)\$\$|\$(.*?)\$", bare, re.DOTALL):
        inner = "".join(formula)
        if not inner.strip():
            return "an empty formula"
        depth = 0
        for brace in re.findall(r"(?<!\\)[{}]", inner):
            depth += 1 if brace == "{" else -1
            if depth < 0:
                break
        if depth:
            return f"braces do not match in ${inner}$"
        for left, right in (("left", "right"), ("bigl", "bigr"), ("Bigl", "Bigr"), (r"\{", r"\}")):
            one, two = (inner.count(word if word[0] == "\\" else "\\" + word) for word in (left, right))
            if left == "left":
                one, two = (len(re.findall(rf"\\{word}(?![a-z])", inner)) for word in (left, right))
            if one != two:
                return f"{left} and {right} do not match in ${inner}$"
    outside = re.sub(r"\$\$.*?\$\$|\$.*?\$", "", bare, flags=re.DOTALL)
    command = re.search(r"\\[A-Za-z]+|!\[|<[a-zA-Z/]", outside)
    return f"{command.group()} stands outside of a formula" if command else ""


def test_enough_problems_ship() -> None:
    assert len(CATALOG) >= LEAST
    assert sum(bool(problem.claims) for problem in CATALOG) >= len(BUILTIN)


def test_there_is_one_file_a_problem_named_by_its_number() -> None:
    for path in data_folder("problems").iterdir():
        if path.name.endswith(".yaml"):
            identity = read_yaml(read_bytes(path), path.name).plain()["id"]
            number = int(identity.partition(":")[2])
            assert path.name == f"erdos-{number:04d}.yaml"


def test_it_is_stated_in_balanced_latex(problem: Problem) -> None:
    assert problem.statement.strip()
    assert problem.title != f"Erdős problem {problem.number}"
    for name, text in texts(problem):
        assert not unbalanced(text), (name, unbalanced(text), text)
        assert "\n\n\n" not in text


def test_status_and_source_say_where_they_come_from(problem: Problem) -> None:
    assert problem.status.as_of == "2026-08-08"
    assert problem.status.source == "community database commit 402130d5"
    if problem.source.kind != "memory":
        assert problem.source.detail
    if problem.source.kind == "formal-conjectures":
        detail = problem.source.detail
        assert re.search(rf"\bcommit [0-9a-f]{{7,40}}\b.*ErdosProblems/{problem.number}\.lean", detail), detail


def test_related_problems_and_references_are_distinct(problem: Problem) -> None:
    assert problem.id not in problem.related
    assert len(set(problem.related)) == len(problem.related)
    assert all(1 <= int(other.partition(":")[2]) <= 1217 for other in problem.related)
    keys = [reference.key for reference in problem.references]
    assert len(set(keys)) == len(keys)


def test_claims_say_what_they_are_and_settle_only_what_they_can(problem: Problem) -> None:
    for record in problem.claims:
        family = get_family(record.family)
        params = family.parse_params(record.params)
        assert normalise(record.claim).params == record.params
        assert "$" in family.statement(params, record.goal)
        if record.scope.kind is ScopeKind.SETTLES:
            assert record.source.kind != "memory"
        if record.scope.kind is ScopeKind.RECORD:
            assert record.goal is Goal.NONE or known_truth(record.claim) is None, record
    assert len({record.claim.digest for record in problem.claims}) == len(problem.claims)


def test_no_claim_contradicts_a_known_value() -> None:
    assert contradictions(CATALOG) == []


@pytest.mark.parametrize(
    ("params", "goal", "caught"),
    [
        ({"N": 17, "k": 6}, "exists", True),
        ({"N": 12, "k": 6}, "exists", True),
        ({"L": 16, "k": 6}, "exists", True),
        ({"N": 18, "k": 6}, "none", True),
        ({"N": 40, "k": 6}, "none", True),
        ({"N": 18, "k": 6}, "exists", False),
        ({"N": 17, "k": 6}, "none", False),
        ({"N": 600, "k": 29}, "exists", False),
        ({"N": 600, "k": 29}, "none", False),
        ({"N": 10**9, "k": 1000}, "none", False),
    ],
)
def test_a_planted_contradiction_is_caught(params: dict[str, Any], goal: Goal, caught: bool) -> None:
    problem = CATALOG["erdos:30"]
    record = problem.claims[0].model_copy(update={"params": params, "goal": Goal(goal)})
    planted = Catalog([problem.model_copy(update={"claims": (*problem.claims, record)})])
    found = contradictions(planted)
    assert len(found) == caught
    if caught:
        assert "erdos:30" in found[0]
        assert "A003022" in found[0]


# Known values.

VALUES = [(family, index, value) for family, values in known_values().items() for index, value in enumerate(values)]


@pytest.fixture(params=VALUES, ids=lambda item: f"{item[0]}-{item[1]}")
def entry(request: pytest.FixtureRequest) -> tuple[str, KnownValue]:
    family, _, value = request.param
    return family, value


def test_known_values_are_of_families_that_ship() -> None:
    assert set(known_values()) <= set(BUILTIN)
    assert len(VALUES) >= 50


def test_parameters_of_known_values_are_accepted(entry: tuple[str, KnownValue]) -> None:
    name, value = entry
    family = get_family(name)
    for number in (value.exists, value.none):
        if number is not None:
            params = family.parse_params(value.params(number))
            assert getattr(params, value.vary) == number


def test_witnesses_of_known_values_verify(entry: tuple[str, KnownValue]) -> None:
    name, value = entry
    if value.witness is None or value.exists is None:
        return
    family = get_family(name)
    raw = value.params(value.exists)
    params = family.parse_params(raw)
    finding = family.check(params, family.parse_witness(family.fill_witness(raw, value.witness)))
    assert finding.holds, finding.reason


def test_known_values_are_found_again_and_agree_with_each_other(entry: tuple[str, KnownValue]) -> None:
    name, value = entry
    for number, truth in ((value.exists, True), (value.none, False)):
        if number is None:
            continue
        for goal in Goal:
            found = known_truth(Claim(family=name, params=value.params(number), goal=goal))
            assert found is not None
            assert found[0] is (truth is (goal is Goal.EXISTS)), (value, found[1])


def test_sources_of_known_values_are_named(entry: tuple[str, KnownValue]) -> None:
    assert all(len(source) > 8 for source in entry[1].sources)
    assert not any("memory" in source for source in entry[1].sources)


def test_what_was_only_computed_here_is_no_record(entry: tuple[str, KnownValue]) -> None:
    """Who never looked at the literature cannot say that a claim goes beyond it."""
    known = entry[1]
    bounds = {name for name in ("exists", "none") if getattr(known, name) is not None}
    if all(source.startswith("computed here") for source in known.sources) and known.monotone != "none":
        assert known.settled or set(known.no_record) == bounds, known


def value(**fields: Any) -> KnownValue:
    return KnownValue.model_validate({"fixed": {}, "vary": "N", "monotone": "up", "sources": ["here"], **fields})


def test_monotone_values_speak_of_the_side_that_inherits() -> None:
    up, down, alone = (
        value(exists=7, none=4),
        value(monotone="down", exists=4, none=7),
        value(monotone="none", exists=4, none=7),
    )
    assert [up.truth(n) for n in (3, 4, 5, 7, 8)] == [False, False, None, True, True]
    assert [down.truth(n) for n in (3, 4, 5, 7, 8)] == [True, True, None, False, False]
    assert [alone.truth(n) for n in (3, 4, 5, 7, 8)] == [None, True, None, False, None]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"exists": 4, "none": 4},
        {"exists": 4, "none": 7},
        {"monotone": "down", "exists": 7, "none": 4},
        {"none": 4, "witness": {"set": []}},
        {"exists": 4, "sources": []},
        {"exists": "4"},
        {"exists": 4, "vary": "1N"},
        {"exists": 4, "no_record": ["none"]},
        {"exists": 4, "none": 3, "no_record": ["exists"]},
        {"exists": 4, "no_record": ["other"]},
    ],
)
def test_inconsistent_values_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        value(**fields)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("schema: 1\nfamily: x\n", "expected schema"),
        ("schema: true\nfamily: x\nvalues: []\n", "expected schema"),
        ("schema: 1\nfamily: x\nvalues: 5\n", "expected a list"),
        ("schema: 1\nfamily: x\nvalues:\n  - vary: N\n", "bad.yaml:4: values.0.fixed"),
        ("schema: [", "not YAML"),
    ],
)
def test_faulty_files_of_known_values_are_named(text: str, what: str) -> None:
    with pytest.raises(CatalogError) as caught:
        parse_known_values(text.encode(), "bad.yaml")
    assert any(what in fault for fault in caught.value.faults), caught.value.faults


# Against the community database of that day.


@pytest.mark.skipif(not COMMUNITY.is_file(), reason="no copy of the community database (WORKBENCH_COMMUNITY_FILE)")
def test_upstream_fields_are_those_of_the_community_database() -> None:
    from problems.sources.erdosproblems import import_erdosproblems

    upstream = import_erdosproblems(COMMUNITY, as_of="2026-08-08", commit="402130d5").snapshot.by_id
    for problem in CATALOG:
        if problem.catalogue != "erdos":
            continue
        theirs = upstream[problem.id]
        for field in UPSTREAM:
            if field != "status":
                assert getattr(problem, field) == getattr(theirs, field), (problem.id, field)
        for field in ("state", "formal", "last_update"):
            assert getattr(problem.status, field) == getattr(theirs.status, field), (problem.id, field)
        assert theirs.status.note in problem.status.note, problem.id


def test_the_module_of_known_values_reads_the_shipped_folder() -> None:
    assert {path.name.removesuffix(".yaml") for path in yaml_files(data_folder("known_values"))} == set(known_values())
