"""The constants of a compiled module: which fields hold what, by Lean's `Declaration.lean` and `Expr.lean` (4.35).

Names are numbers in a `Names` table that all modules share; terms and levels stay offsets in their module. Only what
is asked for is decoded. Each field that is read is checked for its constructor; a file with another layout is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from verification.lean.olean import Box, OleanError, Region

__all__ = ["Component", "Constant", "Module", "Names", "Node"]

Component = str | int
Node = int | Box
T = TypeVar("T")

SHAPES = {
    "axiom": (1, 1),
    "def": (4, 1),
    "thm": (3, 0),
    "opaque": (3, 1),
    "quot": (1, 1),
    "inductive": (6, 3),
    "constructor": (5, 1),
    "recursor": (7, 2),
}
"""Kinds of constants in the order of Lean's constructors: fields of what they hold, and bytes of flags behind them."""
KINDS = tuple(SHAPES)
SAFETY = ("unsafe", "safe", "partial")
QUOTIENT = ("type", "ctor", "lift", "ind")
MOST_DEPTH = 1000
"""Components of a name."""


class Names:
    """Hierarchical names as numbers; 0 is the anonymous one.

    >>> names = Names()
    >>> names.of(("Nat", "add")) == names.of(["Nat", "add"]), names.spell(names.of(("x", 1)))
    (True, ('x', 1))
    """

    def __init__(self) -> None:
        self.parts: list[tuple[int, Component]] = [(0, "")]
        self._known: dict[tuple[int, Component], int] = {}
        self._depth = [0]

    def child(self, parent: int, component: Component) -> int:
        """The name with one more component."""
        place = (parent, component)
        number = self._known.setdefault(place, len(self.parts))
        if number == len(self.parts):
            self.parts.append(place)
            self._depth.append(self._depth[parent] + 1)
            if self._depth[-1] > MOST_DEPTH:
                raise OleanError(f"a name has more than {MOST_DEPTH} components")
        return number

    def of(self, components: Sequence[Component]) -> int:
        """Number of a name given by its components."""
        number = 0
        for component in components:
            number = self.child(number, component)
        return number

    def spell(self, number: int) -> tuple[Component, ...]:
        """Components of a name."""
        found: list[Component] = []
        while number:
            number, component = self.parts[number]
            found.append(component)
        return tuple(reversed(found))


@dataclass
class Constant:
    """A constant as it lies in its module."""

    module: Module
    kind: str
    name: int
    params: tuple[int, ...]
    """Names of the universe parameters."""
    type: Node
    value: Node | None = None
    rules: tuple[tuple[int, int, Node], ...] = ()
    """Of a recursor: constructor, number of fields, right-hand side."""
    facts: dict[str, Any] = field(default_factory=dict)
    """Other fields under the names of the export format; names and lists of names as numbers."""

    @property
    def terms(self) -> list[Node]:
        """Every term that belongs to it."""
        return [self.type, *([] if self.value is None else [self.value]), *(rule[2] for rule in self.rules)]


class Module:
    """One compiled file."""

    def __init__(self, data: bytes, label: str, names: Names) -> None:
        self.region = Region(data, label)
        self.names = names
        self._named: dict[int, int] = {}
        root = self.region.constructor(self.region.root, 0, 5, 1)
        if self.region.scalars(self.region.root, 1) != (0,):
            raise OleanError(f"{label}: compiled as a `module`, whose proofs lie in a file of their own; not supported")
        self._contents: dict[int, tuple[str, int]] = {}
        for info in self.region.elements(self.whole(root[2])):
            kind, content = self._content(self.whole(info))
            head = self._fields(kind, content)[0]
            name = self.name(self.region.constructor(self.whole(head), 0, 3)[0])
            if name in self._contents:
                raise OleanError(f"{label}: {names.spell(name)} is declared twice")
            self._contents[name] = kind, content

    @property
    def declared(self) -> Iterable[int]:
        """Names of its constants."""
        return self._contents.keys()

    def whole(self, value: Node) -> int:
        """The offset of something that must be an object."""
        if isinstance(value, Box):
            raise OleanError(f"{self.region.name}: a number where an object is expected")
        return value

    def name(self, value: Node) -> int:
        """Number of a name."""
        waiting: list[tuple[int, Node]] = []
        while not isinstance(value, Box) and value not in self._named:
            tag = self.region.tag(value)
            prefix, last = self.region.constructor(value, tag, 2, 8)
            if tag not in (1, 2) or len(waiting) > MOST_DEPTH:
                raise self.region.fail(value, "not a name, or one with too many components")
            waiting.append((value, last))
            value = prefix
        if isinstance(value, Box):
            if value.value:
                raise OleanError(f"{self.region.name}: a number where a name is expected")
            number = 0
        else:
            number = self._named[value]
        for offset, last in reversed(waiting):
            text = self.region.tag(offset) == 1
            component = self.region.string(self.whole(last)) if text else self.region.natural(last)
            number = self._named[offset] = self.names.child(number, component)
        return number

    def items(self, value: Node) -> list[Node]:
        """Elements of a `List`."""
        found = []
        while not isinstance(value, Box):
            head, value = self.region.constructor(value, 1, 2)
            found.append(head)
        if value.value:
            raise OleanError(f"{self.region.name}: a number where a list is expected")
        return found

    def name_list(self, value: Node) -> tuple[int, ...]:
        """A `List Name`."""
        return tuple(self.name(each) for each in self.items(value))

    def constant(self, name: int) -> Constant:
        """All fields of a constant that is here."""
        kind, content = self._contents[name]
        head, *rest = self._fields(kind, content)
        _, params, type_ = self.region.constructor(self.whole(head), 0, 3)
        made = Constant(self, kind, name, self.name_list(params), type_)
        flags = self.region.scalars(content, SHAPES[kind][1])
        facts = made.facts
        if kind in ("def", "thm", "opaque"):
            made.value, facts["all"] = rest[0], self.name_list(rest[-1])
        if kind == "def":
            facts["hints"], facts["safety"] = self._hints(rest[1]), self._one_of(SAFETY, flags[0])
        elif kind == "quot":
            facts["kind"] = self._one_of(QUOTIENT, flags[0])
        elif kind == "inductive":
            numbers = self._numbers(("numParams", "numIndices", "numNested"), (rest[0], rest[1], rest[4]))
            facts |= numbers | self._truths(("isRec", "isUnsafe", "isReflexive"), flags)
            facts["all"], facts["ctors"] = self.name_list(rest[2]), self.name_list(rest[3])
        elif kind == "constructor":
            facts |= self._numbers(("cidx", "numParams", "numFields"), rest[1:]) | self._truths(("isUnsafe",), flags)
            facts["induct"] = self.name(rest[0])
        elif kind == "recursor":
            facts |= self._numbers(("numParams", "numIndices", "numMotives", "numMinors"), rest[1:5])
            facts |= self._truths(("k", "isUnsafe"), flags)
            facts["all"], made.rules = self.name_list(rest[0]), tuple(map(self._rule, self.items(rest[5])))
        elif kind in ("axiom", "opaque"):
            facts |= self._truths(("isUnsafe",), flags)
        return made

    def _content(self, info: int) -> tuple[str, int]:
        tag = self.region.tag(info)
        if tag >= len(KINDS):
            raise self.region.fail(info, f"no kind of constant has number {tag}")
        return KINDS[tag], self.whole(self.region.constructor(info, tag, 1)[0])

    def _fields(self, kind: str, content: int) -> list[Node]:
        return self.region.constructor(content, 0, *SHAPES[kind])

    def _numbers(self, keys: Sequence[str], values: Sequence[Node]) -> dict[str, Any]:
        return {key: self.region.natural(value) for key, value in zip(keys, values, strict=True)}

    def _truths(self, keys: Sequence[str], values: Sequence[int]) -> dict[str, Any]:
        return {key: (False, True)[self._one_of((0, 1), value)] for key, value in zip(keys, values, strict=True)}

    def _one_of(self, what: Sequence[T], place: int) -> T:
        if place >= len(what):
            raise OleanError(f"{self.region.name}: a flag has the value {place}")
        return what[place]

    def _hints(self, value: Node) -> str | dict[str, int]:
        if isinstance(value, Box):
            return self._one_of(("opaque", "abbrev"), value.value)
        self.region.constructor(value, 2, 0, 4)
        return {"regular": self.region.scalars(value, 1, 4)[0]}

    def _rule(self, value: Node) -> tuple[int, int, Node]:
        ctor, count, term = self.region.constructor(self.whole(value), 0, 3)
        return self.name(ctor), self.region.natural(count), term
