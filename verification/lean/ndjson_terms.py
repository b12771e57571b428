"""Lines of an export that are names, levels and terms, given as JSON values, into the tables of an environment."""

from __future__ import annotations

from array import array
from typing import Any

from verification.lean.environment import (
    APP,
    BINDERS,
    BVAR,
    CONST,
    FORALL,
    HAVE,
    LAM,
    LET,
    NAT,
    PROJ,
    SORT,
    TEXT,
    Environment,
    Name,
)

__all__ = [
    "MOST_COMPONENTS",
    "MOST_DIGITS",
    "MOST_LEVELS",
    "MOST_NAMES",
    "MOST_NAME_PARTS",
    "MOST_NUMBER",
    "MOST_TERMS",
    "MOST_VARIABLE",
    "FaultError",
    "LimitError",
    "Terms",
    "array_of",
    "keys",
    "number",
    "truth",
]

MOST_NAMES = 1 << 22
MOST_COMPONENTS = 100
"""Of one name."""
MOST_NAME_PARTS = 1 << 25
"""Components of all names together, each name counted in full."""
MOST_LEVELS = 1 << 20
MOST_TERMS = 1 << 24
MOST_DIGITS = 1 << 24
"""Of a natural number in a term."""
MOST_NUMBER = (1 << 32) - 1
MOST_VARIABLE = (1 << 20) - 2
"""Lean keeps the range of loose variables of a term in twenty bits."""


class FaultError(Exception):
    """What is wrong with a line; the reader adds which."""


class LimitError(Exception):
    """Which cap a line goes beyond."""


def keys(item: Any, wanted: set[str]) -> dict[str, Any]:
    """An object with exactly these keys."""
    if type(item) is not dict or item.keys() != wanted:
        found = sorted(item) if type(item) is dict else type(item).__name__
        raise FaultError(f"keys {found} instead of {sorted(wanted)}")
    return item


def number(value: Any, most: int = MOST_NUMBER) -> int:
    """A natural number up to `most`."""
    if type(value) is not int or not 0 <= value <= most:
        raise FaultError(f"{str(value)[:40]!r} is not a number from 0 to {most}")
    return value


def truth(value: Any) -> bool:
    """A Boolean."""
    if type(value) is not bool:
        raise FaultError(f"{str(value)[:40]!r} is not true or false")
    return value


def array_of(value: Any) -> list[Any]:
    """An array."""
    if type(value) is not list:
        raise FaultError("not an array")
    return value


class Terms:
    """Adds one line after the other; numbers of the file are looked up in `names` and `levels`."""

    def __init__(self) -> None:
        self.environment = Environment()
        self.names: array[int] = array("I", [0])
        """For each number of a name in the file, its place in the environment's table."""
        self.levels: array[int] = array("I", [0])
        self.most_terms = MOST_TERMS
        self.name_parts = 0
        self.known_names: dict[Name, int] = {(): 0}
        self.known_levels: dict[tuple[str, int, int], int] = {("zero", 0, 0): 0}
        self.known_lists: dict[tuple[int, ...], int] = {(): 0}
        self.known_literals: dict[str, int] = {}
        self.shapes: list[dict[Any, int]] = [{} for _ in range(TEXT + 1)]
        """For each kind, the least term of each content: a number for applications and binders, a triple for others."""

    def index(self, item: dict[str, Any], key: str, count: int) -> str:
        """The other key of an item whose number must be the next one."""
        if len(item) != 2 or type(item[key]) is not int or item[key] != count:
            raise FaultError(f"one key beside {key!r}: {count} is expected")
        first, second = item
        return second if first == key else first

    def name_at(self, index: Any) -> int:
        """Place of a name of the file."""
        return self.names[backwards(index, len(self.names))]

    def level_at(self, index: Any) -> int:
        """Place of a level of the file."""
        return self.levels[backwards(index, len(self.levels))]

    def term_at(self, index: Any) -> int:
        """A term of the file."""
        return backwards(index, len(self.environment.kinds))

    def name(self, item: dict[str, Any]) -> None:
        """A name, from its prefix and one component."""
        made, key = self.environment, self.index(item, "in", len(self.names))
        if key == "str":
            value = keys(item["str"], {"pre", "str"})
            last = value["str"]
            if type(last) is not str:
                raise FaultError("a component is not text")
            if not last.isprintable() and any(char < " " or "\x7f" <= char <= "\x9f" for char in last):
                raise FaultError(f"a name has a control character: {last[:60]!r}")
        elif key == "num":
            value = keys(item["num"], {"pre", "i"})
            last = number(value["i"], (1 << 62) - 1)
        else:
            raise FaultError(f"{key[:40]!r} is no kind of name")
        name = (*made.names[self.name_at(value["pre"])], last)
        self.name_parts += len(name)
        if len(name) > MOST_COMPONENTS:
            raise LimitError(f"a name has more than {MOST_COMPONENTS} components")
        if len(self.names) > MOST_NAMES or self.name_parts > MOST_NAME_PARTS:
            raise LimitError(f"more than {MOST_NAMES} names or {MOST_NAME_PARTS} components")
        place = self.known_names.setdefault(name, len(made.names))
        if place == len(made.names):
            made.names.append(name)
        self.names.append(place)

    def level(self, item: dict[str, Any]) -> None:
        """A universe level."""
        made, key = self.environment, self.index(item, "il", len(self.levels))
        value = item[key]
        if key == "succ":
            level = ("succ", self.level_at(value), 0)
        elif key in ("max", "imax"):
            if type(value) is not list or len(value) != 2:
                raise FaultError(f"{key} is not of two levels")
            level = (key, self.level_at(value[0]), self.level_at(value[1]))
        elif key == "param":
            level = ("param", self.name_at(value), 0)
        else:
            raise FaultError(f"{key[:40]!r} is no kind of level")
        if len(self.levels) > MOST_LEVELS:
            raise LimitError(f"more than {MOST_LEVELS} levels")
        place = self.known_levels.setdefault(level, len(made.levels))
        if place == len(made.levels):
            made.levels.append(level)
        self.levels.append(place)

    def level_list(self, levels: tuple[int, ...]) -> int:
        """Place of a list of levels."""
        made = self.environment
        place = self.known_lists.setdefault(levels, len(made.level_lists))
        if place == len(made.level_lists):
            made.level_lists.append(levels)
        return place

    def literal(self, text: str) -> int:
        """Place of a literal's text."""
        made = self.environment
        place = self.known_literals.setdefault(text, len(made.literals))
        if place == len(made.literals):
            made.literals.append(text)
        return place

    def add(self, kind: int, first: int, second: int = 0, third: int = 0, binder: int = 0) -> None:
        """The next term."""
        made = self.environment
        same, count = made.same, len(made.kinds)
        if count >= self.most_terms:
            raise LimitError(f"more than {self.most_terms} terms")
        key: Any
        if kind in (APP, LAM, FORALL):
            key = same[first] << 32 | same[second]
        elif kind in (LET, HAVE):
            key = same[first], same[second], same[third]
        elif kind == PROJ:
            key = first, second, same[third]
        else:
            key = first, second, third
        made.kinds.append(kind)
        made.first.append(first)
        made.second.append(second)
        made.third.append(third)
        made.binders.append(binder)
        made.same.append(self.shapes[kind].setdefault(key, count))

    def again(self, term: int) -> None:
        """The next term is one that is there already: notes of the elaborator mean nothing."""
        made = self.environment
        if len(made.kinds) >= self.most_terms:
            raise LimitError(f"more than {self.most_terms} terms")
        for table in (made.kinds, made.first, made.second, made.third, made.binders, made.same):
            table.append(table[term])

    def term(self, item: dict[str, Any]) -> None:
        """A term."""
        key = self.index(item, "ie", len(self.environment.kinds))
        value, at = item[key], self.term_at
        if key == "app":
            keys(value, {"fn", "arg"})
            self.add(APP, at(value["fn"]), at(value["arg"]))
        elif key in ("lam", "forallE"):
            keys(value, {"name", "type", "body", "binderInfo"})
            if type(value["binderInfo"]) is not str or value["binderInfo"] not in BINDERS:
                raise FaultError("no such kind of binder")
            how, name = BINDERS.index(value["binderInfo"]), self.name_at(value["name"])
            self.add(LAM if key == "lam" else FORALL, at(value["type"]), at(value["body"]), name, how)
        elif key == "const":
            keys(value, {"name", "us"})
            levels = tuple(self.level_at(each) for each in array_of(value["us"]))
            self.add(CONST, self.name_at(value["name"]), self.level_list(levels))
        elif key == "bvar":
            self.add(BVAR, number(value, MOST_VARIABLE))
        elif key == "sort":
            self.add(SORT, self.level_at(value))
        elif key == "letE":
            keys(value, {"name", "type", "value", "body", "nondep"})
            self.name_at(value["name"])
            kind = HAVE if truth(value["nondep"]) else LET
            self.add(kind, at(value["type"]), at(value["value"]), at(value["body"]))
        elif key == "proj":
            keys(value, {"typeName", "idx", "struct"})
            self.add(PROJ, self.name_at(value["typeName"]), number(value["idx"]), at(value["struct"]))
        elif key == "natVal":
            self.add(NAT, self.literal(natural(value)))
        elif key == "strVal":
            if type(value) is not str:
                raise FaultError("a literal is not text")
            self.add(TEXT, self.literal(value))
        elif key == "mdata":
            if type(keys(value, {"expr", "data"})["data"]) is not dict:
                raise FaultError("notes that are not an object")
            self.again(at(value["expr"]))
        else:
            raise FaultError(f"{key[:40]!r} is no kind of term")


def backwards(index: Any, count: int) -> int:
    """A number that has been given before."""
    if type(index) is not int or not 0 <= index < count:
        raise FaultError(f"{str(index)[:40]!r} does not point backwards")
    return index


def natural(value: Any) -> str:
    """A literal: digits as text, no sign, no leading zero."""
    if type(value) is not str or not value.isascii() or not value.isdigit() or (value[0] == "0" and value != "0"):
        raise FaultError("a literal is not a natural number")
    if len(value) > MOST_DIGITS:
        raise LimitError(f"a literal of {len(value)} digits")
    return value
