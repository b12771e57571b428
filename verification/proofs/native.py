"""The C++ writer of LRAT hints: compiled once per user, when a compiler is present."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from importlib.resources import files
from pathlib import Path

from problems.errors import MissingBackendError
from verification.child import run_child
from verification.proofs.lrat import NotRup

__all__ = ["compiler", "write_lrat"]


def compiler() -> str | None:
    """Path of a C++ compiler."""
    return shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")


def write_lrat(cnf: Path, drat: Path, lrat: Path) -> None:
    """Write the LRAT proof; raises NotRup, or MissingBackendError where nothing can be compiled."""
    answer = run_child([str(_program()), str(cnf), str(drat), str(lrat)])
    if answer.returncode == 1 and answer.stdout.strip().isdigit():
        raise NotRup(int(answer.stdout))
    if answer.returncode != 0:
        raise RuntimeError(f"the LRAT writer ended with status {answer.returncode}: {answer.stderr[:300]}")


def _program() -> Path:
    from platformdirs import user_cache_path

    source = (files("verification.proofs") / "rup2lrat.cpp").read_bytes()
    folder = user_cache_path("conjecture-workbench")
    program = folder / f"rup2lrat-{hashlib.sha256(source).hexdigest()[:16]}"
    if program.exists():
        return program
    command = compiler()
    if command is None:
        raise MissingBackendError("no C++ compiler for the LRAT writer: apt-get install g++")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            text, made = Path(scratch, "rup2lrat.cpp"), Path(scratch, "rup2lrat")
            text.write_bytes(source)
            subprocess.run(  # noqa: S603 - a compiler on our own source
                [command, "-O2", "-std=c++17", "-o", str(made), str(text)],
                check=True,
                capture_output=True,
                timeout=120,
            )
            os.replace(made, program)
    except (OSError, subprocess.SubprocessError) as error:
        raise MissingBackendError(f"the LRAT writer cannot be compiled: {error}") from None
    return program
