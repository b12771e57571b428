"""Claim → CNF, always the same bytes, with a map from variables to mathematics.

Variable i of the family's `FiniteModel.variables` is DIMACS variable i; auxiliaries of linear constraints
follow. Clauses are written as they stand; linear constraints over 0/1 variables go through Pindakaas.
Whatever else a model contains is refused, so that nothing is encoded by a route nobody has tested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from problems.canonical import canonical
from problems.claim import Claim
from problems.errors import UnsupportedError
from problems.family import get_family
from problems.model import FiniteModel, Symmetry, load_cpmpy

__all__ = ["Encoding", "encode", "encode_model"]

ENCODER = "conjecture-workbench encode 1"
"""Name and version of the encoding; other bytes for one claim need another version."""


@dataclass(frozen=True)
class Encoding:
    """One CNF with everything needed to read it."""

    clauses: tuple[tuple[int, ...], ...]
    """Clauses as DIMACS literals."""
    names: tuple[str, ...]
    """Names of variables 1, 2, …; later variables are auxiliaries of linear constraints."""
    total: int
    """Number of variables with auxiliaries."""
    meaning: Mapping[str, str]
    """What each named variable says."""
    symmetry: tuple[Symmetry, ...]
    """Symmetry breaking among the clauses: lemmas that no proof checker sees."""
    finite: FiniteModel
    """The model it was made from."""
    claim: Claim
    """The claim it was made from."""

    def dimacs(self) -> bytes:
        """The CNF file."""
        # No comment lines: the formally verified checker refuses them. The claim stands in the variable map.
        lines = [" ".join(map(str, (*clause, 0))) for clause in self.clauses]
        return "\n".join([f"p cnf {self.total} {len(self.clauses)}", *lines, ""]).encode()

    def variable_map(self) -> bytes:
        """The variable map file, as canonical JSON."""
        return canonical(
            {
                "schema": 1,
                "encoder": ENCODER,
                "claim": self.claim.model_dump(mode="json"),
                "variables": [
                    {"dimacs": number, "name": name, "meaning": self.meaning[name]}
                    for number, name in enumerate(self.names, start=1)
                ],
                "auxiliary": {"first": len(self.names) + 1, "last": self.total},
                "symmetry": [{"name": item.name, "argument": item.argument} for item in self.symmetry],
            }
        )

    def decode(self, model: Sequence[int]) -> dict[str, Any]:
        """The witness in a satisfying assignment (signed DIMACS literals)."""
        true = {literal for literal in model if literal > 0}
        return self.finite.decode({name: int(number in true) for number, name in enumerate(self.names, start=1)})


def encode(claim: Claim, *, symmetry: bool = True) -> Encoding:
    """The CNF that is unsatisfiable exactly when the claim has no witness (up to a relaxation of the model).

    Raises UnsupportedError where the family has no model, TooLargeError where it would be too large.
    """
    family = get_family(claim.family)
    load_cpmpy()
    finite = family.model(family.parse_params(claim.params), symmetry=symmetry)
    return encode_model(finite, claim)


def encode_model(finite: FiniteModel, claim: Claim) -> Encoding:
    """The CNF of a finite model."""
    writer = _Writer(finite)
    for constraint in finite.model.constraints:
        writer.constraint(constraint)
    clauses, total = writer.finish()
    return Encoding(
        clauses=clauses,
        names=tuple(finite.variables),
        total=total,
        meaning=finite.meaning,
        symmetry=finite.symmetry,
        finite=finite,
        claim=claim,
    )


class _Writer:
    """Sorts constraints into clauses and linear ones."""

    def __init__(self, finite: FiniteModel) -> None:
        from cpmpy.expressions.core import BoolVal, Comparison, Operator
        from cpmpy.expressions.variables import NegBoolView, _BoolVarImpl

        self.boolval, self.comparison, self.operator = BoolVal, Comparison, Operator
        self.variable, self.negation = _BoolVarImpl, NegBoolView
        self.numbers = {name: number for number, name in enumerate(finite.variables, start=1)}
        for name, variable in finite.variables.items():
            if not isinstance(variable, _BoolVarImpl) or variable.name != name:
                raise UnsupportedError(f"variable {name} of the model is not boolean: it has no CNF here")
        self.clauses: list[tuple[int, ...]] = []
        self.linear: list[tuple[list[tuple[int, int]], str, int]] = []

    def constraint(self, expression: Any) -> None:
        if isinstance(expression, (list, tuple)) or getattr(expression, "name", "") == "and":
            for part in expression if isinstance(expression, (list, tuple)) else expression.args:
                self.constraint(part)
        elif isinstance(expression, self.comparison):
            self._comparison(expression)
        else:
            self._clause(self._literals(expression))

    def _clause(self, literals: Iterable[int | bool]) -> None:
        kept: dict[int, None] = {}
        for literal in literals:
            if literal is True or (literal is not False and -literal in kept):
                return
            if literal is not False:
                kept[literal] = None
        self.clauses.append(tuple(kept))

    def _literals(self, expression: Any) -> Iterator[int | bool]:
        if isinstance(expression, (bool, self.boolval)):
            yield bool(expression)
        elif isinstance(expression, self.variable):
            yield self._literal(expression)
        elif isinstance(expression, self.operator) and expression.name == "or":
            for part in expression.args:
                yield from self._literals(part)
        else:
            raise UnsupportedError(f"the encoder does not know this kind of constraint: {str(expression)[:80]}")

    def _literal(self, variable: Any) -> int:
        if isinstance(variable, self.negation):
            return -self._literal(variable._bv)
        try:
            return self.numbers[variable.name]
        except KeyError:
            raise UnsupportedError(f"variable {variable.name} of the model is not listed") from None

    def _comparison(self, expression: Any) -> None:
        left, right = expression.args
        terms: dict[int, int] = {}
        constant = self._collect(left, 1, terms) + self._collect(right, -1, terms)
        # Every term becomes a positive weight on a literal: -w x = w (not x) - w.
        bound, weighted = -constant, []
        for number, weight in terms.items():
            if weight > 0:
                weighted.append((weight, number))
            elif weight < 0:
                weighted.append((-weight, -number))
                bound -= weight
        relation = expression.name
        if relation in ("<", ">"):
            relation, bound = f"{relation}=", bound - 1 if relation == "<" else bound + 1
        if relation not in ("<=", ">=", "=="):
            raise UnsupportedError(f"the encoder does not know the relation {relation} between sums")
        self._bounded(weighted, relation, bound)

    def _collect(self, expression: Any, factor: int, terms: dict[int, int]) -> int:
        """Add factor · expression to `terms` and return its constant part."""
        if isinstance(expression, bool) or not hasattr(expression, "name"):
            return factor * int(expression)
        if isinstance(expression, self.boolval):
            return factor * int(bool(expression))
        if isinstance(expression, self.variable):
            literal = self._literal(expression)
            terms[abs(literal)] = terms.get(abs(literal), 0) + (factor if literal > 0 else -factor)
            return 0 if literal > 0 else factor
        args = expression.args
        if expression.name == "sum":
            return sum(self._collect(part, factor, terms) for part in args)
        if expression.name == "wsum":
            return sum(self._collect(part, factor * int(weight), terms) for weight, part in zip(*args, strict=True))
        if expression.name == "-":
            return self._collect(args[0], -factor, terms)
        if expression.name == "sub":
            return self._collect(args[0], factor, terms) + self._collect(args[1], -factor, terms)
        if expression.name == "mul" and not hasattr(args[0], "name"):
            return self._collect(args[1], factor * int(args[0]), terms)
        raise UnsupportedError(f"the encoder does not know this kind of sum: {str(expression)[:80]}")

    def _bounded(self, weighted: list[tuple[int, int]], relation: str, bound: int) -> None:
        highest = sum(weight for weight, _ in weighted)
        for side in ("<=", ">=") if relation == "==" else (relation,):
            if side == "<=":
                if bound < 0:
                    self.clauses.append(())
                elif bound < highest:
                    self.linear.append((weighted, side, bound))
            elif bound > highest:
                self.clauses.append(())
            elif bound > 0:
                self.linear.append((weighted, side, bound))

    def finish(self) -> tuple[tuple[tuple[int, ...], ...], int]:
        """All clauses, linear constraints last, and the number of variables."""
        if not self.linear:
            return tuple(self.clauses), len(self.numbers)
        import pindakaas

        base = pindakaas.CNF()
        variables = [base.new_var() for _ in self.numbers]
        for weighted, relation, bound in self.linear:
            total = sum(
                weight * (variables[number - 1] if number > 0 else ~variables[-number - 1])
                for weight, number in weighted
            )
            try:
                base.add_encoding(total <= bound if relation == "<=" else total >= bound)
            except pindakaas.Unsatisfiable:
                self.clauses.append(())
        highest = len(self.numbers)
        for line in base.to_dimacs().splitlines():
            if line[:1] in ("c", "p", ""):
                continue
            clause = tuple(int(token) for token in line.split()[:-1])
            highest = max(highest, *(abs(literal) for literal in clause), 0)
            self.clauses.append(clause)
        return tuple(self.clauses), highest
