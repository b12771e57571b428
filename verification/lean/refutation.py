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

__all__ = ["MAX_HINTS", "Refutation", "closed", "refute"]

MAX_CONFLICTS = 20_000
"""Of the solver: some seconds, and more than any refutation of `MAX_HINTS` hints has lemmas."""

SECONDS = 60.0
"""A bound on the solver's time that conflicts reach first."""

MAX_HINTS = 160_000
"""Longest refutation: the kernel does about four thousand hints in a second, in 20 kB of memory each."""

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


def closed(statement: LeanStatement) -> LeanStatement:
    """The statement with its refutation, where it awaits one.

    Raises UnsupportedError where there is a good colouring, TooLargeError where the refutation is too long, and
    MissingBackendError where there is no solver.
    """
    if statement.graph is None:
        return statement
    graph = statement.graph
    refutation = refute(graph)
    text = Definitions()
    _write(text, graph, refutation)
    groups = list(_groups(refutation))
    data = statement.data + text.text
    sizes = {
        "clauses": refutation.given,
        "steps": len(refutation.clauses),
        "fuel": max(map(len, groups)),
    }
    return replace(statement, data=data, check=statement.check.format(**sizes), size=len(data), graph=None)


def refute(graph: Hypergraph) -> Refutation:
    """Why the graph has no good colouring, trimmed to what the empty clause needs."""
    formula = graph.formula()
    clauses = [tuple(_dimacs(graph, literal) for literal in clause) for clause in formula]
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
    order = sorted(needed)
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
        given=sum(identity <= len(clauses) for identity in order),
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
    """Hints of one or more whole lemmas."""
    group: list[tuple[int, Literal | None]] = []
    for row in refutation.hints:
        group += row
        if len(group) >= GROUP:
            yield group
            group = []
    if group:
        yield group


def _write(text: Definitions, graph: Hypergraph, refutation: Refutation) -> None:
    """`Witness.code`, `Witness.table` and `Witness.hints`, as `Lrat.run` reads them."""
    codes = _codes(graph, refutation)
    n, k, m = graph.vertices, graph.colours, len(refutation.clauses)
    numbers = {2 * (k * x + c) + s: code for (x, c, s), code in codes.items()}
    literals = text.table("codes", numbers, purpose="A prime for each literal.")
    number = f"(Nat.add (Nat.mul 2 (Nat.add (Nat.mul {k} x) c)) s)"
    text.define("code", "(x c s : Nat) ", "Nat", f"{literals} {number}", purpose="That of vertex, colour and sign.")
    products = [_product(clause, codes) for clause in refutation.clauses]
    text.branched_table("table", products, purpose="Clauses of the formula, then lemmas: products of primes.")
    base = 4 * k * n * m

    def coded(hint: tuple[int, Literal | None]) -> int:
        place, literal = hint
        if literal is None:
            return 4 * k * n * place + 1
        x, c, s = literal
        return 4 * (k * (n * place + x) + c) + 2 * s

    def digits(group: Sequence[tuple[int, Literal | None]]) -> int:
        total = 0
        for hint in reversed(group):
            total = total * base + coded(hint)
        return total

    text.numbers("hints", [digits(group) for group in _groups(refutation)])
