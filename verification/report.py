"""The report of a ledger: figures first, as data; `report_page` makes a page of them.

Everything comes from ledger and catalogue, nothing from clock or machine: the same ledger and catalogue
give the same report.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from problems.catalog import Catalog
from problems.claim import ClaimRecord, ScopeKind
from problems.errors import InputError, UnsupportedError
from problems.family import get_family
from problems.problem import Problem
from verification.candidate import Candidate, parse_candidate
from verification.entry import body_of
from verification.export.bundle_item import witness_of
from verification.export.bundle_text import made_by_bodies
from verification.ledger import Ledger
from verification.novelty import Standing
from verification.novelty import standing as against_known
from verification.standing import MachineCheck, standing
from verification.verdict import Assurance, Outcome

__all__ = ["Find", "ProverFigures", "Report", "gather_report"]

BEST = 12
"""Finds shown with a picture."""

SCOPES = list(ScopeKind)
PICTURE_CHARACTERS = 400_000
"""Longest picture that goes into the page."""


@dataclass(frozen=True)
class Find:
    """A verified candidate for the page."""

    candidate: str
    problem: str
    title: str
    statement: str
    """LaTeX."""
    meaning: str
    scope: str
    known: Standing
    """How the claim stands beside the known values."""
    assurance: Assurance
    reason: str
    made_by: str
    """Prover, model and prompt; who contributed it."""
    grades: tuple[str, ...]
    """`axis: grade (reviewer)` of every review."""
    picture: str
    """SVG of our own drawing; empty where there is none."""


@dataclass
class ProverFigures:
    """What one prover did."""

    attempts: int = 0
    found: int = 0
    verified: int = 0
    cost: Counter[str] = field(default_factory=Counter)
    """Sums of every number in the attempts' costs."""


@dataclass
class Report:
    """All figures of the page."""

    head: str
    """`SEQ:HASH` of the ledger."""
    since: str = ""
    until: str = ""
    """First and last instant that the ledger names."""
    funnel: dict[str, int] = field(default_factory=dict)
    """Problems, attempts, candidates, verified, graded, in this order."""
    assurance: Counter[str] = field(default_factory=Counter)
    """Distinct candidates by assurance."""
    candidate_outcomes: Counter[str] = field(default_factory=Counter)
    """Distinct candidates by what the ledger says of them in the end."""
    conflicts: list[str] = field(default_factory=list)
    """Candidates whose judges contradict each other."""
    outcomes: Counter[str] = field(default_factory=Counter)
    """Attempts by outcome."""
    mechanisms: Counter[str] = field(default_factory=Counter)
    """Attempts without a verified candidate by failure mechanism."""
    backends: dict[str, Counter[str]] = field(default_factory=dict)
    """Back-end → verdicts by outcome."""
    provers: dict[str, ProverFigures] = field(default_factory=dict)
    grades: Counter[str] = field(default_factory=Counter)
    """Reviews by `axis: grade`."""
    environment: dict[str, str] = field(default_factory=dict)
    """Versions of the last attempt."""
    best: list[Find] = field(default_factory=list)

    def dump(self) -> dict[str, Any]:
        """The figures as JSON, pictures left out."""
        return {
            "schema": 1,
            "head": self.head,
            "since": self.since,
            "until": self.until,
            "funnel": self.funnel,
            "assurance": dict(sorted(self.assurance.items())),
            "candidates": dict(sorted(self.candidate_outcomes.items())),
            "conflicts": self.conflicts,
            "outcomes": dict(sorted(self.outcomes.items())),
            "mechanisms": dict(sorted(self.mechanisms.items())),
            "provers": {
                name: {"attempts": item.attempts, "found": item.found, "verified": item.verified, **item.cost}
                for name, item in sorted(self.provers.items())
            },
            "best": [item.candidate for item in self.best],
        }


def gather_report(ledger: Ledger, catalog: Catalog | None = None, *, best: int = BEST) -> Report:
    """Read the whole ledger once and sum up; superseded reviews are not counted."""
    bodies: dict[str, list[dict[str, Any]]] = defaultdict(list)
    stamps: list[str] = []
    seq, digest = 0, "0" * 64
    hashes: dict[str, dict[str, Any]] = {}
    for entry in ledger.entries():
        body = body_of(entry.seq, entry.body)
        bodies[entry.kind].append(body)
        seq, digest = entry.seq, entry.hash
        hashes[entry.hash] = body
        stamps += [str(body[name]) for name in ("started", "date") if isinstance(body.get(name), str)]
    report = Report(f"{seq}:{digest}", min(stamps, default=""), max(stamps, default=""))
    by_candidate: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for body in bodies["candidate"]:
        by_candidate[str(body["id"])].append(body)
    checks = {name: standing(said) for name, said in by_candidate.items()}
    _attempts(report, bodies["attempt"], checks)
    corrected = {str(body["supersedes"]) for body in bodies["review"] if body.get("supersedes")}
    dropped = {id(hashes[name]) for name in corrected if name in hashes}
    reviews = [body for body in bodies["review"] if id(body) not in dropped]
    _candidates(report, checks, {str(body.get("candidate")) for body in reviews})
    report.grades.update(f"{body.get('axis')}: {body.get('grade')}" for body in reviews)
    for body in bodies["verdict"]:
        report.backends.setdefault(str(body.get("backend")), Counter())[str(body.get("outcome"))] += 1
    verified = {name: said for name, said in by_candidate.items() if checks[name].outcome is Outcome.VERIFIED}
    report.funnel["problems"] = len({str(body.get("problem")) for body in bodies["attempt"]})
    attempts = {str(body["id"]): body for body in bodies["attempt"]}
    finds = [_find(name, said, checks[name], attempts, reviews, catalog) for name, said in verified.items()]
    order = sorted((find for find in finds if find is not None), key=_rank)
    report.best = [_drawn(find, candidate) for find, candidate in order[:best]]
    return report


def _attempts(report: Report, attempts: Iterable[Mapping[str, Any]], checks: Mapping[str, MachineCheck]) -> None:
    count = 0
    for body in attempts:
        count += 1
        report.outcomes[str(body.get("outcome"))] += 1
        if body.get("mechanism"):
            report.mechanisms[str(body["mechanism"])] += 1
        prover = report.provers.setdefault(str(body.get("prover")), ProverFigures())
        prover.attempts += 1
        prover.found += body.get("outcome") == "found"
        found = [checks[name] for name in body.get("candidates") or () if name in checks]
        torn = any(check.conflict for check in found)
        # Where its candidates are torn, what the attempt said of them does not count.
        prover.verified += (
            any(check.outcome is Outcome.VERIFIED for check in found) if torn else bool(body.get("verified"))
        )
        for name, value in (body.get("cost") or {}).items():
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                prover.cost[name] += value  # type: ignore[assignment] # a Counter sums seconds as well as steps
        report.environment = {str(key): str(value) for key, value in (body.get("environment") or {}).items()}
    report.funnel.update({"problems": 0, "attempts": count})


def _candidates(report: Report, checks: Mapping[str, MachineCheck], graded: set[str]) -> None:
    report.funnel.update({"candidates": len(checks), "verified": 0, "graded": len(graded & checks.keys())})
    for name, check in checks.items():
        report.candidate_outcomes[str(check.outcome)] += 1
        report.assurance[str(check.assurance)] += 1
        report.funnel["verified"] += check.outcome is Outcome.VERIFIED
        if check.conflict:
            report.conflicts.append(name)


def _find(
    name: str,
    said: list[dict[str, Any]],
    check: MachineCheck,
    attempts: Mapping[str, Mapping[str, Any]],
    reviews: Iterable[Mapping[str, Any]],
    catalog: Catalog | None,
) -> tuple[Find, Candidate] | None:
    try:
        candidate = parse_candidate(said[-1]["candidate"])
        family = get_family(candidate.claim.family)
        statement = family.statement(family.parse_params(candidate.claim.params), candidate.claim.goal)
        known = against_known(candidate.claim)
    except (InputError, UnsupportedError):
        # A family of a plug-in that is not loaded now has no words and no picture.
        return None
    made = [attempts[str(body["attempt"])] for body in said if str(body.get("attempt")) in attempts]
    problem_id = str(made[0].get("problem", "")) if made else str(candidate.problem or "")
    problem = next((item for item in catalog or () if item.id == problem_id), None)
    record = _record(problem, candidate)
    grades = tuple(
        f"{body.get('axis')}: {body.get('grade')} ({body.get('reviewer')})"
        for body in reviews
        if body.get("candidate") == name
    )
    find = Find(
        candidate=name,
        problem=problem_id,
        title=problem.title if problem else "",
        statement=statement,
        meaning=record.meaning if record else "",
        scope=str(record.scope.kind) if record else "",
        known=known,
        assurance=check.assurance,
        reason=check.reason,
        made_by=made_by_bodies(made, said).replace("`", ""),
        grades=grades,
        picture="",
    )
    return find, candidate


def _record(problem: Problem | None, candidate: Candidate) -> ClaimRecord | None:
    return next((item for item in problem.claims if item.claim == candidate.claim), None) if problem else None


def _rank(item: tuple[Find, Candidate]) -> tuple[Any, ...]:
    """Beats a known value, then by scope, then by assurance; the hash decides between equals."""
    find = item[0]
    scope = SCOPES.index(ScopeKind(find.scope)) if find.scope else len(SCOPES)
    return (find.known is not Standing.BEATS, scope, -int(str(find.assurance)[1]), find.problem, find.candidate)


def _drawn(find: Find, candidate: Candidate) -> Find:
    witness = witness_of(candidate)
    if witness is None:
        return find
    family = get_family(candidate.claim.family)
    try:
        picture = family.draw(family.parse_params(candidate.claim.params), family.parse_witness(witness))
    except UnsupportedError:
        return find
    if len(picture) > PICTURE_CHARACTERS:
        return find
    return Find(**{**find.__dict__, "picture": picture})
