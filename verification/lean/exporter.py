"""From compiled files to an export: given constants with everything that they rest on, as lines of NDJSON.

This is our own small exporter, for oleans that the wheel's Lean wrote; a toolchain's `leanexport` is the other one.
The lines are those of lean4export 3.1: names, levels and terms once each, with numbers that count up and point
backwards; declarations after all that they mention; keys sorted; notes of the elaborator (`mdata`) left out. The same
files and roots give the same bytes.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from problems.errors import InputError
from verification.lean.olean import MOST_BYTES, OleanError
from verification.lean.olean_module import Component, Constant, Module, Names
from verification.lean.olean_terms import Terms, compact

__all__ = ["FORMAT", "export"]

FORMAT = "3.1.0"
EXPORTER = {"name": "conjecture-workbench", "version": "1"}
LITERALS: dict[str, tuple[tuple[Component, ...], ...]] = {
    "natVal": (("Nat",),),
    "strVal": (("String",), ("String", "ofList"), ("String", "mk"), ("Char", "ofNat"), ("List",)),
}
"""What the kernel may bring in when it meets a literal; the first must be there."""
QUOTIENTS = (("Quot",), ("Quot", "mk"), ("Quot", "lift"), ("Quot", "ind"))


def export(
    modules: Sequence[Path], roots: Iterable[Sequence[Component]], *, where_declared: Iterable[Sequence[Component]] = ()
) -> bytes:
    """Export the constants `roots`, given by their components, and all that they rest on, from compiled files.

    Behind them come those of `where_declared` that are there.

    >>> export([], [("Nat",)])
    Traceback (most recent call last):
        ...
    verification.lean.olean.OleanError: no compiled file is given

    Raises OleanError for files that are not as Lean writes them, that declare a name twice or lack one that is
    needed; nothing in them can lead the reader outside or make it run on for ever.
    """
    made = _Export(modules)
    return b"".join(made.lines((*roots, *(each for each in where_declared if made.names.of(each) in made.homes))))


class _Export:
    def __init__(self, modules: Sequence[Path]) -> None:
        if not modules:
            raise OleanError("no compiled file is given")
        self.names = Names()
        self.homes: dict[int, Module] = {}
        self.terms = Terms(self.names)
        versions = set()
        for path in modules:
            module = Module(_bytes(path), path.name, self.names)
            versions.add((module.region.version, module.region.commit))
            for name in module.declared:
                if name in self.homes:
                    where = f"{self.homes[name].region.name} and {path.name}"
                    raise OleanError(f"{where} both declare {self.names.spell(name)}")
                self.homes[name] = module
        if len(versions) > 1:
            raise OleanError(f"compiled files of different versions of Lean: {sorted(versions)}")
        ((version, commit),) = versions
        meta = {
            "exporter": EXPORTER,
            "format": {"version": FORMAT},
            "lean": {"githash": commit, "version": version},
        }
        self.terms.write(compact({"meta": meta}))
        self._known: dict[int, Constant] = {}

    def lines(self, roots: Iterable[Sequence[Component]]) -> Iterator[bytes]:
        """The lines, after all of them are made."""
        done: set[int] = set()
        for root in roots:
            if (name := self.names.of(root)) not in done:
                self._add(name, done)
        for line in self.terms.lines:
            yield line.encode() + b"\n"

    def _add(self, root: int, done: set[int]) -> None:
        """Write a constant after all that it rests on; the groups on the way are kept in `path`."""
        path = [self._step(root)]
        under_way = set(path[0][0])
        while path:
            group, needed = path[-1]
            name = next(needed, None)
            if name is None:
                self._write(tuple(group))
                done.update(group)
                path.pop()
            elif name not in done and name not in group:
                if name in under_way:
                    raise OleanError(
                        f"{self.names.spell(name)} and the constants that it rests on go round in a circle"
                    )
                path.append(self._step(name))
                under_way.update(path[-1][0])

    def _step(self, name: int) -> tuple[dict[int, None], Iterator[int]]:
        group = dict.fromkeys(self._group(name))
        return group, (needed for each in group for needed in self._needed(self.get(each)))

    def get(self, name: int) -> Constant:
        """A constant that must be there."""
        if name not in self._known:
            if name not in self.homes:
                raise OleanError(f"{self.names.spell(name)} is not declared in the compiled files")
            self._known[name] = self.homes[name].constant(name)
        return self._known[name]

    def _needed(self, constant: Constant) -> Iterator[int]:
        for found in self.terms.mentions(constant):
            if isinstance(found, int):
                yield found
            else:
                first, *others = map(self.names.of, LITERALS[found])
                yield first
                yield from (each for each in others if each in self.homes)

    def _group(self, name: int) -> tuple[int, ...]:
        """The constants that are declared together with one."""
        constant = self.get(name)
        kind, facts = constant.kind, constant.facts
        if kind == "quot":
            return tuple(map(self.names.of, QUOTIENTS))
        if kind == "def" and facts["safety"] != "safe" and name in facts["all"]:
            return tuple(facts["all"])
        if kind not in ("inductive", "constructor", "recursor"):
            return (name,)
        if kind != "inductive":
            first = self.get(facts["induct"] if kind == "constructor" else next(iter(facts["all"]), name))
            if first.kind != "inductive":
                raise OleanError(f"{self.names.spell(name)} does not belong to an inductive type")
            facts = first.facts
        types = [self.get(each) for each in facts["all"]]
        if not types or any(each.kind != "inductive" or each.facts["all"] != facts["all"] for each in types):
            raise OleanError(f"{self.names.spell(name)}: the types of its block do not agree on what the block is")
        ctors = [each for type_ in types for each in type_.facts["ctors"]]
        recursors = [self.names.child(each.name, "rec") for each in types]
        nested = min(types[0].facts["numNested"], len(self.homes))
        recursors += [self.names.child(types[0].name, f"rec_{place + 1}") for place in range(nested)]
        group = (*facts["all"], *ctors, *recursors)
        if name not in group or len(set(group)) != len(group):
            raise OleanError(f"{self.names.spell(name)} does not belong to the block that it names")
        return group

    def _write(self, group: tuple[int, ...]) -> None:
        constants = [self.get(each) for each in group]
        kinds = {constant.kind for constant in constants}
        records = [self._record(constant) for constant in constants]
        if kinds <= {"inductive", "constructor", "recursor"}:
            parts: dict[str, list[Any]] = {"ctors": [], "recs": [], "types": []}
            names = {"inductive": "types", "constructor": "ctors", "recursor": "recs"}
            for constant, record in zip(constants, records, strict=True):
                parts[names[constant.kind]].append(record)
            self.terms.write(compact({"inductive": parts}))
        elif kinds == {"def"} and len(group) > 1:
            self.terms.write(compact({"def": records}))
        else:
            for constant, record in zip(constants, records, strict=True):
                self.terms.write(compact({constant.kind: record}))

    def _record(self, constant: Constant) -> dict[str, Any]:
        name, term, module = self.terms.name, self.terms.term, constant.module
        made: dict[str, Any] = {
            "name": name(constant.name),
            "levelParams": [name(each) for each in constant.params],
            "type": term(module, constant.type),
        }
        if constant.value is not None:
            made["value"] = term(module, constant.value)
        if constant.kind == "recursor":
            made["rules"] = [
                {"ctor": name(ctor), "nfields": count, "rhs": term(module, rhs)} for ctor, count, rhs in constant.rules
            ]
        for key, value in constant.facts.items():
            if key in ("all", "ctors"):
                made[key] = [name(each) for each in value]
            else:
                made[key] = name(value) if key == "induct" else value
        return made


def _bytes(path: Path) -> bytes:
    try:
        # A pipe is opened without waiting for somebody to write, and then refused.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            state = os.fstat(file.fileno())
            if not stat.S_ISREG(state.st_mode) or state.st_size > MOST_BYTES:
                raise OleanError(f"{path}: not a file of at most {MOST_BYTES} bytes")
            return file.read(MOST_BYTES)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None
