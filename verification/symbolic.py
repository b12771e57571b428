"""The symbolic back-end: polynomial identities by computer algebra, independently of the family's own arithmetic.

For a/(Mt + r) = 1/X(t) + 1/Y(t) + 1/Z(t) with X, Y, Z ∈ ℚ[t] and all integers t ≥ t₀ it shows

1. zero-equivalence: a·XYZ - (Mt + r)(YZ + XZ + XY), expanded in ℚ[t] by FLINT, has the normal form 0;
2. positivity: Mt + r, X, Y, Z are positive at t₀ and at the first integer beyond each of their real roots, which
   SymPy isolates; between two roots a polynomial keeps its sign;
3. integrality: in the basis of binomial coefficients C(t - t₀, k) all coefficients are integers (Pólya);
4. distinctness: the differences, factored over ℚ by FLINT, have no root among the integers t ≥ t₀.

A coverage of residue classes is walked n by n, from its least n through one whole period beyond the last beginning.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import lcm
from pathlib import Path
from typing import Any

from problems.errors import TooLargeError
from problems.family import get_family
from verification.backend import Availability, Limits, packages
from verification.candidate import Candidate, Identity
from verification.provenance import distribution_version, family_code
from verification.verdict import IdentityCheck, Undecided, UnknownReason, Verdict, issue

__all__ = ["BACKEND", "Symbolic", "coverage_fault", "identity_fault"]

VERSION = "2"
MAX_DEGREE = 24
"""Degree of a polynomial treated at most."""

MAX_WALK = 40_000_000
"""Pairs (n, identity) looked at in a coverage."""

PROPERTIES = (
    "normal form of a·XYZ - n(YZ + XZ + XY): 0",
    "positive for all integers t >= t0 (real roots isolated)",
    "integral for all integers t >= t0 (binomial basis)",
    "pairwise distinct for all integers t >= t0 (differences factored)",
)


class Symbolic:
    """Polynomial identities, and residue classes that they cover."""

    name = "symbolic"
    summary = "polynomial identities: normal form, positivity, integrality, distinctness, covered residues"

    def available(self) -> Availability:
        """SymPy and FLINT are in the core."""
        return packages(("sympy", "sympy"), ("flint", "python-flint"), extra="all")

    def unsupported(self, candidate: Candidate) -> str:
        """Identities of families that can list them."""
        if not isinstance(candidate.payload, Identity):
            return f"the symbolic back-end judges identities, not payload {candidate.payload.kind}"
        if not hasattr(get_family(candidate.claim.family), "identities"):
            return f"family {candidate.claim.family} does not spell out its identities"
        return ""

    def judge(self, candidate: Candidate, limits: Limits, scratch: Path) -> Verdict:
        """Show the four properties for every identity of the payload, then the coverage if it claims one."""
        started = time.monotonic()
        return issue(
            candidate=candidate.id,
            goal=candidate.claim.goal,
            backend=self.name,
            version=f"{VERSION} ({_system()})",
            evidence=_evidence(candidate, started + limits.seconds),
            seconds=time.monotonic() - started,
            family_code=family_code(candidate.claim.family),
        )


def _system() -> str:
    return f"SymPy {distribution_version('sympy')}, python-flint {distribution_version('python-flint')}"


def _evidence(candidate: Candidate, deadline: float) -> IdentityCheck | Undecided:
    family: Any = get_family(candidate.claim.family)
    assert isinstance(candidate.payload, Identity)  # noqa: S101 - narrows the type
    params = family.parse_params(candidate.claim.params)
    witness = family.parse_witness(candidate.payload.identity)
    identities = family.identities(params, witness)
    coverage = family.coverage(params, witness) if hasattr(family, "coverage") else None
    if not identities and coverage is None:
        return Undecided(why=UnknownReason.UNSUPPORTED, detail="the payload does not fit the parameters")
    if any(len(part) > MAX_DEGREE + 1 for item in identities for part in item[3:6]):
        return Undecided(why=UnknownReason.UNSUPPORTED, detail=f"a degree is above {MAX_DEGREE}")
    fault, checked = _bound_fault(params, identities, coverage), list(PROPERTIES if identities else ())
    for number, item in enumerate(identities):
        if fault:
            break
        if time.monotonic() > deadline:
            detail = f"{number} of {len(identities)} identities looked at"
            return Undecided(why=UnknownReason.TIMEOUT, detail=detail)
        fault = identity_fault(*item)
        if fault and len(identities) > 1:
            fault = f"identity {number}: {fault}"
    if coverage is not None and not fault:
        fault = coverage_fault(coverage, [(item[1], item[1] * item[7] + item[2]) for item in identities])
        left = len(coverage.uncovered)
        checked.append(f"covers {coverage.modulus - left} of {coverage.modulus} residues for all n >= {coverage.start}")
    return IdentityCheck(holds=not fault, system=_system(), checked=() if fault else tuple(checked), fault=fault)


def _bound_fault(params: Any, identities: Sequence[Any], coverage: Any) -> str:
    """What the claim asks beyond the identities themselves: a latest beginning, a largest number of residues left."""
    latest, most = getattr(params, "t0", None), getattr(params, "most", None)
    if latest is not None and any(item[7] > latest for item in identities):
        return f"an identity begins at t = {max(item[7] for item in identities)}, after t = {latest}"
    if most is not None and coverage is not None and len(coverage.uncovered) > most:
        return f"{len(coverage.uncovered)} residues are left, more than {most}"
    return ""


def identity_fault(
    a: int, modulus: int, residue: int, x: Sequence[int], y: Sequence[int], z: Sequence[int], den: int, t0: int
) -> str:
    """What breaks a/(Mt + r) = den/x(t) + den/y(t) + den/z(t) for integers t ≥ t0; empty when it holds.

    Coefficients run from the constant term up.

    >>> identity_fault(4, 8, 5, [2, 2], [5, 13, 8], [10, 26, 16], 1, 0)
    ''
    >>> identity_fault(4, 3, 2, [1, 1], [2, 3], [2, 5, 3], 1, 0)
    'Y = Z = 2 at t = 0'
    """
    import flint

    number = flint.fmpq_poly([residue, modulus])
    parts = {name: flint.fmpq_poly(list(c), den) for name, c in (("X", x), ("Y", y), ("Z", z))}
    px, py, pz = parts.values()
    form = a * px * py * pz - number * (py * pz + px * pz + px * py)
    if form != 0:
        return f"the normal form is {_brief(form)}, not 0{_substitution(a, number, parts, t0)}"
    for name, part in {"n": number, **parts}.items():
        for t in _sign_points(part, t0):
            if part(t) <= 0:
                return f"{name} = {_brief(part(t))} at t = {t}"
    for name, part in parts.items():
        for order, coefficient in enumerate(_binomial(part, t0)):
            if coefficient.denom() != 1:
                t = next(t for t in range(t0, t0 + order + 1) if part(t).denom() != 1)
                return f"{name} = {_brief(part(t))} at t = {t}"
    for (left, p), (right, q) in combinations(parts.items(), 2):
        if p == q:
            return f"{left} and {right} are equal"
        equal = _integer_root(p - q, t0)
        if equal is not None:
            return f"{left} = {right} = {_brief(p(equal))} at t = {equal}"
    return ""


def _brief(value: Any) -> str:
    """Text of a number or polynomial, cut where it is long; huge numbers are told by their size."""
    parts = value.coeffs() if hasattr(value, "coeffs") else [value]
    bits = max((max(int(c.numer()).bit_length(), int(c.denom()).bit_length()) for c in parts), default=0)
    if bits > 400:
        return f"a value with numbers of {bits} bits"
    text = str(value).replace("x", "t")
    return text if len(text) <= 200 else f"{text[:200]}…"


def _substitution(a: int, number: Any, parts: dict[str, Any], t0: int) -> str:
    """The first t ≥ t0 at which both sides have values that differ, in words; a few t are tried."""
    import flint

    for t in range(t0, t0 + 8):
        values = [part(t) for part in parts.values()]
        if number(t) != 0 and all(value != 0 for value in values):
            left, right = flint.fmpq(a) / number(t), sum((1 / value for value in values), flint.fmpq(0))
            if left != right:
                return f"; at t = {t} the sides are {_brief(left)} and {_brief(right)}"
    return ""


def _sign_points(poly: Any, t0: int) -> list[int]:
    """Integers t ≥ t0 at which p must be positive to be positive at all of them: t0 and those next to real roots.

    Between two neighbouring real roots the sign is constant, so the integers next to each root suffice.
    """
    import sympy

    points = {t0}
    if poly.degree() > 0:
        coefficients = [int(c) for c in reversed(poly.numer().coeffs())]
        symbol = sympy.Symbol("t")
        intervals = sympy.Poly.from_list(coefficients, symbol, domain="ZZ").intervals(eps=sympy.Rational(1, 2))
        for (low, high), _ in intervals:
            first, last = int(sympy.floor(low)) - 1, int(sympy.ceiling(high)) + 1
            points.update(t for t in range(first, last + 1) if t >= t0)
    return sorted(points)


def _binomial(poly: Any, t0: int) -> list[Any]:
    """Coefficients of p(t0 + s) in the basis C(s, 0), C(s, 1), …: s^m is the sum of k! S(m, k) C(s, k)."""
    import flint

    shifted = poly(flint.fmpq_poly([t0, 1])).coeffs()
    out = [flint.fmpq(0) for _ in shifted]
    row = [1]
    for power, coefficient in enumerate(shifted):
        # row[k] = k! S(power, k): surjections, by surj(m + 1, k) = k (surj(m, k) + surj(m, k - 1)).
        for k, surjections in enumerate(row):
            out[k] += coefficient * surjections
        if power + 1 < len(shifted):
            padded = [*row, 0]
            row = [k * (padded[k] + (padded[k - 1] if k else 0)) for k in range(len(padded))]
    return out


def _integer_root(poly: Any, t0: int) -> int | None:
    """The least integer root t ≥ t0 of a polynomial other than 0."""
    roots = []
    for factor, _ in poly.numer().factor()[1]:
        if factor.degree() == 1:
            constant, slope = int(factor[0]), int(factor[1])
            if constant % slope == 0 and -constant // slope >= t0:
                roots.append(-constant // slope)
    return min(roots, default=None)


def coverage_fault(coverage: Any, beginnings: Sequence[tuple[int, int]]) -> str:
    """What breaks a coverage by classes n = first, first + M, …, given as (M, first); empty when it holds.

    Beyond the last beginning everything repeats with the least common multiple of the modulus and all M, where a
    direct decomposition of h counts for its multiples if h divides that period.
    """
    a, modulus, start, uncovered, small = coverage
    for n, x, y, z in small:
        if min(n, x, y, z) < 1 or len({x, y, z}) < 3:
            return f"the direct decomposition of {n} is not one into distinct unit fractions"
        if Fraction(1, x) + Fraction(1, y) + Fraction(1, z) != Fraction(a, n):
            return f"the direct decomposition of {n} has another sum than {a}/{n}"
        if not x < y < z:
            return f"the direct decomposition of {n} is out of order"
    single = [row[0] for row in small]
    if single != sorted(set(single)) or list(uncovered) != sorted(set(uncovered)):
        return "a list is not strictly increasing"
    if any(not 0 <= residue < modulus for residue in uncovered):
        return f"a residue is outside 0..{modulus - 1}"
    period = lcm(modulus, *(step for step, _ in beginnings))
    last = max((first for _, first in beginnings), default=0)
    low = min(start, last + 1)
    if (last + period - low + 1) * (len(beginnings) + len(single) + 1) > MAX_WALK:
        raise TooLargeError(f"the coverage would be walked over more than {MAX_WALK} pairs")
    listed, open_residues = set(uncovered), set()
    lasting = [h for h in single if period % h == 0]
    widest_first = sorted(beginnings)
    for n in range(low, last + period + 1):
        reached = any(n >= first and (n - first) % step == 0 for step, first in widest_first)
        if start <= n <= last and n % modulus not in listed and not reached and all(n % h for h in single):
            return f"n = {n} is not covered"
        if n > last and not reached and all(n % h for h in lasting):
            if n % modulus not in listed:
                return f"the residue {n % modulus} modulo {modulus} is not covered (n = {n})"
            open_residues.add(n % modulus)
    if open_residues != listed:
        return f"the residue {min(listed - open_residues)} modulo {modulus} is covered but listed as left"
    return ""


BACKEND = Symbolic()
