"""A claim as a finite-domain model: stated once in CPMpy, read by SAT, SMT and CP solvers.

CPMpy is imported by the families inside `model`, never at the top of a module.
"""

from __future__ import annotations

import importlib
import sys
import threading
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["FiniteModel", "Symmetry", "load_cpmpy"]


@dataclass(frozen=True)
class Symmetry:
    """One symmetry-breaking constraint group: a lemma outside the checked proof, so it is recorded."""

    name: str
    """Short name used in candidates, such as `reflection` or `lex-leader:colours`."""
    argument: str
    """One sentence: why every solution has an equivalent one that satisfies the constraints."""
    implied: bool = False
    """True where every solution satisfies them: then the lemma leaves out what cannot occur, and the model may rest
    on it without symmetry breaking too."""


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
    """The lemmas that the constraints rest on: symmetries that were broken, none of them when the model was asked for
    without symmetry breaking, and implied ones."""
    relaxation: bool = False
    """True when every witness gives a solution but not conversely: UNSAT still proves goal none, and
    `decode` raises UnsupportedError."""


_LOADING = threading.Lock()


class _Late(types.ModuleType):
    """Is pandas as soon as anything of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get("pandas") is self:
            del sys.modules["pandas"]
        return getattr(importlib.import_module("pandas"), name)


class _Placeholder(_Late):
    """Has the two classes that OR-tools names in signatures; anything else is pandas' own."""

    Index = type("Index", (), {})
    Series = type("Series", (), {})


def load_cpmpy() -> None:
    """Import CPMpy without pandas, which takes three quarters of the time and none of our models uses.

    CPMpy imports OR-tools' interface, which names two classes of pandas in its signatures. While it is imported
    they are placeholders; afterwards the interface has pandas itself, imported when it is first used. Called before
    `Family.model` where a process may not have loaded CPMpy yet; raises ImportError where that is not installed.
    """
    with _LOADING:
        if "cpmpy" in sys.modules or "pandas" in sys.modules:
            importlib.import_module("cpmpy")
            return
        placeholder = sys.modules["pandas"] = _Placeholder("pandas")
        try:
            importlib.import_module("cpmpy")
        finally:
            if sys.modules.get("pandas") is placeholder:
                del sys.modules["pandas"]
            interface = sys.modules.get("ortools.sat.python.cp_model")
            if interface is not None and vars(interface).get("pd") is placeholder:
                vars(interface)["pd"] = _Late("pandas")
