"""The rediscovery benchmark: true claims with known answers, kept from the provers; who finds how many, at what cost.

Each claim has one budget of seconds for all provers together: first every prover in turn for a moment, then the
rest of the time shared out, so that a prover that is lost does not keep the others from trying.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from problems.catalog import data_folder
from problems.claim import Claim, Goal
from problems.errors import CatalogError, InputError
from problems.family import get_family, normalise
from problems.known import known_truth
from problems.yaml_lines import parse_yaml, read_bytes
from provers.attempt import AttemptSpec, Proposal, propose
from provers.llm.config import LLMConfig
from provers.llm.pricing import dollars
from provers.prover import PROVERS, REMOTE, Budget, get_prover
from verification.backend import Limits
from verification.process import Limited, ProcessPool, WorkerFailure
from verification.scratch import scratch_folder
from verification.verdict import Outcome
from verification.verifier import Verifier

__all__ = ["MOST_A_FAMILY", "Result", "page", "rediscover", "rediscovery_claims"]

MOST_A_FAMILY = 6
SLICES = (0.05, 0.25, 0.7)
"""Shares of a claim's seconds in each round; within a round every prover has the same."""
LEAST_SECONDS = 0.2
JUDGING = Limits(seconds=60.0)


@dataclass(frozen=True)
class Result:
    """What became of one claim."""

    claim: Claim
    prover: str
    """Who found it; empty when nobody did."""
    assurance: str
    seconds: float
    """Time of all provers on it, judging left out."""
    false_candidates: int
    """Candidates that a judge refuted."""
    micros: int
    """Micro-dollars."""

    def dump(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "schema": 1,
            "claim": self.claim.model_dump(mode="json"),
            "found": bool(self.prover),
            "prover": self.prover,
            "assurance": self.assurance,
            "seconds": round(self.seconds, 2),
            "false_candidates": self.false_candidates,
            "microdollars": self.micros,
        }


def rediscovery_claims() -> tuple[str, tuple[Claim, ...]]:
    """The frozen date and the canonical claims; one that known values do not show true is a CatalogError."""
    path = data_folder("rediscovery.yaml")
    node, faults = parse_yaml(read_bytes(path), "rediscovery.yaml")
    if node is None or faults:
        raise CatalogError([str(fault) for fault in faults])
    raw = node.plain()
    claims = tuple(
        normalise(Claim(family=item["family"], params=item["params"], goal=Goal(item["goal"])))
        for item in raw["claims"]
    )
    wrong = [
        f"rediscovery.yaml: claims.{index}: no known value shows {claim.family} {claim.params} {claim.goal}"
        for index, claim in enumerate(claims)
        if (known := known_truth(claim)) is None or not known[0]
    ]
    crowded = [family for family, count in Counter(item.family for item in claims).items() if count > MOST_A_FAMILY]
    wrong += [f"rediscovery.yaml: more than {MOST_A_FAMILY} claims of {family}" for family in crowded]
    if wrong:
        raise CatalogError(wrong)
    return str(raw["frozen"]), claims


def rediscover(
    claims: Sequence[Claim],
    *,
    provers: Sequence[str] = (),
    seconds: float = 30.0,
    workers: int = 2,
    llm: LLMConfig | None = None,
    on_result: Callable[[Result], None] = lambda _result: None,
) -> list[Result]:
    """Run the provers over the claims, several claims at a time; results in the order of the claims."""
    names = [name for name in provers or PROVERS if name in provers or name not in REMOTE]
    names = [name for name in names if get_prover(name).available().available]
    if not names:
        raise InputError("none of the provers named is available: `workbench doctor` says why")
    masked = None if llm is None else llm.model_copy(update={"masked": True})
    with (
        scratch_folder("bench") as scratch,
        contextlib.closing(_Pool(workers)) as pool,
        Verifier(limits=JUDGING, pool=pool, workers=workers, scratch=scratch) as verifier,
        ThreadPoolExecutor(workers) as threads,
    ):
        one = _Bench(names, seconds, masked, pool, verifier, scratch)
        results = []
        try:
            for result in threads.map(one.run, claims):
                on_result(result)
                results.append(result)
        except BaseException:
            pool.kill()
            threads.shutdown(wait=False, cancel_futures=True)
            raise
    return results


class _Pool(ProcessPool):
    def close(self) -> None:
        self.kill()


@dataclass
class _Bench:
    provers: Sequence[str]
    seconds: float
    llm: LLMConfig | None
    pool: ProcessPool
    verifier: Verifier
    scratch: Path

    def run(self, claim: Claim) -> Result:
        used, false, micros = 0.0, 0, 0
        for name, seconds in self._turns(claim):
            if self.seconds - used < LEAST_SECONDS:
                break
            folder = tempfile.mkdtemp(dir=self.scratch)
            proposal = self._propose(name, claim, min(seconds, self.seconds - used), folder)
            if proposal is None:
                used += seconds
                continue
            used += proposal.seconds
            micros += proposal.bill.micros
            for candidate in proposal.candidates:
                report = self._judge(candidate, Path(folder))
                if report.outcome is Outcome.VERIFIED:
                    return Result(claim, name, str(report.assurance), used, false, micros)
                false += report.outcome is Outcome.REFUTED
        return Result(claim, "", "A0", used, false, micros)

    def _turns(self, claim: Claim) -> Iterator[tuple[str, float]]:
        able = [name for name in self.provers if not get_prover(name).unsupported(claim)]
        for share in SLICES:
            for name in able:
                yield name, max(LEAST_SECONDS, share * self.seconds / len(able))

    def _propose(self, name: str, claim: Claim, seconds: float, folder: str) -> Proposal | None:
        llm = self.llm if name in REMOTE else None
        spec = AttemptSpec("bench:1", claim, "", name, Budget(seconds=seconds), 0, llm=llm, run=self.scratch.name)
        if name in REMOTE:
            return propose(spec, folder, self.pool)
        try:
            found: Proposal = self.pool.submit(Limited(propose, seconds=seconds + 10.0), spec, folder).result()
            return found
        except WorkerFailure:
            return None

    def _judge(self, candidate: Any, folder: Path) -> Any:
        job = self.verifier.job(candidate, folder)
        while (future := job.step(self.pool)) is not None:
            job.take(future)
        return job.report()


def page(frozen: str, results: Sequence[Result], *, seconds: float, workers: int) -> str:
    """The table as Markdown."""
    found = [result for result in results if result.prover]
    families = sorted({result.claim.family for result in results})
    spent = sum(result.micros for result in results)
    lines = [
        "# Rediscovery",
        "",
        f"Written by `workbench bench rediscovery --write docs/rediscovery.md`: true claims with known answers (frozen "
        f"{frozen}),",
        f"kept from the provers; {seconds:g} s a claim for all provers together, {workers} worker processes. "
        "Times are of one machine and one run.",
        "",
        f"**{len(found)} of {len(results)} found**, in {sum(result.seconds for result in results):.0f} s of provers; "
        f"{sum(result.false_candidates for result in results)} false candidates, all refuted; "
        f"calls of models cost {dollars(spent)}.",
        "",
        "| family | found | by |",
        "|---|---:|---|",
    ]
    for family in families:
        here = [result for result in results if result.claim.family == family]
        by = Counter(result.prover for result in here if result.prover)
        told = ", ".join(f"{name} {count}" for name, count in by.items())
        lines.append(f"| `{family}` | {sum(by.values())} of {len(here)} | {told} |")
    lines += ["", "| claim | goal | found by | assurance | seconds |", "|---|---|---|---|---:|"]
    for result in results:
        params = ", ".join(f"{name} = {value}" for name, value in _shown(result.claim).items())
        who = result.prover or "**not found**"
        row = f"| `{result.claim.family}` {params} | {result.claim.goal} | {who} "
        lines.append(row + f"| {result.assurance} | {result.seconds:.1f} |")
    return "\n".join([*lines, ""])


def _shown(claim: Claim) -> Mapping[str, Any]:
    """Parameters that differ from their defaults."""
    fields = get_family(claim.family).Params.model_fields
    return {name: value for name, value in claim.params.items() if name not in fields or fields[name].default != value}
