"""Families whose claims no finite object shows: a proof bears them, or people do, and no checker decides them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from problems.errors import UnsupportedError
from problems.family import Family, Finding, Params, Witness

__all__ = ["NoWitness", "Unchecked"]

P = TypeVar("P", bound=Params)


class NoWitness(Witness):
    """Nothing."""


class Unchecked(Family[P, NoWitness]):
    """A family without a checker, a picture or examples; each says what its claims want instead of an object."""

    Witness = NoWitness

    @abstractmethod
    def wanted(self, params: P) -> str:
        """What shows such a claim, as a sentence for who brought an object."""

    def check(self, params: P, witness: NoWitness) -> Finding:
        """Never decided here."""
        raise UnsupportedError(self.wanted(params))

    def draw(self, params: P, witness: NoWitness) -> str:
        """There is no picture."""
        raise UnsupportedError(f"{self.title[:1].lower()}{self.title[1:]} has no picture")

    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """None: no object shows such a claim."""
        return []
