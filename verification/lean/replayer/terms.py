"""Names, levels and terms of an export as objects of the kernel.

Understands the line format of lean4export 3.0 and 3.1. Indices are dense, in order and refer backwards only; each
object has exactly the keys that it should have; anything else is `Malformed`, before the kernel sees it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from verification.lean.replayer.objects import Declined, Kernel, Malformed, box

__all__ = ["NAT", "STRING", "Terms", "keys", "number", "truth"]

MOST_INDEX = (1 << 20) - 2
"""Lean keeps the range of loose variables of a term in twenty bits."""
MOST_SMALL = 1 << 30
MOST_COMPONENTS = 1000
MOST_DIGITS = 1 << 26
BINDERS = {"default": 0, "implicit": 1, "strictImplicit": 2, "instImplicit": 3}
NAT, STRING = 1, 2
"""What a term contains: literals of these types."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Malformed("a key occurs twice")
    return made


def _no_number(text: str) -> Any:
    raise Malformed(f"{text[:40]} is not an integer")


DECODE = json.JSONDecoder(object_pairs_hook=_once, parse_float=_no_number, parse_constant=_no_number).decode


def keys(item: Any, wanted: set[str]) -> dict[str, Any]:
    """An object with exactly these keys."""
    if type(item) is not dict or item.keys() != wanted:
        found = sorted(item) if type(item) is dict else type(item).__name__
        raise Malformed(f"keys {found} instead of {sorted(wanted)}"[:200])
    return item


def number(value: Any, most: int = MOST_SMALL) -> int:
    """A natural number up to `most`."""
    if type(value) is not int or not 0 <= value <= most:
        raise Malformed(f"{str(value)[:40]} is not a number from 0 to {most}")
    return value


def truth(value: Any) -> bool:
    """A Boolean."""
    if type(value) is not bool:
        raise Malformed(f"{str(value)[:40]} is not true or false")
    return value


class Terms:
    """Reads line after line; `current` is the constant at hand, for the report."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.line = 0
        self.current: list[Any] = []
        self.names = [box(0)]
        self.spelled: list[tuple[int, Any]] = [(0, None)]
        self.depths = [0]
        self.same: list[int] = [0]
        """For each name the least index of an equal one."""
        self.known: dict[tuple[int, str, Any], int] = {}
        self.levels = [kernel.zero(box(0))]
        self.terms: list[int] = []
        self.literals = bytearray()
        """For each term, which literals it contains."""
        self.inside = 0

    def read(self, lines: Iterable[bytes]) -> None:
        """All lines; Malformed, Rejected or Declined at the first that is not right."""
        for line in lines:
            self.line += 1
            try:
                item = DECODE(line.decode("utf-8"))
                if type(item) is not dict:
                    raise Malformed("not an object")
                if (self.line == 1) != ("meta" in item):
                    raise Malformed("the first line, and only the first, is about the export itself")
                if "ie" in item:
                    self.term(item)
                elif "in" in item:
                    self.name(item)
                elif "il" in item:
                    self.level(item)
                elif len(item) == 1:
                    ((key, value),) = item.items()
                    self.declare(key, value)
                else:
                    raise Malformed(f"keys {sorted(item)}"[:200])
            except (ValueError, RecursionError) as error:
                raise Malformed(str(error)[:200]) from None
        if not self.line:
            raise Malformed("the export is empty")

    def declare(self, key: str, value: Any) -> None:
        """A line with no index."""
        if key != "meta":
            raise Malformed(f"{key[:40]!r} is no kind of declaration")
        self.meta(value)

    def meta(self, value: Any) -> None:
        """Who wrote the export: of no consequence here, but the version of the format is."""
        form = value.get("format") if type(value) is dict else None
        version = form.get("version") if type(form) is dict else None
        if type(version) is not str or version.split(".")[:1] != ["3"]:
            raise Malformed("the format is not version 3")

    def entry(self, table: list[int], index: Any) -> int:
        """What an index stands for."""
        if type(index) is not int or not 0 <= index < len(table):
            raise Malformed(f"index {str(index)[:40]} does not point backwards")
        return table[index]

    def index(self, item: dict[str, Any], key: str, table: list[int]) -> str:
        """The other key of an item whose index must be the next one."""
        if len(item) != 2 or type(item[key]) is not int or item[key] != len(table):
            raise Malformed(f"one key beside {key} = {len(table)} is expected")
        first, second = item
        return second if first == key else first

    def name(self, item: dict[str, Any]) -> None:
        """A name, from its prefix and one component."""
        kernel, key = self.kernel, self.index(item, "in", self.names)
        if key == "str":
            value = keys(item["str"], {"pre", "str"})
            before, last = self.entry(self.names, value["pre"]), value["str"]
            if type(last) is not str:
                raise Malformed("a component is not text")
            made = kernel.name_str(before, kernel.text(last))
        elif key == "num":
            value = keys(item["num"], {"pre", "i"})
            before, last = self.entry(self.names, value["pre"]), number(value["i"], (1 << 62) - 1)
            made = kernel.name_num(before, kernel.nat(last))
        else:
            raise Malformed(f"{key[:40]!r} is no kind of name")
        self.depths.append(self.depths[value["pre"]] + 1)
        if self.depths[-1] > MOST_COMPONENTS:
            raise Malformed(f"a name has more than {MOST_COMPONENTS} components")
        place = (self.same[value["pre"]], key, last)
        self.same.append(self.known.setdefault(place, len(self.names)))
        self.names.append(made)
        self.spelled.append((value["pre"], last))

    def canonical(self, index: Any) -> int:
        """The same number for indices of equal names."""
        return self.entry(self.same, index)

    def spell(self, index: int) -> list[Any]:
        """Components of a name."""
        parts = []
        while index:
            index, last = self.spelled[index]
            parts.append(last)
        return parts[::-1]

    def level(self, item: dict[str, Any]) -> None:
        """A universe level."""
        kernel, key = self.kernel, self.index(item, "il", self.levels)
        value = item[key]
        if key == "succ":
            made = kernel.succ(self.entry(self.levels, value))
        elif key in ("max", "imax"):
            if type(value) is not list or len(value) != 2:
                raise Malformed(f"{key} is not of two levels")
            make = kernel.max if key == "max" else kernel.imax
            made = make(self.entry(self.levels, value[0]), self.entry(self.levels, value[1]))
        elif key == "param":
            made = kernel.param(self.entry(self.names, value))
        else:
            raise Malformed(f"{key[:40]!r} is no kind of level")
        self.levels.append(made)

    def sub(self, index: Any) -> int:
        """A term inside the one at hand; its literals are also the outer one's."""
        made = self.entry(self.terms, index)
        self.inside |= self.literals[index]
        return made

    def term(self, item: dict[str, Any]) -> None:
        """A term."""
        kernel, key = self.kernel, self.index(item, "ie", self.terms)
        value = item[key]
        self.inside = 0
        if key == "app":
            keys(value, {"fn", "arg"})
            made = kernel.app(self.sub(value["fn"]), self.sub(value["arg"]))
        elif key in ("lam", "forallE"):
            keys(value, {"name", "type", "body", "binderInfo"})
            how, make = value["binderInfo"], kernel.lam if key == "lam" else kernel.forall
            if type(how) is not str or how not in BINDERS:
                raise Malformed("no such kind of binder")
            name = self.entry(self.names, value["name"])
            made = make(name, self.sub(value["type"]), self.sub(value["body"]), BINDERS[how])
        elif key == "const":
            keys(value, {"name", "us"})
            levels = [self.entry(self.levels, index) for index in self.array(value["us"])]
            made = kernel.const(self.entry(self.names, value["name"]), kernel.linked(levels))
        elif key == "bvar":
            made = kernel.bvar(box(number(value, MOST_INDEX)))
        elif key == "sort":
            made = kernel.sort(self.entry(self.levels, value))
        elif key == "letE":
            keys(value, {"name", "type", "value", "body", "nondep"})
            name, parts = self.entry(self.names, value["name"]), (value["type"], value["value"], value["body"])
            made = kernel.let(name, *(self.sub(part) for part in parts), truth(value["nondep"]))
        elif key == "proj":
            keys(value, {"typeName", "idx", "struct"})
            name = self.entry(self.names, value["typeName"])
            made = kernel.proj(name, box(number(value["idx"])), self.sub(value["struct"]))
        elif key == "natVal":
            made = kernel.lit(kernel.node(0, self.natural(value)))
            self.inside = NAT
        elif key == "strVal":
            if type(value) is not str:
                raise Malformed("a literal is not text")
            made = kernel.lit(kernel.node(1, kernel.text(value)))
            self.inside = STRING
        elif key == "mdata":
            # Notes of the elaborator: the kernel looks through them.
            made = self.sub(keys(value, {"expr", "data"})["expr"])
        else:
            raise Malformed(f"{key[:40]!r} is no kind of term")
        self.terms.append(made)
        self.literals.append(self.inside)

    def natural(self, value: Any) -> int:
        """A literal: digits as text, no sign, no leading zero."""
        if type(value) is not str or not value.isascii() or not value.isdigit() or (value[0] == "0" and value != "0"):
            raise Malformed("a literal is not a natural number")
        if len(value) > MOST_DIGITS:
            raise Declined(f"a literal of {len(value)} digits")
        made: int = box(int(value)) if len(value) < 19 else self.kernel.big(value.encode())
        return made

    def array(self, value: Any) -> list[Any]:
        """An array."""
        if type(value) is not list:
            raise Malformed("not an array")
        return value

    def pointers(self, indices: Any) -> list[int]:
        """An array of names."""
        return [self.entry(self.names, index) for index in self.array(indices)]

    def name_list(self, indices: Any) -> int:
        """An array of names as a `List Name`."""
        return self.kernel.linked(self.pointers(indices))
