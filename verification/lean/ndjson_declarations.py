"""Lines of an export that declare constants, given as JSON values; definitions of format 3.0 stand in arrays."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from verification.lean.environment import Constant, Name, Rule, spell
from verification.lean.ndjson_terms import FaultError, LimitError, Terms, array_of, keys, number, truth

__all__ = ["MOST_CONSTANTS", "MOST_LISTED", "Declarations"]

MOST_CONSTANTS = 1 << 21
MOST_LISTED = 1 << 24
"""Names in all lists of names together, and constants in blocks."""
SAFETY = ("unsafe", "safe", "partial")
QUOTIENT = ("type", "ctor", "lift", "ind")
CONSTANT = {"name", "levelParams", "type"}
SHAPES = {
    "axiom": CONSTANT | {"isUnsafe"},
    "def": CONSTANT | {"value", "hints", "safety", "all"},
    "thm": CONSTANT | {"value", "all"},
    "opaque": CONSTANT | {"value", "isUnsafe", "all"},
    "quot": CONSTANT | {"kind"},
}
TYPE = CONSTANT | {"all", "ctors", "isRec", "isReflexive", "isUnsafe", "numIndices", "numNested", "numParams"}
CONSTRUCTOR = CONSTANT | {"cidx", "induct", "isUnsafe", "numFields", "numParams"}
RECURSOR = CONSTANT | {"all", "isUnsafe", "k", "numIndices", "numMinors", "numMotives", "numParams", "rules"}
BLOCKS = (
    {"types": ("inductive", TYPE), "ctors": ("constructor", CONSTRUCTOR), "recs": ("recursor", RECURSOR)},
    {
        "inductiveVals": ("inductive", TYPE),
        "constructorVals": ("constructor", CONSTRUCTOR),
        "recursorVals": ("recursor", RECURSOR),
    },
)
"""The keys of formats 3.1 and 3.0."""


class Declarations(Terms):
    """The reader of all kinds of lines."""

    def __init__(self) -> None:
        super().__init__()
        self.listed = 0

    def declare(self, key: str, value: Any) -> None:
        """A line without a number of its own."""
        if key == "meta":
            self.meta(value)
        elif key == "inductive":
            self.inductive(value)
        elif key in SHAPES:
            items = value if type(value) is list else [value]
            if not items:
                raise FaultError("no constant is declared")
            for item in items:
                self.enter([self.constant(key, keys(item, SHAPES[key]))])
        else:
            raise FaultError(f"{key[:40]!r} is no kind of declaration")

    def meta(self, value: Any) -> None:
        """Who wrote the export is of no consequence; the version of the format is."""
        form = value.get("format") if type(value) is dict else None
        version = form.get("version") if type(form) is dict else None
        if type(version) is not str or not re.fullmatch(r"3(\.[0-9]{1,4}){1,2}", version, re.ASCII):
            raise FaultError("the format is not version 3")
        lean = value.get("lean")
        said = lean.get("version") if type(lean) is dict else None
        self.environment.version = said if type(said) is str else ""

    def name_list(self, value: Any) -> tuple[Name, ...]:
        """An array of names."""
        self.listed += len(array_of(value))
        if self.listed > MOST_LISTED:
            raise LimitError(f"more than {MOST_LISTED} names in lists")
        return tuple(self.environment.names[self.name_at(each)] for each in value)

    def enter(self, constants: Iterable[Constant]) -> None:
        """Add constants whose names must be new."""
        known = self.environment.constants
        for constant in constants:
            if constant.name in known:
                raise FaultError(f"{spell(constant.name)} is declared twice")
            if len(known) >= MOST_CONSTANTS:
                raise LimitError(f"more than {MOST_CONSTANTS} constants")
            known[constant.name] = constant

    def constant(self, kind: str, item: dict[str, Any]) -> Constant:
        """A constant of which the keys have been checked."""
        parts: dict[str, Any] = {"name": self.environment.names[self.name_at(item["name"])], "kind": kind}
        if not parts["name"]:
            raise FaultError("a constant without a name")
        parts["level_params"] = self.name_list(item["levelParams"])
        if len(set(parts["level_params"])) != len(parts["level_params"]):
            raise FaultError(f"{spell(parts['name'])} has a level parameter twice")
        parts["type"] = self.term_at(item["type"])
        if "value" in item:
            parts["value"] = self.term_at(item["value"])
        if "isUnsafe" in item:
            parts["safety"] = "unsafe" if truth(item["isUnsafe"]) else "safe"
        if "safety" in item:
            parts["safety"] = one_of(item["safety"], SAFETY)
        if "hints" in item:
            parts["hints"] = self.hints(item["hints"])
        if "all" in item:
            parts["all"] = self.name_list(item["all"])
        if "ctors" in item:
            parts["constructors"] = self.name_list(item["ctors"])
        if "induct" in item:
            parts["inductive"] = self.environment.names[self.name_at(item["induct"])]
        if "rules" in item:
            parts["rules"] = tuple(self.rule(each) for each in array_of(item["rules"]))
        facts: list[tuple[str, int | str]] = []
        for key in sorted(item):
            if key.startswith("num") or key == "cidx":
                facts.append((key, number(item[key])))
            elif key in ("isRec", "isReflexive", "k"):
                facts.append((key, int(truth(item[key]))))
            elif key == "kind":
                facts.append((key, one_of(item[key], QUOTIENT)))
        return Constant(**parts, facts=tuple(facts))

    def hints(self, value: Any) -> str | int:
        """How eagerly a definition is unfolded."""
        if type(value) is str:
            return one_of(value, ("opaque", "abbrev"))
        return number(keys(value, {"regular"})["regular"])

    def rule(self, value: Any) -> Rule:
        """A rule of a recursor."""
        keys(value, {"ctor", "nfields", "rhs"})
        self.listed += 1
        constructor = self.environment.names[self.name_at(value["ctor"])]
        return Rule(constructor, number(value["nfields"]), self.term_at(value["rhs"]))

    def inductive(self, value: Any) -> None:
        """A block of inductive types, whose parts must belong together by their names."""
        form = BLOCKS["types" not in value] if type(value) is dict else BLOCKS[0]
        keys(value, set(form))
        made = [
            self.constant(kind, keys(each, wanted))
            for key, (kind, wanted) in form.items()
            for each in array_of(value[key])
        ]
        of = {kind: [each for each in made if each.kind == kind] for kind, _ in form.values()}
        types, constructors = of["inductive"], of["constructor"]
        if not types:
            raise FaultError("a block without types")
        names = tuple(each.name for each in types)
        owned = [(each.name, constructor) for each in types for constructor in each.constructors]
        whole = types[0].all
        if any(each.all != whole for each in types + of["recursor"]) or not alike(whole, names):
            raise FaultError(f"the block of {spell(names[0])} does not agree on its types")
        if not alike(owned, [(each.inductive, each.name) for each in constructors]):
            raise FaultError(f"the block of {spell(names[0])} does not agree on its constructors")
        block = tuple(each.name for each in made)
        self.listed += len(block)
        if self.listed > MOST_LISTED:
            raise LimitError(f"more than {MOST_LISTED} names in lists")
        self.enter(Constant(**{**fields_of(each), "block": block}) for each in made)


def alike(left: Iterable[object], right: Iterable[object]) -> bool:
    """Whether two lists of names differ at most in their order."""
    return sorted(map(repr, left)) == sorted(map(repr, right))


def fields_of(constant: Constant) -> dict[str, Any]:
    """The attributes of a constant."""
    return {key: getattr(constant, key) for key in Constant.__slots__}


def one_of(value: Any, known: tuple[str, ...]) -> str:
    """One of a few words."""
    if type(value) is not str or value not in known:
        raise FaultError(f"{str(value)[:40]!r} is none of {', '.join(known)}")
    return value
