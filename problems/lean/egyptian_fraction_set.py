"""Lean statement of `egyptian_fraction_set`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from problems.errors import TooLargeError, UnsupportedError
from problems.lean import Definitions, LeanStatement, compare, exists, exists_first, literal

if TYPE_CHECKING:
    from problems.families.egyptian_fraction_set.claim import EgyptianParams, EgyptianWitness

__all__ = ["lean_statement"]

MAX_SUBSETS = 14
"""Elements of a set all of whose parts are run through."""

MAX_PRIME = 60_000
"""Primes are recognised in Lean by trial division."""

Part = tuple[str, str, str]


def lean_statement(params: EgyptianParams, witness: EgyptianWitness) -> LeanStatement:
    """There is a set of denominators of the wanted subtype."""
    text = Definitions()
    if params.subtype == "primes_product":
        if witness.P is None or witness.Q is None:
            raise UnsupportedError("subtype primes_product takes P and Q")
        return _pair(params, witness.P, witness.Q, text)
    if witness.D is None:
        raise UnsupportedError(f"subtype {params.subtype} takes D")
    name = text.numbers("D", witness.D)
    if params.subtype == "no_partition":
        return _no_partition(params, witness.D, name, text)
    if params.subtype == "pseudoperfect":
        parts = [
            ("(Egyptian.Pseudoperfect D)", f"(Egyptian.checkPseudoperfect {name})", "Egyptian.pseudoperfect_sound"),
            _primes("D", name, witness.D),
        ]
    else:
        low = 0 if params.subtype == "first_term" else 1
        target = params.target if params.target is not None else Fraction(1)
        terms = f"{low} {target.numerator} {target.denominator}"
        parts = [(f"(Egyptian.Sum {terms} D)", f"(Egyptian.checkSum {terms} {name})", "Egyptian.sum_sound")]
    if params.subtype == "gap":
        parts.append(
            (f"(Egyptian.Gaps {params.g} D)", f"(Egyptian.checkGaps {params.g} {name})", "Egyptian.gaps_sound")
        )
        parts.append(compare("le", "2", "(Workbench.length {})", "D", name))
    if params.subtype == "first_term":
        parts.append(compare("eq", "(Workbench.nth {} 0)", literal(params.N or 0), "D", name))
    if params.subtype == "semiprime":
        parts.append(_semiprimes(name, witness.D, text))
    if params.n is not None:
        parts.append(compare("eq", "(Workbench.product {})", literal(params.n), "D", name))
    parts += _sizes(params, "D", name)
    return exists("egyptian_fraction_set", text, bound="D : List Nat", witness=name, parts=parts)


def _sizes(params: EgyptianParams, bound: str, name: str) -> list[Part]:
    parts: list[Part] = []
    if params.k is not None:
        parts.append(compare("eq", "(Workbench.length {})", literal(params.k), bound, name))
    return parts + _at_most(params, bound, name)


def _at_most(params: EgyptianParams, bound: str, name: str) -> list[Part]:
    if params.max is None:
        return []
    test = f"(Workbench.all {name} (fun d => Nat.ble d {params.max}))"
    return [(f"(Egyptian.AtMost {params.max} {bound})", test, "Egyptian.at_most_sound")]


def _primes(bound: str, name: str, values: Sequence[int]) -> Part:
    if max(values, default=0) > MAX_PRIME:
        raise TooLargeError(f"primes above {MAX_PRIME} are not recognised in Lean")
    return (f"(Egyptian.Primes {bound})", f"(Workbench.all {name} Workbench.prime)", "Egyptian.primes_sound")


def _semiprimes(name: str, values: Sequence[int], text: Definitions) -> Part:
    least: dict[int, int] = {}
    for value in values:
        factor = next((p for p in range(2, MAX_PRIME) if value % p == 0), 0)
        if factor == 0 or value // factor > MAX_PRIME:
            raise TooLargeError(f"primes above {MAX_PRIME} are not recognised in Lean")
        least[value] = factor
    table = text.hashed_table("least", least, purpose="The smaller prime factor of an entry of `D`.")
    return ("(Egyptian.Semiprimes D)", f"(Egyptian.checkSemiprimes {table} {name})", "Egyptian.semiprimes_sound")


def _no_partition(params: EgyptianParams, values: Sequence[int], name: str, text: Definitions) -> LeanStatement:
    if len(values) > MAX_SUBSETS:
        raise TooLargeError(f"all parts are run through in Lean for at most {MAX_SUBSETS} denominators")
    if any(value < 1 for value in values):
        raise UnsupportedError("a denominator is not positive")
    common = text.define("P", "", "Nat", literal(math.lcm(*values)), purpose="A common multiple of the entries of `D`.")
    parts = [
        ("(Egyptian.NoPartition P D)", f"(Egyptian.checkNoPartition {common} {name})", "Egyptian.no_partition_sound")
    ]
    inner = exists(
        "egyptian_fraction_set",
        text,
        bound="D : List Nat",
        witness=name,
        parts=parts + _sizes(params, "D", name),
    )
    return exists_first("P : Nat", common, inner)


def _pair(params: EgyptianParams, left: Sequence[int], right: Sequence[int], text: Definitions) -> LeanStatement:
    p, q = text.numbers("P", left), text.numbers("Q", right)
    low = 0 if params.one else 1
    parts: list[Part] = [
        (
            f"(Egyptian.ProductOne {low} P Q)",
            f"(Egyptian.checkProductOne {low} {p} {q})",
            "Egyptian.product_one_sound",
        )
    ]
    for bound, name, values in (("P", p, left), ("Q", q, right)):
        if params.coprime:
            if max(values, default=0) > MAX_PRIME:
                raise TooLargeError(f"numbers above {MAX_PRIME} are not compared in Lean")
            test = f"(Egyptian.checkCoprime {name})"
            parts.append((f"(Egyptian.Coprime {bound})", test, "Egyptian.coprime_sound"))
            parts.append(compare("le", "2", "(Workbench.length {})", bound, name))
        else:
            parts.append(_primes(bound, name, values))
        parts += _at_most(params, bound, name)
    inner = exists("egyptian_fraction_set", text, bound="Q : List Nat", witness=q, parts=parts)
    return exists_first("P : List Nat", p, inner)
