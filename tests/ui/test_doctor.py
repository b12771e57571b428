"""`workbench doctor` names everything that can be there, with its version or the way to get it."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest

from provers.prover import PROVERS
from tests.system import PROGRAMS, require
from tests.verification.lean.toolchains import elan_folder
from tests.workbench import Inside
from verification.backend import BACKENDS

TOOLS = {
    "Z3": "pip install 'conjecture-workbench[smt]'",
    "cvc5": "pip install 'conjecture-workbench[smt]'",
    "PySAT": "pip install 'conjecture-workbench[sat]'",
    "CPMpy, OR-tools": "pip install 'conjecture-workbench[sat]'",
    "dratify": "pip install 'conjecture-workbench[sat]'",
    "ACL2 LRAT checker": "apt-get install acl2 acl2-books acl2-books-certs",
    "C++ compiler": "apt-get install g++",
    "bubblewrap": "apt-get install bubblewrap",
    "nauty": "apt-get install nauty",
    "Chromium": "apt-get install chromium",
    "PostgreSQL server": "apt-get install postgresql",
    "elan": "elan-init.sh",
    "Lean toolchain": "workbench lean setup",
    "Lean project": "workbench lean setup",
    "Lean kernels": "",
    "Authlib": "",
    "LeanDojo": "",
    "LeanInteract": "",
    "Anthropic SDK": "pip install 'conjecture-workbench[llm]'",
    "Anthropic key": "export ANTHROPIC_API_KEY=",
    "Streamlit, pandas": "pip install 'conjecture-workbench[ui]'",
    "Dask": "pip install 'conjecture-workbench[cluster]'",
    "psycopg": "pip install 'conjecture-workbench[postgres]'",
    "SymPy": "",
    "python-flint": "",
    "NetworkX": "",
}


def findings(inside: Inside) -> dict[tuple[str, str], dict[str, object]]:
    return {(row["kind"], row["name"]): row for row in inside.records("doctor")}


def test_everything_is_named_with_version_or_remedy(inside: Inside) -> None:
    rows = findings(inside)
    named = [("back-end", name) for name in BACKENDS]
    named += [("prover", name) for name in PROVERS]
    named += [("tool", name) for name in TOOLS]
    assert set(rows) == set(named)
    for row in rows.values():
        assert row["schema"] == 1
        assert row["use"]
        if row["available"]:
            assert row["version"]
            assert not row["reason"]
        else:
            assert row["reason"]
            assert row["install"]
    table = inside("doctor")
    assert table.status == 0
    for _, name in named:
        assert name in table.out


def test_nothing_on_the_path(inside: Inside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("ELAN_HOME", raising=False)
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    monkeypatch.delenv("ANTHROPIC_AUTH_TOKEN", raising=False)
    rows = findings(inside)
    for name in (
        "ACL2 LRAT checker",
        "C++ compiler",
        "bubblewrap",
        "nauty",
        "Chromium",
        "elan",
        "Lean toolchain",
        "Lean project",
    ):
        row = rows["tool", name]
        assert not row["available"], name
        assert TOOLS[name] in str(row["install"])
    assert not rows["tool", "Anthropic key"]["available"]


def test_the_key_is_never_shown(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-very-secret")
    for arguments in (("doctor",), ("doctor", "--json")):
        answer = inside(*arguments)
        assert "sk-very-secret" not in answer.out + answer.err
    assert findings(inside)["tool", "Anthropic key"]["available"]


def test_a_program_that_does_not_run_is_a_finding(
    inside: Inside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "bwrap"
    broken.write_bytes(b"\x7fELF nonsense")
    broken.chmod(broken.stat().st_mode | stat.S_IXUSR)
    refusing = tmp_path / "c++"
    refusing.write_text("#!/bin/sh\necho 'c++ 1.0'\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin")
    rows = findings(inside)
    assert "does not run" in str(rows["tool", "bubblewrap"]["reason"])
    assert rows["tool", "C++ compiler"]["version"] == "c++ 1.0"


def test_toolchains_of_elan_are_listed_and_its_switch_is_not_started(
    inside: Inside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elan_folder(tmp_path, {"leanprover/lean4:v4.36.0": {}, "leanprover/lean4:v4.27.0": {"version": "4.27.0"}})
    for name in ("lean", "elan"):
        program = tmp_path / "bin" / name
        program.write_text(f"#!/bin/sh\ntouch {tmp_path}/started-{name}\necho elan 4.0\n")
    monkeypatch.setenv("ELAN_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    rows = findings(inside)
    told = str(rows["tool", "Lean toolchain"]["version"])
    assert "leanprover/lean4:v4.36.0: Lean 4.36.0" in told
    assert "lean 4.27.0 has known faults (CVE-2026-72711" in told
    assert "leanchecker Lean 4.36.0" in str(rows["tool", "Lean kernels"]["version"])
    assert rows["tool", "elan"]["version"] == "elan 4.0"
    assert not (tmp_path / "started-lean").exists()


def test_a_wrong_setting_of_lean_is_a_finding(inside: Inside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WORKBENCH_LEAN_TOOLCHAIN", str(tmp_path))
    assert "holds no Lean" in str(findings(inside)["tool", "Lean toolchain"]["reason"])


@pytest.mark.parametrize("name", [name for name in PROGRAMS if name not in ("axe", "smollm2")])
def test_optional_programs_are_seen(name: str, inside: Inside) -> None:
    """Skipped where it is absent, unless `WORKBENCH_REQUIRE` names it; the two left out are of use to tests alone."""
    require(name)
    tool = {"bwrap": "bubblewrap", "acl2": "ACL2 LRAT checker", "postgres": "PostgreSQL server", "c++": "C++ compiler"}
    label = tool.get(name, name.capitalize() if name == "chromium" else name)
    row = findings(inside)["tool", label]
    assert row["version"] or re.search("cannot make a sandbox", str(row["reason"]))
