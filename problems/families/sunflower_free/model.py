"""Sunflower-free families as finite models: one boolean a candidate set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb
from typing import Any

from problems.errors import TooLargeError, UnsupportedError
from problems.families.sunflower_free.claim import SunflowerParams, SunflowerWitness
from problems.model import FiniteModel, Symmetry
from problems.sunflowers import Meter, sunflowers

__all__ = ["finite_model"]

MAX_CANDIDATES = 600
MAX_LITERALS = 400_000
MAX_G = 64

LEX = Symmetry(
    "lex-leader:ground",
    "of all images of the family under permutations of the ground set keep the one whose characteristic vector, over "
    "the candidate sets in the order of the variables, is lexicographically greatest: no exchange of two points "
    "makes it greater",
)


def finite_model(params: SunflowerParams, *, symmetry: bool) -> FiniteModel:
    """A clause a sunflower, and exactly m sets; TooLargeError with the number where it would be too large."""
    candidates = _candidates(params)
    masks = [sum(1 << point for point in chosen) for chosen in candidates]
    forbidden = []
    for indices in sunflowers(masks, params.k, Meter(masks)):
        forbidden.append(indices)
        if len(forbidden) * params.k > MAX_LITERALS:
            raise TooLargeError(f"the model has more than {MAX_LITERALS // params.k} sunflowers to forbid")
    import cpmpy as cp

    names = {chosen: "x" + "_".join(map(str, chosen)) for chosen in candidates}
    x = {chosen: cp.boolvar(name=name) for chosen, name in names.items()}
    constraints: list[Any] = [cp.any([~x[candidates[index]] for index in indices]) for indices in forbidden]
    # A conjunction of one-sided tautologies mentions every variable, whatever is forbidden.
    constraints.extend(cp.any([variable, ~variable]) for variable in x.values())
    constraints.append(cp.sum(list(x.values())) == params.m)
    variables = {names[chosen]: variable for chosen, variable in x.items()}
    meaning = {
        name: f"{{{', '.join(map(str, chosen))}}} is in the family" if chosen else "the empty set is in the family"
        for chosen, name in names.items()
    }
    broken: tuple[Symmetry, ...] = ()
    if symmetry and params.g >= 2 and len(candidates) > 1:
        broken = (LEX,)
        constraints.extend(_lex_greatest(candidates, x, params.g, variables, meaning))

    def encode(witness: SunflowerWitness) -> dict[str, int]:
        chosen = set(witness.sets)
        if len(chosen) != len(witness.sets) or not chosen <= names.keys():
            raise UnsupportedError("the witness holds sets that are no candidates of the model")
        return {name: int(candidate in chosen) for candidate, name in names.items()}

    return FiniteModel(
        model=cp.Model(constraints),
        variables=variables,
        meaning=meaning,
        decode=lambda values: {"sets": sorted(list(chosen) for chosen, name in names.items() if values[name])},
        encode=encode,
        symmetry=broken,
    )


def _candidates(params: SunflowerParams) -> list[tuple[int, ...]]:
    """All sets that a family may hold, smaller ones first."""
    if params.g > MAX_G:
        raise TooLargeError(f"the model is offered up to g = {MAX_G}, not for g = {params.g}")
    count = 2**params.g if params.w is None else comb(params.g, params.w)
    if count > MAX_CANDIDATES:
        raise TooLargeError(f"the model has {count} candidate sets, more than {MAX_CANDIDATES}")
    if count == 0:
        raise UnsupportedError(f"{params.g} points have no subset of size {params.w}, so there is nothing to model")
    sizes = range(params.g + 1) if params.w is None else (params.w,)
    return [chosen for size in sizes for chosen in combinations(range(params.g), size)]


def _lex_greatest(
    candidates: Sequence[tuple[int, ...]], x: dict[Any, Any], g: int, variables: dict[str, Any], meaning: dict[str, str]
) -> Iterator[Any]:
    """Clauses: exchanging points i < j does not make the characteristic vector greater.

    The exchange moves the candidates with exactly one of i, j, in pairs; at the first pair with different values
    the earlier candidate is in the family. Auxiliary t: forced true when the pairs so far have equal values.
    """
    import cpmpy as cp

    place = {chosen: index for index, chosen in enumerate(candidates)}
    for i, j in combinations(range(g), 2):
        moved = []
        for chosen in candidates:
            if (i in chosen) != (j in chosen):
                image = tuple(sorted({i: j, j: i}.get(point, point) for point in chosen))
                if place[chosen] < place[image]:
                    moved.append((x[chosen], x[image]))
        agree: list[Any] = []
        for number, (earlier, later) in enumerate(moved):
            yield cp.any([*agree, earlier, ~later])
            if number + 1 == len(moved):
                break
            name = f"t{i}_{j}_{number}"
            following = variables[name] = cp.boolvar(name=name)
            meaning[name] = f"forced true if exchanging {i} and {j} changes none of the first {number + 1} pairs"
            yield cp.any([*agree, ~earlier, ~later, following])
            yield cp.any([*agree, earlier, later, following])
            agree = [~following]
