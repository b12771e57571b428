"""The shape of the source: direction of imports, size of files, no heavy import at module level, no traces."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("problems", "verification", "provers", "ui")
MAY_IMPORT = {name: set(PACKAGES[: index + 1]) for index, name in enumerate(PACKAGES)}
HEAVY = {
    "anthropic", "cdclkit", "cpmpy", "cvc5", "distributed", "dratify", "lean_dojo", "networkx", "ortools", "pandas",
    "pindakaas", "pysat", "streamlit", "sympy", "z3",
}  # fmt: skip
LONGEST = 400


def sources(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_go_one_way(package: str) -> None:
    files = sources(package)
    assert files
    for file in files:
        wrong = imported(ast.parse(file.read_text("utf-8"))) & set(PACKAGES) - MAY_IMPORT[package]
        assert not wrong, f"{file.relative_to(ROOT)} imports {sorted(wrong)}"


@pytest.mark.parametrize("package", ["problems", "verification", "provers"])
def test_heavy_packages_are_imported_inside_functions(package: str) -> None:
    for file in sources(package):
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                where = f"{file.relative_to(ROOT)}:{node.lineno}"
                assert not imported(node) & HEAVY, f"{where} imports a heavy package at module level"


@pytest.mark.parametrize("package", [*PACKAGES, "benchmarks", "tests"])
def test_files_stay_short(package: str) -> None:
    for file in sources(package):
        lines = len(file.read_text("utf-8").splitlines())
        assert lines <= LONGEST + 10 * (file.name == "verdict.py"), f"{file.relative_to(ROOT)} has {lines} lines"


@pytest.mark.parametrize("package", PACKAGES)
def test_modules_and_public_names_have_docstrings(package: str) -> None:
    for file in sources(package):
        tree = ast.parse(file.read_text("utf-8"))
        if file.name == "__init__.py" and not tree.body:
            continue
        where = file.relative_to(ROOT)
        assert ast.get_docstring(tree), f"{where} has no docstring"
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{where}:{node.lineno} {node.name} has no docstring"


def test_lock_files_name_no_address() -> None:
    for name in ("requirements.lock", "requirements-scan.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert "--hash=sha256:" in text


def test_the_makefile_has_at_most_ten_targets_of_one_line() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert len(phony.split()) <= 10
    assert "\n\t" not in text


def scripts() -> list[Path]:
    """Every shell script that is kept in the project."""
    kept = [ROOT / ".ci/run", ROOT / ".ci/lock"]
    for folder in (*PACKAGES, "benchmarks", "tests", "data"):
        kept += (file for file in (ROOT / folder).rglob("*.sh") if "node_modules" not in file.parts)
    return kept


@pytest.mark.parametrize("script", scripts(), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_shell_scripts_parse(script: Path) -> None:
    shell = script.read_text("utf-8").partition("\n")[0].removeprefix("#!").split()
    done = subprocess.run([*shell, "-n", str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
