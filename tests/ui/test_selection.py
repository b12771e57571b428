"""How a problem is named on the command line, and selections that lead to none."""

from __future__ import annotations

import pytest

from problems.catalog import Catalog
from problems.errors import InputError
from problems.problem import Problem
from problems.problem_id import names_problem, problem_id
from tests.workbench import Inside, problem, ruler
from ui.selection import selection


@pytest.fixture
def project(inside: Inside) -> Inside:
    thirty = {**problem(30, [ruler(6, 3)], title="A ruler"), "id": "erdos:30"}
    inside.project.add(problem(1, [ruler(12, 5)]), problem(2, []), thirty)
    return inside


@pytest.mark.parametrize(
    ("given", "meant"),
    [("30", "erdos:30"), ("030", "erdos:30"), ("Erdos:30", "erdos:30"), ("MINE:a-B", "mine:a-B"), ("٣", "٣")],
)
def test_spellings_of_an_id(given: str, meant: str) -> None:
    assert problem_id(given) == meant


def test_digits_of_a_hash_are_no_problem() -> None:
    assert not any(map(names_problem, ("123456", "abcdef", "sha256:abcdef", "", "erdos30")))
    assert all(map(names_problem, ("12345", "erdos:30", "Mine:1")))


@pytest.mark.parametrize("query", ["erdos:99999", "erdos30", "99999", "xyzzy", "erdos:31-40"])
@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_a_scan_of_no_problem_is_bad_input(project: Inside, query: str, more: tuple[str, ...]) -> None:
    answer = project("scan", query, *more)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("workbench: no problem ")
    assert answer.err.count("\n") == 1
    if query == "erdos30":
        assert "did you mean erdos:30" in answer.err
    assert not project.project.ledger.exists()


def test_problems_without_claims_are_no_error_but_said(project: Inside) -> None:
    answer = project("scan", "mine:2")
    assert answer.status == 0
    assert "no problem of the selection has a claim" in answer.err


def test_numbers_alone_are_problems_and_words_are_text() -> None:
    raw = {name: value for name, value in problem(30, []).items() if name != "schema"}
    catalog = Catalog([Problem.model_validate({**raw, "id": "erdos:30", "title": "Of 1941"})])
    assert selection(catalog, ["30", "31"]) == "erdos:30 erdos:31"
    assert selection(catalog, ['"1941"']) == '"1941"'
    assert selection(catalog, ["of", "1941"]) == "of 1941"
    assert selection(catalog, []) == ""
    with pytest.raises(InputError, match="no problem"):
        selection(catalog, ["1941"])


def test_every_command_understands_the_same_ids(project: Inside) -> None:
    assert project("scan", "30", "--prover", "construct").status == 0
    for given in ("30", "Erdos:30", "erdos:30"):
        assert project("show", given).out.startswith("erdos:30  A ruler")
        assert project("catalog", "show", given).out.startswith("erdos:30  A ruler")
        assert project("queue", "--problem", given).out.endswith("1 of 1 shown\n")
        assert project("export", given, "--format", "upstream", "--out", f"out {given}").status == 0
        answer = project("review", given)
        assert answer.status == 2
        assert "`workbench queue --problem erdos:30` lists them" in answer.err
    assert project("show", "Nothing").err.startswith("workbench: 'Nothing': give a problem id")


def test_a_queue_of_an_unknown_problem_is_bad_input(project: Inside) -> None:
    project("scan", "30", "--prover", "construct")
    answer = project("queue", "--problem", "erdos:31")
    assert (answer.status, answer.out) == (2, "")
    assert "did you mean erdos:30?" in answer.err
    assert project("queue", "--problem", "mine:1").out.endswith("0 of 0 shown\n")
    (project.project.catalog / "erdos-30.yaml").unlink()
    assert project("queue", "--problem", "30").status == 0, "the ledger knows it still"
