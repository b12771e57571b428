"""Exact overlaps of splits and step functions; independent of model and search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

from problems.errors import TooLargeError
from problems.families.minimum_overlap.claim import MAX_SET, OverlapParams, OverlapWitness
from problems.family import Finding

__all__ = ["Surd", "check", "overlaps", "step_overlap"]

MAX_BITS = 40_000
"""Bits of the common denominator of the heights."""

MAX_PRODUCT = 6 * 10**6
"""Bits of the factors of the product that the overlaps are read off."""

MAX_SURDS = 400
"""Steps of a function with irrational heights."""

SLOT = 4
"""Bytes a count takes in a packed product."""

LONG = 10**300
"""Denominators above it are not spelled out."""


def check(params: OverlapParams, witness: OverlapWitness) -> Finding:
    """A split when the parameters name n, a step function otherwise."""
    if params.n is not None and params.M is not None:
        if witness.A is None:
            return Finding.refute("shape", "a split needs A, not heights", expected=["A"])
        return _split(params.n, params.M, witness.A)
    if witness.heights is None or params.claim_upper is None:
        return Finding.refute("shape", "a step function needs heights, not A", expected=["heights"])
    return _steps(params, params.claim_upper, witness)


def _split(n: int, most: int, part: Sequence[int]) -> Finding:
    for left, right in pairwise(part):
        if left >= right:
            return Finding.refute("order", f"{right} follows {left}: not strictly increasing", pair=[left, right])
    for element in part:
        if not 1 <= element <= 2 * n:
            return Finding.refute("range", f"{element} is outside 1..{2 * n}", element=element)
    if len(part) != n:
        return Finding.refute("size", f"{len(part)} elements, expected {n}", size=len(part))
    counts = overlaps(n, part)
    k = max(counts, key=lambda k: (counts[k], -abs(k), k))
    if counts[k] > most:
        reason = f"a - b = {k} has {counts[k]} solutions with a in A and b outside, more than {most}"
        return Finding.refute("overlap", reason, k=k, solutions=counts[k])
    return Finding.accept(f"no difference occurs more than {counts[k]} times", overlap=counts[k], k=k, size=n)


def overlaps(n: int, part: Sequence[int]) -> dict[int, int]:
    """k → number of pairs (a, b) with a in A, b in the complement of A in {1, …, 2n} and a - b = k.

    All counts are read off one product of integers, which is the product of the generating polynomials of A
    and of the reflected complement evaluated at 2^32.

    >>> overlaps(2, [1, 4])
    {-3: 0, -2: 1, -1: 1, 0: 0, 1: 1, 2: 1, 3: 0}
    """
    if n > MAX_SET:
        raise TooLargeError(f"splits are counted up to n = {MAX_SET}")
    left, right = bytearray(SLOT * 2 * n), bytearray(SLOT * 2 * n)
    for value in range(1, 2 * n + 1):
        right[SLOT * (2 * n - value)] = 1
    for a in part:
        left[SLOT * (a - 1)] = 1
        right[SLOT * (2 * n - a)] = 0
    product = int.from_bytes(left, "little") * int.from_bytes(right, "little")
    packed = product.to_bytes(SLOT * 4 * n, "little")
    return {
        k: int.from_bytes(packed[SLOT * (k + 2 * n - 1) : SLOT * (k + 2 * n)], "little")
        for k in range(1 - 2 * n, 2 * n)
    }


@dataclass(frozen=True)
class Surd:
    """The number (p + q√d) / r with integers p, q and r > 0."""

    p: int
    q: int
    r: int
    d: int

    @property
    def sign(self) -> int:
        """-1, 0 or 1; d is squarefree and above 1, so that p² = d q² only for p = q = 0."""
        if self.p >= 0 and self.q >= 0:
            return int(self.p > 0 or self.q > 0)
        if self.p <= 0 and self.q <= 0:
            return -1
        larger = self.p if self.p * self.p > self.d * self.q * self.q else self.q
        return 1 if larger > 0 else -1

    def minus(self, bound: Fraction) -> Surd:
        """The difference to a rational number."""
        scale = bound.denominator
        return Surd(self.p * scale - bound.numerator * self.r, self.q * scale, self.r * scale, self.d)

    def spell(self) -> str:
        """As text in lowest terms where that is short."""
        rational, root = Fraction(self.p, self.r), Fraction(self.q, self.r)
        if max(rational.denominator, root.denominator) > LONG:
            return f"a number with a denominator of {self.r.bit_length()} bits"
        return f"{rational}" + (f" + ({root})√{self.d}" if root else "")


def _steps(params: OverlapParams, bound: Fraction, witness: OverlapWitness) -> Finding:
    heights = witness.heights or ()
    steps = len(heights)
    if steps == 0 or (params.steps is not None and steps != params.steps):
        wanted = "at least 1" if params.steps is None else str(params.steps)
        return Finding.refute("steps", f"{steps} steps, expected {wanted}", steps=steps)
    d = witness.radicand or 2
    roots = witness.root_heights or (Fraction(0),) * steps
    scale = 1
    for value in (*heights, *roots):
        scale = lcm(scale, value.denominator)
        if scale.bit_length() > MAX_BITS:
            raise TooLargeError(f"the common denominator of the heights has more than {MAX_BITS} bits")
    rational = [value.numerator * (scale // value.denominator) for value in heights]
    root = [value.numerator * (scale // value.denominator) for value in roots]
    for index, (a, b) in enumerate(zip(rational, root, strict=True)):
        if Surd(a, b, scale, d).sign < 0 or Surd(a - scale, b, scale, d).sign > 0:
            reason = f"step {index + 1} has the height {Surd(a, b, scale, d).spell()}, outside 0..1"
            return Finding.refute("range", reason, step=index + 1)
    total = Surd(2 * sum(rational), 2 * sum(root), scale * steps, d)
    if total.p != total.r or total.q:
        return Finding.refute("integral", f"the integral over [0, 2] is {total.spell()}, not 1", integral=total.spell())
    shift, alpha = step_overlap(rational, root, scale, d)
    if alpha.minus(bound).sign > 0:
        reason = f"the overlap at the shift {Fraction(2 * shift, steps)} is {alpha.spell()}, above {bound}"
        return Finding.refute("overlap", reason, shift=shift, overlap=alpha.spell())
    return Finding.accept(
        f"a function of {steps} steps has overlap {alpha.spell()}, at most {bound}",
        steps=steps,
        shift=shift,
        overlap=alpha.spell(),
    )


def step_overlap(rational: Sequence[int], root: Sequence[int], scale: int, d: int) -> tuple[int, Surd]:
    """The shift j (in steps) with the largest overlap, and that overlap, of heights (a + b√d) / scale.

    The overlap ∫ f(x)(1 - f(x + k)) dx over x, x + k in [0, 2] is linear in k between multiples of the step
    length, so that its maximum is attained at one of these.
    """
    n = len(rational)
    irrational = any(b != 0 for b in root)
    values = _signed(rational, root, scale, d) if irrational else [(x, 0) for x in _packed(rational, scale)]
    best = 0
    for index, (p, q) in enumerate(values):
        if Surd(p - values[best][0], q - values[best][1], 1, d).sign > 0:
            best = index
    p, q = values[best]
    return best - (n - 1), Surd(2 * p, 2 * q, n * scale * scale, d)


def _packed(heights: Sequence[int], scale: int) -> list[int]:
    """Σ a_i (scale - a_(i+j)) for j = -(n-1) … n-1, read off one product of integers."""
    n = len(heights)
    slot = (2 * scale.bit_length() + n.bit_length()) // 8 + 1
    if slot * n * 8 > MAX_PRODUCT:
        raise TooLargeError(f"{n} heights of {scale.bit_length()} bits are too much to multiply")
    # The coefficient of x^(n-1+j) pairs a_i, reflected, with the complement at i + j.
    left = b"".join(a.to_bytes(slot, "little") for a in reversed(heights))
    right = b"".join((scale - a).to_bytes(slot, "little") for a in heights)
    product = (int.from_bytes(left, "little") * int.from_bytes(right, "little")).to_bytes(2 * n * slot, "little")
    return [int.from_bytes(product[slot * index : slot * (index + 1)], "little") for index in range(2 * n - 1)]


def _signed(rational: Sequence[int], root: Sequence[int], scale: int, d: int) -> list[tuple[int, int]]:
    """The same with terms (a_i + b_i√d)(scale - a_(i+j) - b_(i+j)√d), as pairs of coefficients."""
    n = len(rational)
    if n > MAX_SURDS or n * scale.bit_length() > MAX_PRODUCT // 10:
        raise TooLargeError(f"{n} irrational heights of {scale.bit_length()} bits are too much to multiply")
    found = []
    for j in range(1 - n, n):
        p = q = 0
        for i in range(max(0, -j), min(n, n - j)):
            a, b, other, minus = rational[i], root[i], scale - rational[i + j], -root[i + j]
            p += a * other + d * b * minus
            q += a * minus + b * other
        found.append((p, q))
    return found
