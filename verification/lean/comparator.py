"""Does the solution prove what the challenge states? Compares two exports, constant by constant.

The challenge is ours: the statement, built from trusted sources. The solution is a stranger's. What is compared says
nothing about proofs being right, which is for the kernels; but if kernels accept the very bytes that were compared
here, then the theorems of the goal hold as the challenge means them, up to the axioms that are allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field, StrictInt, StrictStr, model_validator

from problems.errors import InputError
from problems.values import Frozen
from verification.lean.closure import MissingConstantError, reached, users
from verification.lean.environment import Constant, Environment, Name, spell
from verification.lean.equality import Equality
from verification.lean.primitives import NATIVE, PRIMITIVES, occurring

__all__ = ["RULES", "STANDARD_AXIOMS", "Comparison", "Finding", "Goal", "compare"]

STANDARD_AXIOMS: tuple[Name, ...] = (("propext",), ("Classical", "choice"), ("Quot", "sound"))
"""All that a theorem may ever rest on."""

MOST_FINDINGS = 50

RULES = {
    "missing": "the solution lacks a theorem or definition of the goal",
    "kind": "a theorem of the goal is no theorem in the solution, or a definition no definition",
    "statement": "a theorem or definition of the goal has another type",
    "constant": "something that the statement rests on is not what the challenge has",
    "primitive": "a constant that kernels know by name is not what the reference has",
    "axiom": "the proof rests on an axiom that is not allowed, or that is not the one of that name",
    "safety": "the proof rests on a constant that is unsafe or partial",
    "native": "the proof rests on what kernels evaluate by compiled code",
    "open": "the export of the solution mentions what it does not declare",
}
"""What a finding can be about."""

Component = StrictStr | Annotated[StrictInt, Field(ge=0)]
FrozenName = tuple[Component, ...]


class Goal(Frozen):
    """What is to be proved."""

    theorems: tuple[FrozenName, ...]
    """They must be theorems with the types that the challenge has."""
    holes: tuple[FrozenName, ...] = ()
    """Definitions that the solution fills: only their types are given."""
    axioms: tuple[FrozenName, ...] = STANDARD_AXIOMS
    """What the solution may rest on, some of `STANDARD_AXIOMS`."""

    @model_validator(mode="after")
    def _sensible(self) -> Goal:
        asked = (*self.theorems, *self.holes)
        if not self.theorems or not all(asked) or len(set(asked)) != len(asked):
            raise InputError("a goal has one or more theorems, and names each theorem and each hole once")
        if set(asked) & {*PRIMITIVES, *STANDARD_AXIOMS}:
            raise InputError("a goal leaves nothing open that kernels know by name, and no axiom")
        if alien := set(self.axioms) - set(STANDARD_AXIOMS):
            raise InputError(f"no proof may rest on {', '.join(map(spell, sorted(alien, key=repr)))}")
        return self


class Finding(Frozen):
    """One reason why the solution does not match."""

    rule: str
    """One of `RULES`."""
    constant: FrozenName
    """Which constant is at fault."""
    reason: str
    """For people; nothing is decided by it."""


class Comparison(Frozen):
    """What the comparison found."""

    findings: tuple[Finding, ...]
    axioms: tuple[FrozenName, ...]
    """What theorems and holes of the solution rest on, as far as that could be followed."""
    compared: int
    """How many constants were held against the challenge or the reference."""

    @property
    def matched(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def compare(
    challenge: Environment, solution: Environment, goal: Goal, *, reference: Environment | None = None
) -> Comparison:
    """Hold a solution against the challenge.

    `reference` has axioms and primitives that the challenge happens not to use; where both have one, the challenge's
    counts. Raises InputError if the challenge itself does not have what the goal names.
    """
    return _Comparison(challenge, solution, goal, reference).made()


class _Comparison:
    def __init__(
        self, challenge: Environment, solution: Environment, goal: Goal, reference: Environment | None
    ) -> None:
        self.challenge, self.solution, self.goal = challenge, solution, goal
        self.trusted = [Equality(challenge, solution)]
        if reference is not None:
            self.trusted.append(Equality(reference, solution))
        self.asked = frozenset((*goal.theorems, *goal.holes))
        self.findings: list[Finding] = []
        self.compared: set[tuple[int, Name]] = set()

    def made(self) -> Comparison:
        for name in self.goal.theorems:
            self.signature(name, self.given(name, ("thm", "axiom")), "thm")
        for name in self.goal.holes:
            self.signature(name, self.given(name, ("def",)), "def")
        self.constants(0, self.asked_in_order(), "constant")
        self.entrusted(occurring(self.solution), "primitive")
        axioms = tuple(self.foundations())
        return Comparison(findings=tuple(self.findings), axioms=axioms, compared=len(self.compared))

    def find(self, rule: str, constant: Name, reason: str) -> None:
        """Note a reason, once, and no more than anybody would read."""
        finding = Finding(rule=rule, constant=constant, reason=reason)
        if finding not in self.findings and len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)

    def asked_in_order(self) -> tuple[Name, ...]:
        return (*self.goal.theorems, *self.goal.holes)

    def given(self, name: Name, kinds: tuple[str, ...]) -> Constant:
        """A constant that the challenge must have."""
        constant = self.challenge.constants.get(name)
        if constant is None or constant.kind not in kinds:
            raise InputError(f"the challenge does not declare {spell(name)} as {' or '.join(kinds)}")
        return constant

    def signature(self, name: Name, given: Constant, kind: str) -> None:
        """Compare a theorem or hole of the goal; what it rests on comes after."""
        found = self.solution.constants.get(name)
        if found is None:
            alike = [spell(each) for each in self.solution.constants if _alike(each, name)][:3]
            hint = f"; it has {', '.join(alike)}, which is another name" if alike else ""
            self.find("missing", name, f"the solution does not declare it{hint}")
        elif found.kind != kind:
            self.find("kind", name, f"of kind {found.kind}, where a {kind} is asked for")
        elif said := self.trusted[0].signature(given, found):
            self.find("statement", name, said)

    def constants(self, place: int, roots: Iterable[Name], rule: str) -> None:
        """Compare all that the roots rest on in a trusted environment; of what the goal asks for, only the types."""
        equality = self.trusted[place]
        for name in reached(equality.left, roots, signatures=self.asked):
            if name in self.asked or (place, name) in self.compared:
                continue
            self.compared.add((place, name))
            found = self.solution.constants.get(name)
            if found is None:
                self.find(rule, name, "the solution does not declare it")
            elif said := equality.difference(equality.left.constants[name], found):
                self.find(rule, name, said)

    def entrusted(self, names: Sequence[Name], rule: str) -> None:
        """Compare constants that must be the trusted ones, with all they rest on."""
        left = names
        for place, equality in enumerate(self.trusted):
            self.constants(place, [name for name in left if name in equality.left.constants], rule)
            left = [name for name in left if name not in equality.left.constants]
        for name in left:
            self.find(rule, name, "neither the challenge nor the reference has it, so that it cannot be compared")

    def foundations(self) -> Iterator[Name]:
        """The axioms of the solution; notes those that are not allowed, and what is not safe."""
        roots = [name for name in self.asked_in_order() if name in self.solution.constants]
        try:
            closure = users(self.solution, roots)
        except MissingConstantError as error:
            self.find("open", error.name, str(error))
            return
        for name in closure:
            constant = self.solution.constants[name]
            if constant.safety != "safe":
                self.find("safety", name, f"it is {constant.safety}{_way(name, closure)}")
            if name in NATIVE:
                self.find("native", name, f"it is evaluated by compiled code{_way(name, closure)}")
            if constant.kind == "axiom":
                yield name
                if name not in self.goal.axioms:
                    self.find("axiom", name, f"this axiom is not allowed{_way(name, closure)}")
                    continue
            if name in STANDARD_AXIOMS:
                # Even something proved must not bear such a name, with which people connect a meaning.
                self.entrusted([name], "axiom")


def _way(name: Name, closure: Mapping[Name, Name | None]) -> str:
    """How the proof comes to a constant, for people."""
    way: list[str] = []
    user = closure[name]
    while user is not None and len(way) < 4:
        way.append(spell(user))
        user = closure[user]
    return f"; used by {', used by '.join(way)}{' …' if user else ''}" if way else ""


def _alike(one: Name, other: Name) -> bool:
    """Whether people might take two names for the same."""
    texts = [".".join(map(str, name)).split(".") for name in (one, other)]
    short = min(map(len, texts))
    return texts[0][-short:] == texts[1][-short:]
