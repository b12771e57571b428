"""Exports that no kernel may accept: each adds to the zoo, or to nothing, something false, forged or malformed."""

from __future__ import annotations

from collections.abc import Callable

from tests.verification.lean.lines import Json, Lines, zoo

__all__ = ["CHEATS", "HONEST", "empty_nat", "endless", "equal", "quotient", "reflexive"]

Cheat = Callable[[Lines], None]
CHEATS: dict[str, tuple[str, Cheat]] = {}
"""Name → (a part of the reason, what it does to the zoo)."""
HONEST: dict[str, Cheat] = {}
"""Additions that are right, so that a kernel which rejects everything fails."""


def cheat(reason: str) -> Callable[[Cheat], Cheat]:
    """Enter a function under its name."""

    def enter(function: Cheat) -> Cheat:
        CHEATS[function.__name__] = reason, function
        return function

    return enter


def honest(function: Cheat) -> Cheat:
    """Enter a function under its name."""
    HONEST[function.__name__] = function
    return function


def equal(to: Lines, a: int, b: int, type_: str = "Nat") -> int:
    """`a = b`."""
    return to.app(to.const("Eq", us=(to.level("succ", 0),)), to.const(type_), a, b)


def reflexive(to: Lines, a: int, type_: str = "Nat") -> int:
    """`Eq.refl a`."""
    return to.app(to.const("Eq", "refl", us=(to.level("succ", 0),)), to.const(type_), a)


def project(to: Lines, type_: int, structure: str, place: int) -> int:
    """`fun x : type_ => x.place`."""
    value = {"typeName": to.name(structure), "idx": place, "struct": to.term("bvar", 0)}
    return to.bind("lam", type_, to.term("proj", value))


def both(to: Lines) -> int:
    """`True ∧ True`."""
    return to.app(to.const("And"), to.const("True"), to.const("True"))


@honest
def second_projection_of_a_conjunction(to: Lines) -> None:
    to.theorem(("E",), to.bind("forallE", both(to), to.const("True")), project(to, both(to), "And", 1))


@honest
def large_numbers_are_multiplied(to: Lines) -> None:
    n = 10**40 + 1
    product = to.app(to.const("Nat", "mul"), to.nat(n), to.nat(n))
    to.theorem(("E",), equal(to, product, to.nat(n * n)), reflexive(to, to.nat(n * n)))


@honest
def notes_of_the_elaborator(to: Lines) -> None:
    noted = to.term("mdata", {"expr": to.const("True", "intro"), "data": {"note": True}})
    to.theorem(("E",), to.const("True"), noted)


@honest
def an_unsafe_definition_that_nothing_uses(to: Lines) -> None:
    to.definition(("loop",), to.const("False"), to.const("loop"), safety="unsafe")


@honest
def a_tower_of_two_to_the_sixtieth(to: Lines) -> None:
    term = to.const("True")
    for _ in range(60):
        term = to.app(to.const("And"), term, term)
    to.definition(("E",), to.sort(), term)


@honest
def forty_thousand_levels(to: Lines) -> None:
    level = 0
    for _ in range(40_000):
        level = to.level("succ", level)
    to.definition(("E",), to.term("sort", to.level("succ", level)), to.term("sort", level))


@cheat("declaration type mismatch")
def a_false_theorem(to: Lines) -> None:
    to.theorem(("E",), to.const("False"), to.const("True", "intro"))


@cheat("unknown constant")
def a_theorem_by_itself(to: Lines) -> None:
    to.theorem(("E",), to.const("False"), to.const("E"))


@cheat("unknown constant")
def two_theorems_by_each_other(to: Lines) -> None:
    to.theorem(("E",), to.const("False"), to.const("F"))
    to.theorem(("F",), to.const("False"), to.const("E"))


@cheat("unknown constant")
def an_opaque_by_itself(to: Lines) -> None:
    head = to.head(("E",), to.const("False"))
    to.items.append({"opaque": {**head, "value": to.const("E"), "isUnsafe": False, "all": [head["name"]]}})


@cheat("type mismatch")
def a_definition_of_another_type(to: Lines) -> None:
    to.definition(("E",), to.const("Nat"), to.const("True", "intro"))


@cheat("not a proposition")
def a_theorem_that_is_a_number(to: Lines) -> None:
    to.theorem(("E",), to.const("Nat"), to.nat(3))


@cheat("already declared")
def a_name_twice(to: Lines) -> None:
    to.theorem(("True", "intro"), to.const("True"), to.const("True", "intro"))


@cheat("already declared")
def a_name_twice_under_two_numbers(to: Lines) -> None:
    number = to.count["in"]
    to.items.append({"in": number, "str": {"pre": to.name("True"), "str": "intro"}})
    to.items.append({"axiom": {"name": number, "levelParams": [], "type": to.const("False"), "isUnsafe": False}})


@cheat("non positive occurrence")
def a_type_that_refutes_itself(to: Lines) -> None:
    bad = to.const("Bad")
    refutation = to.bind("forallE", bad, to.const("False"))
    to.inductive("Bad", to.sort(1), {"mk": to.bind("forallE", refutation, bad)}, [], isRec=True, fields={"mk": 1})


@cheat("too big")
def a_type_larger_than_its_universe(to: Lines) -> None:
    to.inductive("Big", to.sort(1), {"mk": to.bind("forallE", to.sort(1), to.const("Big"))}, [], fields={"mk": 1})


@cheat("")
def a_constructor_of_falsity(to: Lines) -> None:
    to.items.append(
        {
            "inductive": {
                "types": [],
                "recs": [],
                "ctors": [
                    {
                        **to.head(("False", "intro"), to.const("False")),
                        "induct": to.name("False"),
                        "cidx": 0,
                        "numParams": 0,
                        "numFields": 0,
                        "isUnsafe": False,
                    }
                ],
            }
        }
    )


@cheat("missing or in excess")
def a_type_without_its_recursor(to: Lines) -> None:
    to.inductive("U", to.sort(1), {"mk": to.const("U")}, [])


@cheat("")
def a_proof_irrelevant_type_with_large_elimination(to: Lines) -> None:
    """`inductive P : Prop | a | b` with a recursor into every sort: then `a = b` would tell true from false."""
    p, u = to.const("P"), to.level("param", to.name("u"))
    motive = to.bind("forallE", p, to.term("sort", u))
    first = to.app(to.term("bvar", 0), to.const("P", "a"))
    second = to.app(to.term("bvar", 1), to.const("P", "b"))
    last = to.bind("forallE", p, to.app(to.term("bvar", 3), to.term("bvar", 0)))
    type_ = to.bind("forallE", motive, to.bind("forallE", first, to.bind("forallE", second, last)))
    bodies = [
        to.bind("lam", motive, to.bind("lam", first, to.bind("lam", second, to.term("bvar", place))))
        for place in (1, 0)
    ]
    rules = [
        {"ctor": to.name("P", name), "nfields": 0, "rhs": body} for name, body in zip(("a", "b"), bodies, strict=True)
    ]
    recursor = {
        **to.head(("P", "rec"), type_, ("u",)),
        "all": [to.name("P")],
        "numParams": 0,
        "numIndices": 0,
        "numMotives": 1,
        "numMinors": 2,
        "rules": rules,
        "k": False,
        "isUnsafe": False,
    }
    to.inductive("P", to.sort(), {"a": p, "b": p}, [recursor])


@cheat("duplicate universe level parameter")
def a_parameter_twice(to: Lines) -> None:
    to.definition(("E",), to.sort(2), to.sort(1), params=("u", "u"))


@cheat("undefined universe level parameter")
def an_undeclared_parameter(to: Lines) -> None:
    level = to.level("param", to.name("w"))
    to.definition(("E",), to.term("sort", to.level("succ", level)), to.term("sort", level))


@cheat("incorrect number of universe levels")
def a_level_too_many(to: Lines) -> None:
    to.theorem(("E",), to.const("True", us=(0,)), to.const("True", "intro"))


@cheat("type mismatch")
def a_universe_as_its_own_member(to: Lines) -> None:
    to.definition(("E",), to.sort(1), to.sort(1))


@cheat("loose bound variables")
def a_loose_variable(to: Lines) -> None:
    to.theorem(("E",), to.const("True"), to.term("bvar", 0))


@cheat("loose bound variables")
def the_largest_variable(to: Lines) -> None:
    to.theorem(("E",), to.const("True"), to.bind("lam", to.const("Nat"), to.term("bvar", (1 << 20) - 2)))


@cheat("malformed")
def a_variable_beyond_what_lean_counts(to: Lines) -> None:
    to.theorem(("E",), to.const("True"), to.bind("lam", to.const("Nat"), to.term("bvar", (1 << 20) - 1)))


@cheat("invalid projection")
def a_projection_of_a_number(to: Lines) -> None:
    to.definition(("E",), to.bind("forallE", to.const("Nat"), to.const("Nat")), project(to, to.const("Nat"), "Nat", 0))


@cheat("invalid projection")
def the_witness_out_of_an_existence(to: Lines) -> None:
    some = to.const("Exists", us=(to.level("succ", 0),))
    exists = to.app(some, to.const("Nat"), to.bind("lam", to.const("Nat"), to.const("True")))
    to.definition(("E",), to.bind("forallE", exists, to.const("Nat")), project(to, exists, "Exists", 0))


@cheat("invalid projection")
def a_projection_beyond_the_fields(to: Lines) -> None:
    to.theorem(("E",), to.bind("forallE", both(to), to.const("True")), project(to, both(to), "And", 2))


@cheat("invalid projection")
def a_projection_of_another_structure(to: Lines) -> None:
    to.theorem(("E",), to.bind("forallE", both(to), to.const("True")), project(to, both(to), "PProd", 0))


@cheat("type mismatch")
def a_wrong_product(to: Lines) -> None:
    n = 10**40 + 1
    product = to.app(to.const("Nat", "mul"), to.nat(n), to.nat(n))
    to.theorem(("E",), equal(to, product, to.nat(n * n + 1)), reflexive(to, to.nat(n * n + 1)))


@cheat("unsafe declaration")
def a_theorem_by_an_unsafe_loop(to: Lines) -> None:
    to.definition(("loop",), to.const("False"), to.const("loop"), safety="unsafe")
    to.theorem(("E",), to.const("False"), to.const("loop"))


@cheat("partial declaration")
def a_theorem_by_a_partial_loop(to: Lines) -> None:
    to.definition(("loop",), to.const("False"), to.const("loop"), safety="partial")
    to.theorem(("E",), to.const("False"), to.const("loop"))


@cheat("literal of String")
def text_without_its_type(to: Lines) -> None:
    to.theorem(("E",), to.const("True"), to.app(to.term("strVal", "x"), to.const("True", "intro")))


@cheat("malformed")
def a_negative_number(to: Lines) -> None:
    to.definition(("E",), to.const("Nat"), to.term("natVal", "-4294967296"))


@cheat("malformed")
def a_number_in_other_digits(to: Lines) -> None:
    to.definition(("E",), to.const("Nat"), to.term("natVal", "\u0663"))


@cheat("refused to evaluate")
def a_number_that_no_machine_holds(to: Lines) -> None:
    power = to.app(to.const("Nat", "pow"), to.nat(2), to.nat(1 << 40))
    rest = to.app(to.const("Nat", "mod"), power, to.nat(3))
    to.theorem(("E",), equal(to, rest, to.nat(1)), reflexive(to, to.nat(1)))


def endless() -> Lines:
    """A recursion of a billion steps."""
    to = Lines(zoo())
    true = to.const("Bool", "true")
    to.theorem(("E",), equal(to, counting(to, 10**9), true, "Bool"), reflexive(to, true, "Bool"))
    return to


def counting(to: Lines, steps: int) -> int:
    """`not` applied so many times, by recursion that the kernel has no shortcut for."""
    boolean = to.const("Bool")
    motive = to.bind("lam", to.const("Nat"), boolean)
    step = to.bind("lam", to.const("Nat"), to.bind("lam", boolean, to.app(to.const("not"), to.term("bvar", 0))))
    recursor = to.const("Nat", "rec", us=(to.level("succ", 0),))
    return to.app(recursor, motive, to.const("Bool", "true"), step, to.nat(steps))


def empty_nat() -> Lines:
    """A type `Nat` without members, rightly declared; then the number 0."""
    to = Lines()
    nat, u = to.const("Nat"), to.level("param", to.name("u"))
    motive = to.bind("forallE", nat, to.term("sort", u))
    body = to.bind("forallE", nat, to.app(to.term("bvar", 1), to.term("bvar", 0)))
    recursor: Json = {
        **to.head(("Nat", "rec"), to.bind("forallE", motive, body), ("u",)),
        "all": [to.name("Nat")],
        "numParams": 0,
        "numIndices": 0,
        "numMotives": 1,
        "numMinors": 0,
        "rules": [],
        "k": False,
        "isUnsafe": False,
    }
    to.inductive("Nat", to.sort(1), {}, [recursor])
    to.definition(("E",), nat, to.nat(0))
    return to


def quotient(*, sound: bool = True, start: bytes | None = None) -> Lines:
    """The four constants of quotients; unsound without the proof that `Quot.lift` asks for."""
    to = Lines(zoo() if start is None else start)
    u, v = (to.level("param", to.name(name)) for name in "uv")
    a, b = to.term("sort", u), to.term("sort", v)
    var = [to.term("bvar", place) for place in range(8)]
    prop = to.sort()

    def relation(alpha: int) -> int:
        return to.bind("forallE", var[alpha], to.bind("forallE", var[alpha + 1], prop))

    def quot(alpha: int, r: int) -> int:
        return to.app(to.const("Quot", us=(u,)), var[alpha], var[r])

    def enter(kind: str, name: tuple[str, ...], type_: int, params: tuple[str, ...] = ("u",)) -> None:
        to.items.append({"quot": {**to.head(name, type_, params), "kind": kind}})

    enter("type", ("Quot",), to.bind("forallE", a, to.bind("forallE", relation(0), a)))
    made = to.bind("forallE", var[1], quot(2, 1))
    enter("ctor", ("Quot", "mk"), to.bind("forallE", a, to.bind("forallE", relation(0), made)))
    same = to.app(to.const("Eq", us=(v,)), var[4], to.app(var[3], var[2]), to.app(var[3], var[1]))
    compatible = to.bind(
        "forallE", var[3], to.bind("forallE", var[4], to.bind("forallE", to.app(var[4], var[1], var[0]), same))
    )
    compatible = compatible if sound else to.const("True")
    lifted = to.bind("forallE", compatible, to.bind("forallE", quot(4, 3), var[3]))
    function = to.bind("forallE", to.bind("forallE", var[2], var[1]), lifted)
    lift = to.bind("forallE", a, to.bind("forallE", relation(0), to.bind("forallE", b, function)))
    enter("lift", ("Quot", "lift"), lift, ("u", "v"))
    motive = to.bind("forallE", quot(1, 0), prop)
    element = to.app(to.const("Quot", "mk", us=(u,)), var[3], var[2], var[0])
    each = to.bind("forallE", var[2], to.app(var[1], element))
    conclusion = to.bind("forallE", each, to.bind("forallE", quot(3, 2), to.app(var[2], var[0])))
    enter(
        "ind",
        ("Quot", "ind"),
        to.bind("forallE", a, to.bind("forallE", relation(0), to.bind("forallE", motive, conclusion))),
    )
    return to
