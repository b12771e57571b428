"""Claims as Lean text: what a family says of its witness, stated over the natural numbers of Lean's own core.

A family's `lean(params, witness)` returns a `LeanStatement`. The file `NAME.lean` beside this one holds the predicate
(a proposition for people), a Boolean checker (for the kernel), and the lemma that the one implies the other; it is
written once and uses only notions of the Lean core and of `verification/lean/core/Workbench.lean`. The function in
`NAME.py` writes parameters and witness as terms. Text is only *emitted* here; `verification/lean` has it checked.

Everything is over the naturals: a negative number, or a witness of the wrong shape, is refused with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from problems.errors import TooLargeError, UnsupportedError
from problems.lean.hypergraph import Hypergraph

__all__ = [
    "Definitions",
    "LeanStatement",
    "compare",
    "conjunction",
    "exists",
    "exists_first",
    "literal",
    "predicates",
    "short_list",
]

MAX_BITS = 4_000_000
"""Size of the largest literal that is written."""

MAX_ENTRIES = 10_000
"""Entries of the longest list that is written."""

LEAF = 256
"""Entries of one table in a tree of tables."""

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
    """The proposition: parameters, and numbers that the claim leaves open, but neither witness nor tables."""
    check: str
    """A closed term of type `Bool`: the checker on this witness."""
    proof: str
    """A term of type `statement` in which `Solution.checked : Eq (check) Bool.true` may occur."""
    size: int
    """Characters of `data`."""
    library: str = "Workbench"
    """The last file of the library in `verification/lean/core` that the predicate stands on."""
    graph: Hypergraph | None = None
    """Where set, `data` and `check` await a refutation of the graph's formula."""


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


def compare(relation: str, left: str, right: str, bound: str, witness: str) -> tuple[str, str, str]:
    """A part that says `left = right` or `left ≤ right`, `{}` standing for the object; `relation` is `eq` or `le`."""
    proposition, test, sound = {
        "eq": ("Eq", "Nat.beq", "Workbench.eq_of_beq"),
        "le": ("Nat.le", "Nat.ble", "Workbench.le_of_ble"),
    }[relation]
    on_bound = f"{left.format(bound)} {right.format(bound)}"
    on_witness = f"{left.format(witness)} {right.format(witness)}"
    return f"({proposition} {on_bound})", f"({test} {on_witness})", f"({sound} {on_witness})"


def exists_first(bound: str, witness: str, inner: LeanStatement) -> LeanStatement:
    """`Exists (fun bound => inner)`, for claims about two objects."""
    return replace(
        inner,
        statement=f"Exists (fun {bound} => {inner.statement})",
        proof=f"Exists.intro {witness} ({inner.proof})",
    )


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

    def branched_table(self, name: str, values: Sequence[int], *, purpose: str) -> str:
        """The function `i ↦ values[i]` as a binary tree of tables, by the last bits of `i` first.

        Each table has up to `LEAF` entries, so that looking one up makes no number longer than theirs.
        """
        if len(values) <= LEAF:
            return self.table(name, dict(enumerate(values)), purpose=purpose)
        halves = [self.branched_table(f"{name}_{bit}", values[bit::2], purpose="") for bit in (0, 1)]
        return self.define(name, "", "Nat → Nat", f"Colouring.branch {' '.join(halves)}", purpose=purpose)

    def hashed_table(self, name: str, entries: Mapping[int, int], *, purpose: str) -> str:
        """Like `table`, but also for few entries at far places, by a perfect hash function.

        The place x goes to (x + 1) · factor · (shift + 1) mod q mod size, where `shift` depends on the bucket of x, so
        that all places go to different slots. Elsewhere the value is whatever lies in the slot.
        """
        if max(entries, default=0) < 64 + 16 * len(entries):
            return self.table(name, entries, purpose=purpose)
        shifts, buckets, prime, size = _perfect_hash(list(entries))
        slots = {
            _slot(place, shifts[_slot(place, 0, prime, buckets)], prime, size): value
            for place, value in entries.items()
        }
        shift = self.table(f"{name}_shift", shifts)
        inner = self.table(f"{name}_slot", slots)
        bucket = f"Nat.mod (Nat.mod (Nat.mul (Nat.succ x) {_factor(prime)}) {prime}) {buckets}"
        moved = f"Nat.mul (Nat.mul (Nat.succ x) {_factor(prime)}) (Nat.succ ({shift} ({bucket})))"
        body = f"{inner} (Nat.mod (Nat.mod ({moved}) {prime}) {size})"
        return self.define(name, "(x : Nat) ", "Nat", body, purpose=purpose)


def _digits(entries: Mapping[int, int], width: int) -> int:
    if width % 4 == 0:
        per = width // 4
        last = max(entries, default=-1)
        return int("".join(f"{entries.get(place, 0):0{per}x}" for place in range(last, -1, -1)) or "0", 16)
    return sum(1 << place for place, value in entries.items() if value)


@cache
def _factor(prime: int) -> int:
    """A multiplier of the prime's own length, so that products wrap around also for small places."""
    return pow(3, 10007, prime)


def _slot(place: int, shift: int, prime: int, size: int) -> int:
    return (place + 1) * _factor(prime) * (shift + 1) % prime % size


def _perfect_hash(places: Sequence[int]) -> tuple[dict[int, int], int, int, int]:
    """Shifts by bucket, number of buckets, prime and number of slots, so that all places get slots of their own."""
    prime = next((2**e - 1 for e in (61, 89, 107, 127, 521, 607, 1279, 2203) if 2**e - 1 > max(places)), 0)
    if not prime:
        raise TooLargeError("a number is too long for a table in Lean text")
    buckets, size = max(1, len(places) // 2), len(places) * 5 // 4 + 1
    groups: dict[int, list[int]] = {}
    for place in places:
        groups.setdefault(_slot(place, 0, prime, buckets), []).append(place)
    taken: set[int] = set()
    shifts = dict.fromkeys(range(buckets), 0)
    for bucket, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        for shift in range(1 << 16):
            slots = {_slot(place, shift, prime, size) for place in group}
            if len(slots) == len(group) and not slots & taken:
                break
        else:
            raise TooLargeError(f"no table keeps {len(places)} far numbers apart")
        taken |= slots
        shifts[bucket] = shift
    return shifts, buckets, prime, size
