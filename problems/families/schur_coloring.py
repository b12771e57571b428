"""Schur colourings: partitions of {1, …, n} into k sum-free classes.

A colouring χ: {1, …, n} → {0, …, k - 1} is a Schur colouring when no class contains a, b and a + b. In
the strong (usual) reading a = b counts, so that 1 and 2 never share a class; in the weak one only a ≠ b
counts (Irving 1973). Convention: numbers are 1-based, classes 0-based and may be empty; which class
bears which number matters to the witness, not to the claim. With S(k) the largest n that has a strong
colouring (A045652: 1, 4, 13, 44, 160), the f(k) of Erdős problem 483 and of A030126 is S(k) + 1, the
least n without one. WS(k) is the same for weak colourings (A072842: 2, 8, 23, 66). A colouring of
{1, …, n} gives one of the complete graph on n + 1 vertices without a triangle in one colour, by the
differences of the vertices (Schur 1916; Heule, Schur Number Five, AAAI 2018).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, takewhile
from typing import Annotated, Any

from pydantic import Field

from problems.claim import Goal
from problems.errors import InputError, TooLargeError, UnsupportedError
from problems.family import Family, Finding, Params, Score, Witness
from problems.lean import LeanStatement
from problems.model import FiniteModel, Symmetry
from problems.search import Landscape, SearchTree
from problems.sum_free import sum_free_colourings
from problems.svg import colour_grid
from problems.values import Flag, Integer, parse_integer

MAX_N = 100_000
MODEL_CLAUSES = 250_000
TREE_N = 400
LANDSCAPE_N = 400

PRECEDENCE_N = 24
"""Numbers whose class is bound to the order of first appearance; longer clauses prune hardly more."""

Class = tuple[int, int, int]
"""Members as bits, the same reversed in 0 … n, and the numbers that no longer fit in."""

Node = tuple[int, tuple[Class, ...]]
"""Numbers without a class as bits, and the classes in the order of first use."""


class SchurParams(Params):
    """k, n and the reading."""

    k: Annotated[Integer, Field(ge=1, le=10**6)]
    """Number of classes."""
    n: Annotated[Integer, Field(ge=1, le=10**12)]
    """The numbers 1, …, n are coloured."""
    weak: Flag = False
    """True when only a + b = c with a ≠ b is forbidden."""


class SchurWitness(Witness):
    """The colouring; `classes`, a list of k increasing lists, is accepted in its place."""

    coloring: Annotated[tuple[Integer, ...], Field(max_length=MAX_N)]
    """Class of 1, class of 2, …, class of n, each in 0 … k - 1."""


class SchurColoring(Family[SchurParams, SchurWitness]):
    """Colourings of {1, …, n} by k sum-free classes."""

    name = "schur_coloring"
    title = "Schur colourings: sum-free classes"
    Params = SchurParams
    Witness = SchurWitness
    bare = {"integers": "coloring", "digits": "coloring"}
    has_model = True
    has_exhaustion = True

    def check(self, params: SchurParams, witness: SchurWitness) -> Finding:
        """Length, range, then the smaller summands a of every class: the class against itself shifted by a."""
        coloring = witness.coloring
        if len(coloring) != params.n:
            reason = f"{len(coloring)} numbers are coloured, expected {params.n}"
            return Finding.refute("length", reason, length=len(coloring))
        members: dict[int, list[int]] = {}
        for number, colour in enumerate(coloring, start=1):
            if not 0 <= colour < params.k:
                reason = f"{number} has class {_short(colour)}, outside 0..{params.k - 1}"
                return Finding.refute("range", reason, number=number, color=_short(colour))
            members.setdefault(colour, []).append(number)
        for colour in sorted(members):
            half = members[colour][-1] // 2
            if members[colour][0] > half:
                continue
            bits = bytearray(members[colour][-1] // 8 + 1)
            for number in members[colour]:
                bits[number >> 3] |= 1 << (number & 7)
            chosen = int.from_bytes(bits, "little")
            for a in takewhile(half.__ge__, members[colour]):
                partners = chosen & (chosen >> a)
                if params.weak:
                    partners &= ~(1 << a)
                if partners:
                    b = (partners & -partners).bit_length() - 1
                    reason = f"{a} + {b} = {a + b} inside class {colour}"
                    return Finding.refute("monochromatic-sum", reason, sum=[a, b, a + b], color=colour)
        sizes = [len(members.get(colour, ())) for colour in range(min(params.k, 100))]
        return Finding.accept(
            f"{params.n} numbers in {len(members)} classes, none of which contains a sum of its own",
            numbers=params.n,
            sizes=sizes,
        )

    def fill_witness(self, params: Mapping[str, Any], raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """The witness without repeated parameters, classes rewritten as a colouring."""
        rest = dict(super().fill_witness(params, raw))
        if "classes" in rest and "coloring" not in rest:
            parsed = self.parse_params(params)
            rest["coloring"] = _from_classes(parsed, rest.pop("classes"))
        return rest

    def statement(self, params: SchurParams, goal: Goal = Goal.EXISTS) -> str:
        """One LaTeX sentence."""
        verb = "There is a" if goal is Goal.EXISTS else "There is no"
        condition = r"$a\ne b$" if params.weak else r"$a=b$ allowed"
        return (
            rf"{verb} map $\chi:\{{1,\dots,{params.n}\}}\to\{{0,\dots,{params.k - 1}\}}$ without "
            rf"$\chi(a)=\chi(b)=\chi(a+b)$ for $a,b\ge 1$, $a+b\le {params.n}$ ({condition})."
        )

    def draw(self, params: SchurParams, witness: SchurWitness) -> str:
        """The numbers as a coloured grid; a sum inside a class is crossed out."""
        finding = self.check(params, witness)
        faults = {*finding.offending.get("sum", ()), finding.offending.get("number", 0)}
        kind = "weakly sum-free" if params.weak else "sum-free"
        title = f"Colouring of 1..{params.n} by {params.k} {kind} classes"
        return colour_grid([min(max(colour, -1), 999) for colour in witness.coloring], title=title, faults=faults)

    def lean(self, params: SchurParams, witness: SchurWitness | None) -> LeanStatement:
        """The witness over the naturals of core Lean; goal none by a search or a refutation in the kernel."""
        from problems.lean.schur_coloring import lean_statement, no_colouring

        if witness is None:
            return no_colouring(params.k, params.n, params.weak)
        return lean_statement(params.k, params.n, params.weak, witness.coloring)

    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """The longest colourings by two and three classes, and the weak one by two."""
        return [
            ({"k": 2, "n": 4}, {"coloring": [0, 1, 1, 0]}),
            ({"k": 3, "n": 13}, {"coloring": [0, 1, 1, 0, 2, 2, 2, 2, 2, 0, 1, 1, 0]}),
            ({"k": 2, "n": 8, "weak": True}, {"coloring": [0, 0, 1, 0, 1, 1, 1, 0]}),
        ]

    def model(self, params: SchurParams, *, symmetry: bool = True) -> FiniteModel:
        """One boolean a number and class; k n²/4 clauses for the sums, exactly one class a number."""
        n, k, weak = params.n, params.k, params.weak
        clauses = k * (n * n // 4) + n * (1 + k * (k - 1) // 2)
        if clauses > MODEL_CLAUSES:
            raise TooLargeError(f"the model has about {clauses} clauses, more than {MODEL_CLAUSES}")
        import cpmpy as cp

        x = {(i, c): cp.boolvar(name=f"x{i}_{c}") for i in range(1, n + 1) for c in range(k)}
        constraints: list[Any] = []
        for i in range(1, n + 1):
            constraints.append(cp.any([x[i, c] for c in range(k)]))
            constraints.extend(cp.any([~x[i, c], ~x[i, d]]) for c, d in combinations(range(k), 2))
        for a in range(1, n // 2 + 1):
            for b in range(a + weak, n - a + 1):
                numbers = sorted({a, b, a + b})
                constraints.extend(cp.any([~x[i, c] for i in numbers]) for c in range(k))
        broken: tuple[Symmetry, ...] = ()
        if symmetry and k >= 2:
            for i in range(1, min(n, PRECEDENCE_N) + 1):
                earlier = [[x[j, c - 1] for j in range(1, i)] for c in range(1, k)]
                constraints.extend(cp.any([~x[i, c], *before]) for c, before in enumerate(earlier, start=1))
            argument = "renaming the classes in the order of their least elements keeps every class sum-free"
            broken = (Symmetry("class-order", argument),)

        def encode(witness: SchurWitness) -> dict[str, int]:
            if len(witness.coloring) != n:
                raise UnsupportedError(f"the model colours {n} numbers, not {len(witness.coloring)}")
            return {f"x{i}_{c}": int(witness.coloring[i - 1] == c) for i, c in x}

        return FiniteModel(
            model=cp.Model(constraints),
            variables={variable.name: variable for variable in x.values()},
            meaning={f"x{i}_{c}": f"{i} is in class {c}" for i, c in x},
            decode=lambda values: {
                "coloring": [next(c for c in range(k) if values[f"x{i}_{c}"]) for i in range(1, n + 1)]
            },
            encode=encode,
            symmetry=broken,
        )

    def tree(self, params: SchurParams) -> SearchTree[Any]:
        """Always colour the least number with the fewest classes left; of the unused classes only one is tried."""
        if params.n > TREE_N:
            raise TooLargeError(f"exhaustive search is offered up to n = {TREE_N}")
        return _tree(params.n, params.k, params.weak)

    def landscape(self, params: SchurParams) -> Landscape[Any]:
        """States are colourings; the cost counts sums inside classes; a move recolours a number of such a sum."""
        n, k = params.n, params.k
        if n > LANDSCAPE_N or k > 64:
            raise TooLargeError(f"local search is offered for n <= {LANDSCAPE_N} and k <= 64")

        def faults(state: tuple[int, ...]) -> Iterator[tuple[int, int]]:
            """Pairs (a, partners b >= a as bits) with a, b, a + b in one class."""
            masks = [0] * k
            for i, colour in enumerate(state, start=1):
                masks[colour] |= 1 << i
            for a, colour in enumerate(state, start=1):
                chosen = masks[colour]
                partners = (chosen & (chosen >> a)) >> (a + params.weak) << (a + params.weak)
                if partners:
                    yield a, partners

        def cost(state: tuple[int, ...]) -> int:
            return sum(partners.bit_count() for _, partners in faults(state))

        def start(rng: random.Random) -> tuple[int, ...]:
            return tuple(rng.randrange(k) for _ in range(n))

        def neighbours(state: tuple[int, ...], rng: random.Random) -> Iterator[tuple[int, ...]]:
            met = list(faults(state))
            for _ in range(8 if met else 0):
                a, partners = rng.choice(met)
                b = rng.choice([bit for bit in range(n + 1) if partners >> bit & 1])
                for i in {a, b, a + b}:
                    for colour in range(k):
                        if colour != state[i - 1]:
                            yield (*state[: i - 1], colour, *state[i:])

        return Landscape(start=start, cost=cost, neighbours=neighbours, witness=lambda state: {"coloring": list(state)})

    def constructions(self, params: SchurParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
        """Colourings of Schur, Baumert–Golomb, Exoo and Munter, compounded by Abbott–Hanson and Rowley."""
        if params.n > MAX_N:
            raise TooLargeError(f"witnesses have at most {MAX_N} numbers")
        for coloring in sum_free_colourings(params.k, params.n, weak=params.weak):
            yield {"coloring": coloring}

    def canonical_witness(self, params: SchurParams, witness: SchurWitness) -> Any:
        """Up to permutations of the classes."""
        if len(witness.coloring) != params.n or any(not 0 <= colour < params.k for colour in witness.coloring):
            return None
        names: dict[int, int] = {}
        return [names.setdefault(colour, len(names)) for colour in witness.coloring]

    def score(self, params: SchurParams, witness: SchurWitness) -> Score:
        """How far k classes reach."""
        kind = "weakly sum-free" if params.weak else "sum-free"
        return Score(f"n partitioned into {params.k} {kind} classes", Fraction(params.n), "greater")


def _tree(n: int, k: int, weak: bool) -> SearchTree[Node]:
    window = (1 << (n + 1)) - 1

    def children(node: Node) -> Iterable[Node]:
        open_, classes = node
        closed = [forbidden for _, _, forbidden in classes]
        if len(classes) < k:
            closed.append(0)
        # by_choices[j] holds the open numbers that fit into exactly j of the classes.
        by_choices = [open_]
        for forbidden in closed:
            fits = [numbers & ~forbidden for numbers in by_choices]
            stays = [numbers & forbidden for numbers in by_choices]
            by_choices = [stay | fit for stay, fit in zip([*stays, 0], [0, *fits], strict=True)]
        if by_choices[0] or not open_:
            return
        scarce = next(filter(None, by_choices))
        bit = scarce & -scarce
        i = bit.bit_length() - 1
        for index, forbidden in enumerate(closed):
            if forbidden & bit:
                continue
            members, reverse, _ = classes[index] if index < len(classes) else (0, 0, 0)
            # i + j, then j - i and i - j for the members j; the double and the half where a = b counts.
            fresh = forbidden | members << i | members >> i | reverse >> (n - i)
            if not weak:
                fresh |= bit << i | (1 << i // 2 if i % 2 == 0 else 0)
            following = (members | bit, reverse | 1 << (n - i), fresh & window)
            yield open_ ^ bit, (*classes[:index], following, *classes[index + 1 :])

    def witness(node: Node) -> dict[str, Any] | None:
        open_, classes = node
        if open_:
            return None
        owner = {i: index for index, (members, _, _) in enumerate(classes) for i in range(1, n + 1) if members >> i & 1}
        return {"coloring": [owner[i] for i in range(1, n + 1)]}

    return SearchTree(root=(window - 1, ()), children=children, witness=witness, symmetry="names of the classes")


def _short(value: int) -> int | str:
    """The value, or what is said of it where it is too long to print."""
    return value if abs(value) < 10**18 else "with more than 18 digits"


def _from_classes(params: SchurParams, classes: Any) -> list[int]:
    """The colouring that a partition into increasing lists gives; an InputError where it is no partition."""
    where = "schur_coloring witness: classes"
    if not isinstance(classes, (list, tuple)) or not all(isinstance(part, (list, tuple)) for part in classes):
        raise InputError(f"{where}: expected a list of lists of integers")
    if len(classes) > params.k:
        raise InputError(f"{where}: {len(classes)} classes, expected at most {params.k}")
    if sum(map(len, classes)) != params.n or params.n > MAX_N:
        raise InputError(f"{where}: {sum(map(len, classes))} numbers in all, expected {params.n} (at most {MAX_N})")
    coloring = [-1] * params.n
    for colour, part in enumerate(classes):
        last = 0
        for item in part:
            try:
                number = parse_integer(item)
            except ValueError as error:
                raise InputError(f"{where}: {error}") from None
            if not last < number <= params.n:
                raise InputError(f"{where}: class {colour} is not increasing inside 1..{params.n}")
            if coloring[number - 1] >= 0:
                raise InputError(f"{where}: {number} is in classes {coloring[number - 1]} and {colour}")
            coloring[number - 1], last = colour, number
    return coloring


FAMILY = SchurColoring()
