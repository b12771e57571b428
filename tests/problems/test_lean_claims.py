"""The proposition of a claim alone is that of the claim with a witness, whichever witness."""

from __future__ import annotations

import pytest

from problems.claim import Claim, Goal
from problems.errors import UnsupportedError
from problems.family import BUILTIN, normalise
from problems.lean.claims import ClaimStatement, claim_statement
from tests.conformance.case import load
from tests.verification.lean_material import statement

WITHOUT = {"unit_distance_graph"}
"""Families whose proposition speaks of the witness."""


def claim(family: str, params: object, goal: Goal = Goal.EXISTS) -> Claim:
    return normalise(Claim.model_validate({"family": family, "params": params, "goal": goal}))


@pytest.mark.parametrize("family", BUILTIN)
def test_the_proposition_is_that_of_every_witness(family: str) -> None:
    found = 0
    for params, witness in load(family).good:
        with_witness = statement(family, params, witness)
        if with_witness is None:
            continue
        try:
            alone = claim_statement(claim(family, dict(params)))
        except UnsupportedError:
            continue
        expected = ClaimStatement(with_witness.predicate, with_witness.statement, with_witness.library)
        assert alone == expected
        found += 1
    assert (found == 0) == (family in WITHOUT)


def test_goal_none_is_stated_where_the_family_states_it() -> None:
    none = claim_statement(claim("schur_coloring", {"k": 2, "n": 5}, Goal.NONE))
    assert none.statement.startswith("Not (Exists (fun ")
    with pytest.raises(UnsupportedError, match="goal none"):
        claim_statement(claim("sidon_golomb", {"N": 11, "k": 5}, Goal.NONE))


def test_claims_too_large_for_text_are_refused_at_once() -> None:
    with pytest.raises(UnsupportedError, match="too large"):
        claim_statement(claim("discrepancy_sequence", {"C": 2, "n": 10**9}))


def test_words_have_no_proposition() -> None:
    with pytest.raises(UnsupportedError, match="no Lean statement"):
        claim_statement(claim("problem_in_words", {"problem": "erdos:1"}))
