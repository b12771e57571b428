"""Exact checks: a sum by cross-multiplication, non-existence by complete search within a work bound."""

from __future__ import annotations

from itertools import pairwise

from problems.errors import TooLargeError
from problems.families.erdos_straus_decomposition.claim import StrausParams, StrausWitness, plain, spelled
from problems.family import Finding
from problems.unit_triples import Effort, first_denominators, quick_triple, sweep, triples

__all__ = ["check", "check_sum", "scaled"]

CHECK_EFFORT = 8_000_000
MAX_FIRST = 200_000


def check(params: StrausParams, witness: StrausWitness) -> Finding:
    """The witness of the kind that the parameters ask for."""
    wanted = "xyz" if params.n is not None else "n" if params.to is None else "exceptions"
    if getattr(witness, wanted) is None:
        return Finding.refute("shape", f"these parameters take a witness with {wanted}")
    if witness.xyz is not None:
        return check_sum(params, witness.xyz)
    if witness.n is not None:
        return _check_counterexample(params, witness.n)
    return _check_exceptions(params, witness.exceptions or ())


def check_sum(params: StrausParams, xyz: tuple[int, int, int]) -> Finding:
    """Whether a/n = 1/x + 1/y + 1/z holds exactly with positive, increasing (or equal, if allowed) denominators."""
    a, n = params.a, params.n or 1
    for value in xyz:
        if value < 1:
            return Finding.refute("positive", f"{plain(value)} is not a positive integer", denominator=spelled(value))
    for left, right in pairwise(xyz):
        if left > right:
            reason = f"{plain(right)} follows {plain(left)}: not increasing"
            return Finding.refute("order", reason, pair=[spelled(left), spelled(right)])
        if left == right and params.distinct:
            return Finding.refute("distinct", f"the denominator {plain(left)} occurs twice", denominator=spelled(left))
    x, y, z = xyz
    left, right = a * x * y * z, n * (y * z + x * z + x * y)
    if left != right:
        sign = "more" if left < right else "less"
        reason = f"1/x + 1/y + 1/z is {sign} than a/n: a·xyz = {plain(left)}, n(yz + xz + xy) = {plain(right)}"
        return Finding.refute("sum", reason, xyz=[spelled(value) for value in xyz])
    return Finding.accept(f"a·xyz = n(yz + xz + xy) = {plain(left)}", denominators=3)


def _check_counterexample(params: StrausParams, n: int) -> Finding:
    low = params.from_ or 1
    if n < low:
        return Finding.refute("range", f"{plain(n)} is below {plain(low)}", n=spelled(n))
    found = scaled(params.a, n, params.distinct) or quick_triple(params.a, n, distinct=params.distinct)
    effort = Effort(CHECK_EFFORT)
    firsts = first_denominators(params.a, n, distinct=params.distinct)
    if found is None:
        if firsts.stop - firsts.start > MAX_FIRST:
            raise TooLargeError(f"over {MAX_FIRST} least denominators would have to be excluded")
        found = next(triples(params.a, n, distinct=params.distinct, effort=effort), None)
    if found is not None:
        x, y, z = map(plain, found)
        return Finding.refute("decomposes", f"{params.a}/n = 1/{x} + 1/{y} + 1/{z}", n=spelled(n), xyz=[x, y, z])
    reason = f"complete search over {len(firsts)} least denominators found no decomposition of {params.a}/{n}"
    return Finding.accept(reason, least_denominators=len(firsts), divisors=effort.spent)


def _check_exceptions(params: StrausParams, listed: tuple[int, ...]) -> Finding:
    low, high = params.from_ or 1, params.to or 1
    for left, right in pairwise(listed):
        if left >= right:
            reason = f"{plain(right)} follows {plain(left)}: not strictly increasing"
            return Finding.refute("order", reason, pair=[spelled(left), spelled(right)])
    for n in listed:
        if not low <= n <= high:
            return Finding.refute("range", f"{plain(n)} is outside {plain(low)}..{plain(high)}", n=spelled(n))
    if params.most is not None and len(listed) > params.most:
        return Finding.refute("most", f"{len(listed)} exceptions, at most {params.most} allowed", count=len(listed))
    effort, wanted = Effort(CHECK_EFFORT), set(listed)
    for n, solved in sweep(params.a, low, high, distinct=params.distinct, effort=effort):
        if solved and n in wanted:
            return Finding.refute("decomposes", f"{params.a}/{n} is listed but has a decomposition", n=n)
        if not solved and n not in wanted:
            return Finding.refute("missing", f"{params.a}/{n} has no decomposition and is not listed", n=n)
    reason = f"{high - low + 1} values of n decided, {len(listed)} without decomposition"
    return Finding.accept(reason, decided=high - low + 1, exceptions=len(listed), divisors=effort.spent)


def scaled(a: int, n: int, distinct: bool) -> tuple[int, int, int] | None:
    """A decomposition of a/m for a small divisor m of n, scaled by n/m."""
    for m in range(2, 200):
        if n % m == 0 and 2 * m // a < 400:
            found = next(triples(a, m, distinct=distinct, effort=Effort(10**6)), None)
            if found is not None:
                x, y, z = (value * (n // m) for value in found)
                return x, y, z
    return None
