"""Recorded verdicts, read again as evidence: what they say has to be what their fields give.

A bundle's ledger may say anything. Here outcome, assurance, label and reason of every entry are computed from the
evidence that it names, evidence is held against the candidate that it is about, and afterwards against what the
back-ends find here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from problems.canonical import canonical
from problems.claim import Goal
from problems.family import explain
from verification.candidate import Candidate, Generator, LeanProof
from verification.entry import Entry, body_of
from verification.evidence import Evidence, GeneratedCheck, PinnedProof
from verification.export.bundle_item import OUTPUT, Item
from verification.export.excerpt import Excerpt
from verification.outcome import Outcome, one_line
from verification.provenance import distribution_version, family_code
from verification.verdict import Conclusion, Verdict, conclude

__all__ = ["BACKEND_KINDS", "PAYLOAD_KINDS", "compare_found", "recorded_faults"]

PAYLOAD_KINDS: Mapping[str, frozenset[str]] = {
    "witness": frozenset({"exact-check", "model-check", "lean-check"}),
    "identity": frozenset({"exact-check", "identity-check", "lean-check"}),
    "counterexample": frozenset({"exact-check"}),
    "refutation": frozenset({"exhaustion", "proof-check", "solver-answers", "lean-check"}),
    "generator": frozenset({"generated-check"}),
    "lean": frozenset({"lean-proof"}),
    "informal": frozenset(),
}
"""Kind of payload → kinds of evidence that can be about it, besides that of an open question."""

BACKEND_KINDS: Mapping[str, frozenset[str]] = {
    "exact": frozenset({"exact-check", "exhaustion"}),
    "symbolic": frozenset({"identity-check"}),
    "smt": frozenset({"model-check", "solver-answers"}),
    "sat": frozenset({"proof-check", "solver-answers"}),
    "lean": frozenset({"lean-check", "lean-proof"}),
    "generator": frozenset({"generated-check"}),
}
"""Back-end → kinds of evidence that it gives. Of one that is not here nobody can say."""

_OPEN = "undecided"
_REPEATABLE = ("exact-check", "exhaustion")
"""Kinds of which every word is decided by the family's code alone."""

_EVIDENCE: TypeAdapter[Any] = TypeAdapter(Evidence)


@dataclass(frozen=True)
class _Recorded:
    """A verdict of a ledger, as far as something follows from it."""

    backend: str
    goal: Goal
    evidence: Any

    @property
    def outcome(self) -> Outcome:
        """Computed, as for a verdict that is issued here."""
        result: Outcome = self.evidence.outcome(self.goal)
        return result


@dataclass
class _Judgement:
    """A candidate's entry with the verdicts that were recorded with it."""

    entry: Entry
    body: Mapping[str, Any]
    verdicts: list[_Recorded] = field(default_factory=list)
    readable: bool = True


def recorded_faults(excerpt: Excerpt, items: Sequence[Item]) -> tuple[list[str], list[str]]:
    """(faults, notes) about entries that say something else than their evidence gives.

    Words alone that another version of the workbench may have put otherwise are a note.
    """
    candidates = {item.candidate.id: item.candidate for item in items}
    versions = {
        str(body.get("id")): str((body.get("environment") or {}).get("conjecture-workbench", ""))
        for body in excerpt.bodies("attempt")
    }
    faults: list[str] = []
    notes: list[str] = []
    judged: list[_Judgement] = []
    last: dict[str, _Judgement] = {}
    for entry in excerpt.entries:
        body = body_of(entry.seq, entry.body)
        if entry.kind == "candidate":
            last[str(body["id"])] = _Judgement(entry, body)
            judged.append(last[str(body["id"])])
        elif entry.kind == "verdict":
            about = last.get(str(body["candidate"]))
            if about is None or about.body.get("attempt") != body.get("attempt"):
                faults.append(f"{_place(entry, body)}: candidate: was not recorded with it in this attempt")
            else:
                faults += _read(about, entry, body, candidates[str(body["candidate"])])
    for judgement in judged:
        if judgement.readable:
            found = list(_concluded(judgement))
            place = _place(judgement.entry, judgement.body)
            version = versions.get(str(judgement.body.get("attempt")), "")
            other = version not in ("", distribution_version("conjecture-workbench"))
            for name, why in found:
                words = other and name in ("reason", "label")
                said = f"{place}: {name}: {why}"
                (notes if words else faults).append(f"{said}, recorded by version {version}" if words else said)
    return faults, [one_line(note) for note in notes]


def _place(entry: Entry, body: Mapping[str, Any]) -> str:
    by = f" of {one_line(str(body['backend']))}" if entry.kind == "verdict" else ""
    return f"ledger.json: entry {entry.seq}: {entry.kind}{by}"


def _read(about: _Judgement, entry: Entry, body: Mapping[str, Any], candidate: Candidate) -> Iterator[str]:
    """Add a verdict to the judgement that it belongs to; what is wrong with it."""
    place = _place(entry, body)
    try:
        evidence = _EVIDENCE.validate_json(json.dumps(body["evidence"]), strict=True)
    except ValidationError as error:
        about.readable = False
        yield f"{place}: evidence.{one_line(explain(error))}"
        return
    verdict = _Recorded(str(body["backend"]), candidate.claim.goal, evidence)
    about.verdicts.append(verdict)
    if body["outcome"] != verdict.outcome:
        yield f"{place}: outcome: says {body['outcome']}, but its evidence gives {verdict.outcome}"
    for name, why in _unfit(verdict, body, candidate):
        yield f"{place}: {name}: {why}"


def _unfit(verdict: _Recorded, body: Mapping[str, Any], candidate: Candidate) -> Iterator[tuple[str, str]]:
    """(field, why) for whatever in a verdict cannot be about this candidate."""
    evidence, payload = verdict.evidence, candidate.payload
    kind = str(evidence.kind)
    if kind != _OPEN and kind not in PAYLOAD_KINDS[payload.kind]:
        yield "evidence.kind", f"{kind} is no evidence about a candidate with payload {payload.kind}"
        return
    if kind != _OPEN and kind not in BACKEND_KINDS.get(verdict.backend, {kind}):
        yield "evidence.kind", f"the {verdict.backend} back-end gives no evidence of kind {kind}"
    files = {str(file["role"]): str(file["sha256"]) for file in body.get("files", ())}
    if isinstance(evidence, PinnedProof) and isinstance(payload, LeanProof):
        if evidence.named != payload.statement:
            yield "evidence.named", "is not the statement that the candidate names"
        if evidence.source_sha256 != _sha256(payload.source):
            yield "evidence.source_sha256", "is not that of the candidate's text"
        if verdict.outcome is Outcome.VERIFIED:
            if "statement" not in files:
                yield "files", "the record that the submission was held against is not among them"
            if files.get("export") != evidence.solution_sha256:
                yield "files", "the export that the kernels saw is not among them"
    if isinstance(evidence, GeneratedCheck) and isinstance(payload, Generator):
        if evidence.program_sha256 != _sha256(payload.program):
            yield "evidence.program_sha256", "is not that of the candidate's program"
        if files.get("output") != evidence.output_sha256:
            yield "files", "what the program wrote is not among them"


def _concluded(judgement: _Judgement) -> Iterator[tuple[str, str]]:
    """(field, why) for whatever the entry of a candidate says besides what its verdicts give together."""
    found: Conclusion = conclude(judgement.verdicts)
    for name in ("outcome", "assurance", "label", "reason"):
        says, gives = str(judgement.body.get(name, "")), str(getattr(found, name))
        if says != gives and (name != "label" or name in judgement.body):
            yield name, f"says {_short(says)}, but the verdicts recorded with it give {_short(gives)}"


def compare_found(item: Item, judged: Sequence[Verdict]) -> tuple[list[str], list[str]]:
    """(faults, notes) where a back-end that judged here found something else than the ledger says that it had found."""
    faults: list[str] = []
    notes: list[str] = []
    code = family_code(item.candidate.claim.family)
    for body in item.bodies.get("verdict", ()):
        evidence = _EVIDENCE.validate_json(json.dumps(body["evidence"]), strict=True)
        then = _Recorded(str(body["backend"]), item.candidate.claim.goal, evidence)
        here = [verdict for verdict in judged if verdict.backend == then.backend]
        if not here or then.outcome is Outcome.UNKNOWN:
            continue
        same = next((verdict for verdict in here if verdict.outcome is then.outcome), None)
        by = one_line(then.backend)
        if same is None:
            notes.append(f"{by}: recorded {then.outcome}, here {here[0].outcome}: {here[0].evidence.sentence}")
        elif why := _another(then.evidence, same.evidence):
            repeatable = evidence.kind in (*_REPEATABLE, "generated-check")
            strict = repeatable and body.get("family_code") == code
            said = f"items/{item.name}/verdicts.json: verdict of {by}: {why}"
            said += ", by other code of the family" if repeatable and not strict else ""
            (faults if strict else notes).append(said)
    return faults, notes


def _another(then: Any, here: Any) -> str:
    """How two pieces of evidence for the same outcome differ, as far as that can be compared; empty where not."""
    if isinstance(then, GeneratedCheck) and isinstance(here, GeneratedCheck):
        if then.output_sha256 != here.output_sha256:
            return f"output_sha256: the program writes something else here than {OUTPUT}, of which the ledger speaks"
        return _another(then.check, here.check)
    if then.kind == here.kind and then.kind in _REPEATABLE:
        old, new = _plain(then), _plain(here)
        changed = next((name for name in sorted(old | new) if old.get(name) != new.get(name)), "")
        return f"{changed}: recorded {_short(old.get(changed))}, here {_short(new.get(changed))}" if changed else ""
    if then.sentence != here.sentence:
        return f"recorded {_short(then.sentence)}, here {_short(here.sentence)}"
    return ""


def _plain(evidence: Any) -> dict[str, Any]:
    """Evidence as it comes out of a ledger: large integers are text there."""
    plain: dict[str, Any] = json.loads(canonical(evidence.model_dump(mode="json", exclude_none=True)))
    return plain


def _short(value: Any) -> str:
    return repr(one_line(str(value))[:300])


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
