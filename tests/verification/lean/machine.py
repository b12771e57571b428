"""A machine on which Lean can be set up, made of stand-ins."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.verification.lean.toolchains import script, sysroot
from verification.lean.setup import Setup

__all__ = ["NAME", "Machine"]

NAME = "leanprover/lean4:v4.36.0"


class Machine:
    """A machine without Lean: on its PATH is a `curl` that brings an elan, which brings a toolchain.

    The environment holds a key that no program may see.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.elan = folder / "home" / ".elan"
        self.network = folder / "network"
        self.project = folder / "library"
        script(self.network / "bin", "curl")
        script(self.network / "elan" / "bin", "elan")
        sysroot(self.network / "elan" / "stock")
        self.says: list[tuple[str, str]] = []
        monkeypatch.setenv("ELAN_HOME", str(self.elan))
        monkeypatch.setenv("PATH", os.pathsep.join([str(self.network / "bin"), "/usr/bin", "/bin"]))
        monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
        monkeypatch.setenv("ANTHROPIC_API_KEY", "SECRET")

    def behave(self, **behaviour: str) -> None:
        """How the programs of this machine fail; none of them without arguments."""
        told = {name.replace("_", " "): how for name, how in behaviour.items()}
        text = json.dumps({"version": "4.36.0", **told})
        stock = self.network / "elan"
        places = [self.network, stock, stock / "stock", self.elan, *self.elan.glob("toolchains/*")]
        for place in places:
            if place.is_dir():
                (place / "behaviour.json").write_text(text)

    def calls(self) -> list[str]:
        log = self.elan / "calls.log"
        return log.read_text().splitlines() if log.exists() else []

    def setup(self, *, mathlib: bool = True) -> Setup:
        return Setup(NAME, mathlib, self.project, lambda step, line: self.says.append((step, line)))
