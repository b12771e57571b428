"""Which search prover finds what in how long: runs `benchmarks/laptop/*.yaml` and writes `docs/search.md`.

    python -m benchmarks.search [FAMILY…]

Every candidate is verified before it counts. Entries with a `reason` are listed with it and not run.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from problems.claim import Claim, Goal
from problems.errors import InputError
from problems.family import BUILTIN, normalise
from provers.attempt import AttemptSpec, Proposal, propose
from provers.prover import Budget
from verification.backend import Limits
from verification.process import Limited, ProcessPool, WorkerFailure
from verification.verdict import Outcome
from verification.verifier import Verifier

__all__ = ["Entry", "Result", "entries", "main", "run"]

FOLDER = Path(__file__).parent / "laptop"
TARGET = Path(__file__).parent.parent / "docs" / "search.md"
BUDGET = Budget(seconds=60.0)
JUDGING = Limits(seconds=120.0)
FIELDS = frozenset({"entry", "params", "goal", "prover", "seconds", "reason"})


@dataclass(frozen=True)
class Entry:
    """One size that a laptop should reach."""

    family: str
    what: str
    claim: Claim
    prover: str
    reason: str


@dataclass(frozen=True)
class Result:
    """What came of it."""

    entry: Entry
    outcome: str
    assurance: str
    seconds: float
    judged: float


def entries(families: Sequence[str] = BUILTIN) -> Iterator[Entry]:
    """The entries of the families' files, in order; a fault is an InputError that names file and entry."""
    for family in families:
        path = FOLDER / f"{family}.yaml"
        for raw in yaml.safe_load(path.read_text(encoding="utf-8")):
            unknown = set(raw) - FIELDS
            if unknown or ("prover" in raw) == ("reason" in raw):
                raise InputError(f"{path}: {raw.get('entry')}: expected one of prover and reason; unknown {unknown}")
            claim = normalise(Claim(family=family, params=raw["params"], goal=Goal(raw["goal"])))
            yield Entry(family, raw["entry"], claim, raw.get("prover", ""), raw.get("reason", ""))


def run(entry: Entry, pool: ProcessPool, verifier: Verifier) -> Result:
    """One attempt within the budget, its candidates verified."""
    scratch = Path(tempfile.mkdtemp(prefix="workbench-bench-"))
    spec = AttemptSpec("bench:1", entry.claim, "", entry.prover, BUDGET, 0)
    try:
        call = Limited(propose, seconds=BUDGET.seconds + 10)
        proposal: Proposal = pool.submit(call, spec, str(scratch)).result()
        started = time.perf_counter()
        for candidate in proposal.candidates:
            job = verifier.job(candidate, scratch)
            while (future := job.step(pool)) is not None:
                job.take(future)
            report = job.report()
            if report.outcome is Outcome.VERIFIED:
                judged = time.perf_counter() - started
                return Result(entry, "verified", str(report.assurance), proposal.seconds, judged)
        told = proposal.message or "no candidate was verified"
        return Result(entry, told, "A0", proposal.seconds, time.perf_counter() - started)
    except WorkerFailure as failure:
        return Result(entry, str(failure), "A0", BUDGET.seconds, 0.0)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _spell(params: dict[str, Any]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in params.items())


def _document(results: Sequence[Result], unreached: Sequence[Entry]) -> str:
    lines = [
        "# Which search prover finds what",
        "",
        "Written by `make docs` (`python -m benchmarks.search`) from `benchmarks/laptop/`; one worker, budget of",
        f"{BUDGET.seconds:g} s an attempt. *search* is the time of the prover, *check* that of all back-ends which",
        "judged its candidate. Times are of one machine and one run: read them as orders of magnitude.",
        "",
        "| family | what | parameters | goal | prover | result | search (s) | check (s) |",
        "|---|---|---|---|---|---|---:|---:|",
    ]
    for result in results:
        entry = result.entry
        told = f"verified, {result.assurance}" if result.outcome == "verified" else f"**{result.outcome}**"
        lines.append(
            f"| `{entry.family}` | {entry.what} | {_spell(entry.claim.params)} | {entry.claim.goal} | {entry.prover} "
            f"| {told} | {result.seconds:.2f} | {result.judged:.2f} |"
        )
    if unreached:
        lines += ["", "## Not reached", "", "| family | what | parameters | goal | why |", "|---|---|---|---|---|"]
        for entry in unreached:
            params = _spell(entry.claim.params)
            lines.append(f"| `{entry.family}` | {entry.what} | {params} | {entry.claim.goal} | {entry.reason} |")
    return "\n".join([*lines, ""])


def main(families: Sequence[str]) -> int:
    """Run the entries; the page is written when all families were asked for. Status 1 when one was not verified."""
    listed = list(entries(families or BUILTIN))
    results = []
    with ProcessPool(1) as pool, Verifier(limits=JUDGING, pool=pool) as verifier:
        for entry in listed:
            if entry.reason:
                continue
            result = run(entry, pool, verifier)
            results.append(result)
            print(  # noqa: T201 - a benchmark reports as it goes
                f"{entry.family:28} {entry.prover:10} {entry.what[:50]:50} {result.outcome[:40]:12} "
                f"{result.assurance} {result.seconds:8.2f} {result.judged:8.2f}",
                flush=True,
            )
    if not families:
        TARGET.parent.mkdir(exist_ok=True)
        TARGET.write_text(_document(results, [entry for entry in listed if entry.reason]), encoding="utf-8")
    return int(any(result.outcome != "verified" for result in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
