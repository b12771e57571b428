"""What a family's conformance file provides; the conformance tests run over all of them at once."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Cases", "Json", "load"]

Json = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Cases:
    """Material for one family, stated without importing the family."""

    family: str
    """Identifier."""
    tiny: Sequence[Json]
    """Params so small that `universe` can be walked completely (a few thousand witnesses in all)."""
    universe: Callable[[Json], Iterator[Json]]
    """Every schema-valid witness of plausible shape for tiny params, true and false ones."""
    brute: Callable[[Json, Json], bool]
    """Independent naive decision of (params, witness), by the definition, as slow as it likes."""
    good: Sequence[tuple[Json, Json]]
    """Larger true (params, witness) pairs to mutate."""
    mutate: Callable[[Json, Json], Iterator[Json]]
    """All single-element mutations of a witness (changed, dropped, added, swapped); some may stay true."""
    codes: frozenset[str]
    """Reasons (`Finding.code`) that a false witness may be refuted with."""
    malformed: Sequence[Json]
    """Witnesses that the schema must refuse: wrong types, floats, booleans, unknown fields, too long."""
    bad_params: Sequence[Json]
    """Params that the schema must refuse."""
    equal_params: Sequence[tuple[Json, Json]] = ()
    """Pairs of spellings with one canonical form."""


def load(family: str) -> Cases:
    """The material of one family."""
    cases = importlib.import_module(f"tests.conformance.cases.{family}").CASES
    assert isinstance(cases, Cases)
    return cases
