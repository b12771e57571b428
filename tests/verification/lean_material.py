"""What the tests of the Lean kernel and of the Lean export share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from problems.errors import InputError, UnsupportedError
from problems.family import get_family
from problems.lean import LeanStatement
from tests.conformance.case import Json, load
from verification.lean.kernel import available

__all__ = ["good_statements", "needs_kernel", "statement", "wrong_statements"]

needs_kernel = pytest.mark.skipif(
    not available().available, reason=f"the Lean kernel is not installed: {available().install}"
)


def statement(family: str, params: Json, witness: Json) -> LeanStatement | None:
    """The Lean statement, None where schema or family refuse."""
    made: Any = get_family(family)
    try:
        parsed = made.parse_params(params)
        return made.lean(parsed, made.parse_witness(made.fill_witness(parsed.model_dump(mode="json"), witness)))
    except (InputError, UnsupportedError):
        return None


def good_statements(family: str) -> Iterator[LeanStatement]:
    """Statements of the true witnesses that can be stated."""
    for params, witness in load(family).good:
        made = statement(family, params, witness)
        if made is not None:
            yield made


def wrong_statements(family: str) -> Iterator[LeanStatement]:
    """Statements of false mutations, those of one witness spread out, witness after witness."""
    cases = load(family)
    for params, witness in cases.good:
        false = [mutated for mutated in cases.mutate(params, witness) if not cases.brute(params, mutated)][:200]
        step = max(1, len(false) // 3)
        for mutated in [*false[::step], *false[1::step]]:
            made = statement(family, params, mutated)
            if made is not None:
                yield made
