"""Small calculations with terms: substitution, head normal forms, and the types of well-typed terms.

For questions about a statement (is this argument a proposition? what number is this answer?), not for checking: the
terms are assumed to be well-typed, and kernels have said so. Whatever is too deep, takes too long or is not of the
right shape ends in `GiveUpError`, which a caller takes for "unknown".
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from verification.lean.environment import (
    APP,
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
    Constant,
    Environment,
    Name,
)

__all__ = ["EVERYTHING", "MOST_DEPTH", "MOST_STEPS", "Calculator", "GiveUpError", "Level", "Node"]

MOST_DEPTH = 150
"""Of a term, and of one normal form needed inside another."""
MOST_STEPS = 100_000
"""Nodes made and steps taken, by one calculator."""

Node = tuple[int, Any, Any, Any]
"""Kind and contents, as in an environment, but names and levels stand for themselves:
a level is `("succ", level)`, `("param", name)`, …"""
Level = tuple[Any, ...]


class _Everything(frozenset[Any]):
    def __contains__(self, item: object) -> bool:
        return True


EVERYTHING: frozenset[Any] = _Everything()
"""To keep all definitions."""


class GiveUpError(Exception):
    """The calculation was stopped; nothing follows from that."""


class Calculator:
    """Terms of one environment as shared nodes: equal terms, up to names of binders, have equal numbers."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.nodes: list[Node] = []
        self.loose: list[int] = []
        """For each node, how many binders around it its variables need at least."""
        self.depth: list[int] = []
        self.steps = 0
        self._known: dict[Node, int] = {}
        self._read: dict[int, int] = {}
        self._levels: dict[int, Level] = {}

    def step(self, count: int = 1) -> None:
        """Give up after too many."""
        self.steps += count
        if self.steps > MOST_STEPS:
            raise GiveUpError("too many steps")

    def make(self, kind: int, first: Any, second: Any = 0, third: Any = 0) -> int:
        """The number of a node."""
        node = (kind, first, second, third)
        if (found := self._known.get(node)) is not None:
            return found
        self.step()
        parts = self.parts(node)
        depth = 1 + max((self.depth[part] for part, _ in parts), default=0)
        if depth > MOST_DEPTH:
            raise GiveUpError("a term is too deep")
        loose = max((self.loose[part] - under for part, under in parts), default=0)
        if kind == BVAR:
            loose = first + 1
        self.nodes.append(node)
        self.loose.append(max(loose, 0))
        self.depth.append(depth)
        self._known[node] = len(self.nodes) - 1
        return len(self.nodes) - 1

    @staticmethod
    def parts(node: Node) -> tuple[tuple[int, int], ...]:
        """The terms inside a node, each with the number of binders that it stands under."""
        kind, first, second, third = node
        if kind == APP:
            return (first, 0), (second, 0)
        if kind in (LAM, FORALL):
            return (first, 0), (second, 1)
        if kind in (LET, HAVE):
            return (first, 0), (second, 0), (third, 1)
        return ((third, 0),) if kind == PROJ else ()

    def rebuilt(self, node: Node, parts: Sequence[int]) -> int:
        """The node with other terms inside."""
        kind, first, second, _ = node
        if kind == PROJ:
            return self.make(kind, first, second, parts[0])
        return self.make(kind, *parts)

    def level(self, number: int) -> Level:
        """A level of the environment."""
        todo = [number]
        while todo:
            at = todo[-1]
            kind, first, second = self.environment.levels[at]
            inside = {"succ": (first,), "max": (first, second), "imax": (first, second)}.get(kind, ())
            missing = [each for each in inside if each not in self._levels]
            if missing:
                todo += missing
                if len(todo) > MOST_DEPTH:
                    raise GiveUpError("a level is too deep")
                continue
            todo.pop()
            self.step()
            names = (self.environment.names[first],) if kind == "param" else ()
            self._levels[at] = (kind, *names, *(self._levels[each] for each in inside))
        return self._levels[number]

    def read(self, term: int) -> int:
        """A term of the environment."""
        environment, same = self.environment, self.environment.same
        todo = [same[term]]
        while todo:
            at = todo[-1]
            missing = [same[each] for each in environment.parts(at) if same[each] not in self._read]
            if missing and at not in self._read:
                todo += missing
                continue
            todo.pop()
            if at not in self._read:
                self._read[at] = self._node(at)
        return self._read[same[term]]

    def _node(self, at: int) -> int:
        environment, kind = self.environment, self.environment.kinds[at]
        parts = [self._read[environment.same[each]] for each in environment.parts(at)]
        if kind == CONST:
            levels = tuple(self.level(each) for each in environment.levels_of(at))
            return self.make(kind, environment.constant_of(at), levels)
        if kind == SORT:
            return self.make(kind, self.level(environment.first[at]))
        if kind in (NAT, TEXT):
            return self.make(kind, environment.literal_of(at))
        if kind == BVAR:
            return self.make(kind, environment.first[at])
        if kind == PROJ:
            return self.make(kind, environment.constant_of(at), environment.second[at], parts[0])
        return self.make(kind, *parts)

    def mapped(self, term: int, replace: Callable[[int, int], int | None]) -> int:
        """The term with parts replaced; `replace` is asked for each part and the number of binders above it."""
        known: dict[tuple[int, int], int] = {}

        def of(term: int, under: int) -> int:
            if (found := known.get((term, under))) is None:
                self.step()
                found = replace(term, under)
                if found is None:
                    node = self.nodes[term]
                    parts = [of(part, under + more) for part, more in self.parts(node)]
                    found = self.rebuilt(node, parts) if parts else term
                known[term, under] = found
            return found

        return of(term, 0)

    def lifted(self, term: int, by: int) -> int:
        """The term under `by` more binders."""

        def replace(part: int, under: int) -> int | None:
            if self.loose[part] <= under:
                return part
            kind, index, _, _ = self.nodes[part]
            return self.make(BVAR, index + by) if kind == BVAR else None

        return self.mapped(term, replace) if by else term

    def instantiated(self, body: int, arguments: Sequence[int]) -> int:
        """The body of some binders with terms for their variables, the outermost first."""
        count = len(arguments)

        def replace(part: int, under: int) -> int | None:
            if self.loose[part] <= under:
                return part
            kind, index, _, _ = self.nodes[part]
            if kind != BVAR:
                return None
            if index < under + count:
                return self.lifted(arguments[count - 1 - (index - under)], under)
            return self.make(BVAR, index - count)

        return self.mapped(body, replace) if count else body

    def at_levels(self, term: int, constant: Constant, levels: tuple[Level, ...]) -> int:
        """A term of a constant with levels for its parameters."""
        if len(levels) != len(constant.level_params):
            raise GiveUpError("another number of levels")
        chosen = dict(zip(constant.level_params, levels, strict=True))
        if not chosen:
            return self.read(term)

        def of(level: Level) -> Level:
            self.step()
            if level[0] == "param":
                return chosen.get(level[1], level)
            return (level[0], *(of(each) for each in level[1:]))

        def replace(part: int, under: int) -> int | None:
            kind, first, second, _ = self.nodes[part]
            if kind == SORT:
                return self.make(SORT, of(first))
            return self.make(CONST, first, tuple(map(of, second))) if kind == CONST else None

        return self.mapped(self.read(term), replace)

    def split(self, term: int) -> tuple[int, list[int]]:
        """The head of an application and its arguments."""
        arguments: list[int] = []
        while self.nodes[term][0] == APP:
            _, function, argument, _ = self.nodes[term]
            arguments.append(argument)
            term = function
        return term, arguments[::-1]

    def applied(self, function: int, arguments: Sequence[int]) -> int:
        """An application."""
        for argument in arguments:
            function = self.make(APP, function, argument)
        return function

    def constant(self, head: int) -> Constant | None:
        """The constant that a head is, if it is one."""
        node = self.nodes[head]
        return self.environment.constants.get(node[1]) if node[0] == CONST else None

    def whnf(self, term: int, *, keep: Collection[Name] = (), nested: int = 0) -> int:
        """The head normal form: definitions unfolded but those to `keep`, applications and matches carried out."""
        if nested > MOST_DEPTH:
            raise GiveUpError("too many normal forms inside each other")
        while True:
            self.step()
            head, arguments = self.split(term)
            made = self._once(head, arguments, keep, nested)
            if made is None:
                return term
            term = made

    def _once(self, head: int, arguments: list[int], keep: Collection[Name], nested: int) -> int | None:
        """One step at the head; None if there is none."""
        kind, _, second, third = self.nodes[head]
        if kind == LAM and arguments:
            return self.applied(self.instantiated(second, arguments[:1]), arguments[1:])
        if kind in (LET, HAVE):
            return self.applied(self.instantiated(third, [second]), arguments)
        if kind == PROJ:
            built = self.constructed(self.whnf(third, keep=keep, nested=nested + 1))
            if built is None:
                return None
            constructor, inside = built
            place = int(constructor.fact("numParams")) + second
            return self.applied(inside[place], arguments) if place < len(inside) else None
        if (constant := self.constant(head)) is None:
            return None
        if constant.kind == "recursor" and (keep is EVERYTHING or constant.name not in keep):
            return self._matched(constant, second, arguments, keep, nested)
        if constant.name in keep:
            return None
        if constant.kind == "def" and constant.safety == "safe" and constant.value is not None:
            return self.applied(self.at_levels(constant.value, constant, second), arguments)
        return None

    def constructed(self, term: int) -> tuple[Constant, list[int]] | None:
        """Constructor and arguments of a term in head normal form; a literal is built of `Nat.succ`."""
        node = self.nodes[term]
        constants = self.environment.constants
        if node[0] == NAT:
            digits = str(node[1])
            if len(digits) > 40:
                raise GiveUpError("a large number is taken apart")
            zero, succ = constants.get(("Nat", "zero")), constants.get(("Nat", "succ"))
            if zero is None or succ is None:
                return None
            return (zero, []) if digits == "0" else (succ, [self.make(NAT, str(int(digits) - 1))])
        head, arguments = self.split(term)
        constant = self.constant(head)
        return (constant, arguments) if constant is not None and constant.kind == "constructor" else None

    def _matched(
        self, recursor: Constant, levels: tuple[Level, ...], arguments: list[int], keep: Collection[Name], nested: int
    ) -> int | None:
        before = sum(int(recursor.fact(key)) for key in ("numParams", "numMotives", "numMinors"))
        place = before + int(recursor.fact("numIndices"))
        if place >= len(arguments):
            return None
        built = self.constructed(self.whnf(arguments[place], keep=keep, nested=nested + 1))
        if built is None:
            return None
        constructor, inside = built
        for rule in recursor.rules:
            if rule.constructor == constructor.name and rule.fields <= len(inside):
                fields = inside[len(inside) - rule.fields :] if rule.fields else []
                body = self.at_levels(rule.rhs, recursor, levels)
                return self.applied(body, [*arguments[:before], *fields, *arguments[place + 1 :]])
        return None
