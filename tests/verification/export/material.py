"""A ledger with mixed results, made through verifier and bookkeeper; bundles of them, judged by shared workers."""

from __future__ import annotations

import atexit
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
from verification.documents import open_source
from verification.encode import encode
from verification.export.bundle import export
from verification.export.bundle_folder import MANIFEST, manifest_of
from verification.export.subject import Exported, Subject, gather
from verification.intake import Credit, Stated, take_in
from verification.lean import kernel
from verification.ledger import Ledger
from verification.process import ProcessPool
from verification.proofs.cadical import solve
from verification.proofs.drat import write_drat
from verification.proofs.lrat import lrat_lines
from verification.reproduce import Reproduction, reproduce
from verification.sandbox.bubblewrap import bubblewrap
from verification.verifier import Verifier

__all__ = [
    "LIMITS",
    "POOL",
    "PROBLEM",
    "Store",
    "brought_proof",
    "check",
    "faults",
    "files_of",
    "mixed",
    "refutation",
    "reseal",
    "witness",
    "write",
]

LIMITS = Limits(seconds=30)

POOL = ProcessPool(1)
"""Judges for all tests that fill a ledger: a process that has loaded the solvers once."""
atexit.register(POOL.kill)

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


def of_each_kind(folder: Path) -> Iterator[Candidate]:
    """One verified candidate for each payload that a machine judges here."""
    straus = {"family": "erdos_straus_decomposition", "params": {"a": 4, "from": 2}, "goal": "exists"}
    ruler = {"family": "sidon_golomb", "params": {"N": 12, "k": 5}, "goal": "exists"}
    program = 'import json; print(json.dumps({"set": [1, 2, 5, 10, 12]}))'
    identity = {"X": [2, 2], "Y": [5, 13, 8], "Z": [10, 26, 16], "t0": 0}
    yield witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]})
    yield refutation("sidon_golomb", {"N": 11, "k": 5})
    yield witness("unit_fraction_identity", {"a": 4, "M": 8, "r": 5}, identity)
    yield parse_candidate({"schema": 1, "claim": straus, "payload": {"kind": "counterexample", "object": {"n": 2}}})
    if bubblewrap() is not None:
        payload = {"kind": "generator", "program": program, "language": "python", "bound": {"seconds": 20}}
        yield parse_candidate({"schema": 1, "claim": ruler, "payload": payload})
    yield brought_proof("vdw_coloring", {"lengths": [3, 3], "n": 9}, "drat", folder)
    yield brought_proof("schur_coloring", {"k": 2, "n": 5}, "lrat", folder)


def mixed(folder: Path) -> Iterator[Candidate]:
    """Different verified candidates without end: every payload, every family, with own proofs and brought ones."""
    seen = set()
    for candidate in (*of_each_kind(folder), *of_each_family(folder)):
        if candidate.id not in seen:
            seen.add(candidate.id)
            yield candidate
    for n in count(8):
        yield witness("sidon_golomb", {"N": n, "k": 3}, {"set": [1, 2, n]})
        yield refutation("vdw_coloring", {"lengths": [3, 3], "n": n + 2})


def of_each_family(folder: Path) -> Iterator[Candidate]:
    """The first example of every family, and small claims of goal none among them."""
    examples = [(name, *get_family(name).examples()[0]) for name in BUILTIN]
    for index in range(len(examples)):
        name, params, value = examples[index]
        yield witness(name, dict(params), dict(value))
        if index < len(NONE):
            family, about = NONE[index]
            form = ("", "drat", "lrat")[index % 3]
            yield brought_proof(family, about, form, folder) if form else refutation(family, about)


PROBLEM = "mine:1"


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

    def fill(self, candidates: Sequence[Candidate], *, limits: Limits = LIMITS, backends: Sequence[str] = ()) -> None:
        """Judge and record them, an attempt each."""
        scratch = self.folder / "scratch"
        scratch.mkdir(parents=True, exist_ok=True)
        with (
            Ledger.open(self.ledger, create=True) as ledger,
            Verifier(limits=limits, thorough=True, scratch=scratch, pool=POOL, backends=backends) as verifier,
        ):
            books = Bookkeeper(ledger, self.folder / "blobs")
            for item in candidates:
                spec = AttemptSpec(PROBLEM, item.claim, "r" * 64, "test", Budget(), 0)
                proposal = Proposal((item,), "answer", None, "", 5, 0.5, 0.4)
                books.record(spec, proposal, [(item, verifier.verify(item))], started=1.76e9)

    def add(self, count_: int) -> list[Candidate]:
        """Fill with the first mixed results; the Lean kernel, where it is here, judges the first one too."""
        (self.folder / "brought").mkdir(parents=True, exist_ok=True)
        chosen = list(islice(mixed(self.folder / "brought"), count_))
        self.fill(chosen)
        if kernel.available().available:
            self.fill(chosen[:1], backends=("exact", "lean"))
        return chosen

    def add_unverified(self) -> list[Candidate]:
        """A candidate that is refuted, and an argument in words with its document."""
        false = witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 3, 7]})
        self.fill([false])
        paper = self.folder / "paper.pdf"
        paper.write_bytes(b"%PDF-1.7 a proof of everything")
        return [false, self.hand_in(paper, author="A. N. Other", link="https://example.org/paper")]

    def hand_in(self, path: Path, *, stated: Stated | None = None, **credit: str) -> Candidate:
        """Take in a file or folder as somebody's claim."""
        scratch = self.folder / "intake"
        scratch.mkdir(parents=True, exist_ok=True)
        with (
            Ledger.open(self.ledger, create=True) as ledger,
            Verifier(limits=LIMITS, pool=POOL) as verifier,
        ):
            source = open_source(str(path), scratch)
            (entry,) = self.catalog
            (taken,) = take_in(ledger, self.blobs, verifier, source, entry, stated=stated, credit=Credit.of(**credit))
            return parse_candidate(ledger.find(taken.candidate.removeprefix("sha256:"))[1]["candidate"])

    def subjects(self, *candidates: Candidate) -> list[Subject]:
        """What an exporter gets."""
        with Ledger.open(self.ledger, read_only=True) as ledger:
            return gather(ledger, self.blobs, self.catalog, [item.id for item in candidates])


def write(subjects: Sequence[Subject], out: Path, **more: Any) -> list[Exported]:
    """Export a bundle."""
    return export(subjects, out, LIMITS, pool=POOL, **more)


def check(bundle: Path, *, limits: Limits = LIMITS, **more: Any) -> Reproduction:
    """Reproduce a bundle."""
    return reproduce(bundle, limits=limits, pool=POOL, **more)


def faults(result: Reproduction) -> list[str]:
    """Everything that was found wrong."""
    return list(result.dump()["faults"])


def files_of(bundle: Path) -> list[str]:
    """Paths of all files."""
    return sorted(path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file())


def reseal(bundle: Path) -> None:
    """What a forger does: a manifest for whatever lies there now."""
    paths = [path for path in files_of(bundle) if path != MANIFEST]
    hashes = {path: hashlib.sha256((bundle / path).read_bytes()).hexdigest() for path in paths}
    (bundle / MANIFEST).write_bytes(manifest_of(hashes))
