"""Drafts that a human may send: to the community's database of Erdős problems, to formal-conjectures.

Text only. Nothing is sent, and nothing should be before a person has read the candidate and its problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from problems.claim import Direction, ScopeKind
from problems.errors import InputError, UnsupportedError
from problems.family import get_family
from problems.problem import STATUS_DAYS
from verification.backend import Limits
from verification.export.bundle_crate import RECORDED
from verification.export.bundle_item import witness_of
from verification.export.bundle_text import LADDER, code, made_by_bodies
from verification.export.subject import Exported, Subject, made_and_left_out
from verification.provenance import distribution_version, family_code
from verification.verdict import Assurance, Outcome, PinnedProof

__all__ = ["AMS", "draft", "export"]

AMS = {
    "additive basis": 11,
    "additive combinatorics": 11,
    "algebra": 12,
    "analysis": 26,
    "arithmetic progressions": 11,
    "base representations": 11,
    "binomial coefficients": 11,
    "chromatic number": 5,
    "combinatorics": 5,
    "convex": 52,
    "covering systems": 11,
    "cycles": 5,
    "diophantine approximation": 11,
    "discrepancy": 11,
    "distances": 52,
    "divisors": 11,
    "factorials": 11,
    "geometry": 52,
    "graph theory": 5,
    "group theory": 20,
    "hypergraphs": 5,
    "intersecting family": 5,
    "irrationality": 11,
    "number theory": 11,
    "planar graphs": 5,
    "polynomials": 26,
    "primes": 11,
    "probability": 60,
    "ramsey theory": 5,
    "set theory": 3,
    "sidon sets": 11,
    "topology": 54,
    "turan number": 5,
    "unit fractions": 11,
}
"""Upstream's tags → two-digit class of the Mathematics Subject Classification 2020; a proposal, to be checked."""

SETTLED = {Direction.YES: "proved", Direction.NO: "disproved"}


def export(subjects: Sequence[Subject], out: Path, limits: Limits, *, status_days: int = STATUS_DAYS) -> list[Exported]:
    """One draft `NAME.md` for each subject in `out`.

    What a settled problem would change is withheld where the status known here is older than `status_days`.

    A candidate that is not verified or stands behind no problem of the catalogue is left out, with the reason; where
    all are, an UnsupportedError says so before anything is written.
    """
    drafts, left_out = made_and_left_out(subjects, lambda subject: draft(subject, status_days=status_days))
    written = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for subject, text in drafts:
            path = out / f"{subject.name}.md"
            path.write_text(text, encoding="utf-8")
            summary = f"draft for a human to read, correct and send; {subject.check.outcome} {subject.check.assurance}"
            written.append(Exported(subject.candidate.id, str(path), summary))
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from None
    return written + left_out


def draft(subject: Subject, *, status_days: int = STATUS_DAYS) -> str:
    """The draft as Markdown; see `export` for what is refused."""
    check = subject.check
    if check.outcome is not Outcome.VERIFIED:
        raise UnsupportedError(
            f"it is {check.outcome} ({check.reason[:200]}): only verified candidates are drafted for upstream"
        )
    if subject.problem is None or subject.record is None:
        raise UnsupportedError("no problem of the catalogue has this claim, so there is nothing to tell upstream")
    old = subject.problem.status.out_of_date(status_days)
    fields, statement = _database(subject, old), _formal(subject, old)
    parts = [_head(subject, old), fields, statement, _evidence(subject), _assistance(subject)]
    return "\n".join(line for part in parts for line in (*part, "")).rstrip() + "\n"


def _head(subject: Subject, old: str) -> Iterator[str]:
    problem, record = subject.problem, subject.record
    assert problem is not None  # noqa: S101 - `draft` has looked
    assert record is not None  # noqa: S101
    family = get_family(subject.candidate.claim.family)
    claim = subject.candidate.claim
    yield f"# Draft for problem {problem.id}: {problem.title}"
    yield ""
    yield "**Nothing has been sent.** This is text for a person who has read the candidate, has checked the problem's"
    yield "present status and discussion, and takes responsibility for what is sent under their name."
    yield ""
    yield f"- Statement shown: {family.statement(family.parse_params(claim.params), claim.goal)}"
    yield f"- What it says of the problem: {record.meaning}"
    direction = f" ({record.scope.direction})" if record.scope.direction else ""
    yield f"- Scope by the catalogue: {record.scope.kind}{direction}"
    if record.reading:
        yield f"- Reading: {record.reading}"
    yield f"- Status known here: {problem.status.state} as of {problem.status.as_of}; look again before sending"
    if old and record.scope.kind is ScopeKind.SETTLES:
        yield f"- **That this settles the problem is withheld**: {old}, and statuses move every week. Import a newer"
        yield "  snapshot (`workbench catalog import`) and draft again"
    reviews = subject.bodies("review")
    for body in reviews:
        grade = code(f"{body.get('axis')}: {body.get('grade')}")
        yield f"- Review: {grade} by {code(str(body.get('reviewer')))}"
    if not {"fidelity", "novelty"} <= {str(body.get("axis")) for body in reviews}:
        yield "- **Fidelity and novelty have not both been reviewed: do that first** (`workbench review`)"


def _database(subject: Subject, old: str) -> Iterator[str]:
    problem, record = subject.problem, subject.record
    assert problem is not None  # noqa: S101
    assert record is not None  # noqa: S101
    yield "## Community database (`data/problems.yaml`)"
    yield ""
    if problem.catalogue != "erdos":
        yield f"The database holds the Erdős problems only; {problem.id} is not among them."
        return
    state = SETTLED.get(record.scope.direction) if record.scope.direction else None
    if record.scope.kind is not ScopeKind.SETTLES or state is None:
        yield f"No field changes: the schema has no place for a result of scope `{record.scope.kind}`. What can be"
        yield f"offered is a remark in the discussion of problem {problem.number}, with the evidence below."
        return
    if old:
        yield f"No field is proposed: {old}."
        return
    yield "Fields edited by people that would change; `status` and `formalized` are derived upstream, leave them alone:"
    yield ""
    yield "```yaml"
    yield f'- number: "{problem.number}"'
    yield "  informal_status:"
    yield f'    state: "{state}"'
    yield f'    last_update: "{_day(subject)}"'
    if subject.check.assurance is Assurance.A4:
        yield "  formal_status:"
        yield '    state: "Lean"'
        yield f'    last_update: "{_day(subject)}"'
        yield '    url: "STABLE-URL-OF-THE-LEAN-PROJECT"'
    yield "```"
    yield ""
    yield f"Before: `{problem.status.state}` ({problem.status.as_of}). The site overrides the database: tell it first."


def _formal(subject: Subject, old: str) -> Iterator[str]:
    problem, record, claim = subject.problem, subject.record, subject.candidate.claim
    assert problem is not None  # noqa: S101
    assert record is not None  # noqa: S101
    classes = sorted({AMS[tag] for tag in problem.tags if tag in AMS})
    level = subject.check.assurance
    kernel = level in (Assurance.A3, Assurance.A4)
    settles = record.scope.kind is ScopeKind.SETTLES
    category = "test" if record.scope.kind is ScopeKind.INSTANCE else "research solved"
    if settles and old:
        category = "CATEGORY"
    attributes = [f"category {category}", f"AMS {' '.join(map(str, classes)) or 'CLASS'}"]
    if kernel:
        attributes.append('formal_proof using lean4 at "STABLE-URL-OF-THE-LEAN-PROJECT"')
    number = problem.number.replace("-", "_")
    name = f"erdos_{number}" if settles else f"erdos_{number}.variants.{claim.family}_{claim.digest[:8]}"
    family = get_family(claim.family)
    yield "## formal-conjectures"
    yield ""
    yield "The statement is to be written in Mathlib's terms by hand; the Lean export has it in terms of its own."
    yield ""
    yield "```lean"
    yield "/--"
    yield from _docstring(family.statement(family.parse_params(claim.params), claim.goal))
    yield ""
    yield from _docstring(record.meaning)
    yield "-/"
    yield f"@[{', '.join(attributes)}]"
    yield f"theorem {name} : STATEMENT := by"
    yield "  sorry"
    yield "```"
    yield ""
    if settles and old:
        yield f"No category is proposed: {old}."
    if not classes:
        yield "No AMS class follows from the problem's tags: choose one or more, ascending."
    if not kernel:
        yield f"No `formal_proof using …` attribute: the Lean kernel has not accepted this ({level}); a SAT"
        yield "proof or an exact check is evidence, but no formal proof. `workbench export ID --format lean` makes a"
        yield "Lake project where the family has a Lean statement."


def _docstring(text: str) -> Iterator[str]:
    """Text inside a Lean comment, which must neither end it nor open another."""
    yield from text.replace("```", "'''").replace("-/", "- /").replace("/-", "/ -").splitlines() or [""]


def _evidence(subject: Subject) -> Iterator[str]:
    check = subject.check
    yield "## Evidence"
    yield ""
    yield "```text"
    yield f"candidate:   {subject.candidate.id}"
    yield f"claim:       {subject.candidate.claim.family} {subject.candidate.claim.digest}"
    yield f"outcome:     verified, {check.assurance} ({LADDER[check.assurance]})"
    yield f"found:       {_plain(check.reason)}"
    for body in subject.bodies("verdict"):
        evidence = body.get("evidence", {})
        yield f"checked by:  {_plain(body['backend'])} {_plain(body.get('version', ''))}: {_plain(body['outcome'])}"
        for checker in evidence.get("checkers") or ():
            said = "accepted" if checker.get("accepted") else "rejected"
            yield f"             {_plain(checker.get('checker'))} {_plain(checker.get('version'))}: {said}"
        if evidence.get("kind") == PinnedProof.model_fields["kind"].default:
            yield from _pinned(evidence)
        if isinstance(evidence.get("symmetry"), list):
            for lemma in evidence["symmetry"]:
                yield f"modulo:      {_plain(lemma.get('name'))}: {_plain(lemma.get('argument'))}"
    yield f"family code: {family_code(subject.candidate.claim.family)}"
    versions = ((name, distribution_version(name)) for name in RECORDED)
    yield f"versions:    {', '.join(f'{name} {version}' for name, version in versions if version != 'absent')}"
    yield f"ledger:      entries {', '.join(str(entry.seq) for entry in subject.entries)}"
    yield "re-check:    workbench export ID --format bundle --out DIR; workbench reproduce DIR"
    yield "```"
    witness = witness_of(subject.candidate)
    if witness is not None:
        yield ""
        yield f"Object: {code(str(dict(witness)))}"


def _pinned(evidence: Mapping[str, Any]) -> Iterator[str]:
    """What a proof of a pinned statement was held against, and by what."""
    yield f"statement:   {_plain(evidence.get('record'))} (export {_plain(evidence.get('challenge_sha256'))})"
    yield f"fidelity:    {_plain(evidence.get('review'))}"
    for word in evidence.get("kernels") or ():
        yield f"             {_plain(word.get('kernel'))} {_plain(word.get('version'))}: {_plain(word.get('outcome'))}"
    axioms = ", ".join(".".join(map(str, name)) for name in evidence.get("axioms") or ())
    yield f"axioms:      {_plain(axioms) or 'none'}"
    yield f"hypotheses:  {_plain('; '.join(map(str, evidence.get('hypotheses') or ()))) or 'none'}"


def _assistance(subject: Subject) -> Iterator[str]:
    yield "## Statement on machine assistance"
    yield ""
    yield "The candidate was found by a machine and checked by machines as listed above; no person is known to have"
    made = made_by_bodies(subject.bodies("attempt"), subject.bodies("candidate"))
    yield f"checked it unless a review says so. Made by: {made}."
    yield "The OEIS takes no submissions made by AI: nothing of this is for the OEIS."


def _day(subject: Subject) -> str:
    days = [str(body.get("started", ""))[:10] for body in subject.bodies("attempt")]
    return max(days, default="YYYY-MM-DD") or "YYYY-MM-DD"


def _plain(text: object) -> str:
    return " ".join(str(text or "").replace("```", "'''").split())[:600]
