"""A ledger with mixed results, made in the test's own process through verifier and bookkeeper."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any

from problems.catalog import Catalog
from problems.claim import Claim, Goal
from problems.family import BUILTIN, get_family, normalise
from problems.problem import Problem
from provers.attempt import AttemptSpec, Proposal
from provers.prover import Budget
from provers.record import Bookkeeper
from tests.workbench import problem
from verification.backend import Limits
from verification.blobs import Blobs
from verification.candidate import Candidate, parse_candidate
from verification.encode import encode
from verification.export.subject import Subject, gather
from verification.ledger import Ledger
from verification.proofs.cadical import solve
from verification.proofs.drat import write_drat
from verification.proofs.lrat import lrat_lines
from verification.verifier import Verifier

__all__ = ["LIMITS", "Store", "brought_proof", "mixed", "refutation", "witness"]

LIMITS = Limits(seconds=30)

NONE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("sidon_golomb", {"N": 11, "k": 5}),
    ("vdw_coloring", {"lengths": [3, 3], "n": 9}),
    ("schur_coloring", {"k": 2, "n": 5}),
    ("ramsey_coloring", {"n": 6, "ks": [3, 3]}),
    ("discrepancy_sequence", {"C": 1, "n": 12}),
    ("ap_free_set", {"k": 3, "N": 8, "m": 5}),
    ("sidon_golomb", {"N": 6, "k": 4}),
)
"""Small true claims of goal none."""


def witness(family: str, params: dict[str, Any], value: dict[str, Any]) -> Candidate:
    """A candidate for goal exists."""
    kind = get_family(family).payload
    claim = {"family": family, "params": params, "goal": "exists"}
    return parse_candidate({"schema": 1, "claim": claim, "payload": {"kind": kind, kind: value}})


def refutation(family: str, params: dict[str, Any], **payload: Any) -> Candidate:
    """A candidate for goal none."""
    claim = {"family": family, "params": params, "goal": "none"}
    return parse_candidate({"schema": 1, "claim": claim, "payload": {"kind": "refutation", **payload}})


def brought_proof(family: str, params: dict[str, Any], form: str, folder: Path) -> Candidate:
    """A candidate for goal none that brings its proof of the CNF without symmetry breaking."""
    encoding = encode(normalise(Claim(family=family, params=params, goal=Goal.NONE)), symmetry=False)
    answer = solve(encoding.clauses, seconds=30)
    assert answer.status == "unsat"
    lines = write_drat(answer.proof) if form == "drat" else lrat_lines(encoding.clauses, answer.proof)
    text = "".join(lines)
    path = folder / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.{form}"
    path.write_text(text)
    proof = {"format": form, "sha256": hashlib.sha256(text.encode()).hexdigest(), "path": str(path)}
    return refutation(family, params, proof=proof)


def mixed(folder: Path) -> Iterator[Candidate]:
    """Verified candidates without end: both goals, every family, with own proofs and brought ones."""
    examples = [(name, *get_family(name).examples()[0]) for name in BUILTIN]
    for index in range(len(examples)):
        name, params, value = examples[index]
        yield witness(name, dict(params), dict(value))
        if index < len(NONE):
            family, about = NONE[index]
            form = ("", "drat", "lrat")[index % 3]
            yield brought_proof(family, about, form, folder) if form else refutation(family, about)
    for n in count(5):
        yield witness("sidon_golomb", {"N": n, "k": 3}, {"set": [1, 2, n]})
        yield refutation("vdw_coloring", {"lengths": [3, 3], "n": n + 5})


@dataclass(frozen=True)
class Store:
    """A ledger file with its blobs and its catalogue."""

    folder: Path

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.sqlite"

    @property
    def blobs(self) -> Blobs:
        return Blobs(self.folder / "blobs")

    @property
    def catalog(self) -> Catalog:
        record = {
            "family": "sidon_golomb",
            "params": {"N": 11, "k": 5},
            "goal": "none",
            "scope": {"kind": "instance"},
            "meaning": "No Golomb ruler with five marks is shorter than 11.",
        }
        return Catalog([Problem.model_validate({k: v for k, v in problem(1, [record]).items() if k != "schema"})])

    def fill(self, candidates: Sequence[Candidate], *, limits: Limits = LIMITS) -> None:
        """Judge and record them, an attempt each."""
        scratch = self.folder / "scratch"
        scratch.mkdir(parents=True, exist_ok=True)
        with (
            Ledger.open(self.ledger, create=True) as ledger,
            Verifier(limits=limits, thorough=True, scratch=scratch) as verifier,
        ):
            books = Bookkeeper(ledger, self.folder / "blobs")
            for item in candidates:
                spec = AttemptSpec("mine:1", item.claim, "r" * 64, "test", Budget(), 0)
                proposal = Proposal((item,), "answer", None, "", 5, 0.5, 0.4)
                books.record(spec, proposal, [(item, verifier.verify(item))], started=1.76e9)

    def add(self, count_: int) -> list[Candidate]:
        """Fill with the first mixed results."""
        (self.folder / "brought").mkdir(parents=True, exist_ok=True)
        chosen = list(islice(mixed(self.folder / "brought"), count_))
        self.fill(chosen)
        return chosen

    def subjects(self, *candidates: Candidate) -> list[Subject]:
        """What an exporter gets."""
        with Ledger.open(self.ledger, read_only=True) as ledger:
            return gather(ledger, self.blobs, self.catalog, [item.id for item in candidates])
