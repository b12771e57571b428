"""From a statement record to the texts that are built: the challenge, and what stands above a submission.

The challenge states the theorem without a proof: with an axiom over our core, which has no `sorry`, and with `sorry`
elsewhere. A submission is one text of its own that repeats the definitions; that they are the same is for the
comparison. Nothing of ours is ever put behind a submission's text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from problems.errors import InputError
from verification.lean.record import CORE_TOOLCHAIN, FileSource, StatementRecord, TextSource, components
from verification.lean.text import OPTIONS

if TYPE_CHECKING:
    from verification.lean.build import Plan
    from verification.lean.toolchain import Found

__all__ = ["challenge_text", "header_text", "plan_of", "proposition", "skeleton", "source_of", "submission_text"]

MOST_SOURCE_BYTES = 1 << 20
"""Longest file of another repository that is read."""
LAKE_OPTIONS = "set_option autoImplicit false\nset_option relaxedAutoImplicit false\n"
CORE_OPTIONS = "".join(f"set_option {name} false\n" for name in ("genCtorIdx", "genSizeOf", "genInjectivity"))
"""Lean makes these for every type, out of constants that our core does not have."""
DECLARING = frozenset({"theorem", "lemma"})
NEXT = frozenset({
    "abbrev", "axiom", "class", "def", "end", "example", "inductive", "instance", "lemma", "namespace", "open",
    "opaque", "section", "structure", "theorem", "variable", "@[",
})  # fmt: skip
"""Words with which what follows a theorem begins."""


def header_text(record: StatementRecord) -> str:
    """What the judge writes above definitions and submissions."""
    core = record.toolchain == CORE_TOOLCHAIN
    lines = ["prelude\n"] if core else []
    lines += [f"import {module}\n" for module in record.header.imports]
    lines.append(f"{OPTIONS}{CORE_OPTIONS}" if core else LAKE_OPTIONS)
    lines += [f"set_option {name} {str(value).lower()}\n" for name, value in sorted(record.header.options.items())]
    lines += [f"open {name}\n" for name in record.header.opens]
    if core:
        lines.append("noncomputable section\n")
    return "".join(lines)


def proposition(record: StatementRecord) -> str:
    """The statement in Lean; where another file states it, an expression for its type."""
    return record.type.strip() or (f"type_of% @{record.declaration}" if not record.negates else "")


def _theorem(record: StatementRecord, type_: str) -> str:
    universes = f".{{{', '.join(record.universes)}}}" if record.universes else ""
    if record.toolchain == CORE_TOOLCHAIN:
        return f"axiom {record.declaration}{universes} : ({type_} : Prop)\n"
    return f"theorem {record.declaration}{universes} : {type_} := by sorry\n"


def _type(record: StatementRecord, negated: StatementRecord | None) -> str:
    if not record.negates:
        return record.type.strip()
    if negated is None or negated.declaration != record.negates:
        raise InputError(f"{record.id}: what it negates, {record.negates}, is not at hand")
    return f"Not ({proposition(negated)})"


def challenge_text(
    record: StatementRecord, *, negated: StatementRecord | None = None, source: str | None = None
) -> str:
    """The whole challenge file.

    `negated` is the record that this one is the negation of, `source` the file of another repository (`source_of`).
    """
    if isinstance(record.source, TextSource):
        return f"{header_text(record)}\n{_ended(record.source.text)}\n{_theorem(record, _type(record, negated))}"
    if source is None:
        raise InputError(f"{record.id}: the file {record.source.path} of {record.source.url} is needed")
    text = _ended(answered(source, record.declaration, record.answer))
    return f"{text}\n{_theorem(record, _type(record, negated))}" if record.negates else text


def submission_text(record: StatementRecord, source: str) -> str:
    """A submission as it is built: our header, then its text."""
    return f"{header_text(record)}{source}"


def skeleton(record: StatementRecord, *, negated: StatementRecord | None = None) -> str:
    """What the author of a submission starts from: the definitions, and the theorem with its proof to be written."""
    if not isinstance(record.source, TextSource):
        raise InputError(f"{record.id}: start from the file {record.source.path} of {record.source.url}")
    universes = f".{{{', '.join(record.universes)}}}" if record.universes else ""
    theorem = f"theorem {record.declaration}{universes} : {_type(record, negated)} :=\n  sorry\n"
    return f"{_ended(record.source.text)}\n{theorem}"


def _ended(text: str) -> str:
    return text if text.endswith("\n") or not text else f"{text}\n"


def answered(source: str, declaration: str, answer: str) -> str:
    """A file in which the one `answer(sorry)` of a theorem is `answer(True)` or `answer(False)`; else unchanged.

    >>> answered("theorem a.b : answer(sorry) ↔ P := by sorry", "a.b", "false")
    'theorem a.b : answer(False) ↔ P := by sorry'

    InputError unless the theorem and the answer in it are found exactly once.
    """
    if answer not in ("true", "false"):
        return source
    from verification.lean.policy.tokens import lex

    tokens = [token for token in lex(source).tokens if token.kind != "comment"]
    words = [token.text for token in tokens]
    names = {declaration, declaration.rpartition(".")[2], *_endings(declaration)}
    heads = [place for place, word in enumerate(words[:-1]) if word in DECLARING and words[place + 1] in names]
    if len(heads) != 1:
        raise InputError(f"{declaration} is stated {len(heads)} times in the file, expected once")
    end = next((place for place in range(heads[0] + 1, len(words)) if words[place] in NEXT), len(words))
    found = [place for place in range(heads[0], end - 3) if words[place : place + 4] == ["answer", "(", "sorry", ")"]]
    if len(found) != 1:
        raise InputError(f"{declaration} has answer(sorry) {len(found)} times, expected once")
    hole = tokens[found[0] + 2]
    return f"{source[: hole.start]}{answer.capitalize()}{source[hole.start + len(hole.text) :]}"


def _endings(declaration: str) -> Sequence[str]:
    parts = declaration.split(".")
    return [".".join(parts[place:]) for place in range(len(parts))]


def source_of(record: StatementRecord, folder: Path) -> str | None:
    """The text of another repository's file from `folder/REPOSITORY/COMMIT/PATH`, where users put it; None for our own.

    InputError where it is missing, too long, not UTF-8, or not the file that the record names.
    """
    if not isinstance(record.source, FileSource):
        return None
    place = folder / record.repository / record.source.commit / record.source.path
    try:
        with place.open("rb") as stream:
            data = stream.read(MOST_SOURCE_BYTES + 1)
    except OSError as error:
        what = error.strerror or error
        raise InputError(f"{place}: {what}; fetch it from {record.source.url} at {record.source.commit}") from None
    if len(data) > MOST_SOURCE_BYTES or hashlib.sha256(data).hexdigest() != record.source.sha256:
        raise InputError(f"{place}: not the file that {record.id} names (another SHA-256)")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{place}: not UTF-8") from None


def plan_of(
    record: StatementRecord, found: Found, *, negated: StatementRecord | None = None, source: str | None = None
) -> Plan:
    """How record and submissions are built with the toolchains of this machine.

    MissingBackendError where the record's toolchain is not among them.
    """
    from verification.lean.build import Plan
    from verification.lean.primitives import PRIMITIVES

    return Plan(
        toolchain=found.builder(record.toolchain),
        challenge=challenge_text(record, negated=negated, source=source),
        header=header_text(record),
        roots=record.roots,
        where_declared=(*PRIMITIVES, *map(components, record.axioms)),
        project=None if record.toolchain == CORE_TOOLCHAIN else found.library(record.toolchain),
    )
