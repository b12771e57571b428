"""A claim as a finite-domain model: stated once in CPMpy, read by SAT, SMT and CP solvers.

CPMpy is imported by the families inside `model`, never here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["FiniteModel", "Symmetry"]


@dataclass(frozen=True)
class Symmetry:
    """One symmetry-breaking constraint group: a lemma outside the checked proof, so it is recorded."""

    name: str
    """Short name used in candidates, such as `reflection` or `lex-leader:colours`."""
    argument: str
    """One sentence: why every solution has an equivalent one that satisfies the constraints."""


@dataclass(frozen=True, kw_only=True)
class FiniteModel:
    """A CPMpy model whose solutions are exactly the witnesses (up to `symmetry`)."""

    model: Any
    """`cpmpy.Model`; constraints only, no objective."""
    variables: Mapping[str, Any]
    """Name → CPMpy decision variable (boolean or integer), in a fixed order. Every variable of the model
    is listed and bears its key as CPMpy name, so that files written from the model are reproducible."""
    meaning: Mapping[str, str]
    """Name → what a true (or the value of the) variable says, in plain words."""
    decode: Callable[[Mapping[str, int]], dict[str, Any]]
    """Values of all variables → witness in JSON form."""
    encode: Callable[[Any], Mapping[str, int]]
    """Validated witness → values of variables that determine the witness (auxiliaries may be left out)."""
    symmetry: tuple[Symmetry, ...] = ()
    """What was broken; empty when the model was asked for without symmetry breaking."""
    relaxation: bool = False
    """True when every witness gives a solution but not conversely: UNSAT still proves goal none, and
    `decode` raises UnsupportedError."""
