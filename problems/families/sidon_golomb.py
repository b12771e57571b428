"""Sidon sets in an interval, that is, Golomb rulers.

A ⊆ {1, …, N} with |A| = k is Sidon when a + b = c + d with a ≤ b, c ≤ d in A forces {a, b} = {c, d};
sums a + a count. Equivalently the k(k-1)/2 positive differences are distinct (Erdős–Turán 1941).
Convention: the interval is 1-based and N is its largest number, so a ruler of length L needs
N = L + 1 (A227590 = A003022 + 1). The size is exactly k.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Annotated, Any

from pydantic import Field, model_validator

from problems.claim import Goal
from problems.errors import TooLargeError
from problems.family import Family, Finding, Params, Score, Witness
from problems.lean import LeanStatement
from problems.model import FiniteModel, Symmetry
from problems.rulers import golomb_rulers
from problems.search import Landscape, SearchTree
from problems.svg import number_line
from problems.symmetry.forms import reflection_form
from problems.values import Integer

MAX_SIZE = 2000
MODEL_N = 120


class SidonParams(Params):
    """N and k; the ruler length L = N - 1 is accepted in place of N."""

    N: Annotated[Integer, Field(ge=1, le=10**12)]
    """Largest number of the interval {1, …, N}."""
    k: Annotated[Integer, Field(ge=0, le=MAX_SIZE)]
    """Number of elements."""

    @model_validator(mode="before")
    @classmethod
    def _length(cls, raw: Any) -> Any:
        if isinstance(raw, Mapping) and "L" in raw and "N" not in raw and type(raw["L"]) is int:
            return {**{key: value for key, value in raw.items() if key != "L"}, "N": raw["L"] + 1}
        return raw


class SidonWitness(Witness):
    """The set, strictly increasing."""

    set: Annotated[tuple[Integer, ...], Field(max_length=MAX_SIZE)]
    """Elements of A in increasing order."""


class SidonGolomb(Family[SidonParams, SidonWitness]):
    """Sidon sets of size k in {1, …, N}."""

    name = "sidon_golomb"
    title = "Sidon sets and Golomb rulers"
    Params = SidonParams
    Witness = SidonWitness
    bare = {"integers": "set"}
    has_model = True
    has_exhaustion = True

    def check(self, params: SidonParams, witness: SidonWitness) -> Finding:
        """Range, order, size, then all C(k, 2) differences distinct; O(k²)."""
        elements = witness.set
        for left, right in pairwise(elements):
            if left >= right:
                return Finding.refute("order", f"{right} follows {left}: not strictly increasing", pair=[left, right])
        for element in elements:
            if not 1 <= element <= params.N:
                return Finding.refute("range", f"{element} is outside 1..{params.N}", element=element)
        if len(elements) != params.k:
            return Finding.refute("size", f"{len(elements)} elements, expected {params.k}", size=len(elements))
        seen: dict[int, tuple[int, int]] = {}
        for low, high in combinations(elements, 2):
            if high - low in seen:
                a, b = seen[high - low]
                reason = f"{b} - {a} = {high} - {low} = {high - low}"
                return Finding.refute("repeated-difference", reason, pairs=[[a, b], [low, high]])
            seen[high - low] = (low, high)
        return Finding.accept(f"{len(seen)} differences, all distinct", differences=len(seen), size=len(elements))

    def statement(self, params: SidonParams, goal: Goal = Goal.EXISTS) -> str:
        """One LaTeX sentence."""
        verb = "There is a" if goal is Goal.EXISTS else "There is no"
        return (
            rf"{verb} set $A\subseteq\{{1,\dots,{params.N}\}}$ with $|A|={params.k}$ whose sums "
            r"$a+b$ ($a\le b$ in $A$) are pairwise distinct."
        )

    def draw(self, params: SidonParams, witness: SidonWitness) -> str:
        """The set on a number line; a repeated difference is marked."""
        finding = self.check(params, witness)
        faults = {mark for pair in finding.offending.get("pairs", ()) for mark in pair}
        return number_line(
            witness.set, low=1, high=params.N, title=f"Sidon set of size {len(witness.set)}", faults=faults
        )

    def lean(self, params: SidonParams, witness: SidonWitness | None) -> LeanStatement:
        """The witness over the naturals of core Lean."""
        from problems.lean.sidon_golomb import lean_statement

        if witness is None:
            return super().lean(params, None)
        return lean_statement(params.N, params.k, witness.set)

    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """The optimal rulers with 4 and 5 marks."""
        return [({"N": 7, "k": 4}, {"set": [1, 2, 5, 7]}), ({"N": 12, "k": 5}, {"set": [1, 2, 5, 10, 12]})]

    def model(self, params: SidonParams, *, symmetry: bool = True) -> FiniteModel:
        """One boolean an integer; no two pairs with one difference; exactly k chosen. O(N³) clauses."""
        if params.N > MODEL_N:
            raise TooLargeError(f"the model has O(N^3) clauses: N = {params.N} is above {MODEL_N}")
        import cpmpy as cp

        n = params.N
        x = {i: cp.boolvar(name=f"x{i}") for i in range(1, n + 1)}
        constraints: list[Any] = [cp.sum(list(x.values())) == params.k]
        for d in range(1, n):
            for a, b in combinations(range(1, n - d + 1), 2):
                constraints.append(cp.any([~x[i] for i in sorted({a, a + d, b, b + d})]))
        broken: tuple[Symmetry, ...] = ()
        if symmetry and params.k >= 1:
            constraints.append(x[1])
            broken = (Symmetry("translation", "subtracting min A - 1 keeps A Sidon and inside 1..N, so 1 is in A"),)
        return FiniteModel(
            model=cp.Model(constraints),
            variables={f"x{i}": variable for i, variable in x.items()},
            meaning={f"x{i}": f"{i} is in A" for i in x},
            decode=lambda values: {"set": [i for i in range(1, n + 1) if values[f"x{i}"]]},
            encode=lambda witness: {f"x{i}": int(i in set(witness.set)) for i in range(1, n + 1)},
            symmetry=broken,
        )

    def tree(self, params: SidonParams) -> SearchTree[Any]:
        """Marks from the left, first mark 1, used differences as a bit mask; first gap below last gap."""
        size, n = params.k, params.N
        if n > 10**4:
            raise TooLargeError(f"exhaustive search is offered up to N = {10**4}")

        def children(node: tuple[tuple[int, ...], int]) -> Iterable[tuple[tuple[int, ...], int]]:
            marks, used = node
            missing = size - len(marks)
            if missing <= 0:
                return
            if not marks:
                yield (1,), 0
                return
            # The gaps still to come are distinct, so they sum to at least 1 + 2 + … + (missing - 1).
            for mark in range(marks[-1] + 1, n - (missing - 1) * missing // 2 + 1):
                fresh = 0
                for other in marks:
                    fresh |= 1 << (mark - other)
                if not fresh & used:
                    yield (*marks, mark), used | fresh

        def witness(node: tuple[tuple[int, ...], int]) -> dict[str, Any] | None:
            marks = node[0]
            if len(marks) != size:
                return None
            if size >= 3 and marks[1] - marks[0] > marks[-1] - marks[-2]:
                return None
            return {"set": list(marks)}

        return SearchTree(root=((), 0), children=children, witness=witness, symmetry="translation, reflection")

    def landscape(self, params: SidonParams) -> Landscape[Any]:
        """States are k-subsets with 1; the cost counts surplus differences; a move replaces a mark."""
        size, n = params.k, params.N
        if not 2 <= size <= min(n, 60):
            raise TooLargeError("local search is offered for 2 <= k <= min(N, 60)")

        def cost(state: tuple[int, ...]) -> int:
            differences = [b - a for a, b in combinations(state, 2)]
            return len(differences) - len(set(differences))

        def start(rng: random.Random) -> tuple[int, ...]:
            return tuple(sorted({1, *rng.sample(range(2, n + 1), size - 1)}))

        def neighbours(state: tuple[int, ...], rng: random.Random) -> Iterator[tuple[int, ...]]:
            for _ in range(40):
                leaving = rng.choice(state[1:])
                entering = rng.randint(2, n)
                if entering not in state:
                    yield tuple(sorted({*state, entering} - {leaving}))

        return Landscape(start=start, cost=cost, neighbours=neighbours, witness=lambda state: {"set": list(state)})

    def constructions(self, params: SidonParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
        """Cuts of the modular Sidon sets of Singer, Bose and Ruzsa, and the Erdős–Turán set."""
        for ruler in golomb_rulers(params.k, rng):
            if ruler[-1] <= params.N:
                yield {"set": ruler}

    def canonical_witness(self, params: SidonParams, witness: SidonWitness) -> Any:
        """Up to the reflection x → N + 1 - x."""
        return reflection_form(witness.set, params.N)

    def score(self, params: SidonParams, witness: SidonWitness) -> Score:
        """Length of the ruler for its number of marks."""
        length = witness.set[-1] - witness.set[0] if witness.set else 0
        return Score(f"length of a ruler with {len(witness.set)} marks", Fraction(length), "less")


FAMILY = SidonGolomb()
