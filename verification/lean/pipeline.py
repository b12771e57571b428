"""A Lean submission through all stages, each of which can stop it and none of which can wave it through alone.

    policy → build → export → comparator → kernels → semantics

The first four stages see text of the submission and what its own process left behind; from the export on everything is
about one string of bytes, whose hash is in the evidence. What stops a submission before the comparator leaves the
claim open (`Undecided`, with the layer named). From the comparator on the evidence is a `PinnedProof`, and the outcome
follows from its fields. Only our comparator and the kernels can refute, and only the submission: a proof that is none
says nothing about the claim.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from problems.claim import Claim, Goal
from problems.errors import InputError
from verification.backend import Limits
from verification.candidate import LeanProof
from verification.evidence import Undecided
from verification.lean.build import BuildFault, Built, Plan, build
from verification.lean.cache import Verdicts, judge_code, key
from verification.lean.kernel import LeanFault
from verification.lean.meaning import meaning
from verification.lean.record import StatementRecord, components
from verification.lean.reference import alien_primitive
from verification.lean.submission import Shelf, Side, shown_by
from verification.lean.watch import LayerStop, Watch
from verification.outcome import UnknownReason
from verification.pinned_proof import KernelWord, PinnedProof, listed_axioms

if TYPE_CHECKING:
    from verification.lean.environment import Environment
    from verification.lean.kernels import Answer, Kernel
    from verification.lean.toolchain import Found, Toolchain

__all__ = ["Judged", "Tools", "judge_submission"]

MOST_REASON = 400
MOST_DIFFERENCES = 20
"""Reasons kept; one is enough."""


@dataclass(frozen=True)
class Tools:
    """What builds and what checks."""

    builder: Toolchain
    """The toolchain that the record names."""
    kernels: tuple[Kernel, ...]
    """All that are here."""
    found: Found

    @classmethod
    def find(cls, limits: Limits, record: StatementRecord) -> Tools:
        """Those that are here; MissingBackendError says how to get what the record needs."""
        from verification.lean.kernels import kernels
        from verification.lean.toolchain import find

        places = limits.lean
        found = find(toolchain_setting=places.toolchain, project_setting=places.project)
        return cls(found.builder(record.toolchain), kernels(found), found)

    def identity(self, name: str) -> dict[str, object]:
        """Everything about them that a judgement under the toolchain `name` depends on."""
        kernels = [[each.name, each.version, each.objection, each.required] for each in self.kernels]
        project = self.found.library(name)
        library = [project.toolchain, sorted(project.packages.items())] if project else []
        return {"toolchain": [self.builder.name, self.builder.said], "kernels": kernels, "library": library}


@dataclass(frozen=True)
class Judged:
    """What was found, with the files that belong to it."""

    evidence: PinnedProof | Undecided
    record: StatementRecord
    """That the submission was held against."""
    negated: StatementRecord | None = None
    """The one that it negates, where it is a negation."""
    export: bytes = b""
    """The export that comparator and kernels saw; empty where it did not come to that."""


def judge_submission(proof: LeanProof, claim: Claim, limits: Limits, *, tools: Tools | None = None) -> Judged:
    """Judge a submission for a claim in canonical form.

    Raises InputError or UnsupportedError where the record is unknown or speaks for another claim, MissingBackendError
    where there is nothing to build or check with. `tools` are found where they are not given.
    """
    shelf = Shelf.load(limits.lean.statements, limits.lean.brought)
    named = shelf.get(proof.statement, claim)
    record = _meant_record(proof.source, named, shelf)
    shows = shown_by(record, claim, shelf)
    watch = Watch(limits.seconds, limits.memory_mb)
    try:
        with watch.stage("policy"):
            stopped = _objections(proof.source, record)
        if stopped is not None:
            return Judged(stopped, record)
        tools = tools or Tools.find(limits, record)
        case = _Case(proof, named, record, shelf, shows, tools, watch, Path(limits.lean.sources))
        cache = None if limits.lean.fresh else Verdicts.of_user()
        return _kept(case, cache) if cache is not None else case.run()
    except LayerStop as stop:
        why = UnknownReason.MEMORY if stop.resource == "memory" else UnknownReason.TIMEOUT
        return Judged(Undecided(why=why, detail=str(stop)), record)
    except (BuildFault, LeanFault) as fault:
        return Judged(Undecided(why=UnknownReason.OUR_FAULT, detail=f"build: {fault}"), record)


def _kept(case: _Case, cache: Verdicts) -> Judged:
    """The judgement, from the cache where it is there."""
    name = key(case.identity())
    kept = cache.get(name)
    notes = tuple(note[:MOST_REASON] for note in cache.notices)
    if kept is not None:
        evidence, export = kept
        return case.judged(evidence.model_copy(update={"notes": notes}), export)
    made = case.run()
    if not isinstance(made.evidence, PinnedProof):
        return made
    # The goal plays no part in the outcome of this evidence: what a proof shows of the claim is a field of it.
    cache.put(name, made.evidence, made.export, made.evidence.outcome(Goal.EXISTS))
    return case.judged(made.evidence.model_copy(update={"notes": notes}), made.export) if notes else made


def _meant_record(source: str, named: StatementRecord, shelf: Shelf) -> StatementRecord:
    """The record that the candidate names, or its negation where the text declares that theorem and not the other.

    A hint only: whatever is chosen, the submission is held against it to the letter.
    """
    other = shelf.negation(named)
    if other is None or _declares(source, named) or not _declares(source, other):
        return named
    return other


def _declares(source: str, record: StatementRecord) -> bool:
    last = re.escape(str(record.name[-1]))
    return re.search(rf"\b(?:theorem|lemma)\s+(?:[^\s:({{\[]*\.)?{last}(?![\w'!?.])", source) is not None


def _objections(source: str, record: StatementRecord) -> Undecided | None:
    from verification.lean.policy import examine

    found = examine(source.encode(), mode=record.mode)
    if not found:
        return None
    first = found[0]
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    detail = f"policy: line {first.line}, column {first.column}: {first.reason} [{first.rule}]{more}"
    return Undecided(why=UnknownReason.UNSUPPORTED, detail=detail[:2000])


class _Case:
    """One submission with all that it is held against."""

    def __init__(
        self,
        proof: LeanProof,
        named: StatementRecord,
        record: StatementRecord,
        shelf: Shelf,
        shows: Side,
        tools: Tools,
        watch: Watch,
        sources: Path,
    ) -> None:
        self.proof, self.named, self.record, self.shelf = proof, named, record, shelf
        self.shows: Side = shows
        self.tools, self.watch, self.sources = tools, watch, sources
        self.negated = shelf.negated(record)

    def judged(self, evidence: PinnedProof | Undecided, export: bytes = b"") -> Judged:
        """The answer."""
        return Judged(evidence, self.record, self.negated, export)

    def identity(self) -> dict[str, object]:
        """Everything that the judgement depends on, apart from the judge's own code."""
        return {
            "source": hashlib.sha256(self.proof.source.encode()).hexdigest(),
            "record": [self.record.id, self.record.digest, self.record.export, self.record.review_state],
            "named": self.named.id,
            "origin": self.shelf.origin(self.record),
            "shows": self.shows,
            **self.tools.identity(self.record.toolchain),
        }

    def run(self) -> Judged:
        """All stages that are left, up to the first that ends it."""
        with self.watch.stage("build"):
            built = self._build()
        if built.solution_export is None:
            return self.judged(_unbuilt(built))
        with self.watch.stage("export"):
            environments = self._environments(built)
        if isinstance(environments, Undecided):
            return self.judged(environments)
        with self.watch.stage("comparator"):
            compared = _compared(self.record, *environments)
        answers: tuple[Answer, ...] = ()
        meant: dict[str, object] = {}
        memory = self.watch.memory_mb
        if compared["matched"]:
            with self.watch.stage("kernels"):
                answers = self._asked(built.solution_export)
            with self.watch.stage("semantics"):
                meant = meaning(self.record, self.plan, *environments, seconds=self.watch.left(), memory_mb=memory)
        facts = self._facts(built, answers)
        return self.judged(PinnedProof.model_validate({**facts, **compared, **meant}), built.solution_export)

    @cached_property
    def plan(self) -> Plan:
        """How challenge and submission are built."""
        from verification.lean.challenge import plan_of, source_of

        source = source_of(self.record, self.sources)
        return plan_of(self.record, self.tools.found, negated=self.negated, source=source)

    def _build(self) -> Built:
        built = build(self.plan, self.proof.source, seconds=self.watch.left(), memory_mb=self.watch.memory_mb)
        if built.challenge_export is None:
            raise InputError(f"{self.record.id}: the statement cannot be built here: {built.stopped}")
        self.record.check_export(built.challenge_export)
        return built

    def _environments(self, built: Built) -> tuple[Environment, Environment] | Undecided:
        """Both exports, read; what the submission made of its own is data from outside."""
        from verification.lean.ndjson import ExportError, read

        assert built.challenge_export is not None  # noqa: S101 - `_build` has looked
        assert built.solution_export is not None  # noqa: S101 - `run` has looked
        challenge = read(built.challenge_export)
        seconds, memory_mb = self.watch.left(), self.watch.memory_mb
        if alien := alien_primitive(self.plan, challenge, seconds=seconds, memory_mb=memory_mb):
            raise InputError(f"{self.record.id}: the record does not stand on the core: {alien}")
        try:
            return challenge, read(built.solution_export)
        except ExportError as error:
            return Undecided(why=UnknownReason.INCONCLUSIVE, detail=f"export: what was built cannot be read: {error}")

    def _asked(self, export: bytes) -> tuple[Answer, ...]:
        from verification.lean.kernels import Answer, ask

        asked, answers = self.tools.kernels, list[Answer]()
        for place, kernel in enumerate(asked):
            # What one leaves of its share is for those after it; the last share is that of the semantics.
            share = self.watch.left() / (len(asked) - place + 1)
            permitted, memory_mb = self.record.axioms, self.watch.memory_mb
            answers += ask(export, [kernel], permitted=permitted, seconds=share, memory_mb=memory_mb)
        return tuple(answers)

    def _facts(self, built: Built, answers: Sequence[Answer]) -> dict[str, object]:
        """What the evidence says besides comparison and meaning."""
        origin = self.shelf.origin(self.record)
        # A review that came with a bundle is the word of whoever made the bundle.
        return {
            "record": self.record.id,
            "named": self.named.id,
            "record_sha256": self.record.digest,
            "origin": origin,
            "review": "unreviewed here" if origin == "brought" else self.record.review_state,
            "shows": self.shows,
            "theorem": self.record.name,
            "toolchain": f"{self.tools.builder.name}: {self.tools.builder.said}"[:MOST_REASON],
            "source_sha256": hashlib.sha256(self.proof.source.encode()).hexdigest(),
            "challenge_sha256": built.challenge_sha256,
            "solution_sha256": built.solution_sha256,
            "kernels": tuple(_word(answer) for answer in answers),
            "messages": len(built.messages),
            "advisories": tuple(
                f"{each.name} {each.version}: {each.objection}"[:MOST_REASON]
                for each in self.tools.kernels
                if each.objection
            ),
            "stages": tuple(self.watch.stages),
            "judge": judge_code(),
        }


def _unbuilt(built: Built) -> Undecided:
    """Why there is nothing to compare. That a text does not compile is no refutation of anything."""
    why = {"timeout": UnknownReason.TIMEOUT, "memory": UnknownReason.MEMORY}.get(built.why, UnknownReason.INCONCLUSIVE)
    return Undecided(why=why, detail=f"build: {built.stopped or built.why}"[:2000])


def _word(answer: Answer) -> KernelWord:
    return KernelWord(
        kernel=answer.kernel[:MOST_REASON],
        version=answer.version[:MOST_REASON],
        outcome=answer.outcome,
        decides=answer.decides,
        required=answer.required,
        doubt=answer.doubt,
        reason=answer.reason[:MOST_REASON],
    )


def _compared(record: StatementRecord, challenge: Environment, solution: Environment) -> dict[str, object]:
    """The comparator's answer as fields of the evidence."""
    from verification.lean.comparator import Goal as Asked
    from verification.lean.comparator import compare
    from verification.lean.spelling import spell

    allowed = tuple(components(name) for name in record.axioms)
    holes = tuple(components(hole.name) for hole in record.holes)
    found = compare(challenge, solution, Asked(theorems=(record.name,), holes=holes, axioms=allowed))
    return {
        "matched": found.matched,
        "differences": tuple(
            {"rule": each.rule, "constant": spell(each.constant)[:MOST_REASON], "reason": each.reason[:MOST_REASON]}
            for each in found.findings[:MOST_DIFFERENCES]
        ),
        "axioms": listed_axioms(found.axioms, allowed),
        "allowed": allowed,
    }
