"""Finding identities: X is linear, the rest P/(C f g) with linear primitive f, g splits by constant divisors.

For n = Mt + r the first denominator is X = (n + δ)/a, where a divides M and r + δ, or X = kn' with n' the primitive
part of n. Then a/n - 1/X = P/Q with a constant P and Q = C·f·g, and any u, v | Q with P | u + v give
Y = Q(u + v)/(Pu), Z = Q(u + v)/(Pv) (Mordell's argument, Diophantine Equations, chapter 30).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from math import gcd, lcm

from problems.errors import UnsupportedError
from problems.families.unit_fraction_identity.check import check_identity, residues_left
from problems.families.unit_fraction_identity.claim import PolynomialIdentity
from problems.unit_triples import Effort, factored, triples

__all__ = ["cover", "single"]

Linear = tuple[int, int]
Poly = tuple[int, ...]

MAX_DELTA = 1600
MAX_MULTIPLE = 24
LATEST = 12


@cache
def _divisors(value: int) -> tuple[int, ...]:
    found = [1]
    for prime, exponent in factored(value).items():
        found = [d * prime**e for d in found for e in range(exponent + 1)]
    return tuple(sorted(found))


def _times(p: Poly, q: Poly) -> Poly:
    out = [0] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            out[i + j] += a * b
    return tuple(out)


def _primitive(p: Linear) -> tuple[int, Linear]:
    content = gcd(*p)
    return content, (p[0] // content, p[1] // content)


def _splits(p: int, content: int, factors: Sequence[Linear]) -> Iterator[tuple[Poly, Poly]]:
    """(Y, Z) with 1/Y + 1/Z = p/(content · product of factors), from divisors u, v of that product."""
    common = gcd(p, content)
    p, content = p // common, content // common
    one: Poly = (1,)
    whole = one
    for factor in factors:
        whole = _times(whole, factor)
    shapes = [(one, one), *((one, factor) for factor in factors), (one, whole)]
    if len(factors) == 2 and factors[0] != factors[1]:
        shapes.append((factors[0], factors[1]))
    parts = _divisors(content)
    for left, right in dict.fromkeys(shapes):
        for c in parts:
            for e in parts:
                if gcd(c, e) > 1:
                    continue
                size = max(len(left), len(right))
                total = [
                    (c * left[i] if i < len(left) else 0) + (e * right[i] if i < len(right) else 0) for i in range(size)
                ]
                if all(coefficient % p == 0 for coefficient in total):
                    both = tuple(coefficient // p for coefficient in total)
                    yield (
                        _times(tuple(content // c * k for k in both), _without(factors, left)),
                        _times(tuple(content // e * k for k in both), _without(factors, right)),
                    )


def _without(factors: Sequence[Linear], part: Poly) -> Poly:
    """The product of the factors divided by `part`, which is 1, one of them, or all."""
    rest = list(factors)
    if len(part) == 2:
        rest.remove((part[0], part[1]))
    elif len(part) > 2:
        rest = []
    out: Poly = (1,)
    for factor in rest:
        out = _times(out, factor)
    return out


def _firsts(a: int, n: Linear, deltas: range, multiples: range) -> Iterator[tuple[Poly, int, int, list[Linear]]]:
    """(X, P, C, factors) with a/n - 1/X = P/(C · product of factors)."""
    g, own = _primitive(n)
    for k in multiples:
        if a * k > g:
            yield (k * own[0], k * own[1]), a * k - g, k * g, [own]
    for delta in deltas:
        if n[1] % a == 0 and (n[0] + delta) % a == 0:
            content, part = _primitive(((n[0] + delta) // a, n[1] // a))
            yield (content * part[0], content * part[1]), delta, content * g, [own, part]


def single(a: int, modulus: int, residue: int, *, deltas: range, multiples: range) -> Iterator[PolynomialIdentity]:
    """Identities for n = modulus · t + residue, each with the least t0 ≥ 0 from which it holds (up to `LATEST`)."""
    n = (residue, modulus)
    for x, p, content, factors in _firsts(a, n, deltas, multiples):
        for y, z in _splits(p, content, factors):
            # In the order that they have in the end.
            parts = sorted((x, y, z), key=lambda part: (len(part), part[::-1]))
            for t0 in range(LATEST):
                found = PolynomialIdentity(a, modulus, residue, parts[0], parts[1], parts[2], 1, t0)
                try:
                    holds = check_identity(found).holds
                except UnsupportedError:
                    continue
                if holds:
                    yield found
                    break


def cover(a: int, modulus: int, start: int) -> tuple[list[PolynomialIdentity], list[list[int]], list[int]] | None:
    """Identities, direct decompositions and the residues left; None where some skipped n has no decomposition."""
    covered = bytearray(modulus)
    small: dict[int, list[int]] = {}
    identities: list[PolynomialIdentity] = []

    def mark(step: int, residue: int) -> None:
        covered[residue % step :: step] = b"\x01" * len(range(residue % step, modulus, step))

    def direct(n: int) -> bool:
        found = next(triples(a, n, distinct=True, effort=Effort(10**7)), None)
        if found is not None:
            small[n] = [n, *found]
        return found is not None

    for h in _divisors(modulus)[1:]:
        if not covered[0::h].count(0):
            continue
        if direct(h):
            mark(h, 0)
    for step, residue, deltas, multiples in _classes(a, modulus):
        if not covered[residue::step].count(0):
            continue
        found = next(single(a, step, residue, deltas=deltas, multiples=multiples), None)
        if found is not None:
            identities.append(found)
            mark(step, residue)
    left, _, _ = residues_left(modulus, [(i.M, i.r) for i in identities], list(small))
    beginning = max((i.M * i.t0 + i.r for i in identities), default=0)
    open_residues = set(left)
    for n in range(start, beginning):
        if n % modulus in open_residues or any(n % h == 0 for h in small):
            continue
        if not any(n % i.M == i.r % i.M and n >= i.M * i.t0 + i.r for i in identities) and not direct(n):
            return None
    return identities, [small[n] for n in sorted(small)], left


def _classes(a: int, modulus: int) -> Iterator[tuple[int, int, range, range]]:
    """Classes to try, with the first denominators to try there; coarse classes first."""
    nothing = range(0)
    for step in _divisors(modulus):
        if step > 1000:
            break
        for residue in range(step):
            yield step, residue, nothing, range(1, MAX_MULTIPLE)
    for delta in range(1, MAX_DELTA):
        for content in _divisors(modulus // a) if modulus % a == 0 else ():
            for part in _divisors(delta):
                step = lcm(a * content, part)
                if modulus % step:
                    continue
                for residue in range(-delta % (a * content), step, a * content):
                    yield step, residue, range(delta, delta + 1), nothing
