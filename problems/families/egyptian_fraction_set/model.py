"""Finite-domain model of the bounded subtypes: one linear equation over integer weights."""

from __future__ import annotations

from typing import Any

from problems.errors import TooLargeError, UnsupportedError
from problems.families.egyptian_fraction_set.claim import EgyptianParams
from problems.families.egyptian_fraction_set.weights import candidates, weigh
from problems.model import FiniteModel

__all__ = ["MAX_WEIGHT", "finite_model"]

MAX_WEIGHT = 2_000_000
"""Largest right-hand side L · target of the equation."""

MAX_VARIABLES = 400


def finite_model(params: EgyptianParams) -> FiniteModel:
    """x_d says that d is in D; denominators that cannot occur p-adically are fixed to false."""
    if params.subtype not in ("gap", "max_denominator", "first_term", "semiprime"):
        raise UnsupportedError(f"subtype {params.subtype} has no linear model")
    domain = candidates(params)
    if len(domain) > MAX_VARIABLES:
        raise TooLargeError(f"{len(domain)} denominators, the model takes at most {MAX_VARIABLES}")
    weighed = weigh(params)
    if weighed.goal > MAX_WEIGHT:
        raise TooLargeError(
            f"the equation has right-hand side {weighed.goal} (least common multiple {weighed.common}), "
            f"the model takes at most {MAX_WEIGHT}"
        )
    import cpmpy as cp

    top = params.max or 0
    x = {d: cp.boolvar(name=f"x{d}") for d in domain}
    variables = {f"x{d}": variable for d, variable in x.items()}
    meaning = {f"x{d}": f"{d} is in D" for d in x}
    live = set(weighed.denominators) if params.g is None or len(weighed.denominators) > 1 else set()
    constraints: list[Any] = [~x[d] for d in domain if d not in live]
    if live:
        pairs = list(zip(weighed.denominators, weighed.weights, strict=True))
        constraints.append(cp.sum([weight * x[d] for d, weight in pairs]) == weighed.goal)
    else:
        fail = variables["never"] = cp.boolvar(name="never")
        meaning["never"] = "nothing: no denominator can occur, so the claim is contradictory"
        constraints += [fail, ~fail]
    if params.k is not None and live:
        constraints.append(cp.sum([x[d] for d in sorted(live)]) == params.k)
    if params.subtype == "first_term" and domain:
        constraints.append(x[domain[0]])
    if params.g is not None and live:
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

    return FiniteModel(model=cp.Model(constraints), variables=variables, meaning=meaning, decode=decode, encode=encode)
