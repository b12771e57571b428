"""An export of 200 MB: read, and compared with itself, beside `json.loads` over the same lines."""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure

__all__ = ["figures", "synthetic"]

MEGABYTES = int(os.environ.get("WORKBENCH_BENCH_EXPORT_MB", "200"))
GROUP = 120
"""Terms of one theorem, about as many as in Lean's own library."""


def figures() -> Iterator[Figure]:
    """Seconds of processor time and peak memory of both, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.ndjson"
        with path.open("wb") as file:
            for chunk in synthetic(MEGABYTES << 20):
                file.write(chunk)
        what = f"export of {path.stat().st_size / 1e6:.0f} MB"
        (ours, memory), (theirs, plain) = _measured("ours", path), _measured("peer", path)
    yield Figure(f"{what}: read and compare", ours, "json.loads of each line", theirs)
    yield Figure(f"{what}: peak memory", memory, "json.loads of each line", plain, "GB")


def _measured(which: str, path: Path) -> tuple[float, float]:
    """Seconds of processor time, and peak memory in GB."""
    command = [sys.executable, "-m", "benchmarks.lean_comparator", which, str(path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()  # noqa: S603
    return float(told[0]), float(told[1])


def synthetic(size: int, seed: int = 1) -> Iterator[bytes]:
    """An export of about so many bytes: theorems, each of a name and many terms over those before it."""
    source = random.Random(seed)
    yield b'{"meta":{"exporter":{"name":"x","version":"1"},"format":{"version":"3.1.0"},"lean":{"version":"4"}}}\n'
    yield b'{"in":1,"str":{"pre":0,"str":"goal"}}\n{"il":1,"succ":0}\n{"ie":0,"sort":0}\n'
    yield b'{"bvar":0,"ie":1}\n{"bvar":1,"ie":2}\n{"bvar":2,"ie":3}\n'
    done, names, terms = 300, 2, 4
    while done < size:
        lines = [f'{{"in":{names},"str":{{"pre":1,"str":"lemma_{names}"}}}}\n']
        if names > 2:
            used = source.randrange(2, names)
            lines.append(f'{{"const":{{"name":{used},"us":[]}},"ie":{terms}}}\n')
            terms += 1
        for place in range(GROUP):
            # Mostly recent terms; applications prevail, as in proofs.
            one, two = max(0, terms - source.randrange(1, 60)), max(0, terms - source.randrange(1, 2000))
            body = f'{{"binderInfo":"default","body":{one},"name":1,"type":{two}}}'
            if place % 6 == 0:
                lines.append(f'{{"ie":{terms},"lam":{body}}}\n')
            elif place % 13 == 0:
                lines.append(f'{{"forallE":{body},"ie":{terms}}}\n')
            else:
                lines.append(f'{{"app":{{"arg":{two},"fn":{one}}},"ie":{terms}}}\n')
            terms += 1
        head = f'"all":[{names}],"levelParams":[],"name":{names},"type":{terms - 2},"value":{terms - 1}'
        lines.append(f'{{"thm":{{{head}}}}}\n')
        names += 1
        chunk = "".join(lines).encode()
        done += len(chunk)
        yield chunk
    head = f'"all":[1],"levelParams":[],"name":1,"type":{terms - 2},"value":{terms - 1}'
    yield f'{{"thm":{{{head}}}}}\n'.encode()


def _ours(path: Path) -> None:
    """Read, and compare with itself all that the statement rests on."""
    from verification.lean.comparator import Goal, compare
    from verification.lean.ndjson import read

    made = read(path.read_bytes())
    answer = compare(made, made, Goal(theorems=(("goal",),)))
    if not answer.matched or answer.compared < MEGABYTES:
        raise AssertionError(answer)


def _peer(path: Path) -> None:
    with path.open("rb") as file:
        for line in file:
            json.loads(line)


def main() -> None:
    """Measure one in this process."""
    which, path = sys.argv[1], Path(sys.argv[2])
    started = time.process_time()
    {"ours": _ours, "peer": _peer}[which](path)
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    sys.stdout.write(f"{seconds} {peak}\n")


if __name__ == "__main__":
    main()
