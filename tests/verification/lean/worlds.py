"""A small challenge and an honest solution, written by hand: every kind of declaration and term that is compared.

The comparison does not type-check, so the terms only need to be of the right shapes.
"""

from __future__ import annotations

import json
from functools import cache

from tests.verification.lean.lines import Json, Lines
from verification.lean.comparator import Goal
from verification.lean.environment import Name

__all__ = [
    "ANSWER",
    "GOAL",
    "THEOREM",
    "as_lean_writes",
    "axiom",
    "block",
    "challenge",
    "library",
    "solution",
    "statement",
]

THEOREM: Name = ("Small", "goal")
ANSWER: Name = ("Small", "answer")
GOAL = Goal(theorems=(THEOREM,), holes=(ANSWER,))


def axiom(to: Lines, name: Name, type_: int, params: tuple[str, ...] = ()) -> None:
    """An axiom."""
    to.items.append({"axiom": {**to.head(name, type_, params), "isUnsafe": False}})


def block(
    to: Lines,
    name: str,
    type_: int,
    ctors: dict[str, tuple[int, int]],
    params: tuple[str, ...] = (),
    numbers: tuple[int, int] = (0, 0),
    recursive: bool = False,
) -> None:
    """A type with constructors (type and number of fields) and a recursor of which only the outline is true."""
    head = to.head((name,), type_, params)
    flags = {"isRec": recursive, "isUnsafe": False, "isReflexive": False}
    names = [to.name(name, ctor) for ctor in ctors]
    made = {"numParams": numbers[0], "numIndices": numbers[1], "numNested": 0}
    types = [{**head, **flags, **made, "all": [head["name"]], "ctors": names}]
    constructors = [
        {
            **to.head((name, ctor), ctor_type, params),
            "induct": head["name"],
            "cidx": place,
            "numParams": numbers[0],
            "numFields": fields,
            "isUnsafe": False,
        }
        for place, (ctor, (ctor_type, fields)) in enumerate(ctors.items())
    ]
    motive = to.bind(
        "forallE", to.const(name, us=tuple(to.level("param", to.name(each)) for each in params)), to.sort()
    )
    rules = [
        {"ctor": names[place], "nfields": fields, "rhs": to.bind("lam", motive, to.term("bvar", place))}
        for place, (_, fields) in enumerate(ctors.values())
    ]
    recursor: Json = {
        **to.head((name, "rec"), to.bind("forallE", motive, to.term("bvar", 0)), ("w", *params)),
        "all": [head["name"]],
        "numParams": numbers[0],
        "numIndices": numbers[1],
        "numMotives": 1,
        "numMinors": len(ctors),
        "rules": rules,
        "k": False,
        "isUnsafe": False,
    }
    to.items.append({"inductive": {"types": types, "ctors": constructors, "recs": [recursor]}})


def library(to: Lines) -> None:
    """What challenge and solution share."""
    prop, type_ = to.sort(), to.sort(1)
    u = to.level("param", to.name("u"))
    var = [to.term("bvar", place) for place in range(6)]
    sort_u = to.term("sort", u)

    def arrow(domain: int, body: int) -> int:
        return to.bind("forallE", domain, body)

    def eq(level: int, kind: int, left: int, right: int) -> int:
        return to.app(to.const("Eq", us=(level,)), kind, left, right)

    block(to, "Nat", type_, {"zero": (to.const("Nat"), 0), "succ": (arrow(to.const("Nat"), to.const("Nat")), 1)},
          recursive=True)  # fmt: skip
    nat = to.const("Nat")
    eq_type = arrow(sort_u, arrow(var[0], arrow(var[1], prop)))
    refl = arrow(sort_u, arrow(var[0], to.app(to.const("Eq", us=(u,)), var[1], var[0], var[0])))
    block(to, "Eq", eq_type, {"refl": (refl, 0)}, ("u",), (2, 1))
    binary = arrow(prop, arrow(prop, prop))
    iff = to.const("Iff")
    block(to, "Iff", binary, {"intro": (arrow(prop, arrow(prop, to.app(iff, var[1], var[0]))), 2)}, (), (2, 0))
    nonempty = arrow(sort_u, prop)
    some = arrow(sort_u, arrow(var[0], to.app(to.const("Nonempty", us=(u,)), var[1])))
    block(to, "Nonempty", nonempty, {"intro": (some, 1)}, ("u",), (1, 0))
    equal = eq(to.level("succ", 0), prop, var[2], var[1])
    axiom(to, ("propext",), arrow(prop, arrow(prop, arrow(to.app(iff, var[1], var[0]), equal))))
    choice = arrow(sort_u, arrow(to.app(to.const("Nonempty", us=(u,)), var[0]), var[1]))
    axiom(to, ("Classical", "choice"), choice, ("u",))
    related = arrow(sort_u, arrow(arrow(var[0], arrow(var[1], prop)), sort_u))
    for name, kind in (
        (("Quot",), "type"),
        (("Quot", "mk"), "ctor"),
        (("Quot", "lift"), "lift"),
        (("Quot", "ind"), "ind"),
    ):
        to.items.append({"quot": {**to.head(name, related, ("u",)), "kind": kind}})
    axiom(to, ("Quot", "sound"), arrow(sort_u, to.app(to.const("Quot", us=(u,)), var[0])), ("u",))
    one = to.bind("lam", nat, to.bind("lam", nat, to.app(to.const("Nat", "succ"), var[1])))
    to.definition(("Nat", "add"), arrow(nat, arrow(nat, nat)), one)
    pair = to.const("Pair")
    block(to, "Pair", type_, {"mk": (arrow(nat, arrow(nat, pair)), 2)})
    first = to.bind("lam", pair, to.term("proj", {"typeName": to.name("Pair"), "idx": 0, "struct": var[0]}))
    to.definition(("Small", "first"), arrow(pair, nat), first)
    to.definition(("Small", "low"), nat, to.nat(42))
    shifted = to.app(to.const("Nat", "add"), to.const("Small", "low"), to.nat(1))
    let = {"name": to.name("m"), "type": nat, "value": shifted, "body": var[0], "nondep": False}
    to.definition(("Small", "middle"), nat, to.term("letE", let))
    same = eq(to.level("succ", 0), nat, var[0], to.const("Small", "middle"))
    to.definition(("Small", "Bound"), arrow(nat, prop), to.bind("lam", nat, same))
    to.definition(("Small", "Pick"), arrow(sort_u, sort_u), to.bind("lam", sort_u, var[0]), ("u",))
    secret = to.head(("Small", "secret"), nat)
    to.items.append({"opaque": {**secret, "value": to.nat(7), "isUnsafe": False, "all": [secret["name"]]}})
    to.theorem(("Small", "low_ok"), eq(to.level("succ", 0), nat, to.const("Small", "low"), to.nat(42)),
               to.app(to.const("Eq", "refl", us=(to.level("succ", 0),)), nat, to.nat(42)))  # fmt: skip
    proved = to.bind("lam", prop, to.const("Small", "low_ok"))
    to.definition(("Small", "checked"), arrow(prop, prop), proved)


def statement(to: Lines) -> int:
    """∀ n, Bound n → Bound (first (mk n secret)) → Pick (checked answer), with a name for each."""
    var = [to.term("bvar", place) for place in range(3)]
    bound = to.const("Small", "Bound")
    made = to.app(to.const("Pair", "mk"), var[1], to.const("Small", "secret"))
    second = to.app(bound, to.app(to.const("Small", "first"), made))
    picked = to.app(to.const("Small", "Pick", us=(0,)), to.app(to.const("Small", "checked"), to.const(*ANSWER)))
    inner = to.bind("forallE", to.app(bound, var[0]), to.bind("forallE", second, picked))
    return to.bind("forallE", to.const("Nat"), inner)


def as_lean_writes(to: Lines) -> bytes:
    """The export with the keys of each line in order."""
    lines = (json.dumps(item, separators=(",", ":"), sort_keys=True) for item in to.items)
    return "".join(line + "\n" for line in lines).encode()


@cache
def challenge() -> bytes:
    """The statement, with `sorryAx` for what is wanted."""
    to = Lines()
    library(to)
    axiom(to, ("sorryAx",), to.bind("forallE", to.sort(), to.term("bvar", 0)))
    to.definition(ANSWER, to.sort(), to.app(to.const("sorryAx"), to.sort()))
    wanted = statement(to)
    to.theorem(THEOREM, wanted, to.app(to.const("sorryAx"), wanted))
    return as_lean_writes(to)


@cache
def solution() -> bytes:
    """An honest solution: by a lemma and two axioms."""
    to = Lines()
    library(to)
    to.definition(ANSWER, to.sort(), to.const("Eq", us=(0,)))
    wanted = statement(to)
    lemma = to.app(to.const("propext"), to.const("Classical", "choice", us=(0,)), to.const("Small", "low_ok"))
    to.theorem(("Small", "helper"), wanted, to.bind("lam", to.const("Nat"), lemma))
    to.theorem(THEOREM, wanted, to.const("Small", "helper"))
    return as_lean_writes(to)
