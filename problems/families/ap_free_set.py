"""Sets without k-term arithmetic progressions in an interval.

A ⊆ {1, …, N} is k-AP-free when it holds no a, a + d, …, a + (k-1)d with d ≥ 1 (integers, not residues).
r_k(N) is the largest size (Erdős–Turán 1936; A003002 for k = 3, A003003 for k = 4), A065825(m) the least N with
r_3(N) ≥ m. Convention: the interval is 1-based, the size is **at least** m. A claim may also, or instead, ask for
Σ_{a ∈ A} 1/a ≥ `reciprocal_sum`, as in the question how large the sum can be for a k-AP-free set.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field, model_validator

from problems.claim import Goal
from problems.errors import TooLargeError, UnsupportedError
from problems.family import Family, Finding, Params, Score, Witness
from problems.lean import LeanStatement
from problems.model import FiniteModel, Symmetry
from problems.progressions import (
    count_progressions,
    digit_set,
    find_progression,
    forbidden_by,
    greedy_set,
    interval_bounds,
    largest_cut,
    sphere_set,
)
from problems.search import Landscape, SearchTree
from problems.svg import number_line
from problems.symmetry.forms import reflection_form
from problems.values import Integer, Rational

MAX_SIZE = 6000
MODEL_N = 250
MODEL_CLAUSES = 200_000
INTERVAL_CLAUSES = 100_000
STRENGTHENED_N = 50
"""From this N on the model states what complete search says about intervals of half the length."""
TREE_N = 300
LANDSCAPE_N = 300
DECIMALS = 10**12
INTERVALS = "interval-bounds"
"""Lemma of the model from STRENGTHENED_N on, and of the tree."""


class ApFreeParams(Params):
    """k, N and m; m may be left out (it is 0 then) where a reciprocal sum is asked for."""

    k: Annotated[Integer, Field(ge=3, le=10**12)]
    """Number of terms of the progressions to avoid."""
    N: Annotated[Integer, Field(ge=1, le=10**12)]
    """Largest number of the interval {1, …, N}."""
    m: Annotated[Integer, Field(ge=0, le=10**12)]
    """Least number of elements."""
    reciprocal_sum: Annotated[Rational, Field(gt=0)] | None = None
    """Least value of the sum of the reciprocals of the elements, where one is asked for."""

    @model_validator(mode="before")
    @classmethod
    def _sum_alone(cls, raw: Any) -> Any:
        if isinstance(raw, Mapping) and "m" not in raw and raw.get("reciprocal_sum") is not None:
            return {**raw, "m": 0}
        return raw


class ApFreeWitness(Witness):
    """The set, strictly increasing."""

    set: Annotated[tuple[Integer, ...], Field(max_length=MAX_SIZE)]
    """Elements of A in increasing order."""


class ApFreeSet(Family[ApFreeParams, ApFreeWitness]):
    """k-AP-free sets of size at least m in {1, …, N}."""

    name = "ap_free_set"
    title = "Sets without k-term arithmetic progressions"
    Params = ApFreeParams
    Witness = ApFreeWitness
    bare = {"integers": "set"}
    has_model = True
    has_exhaustion = True

    def check(self, params: ApFreeParams, witness: ApFreeWitness) -> Finding:
        """Range, order, size, reciprocal sum, then every pair as the first two terms of a progression; O(|A|²)."""
        elements = witness.set
        for element in elements:
            if not 1 <= element <= params.N:
                shown = str(element) if abs(element) < 10**40 else f"an integer of {element.bit_length()} bits"
                return Finding.refute("range", f"{shown} is outside 1..{params.N}", element=str(element))
        for left, right in pairwise(elements):
            if left >= right:
                return Finding.refute("order", f"{right} follows {left}: not strictly increasing", pair=[left, right])
        if len(elements) < params.m:
            reason = f"{len(elements)} elements, expected at least {params.m}"
            return Finding.refute("size", reason, size=len(elements))
        if params.reciprocal_sum is not None:
            top, bottom = _reciprocal_sum(elements)
            wanted = params.reciprocal_sum
            if top * wanted.denominator < wanted.numerator * bottom:
                figure = _decimal(top, bottom)
                reason = f"the reciprocals sum to {figure}… only, less than what is asked for"
                return Finding.refute("reciprocal-sum", reason, sum=figure)
        found = find_progression(elements, params.k)
        if found is not None:
            first, step = found
            terms = [first + j * step for j in range(params.k)]
            shown = ", ".join(map(str, terms if params.k <= 6 else [*terms[:3], "…", terms[-1]]))
            reason = f"{shown} is a progression of {params.k} terms with difference {step}"
            return Finding.refute("progression", reason, progression=terms, difference=step)
        reason = f"{len(elements)} elements without a progression of {params.k} terms"
        return Finding.accept(reason, size=len(elements), pairs=math.comb(len(elements), 2))

    def statement(self, params: ApFreeParams, goal: Goal = Goal.EXISTS) -> str:
        """One LaTeX sentence."""
        verb = "There is a" if goal is Goal.EXISTS else "There is no"
        wanted = [rf"$|A|\ge {params.m}$"] if params.m or params.reciprocal_sum is None else []
        if params.reciprocal_sum is not None:
            value = params.reciprocal_sum
            shown = str(value) if value.denominator == 1 else rf"\frac{{{value.numerator}}}{{{value.denominator}}}"
            wanted.append(rf"$\sum_{{a\in A}}1/a\ge {shown}$")
        return (
            rf"{verb} set $A\subseteq\{{1,\dots,{params.N}\}}$ with {' and '.join(wanted)} that contains no "
            rf"${params.k}$-term arithmetic progression $a,a+d,\dots,a+{params.k - 1}d$ with $d\ge1$."
        )

    def draw(self, params: ApFreeParams, witness: ApFreeWitness) -> str:
        """The set on a number line; a progression, or the elements that break order or range, are marked."""
        try:
            offending = self.check(params, witness).offending
        except TooLargeError:
            offending = {}
        faults = {int(mark) for key in ("progression", "pair") for mark in offending.get(key, ())}
        title = f"{len(witness.set)} elements in 1..{params.N}" + ("" if not faults else ", faulty")
        return number_line(witness.set, low=1, high=params.N, title=title, faults=faults)

    def lean(self, params: ApFreeParams, witness: ApFreeWitness | None) -> LeanStatement:
        """The witness over the naturals of core Lean."""
        from problems.lean.ap_free_set import lean_statement

        if witness is None:
            return super().lean(params, None)
        return lean_statement(params.k, params.N, params.m, params.reciprocal_sum, witness.set)

    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """r_3(9) = 5, r_4(10) = 8, and reciprocals of a greedy set."""
        return [
            ({"k": 3, "N": 9, "m": 5}, {"set": [1, 2, 4, 8, 9]}),
            ({"k": 4, "N": 10, "m": 8}, {"set": [1, 2, 3, 5, 6, 8, 9, 10]}),
            ({"k": 3, "N": 14, "reciprocal_sum": "9/4"}, {"set": [1, 2, 4, 5, 10, 11, 13, 14]}),
        ]

    def model(self, params: ApFreeParams, *, symmetry: bool = True) -> FiniteModel:
        """One boolean an integer, one clause a progression, and the prefix counts in unary.

        p{i}_{j} says that at least j of 1..i are chosen; both directions are stated, so that the set
        determines the solution. Everything is a clause.
        """
        k, n, m = params.k, params.N, params.m
        if params.reciprocal_sum is not None:
            raise UnsupportedError("a reciprocal sum has no finite model here: its weights are too large")
        if n > MODEL_N:
            raise TooLargeError(f"the model is offered up to N = {MODEL_N}")
        if 4 * n * min(m, n) + n * n // (2 * (k - 1)) > MODEL_CLAUSES:
            raise TooLargeError(f"the model has more than {MODEL_CLAUSES} clauses")
        import cpmpy as cp

        x = {i: cp.boolvar(name=f"x{i}") for i in range(1, n + 1)}
        count = {(i, j): cp.boolvar(name=f"p{i}_{j}") for i in range(1, n + 1) for j in range(1, min(i, m) + 1)}

        def clause(*literals: Any) -> Any:
            return cp.any(list(literals))

        constraints: list[Any] = []
        for step in range(1, (n - 1) // (k - 1) + 1):
            for first in range(1, n - (k - 1) * step + 1):
                constraints += [clause(*(~x[first + j * step] for j in range(k)))]
        for (i, j), reached in count.items():
            before = [count[i - 1, j]] if (i - 1, j) in count else []
            lower = [count[i - 1, j - 1]] if j > 1 else []
            constraints += [clause(~other, reached) for other in before]
            constraints.append(clause(~x[i], *(~other for other in lower), reached))
            constraints.append(clause(~reached, *before, x[i]))
            constraints += [clause(~reached, *before, other) for other in lower]
        if m:
            constraints.append(clause(count[n, m]) if m <= n else cp.sum(list(x.values())) >= m)
        else:
            constraints.append(cp.sum(list(x.values())) >= 0)  # so that the model knows all its variables
        broken: tuple[Symmetry, ...] = ()
        if symmetry and 1 <= m <= n:
            half = -(-n // 2)
            constraints += [clause(x[1]), clause(count[half, -(-m // 2)])]
            broken = (
                Symmetry(
                    "reflection-translation",
                    "after x -> N+1-x if need be, the lower half (middle included) holds at least half of A; "
                    "subtracting min A - 1 then keeps that and puts 1 into A",
                ),
            )
            if n >= STRENGTHENED_N:
                constraints += [clause(*literals) for literals in _interval_clauses(k, n, m, count)]
                argument = (
                    f"implied, no symmetry: any L <= {n // 2} consecutive numbers hold at most r_k(L) elements of A, "
                    "with r_k(L) bounded by complete search in problems.progressions"
                )
                broken = (*broken, Symmetry(INTERVALS, argument, implied=True))
        names = {f"x{i}": variable for i, variable in x.items()}
        names |= {f"p{i}_{j}": variable for (i, j), variable in count.items()}
        meaning = {f"x{i}": f"{i} is in A" for i in x}
        meaning |= {f"p{i}_{j}": f"at least {j} of 1..{i} are in A" for i, j in count}
        return FiniteModel(
            model=cp.Model(constraints),
            variables=names,
            meaning=meaning,
            decode=lambda values: {"set": [i for i in range(1, n + 1) if values[f"x{i}"]]},
            encode=lambda witness: _chosen(witness, n),
            symmetry=broken,
        )

    def tree(self, params: ApFreeParams) -> SearchTree[Any]:
        """Elements in increasing order from 1; what is left of the interval is bounded by `interval_bounds`.

        Those bounds come from complete searches of shorter intervals, whose nodes are not counted here.
        """
        k, n, m = params.k, params.N, params.m
        if n > TREE_N:
            raise TooLargeError(f"exhaustive search is offered up to N = {TREE_N}")
        bounds = interval_bounds(k, n - 1)
        scale = math.lcm(*range(1, n + 1))
        wanted = params.reciprocal_sum or Fraction(0)
        needed = -(-scale * wanted.numerator // wanted.denominator)
        half, least = (-(-n // 2), -(-m // 2)) if not wanted else (n, 0)

        # A node holds the elements, the mask of larger ones still allowed, and the scaled reciprocal sum.
        def children(node: tuple[tuple[int, ...], int, int]) -> Iterable[tuple[tuple[int, ...], int, int]]:
            chosen, allowed, weight = node
            if len(chosen) >= m and weight >= needed:
                return
            if not chosen:
                if m <= n:
                    yield (1,), (1 << n + 1) - 4, scale
                return
            missing = m - len(chosen)
            while allowed:
                if allowed.bit_count() < missing:
                    return
                if weight < needed and weight + _weight(allowed, scale) < needed:
                    return
                low = allowed & -allowed
                position = low.bit_length() - 1
                if bounds[n - position + 1] < missing or (position > half and len(chosen) < least):
                    return
                allowed ^= low
                rest = allowed & ~forbidden_by(chosen, position, k)
                yield (*chosen, position), rest, weight + scale // position

        def witness(node: tuple[tuple[int, ...], int, int]) -> dict[str, Any] | None:
            return {"set": list(node[0])} if len(node[0]) >= m and node[2] >= needed else None

        identified = "translation" if wanted else "translation, reflection"
        shared = (INTERVALS,)
        return SearchTree(root=((), 0, 0), children=children, witness=witness, symmetry=identified, shared=shared)

    def landscape(self, params: ApFreeParams) -> Landscape[Any]:
        """States are m-subsets as bit masks (bit a for a); the cost counts progressions; a move replaces a term."""
        k, n, m = params.k, params.N, params.m
        if params.reciprocal_sum is not None or not (1 <= m <= n <= LANDSCAPE_N):
            raise UnsupportedError(f"local search is offered for sizes 1 <= m <= N <= {LANDSCAPE_N}")

        def elements(state: int) -> list[int]:
            return [i for i in range(1, n + 1) if state >> i & 1]

        def start(rng: random.Random) -> int:
            return sum(1 << i for i in rng.sample(range(1, n + 1), m))

        def neighbours(state: int, rng: random.Random) -> Iterator[int]:
            inside = elements(state)
            outside = [i for i in range(1, n + 1) if not state >> i & 1]
            found = find_progression(inside, k)
            faulty = [found[0] + j * found[1] for j in range(k)] if found else inside
            for _ in range(40 if outside else 0):
                leaving = rng.choice(faulty if rng.random() < 0.7 else inside)
                yield state ^ 1 << leaving ^ 1 << rng.choice(outside)

        return Landscape(
            start=start,
            cost=lambda state: count_progressions(state, k),
            neighbours=neighbours,
            witness=lambda state: {"set": elements(state)},
        )

    def constructions(self, params: ApFreeParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
        """Windows of digit sets (Erdős–Turán), Behrend's spheres (k = 3), and greedy sets for small N."""
        k, n, m = params.k, params.N, params.m
        if k > n:
            yield {"set": list(range(1, min(n, MAX_SIZE) + 1))}
            return
        if m > MAX_SIZE:
            return
        yield from ({"set": cut} for cut in largest_cut(digit_set(k, min(n, MAX_SIZE)), n) if len(cut) >= m)
        if params.reciprocal_sum is None and k == 3 and m > 8:
            sphere = sphere_set(n, 20_000)
            if m <= len(sphere) <= MAX_SIZE:
                yield {"set": sphere}
        if n <= 300:
            for attempt in range(60):
                start = [] if attempt == 0 else [1, rng.randint(2, n)] if n > 1 else []
                found = greedy_set(k, n, start, None if attempt % 2 == 0 else rng)
                if len(found) >= m:
                    yield {"set": found}

    def canonical_witness(self, params: ApFreeParams, witness: ApFreeWitness) -> Any:
        """Up to the reflection x → N + 1 - x, which a claim about reciprocals does not allow."""
        return witness.set if params.reciprocal_sum is not None else reflection_form(witness.set, params.N)

    def score(self, params: ApFreeParams, witness: ApFreeWitness) -> Score:
        """The size, or the reciprocal sum where one is asked for."""
        if params.reciprocal_sum is None:
            return Score(f"elements without {params.k} in progression", Fraction(len(witness.set)), "greater")
        top, bottom = _reciprocal_sum(witness.set)
        return Score("reciprocal sum, rounded down", Fraction(top * DECIMALS // bottom, DECIMALS), "greater")


def _chosen(witness: ApFreeWitness, n: int) -> dict[str, int]:
    """Values of the x variables; a list that is no subset of 1 … n has none."""
    values = {f"x{i}": 0 for i in range(1, n + 1)}
    for left, element in zip((0, *witness.set), witness.set, strict=False):
        if not left < element <= n:
            raise UnsupportedError(f"the list is no increasing one in 1..{n}: the model does not speak of it")
        values[f"x{element}"] = 1
    return values


def _reciprocal_sum(elements: Sequence[int]) -> tuple[int, int]:
    """Σ 1/a as numerator and denominator, not reduced, by halving."""
    if not elements:
        return 0, 1
    if len(elements) == 1:
        return 1, elements[0]
    middle = len(elements) // 2
    (a, b), (c, d) = _reciprocal_sum(elements[:middle]), _reciprocal_sum(elements[middle:])
    return a * d + c * b, b * d


def _decimal(top: int, bottom: int) -> str:
    """top/bottom to six decimals, rounded down."""
    scaled = top * 10**6 // bottom
    return f"{scaled // 10**6}.{scaled % 10**6:06d}"


def _weight(mask: int, scale: int) -> int:
    """Σ scale/i over the bit positions i of `mask`."""
    total = 0
    while mask:
        low = mask & -mask
        total += scale // (low.bit_length() - 1)
        mask ^= low
    return total


def _interval_clauses(k: int, n: int, m: int, count: Mapping[tuple[int, int], Any]) -> Iterator[list[Any]]:
    """Of a+1 … b, at most half of all, at most r = r_k(b - a) are chosen: j + r + 1 of 1..b imply j + 1 of 1..a."""
    bounds = interval_bounds(k, n // 2)
    written = 0
    for length in range(k, len(bounds)):
        most = bounds[length]
        if length + 1 < len(bounds) and bounds[length + 1] == most:
            continue
        for low in range(n - length + 1):
            for j in range(m - most):
                if j + most + 1 > low + length:
                    break
                if written >= INTERVAL_CLAUSES:
                    return
                written += 1
                smaller = [count[low, j + 1]] if j + 1 <= low else []
                yield [~count[low + length, j + most + 1], *smaller]


FAMILY = ApFreeSet()
