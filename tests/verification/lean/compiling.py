"""Texts over the small core, compiled by the genuine Lean and exported."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.verification.lean.lines import declared
from verification.lean import kernel
from verification.lean.environment import Environment, Name
from verification.lean.exporter import export
from verification.lean.ndjson import read

__all__ = ["compiled"]

OPTIONS = "".join(f"set_option {name} false\n" for name in ("autoImplicit", "linter.all", "genCtorIdx", "genSizeOf"))


def compiled(text: str, roots: tuple[Name, ...] | None = None) -> Environment:
    """The constants of a text over the core."""
    library = kernel.compiled_library()
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "Text.lean").write_text(f"prelude\nimport Core\n{OPTIONS}{text}", "utf-8")
        done = kernel.run(["-o", "Text.olean", "Text.lean"], folder, path=[library], seconds=60, memory_mb=4096)
        assert not done.status, [each["data"] for each in done.messages]
        names = roots or tuple(declared((folder / "Text.olean").read_bytes()))
        return read(export([library / "Core.olean", folder / "Text.olean"], names))
