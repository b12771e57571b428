"""Toolchains made of stand-ins: scripts under the names of Lean's programs, with their words and exit statuses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from verification.lean.toolchain import TOOLS, folder_name
from verification.sandbox.bubblewrap import interpreter

__all__ = ["MODERN", "elan_folder", "script", "sysroot"]

STAND_IN = Path(__file__).parent / "stand_in"
MODERN = TOOLS
"""What a toolchain from 4.35 on brings."""


def script(folder: Path, name: str) -> None:
    """Put the stand-in `name` into the folder; it runs in the sandbox as well as outside."""
    source = {"leanchecker-paranoid": "leanchecker", "con-leche": "con-ron"}.get(name, name)
    text = "".join((STAND_IN / part).read_text("utf-8") for part in ("common", source))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!{interpreter()[0]} -SB\n{text}", "utf-8")
    (folder / name).chmod(0o755)


def sysroot(
    folder: Path,
    *,
    tools: Iterable[str] = MODERN,
    exports: Mapping[str, bytes] | None = None,
    behaviour: Mapping[str, str] | None = None,
) -> Path:
    """A toolchain of stand-ins. `behaviour` says of each program what it does instead of its work; `exports` are those
    that a text can name in a line `-- export: NAME`."""
    for name in tools:
        script(folder / "bin", name)
    (folder / "lib" / "lean").mkdir(parents=True)
    (folder / "exports").mkdir()
    for name, data in (exports or {}).items():
        (folder / "exports" / f"{name}.ndjson").write_bytes(data)
    (folder / "behaviour.json").write_text(json.dumps(dict(behaviour or {})), "utf-8")
    return folder


def elan_folder(home: Path, toolchains: Mapping[str, Mapping[str, str]], *, tools: Iterable[str] = MODERN) -> Path:
    """elan's folder with toolchains: name → behaviour."""
    script(home / "bin", "elan")
    # elan's own `lean` is a switch; running it would start a download.
    (home / "bin" / "lean").write_text("#!/bin/sh\nexit 99\n")
    (home / "bin" / "lean").chmod(0o755)
    for name, behaviour in toolchains.items():
        sysroot(home / "toolchains" / folder_name(name), tools=tools, behaviour=behaviour)
    return home
