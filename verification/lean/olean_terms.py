"""Names, levels and terms of compiled modules as numbered lines of an export, each written once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import MAX_EMAX, MAX_PREC, Context, Decimal, Inexact, localcontext
from typing import Any

from verification.lean.olean import Box, OleanError
from verification.lean.olean_module import Constant, Module, Names, Node

__all__ = ["Terms", "compact", "digits"]

DATA = 8
"""Bytes of hash and flags that Lean keeps in each name, level and term."""
LEVELS = {1: ("succ", 1), 2: ("max", 2), 3: ("imax", 2), 4: ("param", 1)}
TERMS = {
    0: ("bvar", 1), 3: ("sort", 1), 4: ("const", 2), 5: ("app", 2), 6: ("lam", 3), 7: ("forallE", 3), 8: ("letE", 4),
    9: ("lit", 1), 10: ("mdata", 2), 11: ("proj", 3),
}  # fmt: skip
"""Constructors of `Expr`; free variables (1) and metavariables (2) have no place in a finished constant."""
SUBTERMS = {"app": (0, 1), "lam": (1, 2), "forallE": (1, 2), "letE": (1, 2, 3), "mdata": (1,), "proj": (2,)}
"""Which fields are terms."""
FLAGGED = ("lam", "forallE", "letE")
BINDERS = ("default", "implicit", "strictImplicit", "instImplicit")
MOST_LINES = 1 << 25
CHUNK = 4096
"""Bits of a number that are converted at once."""


def compact(value: Any) -> str:
    """JSON in the one form that is written: sorted keys, no blanks, text as it is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digits(value: int) -> str:
    """A natural number in decimal, in nearly linear time; `str` takes quadratic time and refuses 4,300 digits.

    >>> digits(7 * 10**5000) == "7" + 5000 * "0"
    True
    """
    powers: dict[int, Decimal] = {}

    def power(bits: int) -> Decimal:
        if bits not in powers:
            powers[bits] = Decimal(2) ** bits if bits <= CHUNK else power(bits // 2) ** 2 * Decimal(2) ** (bits % 2)
        return powers[bits]

    def convert(part: int, bits: int) -> Decimal:
        if bits <= CHUNK:
            return Decimal(part)
        half = bits // 2
        high = part >> half
        return convert(high, bits - half) * power(half) + convert(part - (high << half), half)

    with localcontext(Context(prec=MAX_PREC, Emax=MAX_EMAX, traps=[Inexact])):
        return format(convert(value, value.bit_length()), "f")


class Terms:
    """The lines so far, and which number each name, level and term has."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.lines: list[str] = []
        self._name = {0: 0}
        self._made: dict[str, dict[str, int]] = {"il": {}, "ie": {}}
        self._levels: dict[tuple[Module, Node], int] = {}
        self._terms: dict[tuple[Module, Node], int] = {}

    def write(self, line: str) -> None:
        """One more line."""
        if len(self.lines) >= MOST_LINES:
            raise OleanError(f"the export would have more than {MOST_LINES} lines")
        self.lines.append(line)

    def name(self, number: int) -> int:
        """Number of a name in the export."""
        waiting = []
        while number not in self._name:
            waiting.append(number)
            number = self.names.parts[number][0]
        for each in reversed(waiting):
            parent, component = self.names.parts[each]
            made = self._name[each] = len(self._name)
            if isinstance(component, str):
                self.write(compact({"in": made, "str": {"pre": self._name[parent], "str": component}}))
            else:
                self.write(compact({"in": made, "num": {"i": component, "pre": self._name[parent]}}))
        return self._name[waiting[0] if waiting else number]

    def level(self, module: Module, node: Node) -> int:
        """Number of a level."""

        def fields(node: Node) -> tuple[str, list[Node]]:
            if isinstance(node, Box) and not node.value:
                return "zero", []
            offset = module.whole(node)
            tag = module.region.tag(offset)
            if tag == 0:
                module.region.constructor(offset, 0, 0, DATA)
                return "zero", []
            if tag not in LEVELS:
                raise module.region.fail(offset, f"no kind of level has number {tag}")
            key, count = LEVELS[tag]
            return key, module.region.constructor(offset, tag, count, DATA)

        def inner(node: Node) -> list[Node]:
            key, parts = fields(node)
            return [] if key == "param" else parts

        def make(node: Node) -> int:
            key, parts = fields(node)
            if key == "zero":
                return 0
            if key == "param":
                return self._entry("il", f'"param":{self.name(module.name(parts[0]))}', 1)
            numbers = [self._levels[module, part] for part in parts]
            return self._entry("il", f'"{key}":{numbers[0] if key == "succ" else compact(numbers)}', 1)

        return _bottom_up(node, inner, make, self._levels, module)

    def term(self, module: Module, node: Node) -> int:
        """Number of a term."""

        def inner(node: Node) -> list[Node]:
            key, parts = self.fields(module, node)
            return [parts[place] for place in SUBTERMS.get(key, ())]

        def make(node: Node) -> int:
            return self._term(module, node)

        return _bottom_up(node, inner, make, self._terms, module)

    def fields(self, module: Module, node: Node) -> tuple[str, list[Node]]:
        """Kind and fields of a term."""
        offset = module.whole(node)
        tag = module.region.tag(offset)
        if tag not in TERMS:
            raise module.region.fail(offset, f"a term of kind {tag} where a closed one is expected")
        key, count = TERMS[tag]
        return key, module.region.constructor(offset, tag, count, DATA + (key in FLAGGED))

    def literal(self, module: Module, node: Node) -> tuple[str, str | int]:
        """Kind and value of a literal."""
        offset = module.whole(node)
        tag = module.region.tag(offset)
        (value,) = module.region.constructor(offset, 1 if tag else 0, 1)
        return (
            ("strVal", module.region.string(module.whole(value))) if tag else ("natVal", module.region.natural(value))
        )

    def mentions(self, constant: Constant) -> Iterator[int | str]:
        """Names of the constants in its terms, and the kinds of its literals, in order of first sight."""
        module, seen = constant.module, set[Node]()
        waiting = list(reversed(constant.terms))
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            key, parts = self.fields(module, node)
            if key in ("const", "proj"):
                yield module.name(parts[0])
            elif key == "lit":
                yield self.literal(module, parts[0])[0]
            waiting += [parts[place] for place in reversed(SUBTERMS.get(key, ()))]

    def _term(self, module: Module, node: Node) -> int:
        key, parts = self.fields(module, node)
        sub = [self._terms[module, parts[place]] for place in SUBTERMS.get(key, ())]
        if key == "mdata":
            return sub[0]
        if key == "app":
            body = f'"app":{{"arg":{sub[1]},"fn":{sub[0]}}}'
        elif key == "lit":
            kind, value = self.literal(module, parts[0])
            body = f'"{kind}":{compact(value if isinstance(value, str) else digits(value))}'
        elif key == "bvar":
            body = f'"bvar":{module.region.natural(parts[0])}'
        elif key == "sort":
            body = f'"sort":{self.level(module, parts[0])}'
        else:
            body = f'"{key}":{compact(self._record(module, module.whole(node), key, parts, sub))}'
        return self._entry("ie", body, 0)

    def _record(self, module: Module, offset: int, key: str, parts: list[Node], sub: list[int]) -> dict[str, Any]:
        name = self.name(module.name(parts[0]))
        if key == "const":
            return {"name": name, "us": [self.level(module, level) for level in module.items(parts[1])]}
        if key == "proj":
            return {"idx": module.region.natural(parts[1]), "struct": sub[0], "typeName": name}
        (flag,) = module.region.scalars(offset, 1, skip=DATA)
        if key == "letE" and flag < 2:
            return {"body": sub[2], "name": name, "nondep": bool(flag), "type": sub[0], "value": sub[1]}
        if key == "letE" or flag >= len(BINDERS):
            raise module.region.fail(offset, f"a flag has the value {flag}")
        return {"binderInfo": BINDERS[flag], "body": sub[1], "name": name, "type": sub[0]}

    def _entry(self, index: str, body: str, first: int) -> int:
        """The number of a level or term with this body; the key of the number stands where sorting puts it."""
        made = self._made[index]
        if body not in made:
            made[body] = len(made) + first
            number = f'"{index}":{made[body]}'
            self.write(f"{{{number},{body}}}" if f'"{index}"' < body else f"{{{body},{number}}}")
        return made[body]


def _bottom_up(
    node: Node,
    inner: Callable[[Node], list[Node]],
    make: Callable[[Node], int],
    done: dict[tuple[Module, Any], int],
    module: Module,
) -> int:
    """`make` of a node after all that it is made of, without recursion; a node refers to earlier ones alone."""
    waiting = [node]
    while waiting:
        last = waiting[-1]
        missing = [] if (module, last) in done else [part for part in inner(last) if (module, part) not in done]
        if missing:
            waiting += reversed(missing)
            continue
        waiting.pop()
        if (module, last) not in done:
            done[module, last] = make(last)
    return done[module, node]
