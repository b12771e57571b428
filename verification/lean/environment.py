"""The constants of an export with their names, universe levels and terms, as plain numbers into tables.

A term is the number under which the export writes it; notes of the elaborator are already left out. `same[t]` is the
least number of a term that differs from `t` at most in the names and the explicitness of its binders, which mean
nothing to a kernel. So two terms of one environment say the same exactly if their `same` is equal, however the
export shares or repeats them. Names and levels are equal exactly if their numbers are.

Terms are as deep as an attacker likes and share their parts; whatever walks through them keeps a stack of its own
and marks where it has been.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from verification.lean.spelling import Name, spell

__all__ = [
    "APP",
    "BINDERS",
    "BVAR",
    "CONST",
    "FORALL",
    "HAVE",
    "LAM",
    "LET",
    "LITERALS",
    "NAT",
    "PROJ",
    "SORT",
    "TEXT",
    "Constant",
    "Environment",
    "Name",
    "Rule",
    "spell",
]

BVAR, SORT, CONST, APP, LAM, FORALL, LET, HAVE, PROJ, NAT, TEXT = range(11)
"""Kinds of terms. `HAVE` is a `let` whose body does not look at the value."""

BINDERS = ("default", "implicit", "strictImplicit", "instImplicit")

LITERALS: Mapping[int, tuple[Name, ...]] = {
    NAT: (("Nat",),),
    TEXT: (("String",), ("String", "ofList"), ("String", "mk"), ("Char", "ofNat"), ("List",)),
}
"""What the kernel may bring in when it meets a literal; the first must be there."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a recursor computes on one constructor."""

    constructor: Name
    fields: int
    rhs: int
    """A term."""


@dataclass(frozen=True, slots=True)
class Constant:
    """One declaration, or one constant of a block of inductive types."""

    name: Name
    kind: str
    """axiom, def, thm, opaque, quot, inductive, constructor or recursor."""
    level_params: tuple[Name, ...]
    type: int
    value: int | None = None
    safety: str = "safe"
    """safe, unsafe or partial."""
    hints: str | int | None = None
    """How eagerly a definition is unfolded: opaque, abbrev, or its height."""
    all: tuple[Name, ...] = ()
    """What the export says was declared together with it."""
    constructors: tuple[Name, ...] = ()
    """Of an inductive type, in their order."""
    inductive: Name | None = None
    """The type of a constructor."""
    rules: tuple[Rule, ...] = ()
    """Of a recursor."""
    facts: tuple[tuple[str, int | str], ...] = ()
    """Numbers and flags under the names of the export's keys, sorted."""
    block: tuple[Name, ...] = ()
    """All types, constructors and recursors of its block."""

    def fact(self, key: str) -> int | str:
        """A number or flag.

        >>> Constant(("N",), "inductive", (), 0, facts=(("numParams", 2),)).fact("numParams")
        2
        """
        return dict(self.facts)[key]

    def terms(self, *, value: bool = True) -> Iterator[int]:
        """Its type, its value unless that is left out, and the right-hand sides of its rules."""
        yield self.type
        if value and self.value is not None:
            yield self.value
        for rule in self.rules:
            yield rule.rhs


@dataclass(slots=True)
class Environment:
    """Tables of names, levels and terms, and the constants made of them. Only `ndjson.read` fills one."""

    version: str = ""
    """The version of Lean that the export claims to be of; nobody has checked it."""
    constants: dict[Name, Constant] = field(default_factory=dict)
    """In the order of their declaration."""
    names: list[Name] = field(default_factory=lambda: [()])
    """Each name once; the first is the empty one."""
    levels: list[tuple[str, int, int]] = field(default_factory=lambda: [("zero", 0, 0)])
    """Each level once: `zero`, `succ` of a level, `max` and `imax` of two, `param` with the number of a name."""
    level_lists: list[tuple[int, ...]] = field(default_factory=lambda: [()])
    """Each list of levels once, as constants in terms have them."""
    literals: list[str] = field(default_factory=list)
    """Each text once; natural numbers as digits without a leading zero."""
    kinds: bytearray = field(default_factory=bytearray)
    first: array[int] = field(default_factory=lambda: array("I"))
    """Index of a variable, level of a sort, name of a constant or of a projection's structure, function, type of a
    binder or `let`, number of a literal."""
    second: array[int] = field(default_factory=lambda: array("I"))
    """List of levels, argument, body of `λ` or `∀`, value of a `let`, index of a projection."""
    third: array[int] = field(default_factory=lambda: array("I"))
    """Name of the binder of `λ` or `∀`, body of a `let`, the term that is projected."""
    binders: bytearray = field(default_factory=bytearray)
    """Explicitness, as a place in `BINDERS`."""
    same: array[int] = field(default_factory=lambda: array("I"))

    def __len__(self) -> int:
        return len(self.kinds)

    def parts(self, term: int) -> tuple[int, ...]:
        """The terms that one is directly made of."""
        kind = self.kinds[term]
        if kind in (APP, LAM, FORALL):
            return self.first[term], self.second[term]
        if kind in (LET, HAVE):
            return self.first[term], self.second[term], self.third[term]
        return (self.third[term],) if kind == PROJ else ()

    def head(self, term: int) -> tuple[int, tuple[int, ...]]:
        """The function that an application applies in the end, and its arguments in order."""
        arguments = []
        while self.kinds[term] == APP:
            arguments.append(self.second[term])
            term = self.first[term]
        return term, tuple(reversed(arguments))

    def constant_of(self, term: int) -> Name:
        """The name in a `CONST`, or that of the structure in a `PROJ`."""
        return self.names[self.first[term]]

    def levels_of(self, term: int) -> tuple[int, ...]:
        """The levels of a `CONST`."""
        return self.level_lists[self.second[term]]

    def literal_of(self, term: int) -> str:
        """The text of a `TEXT`, the digits of a `NAT`."""
        return self.literals[self.first[term]]
