"""`make bench`: each figure beside a named peer measured in the same run; ratios, never pass or fail.

python -m benchmarks [NAME…]
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from benchmarks.figure import Figure

NAMES = ("catalogue_import", "desk", "judging", "lean_comparator", "ledger_append", "proof_checking", "review_queue")


def main(names: Sequence[str]) -> int:
    """Run the named benchmarks, or all."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"unknown benchmark {unknown[0]}: there are {', '.join(NAMES)}", file=sys.stderr)  # noqa: T201
        return 2
    for name in names or NAMES:
        for figure in importlib.import_module(f"benchmarks.{name}").figures():
            assert isinstance(figure, Figure)  # noqa: S101 - narrows the type
            print(figure, flush=True)  # noqa: T201 - a benchmark prints
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
