"""Evidence that a Lean submission proves a pinned statement, or does not.

Everything that the outcome depends on stands in the fields; nothing here is a word of the submission's own process.
In order: does the export contain the theorem of the record and nothing that the record does not allow; what did each
kernel say of the same bytes; are hypotheses and answers those that the record admits; and does the statement that was
proved say what the candidate claims, or the opposite.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, Field

from problems.claim import Goal
from problems.values import Frozen
from verification.outcome import Outcome, UnknownReason, one_line

__all__ = [
    "MOST_AXIOMS",
    "KernelWord",
    "LeanDifference",
    "LeanHole",
    "LeanSize",
    "LeanStage",
    "PinnedProof",
    "listed_axioms",
]

Name = tuple[str | int, ...]
"""A Lean name by its components; text alone would be ambiguous."""
Short = Annotated[str, Field(max_length=400), AfterValidator(one_line)]
"""One line: much of it quotes what came with the candidate."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

MOST_AXIOMS = 50
"""Axioms listed at most, those that are not allowed first. No record allows so many."""


class KernelWord(Frozen):
    """What one kernel said of the export."""

    kernel: Short
    version: Short
    outcome: Literal["accepted", "rejected", "declined", "timeout", "memory", "crashed"]
    """Only the first two are about the theorem."""
    decides: bool
    """Whether no advisory speaks against letting this version decide."""
    required: bool = True
    """Whether an acceptance by others needs its answer as well."""
    doubt: bool = False
    """It ended in the way in which it also rejects."""
    reason: Short = ""

    @property
    def answered(self) -> bool:
        """Whether it said anything about the theorem."""
        return self.outcome in ("accepted", "rejected")


class LeanDifference(Frozen):
    """Where the submission is not what the record asks for."""

    rule: Short
    constant: Short
    """The constant's name, spelled so that nothing in it can pose as another one."""
    reason: Short


class LeanHole(Frozen):
    """An answer that the submission had to fill in."""

    name: Name
    value: Short
    """Its value in normal form, as text."""
    fault: Short = ""
    """Why it is no admissible answer; empty where it is one."""


class LeanSize(Frozen):
    """How large the proof is."""

    constants: int
    """Constants of its own that the theorem rests on."""
    terms: int
    """Distinct terms in them."""
    alarm: Short = ""
    """Set where the proof is so short that a person should ask whether the statement is the one that was meant."""


class LeanStage(Frozen):
    """One stage of the judgement."""

    layer: Literal["policy", "build", "export", "comparator", "kernels", "semantics"]
    milliseconds: int


class _Finding(NamedTuple):
    """What follows from the fields."""

    outcome: Outcome
    sentence: str
    why: UnknownReason | None = None


def _refuted(sentence: str) -> _Finding:
    return _Finding(Outcome.REFUTED, sentence)


def _open(why: UnknownReason, sentence: str) -> _Finding:
    return _Finding(Outcome.UNKNOWN, sentence, why)


_STAYS = "the claim itself stays undecided"


class PinnedProof(Frozen):
    """A Lean submission, held against a statement record by our comparator and by every kernel that is here."""

    kind: Literal["lean-proof"] = "lean-proof"
    record: Annotated[str, Field(max_length=300)]
    """Id of the record that the submission was held against, `repository@commit:declaration`."""
    named: Annotated[str, Field(max_length=300)]
    """Id of the record that the candidate names; another one where the submission proves its negation."""
    record_sha256: Sha256
    """Digest of the record: of everything in it that a verdict rests on."""
    origin: Literal["catalogue", "overlay", "brought"]
    """Whether the record ships with the workbench, is the user's own, or came with the bundle that is re-checked."""
    review: Short
    """What people have said of the record, in a few words."""
    shows: Literal["claim", "opposite"]
    """Whether a proof of the record's statement shows the candidate's claim, or the opposite claim."""
    theorem: Name
    toolchain: Short
    """What built both sides."""
    source_sha256: Sha256
    """The submission."""
    challenge_sha256: Sha256
    """The export of the record's statement."""
    solution_sha256: Sha256
    """The export of the submission's theorem, the very bytes that comparator and kernels saw."""
    matched: bool
    """Whether the comparator found nothing."""
    differences: tuple[LeanDifference, ...] = ()
    axioms: tuple[Name, ...] = ()
    """What the theorem rests on without proof, those that are not allowed first."""
    allowed: tuple[Name, ...] = ()
    """What it may rest on."""
    kernels: tuple[KernelWord, ...] = ()
    hypotheses: tuple[Short, ...] = ()
    """Propositions that the record's statement takes as arguments, those that Lean finds by itself included."""
    surplus: tuple[Short, ...] = ()
    """Propositions that the submission's theorem takes and the record's statement does not."""
    contradiction: Short = ""
    """A proof that nothing meets the hypotheses of the record's statement; empty where none was found."""
    holes: tuple[LeanHole, ...] = ()
    size: LeanSize | None = None
    """Absent where it was not matched."""
    messages: int = 0
    """Messages of the build; they come from the submission's own process and are for people."""
    advisories: tuple[Short, ...] = ()
    """Known faults of the kernels that ran."""
    stages: tuple[LeanStage, ...] = ()
    """What was done, in order."""
    notes: tuple[Short, ...] = ()
    """What else the reader should know, such as a damaged entry of the cache."""
    judge: str
    """Version of this judge: the hash of its code."""

    def outcome(self, goal: Goal) -> Outcome:
        """Verified, or refuted as a proof of the claim, only where everything was looked at; a doubt is unknown."""
        return self._finding.outcome

    @property
    def why(self) -> UnknownReason:
        """Why it is unknown, where it is."""
        return self._finding.why or UnknownReason.INCONCLUSIVE

    @property
    def sentence(self) -> str:
        return self._finding.sentence

    @property
    def _finding(self) -> _Finding:
        return self._compared() or self._checked() or self._meant() or self._accepted()

    def _compared(self) -> _Finding | None:
        """What the comparator's answer settles."""
        if self.matched and not self.differences:
            return None
        if self.matched or not self.differences:
            return _open(UnknownReason.OUR_FAULT, "comparator: its answer contradicts itself")
        first = self.differences[0]
        more = f" (and {len(self.differences) - 1} more)" if len(self.differences) > 1 else ""
        where = f"{first.rule}, {first.constant}: {first.reason}{more}"
        return _refuted(f"comparator: it does not prove {self._name}: {where}; {_STAYS}")

    def _checked(self) -> _Finding | None:
        """What the kernels' answers settle. One that is not to be relied on can only raise a doubt."""
        accepting = [word for word in self.kernels if word.outcome == "accepted" and word.decides]
        rejecting = [word for word in self.kernels if word.outcome == "rejected"]
        if accepting and rejecting:
            said = f"{_named(accepting)} accepted what {_named(rejecting)} rejected ({rejecting[0].reason})"
            return _open(UnknownReason.CONFLICT, f"kernels disagree: {said}; a person must look")
        deciding = [word for word in rejecting if word.decides]
        if deciding:
            return _refuted(f"kernel: {_named(deciding)} rejected the proof: {deciding[0].reason}; {_STAYS}")
        for word in self.kernels:
            if word.required and word.decides and not word.answered:
                look = "; it fails so when it rejects as well: a person must look" if word.doubt and accepting else ""
                said = f"kernel: {_named([word])} gave no answer ({word.outcome}): {word.reason}{look}"
                return _open(_STOPS[word.outcome], said)
        if not accepting:
            there = f"{_named(self.kernels)} may not, by its known faults" if self.kernels else "there is none"
            return _open(UnknownReason.BACKEND_MISSING, f"kernel: none that may decide is here: {there}")
        return None

    def _meant(self) -> _Finding | None:
        """What axioms, hypotheses and answers settle."""
        if set(self.axioms) - set(self.allowed) or len(self.axioms) > MOST_AXIOMS:
            return _open(UnknownReason.OUR_FAULT, "axioms: it rests on one that the comparator let through")
        if self.surplus:
            said = f"semantics: it assumes {'; '.join(self.surplus)}, which the record's statement does not"
            return _open(UnknownReason.OUR_FAULT, said)
        if self.contradiction:
            said = f"semantics: the hypotheses of the pinned statement contradict each other ({self.contradiction})"
            return _open(UnknownReason.INCONCLUSIVE, f"{said}, so that a proof says nothing; a person must look")
        for hole in self.holes:
            if hole.fault:
                said = f"semantics: the answer {hole.value!r} is none by the record's policy: {hole.fault}"
                return _open(UnknownReason.INCONCLUSIVE, f"{said}; a person must look")
        return None

    def _accepted(self) -> _Finding:
        accepting = [word for word in self.kernels if word.outcome == "accepted" and word.decides]
        said = f"{_named(accepting)} accepted a proof of {self._name}"
        if self.shows == "claim":
            return _Finding(Outcome.VERIFIED, f"{said}; {self._conditions}")
        hint = "to have that claim verified, send the proof as a candidate for it"
        return _refuted(f"{said}, which shows the opposite of this claim; {self._conditions}; {hint}")

    @property
    def _name(self) -> str:
        other = "" if self.record == self.named else f", the negation of {self.named}"
        return f"the pinned statement {self.record}{other}"

    @property
    def _conditions(self) -> str:
        """What has to be read beside the word accepted."""
        axioms = ", ".join(".".join(map(str, name)) for name in self.axioms) or "none"
        said = [f"fidelity: {self.review}", f"axioms: {axioms}"]
        if self.hypotheses:
            said.append(f"hypotheses: {', '.join(self.hypotheses)}")
        said += [f"answer: {hole.value}" for hole in self.holes]
        if self.size is not None and self.size.alarm:
            said.append(self.size.alarm)
        return "; ".join(said)

    @property
    def label(self) -> str:
        """What stands beside the assurance wherever that is shown: no machine knows how faithful the statement is."""
        return f"{_WHOSE[self.origin]}, fidelity: {self.review}"


def _named(words: Iterable[KernelWord]) -> str:
    return " and ".join(f"{word.kernel} {word.version}" for word in words)


_WHOSE = {
    "catalogue": "pinned statement",
    "overlay": "statement pinned by the user",
    "brought": "statement that came with the bundle",
}
_STOPS: dict[str, UnknownReason] = {
    "timeout": UnknownReason.TIMEOUT,
    "memory": UnknownReason.MEMORY,
    "crashed": UnknownReason.INCONCLUSIVE,
    "declined": UnknownReason.INCONCLUSIVE,
}


def listed_axioms(axioms: tuple[Name, ...], allowed: tuple[Name, ...]) -> tuple[Name, ...]:
    """Those that are not allowed first, one more than `MOST_AXIOMS` at most, so that too many never look like few."""
    order: dict[Any, None] = dict.fromkeys(name for name in axioms if name not in allowed)
    order.update(dict.fromkeys(axioms))
    return tuple(order)[: MOST_AXIOMS + 1]
