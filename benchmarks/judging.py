"""1,000 witnesses through the verifier's process, against calling the family's checker directly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from benchmarks.figure import Figure, fastest
from problems.family import get_family
from verification.verifier import Verifier

LINES = 1000


def figures() -> Iterator[Figure]:
    """One figure."""
    family: Any = get_family("sidon_golomb")
    body = {
        "schema": 1,
        "claim": {"family": family.name, "params": {"N": 35, "k": 8}, "goal": "exists"},
        "payload": {"kind": "witness", "witness": {"set": [1, 2, 5, 10, 16, 23, 33, 35]}},
    }
    lines = [json.dumps(body)] * LINES
    params = family.parse_params(body["claim"]["params"])  # type: ignore[index]

    def direct() -> None:
        for line in lines:
            raw = json.loads(line)["payload"]["witness"]
            assert family.check(params, family.parse_witness(raw)).holds  # noqa: S101 - part of the work

    with Verifier(workers=1) as verifier:
        list(verifier.verify_lines(lines[:1]))
        ours = fastest(lambda: list(verifier.verify_lines(lines)))
    yield Figure(
        f"{LINES} witnesses judged in a killable process", ours, "json and check in this process", fastest(direct)
    )
