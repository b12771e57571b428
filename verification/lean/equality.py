"""Whether a constant of one environment says the same as one of another, and where it first does not.

Terms must have the same shape, the same names of constants and structures, levels and literals. Names of binders and
whether they are explicit mean nothing; names of level parameters mean their place in the constant's list. Everything
else counts, even what a kernel would take for equal by calculation.
"""

from __future__ import annotations

from verification.lean.environment import (
    APP,
    BVAR,
    CONST,
    FORALL,
    HAVE,
    LAM,
    LET,
    PROJ,
    SORT,
    Constant,
    Environment,
    Name,
    spell,
)
from verification.lean.spelling import show

__all__ = ["Equality"]

PAIRS = frozenset({APP, LAM, FORALL})
"""Kinds made of two terms."""
PLAIN = PAIRS | {LET, HAVE}
"""Kinds made of nothing but terms."""
SHOWN = 160
"""Characters of a term in a reason."""


class Equality:
    """Compares constants of `left`, which is right by definition, with those of `right`."""

    def __init__(self, left: Environment, right: Environment) -> None:
        self.left, self.right = left, right
        self._known: dict[tuple[tuple[Name, ...], tuple[Name, ...]] | None, dict[int, int]] = {}
        """Terms of the left with the equal ones of the right, for each pair of lists of level parameters; where
        the two lists are the same, it does not matter which they are."""

    def difference(self, left: Constant, right: Constant) -> str:
        """How the right constant differs from the left one, for people; empty if it does not."""
        return self.signature(left, right) or self._rest(left, right)

    def signature(self, left: Constant, right: Constant) -> str:
        """How level parameters, type or safety differ."""
        if len(left.level_params) != len(right.level_params):
            return f"{len(right.level_params)} level parameters instead of {len(left.level_params)}"
        if said := self.terms(left, left.type, right, right.type):
            return f"another type: {said}"
        if left.safety != right.safety:
            return f"{right.safety} instead of {left.safety}"
        return ""

    def _rest(self, left: Constant, right: Constant) -> str:
        if left.kind != right.kind:
            return f"of kind {right.kind} instead of {left.kind}"
        if left.value is not None and right.value is not None:
            if said := self.terms(left, left.value, right, right.value):
                return f"another value: {said}"
        elif left.value is not right.value:
            return "a value is missing or in excess"
        if left.hints != right.hints:
            return f"hints {right.hints} instead of {left.hints}"
        if left.facts != right.facts:
            return f"{_facts(right)} instead of {_facts(left)}"
        names = (
            ("declared with", left.all, right.all),
            ("constructors", left.constructors, right.constructors),
            ("constructor of", (left.inductive or (),), (right.inductive or (),)),
            ("block", tuple(sorted(left.block, key=repr)), tuple(sorted(right.block, key=repr))),
        )
        for what, ours, theirs in names:
            if ours != theirs:
                return f"{what} {_spelled(theirs)} instead of {_spelled(ours)}"
        if len(left.rules) != len(right.rules):
            return f"{len(right.rules)} rules instead of {len(left.rules)}"
        for mine, other in zip(left.rules, right.rules, strict=True):
            if (mine.constructor, mine.fields) != (other.constructor, other.fields):
                return f"a rule for {spell(other.constructor)} with {other.fields} fields"
            if said := self.terms(left, mine.rhs, right, other.rhs):
                return f"another rule for {spell(mine.constructor)}: {said}"
        return ""

    def terms(self, left: Constant, mine: int, right: Constant, other: int) -> str:
        """Where two terms of constants first differ; empty if nowhere."""
        params = (left.level_params, right.level_params)
        known = self._known.setdefault(None if params[0] == params[1] else params, {})
        places = None if params[0] == params[1] else _Places(*params)
        one, two = self.left, self.right
        first, second, kinds, same = one.first, one.second, one.kinds, one.same
        first_, second_, kinds_, same_ = two.first, two.second, two.kinds, two.same
        new: dict[int, int] = {}
        todo = [mine, other]
        while todo:
            other, mine = todo.pop(), todo.pop()
            a, b = same[mine], same_[other]
            before = known.get(a)
            if before is None:
                before = new.get(a)
            if before == b:
                continue
            kind = kinds[a]
            # A term equals one term of the other side at most.
            if before is not None or kind != kinds_[b] or not (kind in PLAIN or self._alike(kind, a, b, places)):
                return f"{show(two, other, SHOWN)} instead of {show(one, mine, SHOWN)}"
            new[a] = b
            if kind in PAIRS:
                todo += (second[a], second_[b], first[a], first_[b])
            else:
                for pair in zip(reversed(one.parts(a)), reversed(two.parts(b)), strict=True):
                    todo += pair
        known.update(new)
        return ""

    def _alike(self, kind: int, a: int, b: int, places: _Places | None) -> bool:
        """Whether two terms of one kind agree in what is not a term."""
        one, two = self.left, self.right
        if kind == BVAR:
            return one.first[a] == two.first[b]
        if kind == SORT:
            return self._level(one.first[a], two.first[b], places)
        if kind == CONST:
            ours, theirs = one.levels_of(a), two.levels_of(b)
            if one.constant_of(a) != two.constant_of(b) or len(ours) != len(theirs):
                return False
            return all(self._level(x, y, places) for x, y in zip(ours, theirs, strict=True))
        if kind == PROJ:
            return one.constant_of(a) == two.constant_of(b) and one.second[a] == two.second[b]
        return one.literal_of(a) == two.literal_of(b)

    def _level(self, mine: int, other: int, places: _Places | None) -> bool:
        todo, seen = [(mine, other)], set()
        while todo:
            pair = todo.pop()
            if pair in seen:
                continue
            seen.add(pair)
            (kind, *ours), (kind_, *theirs) = self.left.levels[pair[0]], self.right.levels[pair[1]]
            if kind != kind_:
                return False
            if kind == "param":
                a, b = self.left.names[ours[0]], self.right.names[theirs[0]]
                if (places is None and a != b) or (places is not None and not places.agree(a, b)):
                    return False
            elif kind != "zero":
                todo += zip(ours, theirs, strict=True)
        return True


class _Places:
    """Level parameters of two constants by their place."""

    def __init__(self, left: tuple[Name, ...], right: tuple[Name, ...]) -> None:
        self.left = {name: place for place, name in enumerate(left)}
        self.right = {name: place for place, name in enumerate(right)}

    def agree(self, left: Name, right: Name) -> bool:
        """Whether both stand at the same place, or are neither's parameter and have one name."""
        place = self.left.get(left)
        return place == self.right.get(right) and (place is not None or left == right)


def _facts(constant: Constant) -> str:
    return ", ".join(f"{key} {value}" for key, value in constant.facts)


def _spelled(names: tuple[Name, ...]) -> str:
    return ", ".join(map(spell, names))[:300] or "nothing"
