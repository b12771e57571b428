"""The symbolic back-end: polynomial identities, by SymPy and independently of the family's own arithmetic.

For a/(Mt + r) = 1/X(t) + 1/Y(t) + 1/Z(t) with X, Y, Z ∈ ℚ[t] and integers t ≥ t₀ it shows

1. zero-equivalence: a·XYZ - (Mt + r)(YZ + XZ + XY) has the normal form 0;
2. positivity: Mt + r, X, Y, Z have no real root at or beyond t₀ (Sturm sequences) and are positive there;
3. integrality: a polynomial of degree d is integral on ℤ exactly when it is on d + 1 consecutive integers;
4. distinctness: the differences have no integer root at or beyond t₀.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from problems.family import get_family
from verification.backend import Availability, Limits, packages
from verification.candidate import Candidate, Identity
from verification.provenance import distribution_version, family_code
from verification.verdict import IdentityCheck, Undecided, UnknownReason, Verdict, issue

__all__ = ["BACKEND", "Symbolic", "identity_fault"]

VERSION = "1"
MAX_DEGREE = 24
"""Degree of a polynomial treated at most."""


class Symbolic:
    """Single polynomial identities; coverage by many of them is left to the exact back-end."""

    name = "symbolic"
    summary = "polynomial identities: normal form, positivity by Sturm sequences, integrality"

    def available(self) -> Availability:
        """SymPy is in the core."""
        return packages(("sympy", "sympy"), extra="all")

    def unsupported(self, candidate: Candidate) -> str:
        """Identities of families that can list them."""
        if not isinstance(candidate.payload, Identity):
            return f"the symbolic back-end judges identities, not payload {candidate.payload.kind}"
        if not hasattr(get_family(candidate.claim.family), "identities"):
            return f"family {candidate.claim.family} does not spell out its identities"
        if "modulus" in candidate.claim.params:
            return "the symbolic back-end judges single identities, not the residues that many of them cover"
        return ""

    def judge(self, candidate: Candidate, limits: Limits, scratch: Path) -> Verdict:
        """Show the four properties for every identity of the payload."""
        started = time.monotonic()
        family: Any = get_family(candidate.claim.family)
        assert isinstance(candidate.payload, Identity)  # noqa: S101 - narrows the type
        params = family.parse_params(candidate.claim.params)
        identities = family.identities(params, family.parse_witness(candidate.payload.identity))
        evidence: IdentityCheck | Undecided
        if not identities:
            evidence = Undecided(why=UnknownReason.INCONCLUSIVE, detail="the payload holds no identity")
        elif any(len(part) > MAX_DEGREE + 1 for item in identities for part in item[3:6]):
            evidence = Undecided(why=UnknownReason.UNSUPPORTED, detail=f"a degree is above {MAX_DEGREE}")
        else:
            fault = next(filter(None, (identity_fault(*item) for item in identities)), "")
            told = ("normal form 0", "positive for t >= t0 by Sturm sequences", "integral", "pairwise distinct")
            evidence = IdentityCheck(
                holds=not fault,
                system=f"SymPy {distribution_version('sympy')}",
                checked=() if fault else told,
                fault=fault,
            )
        return issue(
            candidate=candidate.id,
            goal=candidate.claim.goal,
            backend=self.name,
            version=f"{VERSION} (SymPy {distribution_version('sympy')})",
            evidence=evidence,
            seconds=time.monotonic() - started,
            family_code=family_code(candidate.claim.family),
        )


def identity_fault(
    a: int, modulus: int, residue: int, x: Sequence[int], y: Sequence[int], z: Sequence[int], den: int, t0: int
) -> str:
    """What breaks a/(Mt + r) = den/x(t) + den/y(t) + den/z(t) for integers t ≥ t0; empty when it holds.

    Coefficients run from the constant term up.
    """
    import sympy

    t = sympy.Symbol("t")

    def poly(coefficients: Sequence[int]) -> Any:
        return sympy.Poly.from_list([sympy.Rational(value, den) for value in reversed(list(coefficients) or [0])], t)

    number = sympy.Poly.from_list([modulus, residue], t, domain="QQ")
    parts = {"X": poly(x), "Y": poly(y), "Z": poly(z)}
    px, py, pz = parts.values()
    difference = a * px * py * pz - number * (py * pz + px * pz + px * py)
    if not difference.is_zero:
        return f"the normal form is {str(difference.as_expr())[:200]}, not 0"
    for name, part in {"Mt + r": number, **parts}.items():
        if part.eval(t0) <= 0:
            return f"{name} is {part.eval(t0)} at t = {t0}"
        if part.degree() > 0 and part.count_roots(t0, None) > 0:
            return f"{name} has a real root beyond t = {t0}"
    for name, part in parts.items():
        for step in range(part.degree() + 1):
            if not part.eval(t0 + step).is_integer:
                return f"{name} is {part.eval(t0 + step)} at t = {t0 + step}"
    for (left, p), (right, q) in ((first, second) for first in parts.items() for second in parts.items()):
        if left < right:
            if (p - q).is_zero:
                return f"{left} and {right} are equal"
            equal = [root for root in (p - q).ground_roots() if root.is_integer and root >= t0]
            if equal:
                return f"{left} = {right} at t = {min(equal)}"
    return ""


BACKEND = Symbolic()
