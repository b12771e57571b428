"""What a submission may fill into a hole of a statement, such as the answer to "determine all n with …".

A hole's type alone does not keep a submission from answering with the question. So the *normal form* of what it fills
in is looked at: a proposition must be `True` or `False`, a number must be a numeral, anything else may be made of
listed constants only, must not repeat a part of the statement, and every constant in it must be the one that the
challenge or the reference has. Whether the answer is a good one, a person says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from problems.errors import InputError
from verification.lean.closure import MissingConstantError, reached
from verification.lean.environment import APP, BVAR, CONST, NAT, SORT, TEXT, Constant, Environment, Name, spell
from verification.lean.equality import Equality
from verification.lean.inference import Inference
from verification.lean.reduction import GiveUpError

__all__ = ["POLICIES", "hole_fault", "hole_value", "shown"]

POLICIES = ("proposition", "numeral", "constants")

NUMBERS: tuple[Name, ...] = (("Nat",), ("Int",), ("Rat",), ("Real",))
"""Types of numerals."""
WRITTEN: Mapping[Name, int] = {("OfNat", "ofNat"): 3, ("Neg", "neg"): 3, ("HDiv", "hDiv"): 6}
"""What a numeral is made with, and the number of arguments."""
INSTANCES: frozenset[Name] = frozenset(
    {
        ("instOfNatNat",),
        ("instOfNat",),
        ("instHDiv",),
        ("Int", "instNegInt"),
        ("Rat", "instOfNat"),
        ("Rat", "instNeg"),
        ("Rat", "instDiv"),
        *NUMBERS,
    }
)
"""What may stand in a numeral besides."""
SHOWN = 300


def hole_fault(
    challenge: Environment,
    solution: Environment,
    hole: Name,
    *,
    policy: str,
    constants: Collection[Name] = (),
    theorems: Iterable[Name] = (),
    reference: Environment | None = None,
) -> str:
    """Why what the solution fills in is no answer; empty if the policy has nothing against it.

    `constants` are those of policy `constants`; `theorems` are the statements that must not be repeated. Asked after
    the comparison has matched: the hole's type is taken to be the challenge's.
    """
    if policy not in POLICIES:
        raise InputError(f"no policy for holes is called {policy!r}")
    filled = solution.constants.get(hole)
    if filled is None or filled.kind != "def" or filled.value is None or filled.safety != "safe":
        return "it is not filled in by a definition"
    trusted = [Equality(each, solution) for each in (challenge, reference) if each is not None]
    try:
        return _Hole(solution, trusted, filled, filled.value).fault(policy, frozenset(constants), tuple(theorems))
    except (GiveUpError, RecursionError, MissingConstantError) as error:
        return f"its normal form was not found: {error}"


def hole_value(solution: Environment, hole: Name, *, constants: Collection[Name] = ()) -> str:
    """The head normal form of what is filled in, for people; says so where it was not found."""
    filled = solution.constants.get(hole)
    if filled is None or filled.value is None:
        return "nothing"
    calculator = Inference(solution)
    try:
        return shown(calculator, calculator.whnf(calculator.read(filled.value), keep=constants))
    except (GiveUpError, RecursionError):
        return "a term whose normal form was not found"


class _Hole:
    def __init__(self, solution: Environment, trusted: list[Equality], hole: Constant, value: int) -> None:
        self.solution, self.trusted, self.hole = solution, trusted, hole
        self.calculator = Inference(solution)
        self.value = self.calculator.read(value)

    def fault(self, policy: str, allowed: frozenset[Name], theorems: tuple[Name, ...]) -> str:
        if policy == "proposition":
            return self.proposition()
        if policy == "numeral":
            return self.numeral()
        return self.of_constants(allowed, theorems)

    def proposition(self) -> str:
        """`True` or `False`, and these are what they are called."""
        node = self.calculator.whnf(self.value)
        kind, name, levels, _ = self.calculator.nodes[node]
        if kind != CONST or levels or name not in (("True",), ("False",)):
            return f"its normal form is {shown(self.calculator, node)}, neither True nor False"
        constant = self.solution.constants.get(name)
        constructors = [self.solution.constants[each] for each in constant.constructors] if constant else []
        right = (
            constant is not None
            and constant.kind == "inductive"
            and self.calculator.nodes[self.calculator.read(constant.type)][:2] == (SORT, ("zero",))
            and len(constructors) == (name == ("True",))
            and all(self.calculator.read(each.type) == node for each in constructors)
        )
        return "" if right else f"{spell(name)} is not the proposition of that name"

    def numeral(self) -> str:
        """A number that is written out."""
        kind, name, _, _ = self.calculator.nodes[self.calculator.whnf(self.calculator.read(self.hole.type))]
        if kind != CONST or name not in NUMBERS:
            return "its type is none of " + ", ".join(map(spell, NUMBERS))
        if name == ("Nat",) and self.natural(self.value):
            return ""
        if name == ("Int",) and self.integer(self.value):
            return ""
        if name != ("Nat",) and self.written(self.value, name):
            return self.distrusted(self.named(self.value))
        return f"its normal form is {shown(self.calculator, self.calculator.whnf(self.value))}, which is no numeral"

    def natural(self, node: int) -> bool:
        """Whether the head normal form is a literal, or `Nat.zero` under some `Nat.succ`."""
        for _ in range(1000):
            node = self.calculator.whnf(node)
            if self.calculator.nodes[node][0] == NAT:
                return True
            head, arguments = self.calculator.split(node)
            name = self.calculator.nodes[head][1]
            if name == ("Nat", "zero") and not arguments:
                return True
            if name != ("Nat", "succ") or len(arguments) != 1:
                return False
            (node,) = arguments
        return False

    def integer(self, node: int) -> bool:
        """Whether the head normal form is a constructor of `Int` with a numeral."""
        try:
            head, arguments = self.calculator.split(self.calculator.whnf(node))
            known = (("Int", "ofNat"), ("Int", "negSucc"))
            return self.calculator.nodes[head][1] in known and len(arguments) == 1 and self.natural(arguments[0])
        except GiveUpError:
            return False

    def written(self, node: int, type_: Name) -> bool:
        """Whether a number is written as a literal, its negative, or a quotient of two such."""
        head, arguments = self.calculator.split(node)
        kind, name, _, _ = self.calculator.nodes[head]
        count = WRITTEN.get(name, 0) if kind == CONST else 0
        if not count or len(arguments) != count:
            return False
        number = self.calculator.make(CONST, type_, ())
        if any(each != number for each in arguments[: 3 if count == 6 else 1]):
            return False
        if name == ("OfNat", "ofNat"):
            return self.calculator.nodes[arguments[1]][0] == NAT and self.instance(arguments[2])
        if not self.instance(arguments[3 if count == 6 else 1]):
            return False
        return all(self.written(each, type_) for each in arguments[4 if count == 6 else 2 :])

    def instance(self, node: int) -> bool:
        """Whether a term is made of known instances and literals alone."""
        todo = [node]
        while todo:
            kind, first, second, _ = self.calculator.nodes[todo.pop()]
            if kind == APP:
                todo += [first, second]
            elif kind != NAT and not (kind == CONST and first in INSTANCES):
                return False
        return True

    def of_constants(self, allowed: frozenset[Name], theorems: tuple[Name, ...]) -> str:
        """A term of listed constants that is no part of the statement."""
        normal = self.normal(self.value, allowed | {self.hole.name})
        if alien := [name for name in self.named(normal) if name not in allowed]:
            return f"its normal form mentions {', '.join(map(spell, alien[:5]))}"
        if said := self.distrusted(self.named(normal)):
            return said
        if self.calculator.nodes[normal][0] in (CONST, SORT, NAT, TEXT):
            return ""
        for theorem in theorems:
            if (stated := self.solution.constants.get(theorem)) is None:
                raise MissingConstantError(theorem)
            if normal in self.inside(self.normal(self.calculator.read(stated.type), allowed | {self.hole.name})):
                return f"it repeats a part of {spell(theorem)}"
        return ""

    def normal(self, node: int, keep: Collection[Name]) -> int:
        """The normal form, with everything unfolded but what is to be kept."""
        calculator = self.calculator
        known: dict[int, int] = {}

        def of(node: int) -> int:
            if node not in known:
                made = calculator.whnf(node, keep=keep)
                head, arguments = calculator.split(made)
                parts = [of(part) for part, _ in calculator.parts(calculator.nodes[head])]
                if parts:
                    head = calculator.rebuilt(calculator.nodes[head], parts)
                known[node] = calculator.applied(head, [of(argument) for argument in arguments])
            return known[node]

        return of(node)

    def inside(self, node: int) -> set[int]:
        """A term and all its parts."""
        seen, todo = set(), [node]
        while todo:
            at = todo.pop()
            if at not in seen:
                seen.add(at)
                todo += [part for part, _ in self.calculator.parts(self.calculator.nodes[at])]
        return seen

    def named(self, node: int) -> list[Name]:
        """The constants, and structures of projections, in a term; and the types of its literals."""
        found: dict[Name, None] = {}
        for at in sorted(self.inside(node)):
            kind, first, _, _ = self.calculator.nodes[at]
            if kind in (NAT, TEXT):
                found[("Nat",) if kind == NAT else ("String",)] = None
            elif isinstance(first, tuple) and kind != SORT:
                found[first] = None
        return list(found)

    def distrusted(self, names: Sequence[Name]) -> str:
        """The first constant that neither the challenge nor the reference has in the same way."""
        for name in reached(self.solution, names):
            ours = self.solution.constants[name]
            homes = [each for each in self.trusted if name in each.left.constants]
            if not homes:
                return f"{spell(name)} is in neither the challenge nor the reference"
            if said := homes[0].difference(homes[0].left.constants[name], ours):
                return f"{spell(name)} is not what it is in the challenge: {said}"
        return ""


def shown(calculator: Inference, node: int, most: int = SHOWN) -> str:
    """A term for people, cut after some characters."""
    pieces: list[str] = []
    left, todo = most, [node]  # type: tuple[int, list[int | str]]
    while todo and left > 0:
        item = todo.pop()
        if isinstance(item, int):
            kind, first, _, _ = calculator.nodes[item]
            if kind == APP:
                todo += [")", calculator.nodes[item][2], " ", first, "("]
                continue
            if kind == CONST:
                item = spell(first)
            elif kind == BVAR:
                item = f"#{first}"
            elif kind in (NAT, TEXT):
                item = str(first)[:left]
            else:
                item = "Prop" if (kind, first) == (SORT, ("zero",)) else "Sort" if kind == SORT else "(…)"
        pieces.append(item[:left])
        left -= len(item)
    return "".join(pieces) + ("…" if todo or left < 0 else "")
