"""The claim as a finite-domain model: one boolean a class, one clause an integer of the period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import gcd, lcm
from typing import Any

from problems.coverings import Class, powers, primes_of, reductions, without_redundant
from problems.errors import TooLargeError
from problems.families.covering_system.claim import CoveringParams, CoveringWitness, moduli
from problems.model import FiniteModel, Symmetry

__all__ = ["NEEDLESS", "digit_ordered", "finite_model", "reduced"]

MAX_PERIOD = 20_000
MAX_LITERALS = 600_000

NEEDLESS = Symmetry(
    "needless-moduli",
    "where fewer than p moduli are divisible by a power p^e, every class mod p^(e-1) has a digit that these do not "
    "hit, so a covering that has such classes covers without them; they may be left out, one power after the other",
)
DIGITS = Symmetry(
    "digit-order",
    "the p-adic digits below any node may be permuted, which maps classes to classes and keeps moduli, coverings and "
    "intersections; numbering digits by first use, the j-th modulus divisible by p^i has its i-th digit below j",
)
SUPERFLUOUS = Symmetry(
    "superfluous-classes",
    "dropping superfluous classes one by one leaves a covering in which none is superfluous and that satisfies the "
    "same bounds on its moduli, so the condition need not be asked",
)


def reduced(params: CoveringParams) -> list[int]:
    """The moduli that a covering may need, never none.

    Where no modulus is needed, which alone proves that there is no covering, the first list of the reduction
    with a short period is taken, so that solvers and checkers have something to prove independently of it.
    """
    *earlier, last = reductions(moduli(params))
    if last:
        return last
    return next((stage for stage in earlier if lcm(*stage) <= MAX_PERIOD // 10), earlier[-1])


def digit_ordered(chosen: Sequence[int]) -> dict[int, list[int]]:
    """Modulus → residues that remain when digits are numbered by first use, see `DIGITS`.

    >>> digit_ordered([2, 3, 4])
    {2: [0], 3: [0], 4: [0, 1]}
    """
    met: dict[int, int] = {}
    kept: dict[int, list[int]] = {}
    for modulus in chosen:
        limits = []
        for prime in primes_of(modulus):
            for power in powers(prime, modulus):
                met[power] = met.get(power, 0) + 1
                if met[power] < prime:
                    limits.append((power // prime, prime, met[power]))
        kept[modulus] = [
            residue
            for residue in range(modulus)
            if all(residue // below % prime < most for below, prime, most in limits)
        ]
    return kept


def finite_model(params: CoveringParams, *, symmetry: bool) -> FiniteModel:
    """Residues of the moduli such that every integer of one period is covered."""
    chosen = reduced(params) if symmetry else moduli(params)
    period = 1
    for modulus in chosen:
        period = lcm(period, modulus)
        if period > MAX_PERIOD:
            raise TooLargeError(f"the model has a clause for each of more than {MAX_PERIOD} integers")
    if period * len(chosen) > MAX_LITERALS:
        raise TooLargeError(f"the model has {period} clauses of up to {len(chosen)} literals")
    residues = digit_ordered(chosen) if symmetry else {modulus: list(range(modulus)) for modulus in chosen}

    import cpmpy as cp

    classes = [(residue, modulus) for modulus in chosen for residue in residues[modulus]]
    kept = set(classes)
    # Where the order of digits rules out every class of some integer, one of these stands in the model and is denied.
    denied = {
        (x % chosen[0], chosen[0]): None
        for x in range(period)
        if not any((x % modulus, modulus) in kept for modulus in chosen)
    }
    classes.extend(denied)
    y = {item: cp.boolvar(name=_name(item)) for item in classes}
    covering: list[list[Class]] = [
        [item for modulus in chosen if (item := (x % modulus, modulus)) in y] for x in range(period)
    ]
    constraints: list[Any] = [cp.any([y[item] for item in items]) for items in covering]
    constraints.extend(~y[item] for item in denied)
    for modulus in chosen:
        constraints.extend(_at_most_one([y[residue, modulus] for residue in residues[modulus]]))
    if params.k is not None:
        constraints.append(cp.sum(list(y.values())) <= params.k)
    if params.apart:
        constraints.extend(~y[left] | ~y[right] for left, right in _meeting(chosen, y))
    variables = {_name(item): variable for item, variable in y.items()}
    meaning = {_name(item): f"the class {item[0]} mod {item[1]} is used" for item in classes}
    if params.minimal and not symmetry:
        once = [cp.boolvar(name=f"once_{x}") for x in range(period)]
        for x, items in enumerate(covering):
            total = cp.sum([y[item] for item in items])
            constraints.extend([total + (len(items) - 1) * once[x] <= len(items), total + once[x] >= 2])
            variables[f"once_{x}"] = once[x]
            meaning[f"once_{x}"] = f"exactly one class contains {x}"
        for (residue, modulus), variable in y.items():
            constraints.append(cp.any([~variable, *once[residue::modulus]]))
    broken = (NEEDLESS, DIGITS, *((SUPERFLUOUS,) if params.minimal else ())) if symmetry else ()

    def decode(values: Mapping[str, int]) -> dict[str, Any]:
        used = [item for item in classes if values[_name(item)]]
        if params.minimal and symmetry:
            used = without_redundant(used)
        return {"classes": [list(item) for item in used]}

    def encode(witness: CoveringWitness) -> Mapping[str, int]:
        used = set(witness.classes)
        return {_name(item): int(item in used) for item in classes}

    return FiniteModel(
        model=cp.Model(constraints),
        variables=variables,
        meaning=meaning,
        decode=decode,
        encode=encode,
        symmetry=broken,
    )


def _name(item: Class) -> str:
    return f"y_{item[1]}_{item[0]}"


def _at_most_one(group: Sequence[Any]) -> Iterator[Any]:
    import cpmpy as cp

    if len(group) > 8:
        yield cp.sum(list(group)) <= 1
    else:
        for left, right in combinations(group, 2):
            yield ~left | ~right


def _meeting(chosen: Sequence[int], y: Mapping[Class, Any]) -> list[tuple[Class, Class]]:
    """Pairs of classes that meet although their moduli have a common factor."""
    found: list[tuple[Class, Class]] = []
    for n, d in combinations(chosen, 2):
        common = gcd(n, d)
        if common == 1:
            continue
        if len(found) + n * d // common > MAX_LITERALS // 2:
            raise TooLargeError(f"more than {MAX_LITERALS // 2} pairs of classes meet")
        found.extend(
            ((a, n), (b, d)) for a in range(n) if (a, n) in y for b in range(a % common, d, common) if (b, d) in y
        )
    return found
