"""Lean statement of `erdos_straus_decomposition`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from problems.errors import TooLargeError, UnsupportedError
from problems.lean import Definitions, LeanStatement, literal, predicates

if TYPE_CHECKING:
    from problems.families.erdos_straus_decomposition.claim import StrausParams, StrausWitness

__all__ = ["lean_statement"]

MAX_RANGE = 3000


def lean_statement(params: StrausParams, witness: StrausWitness) -> LeanStatement:
    """a/n has a decomposition, or every n of a range has one."""
    flag = "Bool.true" if params.distinct else "Bool.false"
    if params.n is not None and witness.xyz is not None:
        x, y, z = (literal(value) for value in witness.xyz)
        head = f"{flag} {literal(params.a)} {literal(params.n)}"
        return LeanStatement(
            family="erdos_straus_decomposition",
            predicate=predicates("erdos_straus_decomposition"),
            data="",
            statement="Exists (fun x : Nat => Exists (fun y : Nat => Exists (fun z : Nat => "
            f"Straus.Decomposition {head} x y z)))",
            check=f"(Straus.check {head} {x} {y} {z})",
            proof=f"Exists.intro {x} (Exists.intro {y} (Exists.intro {z} (Straus.sound Solution.checked)))",
            size=len(x) + len(y) + len(z),
        )
    if params.from_ is not None and params.to is not None and witness.exceptions == ():
        return _range(params, params.from_, params.to, flag)
    raise UnsupportedError("Lean statements of this family say that decompositions exist, not that there are none")


def _range(params: StrausParams, low: int, high: int, flag: str) -> LeanStatement:
    from problems.families.erdos_straus_decomposition.check import scaled
    from problems.unit_triples import Effort, quick_triple, triples

    if high - low >= MAX_RANGE:
        raise TooLargeError(f"ranges of more than {MAX_RANGE} numbers are not written to Lean")
    found: dict[int, tuple[int, int, int]] = {}
    for n in range(low, high + 1):
        triple = scaled(params.a, n, params.distinct) or quick_triple(params.a, n, distinct=params.distinct)
        triple = triple or next(triples(params.a, n, distinct=params.distinct, effort=Effort(10**6)), None)
        found[n] = triple or (0, 0, 0)
    text = Definitions()
    names = [text.table(name, {n: triple[i] for n, triple in found.items()}) for i, name in enumerate("xyz")]
    bounds = f"{flag} {literal(params.a)} {literal(low)} {literal(high)}"
    return LeanStatement(
        family="erdos_straus_decomposition",
        predicate=predicates("erdos_straus_decomposition"),
        data=text.text,
        statement=f"Straus.Range {bounds}",
        check=f"(and (Nat.ble 1 {literal(low)}) (Straus.checkRange {bounds} {' '.join(names)}))",
        proof="Straus.range_sound Solution.checked",
        size=len(text.text),
    )
