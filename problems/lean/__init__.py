"""Claims as Lean text: what a family says of its witness, stated over the natural numbers of Lean's own core.

A family's `lean(params, witness)` returns a `LeanStatement`. The file `NAME.lean` beside this one holds the predicate
(a proposition for people), a Boolean checker (for the kernel), and the lemma that the one implies the other; it is
written once and uses only notions of the Lean core and of `verification/lean/core/Workbench.lean`. The function in
`NAME.py` writes parameters and witness as terms. Text is only *emitted* here; `verification/lean` has it checked.

Everything is over the naturals: a negative number, or a witness of the wrong shape, is refused with a reason.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from problems.errors import TooLargeError, UnsupportedError

__all__ = ["Definitions", "LeanStatement", "conjunction", "exists", "literal", "predicates", "short_list"]

MAX_BITS = 4_000_000
"""Size of the largest literal that is written."""

MAX_ENTRIES = 10_000
"""Entries of the longest list that is written."""

CHUNK = 24
"""Entries of a list in one definition; longer lists are chained, so that terms do not nest deeply."""


@dataclass(frozen=True)
class LeanStatement:
    """One claim with its witness, ready for the kernel."""

    family: str
    """Family whose predicate file is used."""
    predicate: str
    """Text of that file: definitions, checkers, and lemmas that a checker's `true` implies the proposition."""
    data: str
    """Definitions of the witness and of tables that help the checker."""
    statement: str
    """The proposition; it mentions parameters, but neither witness nor tables."""
    check: str
    """A closed term of type `Bool`: the checker on this witness."""
    proof: str
    """A term of type `statement` in which `Solution.checked : Eq (check) Bool.true` may occur."""
    size: int
    """Characters of `data`."""


def predicates(family: str) -> str:
    """The text of `NAME.lean`."""
    return Path(__file__).with_name(f"{family}.lean").read_text(encoding="utf-8")


def literal(value: int) -> str:
    """A numeral; negative numbers and gigantic ones are refused."""
    if value < 0:
        raise UnsupportedError("the Lean statement is over the naturals, and the witness holds a negative number")
    if value.bit_length() > MAX_BITS:
        raise TooLargeError(f"a number of {value.bit_length()} bits is too long for Lean text")
    return str(value) if value.bit_length() <= 64 else hex(value)


def short_list(values: Sequence[int]) -> str:
    """A list in one term, for parameters."""
    text = "List.nil"
    for value in reversed(values):
        text = f"(List.cons {literal(value)} {text})"
    return text


def conjunction(parts: Sequence[str], head: str = "And") -> str:
    """`And a (And b c)`, or with `head = "and"` the Boolean one."""
    text = parts[-1]
    for part in reversed(parts[:-1]):
        text = f"({head} {part} {text})"
    return text


def exists(
    family: str,
    definitions: Definitions,
    *,
    bound: str,
    witness: str,
    parts: Sequence[tuple[str, str, str]],
) -> LeanStatement:
    """`Exists (fun bound => part ∧ …)`, where a part is (proposition, Boolean, soundness lemma).

    `bound` is a binder such as `A : List Nat`; propositions speak of the bound variable, Booleans of `witness`.
    """
    proof = parts[-1][2]
    for _, _, sound in reversed(parts[:-1]):
        proof = f"(Workbench.both {sound} {proof})"
    return LeanStatement(
        family=family,
        predicate=predicates(family),
        data=definitions.text,
        statement=f"Exists (fun {bound} => {conjunction([part[0] for part in parts])})",
        check=conjunction([part[1] for part in parts], "and"),
        proof=f"Exists.intro {witness} ({proof} Solution.checked)",
        size=len(definitions.text),
    )


@dataclass
class Definitions:
    """Collects definitions of literals; every method returns the name or term to use."""

    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All definitions so far."""
        return "\n".join(self.lines) + ("\n" if self.lines else "")

    def define(self, name: str, binders: str, kind: str, body: str, *, purpose: str = "") -> str:
        """One definition `Witness.NAME`, with a docstring where a purpose is given."""
        name = f"Witness.{name}"
        if purpose:
            self.lines.append(f"/-- {purpose} -/")
        self.lines.append(f"def {name} {binders}: {kind} := {body}")
        return name

    def numbers(self, name: str, values: Sequence[int]) -> str:
        """A list of naturals, in chained definitions of a few entries each."""
        if len(values) > MAX_ENTRIES:
            raise TooLargeError(f"{len(values)} entries are more than the {MAX_ENTRIES} that are written to Lean")
        blocks = [values[start : start + CHUNK] for start in range(0, len(values), CHUNK)] or [values]
        name = f"Witness.{name}"
        after = "List.nil"
        for index in range(len(blocks) - 1, -1, -1):
            term = after
            for value in reversed(blocks[index]):
                term = f"(List.cons {literal(value)} {term})"
            after = name if index == 0 else f"{name}_{index}"
            self.lines.append(f"def {after} : List Nat := {term}")
        return name

    def table(self, name: str, entries: Mapping[int, int], *, purpose: str = "") -> str:
        """A function that has the given values, as digits of one literal; whatever elsewhere (0 beyond the end)."""
        width = max(1, max((value.bit_length() for value in entries.values()), default=1))
        width = -(-width // 4) * 4 if width > 1 else 1
        if (max(entries, default=0) + 1) * width > MAX_BITS:
            raise TooLargeError(f"a table of {max(entries) + 1} entries is too large for Lean text")
        body = f"Workbench.digit {width} {1 << width} {hex(_digits(entries, width))}"
        return self.define(name, "", "Nat → Nat", body, purpose=purpose)

    def hashed_table(self, name: str, entries: Mapping[int, int], *, purpose: str) -> str:
        """Like `table`, but for few entries at far places: the place is reduced by a modulus that keeps them apart."""
        if max(entries, default=0) < 4096 + 64 * len(entries):
            return self.table(name, entries, purpose=purpose)
        modulus = _separating_modulus(list(entries))
        inner = self.table(f"{name}_mod", {place % modulus: value for place, value in entries.items()})
        return self.define(name, "(x : Nat) ", "Nat", f"{inner} (Nat.mod x {modulus})", purpose=purpose)


def _digits(entries: Mapping[int, int], width: int) -> int:
    if width % 4 == 0:
        per = width // 4
        last = max(entries, default=-1)
        return int("".join(f"{entries.get(place, 0):0{per}x}" for place in range(last, -1, -1)) or "0", 16)
    return sum(1 << place for place, value in entries.items() if value)


def _separating_modulus(places: Iterable[int]) -> int:
    """A modulus modulo which the places stay distinct, small enough for a table."""
    distinct = list(dict.fromkeys(places))
    rng = random.Random(0)
    size = max(64, len(distinct))
    while size <= MAX_BITS:
        for _ in range(60):
            modulus = rng.randrange(size, 2 * size) | 1
            if len({place % modulus for place in distinct}) == len(distinct):
                return modulus
        size = size * 3 // 2
    raise TooLargeError(f"no table keeps {len(distinct)} far numbers apart")
