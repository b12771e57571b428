"""Exact check of identities and coverage, in integer arithmetic on coefficient lists.

- The identity is a polynomial with integer coefficients that must be zero, coefficient by coefficient.
- A sign for all integers t ≥ t0: from some T on all coefficients in t - T have one sign and the constant term is not
  zero; the finitely many t below T are evaluated.
- A polynomial of degree d that takes integer values at d + 1 consecutive integers takes them at all integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from math import lcm

from problems.errors import TooLargeError
from problems.families.unit_fraction_identity.claim import Coverage, PolynomialIdentity
from problems.family import Finding

__all__ = ["check_coverage", "check_identity", "residues_left", "spelled", "value"]

MAX_BITS = 2_000_000
MAX_WORK = 3_000_000
MAX_PERIOD = 2_000_000
MAX_MARKS = 50_000_000

Poly = Sequence[int]


class Work:
    """Counts coefficient operations, weighted by length."""

    def __init__(self) -> None:
        self.left = MAX_WORK

    def spend(self, poly: Poly) -> None:
        """Count one evaluation or shift of `poly`."""
        self.left -= sum(1 + (c.bit_length() >> 10) for c in poly)
        if self.left < 0:
            raise TooLargeError("deciding a sign for all t would take too many evaluations")


def spelled(number: int) -> str:
    """The integer, or its size where it is too long to read."""
    return str(number) if number.bit_length() <= 300 else f"an integer of {number.bit_length()} bits"


def value(poly: Poly, t: int) -> int:
    """p(t) by Horner's rule."""
    total = 0
    for coefficient in reversed(poly):
        total = total * t + coefficient
    return total


def _product(p: Poly, q: Poly) -> list[int]:
    out = [0] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        if a:
            for j, b in enumerate(q):
                out[i + j] += a * b
    return out


def _sum(p: Poly, q: Poly, factor: int = 1) -> list[int]:
    size = max(len(p), len(q))
    return [(p[i] if i < len(p) else 0) + factor * (q[i] if i < len(q) else 0) for i in range(size)]


def _shifted(poly: Poly, by: int) -> list[int]:
    """Coefficients of p(t + by), by repeated synthetic division."""
    out = list(poly)
    for start in range(len(out)):
        for index in range(len(out) - 2, start - 1, -1):
            out[index] += by * out[index + 1]
    return out


def _settled(poly: Poly, t0: int, work: Work) -> tuple[int, int]:
    """(T, sign): p has this sign for all real t ≥ T, where T ≥ t0."""
    step, at = 1, t0
    while True:
        work.spend(poly)
        work.spend(poly)
        shifted = _shifted(poly, at)
        if shifted[0] > 0 and all(c >= 0 for c in shifted):
            return at, 1
        if shifted[0] < 0 and all(c <= 0 for c in shifted):
            return at, -1
        at, step = at + step, 2 * step
        if at - t0 > MAX_WORK:
            raise TooLargeError("the sign settles too late: more than 3·10^6 values of t would be evaluated")


def _not_positive(poly: Poly, t0: int, work: Work) -> tuple[int, int] | None:
    """Some t ≥ t0 with p(t) ≤ 0, and p(t); None when there is none."""
    at, sign = t0, 1
    if value(poly, t0) > 0:
        at, sign = _settled(poly, t0, work)
    if sign < 0 or at == t0:
        low = value(poly, at)
        return None if low > 0 else (at, low)
    for t in range(t0, at):
        work.spend(poly)
        if value(poly, t) <= 0:
            return t, value(poly, t)
    return None


def _zero(poly: Poly, t0: int, work: Work) -> int | None:
    """The least t ≥ t0 with p(t) = 0, for p not the zero polynomial."""
    at, _ = _settled(poly, t0, work)
    for t in range(t0, at):
        work.spend(poly)
        if value(poly, t) == 0:
            return t
    return None


def _weight(identity: PolynomialIdentity) -> int:
    return sum(c.bit_length() + 8 for part in (identity.x, identity.y, identity.z, (identity.den,)) for c in part)


def check_identity(identity: PolynomialIdentity, work: Work | None = None) -> Finding:
    """Normal form, positivity, integrality and distinctness, in this order."""
    a, modulus, residue, x, y, z, den, t0 = identity
    if _weight(identity) > MAX_BITS:
        raise TooLargeError(f"the coefficients have over {MAX_BITS} bits")
    work = work or Work()
    if modulus * t0 + residue < 1:
        return Finding.refute("n", f"n = {modulus}t + {residue} is {modulus * t0 + residue} at t = {t0}", t=t0)
    xy = _product(x, y)
    pairs = _sum(_sum(_product(y, z), _product(x, z)), xy)
    scaled = [den * c for c in _product((residue, modulus), pairs)]
    form = _sum([a * c for c in _product(xy, z)], scaled, -1)
    for power, coefficient in enumerate(form):
        if coefficient:
            reason = f"a·XYZ - n(YZ + XZ + XY) has the coefficient {spelled(coefficient)} at t^{power}, not 0"
            return Finding.refute("identity", reason, power=power)
    parts = {"X": x, "Y": y, "Z": z}
    for name, part in parts.items():
        bad = _not_positive(part, t0, work)
        if bad is not None:
            over = "" if den == 1 else f"/{spelled(den)}"
            return Finding.refute("positive", f"{name} is {spelled(bad[1])}{over} at t = {bad[0]}", t=bad[0], name=name)
    for name, part in parts.items():
        for t in range(t0, t0 + len(part)):
            if value(part, t) % den:
                reason = f"{name} is {spelled(value(part, t))}/{spelled(den)} at t = {t}, no integer"
                return Finding.refute("integral", reason, t=t, name=name)
    for (left, p), (right, q) in combinations(parts.items(), 2):
        difference = _sum(p, q, -1)
        same = t0 if not any(difference) else _zero(difference, t0, work)
        if same is not None:
            reason = f"{left} = {right} = {spelled(value(p, same) // den)} at t = {same}"
            return Finding.refute("distinct", reason, t=same, names=[left, right])
    return Finding.accept(
        f"a·XYZ = n(YZ + XZ + XY) in all {len(form)} coefficients; positive, integral and distinct for t ≥ {t0}",
        coefficients=len(form),
        degrees=[len(part) - 1 for part in parts.values()],
    )


def residues_left(
    modulus: int, classes: Sequence[tuple[int, int]], divisors: Sequence[int]
) -> tuple[list[int], int, list[int]]:
    """Residues left by classes (M, r) and multiples of those divisors that divide the period; period; those divisors.

    The period is the least common multiple of the modulus and all M. A residue is left when some class of the
    period above it is in none of the given ones.
    """
    period = lcm(modulus, *(step for step, _ in classes))
    if period > MAX_PERIOD:
        raise TooLargeError(f"the period of the coverage is above {MAX_PERIOD}")
    whole = sorted({h for h in divisors if period % h == 0})
    steps = [*classes, *((h, 0) for h in whole)]
    _count_marks(period, steps)
    marks = bytearray(period)
    for step, residue in steps:
        marks[residue % step :: step] = b"\x01" * len(range(residue % step, period, step))
    left, index = set(), marks.find(0)
    while index >= 0:
        left.add(index % modulus)
        index = marks.find(0, index + 1)
    return sorted(left), period, whole


def _count_marks(length: int, steps: Sequence[tuple[int, int]]) -> None:
    if sum(length // step + 1 for step, _ in steps) > MAX_MARKS:
        raise TooLargeError(f"the coverage needs over {MAX_MARKS} marks")


def check_coverage(coverage: Coverage, identities: Sequence[PolynomialIdentity], most: int | None) -> Finding:
    """Every identity, every direct decomposition, then the residues over one period and each n before it is reached."""
    a, modulus, start, uncovered, small = coverage
    if sum(map(_weight, identities)) + 32 * sum(n.bit_length() for row in small for n in row) > 32 * MAX_BITS:
        raise TooLargeError("the identities are too long to be checked together")
    work = Work()
    for number, identity in enumerate(identities):
        finding = check_identity(identity, work)
        if not finding.holds:
            reason = f"identity {number}: {finding.reason}"
            return Finding.refute(finding.code, reason, identity=number, **finding.offending)
    fault = _bad_small(a, small) or _bad_list(uncovered, modulus)
    if fault is not None:
        return fault
    if most is not None and len(uncovered) > most:
        return Finding.refute("most", f"{len(uncovered)} residues left, at most {most} allowed", count=len(uncovered))
    classes = [(identity.M, identity.r) for identity in identities]
    left, period, _ = residues_left(modulus, classes, [row[0] for row in small])
    if left != list(uncovered):
        wrong = min(set(left) ^ set(uncovered))
        said = "is covered but listed" if wrong in uncovered else "is not covered and not listed"
        return Finding.refute("uncovered", f"the residue {wrong} modulo {modulus} {said}", residue=wrong)
    missed = _skipped(coverage, identities)
    if missed is not None:
        return Finding.refute("skipped", f"n = {missed} is in a covered class but before its beginning", n=missed)
    return Finding.accept(
        f"{modulus - len(left)} of {modulus} residues covered by {len(identities)} identities and "
        f"{len(small)} direct decompositions, {len(left)} left, for all n ≥ {start}",
        covered=modulus - len(left),
        uncovered=len(left),
        period=period,
        identities=len(identities),
    )


def _bad_small(a: int, small: Sequence[tuple[int, int, int, int]]) -> Finding | None:
    for row, (n, x, y, z) in enumerate(small):
        if not (n >= 1 and 1 <= x < y < z and a * x * y * z == n * (x * y + y * z + x * z)):
            reason = f"row {row}: {a}/{spelled(n)} is not 1/{spelled(x)} + 1/{spelled(y)} + 1/{spelled(z)} in order"
            return Finding.refute("small", reason, row=row)
    for left, right in pairwise(row[0] for row in small):
        if left >= right:
            return Finding.refute("order", f"{spelled(right)} follows {spelled(left)} in small", list="small")
    return None


def _bad_list(uncovered: Sequence[int], modulus: int) -> Finding | None:
    for left, right in pairwise(uncovered):
        if left >= right:
            return Finding.refute("order", f"{spelled(right)} follows {spelled(left)} in uncovered", list="uncovered")
    outside = next((s for s in uncovered if not 0 <= s < modulus), None)
    if outside is not None:
        return Finding.refute("range", f"the residue {spelled(outside)} is outside 0..{modulus - 1}", list="uncovered")
    return None


def _skipped(coverage: Coverage, identities: Sequence[PolynomialIdentity]) -> int | None:
    """The least n ≥ start of a covered residue that no identity has reached and no direct decomposition divides.

    From the last beginning on every identity holds in its whole class, and the period argument applies.
    """
    beginnings = [(i.M, i.M * i.t0 + i.r) for i in identities]
    # Classes that begin below 1 have n ≥ 1 at t0 all the same, since Mt0 + r ≥ 1 was checked.
    high = max((first for _, first in beginnings), default=0)
    if high > MAX_PERIOD:
        raise TooLargeError(f"identities that begin beyond n = {MAX_PERIOD}")
    steps = [*beginnings, *((row[0], row[0]) for row in coverage.small)]
    _count_marks(high, steps)
    marks = bytearray(high + 1)
    for step, first in steps:
        marks[first::step] = b"\x01" * len(range(first, high + 1, step))
    left = set(coverage.uncovered)
    n = marks.find(0, coverage.start)
    while n >= 0:
        if n % coverage.modulus not in left:
            return n
        n = marks.find(0, n + 1)
    return None
