"""Types of well-typed terms, as far as is needed to tell propositions from data."""

from __future__ import annotations

from verification.lean.environment import APP, BVAR, CONST, FORALL, HAVE, LAM, LET, NAT, PROJ, SORT
from verification.lean.reduction import Calculator, GiveUpError, Level

__all__ = ["Inference", "sign"]


def sign(level: Level) -> bool | None:
    """Whether a level is more than 0 whatever its parameters are; False if it is 0, None if that depends on them.

    >>> zero = ("zero",)
    >>> sign(zero), sign(("imax", ("succ", zero), zero)), sign(("max", ("param", "u"), ("succ", zero)))
    (False, False, True)
    >>> sign(("imax", ("succ", zero), ("param", "u"))) is None
    True
    """
    kind = level[0]
    if kind == "imax":
        return sign(level[2])
    if kind == "max":
        signs = sign(level[1]), sign(level[2])
        return True if True in signs else None if None in signs else False
    return {"zero": False, "succ": True}.get(kind)


class Inference(Calculator):
    """A calculator that also knows types; `context` has the types of the variables, the outermost first."""

    def type_of(self, term: int, context: tuple[int, ...] = (), nested: int = 0) -> int:
        """The type of a term, which is assumed to have one."""
        if nested > 100:
            raise GiveUpError("too many types inside each other")
        self.step()
        kind, first, second, third = self.nodes[term]
        if kind == BVAR:
            if first >= len(context):
                raise GiveUpError("a variable without binder")
            return self.lifted(context[len(context) - 1 - first], first + 1)
        if kind == SORT:
            return self.make(SORT, ("succ", first))
        if kind == CONST:
            if (constant := self.constant(term)) is None:
                raise GiveUpError("an unknown constant")
            return self.at_levels(constant.type, constant, second)
        if kind == APP:
            return self._of_application(term, context, nested)
        if kind == LAM:
            return self.make(FORALL, first, self.type_of(second, (*context, first), nested + 1))
        if kind == FORALL:
            domain = self.sort_of(first, context, nested + 1)
            return self.make(SORT, ("imax", domain, self.sort_of(second, (*context, first), nested + 1)))
        if kind in (LET, HAVE):
            return self.type_of(self.instantiated(third, [second]), context, nested + 1)
        if kind == PROJ:
            return self._of_projection(first, second, third, context, nested)
        return self.make(CONST, ("Nat",) if kind == NAT else ("String",), ())

    def sort_of(self, type_: int, context: tuple[int, ...] = (), nested: int = 0) -> Level:
        """The level of the universe that a type is in."""
        kind, level, _, _ = self.nodes[self.whnf(self.type_of(type_, context, nested))]
        if kind != SORT:
            raise GiveUpError("not a type")
        return level  # type: ignore[no-any-return]

    def _of_application(self, term: int, context: tuple[int, ...], nested: int) -> int:
        head, arguments = self.split(term)
        made, used = self.type_of(head, context, nested + 1), 0
        for place in range(len(arguments)):
            if self.nodes[made][0] != FORALL:
                made, used = self.whnf(self.instantiated(made, arguments[used:place])), place
                if self.nodes[made][0] != FORALL:
                    raise GiveUpError("a function of no function type")
            made = self.nodes[made][2]
        return self.instantiated(made, arguments[used:])

    def _of_projection(self, name: object, place: int, struct: int, context: tuple[int, ...], nested: int) -> int:
        head, parameters = self.split(self.whnf(self.type_of(struct, context, nested + 1)))
        type_ = self.constant(head)
        if type_ is None or type_.name != name or len(type_.constructors) != 1:
            raise GiveUpError("a projection of no structure")
        constructor = self.environment.constants[type_.constructors[0]]
        made = self.at_levels(constructor.type, constructor, self.nodes[head][2])
        known = parameters[: int(constructor.fact("numParams"))]
        for argument in (*known, *(self.make(PROJ, name, before, struct) for before in range(place))):
            made = self.whnf(made)
            if self.nodes[made][0] != FORALL:
                raise GiveUpError("a structure without that field")
            made = self.instantiated(self.nodes[made][2], [argument])
        made = self.whnf(made)
        if self.nodes[made][0] != FORALL:
            raise GiveUpError("a structure without that field")
        return int(self.nodes[made][1])
