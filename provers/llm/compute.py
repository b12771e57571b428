"""What tools compute, as functions for a worker process that can be killed: they take and return plain data."""

from __future__ import annotations

import ast
import operator
import tempfile
from collections.abc import Callable, Mapping
from typing import Any

from problems.claim import Claim, Goal
from problems.errors import InputError
from problems.family import get_family
from provers.llm.flint_functions import FLINT
from verification.attempt import FailureMechanism

__all__ = ["check", "evaluate", "solve"]

LONGEST_EXPRESSION = 4000
LONGEST_VALUE = 6000

_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_COMPARE: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "Eq", ast.NotEq: "Ne", ast.Lt: "Lt", ast.LtE: "Le", ast.Gt: "Gt", ast.GtE: "Ge",
}  # fmt: skip
FUNCTIONS = (
    "Abs", "Max", "Min", "apart", "binomial", "cancel", "ceiling", "cos", "degree", "diff", "discriminant",
    "divisor_count", "divisors", "exp", "expand", "factorial", "fibonacci", "floor", "gcd",
    "harmonic", "ilcm", "integrate", "lcm", "limit", "log", "minimal_polynomial", "mobius", "mod_inverse",
    "nextprime", "nsimplify", "prevprime", "primepi", "primerange", "resultant", "roots", "simplify", "sin", "solve",
    "sqrt", "summation", "totient", "together",
)  # fmt: skip
"""Names of SymPy that an expression may call, beside those of FLINT."""


def check(claim: Claim, witness: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether the family's exact check accepts the witness, and its sentence."""
    family = get_family(claim.family)
    params = family.parse_params(claim.params)
    finding = family.check(params, family.parse_witness(family.fill_witness(claim.params, witness)))
    return finding.holds, finding.reason


def solve(claim: Claim, seconds: float, seed: int) -> dict[str, Any]:
    """A SAT solver over the claim's finite model: `witness`, `none` or `open`, with the reason in words."""
    from provers.attempt import AttemptSpec, propose
    from provers.prover import Budget, get_prover

    refusal = get_prover("sat").unsupported(claim)
    if refusal:
        return {"answer": "refused", "reason": refusal}
    with tempfile.TemporaryDirectory(prefix="workbench-solve-") as scratch:
        spec = AttemptSpec("", claim, "", "sat", Budget(seconds=seconds), seed)
        found = propose(spec, scratch)
    for candidate in found.candidates:
        payload = candidate.payload.model_dump(mode="json", exclude_none=True)
        if "witness" in payload:
            return {"answer": "witness", "witness": payload["witness"], "seconds": round(found.seconds, 2)}
        return {"answer": "none", "seconds": round(found.seconds, 2)}
    if found.mechanism is FailureMechanism.NONE_FOUND:
        answer = "none" if claim.goal is Goal.EXISTS else "there is one"
        return {"answer": answer, "seconds": round(found.seconds, 2)}
    return {"answer": "open", "reason": found.message}


def evaluate(expression: str) -> str:
    """The exact value of an expression in functions of SymPy and FLINT; floats are refused, names are symbols."""
    if len(expression) > LONGEST_EXPRESSION:
        raise InputError(f"the expression is longer than {LONGEST_EXPRESSION} characters")
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise InputError("this is no expression; write Python syntax, such as binomial(10, 3) + 1/7") from None
    try:
        text = str(_value(tree.body))
    except InputError:
        raise
    except RecursionError:
        raise InputError("nested too deeply") from None
    except Exception as error:  # noqa: BLE001 - SymPy raises what it likes on nonsense
        raise InputError(f"{type(error).__name__}: {str(error)[:300]}") from None
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}… ({len(text)} characters)"


def _value(node: ast.expr) -> Any:
    import sympy

    match node:
        case ast.Constant(value=bool(flag)):
            return sympy.true if flag else sympy.false
        case ast.Constant(value=int(number)):
            return sympy.Integer(number)
        case ast.Constant(value=float()):
            raise InputError("floats are not exact: write 1/3 or 5/2")
        case ast.Name(id=name):
            known = {"pi": sympy.pi, "E": sympy.E, "I": sympy.I, "oo": sympy.oo}
            return known.get(name, sympy.Symbol(name[:40], integer=True if name in ("n", "k", "m") else None))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _BINARY[type(op)](_value(left), _value(right))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARE:
            return getattr(sympy, _COMPARE[type(op)])(_value(left), _value(right))
        case ast.Tuple(elts=items):
            return sympy.Tuple(*map(_value, items))
        case ast.List(elts=items):
            return [_value(item) for item in items]
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FLINT:
            return FLINT[name](*map(_value, arguments))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            found = getattr(sympy, name)(*map(_value, arguments))
            return list(found) if name == "primerange" else found
        case ast.Call(func=ast.Name(id=name)):
            raise InputError(f"no function {name[:40]!r} here: there are {', '.join(sorted({*FUNCTIONS, *FLINT}))}")
    raise InputError(
        f"{type(node).__name__} is not allowed: use numbers, names, + - * / // % **, comparisons and calls"
    )
