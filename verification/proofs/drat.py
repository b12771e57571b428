"""Clausal proofs as text: DRAT in, one strict form out.

A proof is a sequence of steps: add a clause, or `d` delete a clause. LRAT comes in too; its hints are
dropped, since every checker here finds its own or gets ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from problems.errors import InputError

__all__ = ["MAX_LITERAL", "Step", "parse_drat", "parse_lrat", "write_drat"]

MAX_LITERAL = 2**31 - 1

_LITERAL = re.compile(r"-?[1-9][0-9]{0,9}", re.ASCII)


class Step(NamedTuple):
    """One line of a proof."""

    delete: bool
    clause: tuple[int, ...]


def parse_drat(text: str) -> list[Step]:
    """The steps of a textual DRAT proof; a fault is an InputError with its line."""
    steps = []
    for number, line in enumerate(text.splitlines(), start=1):
        tokens = line.split()
        if not tokens or tokens[0] == "c":
            continue
        delete = tokens[0] == "d"
        steps.append(Step(delete, _clause(tokens[1:] if delete else tokens, number)))
    return steps


def parse_lrat(text: str, clauses: int) -> list[Step]:
    """The steps of a textual LRAT proof of a formula with `clauses` clauses, hints and ids dropped.

    Deletions are dropped too: keeping a clause never makes a false lemma true.
    """
    steps = []
    last = clauses
    for number, line in enumerate(text.splitlines(), start=1):
        tokens = line.split()
        if not tokens or tokens[0] == "c" or (len(tokens) > 1 and tokens[1] == "d"):
            continue
        identity = _integer(tokens[0], number)
        if identity <= last:
            raise InputError(f"proof line {number}: id {identity} does not come after {last}")
        last = identity
        if "0" not in tokens[1:]:
            raise InputError(f"proof line {number}: the clause does not end with 0")
        end = tokens.index("0", 1)
        steps.append(Step(False, _clause(tokens[1 : end + 1], number)))
    return steps


def _integer(token: str, line: int) -> int:
    # A zero in any other spelling than 0 would be written back as the end of the clause.
    if not _LITERAL.fullmatch(token):
        raise InputError(f"proof line {line}: {token[:20]!r} is not a literal")
    return int(token)


def _clause(tokens: list[str], line: int) -> tuple[int, ...]:
    if not tokens or tokens[-1] != "0" or "0" in tokens[:-1]:
        raise InputError(f"proof line {line}: expected literals and one closing 0")
    clause = tuple(_integer(token, line) for token in tokens[:-1])
    if any(abs(literal) > MAX_LITERAL for literal in clause):
        raise InputError(f"proof line {line}: a literal is beyond {MAX_LITERAL}")
    return clause


def write_drat(steps: Iterable[Step]) -> Iterator[str]:
    """Lines of textual DRAT."""
    for step in steps:
        yield ("d " if step.delete else "") + " ".join(map(str, (*step.clause, 0))) + "\n"
