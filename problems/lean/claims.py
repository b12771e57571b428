"""The proposition that a claim generates by itself, for those who bring their own proof of it.

A family's `lean(params, witness)` writes proposition and proof together. The proposition does not depend on the
witness, so that any object of the right shape, true or false, lets the family write it down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import comb
from typing import Any

from problems.claim import Claim, Goal
from problems.errors import InputError, TooLargeError, UnsupportedError
from problems.family import Family, get_family
from problems.lean import LeanStatement

__all__ = ["ClaimStatement", "claim_statement"]

MOST = 200_000
"""Parts of the largest object that is made up."""


@dataclass(frozen=True)
class ClaimStatement:
    """What is to be proved, and the definitions that it is in terms of."""

    predicate: str
    """Text of the family's file: definitions and lemmas."""
    statement: str
    """The proposition."""
    library: str
    """The last file of the library that the predicate stands on."""


def claim_statement(claim: Claim) -> ClaimStatement:
    """The proposition of a normalised claim.

    UnsupportedError where the family states none for these parameters, or where the proposition would depend on what
    the claim leaves open.

    >>> claim_statement(Claim(family="sidon_golomb", params={"N": 12, "k": 5}, goal=Goal.EXISTS)).statement
    'Exists (fun A : List Nat => (Sidon.Set 12 5 A))'
    """
    family: Family[Any, Any] = get_family(claim.family)
    params = family.parse_params(claim.params)
    if claim.goal is Goal.NONE:
        return _of(family.lean(params, None))
    shape = SHAPES.get(claim.family)
    raw = shape(params.model_dump(by_alias=True)) if shape else None
    if raw is None:
        raise UnsupportedError(f"{claim.family} has no Lean statement of this claim alone, without a witness")
    try:
        return _of(family.lean(params, family.parse_witness(raw)))
    except InputError as error:
        raise UnsupportedError(f"{claim.family} has no Lean statement of this claim alone: {error}") from None


def _of(statement: LeanStatement) -> ClaimStatement:
    return ClaimStatement(statement.predicate, statement.statement, statement.library)


def _overlap(params: Mapping[str, Any]) -> dict[str, Any]:
    if params["n"] is not None:
        return {"A": []}
    return {"heights": ["0"] * (params["steps"] or 1)}


def _straus(params: Mapping[str, Any]) -> dict[str, Any] | None:
    if params["n"] is not None:
        return {"xyz": [1, 1, 1]}
    return {"exceptions": []} if params["from"] is not None and params["to"] is not None else None


def _identity(params: Mapping[str, Any]) -> dict[str, Any] | None:
    # Where the claim leaves the beginning open, each identity has its own statement.
    if params["M"] is None or params["t0"] is None:
        return None
    return {"X": [1], "Y": [1], "Z": [1], "t0": params["t0"]}


def _many(count: int) -> int:
    if count > MOST:
        raise TooLargeError(f"an object of {count} parts is too large for Lean text")
    return count


SHAPES: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any] | None]] = {
    "ap_free_set": lambda _: {"set": []},
    "convex_ngon_free_points": lambda params: {"points": [[i, i] for i in range(_many(params["N"]))]},
    "covering_system": lambda _: {"classes": [[0, 1]]},
    "discrepancy_sequence": lambda params: {"s": "+" * _many(params["n"])},
    "distinct_subset_sums": lambda _: {"set": []},
    "egyptian_fraction_set": lambda params: {"P": [], "Q": []} if params["subtype"] == "primes_product" else {"D": [1]},
    "erdos_straus_decomposition": _straus,
    "minimum_overlap": _overlap,
    "ramsey_coloring": lambda params: {"matrix": "0" * _many(comb(params["n"], 2))},
    "schur_coloring": lambda params: {"coloring": [0] * _many(params["n"])},
    "sidon_golomb": lambda _: {"set": []},
    "sunflower_free": lambda params: {"sets": [[]] * _many(params["m"])},
    "unit_fraction_identity": _identity,
    "vdw_coloring": lambda params: {"coloring": "0" * _many(params["n"])},
}
"""Some object of the right shape for the parameters, as JSON; None where there is no proposition without a witness.

(The statement of a unit-distance graph speaks of the field and the common denominator of its coordinates.)"""
