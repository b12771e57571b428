"""A solution of a family's finite model, as evidence about the claim: only what the exact checker accepts counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from problems.claim import Claim
from problems.family import get_family
from problems.model import FiniteModel
from verification.evidence import Undecided, UnknownReason

__all__ = ["checked_solution"]


def checked_solution(
    claim: Claim, finite: FiniteModel, decode: Callable[[], dict[str, Any]]
) -> dict[str, Any] | Undecided:
    """The witness that `decode` reads from a solver's solution, or why the solution says nothing about the claim."""
    if finite.relaxation:
        detail = "the relaxed model is satisfiable, which says nothing about the claim"
        return Undecided(why=UnknownReason.INCONCLUSIVE, detail=detail)
    family = get_family(claim.family)
    witness = decode()
    finding = family.check(family.parse_params(claim.params), family.parse_witness(witness))
    if not finding.holds:
        detail = f"the model has a solution that the exact checker refutes ({finding.code}): a fault in the family"
        return Undecided(why=UnknownReason.OUR_FAULT, detail=detail)
    return witness
