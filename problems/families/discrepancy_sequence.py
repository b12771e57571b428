"""Sequences of bounded discrepancy along homogeneous progressions (Erdős problem 67).

A sequence s(1), …, s(n) of signs has discrepancy at most C when |s(d) + s(2d) + … + s(md)| <= C for all
d, m >= 1 with md <= n. Only progressions that start at their difference count, and the bound is not
strict. With `multiplicative` the sequence must besides be completely multiplicative, s(ab) = s(a) s(b)
for ab <= n; then s(1) = +1 and the sums with d > 1 follow from those with d = 1. Convention: indices are
1-based, the character at place i of the witness is the sign of s(i). The longest sequences for C = 1 and
2 have length 11 and 1160 (A237695; Konev–Lisitsa, arXiv:1405.3097), the longest completely
multiplicative ones for C = 1, 2 and 3 have 9, 246 and 127645; that every infinite sequence has unbounded
discrepancy is Tao's theorem (Discrete Analysis 2016:1).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from problems.claim import Goal
from problems.errors import InputError, TooLargeError, UnsupportedError
from problems.family import Family, Finding, Params, Score, Witness
from problems.lean import LeanStatement
from problems.model import FiniteModel, Symmetry
from problems.search import SearchTree
from problems.signs import bounded_sequences, least_prime_factors, multiplicative_extension
from problems.svg import colour_grid
from problems.values import Flag, Integer, parse_integer

MAX_N = 200_000
MODEL_CLAUSES = 250_000
TREE_N = 5000


def _signs(value: Any) -> Any:
    """A list of 1 and -1 as the string of its signs; anything else is left to the schema."""
    if isinstance(value, (list, tuple)) and len(value) <= MAX_N and all(type(item) is int for item in value):
        return "".join({1: "+", -1: "-"}.get(item, "?") for item in value)
    return value


class DiscrepancyParams(Params):
    """C, n and the kind of sequence."""

    C: Annotated[Integer, Field(ge=0, le=10**6)]
    """Bound of the partial sums, itself allowed."""
    n: Annotated[Integer, Field(ge=1, le=10**12)]
    """Length of the sequence."""
    multiplicative: Flag = False
    """True when the sequence must be completely multiplicative."""


class DiscrepancyWitness(Witness):
    """The sequence; a list of 1 and -1, or the signs of all primes up to n as `primes`, is accepted in its place."""

    s: Annotated[str, BeforeValidator(_signs), Field(pattern=r"^[+-]*$", max_length=MAX_N)]
    """The signs + and - of s(1), …, s(n)."""


class DiscrepancySequence(Family[DiscrepancyParams, DiscrepancyWitness]):
    """Sign sequences of length n with discrepancy at most C."""

    name = "discrepancy_sequence"
    title = "Sign sequences of bounded discrepancy"
    Params = DiscrepancyParams
    Witness = DiscrepancyWitness
    bare = {"signs": "s", "integers": "s"}
    has_model = True
    has_exhaustion = True

    def check(self, params: DiscrepancyParams, witness: DiscrepancyWitness) -> Finding:
        """Length, multiplicativity where asked, then all partial sums of all progressions; O(n log n) additions."""
        n, bound = params.n, params.C
        if len(witness.s) != n:
            return Finding.refute("length", f"{len(witness.s)} signs, expected {n}", length=len(witness.s))
        values = [1 if sign == "+" else -1 for sign in witness.s]
        if params.multiplicative:
            if values[0] != 1:
                return Finding.refute("multiplicativity", "s(1) = -1, but s(1) s(1) = 1", factors=[1, 1])
            for i, p in enumerate(least_prime_factors(n)):
                if p and values[i - 1] != values[p - 1] * values[i // p - 1]:
                    reason = f"s({i}) differs from s({p}) s({i // p})"
                    return Finding.refute("multiplicativity", reason, factors=[p, i // p])
        sums = 0
        for d in range(1, n // (bound + 1) + 1):
            partial = list(accumulate(values[d - 1 :: d]))
            if max(partial) > bound or min(partial) < -bound:
                m = next(m for m, total in enumerate(partial, start=1) if abs(total) > bound)
                reason = f"s({d}) + … + s({d * m}) = {partial[m - 1]} over {m} multiples of {d}, allowed is {bound}"
                return Finding.refute("discrepancy", reason, d=d, m=m, sum=partial[m - 1])
            sums += len(partial)
        # A progression of at most C terms cannot leave the bound.
        return Finding.accept(
            f"all {sums} partial sums of more than {bound} possible terms are at most {bound}", sums=sums
        )

    def fill_witness(self, params: Mapping[str, Any], raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """The witness without repeated parameters; signs of the primes extended to all numbers up to n."""
        rest = dict(super().fill_witness(params, raw))
        if "primes" in rest and "s" not in rest:
            rest["s"] = _from_primes(self.parse_params(params), rest.pop("primes"))
        return rest

    def statement(self, params: DiscrepancyParams, goal: Goal = Goal.EXISTS) -> str:
        """One LaTeX sentence."""
        verb = "There is a" if goal is Goal.EXISTS else "There is no"
        kind = "completely multiplicative sequence" if params.multiplicative else "sequence"
        return (
            rf"{verb} {kind} $s:\{{1,\dots,{params.n}\}}\to\{{-1,1\}}$ with "
            rf"$\left|\sum_{{j=1}}^{{m}} s(jd)\right|\le {params.C}$ for all $d,m\ge 1$ with $md\le {params.n}$."
        )

    def draw(self, params: DiscrepancyParams, witness: DiscrepancyWitness) -> str:
        """The signs as a grid of cells, 0 for + and 1 for -; the multiples whose sum is too large are crossed out."""
        finding = self.check(params, witness)
        offending = finding.offending
        faults: set[int] = set()
        if "d" in offending:
            faults = set(range(offending["d"], offending["d"] * offending["m"] + 1, offending["d"]))
        elif "factors" in offending:
            a, b = offending["factors"]
            faults = {a, b, a * b}
        title = f"Signs of s(1), …, s({params.n}), discrepancy at most {params.C}: 0 is +, 1 is -"
        return colour_grid([int(sign == "-") for sign in witness.s], title=title, faults=faults)

    def lean(self, params: DiscrepancyParams, witness: DiscrepancyWitness | None) -> LeanStatement:
        """The witness over the naturals of core Lean; goal none by a complete search in the kernel."""
        from problems.lean.discrepancy_sequence import lean_statement, no_sequence

        if witness is None:
            return no_sequence(params.C, params.n, params.multiplicative)
        return lean_statement(params.C, params.n, params.multiplicative, witness.s)

    def examples(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """The longest sequences of discrepancy 1, without and with multiplicativity."""
        return [
            ({"C": 1, "n": 11}, {"s": "+--+-++--+-"}),
            ({"C": 1, "n": 9, "multiplicative": True}, {"s": "+--+-++-+"}),
        ]

    def model(self, params: DiscrepancyParams, *, symmetry: bool = True) -> FiniteModel:
        """One boolean a sign; the partial sums of each progression as an automaton of threshold booleans."""
        return _model(params, symmetry)

    def tree(self, params: DiscrepancyParams) -> SearchTree[Any]:
        """Signs from the left as bits; s(1) = + (else negate), a multiplicative sequence branches at primes."""
        n, bound = params.n, params.C
        if n > TREE_N:
            raise TooLargeError(f"exhaustive search is offered up to n = {TREE_N}")
        least = least_prime_factors(n)
        multiples = [0, *(sum(1 << i for i in range(d, n + 1, d)) for d in range(1, n // (bound + 1) + 1))]
        divisors: list[list[int]] = [[] for _ in range(n + 1)]
        for d in range(1, 2 if params.multiplicative else len(multiples)):
            for i in range(d, n + 1 if d < len(multiples) else 0, d):
                divisors[i].append(d)

        def children(node: tuple[int, int]) -> Iterable[tuple[int, int]]:
            done, plus = node
            i = done + 1
            if i > n:
                return
            signs = (1, 0) if i > 1 else (1,)
            if params.multiplicative and least[i]:
                signs = (1 ^ (plus >> least[i] & 1) ^ (plus >> (i // least[i]) & 1),)
            for sign in signs:
                following = plus | sign << i
                if all(abs(2 * (following & multiples[d]).bit_count() - i // d) <= bound for d in divisors[i]):
                    yield i, following

        def witness(node: tuple[int, int]) -> dict[str, Any] | None:
            done, plus = node
            if done < n:
                return None
            return {"s": "".join("+" if plus >> i & 1 else "-" for i in range(1, n + 1))}

        symmetry = "" if params.multiplicative else "negation"
        return SearchTree(root=(0, 0), children=children, witness=witness, symmetry=symmetry)

    def constructions(self, params: DiscrepancyParams, rng: random.Random) -> Iterator[Mapping[str, Any]]:
        """The character sequences of Borwein, Choi and Coons, and recorded sequences."""
        if params.n > MAX_N:
            raise TooLargeError(f"witnesses have at most {MAX_N} signs")
        for signs in bounded_sequences(params.C, params.n, multiplicative=params.multiplicative):
            yield {"s": signs}

    def canonical_witness(self, params: DiscrepancyParams, witness: DiscrepancyWitness) -> Any:
        """Up to the sign of the whole sequence, which a multiplicative one has fixed."""
        if params.multiplicative or not witness.s.startswith("-"):
            return witness.s
        return witness.s.translate(str.maketrans("+-", "-+"))

    def score(self, params: DiscrepancyParams, witness: DiscrepancyWitness) -> Score:
        """Length for the discrepancy."""
        kind = "completely multiplicative sequence" if params.multiplicative else "sequence"
        return Score(f"length of a {kind} of discrepancy at most {params.C}", Fraction(params.n), "greater")


def _from_primes(params: DiscrepancyParams, primes: Any) -> str:
    """The completely multiplicative sequence with the given signs of the primes up to n."""
    where = "discrepancy_sequence witness: primes"
    if not isinstance(primes, Mapping) or len(primes) > MAX_N:
        raise InputError(f"{where}: expected an object from primes to 1 or -1")
    if params.n > MAX_N:
        raise InputError(f"{where}: a sequence has at most {MAX_N} signs")
    signs: dict[int, int] = {}
    for key, value in primes.items():
        try:
            prime = parse_integer(key)
        except ValueError as error:
            raise InputError(f"{where}: {error}") from None
        if type(value) is not int or value not in (1, -1):
            raise InputError(f"{where}: the sign of {str(prime)[:40]} is not 1 or -1")
        signs[prime] = value
    try:
        return multiplicative_extension(signs, params.n)
    except ValueError as error:
        raise InputError(f"{where}: {error}") from None


def _reached(t: int, known: Mapping[int, Any], least: int, most: int) -> Any:
    """The literal of "the sum is at least t" for a sum between `least` and `most` with variables for what is open."""
    return True if t <= least else False if t > most else known[t]


def _negated(literal: Any) -> Any:
    return not literal if isinstance(literal, bool) else ~literal


def _model(params: DiscrepancyParams, symmetry: bool) -> FiniteModel:
    n, bound = params.n, params.C
    longest = min(n // (bound + 1), 1 if params.multiplicative else n)
    clauses = 4 * n if params.multiplicative else n
    if clauses > MODEL_CLAUSES:
        raise TooLargeError(f"the model has at least {clauses} clauses, more than {MODEL_CLAUSES}")
    for d in range(1, longest + 1):
        clauses += 4 * (n // d) * (min(bound, n // d) + 1)
        if clauses > MODEL_CLAUSES:
            raise TooLargeError(f"the model has more than {MODEL_CLAUSES} clauses for n = {n} and C = {bound}")
    import cpmpy as cp

    x = {i: cp.boolvar(name=f"x{i}") for i in range(1, n + 1)}
    variables = {f"x{i}": variable for i, variable in x.items()}
    meaning = {f"x{i}": f"s({i}) = +1" for i in x}
    constraints: list[Any] = []

    def add(*literals: Any) -> None:
        """The clause of CPMpy and Python booleans, unless a literal is constantly true."""
        if not any(literal is True for literal in literals):
            constraints.append(cp.any([literal for literal in literals if literal is not False]))

    def sums(d: int) -> None:
        """Bound the partial sums S(j) = s(d) + … + s(jd) by booleans q that say S(j) >= t, for t of the parity of j."""
        state: dict[int, Any] = {}
        low = high = 0
        for j in range(1, n // d + 1):
            sign = x[j * d]
            before, low_before, high_before = state, low, high
            low = low - 1 if low > -bound else low + 1
            high = high + 1 if high < bound else high - 1
            state = {}
            for t in range(low + 2, high + 1, 2):
                name = f"q{d}_{j}_{t + bound}"
                state[t] = variables[name] = cp.boolvar(name=name)
                meaning[name] = f"the sum of s over the first {j} multiples of {d} is at least {t}"
            for t in range(low, high + 3, 2):
                now = _reached(t, state, low, high)
                more = _reached(t + 1, before, low_before, high_before)
                less = _reached(t - 1, before, low_before, high_before)
                add(_negated(more), now)
                add(_negated(less), _negated(sign), now)
                add(_negated(now), less)
                add(_negated(now), more, sign)

    if bound == 0:
        constraints.extend([x[1], ~x[1]])
    for d in range(1, longest + 1 if bound else 1):
        sums(d)
    if not longest:
        # No sum can leave the bound; the clauses name the signs that would otherwise occur nowhere.
        constraints.extend(cp.any([x[i], ~x[i]]) for i in x)
    broken: tuple[Symmetry, ...] = ()
    if params.multiplicative:
        constraints.append(x[1])
        for i, p in enumerate(least_prime_factors(n)):
            if p:
                a, b, c = x[p], x[i // p], x[i]
                triples = [(a, b, c), (~a, ~b, c), (a, ~b, ~c), (~a, b, ~c)] if p * p < i else [(c,)]
                constraints.extend(cp.any(list(literals)) for literals in triples)
    elif symmetry:
        constraints.append(x[1])
        broken = (Symmetry("negation", "changing all signs changes only the signs of the sums, so s(1) = +1"),)

    def encode(witness: DiscrepancyWitness) -> dict[str, int]:
        if len(witness.s) != n:
            raise UnsupportedError(f"the model speaks of {n} signs, not {len(witness.s)}")
        return {f"x{i}": int(sign == "+") for i, sign in enumerate(witness.s, start=1)}

    return FiniteModel(
        model=cp.Model(constraints),
        variables=variables,
        meaning=meaning,
        decode=lambda values: {"s": "".join("+" if values[f"x{i}"] else "-" for i in range(1, n + 1))},
        encode=encode,
        symmetry=broken,
    )


FAMILY = DiscrepancySequence()
