r"""Polynomial identities a/(Mt + r) = 1/X(t) + 1/Y(t) + 1/Z(t), and coverage of residue classes by them.

An identity: X, Y, Z ∈ ℚ[t] (integer coefficients, constant term first, over one common denominator `den`) such that
for every integer t ≥ t0 the number n = Mt + r is positive, X(t), Y(t), Z(t) are positive pairwise distinct integers,
and the sum is a/n. The order of X, Y, Z does not matter. The residue r may be M or more (n = 4t + 4).

A coverage claim: for every n ≥ from (3 unless given) whose residue modulo `modulus` is not in `uncovered`, a/n is a
sum of three distinct unit fractions. It follows from identities, and from direct decompositions [n, x, y, z], which
serve every multiple of n by scaling: this is how the n that an identity begins too late for, and classes with a common
factor, are treated. `uncovered` must be exactly what these leave, over the least common multiple of the moduli; there,
a direct decomposition counts for a class only if its n divides that period. With `most` the claim bounds how many are
left; Mordell's six classes modulo 840 for a = 4 are 1, 121, 169, 289, 361, 529.

For a = 4 no identity exists when r is a square prime to M (Schinzel), so those classes stay.

Reference: L. J. Mordell, Diophantine Equations, Academic Press 1969, chapter 30; A. Schinzel, On sums of three unit
fractions with polynomial denominators, Funct. Approx. Comment. Math. 28 (2000).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from problems.claim import Goal
from problems.errors import InputError, UnsupportedError
from problems.families.unit_fraction_identity.check import check_coverage, check_identity
from problems.families.unit_fraction_identity.claim import (
    MAX_LEFT,
    MAX_PARTS,
    Coverage,
    IdentityParams,
    IdentityWitness,
    PolynomialIdentity,
)
from problems.families.unit_fraction_identity.construct import MAX_DELTA, MAX_MULTIPLE, cover, single
from problems.families.unit_fraction_identity.picture import draw_coverage, draw_identity
from problems.family import Family, Finding
from problems.lean import LeanStatement

__all__ = ["FAMILY", "UnitFractionIdentity"]


class UnitFractionIdentity(Family[IdentityParams, IdentityWitness]):
    """Decompositions of a whole residue class at once."""

    name = "unit_fraction_identity"
    title = "Identities for sums of three unit fractions"
    Params = IdentityParams
    Witness = IdentityWitness
    payload = "identity"

    def fill_witness(self, params: Mapping[str, Any], raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """Drops repeated parameters, also `a` inside the identities of a coverage claim."""
        rest = dict(super().fill_witness(params, raw))
        if isinstance(rest.get("identities"), (list, tuple)):
            inner = []
            for item in rest["identities"]:
                if isinstance(item, Mapping) and "a" in item:
                    if str(item["a"]) != str(params.get("a")):
                        raise InputError(f"{self.name} witness: a of an identity disagrees with the parameter a")
                    item = {key: value for key, value in item.items() if key != "a"}  # noqa: PLW2901
                inner.append(item)
            rest["identities"] = inner
        return rest

    def identities(self, params: IdentityParams, witness: IdentityWitness) -> list[PolynomialIdentity]:
        """All identities of the witness with their classes; empty when it is of the wrong kind."""
        if params.M is not None and params.r is not None:
            x, y, z = witness.X, witness.Y, witness.Z
            if x is None or y is None or z is None:
                return []
            return [PolynomialIdentity(params.a, params.M, params.r, x, y, z, witness.den or 1, witness.t0 or 0)]
        return [
            PolynomialIdentity(params.a, item.M, item.r, item.X, item.Y, item.Z, item.den, item.t0)
            for item in witness.identities or ()
        ]

    def coverage(self, params: IdentityParams, witness: IdentityWitness) -> Coverage | None:
        """What a witness of a coverage claim says beside its identities; None for a single identity."""
        if params.modulus is None or witness.uncovered is None or witness.small is None:
            return None
        return Coverage(params.a, params.modulus, params.from_ or 3, witness.uncovered, witness.small)

    def check(self, params: IdentityParams, witness: IdentityWitness) -> Finding:
        """Integer arithmetic on coefficients; coverage by marking one period."""
        listed = self.identities(params, witness)
        if params.modulus is None:
            if not listed:
                return Finding.refute("shape", "a class M, r takes one identity with X, Y, Z")
            if params.t0 is not None and listed[0].t0 > params.t0:
                reason = f"the identity begins at t = {listed[0].t0}, wanted from t = {params.t0}"
                return Finding.refute("late", reason, t=params.t0)
            return check_identity(listed[0])
        coverage = self.coverage(params, witness)
        if coverage is None:
            return Finding.refute("shape", "a coverage claim takes identities, uncovered and small")
        return check_coverage(coverage, listed, params.most)

    def statement(self, params: IdentityParams, goal: Goal = Goal.EXISTS) -> str:
        """One LaTeX sentence."""
        no = "" if goal is Goal.EXISTS else "no "
        if params.modulus is None:
            begin = "some integer $t_0$ and" if params.t0 is None else rf"$t_0={params.t0}$ and"
            number = f"{params.M}t+{params.r}"
            return (
                rf"There are {no}polynomials $X,Y,Z\in\mathbb{{Q}}[t]$, with {begin} all integers $t\ge t_0$, such "
                rf"that $\frac{{{params.a}}}{{{number}}}=\frac1{{X(t)}}+\frac1{{Y(t)}}+\frac1{{Z(t)}}$ with positive, "
                "pairwise distinct integers $X(t),Y(t),Z(t)$."
            )
        bound = "" if params.most is None else rf" at most ${params.most}$"
        return (
            rf"There are {no}polynomial identities and single decompositions that give, for every $n\ge{params.from_}$ "
            rf"outside{bound} residue classes modulo ${params.modulus}$, distinct positive integers $x,y,z$ with "
            rf"$\frac{{{params.a}}}n=\frac1x+\frac1y+\frac1z$."
        )

    def draw(self, params: IdentityParams, witness: IdentityWitness) -> str:
        """The sums for the first t; or a grid of residues."""
        try:
            finding: Finding | None = self.check(params, witness)
        except UnsupportedError:
            finding = None
        if params.modulus is not None:
            return draw_coverage(params.modulus, witness.uncovered or (), finding)
        listed = self.identities(params, witness)
        if not listed:
            nothing = PolynomialIdentity(params.a, params.M or 1, params.r or 0, (0,), (0,), (0,), 1, 0)
            return draw_identity(nothing, finding)
        return draw_identity(listed[0], finding)

    def lean(self, params: IdentityParams, witness: IdentityWitness | None) -> LeanStatement:
        """The witness over the naturals of core Lean."""
        from problems.lean.unit_fraction_identity import lean_statement

        return super().lean(params, None) if witness is None else lean_statement(params, witness)

    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Classical identities for a = 4, and a coverage modulo 24."""
        eight = {"X": [2, 2], "Y": [5, 13, 8], "Z": [10, 26, 16]}
        return [
            ({"a": 4, "M": 8, "r": 5}, {**eight, "t0": 0}),
            ({"a": 4, "M": 3, "r": 2}, {"X": [1, 1], "Y": [2, 3], "Z": [2, 5, 3], "t0": 1}),
            ({"a": 4, "M": 4, "r": 3}, {"X": [2, 1], "Y": [2, 3, 1], "Z": [3, 7, 4], "t0": 1}),
            (
                {"a": 4, "modulus": 8},
                {
                    "identities": [
                        {"M": 8, "r": 5, **eight, "t0": 0},
                        {"M": 4, "r": 2, "X": [1, 2], "Y": [2, 2], "Z": [2, 6, 4], "t0": 1},
                        {"M": 4, "r": 3, "X": [2, 1], "Y": [2, 3, 1], "Z": [3, 7, 4], "t0": 1},
                    ],
                    "uncovered": [1],
                    "small": [[3, 1, 4, 12], [4, 2, 3, 6]],
                },
            ),
        ]

    def constructions(self, params: IdentityParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
        """Linear first denominators and constant divisor patterns; for coverage as many classes as they reach."""
        if params.M is not None and params.r is not None:
            deltas, multiples = range(1, 3 * MAX_DELTA), range(1, MAX_MULTIPLE)
            for found in single(params.a, params.M, params.r, deltas=deltas, multiples=multiples):
                yield {"X": list(found.x), "Y": list(found.y), "Z": list(found.z), "den": found.den, "t0": found.t0}
            return
        whole = cover(params.a, params.modulus or 1, params.from_ or 3)
        # What is longer than a witness may be is no construction.
        if whole is not None and len(whole[2]) <= MAX_LEFT and max(len(whole[0]), len(whole[1])) <= MAX_PARTS:
            identities, small, left = whole
            listed = [
                {"M": i.M, "r": i.r, "X": list(i.x), "Y": list(i.y), "Z": list(i.z), "den": i.den, "t0": i.t0}
                for i in identities
            ]
            yield {"identities": listed, "uncovered": left, "small": small}


FAMILY = UnitFractionIdentity()
