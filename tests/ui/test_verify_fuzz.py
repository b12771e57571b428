"""Any line at all: `verify` never breaks, and says verified exactly when the claim's definition says so.

Half of the lines are schema-valid near-misses of every family, decided by the conformance files' brute force;
the rest is JSON that is broken at a random place. `WORKBENCH_FUZZ_LINES` asks for more lines than the default.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from problems.errors import InputError
from problems.family import BUILTIN, get_family
from tests.conformance.case import Json, load
from verification.backend import Limits
from verification.verdict import Outcome, Report
from verification.verifier import Malformed, Verifier

BATCH = 60
LINES = int(os.environ.get("WORKBENCH_FUZZ_LINES", "1200"))


@cache
def material() -> tuple[tuple[str, Json, Json, bool], ...]:
    """(family, params, witness, truth by brute force): some hundred from each family."""
    found = []
    for name in BUILTIN:
        cases = load(name)
        pool: list[tuple[Json, Json]] = [(dict(params), witness) for params, witness in cases.good]
        for params, witness in cases.good:
            mutated = list(islice(cases.mutate(params, witness), 2000))
            pool.extend((params, one) for one in mutated[:: max(1, len(mutated) // 80)])
        for params in cases.tiny[:: max(1, len(cases.tiny) // 12)]:
            walked = list(islice(cases.universe(params), 3000))
            pool.extend((params, one) for one in walked[:: max(1, len(walked) // 25)])
        found.extend((name, params, witness, cases.brute(params, witness)) for params, witness in pool)
    return tuple(found)


@st.composite
def lines(draw: st.DrawFn) -> tuple[bytes, bool | None]:
    """A line, and whether it holds; None when it was broken on purpose and nothing is expected of it."""
    name, params, witness, truth = draw(st.sampled_from(material()))
    kind = get_family(name).payload
    body: dict[str, Any] = {
        "schema": 1,
        "claim": {"family": name, "params": dict(params), "goal": "exists"},
        "payload": {"kind": kind, kind: dict(witness)},
    }
    if draw(st.booleans()):
        return json.dumps(body).encode(), truth
    text = json.dumps(body)
    how = draw(st.sampled_from(("cut", "splice", "replace", "retype", "drop", "goal", "noise")))
    if how == "cut":
        return text[: draw(st.integers(0, len(text) - 1))].encode(), None
    if how == "splice":
        at = draw(st.integers(0, len(text)))
        return (text[:at] + draw(st.text(max_size=6)) + text[at:]).replace("\n", " ").encode("utf-8", "replace"), None
    if how == "replace":
        at = draw(st.integers(0, len(text) - 1))
        return (text[:at] + draw(st.sampled_from('09-"[]{},:e.')) + text[at + 1 :]).encode(), None
    if how == "retype":
        where = draw(st.sampled_from(("params", "witness")))
        target = body["claim"]["params"] if where == "params" else body["payload"][kind]
        key = draw(st.sampled_from(sorted(target) or ["x"]))
        target[key] = draw(st.sampled_from((None, True, 1.5, "x", [], {}, -1, 10**30, "9" * 5000, [[[]]], "１")))
        return json.dumps(body).encode(), None
    if how == "drop":
        body.pop(draw(st.sampled_from(("schema", "claim", "payload"))))
        return json.dumps(body).encode(), False
    if how == "goal":
        body["claim"]["goal"] = draw(st.sampled_from(("none", "maybe", 1)))
        return json.dumps(body).encode(), False
    return draw(st.binary(max_size=60)).replace(b"\n", b" ").replace(b"\r", b" "), False


@pytest.fixture(scope="module")
def verifier() -> Iterator[Verifier]:
    with Verifier(limits=Limits(seconds=20), workers=2) as verifier:
        yield verifier


@settings(
    max_examples=max(1, LINES // BATCH),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(st.lists(lines(), min_size=BATCH, max_size=BATCH))
def test_verified_exactly_when_true(verifier: Verifier, batch: list[tuple[bytes, bool | None]]) -> None:
    batch = [(line, truth) for line, truth in batch if line.strip()]
    results = list(verifier.verify_lines(line for line, _ in batch))
    assert len(results) == len(batch)
    for (line, truth), result in zip(batch, results, strict=True):
        json.dumps(result.dump())
        if isinstance(result, Malformed):
            assert truth is not True, (line, result.message)
            assert "\n" not in result.message
            continue
        assert isinstance(result, Report)
        expected = decide(line) if truth is None else truth
        if expected is not None:
            assert (result.outcome is Outcome.VERIFIED) == expected, (line, result.reason)


def decide(line: bytes) -> bool | None:
    """What brute force says of a damaged line that still is a candidate; None where it cannot say."""
    try:
        body = json.loads(line)
        name = body["claim"]["family"]
        family = get_family(name)
        params = family.parse_params(body["claim"]["params"]).model_dump(mode="json", exclude_none=True)
        witness = family.parse_witness(body["payload"][family.payload]).model_dump(mode="json", exclude_none=True)
    except (ValueError, KeyError, TypeError, InputError):
        return None
    cases = load(name)
    known = [(one, other) for _, one, other, _ in material() if one == params and other == witness]
    return cases.brute(params, witness) if known else None
