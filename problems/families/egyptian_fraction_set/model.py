"""Finite-domain model of the bounded subtypes: one linear equation over integer weights.

The equation is over all candidates where its right-hand side is small enough. Elsewhere it is over what the pruning
leaves, a lemma that the model names; where the pruning leaves nothing that could reach the target, over what it left
before that, so that solvers and checkers have something to prove.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from problems.errors import TooLargeError, UnsupportedError
from problems.families.egyptian_fraction_set.claim import EgyptianParams
from problems.families.egyptian_fraction_set.weights import Weighed, as_weights, candidates, stages
from problems.model import FiniteModel, Symmetry

__all__ = ["MAX_WEIGHT", "PRUNING", "finite_model"]

MAX_WEIGHT = 2_000_000
"""Largest right-hand side L · target of the equation."""

MAX_VARIABLES = 400

PRUNING = Symmetry(
    "p-adic-pruning",
    "implied, no symmetry: of the d in D divisible by p^e, the highest power of p that occurs above the one in the "
    "target's denominator, the sum of the reciprocals must lose that factor p, so a d in no subset that does is left "
    "out, one power after the other; with a gap, so are runs of near neighbours whose whole sum is below the target",
    implied=True,
)


def finite_model(params: EgyptianParams) -> FiniteModel:
    """x_d says that d is in D; denominators that the pruning left out are fixed to false."""
    if params.subtype not in ("gap", "max_denominator", "first_term", "semiprime"):
        raise UnsupportedError(f"subtype {params.subtype} has no linear model")
    domain = candidates(params)
    if len(domain) > MAX_VARIABLES:
        raise TooLargeError(f"{len(domain)} denominators, the model takes at most {MAX_VARIABLES}")
    weighed, broken = _equation(params)
    import cpmpy as cp

    top = params.max or 0
    x = {d: cp.boolvar(name=f"x{d}") for d in domain}
    variables = {f"x{d}": variable for d, variable in x.items()}
    meaning = {f"x{d}": f"{d} is in D" for d in x}
    live = set(weighed.denominators)
    constraints: list[Any] = [~x[d] for d in domain if d not in live]
    pairs = zip(weighed.denominators, weighed.weights, strict=True)
    constraints.append(cp.sum([weight * x[d] for d, weight in pairs]) == weighed.goal)
    if params.k is not None:
        constraints.append(cp.sum([x[d] for d in sorted(live)]) == params.k)
    if params.subtype == "first_term" and domain:
        constraints.append(x[domain[0]])
    if params.g is not None:
        constraints.append(cp.sum([x[d] for d in sorted(live)]) >= 2)
        more = {d: cp.boolvar(name=f"m{d}") for d in domain[:-1]}
        for d, variable in more.items():
            variables[f"m{d}"] = variable
            meaning[f"m{d}"] = f"some element of D is above {d}"
            later = [x[d + 1], *([more[d + 1]] if d + 1 in more else [])]
            constraints += [cp.any([~variable, *later]), *(cp.any([variable, ~literal]) for literal in later)]
            near = [x[e] for e in range(d + 1, min(d + params.g, top) + 1)]
            constraints.append(cp.any([~x[d], ~variable, *near]))

    def decode(values: Any) -> dict[str, Any]:
        return {"D": [d for d in domain if values[f"x{d}"]]}

    def encode(witness: Any) -> dict[str, int]:
        chosen = set(witness.D or ())
        return {f"x{d}": int(d in chosen) for d in domain}

    return FiniteModel(
        model=cp.Model(constraints),
        variables=variables,
        meaning=meaning,
        decode=decode,
        encode=encode,
        symmetry=broken,
    )


def _equation(params: EgyptianParams) -> tuple[Weighed, tuple[Symmetry, ...]]:
    """The equation that is stated, and the lemma that it rests on."""
    left = list(stages(params))
    first, last = as_weights(params, left[0]), as_weights(params, left[-1])
    if first.goal <= MAX_WEIGHT or len(left) == 1:
        return _small(first), ()
    if _may_reach(params, left[-1]):
        return _small(last), (PRUNING,)
    for before in reversed(left):
        weighed = as_weights(params, before)
        if _may_reach(params, before) and weighed.goal <= MAX_WEIGHT:
            return weighed, (PRUNING,)
    raise TooLargeError(
        f"pruning alone leaves no solution; before it does the equation has a right-hand side above {MAX_WEIGHT}"
    )


def _small(weighed: Weighed) -> Weighed:
    if weighed.goal <= MAX_WEIGHT:
        return weighed
    raise TooLargeError(
        f"the equation has right-hand side {weighed.goal} (least common multiple {weighed.common}), "
        f"the model takes at most {MAX_WEIGHT}"
    )


def _may_reach(params: EgyptianParams, left: Sequence[int]) -> bool:
    """Whether these candidates are not too few at first sight, which would decide the claim before any solver."""
    least = params.k or (2 if params.g is not None else 1)
    kept = params.N is None or params.N in left
    return kept and len(left) >= least and sum(Fraction(1, d) for d in left) >= (params.target or 1)
