"""What a proved theorem says for people: its hypotheses, the answers it gives, the size of its proof.

None of this makes a proof right or wrong. It shows what kernels do not look at: that a theorem holds under hypotheses
which are never met, or that an answer repeats the question.
"""

from __future__ import annotations

from problems.errors import InputError, UnsupportedError
from problems.values import Frozen
from verification.lean.closure import mentions, reached
from verification.lean.environment import BINDERS, FORALL, LAM, Constant, Environment, Name, spell
from verification.lean.explicit import name_text, term_text
from verification.lean.holes import hole_fault, hole_value, shown
from verification.lean.inference import Inference, sign
from verification.lean.reduction import EVERYTHING, GiveUpError
from verification.lean.spelling import show

__all__ = [
    "PROBES",
    "SHORT_PROOF",
    "Hypothesis",
    "Probe",
    "ProofSize",
    "hole_fault",
    "hole_value",
    "hypotheses",
    "probe",
    "proof_size",
]

SHORT_PROOF = 500
"""A proof of an open problem with fewer different terms, lemmas included, is looked at by a person."""

PROBES = (
    "by intros; contradiction",
    "by intros; simp_all",
    "by intros; omega",
    "by intros; grind",
    "by intros; norm_num at *",
    "by intros; nlinarith",
    "by decide",
)
"""Proofs to try for a probe. Where a tactic is not known, the attempt fails like any other."""

MOST_BINDERS = 10_000
SHOWN = 400


class Hypothesis(Frozen):
    """An argument of a theorem that is, or may be, a proof of something."""

    place: int
    """Its place among all arguments, from 0."""
    name: str
    """Of the binder, for people."""
    says: str
    """Its type, for people."""
    certain: bool
    """Whether it is known to be a proposition; if not, it could not be determined."""
    instance: bool
    """Whether Lean looks for it by itself, as for `[Fact p.Prime]`."""
    hidden: str = ""
    """Where it stands if it is not written in the theorem: a definition `def Goal : Prop := ∀ n, …` of which the
    conclusion is the mere name, or a conclusion that is calculated."""


class ProofSize(Frozen):
    """Figures that show when a proof is suspiciously easy."""

    own_terms: int
    """Different terms in the value of the theorem itself."""
    terms: int
    """Different terms in the values of all constants that the proof rests on, and the statement does not."""
    constants: int
    """How many such constants there are."""
    lemma: str = ""
    """The theorem of which the proof is a mere application, if it is."""

    @property
    def short(self) -> bool:
        """Whether a person should ask why it is that easy."""
        return self.terms < SHORT_PROOF or bool(self.lemma)


class Probe(Frozen):
    """A theorem that would show that the hypotheses of another contradict each other."""

    statement: str
    """Lean source from `theorem` to the colon and the type: the same arguments, and `False`."""
    attempts: tuple[str, ...] = PROBES
    """Proofs that may be tried for it; that none succeeds says nothing."""


def theorem_of(environment: Environment, name: Name) -> Constant:
    """A constant that must be there."""
    if (found := environment.constants.get(name)) is None:
        raise InputError(f"{spell(name)} is not declared")
    return found


def hypotheses(environment: Environment, name: Name, *, instances: bool = False) -> tuple[Hypothesis, ...]:
    """The arguments of a theorem that are proofs, or of which that is not known; with `instances` also those in `[]`.

    Which arguments stand in `[]` is not compared between challenge and solution, so this is asked of the challenge.
    """
    found = _Audit(environment, theorem_of(environment, name)).found()
    return tuple(each for each in found if instances or not each.instance)


class _Audit:
    def __init__(self, environment: Environment, theorem: Constant) -> None:
        self.environment, self.theorem = environment, theorem
        self.calculator = Inference(environment)
        self.context: list[int] = []
        self.names: list[Name] = []

    def found(self) -> list[Hypothesis]:
        """All arguments, as written and behind definitions."""
        environment, term = self.environment, self.theorem.type
        made: list[Hypothesis] = []
        failed = False
        while environment.kinds[term] == FORALL:
            domain = environment.first[term]
            name, how = environment.names[environment.third[term]], BINDERS[environment.binders[term]]
            certain = None
            if not failed:
                try:
                    self.calculator.steps = 0
                    node = self.calculator.read(domain)
                    certain = self.proposition(node)
                    self.context.append(node)
                except (GiveUpError, RecursionError):
                    failed = True
            if certain is not False:
                says = show(environment, domain, SHOWN, self.names)
                made.append(self.hypothesis(name, says, certain, how == "instImplicit"))
            self.names.append(name)
            if len(self.names) > MOST_BINDERS:
                raise UnsupportedError(f"{spell(self.theorem.name)} has more than {MOST_BINDERS} arguments")
            term = environment.second[term]
        return made + ([] if failed else self.hidden(term))

    def hypothesis(self, name: Name, says: str, certain: bool | None, instance: bool, hidden: str = "") -> Hypothesis:
        place = len(self.names)
        told = spell(name) if name else f"#{place}"
        return Hypothesis(place=place, name=told, says=says, certain=certain is True, instance=instance, hidden=hidden)

    def proposition(self, node: int) -> bool | None:
        """Whether a type in the context is a proposition; None if that is not known."""
        try:
            positive = sign(self.calculator.sort_of(node, tuple(self.context)))
        except (GiveUpError, RecursionError, KeyError):
            return None
        return None if positive is None else not positive

    def hidden(self, term: int) -> list[Hypothesis]:
        """Arguments that appear where the conclusion is a calculation, or the mere name of a definition."""
        calculator = self.calculator
        made: list[Hypothesis] = []
        way = "the conclusion"
        try:
            calculator.steps = 0
            node = calculator.read(term)
            while True:
                node = calculator.whnf(node, keep=EVERYTHING)
                constant = calculator.constant(node)
                if constant is not None and constant.kind == "def" and constant.value is not None:
                    way = spell(constant.name)
                    node = calculator.at_levels(constant.value, constant, calculator.nodes[node][2])
                    continue
                kind, domain, body, _ = calculator.nodes[node]
                if kind != FORALL:
                    return made
                certain = self.proposition(domain)
                if certain is not False:
                    says = shown(calculator, domain)
                    made.append(self.hypothesis((), says, certain, False, way))
                self.context.append(domain)
                self.names.append(())
                node = body
        except (GiveUpError, RecursionError):
            return [*made, self.hypothesis((), f"{way} could not be unfolded", None, False, way)]


def proof_size(environment: Environment, name: Name, statement: tuple[Name, ...]) -> ProofSize:
    """Figures for a theorem's proof; `statement` is what the statement rests on, which is not counted."""
    theorem = theorem_of(environment, name)
    if theorem.value is None:
        raise InputError(f"{spell(name)} has no proof")
    rest = [each for each in reached(environment, [name]) if each != name and each not in set(statement)]
    constants = environment.constants
    values = [constants[each].value for each in rest]
    own = _different(environment, [theorem.value])
    return ProofSize(
        own_terms=own,
        terms=_different(environment, [theorem.value, *(value for value in values if value is not None)]),
        constants=len(rest),
        lemma=_lemma(environment, theorem.value),
    )


def _different(environment: Environment, terms: list[int]) -> int:
    """How many different terms there are in some."""
    seen, same = bytearray(len(environment)), environment.same
    count, todo = 0, list(terms)
    while todo:
        term = same[todo.pop()]
        if not seen[term]:
            seen[term] = 1
            count += 1
            todo += environment.parts(term)
    return count


def _lemma(environment: Environment, value: int) -> str:
    """The theorem that a proof merely applies to its own arguments."""
    count = 0
    while environment.kinds[value] == LAM:
        value, count = environment.second[value], count + 1
    head, arguments = environment.head(value)
    found = mentions(environment, [head])
    if len(found) != 1 or environment.constants[found[0]].kind not in ("thm", "axiom"):
        return ""
    plain = all(not environment.parts(each) for each in arguments)
    return spell(found[0]) if plain else ""


def probe(environment: Environment, name: Name, *, called: str = "vacuous") -> Probe | None:
    """The theorem that nothing meets the hypotheses of another; None if that one has no arguments at all.

    Raises UnsupportedError where the statement has a name that cannot be written in source.
    """
    theorem = theorem_of(environment, name)
    pieces, term, depth = [], theorem.type, 0
    while environment.kinds[term] == FORALL:
        pieces.append(f"∀ (x{depth} : {term_text(environment, environment.first[term], depth)}), ")
        term, depth = environment.second[term], depth + 1
    if not pieces:
        return None
    levels = ", ".join(map(name_text, theorem.level_params))
    lead = f"theorem {called}.{{{levels}}}" if levels else f"theorem {called}"
    return Probe(statement=f"{lead} : {''.join(pieces)}_root_.False")
