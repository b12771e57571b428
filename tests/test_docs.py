"""Pages that are written by commands are what the commands write, and the README's examples run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from problems.family import BUILTIN
from problems.family_docs import family_page
from ui.reference import command_page, schemas

ROOT = Path(__file__).parent.parent


def test_the_family_page_is_current() -> None:
    assert (ROOT / "docs/families.md").read_text("utf-8") == family_page(), "run `make docs`"


def test_the_command_page_is_current() -> None:
    page = command_page()
    assert (ROOT / "docs/commands.md").read_text("utf-8") == page, "run `make docs`"
    for section in page.split("\n## ")[1:]:
        body = section.splitlines()
        assert len(body[4]) > 20, f"{body[0]} has no help"


def test_the_schemas_are_current() -> None:
    for name, schema in schemas().items():
        assert json.loads((ROOT / "docs/schema" / name).read_text("utf-8")) == schema, "run `make docs`"


def test_the_search_page_speaks_of_every_family() -> None:
    page = (ROOT / "docs/search.md").read_text("utf-8")
    for name in BUILTIN:
        assert f"`{name}`" in page, f"run `make docs`: {name} is missing"
        raw = yaml.safe_load((ROOT / "benchmarks/laptop" / f"{name}.yaml").read_text("utf-8"))
        for entry in raw:
            assert entry["entry"] in page, f"run `make docs`: {name}: {entry['entry']}"


def console_blocks() -> list[str]:
    return re.findall(r"```console\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)


def test_the_readme_has_examples() -> None:
    assert len(console_blocks()) >= 3


def examples() -> list[Any]:
    """The blocks; Lean text is compiled in the sandbox, which not every machine has."""
    confined = pytest.mark.needs("bwrap")
    return [pytest.param(block, marks=[confined] if "lean skeleton" in block else []) for block in console_blocks()]


@pytest.mark.parametrize("block", examples())
def test_readme_examples_run(block: str, tmp_path: Path) -> None:
    pytest.importorskip("cpmpy", reason="the sat extra is not installed")
    folder = Path(sys.executable).parent
    for example in block.split("$ ")[1:]:
        command, _, expected = example.partition("\n")
        answer = subprocess.run(
            ["bash", "-c", command],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            timeout=120,
            env={**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"},
            check=False,
        )
        assert "Traceback" not in answer.stderr, command
        pattern = ".*".join(re.escape(part) for part in expected.rstrip("\n").split("…"))
        assert re.fullmatch(pattern, answer.stdout.rstrip("\n"), re.DOTALL), (command, answer.stdout, answer.stderr)


def test_relative_links_lead_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
