"""The search provers one by one: what they find, when they stop, and that they are reproducible."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from problems.claim import Claim, Goal
from problems.errors import InputError
from problems.family import normalise
from provers.attempt import AttemptSpec, Proposal, propose
from provers.prover import PROVERS, REMOTE, Budget, BudgetSpent, Meter, get_prover
from verification.attempt import FailureMechanism
from verification.backend import Limits
from verification.exact import BACKEND as EXACT
from verification.process import ProcessPool
from verification.verdict import Outcome

RULER_SEARCHERS = ("construct", "sat", "enumerate", "local", "cp-sat", "smt")
EXHAUSTIVE = ("sat", "enumerate", "cp-sat", "smt")


def ruler(n: int, k: int, goal: Goal = Goal.EXISTS) -> Claim:
    return normalise(Claim(family="sidon_golomb", params={"N": n, "k": k}, goal=goal))


def spec(claim: Claim, prover: str, *, seconds: float = 60, work: int | None = None, seed: int = 0) -> AttemptSpec:
    return AttemptSpec("mine:1", claim, "record", prover, Budget(seconds=seconds, work=work), seed)


def essence(proposal: Proposal) -> tuple[Any, ...]:
    return (
        [candidate.id for candidate in proposal.candidates],
        proposal.ended_by,
        proposal.mechanism,
        proposal.message,
        proposal.work,
    )


@pytest.mark.parametrize("name", RULER_SEARCHERS)
def test_a_ruler_is_found(name: str, tmp_path: Path) -> None:
    found = propose(spec(ruler(12, 5), name), str(tmp_path))
    assert found.ended_by == "answer"
    assert found.mechanism is None
    (candidate,) = found.candidates
    assert candidate.problem == "mine:1"
    assert EXACT.judge(candidate, Limits(), tmp_path).outcome is Outcome.VERIFIED


@pytest.mark.parametrize("name", RULER_SEARCHERS)
def test_no_ruler_is_found_where_there_is_none(name: str, tmp_path: Path) -> None:
    found = propose(spec(ruler(11, 5), name, seconds=20, work=3000), str(tmp_path))
    assert found.candidates == ()
    assert found.mechanism in (FailureMechanism.NONE_FOUND, FailureMechanism.BUDGET_WORK)


@pytest.mark.parametrize("name", EXHAUSTIVE)
def test_goal_none_gets_a_refutation_exactly_when_it_is_true(name: str, tmp_path: Path) -> None:
    (candidate,) = propose(spec(ruler(11, 5, Goal.NONE), name), str(tmp_path)).candidates
    assert candidate.payload.kind == "refutation"
    false = propose(spec(ruler(12, 5, Goal.NONE), name), str(tmp_path))
    assert false.candidates == ()
    assert false.mechanism is FailureMechanism.NONE_FOUND


def test_the_proof_of_the_sat_prover_is_the_file_it_names(tmp_path: Path) -> None:
    import hashlib

    (candidate,) = propose(spec(ruler(11, 5, Goal.NONE), "sat"), str(tmp_path)).candidates
    proof = candidate.payload.proof
    data = Path(proof.path).read_bytes()
    assert hashlib.sha256(data).hexdigest() == proof.sha256
    assert Path(proof.path).parent == tmp_path


@pytest.mark.parametrize("name", [name for name in PROVERS if name not in REMOTE])
def test_claims_that_are_not_for_a_prover_are_refused_cheaply(name: str) -> None:
    prover = get_prover(name)
    assert prover.name == name
    assert prover.summary
    assert prover.counts
    assert prover.available().available
    started = time.monotonic()
    refusals = [prover.unsupported(ruler(12, 5)), prover.unsupported(ruler(12, 5, Goal.NONE))]
    assert bool(refusals[0]) == (name == "identities")
    assert bool(refusals[1]) == (name not in EXHAUSTIVE)
    prover.unsupported(ruler(10**12, 2000))
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("name", ["sat", "enumerate", "local", "cp-sat", "smt"])
def test_a_budget_of_work_ends_the_search_and_says_so(name: str, tmp_path: Path) -> None:
    work = {"sat": 20, "cp-sat": 20, "smt": 100_000}.get(name, 200)
    hard = ruler(60, 10) if name in ("enumerate", "local") else ruler(40, 8)
    found = propose(spec(hard, name, work=work), str(tmp_path))
    assert found.candidates == ()
    assert (found.ended_by, found.mechanism) == ("work", FailureMechanism.BUDGET_WORK)
    assert found.work > 0


@pytest.mark.parametrize("name", ["sat", "enumerate", "local", "cp-sat", "smt"])
def test_a_budget_of_seconds_ends_the_search_and_says_so(name: str, tmp_path: Path) -> None:
    get = propose(spec(ruler(12, 5), name), str(tmp_path))
    assert get.candidates, "solvers are loaded"
    started = time.monotonic()
    hard = ruler(100, 13) if name in ("enumerate", "local") else ruler(48, 9, Goal.NONE)
    found = propose(spec(hard, name, seconds=0.3), str(tmp_path))
    assert (found.ended_by, found.mechanism) == ("seconds", FailureMechanism.BUDGET_SECONDS)
    assert time.monotonic() - started < 15


@pytest.mark.parametrize("name", RULER_SEARCHERS)
def test_parameters_beyond_all_caps_fail_fast(name: str, tmp_path: Path) -> None:
    if get_prover(name).unsupported(ruler(10**12, 2000)):
        return
    started = time.monotonic()
    found = propose(spec(ruler(10**12, 1999), name, seconds=2), str(tmp_path))
    assert time.monotonic() - started < 10
    assert found.candidates or found.mechanism


def test_solvers_do_not_depend_on_what_their_process_did_before(tmp_path: Path) -> None:
    claims = [ruler(12, 5), ruler(17, 6, Goal.NONE), ruler(40, 8)]
    work = {"sat": 20, "cp-sat": 30, "smt": 100_000}
    specs = [spec(claim, name, work=work[name], seed=3) for name in work for claim in claims]
    found = []
    for order in (specs, specs[::-1]):
        with ProcessPool(1) as pool:
            answers = {each.key: pool.submit(propose, each, str(tmp_path)).result() for each in order}
        found.append({key: essence(answer) for key, answer in answers.items()})
    assert found[0] == found[1]
    assert {answer[1] for answer in found[0].values()} == {"answer", "work"}


@pytest.mark.parametrize(("name", "depends"), [("local", True), ("enumerate", False)])
def test_only_random_searches_depend_on_the_seed(name: str, depends: bool, tmp_path: Path) -> None:
    found = [essence(propose(spec(ruler(40, 7), name, seed=seed), str(tmp_path))) for seed in (1, 2, 1)]
    assert found[0] == found[2]
    assert (found[0] != found[1]) == depends


@pytest.mark.usefixtures("plugin")
def test_a_malformed_candidate_is_our_fault(tmp_path: Path) -> None:
    claim = Claim(family="faulty", params={"mode": "malformed", "n": 1}, goal=Goal.EXISTS)
    found = propose(spec(claim, "construct"), str(tmp_path))
    assert found.mechanism is FailureMechanism.OUR_FAULT
    assert found.ended_by == "fault"
    assert "letter" in found.message


def test_unknown_provers_are_refused_with_the_list() -> None:
    with pytest.raises(InputError, match="unknown prover 'magic': there are construct"):
        get_prover("magic")


def test_a_meter_counts_to_the_budget_and_no_further() -> None:
    meter = Meter(Budget(work=5))
    for _ in range(4):
        meter.tick()
    assert meter.work_left == 1
    with pytest.raises(BudgetSpent, match="budget of work is spent"):
        meter.tick()
