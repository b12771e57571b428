"""What every layer of the Lean judge says of every sample of the cheat suite: writes `docs/lean-judge.md`.

    python -m benchmarks.lean_cheats [NAME…]

With names, or beginnings of names, those samples are run and shown, and nothing is written.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.lean_cheats.layers import Answer, answers, verified
from tests.lean_cheats.product import verdicts
from tests.lean_cheats.sample import Sample, honest, samples
from tests.lean_cheats.table import page

__all__ = ["TARGET", "main"]

TARGET = Path(__file__).parent.parent / "docs" / "lean-judge.md"


def run(chosen: Sequence[Sample], wanted: Sequence[str]) -> list[tuple[Sample, Mapping[str, Answer]]]:
    """Ask all layers, and print what they say in full."""
    found = []
    for sample in chosen:
        if wanted and not sample.name.startswith(tuple(wanted)):
            continue
        said = {**answers(sample), **verdicts(sample)}
        found.append((sample, said))
        sys.stdout.write(f"{sample.folder.parent.name}/{sample.name}{' VERIFIED' if verified(said) else ''}\n")
        for layer, answer in said.items():
            sys.stdout.write(f"  {layer:<10} {answer.said}{f' ({answer.detail})' if answer.detail else ''}\n")
        sys.stdout.flush()
    return found


def main(names: Sequence[str]) -> int:
    """Run, and write the page where all were run."""
    cheats, good = run(samples(), names), run(honest(), names)
    if not names:
        TARGET.write_text(page(cheats, good), encoding="utf-8")
    return 0 if cheats or good else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
