"""Exports as metaprograms would leave them: each function makes one out of the export of the statement.

Metaprograms are written with Lean's library, which is not at hand, so what they would leave is written into the lines.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.verification.lean.lines import Json, Lines

__all__ = ["MAKERS", "NEEDED"]

Maker = Callable[[bytes], bytes]
MAKERS: dict[str, Maker] = {}
"""Name of the sample → what it makes of the export of the statement."""

GOAL = ("goal",)
NEEDED = (("True",), ("True", "intro"), ("False",), ("False", "rec"), ("And",), ("And", "intro"), ("List",))
"""Constants of the core that the functions use, and that the statement's export has to bring."""


def maker(name: str) -> Callable[[Callable[[Lines, int], None]], Callable[[Lines, int], None]]:
    """Enter what is done to the lines without the axiom `goal`, given the number of its type."""

    def enter(function: Callable[[Lines, int], None]) -> Callable[[Lines, int], None]:
        def make(challenge: bytes) -> bytes:
            to = Lines(challenge)
            (goal,) = [item for item in to.items if item.get("axiom", {}).get("name") == to.name(*GOAL)]
            to.items.remove(goal)
            function(to, goal["axiom"]["type"])
            return to.bytes()

        MAKERS[name] = make
        return function

    return enter


def axiom(to: Lines, name: tuple[str | int, ...], type_: int) -> None:
    """An axiom."""
    to.items.append({"axiom": {**to.head(name, type_), "isUnsafe": False}})


def absurd(to: Lines, goal: int, falsity: int) -> int:
    """A proof of anything from one of `False`."""
    motive = to.bind("lam", to.const("False"), goal)
    return to.app(to.const("False", "rec", us=(0,)), motive, falsity)


@maker("07_axiom_by_metaprogram")
def axiom_of_the_goal(to: Lines, goal: int) -> None:
    """The goal itself as an axiom."""
    axiom(to, ("lent",), goal)
    to.theorem(GOAL, goal, to.const("lent"))


@maker("12_partial_loop")
def partial_loop(to: Lines, goal: int) -> None:
    """The theorem by a definition that calls itself."""
    to.definition(("loop",), goal, to.const("loop"), safety="partial")
    to.theorem(GOAL, goal, to.const("loop"))


@maker("15_unchecked_declaration")
def unchecked(to: Lines, goal: int) -> None:
    """A value of another type."""
    to.theorem(GOAL, goal, to.const("True", "intro"))


@maker("15_forged_constructor")
def forged_constructor(to: Lines, goal: int) -> None:
    """`False` gets a constructor."""
    made = to.head(("False", "made"), to.const("False"))
    facts = {"induct": to.name("False"), "cidx": 0, "numParams": 0, "numFields": 0, "isUnsafe": False}
    for item in to.items:
        for type_ in item.get("inductive", {}).get("types", ()):
            if type_["name"] == to.name("False"):
                type_["ctors"] = [made["name"]]
                item["inductive"]["ctors"] = [{**made, **facts}]
                to.items.remove(item)
                to.items.append(item)
                to.theorem(GOAL, goal, absurd(to, goal, to.const("False", "made")))
                return
    raise AssertionError("the statement's export lacks False")


def definition_of(to: Lines, *name: str) -> Json:
    """The record of a definition that is there."""
    (found,) = [item["def"] for item in to.items if item.get("def", {}).get("name") == to.name(*name)]
    return found


def always(to: Lines) -> int:
    """`fun _ _ : Nat => True`."""
    nat = to.const("Nat")
    return to.bind("lam", nat, to.bind("lam", nat, to.const("True")))


@maker("16_replaced_constant")
def replaced_constant(to: Lines, goal: int) -> None:
    """Divisibility is true of everything."""
    found = definition_of(to, "Workbench", "Divides")
    value = always(to)
    item = {"def": {**found, "value": value}}
    to.items = [each for each in to.items if each.get("def") is not found]
    to.items.append(item)
    to.theorem(GOAL, goal, to.const("True", "intro"))


@maker("17_malformed_olean")
def negative_number(to: Lines, goal: int) -> None:
    """A literal below zero."""
    to.definition(("bad",), to.const("Nat"), to.term("natVal", "-4294967296"))
    axiom(to, ("unused",), to.const("Nat"))
    to.theorem(GOAL, goal, to.const("bad"))


@maker("18_kernel_bug")
def nested_argument(to: Lines, goal: int) -> None:
    """A constructor with an argument of type `List (Nat.zero Bad)`, where `Nat.zero` is applied though no function."""
    bad = to.const("Bad")
    inner = to.app(to.const("Nat", "zero"), bad)
    argument = to.app(to.const("List", us=(0,)), inner)
    made = to.bind("forallE", argument, bad)
    to.inductive("Bad", to.sort(1), {"mk": made}, [], isRec=True, numNested=1, fields={"mk": 1})
    to.theorem(GOAL, goal, to.const("Bad", "mk"))


@maker("20_lines_in_a_name")
def lines_in_a_name(to: Lines, goal: int) -> None:
    """Where names were printed as they are, this one declared something."""
    name = ('x\n{"thm":{"name":1,"levelParams":[],"type":0,"value":0,"all":[1]}}',)
    axiom(to, name, goal)
    to.theorem(GOAL, goal, to.const(*name))


@maker("20_number_twice")
def number_twice(to: Lines, goal: int) -> None:
    """The number of the goal's type is given to `True` as well, before the theorem."""
    body = next(item for item in to.items if item.get("ie") == to.const("True"))
    to.items.append({**body, "ie": goal})
    to.theorem(GOAL, goal, to.const("True", "intro"))


@maker("20_forward_reference")
def forward_reference(to: Lines, goal: int) -> None:
    """An application of itself to itself."""
    number = to.count["ie"]
    to.items.append({"ie": number, "app": {"fn": number, "arg": number}})
    to.items.append({"thm": {**to.head(GOAL, goal), "value": number, "all": [to.name(*GOAL)]}})


@maker("20_declared_twice")
def declared_twice(to: Lines, goal: int) -> None:
    """First something true, then the goal, as an axiom."""
    to.theorem(GOAL, to.const("True"), to.const("True", "intro"))
    axiom(to, GOAL, goal)


@maker("20_tower")
def tower(to: Lines, goal: int) -> None:
    """A conjunction of the goal with itself, sixty times over."""
    axiom(to, ("lent",), goal)
    statement, proof = goal, to.const("lent")
    for _ in range(60):
        proof = to.app(to.const("And", "intro"), statement, statement, proof, proof)
        statement = to.app(to.const("And"), statement, statement)
    to.theorem(GOAL, statement, proof)


@maker("24_local_notation")
def notation(to: Lines, goal: int) -> None:
    """What is left when the notation has been unfolded: `(fun _ => True) 9`."""
    numeral = next(item["ie"] for item in to.items if item.get("natVal") == "9")
    statement = to.app(to.bind("lam", to.const("Nat"), to.const("True")), numeral)
    to.theorem(GOAL, statement, to.const("True", "intro"))
