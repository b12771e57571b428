"""Exports of the zoo, and a writer that adds lines to an export: honest ones, and such as no Lean would write."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from verification.lean import kernel
from verification.lean.exporter import export
from verification.lean.olean_module import Module, Names

__all__ = ["ZOO", "Lines", "declared", "exported", "oleans", "roots", "zoo"]

ZOO = Path(__file__).with_name("Zoo.lean")
Json = Any


@cache
def oleans() -> tuple[tuple[str, bytes], ...]:
    """The compiled core and zoo."""
    library = kernel.compiled_library()
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "Zoo.lean").write_text(ZOO.read_text("utf-8"), "utf-8")
        done = kernel.run(["-o", "Zoo.olean", "Zoo.lean"], folder, path=[library], seconds=60, memory_mb=4096)
        assert (done.status, done.messages) == (0, ())
        zoo_ = (folder / "Zoo.olean").read_bytes()
    return ("Core.olean", (library / "Core.olean").read_bytes()), ("Zoo.olean", zoo_)


def declared(data: bytes) -> list[tuple[str | int, ...]]:
    """Names of all constants of a compiled file."""
    names = Names()
    return [names.spell(number) for number in Module(data, "x", names).declared]


def roots() -> list[tuple[str | int, ...]]:
    """Every constant of core and zoo, but the core's axioms, on which nothing rests."""
    return [name for _, data in oleans() for name in declared(data) if not str(name[0]).startswith("lc")]


def exported(names: Iterable[Sequence[str | int]]) -> bytes:
    """The export of constants of core and zoo with all that they rest on."""
    with TemporaryDirectory() as name:
        paths = []
        for file, data in oleans():
            paths.append(Path(name) / file)
            paths[-1].write_bytes(data)
        return export(paths, names)


@cache
def zoo() -> bytes:
    """The export of all `roots`."""
    return exported(roots())


class Lines:
    """An export as JSON values, to which lines can be added."""

    def __init__(self, start: bytes = b"") -> None:
        meta = {"meta": {"exporter": {}, "format": {"version": "3.1.0"}, "lean": {}}}
        self.items: list[Json] = [json.loads(line) for line in start.splitlines()] or [meta]
        self.known = {self._key(item): item for item in self.items}
        self.count = {key: sum(key in item for item in self.items) for key in ("in", "il", "ie")}
        self.count["in"] += 1
        self.count["il"] += 1

    def bytes(self) -> bytes:
        """The export."""
        return b"".join(json.dumps(item, separators=(",", ":")).encode() + b"\n" for item in self.items)

    def name(self, *components: str | int) -> int:
        """Number of a name."""
        number = 0
        for part in components:
            body = (
                {"str": {"pre": number, "str": part}} if isinstance(part, str) else {"num": {"pre": number, "i": part}}
            )
            number = self._add("in", body)
        return number

    def level(self, kind: str, value: Json) -> int:
        """Number of a level."""
        return self._add("il", {kind: value})

    def term(self, kind: str, value: Json) -> int:
        """Number of a term."""
        return self._add("ie", {kind: value})

    def sort(self, level: int = 0) -> int:
        """Number of a universe; 0 is `Prop`."""
        number = 0
        for _ in range(level):
            number = self.level("succ", number)
        return self.term("sort", number)

    def const(self, *components: str | int, us: tuple[int, ...] = ()) -> int:
        """Number of a constant."""
        return self.term("const", {"name": self.name(*components), "us": list(us)})

    def app(self, function: int, *arguments: int) -> int:
        """Number of an application."""
        for argument in arguments:
            function = self.term("app", {"fn": function, "arg": argument})
        return function

    def bind(self, kind: str, type_: int, body: int) -> int:
        """Number of a `lam` or `forallE`."""
        value = {"name": self.name("x"), "type": type_, "body": body, "binderInfo": "default"}
        return self.term(kind, value)

    def nat(self, value: int) -> int:
        """Number of a literal."""
        return self.term("natVal", str(value))

    def head(self, name: tuple[str | int, ...], type_: int, params: tuple[str, ...] = ()) -> dict[str, Json]:
        """What all constants have."""
        return {"name": self.name(*name), "levelParams": [self.name(each) for each in params], "type": type_}

    def theorem(self, name: tuple[str | int, ...], type_: int, value: int, params: tuple[str, ...] = ()) -> None:
        """A theorem."""
        head = self.head(name, type_, params)
        self.items.append({"thm": {**head, "value": value, "all": [head["name"]]}})

    def definition(
        self, name: tuple[str | int, ...], type_: int, value: int, params: tuple[str, ...] = (), safety: str = "safe"
    ) -> None:
        """A definition."""
        head = self.head(name, type_, params)
        rest = {"value": value, "hints": "abbrev", "safety": safety, "all": [head["name"]]}
        self.items.append({"def": {**head, **rest}})

    def inductive(self, name: str, type_: int, ctors: dict[str, int], recursors: list[Json], **facts: Json) -> None:
        """A block of one type without parameters or indices; `facts` correct the guesses."""
        head = self.head((name,), type_)
        numbers = {"numParams": 0, "numIndices": 0, "numNested": 0}
        flags = {"isRec": False, "isUnsafe": False, "isReflexive": False}
        names = [self.name(name, ctor) for ctor in ctors]
        made = {**head, **numbers, **flags, "all": [head["name"]], "ctors": names}
        made.update({key: value for key, value in facts.items() if key in made})
        constructors = [
            {
                **self.head((name, ctor), ctor_type),
                "induct": head["name"],
                "cidx": place,
                "numParams": 0,
                "numFields": facts.get("fields", {}).get(ctor, 0),
                "isUnsafe": False,
            }
            for place, (ctor, ctor_type) in enumerate(ctors.items())
        ]
        self.items.append({"inductive": {"types": [made], "ctors": constructors, "recs": recursors}})

    def _key(self, item: Json) -> str:
        return json.dumps({key: value for key, value in item.items() if key not in ("in", "il", "ie")}, sort_keys=True)

    def _add(self, index: str, body: Json) -> int:
        key = self._key(body)
        if index not in self.known.get(key, {}):
            self.known[key] = {**body, index: self.count[index]}
            self.items.append(self.known[key])
            self.count[index] += 1
        return int(self.known[key][index])
