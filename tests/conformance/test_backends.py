"""One suite for every back-end: true, false and malformed material of every family, planted limits.

A back-end that verifies a false candidate, or calls a true one refuted because it ran out of something, fails here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from problems.errors import InputError, UnsupportedError
from problems.family import BUILTIN, get_family
from tests.conformance.case import Cases, Json, load
from verification.backend import BACKENDS, Limits, get_backend
from verification.candidate import Candidate, parse_candidate
from verification.verdict import Outcome
from verification.verifier import judge

LIMITS = Limits(seconds=30)


@pytest.fixture(params=BUILTIN)
def cases(request: pytest.FixtureRequest) -> Cases:
    return load(request.param)


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    state = get_backend(name).available()
    if not state.available:
        pytest.skip(f"back-end {name}: {state.reason}")
    return name


def positive(cases: Cases, params: Json, witness: Json) -> Candidate | None:
    """A candidate for goal `exists`; None when the schema refuses the witness."""
    kind = get_family(cases.family).payload
    claim = {"family": cases.family, "params": dict(params), "goal": "exists"}
    try:
        return parse_candidate({"schema": 1, "claim": claim, "payload": {"kind": kind, kind: dict(witness)}})
    except InputError:
        return None


def negative(cases: Cases, params: Json) -> Candidate:
    claim = {"family": cases.family, "params": dict(params), "goal": "none"}
    return parse_candidate({"schema": 1, "claim": claim, "payload": {"kind": "refutation"}})


def false_witnesses(cases: Cases) -> Iterator[tuple[Json, Json]]:
    for params, witness in cases.good[:2]:
        false = (mutated for mutated in cases.mutate(params, witness) if not cases.brute(params, mutated))
        for mutated in list(islice(false, 400))[::40]:
            yield params, mutated


def test_true_witnesses_are_never_refuted(cases: Cases, backend: str, tmp_path: Path) -> None:
    for params, witness in cases.good[:2]:
        candidate = positive(cases, params, witness)
        assert candidate is not None
        if get_backend(backend).unsupported(candidate):
            continue
        outcome = judge(backend, candidate, LIMITS, str(tmp_path)).outcome
        assert outcome is not Outcome.REFUTED
        assert backend != "exact" or outcome is Outcome.VERIFIED


def test_false_witnesses_are_never_verified(cases: Cases, backend: str, tmp_path: Path) -> None:
    every = 5 if backend == "lean" else 1  # each takes a process of its own
    for params, witness in islice(false_witnesses(cases), None, None, every):
        candidate = positive(cases, params, witness)
        if candidate is None or get_backend(backend).unsupported(candidate):
            continue
        outcome = judge(backend, candidate, LIMITS, str(tmp_path)).outcome
        assert outcome is not Outcome.VERIFIED, (params, witness)


def decided(cases: Cases, most: int = 6) -> list[tuple[Json, bool]]:
    """Tiny params, with whether brute force finds a witness; both kinds where there are both."""
    found: dict[bool, list[Json]] = {True: [], False: []}
    for params in cases.tiny:
        universe = list(islice(cases.universe(params), 60_000))
        found[any(cases.brute(params, witness) for witness in universe)].append(params)
    return [
        (params, exists) for exists, listed in found.items() for params in listed[:: max(1, -(-len(listed) // most))]
    ]


def test_non_existence_is_never_verified_where_there_is_a_witness(cases: Cases, backend: str, tmp_path: Path) -> None:
    for params, exists in decided(cases):
        candidate = negative(cases, params)
        if get_backend(backend).unsupported(candidate):
            continue
        outcome = judge(backend, candidate, LIMITS, str(tmp_path)).outcome
        wrong = Outcome.VERIFIED if exists else Outcome.REFUTED
        # Universes of unbounded families hold only plausible witnesses: there `none` may be false all the same.
        if exists or get_family(cases.family).has_model:
            assert outcome is not wrong, params


@pytest.mark.parametrize("limits", [Limits(seconds=0.001, work=1), Limits(seconds=30, work=1)], ids=["instant", "work"])
def test_exhausted_limits_are_unknown(cases: Cases, backend: str, limits: Limits, tmp_path: Path) -> None:
    """Running out may leave an easy candidate decided, but never wrongly."""
    for params, exists in decided(cases, most=2):
        candidate = negative(cases, params)
        if get_backend(backend).unsupported(candidate):
            continue
        outcome = judge(backend, candidate, limits, str(tmp_path)).outcome
        if exists or get_family(cases.family).has_model:
            assert outcome is not (Outcome.VERIFIED if exists else Outcome.REFUTED), params


def test_refusals_are_cheap_and_say_why(cases: Cases, backend: str) -> None:
    params, witness = cases.good[0]
    for candidate in (positive(cases, params, witness), negative(cases, params)):
        assert candidate is not None
        refusal = get_backend(backend).unsupported(candidate)
        assert refusal == "" or len(refusal) > 10


def test_a_model_that_is_too_large_is_said_to_be(cases: Cases) -> None:
    family: Any = get_family(cases.family)
    refusals = []
    for params, _ in cases.good if family.has_model else ():
        try:
            family.model(family.parse_params(params))
        except UnsupportedError as error:
            refusals.append(str(error))
    assert all(len(refusal) > 10 for refusal in refusals)
