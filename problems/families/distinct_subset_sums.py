"""Sets with distinct subset sums.

A = {a₁ < … < aₙ} ⊆ {1, …, N} is sum-distinct when its 2ⁿ subset sums, the empty sum 0 included, are pairwise
different. Erdős conjectured N ≥ c·2ⁿ; the least N for n elements is A276661(n). N is an upper bound of the
elements, so a set that fits below N fits below N + 1. A → {1} ∪ 2A keeps max A / 2ⁿ, which is therefore the
figure of merit: Conway and Guy (1968) reach limit 0.23513…, Bohman (1998) 0.22002.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from math import comb
from typing import Annotated, Any

from pydantic import Field

from problems.claim import Goal
from problems.errors import TooLargeError
from problems.family import Family, Finding, Params, Score, Witness
from problems.lean import LeanStatement
from problems.model import FiniteModel
from problems.search import Landscape, SearchTree
from problems.subset_sums import decide_subset_sums, doubled_sets
from problems.svg import number_line
from problems.values import Integer

MAX_SIZE = 400
MODEL_SETS = 600_000
MODEL_CLAUSES = 300_000
TREE_N = 4096


class SubsetSumParams(Params):
    """n and N."""

    n: Annotated[Integer, Field(ge=0, le=MAX_SIZE)]
    """Number of elements."""
    N: Annotated[Integer, Field(ge=1, le=10**200)]
    """Upper bound of the elements."""


class SubsetSumWitness(Witness):
    """The set, strictly increasing."""

    set: Annotated[tuple[Integer, ...], Field(max_length=MAX_SIZE)]
    """Elements of A in increasing order."""


class DistinctSubsetSums(Family[SubsetSumParams, SubsetSumWitness]):
    """Sum-distinct sets of size n in {1, …, N}."""

    name = "distinct_subset_sums"
    title = "Sets with distinct subset sums"
    Params = SubsetSumParams
    Witness = SubsetSumWitness
    bare = {"integers": "set"}
    has_model = True
    has_exhaustion = True

    def check(self, params: SubsetSumParams, witness: SubsetSumWitness) -> Finding:
        """Range, order, size, then all subset sums distinct; see `problems.subset_sums` for the methods."""
        elements = witness.set
        for element in elements:
            if not 1 <= element <= params.N:
                shown = element if abs(element) < 10**40 else f"an integer of {element.bit_length()} bits"
                return Finding.refute("range", f"{shown} is outside 1..{params.N}", element=str(shown))
        for left, right in pairwise(elements):
            if left >= right:
                return Finding.refute("order", f"{right} follows {left}: not strictly increasing", pair=[left, right])
        if len(elements) != params.n:
            return Finding.refute("size", f"{len(elements)} elements, expected {params.n}", size=len(elements))
        collision, method = decide_subset_sums(elements)
        if collision is None:
            return Finding.accept(f"all 2^{params.n} subset sums are distinct", size=params.n, method=method)
        if collision.crowded:
            count = collision.crowded
            reason = f"the {count} smallest elements have total {sum(elements[:count])}, less than 2^{count} - 1"
            return Finding.refute("equal-sums", reason, elements=list(elements[:count]))
        sides = [list(collision.left), list(collision.right)]
        many = len(sides[0]) + len(sides[1]) > 12 or sides[1][-1] > 10**20
        words = f"{len(sides[0])} and {len(sides[1])} elements have one sum"
        shown = words if many else " = ".join(" + ".join(map(str, side)) for side in sides)
        return Finding.refute("equal-sums", shown, left=sides[0], right=sides[1])

    def statement(self, params: SubsetSumParams, goal: Goal = Goal.EXISTS) -> str:
        """One LaTeX sentence."""
        verb = "There is a" if goal is Goal.EXISTS else "There is no"
        return (
            rf"{verb} set $A\subseteq\{{1,\dots,{params.N}\}}$ with $|A|={params.n}$ whose "
            rf"$2^{{{params.n}}}$ subset sums are pairwise distinct."
        )

    def draw(self, params: SubsetSumParams, witness: SubsetSumWitness) -> str:
        """The set on a number line; the elements of two subsets with one sum are marked."""
        try:
            offending = self.check(params, witness).offending
        except TooLargeError:
            offending = {}
        faults = {mark for side in ("left", "right", "elements", "pair") for mark in offending.get(side, ())}
        title = f"{len(witness.set)} elements with distinct subset sums" if not faults else "Two equal subset sums"
        return number_line(witness.set, low=0, high=params.N, title=title, faults=faults)

    def lean(self, params: SubsetSumParams, witness: SubsetSumWitness | None) -> LeanStatement:
        """The witness over the naturals of core Lean."""
        from problems.lean.distinct_subset_sums import lean_statement

        if witness is None:
            return super().lean(params, None)
        return lean_statement(params.n, params.N, witness.set)

    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """The optimal sets with 4 and 5 elements."""
        return [({"n": 4, "N": 7}, {"set": [3, 5, 6, 7]}), ({"n": 5, "N": 13}, {"set": [6, 9, 11, 12, 13]})]

    def model(self, params: SubsetSumParams, *, symmetry: bool = True) -> FiniteModel:
        """One boolean an integer, exactly n chosen, no set chosen that splits into two halves of one sum.

        Only sets of at most n elements without a smaller such set inside need a clause. No symmetry is
        broken: the sum-distinct sets in 1..N have no common symmetry.
        """
        size, top = params.n, params.N
        sets = sum(comb(top, k) for k in range(2, size + 1)) if top <= 10_000 else MODEL_SETS + 1
        if sets > MODEL_SETS:
            raise TooLargeError(f"the model would look at more than {MODEL_SETS} subsets of 1..{top}")
        import cpmpy as cp

        x = {i: cp.boolvar(name=f"x{i}") for i in range(1, top + 1)}
        constraints: list[Any] = [cp.sum(list(x.values())) == size]
        for chosen in _split_sets(size, top):
            constraints.append(cp.any([~x[i] for i in chosen]))
            if len(constraints) > MODEL_CLAUSES:
                raise TooLargeError(f"the model has more than {MODEL_CLAUSES} clauses")
        return FiniteModel(
            model=cp.Model(constraints),
            variables={f"x{i}": variable for i, variable in x.items()},
            meaning={f"x{i}": f"{i} is in A" for i in x},
            decode=lambda values: {"set": [i for i in range(1, top + 1) if values[f"x{i}"]]},
            encode=lambda witness: {f"x{i}": int(i in set(witness.set)) for i in range(1, top + 1)},
        )

    def tree(self, params: SubsetSumParams) -> SearchTree[Any]:
        """Elements from the largest down, with the bit set of all differences of two subset sums.

        For a sum-distinct set the 2ⁿ sums Σ ±aᵢ are distinct integers of one parity, symmetric about 0, so their
        mean square Σ aᵢ² is at least that of ±1, ±3, …, ±(2ⁿ - 1), which is (4ⁿ - 1)/3; the same holds for subsets.
        """
        size, top = params.n, params.N
        if top > TREE_N:
            raise TooLargeError(f"exhaustive search is offered up to N = {TREE_N}")
        needed = [((1 << 2 * k) - 1) // 3 for k in range(size + 1)]

        # A node holds the elements, their total T, the differences of subset sums shifted by T, and Σ aᵢ².
        def children(node: tuple[tuple[int, ...], int, int, int]) -> Iterable[tuple[tuple[int, ...], int, int, int]]:
            chosen, total, differences, squares = node
            missing = size - len(chosen)
            if missing <= 0:
                return
            below = (1 << (chosen[-1] if chosen else top + 1)) - 1
            free = ~(differences >> total) & below
            while free.bit_count() >= missing:
                value = free.bit_length() - 1
                free ^= 1 << value
                # With `value` the largest of the elements to come, their squares are at most this.
                reach = _squares(value) - _squares(value - missing)
                if reach < needed[missing] or squares + reach < needed[size]:
                    return
                wider = differences | differences << value | differences << 2 * value
                yield (*chosen, value), total + value, wider, squares + value * value

        def witness(node: tuple[tuple[int, ...], int, int, int]) -> dict[str, Any] | None:
            return {"set": sorted(node[0])} if len(node[0]) == size else None

        return SearchTree(root=((), 0, 1, 0), children=children, witness=witness)

    def landscape(self, params: SubsetSumParams) -> Landscape[Any]:
        """States are n-subsets; the cost is the number of lost sums, 2ⁿ less the distinct ones; a move replaces one."""
        size, top = params.n, params.N
        if not (1 <= size <= min(top, 18) and size * top <= 1 << 22):
            raise TooLargeError("local search is offered for 1 <= n <= min(N, 18) and n N <= 2^22")

        def cost(state: tuple[int, ...]) -> int:
            sums = 1
            for value in state:
                sums |= sums << value
            return (1 << size) - sums.bit_count()

        def start(rng: random.Random) -> tuple[int, ...]:
            return tuple(sorted(rng.sample(range(1, top + 1), size)))

        def neighbours(state: tuple[int, ...], rng: random.Random) -> Iterator[tuple[int, ...]]:
            for _ in range(40):
                leaving = rng.choice(state)
                entering = rng.randint(1, top) if rng.random() < 0.5 else leaving + rng.choice((-2, -1, 1, 2))
                if 1 <= entering <= top and entering not in state:
                    yield tuple(sorted({*state, entering} - {leaving}))

        return Landscape(start=start, cost=cost, neighbours=neighbours, witness=lambda state: {"set": list(state)})

    def constructions(self, params: SubsetSumParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
        """Conway–Guy sets and their lifts A → {1} ∪ 2A down to the powers of two."""
        for chosen in doubled_sets(params.n):
            if not chosen or chosen[-1] <= params.N:
                yield {"set": chosen}

    def score(self, params: SubsetSumParams, witness: SubsetSumWitness) -> Score | None:
        """max A / 2ⁿ, which A → {1} ∪ 2A keeps."""
        if not witness.set:
            return None
        return Score("max A / 2^n", Fraction(witness.set[-1], 2 ** len(witness.set)), "less")


def _squares(value: int) -> int:
    """1² + 2² + … + value²."""
    return value * (value + 1) * (2 * value + 1) // 6


def _split_sets(size: int, top: int) -> Iterator[tuple[int, ...]]:
    """Minimal subsets of 1..top with at most `size` elements that split into two parts of one sum."""
    smaller: set[int] = set()
    for count in range(2, size + 1):
        split: set[int] = set()
        for chosen in combinations(range(1, top + 1), count):
            mask = sum(1 << value for value in chosen)
            if any(mask ^ 1 << value in smaller for value in chosen):
                split.add(mask)
                continue
            total = sum(chosen)
            if total % 2 == 0:
                sums = 1
                for value in chosen:
                    sums |= sums << value
                if sums >> total // 2 & 1:
                    split.add(mask)
                    yield chosen
        smaller = split


FAMILY = DistinctSubsetSums()
