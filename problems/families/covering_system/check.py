"""Exact check of a covering system; independent of model and search."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from math import gcd, lcm

from problems.coverings import LARGEST_MODULUS, Meter, first_redundant, uncovered
from problems.errors import TooLargeError
from problems.families.covering_system.claim import CoveringParams, CoveringWitness, allowed
from problems.family import Finding

__all__ = ["check"]

PRECISION = 128
"""Bits after the point with which Σ 1/n is bounded from above."""

LONG = 10**40
"""Numbers above it are described by their length."""

MAX_APART = 2000
"""Classes that are compared pair by pair."""


def check(params: CoveringParams, witness: CoveringWitness) -> Finding:
    """Order and range, the conditions on the moduli, then the covering itself."""
    classes = witness.classes
    fault = (
        _shape(witness) or _bounds(params, witness) or _kinds(params, [n for _, n in classes if n <= LARGEST_MODULUS])
    )
    if fault is not None:
        return fault
    if params.k is not None and len(classes) > params.k:
        return Finding.refute("size", f"{len(classes)} classes, at most {params.k} are allowed", size=len(classes))
    if params.apart and (fault := _meeting(witness)) is not None:
        return fault
    one = 1 << PRECISION
    if sum(-(-one // modulus) for _, modulus in classes) < one:
        return Finding.refute("density", "the sum of 1/n over the moduli n is below 1", size=len(classes))
    meter = Meter()
    missed = uncovered(classes, meter)
    if missed is not None:
        reason = f"{_spell(missed)} lies in none of the {len(classes)} classes"
        return Finding.refute("uncovered", reason, **({"x": missed} if missed < LONG else {}))
    if (fault := _kinds(params, [n for _, n in classes if n > LARGEST_MODULUS])) is not None:
        return fault
    if params.minimal and (index := first_redundant(classes, meter)) is not None:
        residue, modulus = classes[index]
        reason = f"the class {residue} mod {modulus} is covered by the others"
        return Finding.refute("redundant", reason, **{"class": [residue, modulus]})
    period = lcm(*(modulus for _, modulus in classes))
    return Finding.accept(
        f"{len(classes)} classes with distinct moduli from {classes[0][1]} to {classes[-1][1]} cover the integers",
        size=len(classes),
        least=classes[0][1],
        largest=classes[-1][1],
        period=period if period < LONG else _spell(period),
    )


def _shape(witness: CoveringWitness) -> Finding | None:
    for (_, left), (_, right) in pairwise(witness.classes):
        if left >= right:
            reason = f"the modulus {_spell(right)} follows {_spell(left)}: not strictly increasing"
            return Finding.refute("order", reason, pair=[left, right])
    for residue, modulus in witness.classes:
        if modulus < 2:
            return Finding.refute("modulus", f"the modulus {_spell(modulus)} is not above 1", modulus=modulus)
        if not 0 <= residue < modulus:
            reason = f"the residue {_spell(residue)} is not in 0..{_spell(modulus - 1)}"
            return Finding.refute("residue", reason, **{"class": [residue, modulus]})
    return None


def _bounds(params: CoveringParams, witness: CoveringWitness) -> Finding | None:
    for _, modulus in witness.classes:
        if modulus < params.m:
            return Finding.refute("least", f"the modulus {modulus} is below {params.m}", modulus=modulus)
        if params.M is not None and modulus > params.M:
            return Finding.refute("largest", f"the modulus {_spell(modulus)} is above {params.M}", modulus=modulus)
        if params.L is not None and params.L % modulus:
            reason = f"the modulus {_spell(modulus)} does not divide {_spell(params.L)}"
            return Finding.refute("lcm", reason, modulus=modulus)
    return None


def _kinds(params: CoveringParams, moduli: Sequence[int]) -> Finding | None:
    for modulus in moduli:
        if not allowed(params, modulus):
            reason = f"the modulus {_spell(modulus)} is not of the kind {params.filter}"
            return Finding.refute("filter", reason, modulus=modulus)
    return None


def _meeting(witness: CoveringWitness) -> Finding | None:
    if len(witness.classes) > MAX_APART:
        raise TooLargeError(f"{len(witness.classes)} classes are not compared pair by pair, {MAX_APART} would be")
    if any(modulus > LARGEST_MODULUS for _, modulus in witness.classes):
        raise TooLargeError(f"moduli above {LARGEST_MODULUS} are not compared pair by pair")
    for (a, n), (b, d) in combinations(witness.classes, 2):
        common = gcd(n, d)
        if common > 1 and (a - b) % common == 0:
            reason = f"{a} mod {n} and {b} mod {d} meet, although their moduli have the common factor {common}"
            return Finding.refute("meeting", reason, pair=[[a, n], [b, d]])
    return None


def _spell(value: int) -> str:
    if abs(value) < LONG:
        return str(value)
    return f"a number of {value.bit_length()} bits"
