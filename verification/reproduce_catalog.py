"""What a bundle says of problems, held against the catalogue that is here.

Scope and meaning of a claim are words of a catalogue, and whoever makes a bundle may bring his own. Catalogues change,
so another word is no fault; but it is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from problems.catalog import Catalog
from problems.claim import ClaimRecord
from problems.family import FORMAL
from problems.problem import Problem
from verification.export.bundle_item import Item
from verification.outcome import one_line

__all__ = ["catalog_notes"]


def catalog_notes(items: Sequence[Item], catalog: Catalog) -> list[str]:
    """A line for every item whose problem or claim record is not the one of the catalogue."""
    known = {problem.id: problem for problem in catalog}
    return [one_line(note) for item in items if item.problem is not None for note in _notes(item, item.problem, known)]


def _notes(item: Item, problem: Problem, known: dict[str, Problem]) -> Iterator[str]:
    place = f"items/{item.name}/problem.json"
    if problem.id not in known:
        yield f"{place}: {problem.id} is not in the catalogue here: scope and meaning are the bundle's words"
        return
    ours = known[problem.id]
    changed = [name for name in Problem.model_fields if name != "claims" and _differ(name, problem, ours)]
    if changed:
        yield f"{place}: {problem.id} has another {', '.join(changed)} than in the catalogue here"
    if item.record is None:
        return
    records = _records(ours, item)
    if not records:
        yield f"{place}: the catalogue here has no such claim: scope and meaning are the bundle's words"
    elif item.record.digest not in {record.digest for record in records}:
        said = " or ".join(f"{record.scope.kind}, {record.meaning!r}" for record in records)
        yield f"{place}: scope, meaning or source of the claim differ from those in the catalogue here: {said}"


def _differ(name: str, problem: Problem, ours: Problem) -> bool:
    return bool(getattr(problem, name) != getattr(ours, name))


def _records(problem: Problem, item: Item) -> list[ClaimRecord]:
    claim = item.candidate.claim
    if claim.family == FORMAL:
        from verification.lean.submission import claim_record

        stated = claim_record(claim, problem)
        return [stated] if stated is not None else []
    return [record for record in problem.claims if record.claim == claim]
