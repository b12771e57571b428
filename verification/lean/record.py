"""Statement records: what a Lean submission is judged against, and nothing else.

A record says which proposition is meant, down to the hash of its compiled form: the text it stands in, the toolchain
and header that give the text its meaning, the name and universes of the theorem, what may be assumed, which holes a
submission may fill, what a proof would say about a problem of the catalogue, and whether a person has compared text and
problem. It is identified by `repository@commit:declaration`. For texts of our own the commit is the beginning of the
text's SHA-256, so that an edited statement is another statement. A variant with a filled-in `answer(sorry)` adds
`#true`, `#false` or `#auxiliary`.
"""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, Any, Literal, Union

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from problems.canonical import digest
from problems.claim import Claim, Scope, Sentence
from problems.errors import InputError
from problems.problem import IsoDate, ProblemId
from problems.values import Frozen
from verification.review import GRADES, Axis

__all__ = [
    "CORE_TOOLCHAIN",
    "STANDARD_AXIOMS",
    "FileSource",
    "Header",
    "Hole",
    "Source",
    "StatementRecord",
    "StatementReview",
    "TextSource",
    "components",
    "sha256_of",
]

CORE_TOOLCHAIN = "core"
"""The toolchain of files that begin with `prelude` and stand on our own small core."""

STANDARD_AXIOMS = ("propext", "Classical.choice", "Quot.sound")
"""All that a record may allow; compared by name and type."""

SHORT = 12
"""Digits of a text's hash that stand for its commit."""

CLOSING = {")": "(", "]": "[", "}": "{", "⟩": "⟨"}

_PART = r"[A-Za-z_α-ω][A-Za-z0-9_'!?α-ω₀-₉]*"
Dotted = Annotated[str, StringConstraints(pattern=rf"^{_PART}(\.{_PART})*$", max_length=200)]
"""A Lean name without components in guillemets, so that dots separate components and nothing else."""
_TOOLCHAIN = re.compile(r"core|leanprover/lean4:v\d{1,3}\.\d{1,3}\.\d{1,3}(-rc\d{1,2})?", re.ASCII)


def _toolchain(value: str) -> str:
    if _TOOLCHAIN.fullmatch(value) is None:
        raise ValueError("expected core, or a toolchain such as leanprover/lean4:v4.27.0")
    return value


Toolchain = Annotated[str, AfterValidator(_toolchain)]
Repository = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?$", max_length=100)
]
Commit = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{7,64}$")]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
FilePath = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][^\x00-\x1f\\]*$", max_length=300)]
LeanText = Annotated[str, StringConstraints(max_length=256_000)]
Address = Annotated[str, StringConstraints(pattern=r"^https://[^\s]{3,400}$")]


def components(name: str) -> tuple[str | int, ...]:
    """Components of a dotted name as records write them.

    >>> components("ErdosStraus.conjecture")
    ('ErdosStraus', 'conjecture')
    """
    return tuple(name.split("."))


def sha256_of(text: str) -> str:
    """SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def _expression_fault(text: str) -> str:
    """Why a text cannot be one expression inside parentheses; empty when it may be."""
    from verification.lean.policy.tokens import lex
    from verification.lean.policy.vocabulary import COMMANDS, DEFINITIONS, word_fault

    lexed = lex(text)
    open_brackets: list[str] = []
    for token in lexed.tokens:
        if token.kind == "comment":
            return "it has no comments"
        if token.kind == "name" and (token.text in COMMANDS | DEFINITIONS or word_fault(token.text)):
            return f"it has no {token.text[:40]}"
        if token.text in CLOSING.values():
            open_brackets.append(token.text)
        elif token.text in CLOSING and (not open_brackets or open_brackets.pop() != CLOSING[token.text]):
            return "its brackets do not fit"
    return "its brackets do not fit" if open_brackets else lexed.faults[0].what if lexed.faults else ""


class TextSource(Frozen):
    """A text of our own, kept in the record: definitions, without the statement itself."""

    kind: Literal["text"]
    text: LeanText
    """What stands between the header and the statement."""
    sha256: Hash | Literal[""] = ""
    """SHA-256 of the text; empty until the record is pinned."""

    @property
    def commit(self) -> str:
        """Beginning of the text's hash."""
        return sha256_of(self.text)[:SHORT]

    @model_validator(mode="after")
    def _hash_fits(self) -> TextSource:
        if self.sha256 and self.sha256 != sha256_of(self.text):
            raise ValueError("the text has another SHA-256 than the record says: it was edited after it was pinned")
        return self


class FileSource(Frozen):
    """A file of somebody else's repository; users fetch it, the record names and hashes it."""

    kind: Literal["file"]
    url: Address
    """Where the repository is found."""
    path: FilePath
    """The file in it, which states the theorem with `sorry`."""
    commit: Commit
    """The commit that is meant."""
    sha256: Hash
    """SHA-256 of the file."""

    @model_validator(mode="after")
    def _path_stays_inside(self) -> FileSource:
        if any(part in ("", ".", "..") for part in self.path.split("/")):
            raise ValueError("the path must lead down from the top of the repository")
        return self


Source = Annotated[Union[TextSource, FileSource], Field(discriminator="kind")]


class Header(Frozen):
    """What the judge writes above a submission; the submission writes none of it."""

    imports: tuple[Dotted, ...] = ()
    """Modules, in order."""
    opens: tuple[Dotted, ...] = ()
    """Namespaces that are open."""
    options: dict[Dotted, bool | int] = {}
    """Options beyond those that the judge always sets."""

    @model_validator(mode="after")
    def _options_are_harmless(self) -> Header:
        from verification.lean.policy.vocabulary import option_fault

        for name, value in self.options.items():
            if fault := option_fault(name, str(value).lower()):
                raise ValueError(fault)
        return self


class Hole(Frozen):
    """A definition that a submission fills in, such as the answer to a question."""

    name: Dotted
    """Its full name."""
    policy: Literal["proposition", "numeral", "constants"]
    """What its normal form may be: True or False; a number; a term of the `constants` alone."""
    constants: tuple[Dotted, ...] = ()
    """What may occur in it under policy `constants`."""

    @model_validator(mode="after")
    def _constants_belong_to_their_policy(self) -> Hole:
        if bool(self.constants) != (self.policy == "constants"):
            raise ValueError("constants are listed for policy `constants`, and only for it")
        return self


class StatementReview(Frozen):
    """A person's word that the compiled statement says what the problem means. No command writes one."""

    by: Annotated[str, StringConstraints(min_length=2, max_length=100)]
    """The person."""
    on: IsoDate
    """The day."""
    fidelity: str
    """A grade of the axis fidelity."""
    export: Hash
    """SHA-256 of the export that the person looked at."""

    @model_validator(mode="after")
    def _grade_is_known(self) -> StatementReview:
        if self.fidelity not in GRADES[Axis.FIDELITY]:
            raise ValueError(f"fidelity is one of {', '.join(GRADES[Axis.FIDELITY])}")
        return self


class StatementRecord(Frozen):
    """One statement with everything that fixes its meaning."""

    repository: Repository
    """`workbench` for texts of our own, else such as `google-deepmind/formal-conjectures`."""
    declaration: Dotted
    """Full name of the theorem."""
    answer: Literal["plain", "true", "false", "auxiliary"] = "plain"
    """What stands for an `answer(sorry)` in the statement: there is none, True, False, or a hole to be filled in."""
    problem: ProblemId
    """The problem of the catalogue."""
    title: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    """In a few words."""
    reading: Annotated[str, StringConstraints(min_length=20, max_length=4000)]
    """Which reading of the problem is formalised, and where it departs from the words."""
    meaning: Sentence
    """What a proof would say about the problem."""
    scope: Scope
    """How much of the problem that is."""
    claim: Claim | None = None
    """The claim of the catalogue's kind that the statement is equivalent to, where there is one."""
    toolchain: Toolchain
    """`core`, or the toolchain as `lean-toolchain` files name it."""
    header: Header = Header()
    """Imports, open namespaces and options."""
    source: Source
    """The trusted text."""
    type: Annotated[str, StringConstraints(max_length=20_000)] = ""
    """The proposition in Lean; empty where the source states the theorem itself."""
    negates: Dotted | Literal[""] = ""
    """The declaration whose negation this is, if it is one."""
    negation: Dotted | Literal[""] = ""
    """The declaration that is the negation of this one, if there is one."""
    universes: tuple[Dotted, ...] = ()
    """Names of its universe parameters, in order."""
    holes: tuple[Hole, ...] = ()
    """What a submission fills in."""
    axioms: tuple[Literal["propext", "Classical.choice", "Quot.sound"], ...] = ()
    """Axioms that a proof may rest on."""
    mode: Literal["proof", "definitions"] = "proof"
    """Whether a submission may declare types and instances."""
    export: Hash | Literal[""] = ""
    """SHA-256 of the export of the statement and what it rests on; empty until the record is pinned."""
    review: StatementReview | None = None
    """None while nobody has reviewed it."""
    place: str = Field(default="", exclude=True)
    """File and line, for people."""

    @model_validator(mode="after")
    def _fits_together(self) -> StatementRecord:
        if isinstance(self.source, TextSource) and not (self.type or self.negates):
            raise ValueError("a record with a text of its own gives the type of the statement, or what it negates")
        if fault := _expression_fault(self.type):
            raise ValueError(f"the type is one expression: {fault}")
        if isinstance(self.source, FileSource) and self.toolchain == CORE_TOOLCHAIN:
            raise ValueError("files of other repositories need an ordinary toolchain")
        if isinstance(self.source, TextSource) and self.answer != "plain":
            raise ValueError("answer(sorry) occurs in files of other repositories; state the variants one by one here")
        if self.toolchain == CORE_TOOLCHAIN and self.axioms:
            raise ValueError("the core has none of the axioms, so none is allowed")
        if (self.answer == "auxiliary") != (f"{self.declaration}._answer" in {hole.name for hole in self.holes}):
            raise ValueError("the hole NAME._answer belongs to the answer `auxiliary`, and to no other")
        if len(set(self.universes)) < len(self.universes) or len(set(self.axioms)) < len(self.axioms):
            raise ValueError("universes and axioms are listed once each")
        if self.review is not None and self.review.export != self.export:
            raise ValueError("the review is of another export: have the statement reviewed again, or remove the review")
        return self

    @property
    def id(self) -> str:
        """`repository@commit:declaration`, and the answer where there is one."""
        mark = "" if self.answer == "plain" else f"#{self.answer}"
        return f"{self.repository}@{self.source.commit}:{self.declaration}{mark}"

    @property
    def name(self) -> tuple[str | int, ...]:
        """Components of the theorem's name."""
        return components(self.declaration)

    @property
    def roots(self) -> tuple[tuple[str | int, ...], ...]:
        """What is exported: the theorem, then the holes."""
        return (self.name, *(components(hole.name) for hole in self.holes))

    @property
    def negation_id(self) -> str:
        """Id of the statement that is the negation of this one, or that this one is the negation of; or empty."""
        other = self.negates or self.negation
        return f"{self.repository}@{self.source.commit}:{other}" if other else ""

    @property
    def pinned(self) -> bool:
        """Whether text and export are fixed by hashes."""
        return bool(self.source.sha256 and self.export)

    @property
    def review_state(self) -> str:
        """For people: `unreviewed`, or by whom, when and with what grade."""
        if self.review is None:
            return "unreviewed"
        return f"{self.review.fidelity}, reviewed by {self.review.by} on {self.review.on}"

    @property
    def digest(self) -> str:
        """SHA-256 of all that a verdict rests on: everything but title and review."""
        return digest(self.model_dump(mode="json", exclude={"title", "review"}))

    def check_export(self, data: bytes) -> None:
        """An InputError unless `data` is the export that was pinned."""
        found = hashlib.sha256(data).hexdigest()
        if found != self.export:
            raise InputError(
                f"{self.id}: the statement's export has SHA-256 {found[:12]}…, the record says "
                f"{self.export[:12] or 'nothing'}…: text, library or Lean changed; look at it and pin it again"
            )

    def dump(self) -> dict[str, Any]:
        """The record as JSON values, with its id."""
        return {"id": self.id, **self.model_dump(mode="json")}
