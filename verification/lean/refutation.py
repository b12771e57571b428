"""The refutation that an open statement of goal none awaits: found by CaDiCaL, trimmed, written as Lean data.

    hypergraph → clauses → CaDiCaL → DRAT → hints (LRAT) → what the empty clause needs → table of clauses, hints

Nothing here is believed: the kernel makes the formula anew from the claim and goes through every hint. What is done
wrong here costs a theorem, never makes a false one. The answer is the same on every run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from problems.errors import TooLargeError, UnsupportedError
from problems.lean import Definitions, LeanStatement
from problems.lean.hypergraph import Hypergraph, Literal
from verification.proofs.cadical import SOLVER, solve
from verification.proofs.lrat import lrat_lines

__all__ = ["MAX_HINTS", "Certificate", "Refutation", "certificate", "closed", "refute", "with_certificate"]

MAX_CONFLICTS = 20_000
"""Of the solver: some seconds, and more than any refutation of `MAX_HINTS` hints has lemmas."""

SECONDS = 60.0
"""A bound on the solver's time that conflicts reach first."""

MAX_HINTS = 180_000
"""Longest refutation: the kernel does about five thousand hints in a second, in 15 kB of memory each."""

GROUP = 64
"""Least number of hints in one number."""


@dataclass(frozen=True)
class Refutation:
    """Clauses, first those of the formula that are used, then lemmas up to the empty clause, with hints for these."""

    clauses: tuple[tuple[Literal, ...], ...]
    """In an order in which each lemma follows from clauses before it."""
    given: int
    """How many of them are clauses of the formula, in the formula's order."""
    hints: tuple[tuple[tuple[int, Literal | None], ...], ...]
    """For each lemma: numbers of clauses, each with the literal of it that is not yet false, None for the last."""


@dataclass(frozen=True)
class Certificate:
    """A refutation in numbers, as `Colouring.refuted` takes it."""

    yes: tuple[int, ...]
    """Codes of the variables k x + c, "vertex x has colour c"."""
    no: tuple[int, ...]
    """Codes of their negations."""
    table: tuple[int, ...]
    """The clauses, as products of codes."""
    hints: tuple[int, ...]
    """Groups of hints, each hint a digit in base `step`."""
    given: int
    """How many clauses are of the formula."""
    fuel: int
    """The largest number of hints in a group."""

    @property
    def radix(self) -> int:
        """The place of the clause's number in a hint."""
        return 4 * len(self.yes)

    @property
    def step(self) -> int:
        """More than any hint."""
        return self.radix * len(self.table)

    def sizes(self) -> dict[str, int]:
        """The numbers that a check takes, by their names in `problems.lean.colouring.REFUTATION`."""
        return {
            "variables": len(self.yes),
            "given": self.given,
            "clauses": len(self.table),
            "radix": self.radix,
            "step": self.step,
            "fuel": self.fuel,
        }

    def write(self, text: Definitions, suffix: str = "") -> None:
        """`Witness.yes`, `Witness.no`, `Witness.table`, `Witness.hints`, each name with the suffix."""
        text.table(f"yes{suffix}", dict(enumerate(self.yes)), purpose="A prime for each variable.")
        text.table(f"no{suffix}", dict(enumerate(self.no)), purpose="One for its negation.")
        purpose = "Clauses of the formula, then lemmas: products of primes."
        text.branched_table(f"table{suffix}", self.table, purpose=purpose)
        text.numbers(f"hints{suffix}", self.hints)


def closed(statement: LeanStatement) -> LeanStatement:
    """The statement with its refutation, where it awaits one.

    Raises UnsupportedError where there is a good colouring, TooLargeError where the refutation is too long, and
    MissingBackendError where there is no solver.
    """
    if statement.graph is None:
        return statement
    return with_certificate(statement, certificate(statement.graph, refute(statement.graph)))


def with_certificate(statement: LeanStatement, made: Certificate) -> LeanStatement:
    """The open statement with this certificate, good or bad."""
    text = Definitions()
    made.write(text)
    data = statement.data + text.text
    return replace(statement, data=data, check=statement.check.format(**made.sizes()), size=len(data), graph=None)


def refute(graph: Hypergraph) -> Refutation:
    """Why the graph has no good colouring, trimmed to what the empty clause needs."""
    # The solver does better with small vertices and colours first.
    clauses = [tuple(_dimacs(graph, literal) for literal in clause) for clause in reversed(graph.formula())]
    answer = solve(clauses, seconds=SECONDS, conflicts=MAX_CONFLICTS)
    if answer.status == "sat":
        raise UnsupportedError("there is a witness, so that nothing is to be shown in Lean")
    if answer.status == "unknown":
        raise TooLargeError(
            f"a refutation of more than {MAX_CONFLICTS} conflicts of {SOLVER} is too long for the Lean kernel"
        )
    lemmas = dict(_lemmas(lrat_lines(clauses, answer.proof)))
    last = max(lemmas)
    needed = {last}
    for identity in range(last, len(clauses), -1):
        if identity in needed:
            needed.update(lemmas[identity][1])
    given = sorted((identity for identity in needed if identity <= len(clauses)), reverse=True)
    order = given + sorted(needed.difference(given))
    total = sum(len(lemmas[identity][1]) for identity in order if identity > len(clauses))
    if total > MAX_HINTS:
        raise TooLargeError(
            f"a refutation of {total} hints is too long for the Lean kernel, which is given up to {MAX_HINTS}"
        )
    places = {identity: place for place, identity in enumerate(order)}

    def clause(identity: int) -> tuple[int, ...]:
        return clauses[identity - 1] if identity <= len(clauses) else lemmas[identity][0]

    hints = []
    for identity in order:
        if identity > len(clauses):
            false = set(clause(identity))
            row: list[tuple[int, Literal | None]] = []
            for hint in lemmas[identity][1]:
                rest = [literal for literal in clause(hint) if literal not in false]
                row.append((places[hint], _literal(graph, rest[0]) if rest else None))
                false.update(-literal for literal in rest)
            hints.append(tuple(row))
    return Refutation(
        clauses=tuple(tuple(_literal(graph, literal) for literal in clause(identity)) for identity in order),
        given=len(given),
        hints=tuple(hints),
    )


def _lemmas(lines: Iterator[str]) -> Iterator[tuple[int, tuple[tuple[int, ...], tuple[int, ...]]]]:
    for line in lines:
        numbers = line.split()
        if numbers[1] != "d":
            end = numbers.index("0", 1)
            yield int(numbers[0]), (tuple(map(int, numbers[1:end])), tuple(map(int, numbers[end + 1 : -1])))


def _dimacs(graph: Hypergraph, literal: Literal) -> int:
    vertex, colour, sign = literal
    number = vertex * graph.colours + colour + 1
    return number if sign else -number


def _literal(graph: Hypergraph, number: int) -> Literal:
    return (*divmod(abs(number) - 1, graph.colours), int(number > 0))


def certificate(graph: Hypergraph, refutation: Refutation) -> Certificate:
    """The refutation in numbers."""
    codes = _codes(graph, refutation)
    variables = graph.vertices * graph.colours
    radix = 4 * variables
    step = radix * len(refutation.clauses)

    def coded(hint: tuple[int, Literal | None]) -> int:
        place, literal = hint
        if literal is None:
            return radix * place + 3
        x, c, s = literal
        return radix * place + 4 * (graph.colours * x + c) + (1 if s else 2)

    def digits(group: Sequence[tuple[int, Literal | None]]) -> int:
        total = 0
        for hint in reversed(group):
            total = total * step + coded(hint)
        return total

    groups = list(_groups(refutation))
    literals = [divmod(number, graph.colours) for number in range(variables)]
    return Certificate(
        yes=tuple(codes[x, c, 1] for x, c in literals),
        no=tuple(codes[x, c, 0] for x, c in literals),
        table=tuple(_product(clause, codes) for clause in refutation.clauses),
        hints=tuple(map(digits, groups)),
        given=refutation.given,
        fuel=max(map(len, groups)),
    )


def _codes(graph: Hypergraph, refutation: Refutation) -> dict[Literal, int]:
    """A prime for each literal; the more often one occurs, the smaller."""
    literals = [(x, c, s) for x in range(graph.vertices) for c in range(graph.colours) for s in (0, 1)]
    often = Counter(literal for clause in refutation.clauses for literal in clause)
    literals.sort(key=lambda literal: -often[literal])
    return dict(zip(literals, _primes(), strict=False))


def _primes() -> Iterator[int]:
    found: list[int] = []
    for number in count(2):
        if all(number % prime for prime in found if prime * prime <= number):
            found.append(number)
            yield number


def _product(clause: Sequence[Literal], codes: Mapping[Literal, int]) -> int:
    product = 1
    for literal in clause:
        product *= codes[literal]
    return product


def _groups(refutation: Refutation) -> Iterator[list[tuple[int, Literal | None]]]:
    """Hints of one or more whole lemmas, written as one number."""
    group: list[tuple[int, Literal | None]] = []
    for row in refutation.hints:
        group += row
        if len(group) >= GROUP:
            yield group
            group = []
    if group:
        yield group
