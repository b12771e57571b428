"""Export of a candidate as a Lake project: the claim as a theorem of core Lean with its witness, without Mathlib.

Before anything is written the theorem goes through the Lean kernel, where that is installed; the README says what was
checked here and what was not.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from problems.errors import InputError, UnsupportedError, WorkbenchError
from problems.family import get_family
from problems.lean import LeanStatement
from problems.lean.mathlib import mathlib_statement
from verification.backend import Limits
from verification.candidate import Candidate, Refutation
from verification.export.bundle_text import code, made_by_bodies
from verification.export.lean_project import TOOLCHAIN, Description, doc_comment, project_files
from verification.export.subject import Exported, Subject, made_and_left_out
from verification.lean.judge import statement_of
from verification.lean.kernel import KernelAnswer, LeanFault, available, check
from verification.process import Overrun

__all__ = ["export", "project"]


@dataclass(frozen=True)
class Checked:
    """What the kernel here said of the project's theorem."""

    answer: KernelAnswer | None
    why_not: str = ""
    """Why there is no answer."""

    @property
    def sentence(self) -> str:
        """For the README and the terminal."""
        if self.answer is None:
            return f"not checked by a kernel here: {self.why_not}"
        return f"accepted by {self.answer.kernel} in {self.answer.seconds:.1f} s, without axioms"


def export(subjects: Sequence[Subject], out: Path, limits: Limits) -> list[Exported]:
    """One project for each subject, in `out` itself when there is one subject only.

    A candidate without a Lean statement, or one whose theorem the kernel rejects, is an UnsupportedError
    before anything is written; among several it is left out, with the reason, unless all are.
    """
    if out.is_symlink():
        raise InputError(f"{out}: is a link; give a new or empty folder")
    made, left_out = made_and_left_out(subjects, lambda subject: project(subject, limits))
    written = []
    for subject, (files, checked) in made:
        folder = out if len(subjects) == 1 else out / subject.name
        try:
            for path, text in files.items():
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
        except OSError as error:
            raise InputError(f"{error.filename or folder}: {error.strerror}") from None
        summary = f"Lake project; its theorem was {checked.sentence}"
        written.append(Exported(subject.candidate.id, str(folder), summary))
    return written + left_out


def project(subject: Subject, limits: Limits) -> tuple[dict[str, str], Checked]:
    """The files of a project, and what the kernel said of its theorem."""
    candidate = subject.candidate
    family = get_family(candidate.claim.family)
    params = family.parse_params(candidate.claim.params)
    statement = statement_of(candidate)
    informal = family.statement(params, candidate.claim.goal)
    checked = _check(candidate, statement, doc_comment(informal), limits)
    problem = subject.problem
    about = Description(
        title=f"{family.title}: {candidate.id[:19]}",
        statement=informal,
        candidate=candidate.id,
        problem=f"{problem.title} ({problem.id})" if problem else "",
        made_by=made_by_bodies(subject.bodies("attempt"), subject.bodies("candidate")),
        readme=_readme(subject, informal, statement.statement, checked),
        mathlib=None
        if isinstance(candidate.payload, Refutation)
        else mathlib_statement(family.name, candidate.claim.params),
    )
    return project_files(statement, about), checked


def _check(candidate: Candidate, statement: LeanStatement, doc: str, limits: Limits) -> Checked:
    state = available()
    if not state.available:
        return Checked(None, f"{state.reason} ({state.install})")
    try:
        with tempfile.TemporaryDirectory(prefix="workbench-lean-") as scratch:
            answer = check(statement, Path(scratch), seconds=limits.seconds, memory_mb=limits.memory_mb, doc=doc)
    except (Overrun, LeanFault) as error:
        return Checked(None, str(error))
    if answer.accepted:
        return Checked(answer)
    if answer.evaluates_to is False:
        raise UnsupportedError(f"{candidate.id[:19]}: not exported, {answer.kernel} evaluates its checker to false")
    raise WorkbenchError(f"{candidate.id[:19]}: not exported, {answer.kernel} rejects the theorem: {answer.detail}")


def _readme(subject: Subject, informal: str, statement: str, checked: Checked) -> str:
    candidate = subject.candidate
    check = subject.check
    evidence = [
        f"- candidate: `{candidate.id}`",
        f"- claim: family `{candidate.claim.family}`, goal `{candidate.claim.goal}`, parameters "
        + code(str(candidate.claim.params)),
        f"- found by: {made_by_bodies(subject.bodies('attempt'), subject.bodies('candidate'))}",
        f"- verdicts on record: {check.outcome}, {check.assurance}: {code(check.reason)}",
        f"- Lean kernel: {checked.sentence}",
    ]
    if checked.answer is not None:
        evidence += [
            f"- SHA-256 of `Solution.lean` without its import line: `{checked.answer.source_sha256}`",
            "- extra hypotheses: none; `sorry` outside `Challenge.lean`: 0; axioms: none",
        ]
    if subject.problem is not None:
        evidence.append(f"- made for: {code(f'{subject.problem.id} {subject.problem.title}')}")
    if subject.record is not None:
        evidence.append(f"- scope: {subject.record.scope.kind}; it would say: {code(subject.record.meaning)}")
    return README.format(
        title=get_family(candidate.claim.family).title,
        informal=informal,
        statement=statement if len(statement) < 3000 else f"{statement[:3000]} …",
        evidence="\n".join(evidence),
        seen=SEEN if checked.answer is not None else f"No kernel has seen this theorem yet: {checked.why_not}.",
        toolchain=TOOLCHAIN,
    )


README = """\
# {title}

{informal}

This project states the claim in core Lean (no Mathlib) and proves it by evaluating a Boolean checker in the kernel;
the checker is proved sound. `Claim/Predicate.lean` holds what a reader has to trust: the definitions of the words in

```lean
theorem Claim.holds : {statement}
```

## Evidence

{evidence}

## What was checked, and what was not

{seen}

Not checked here: that the same text builds over the ordinary library of the toolchain that `lean-toolchain` names
(only names and features that both have are used); `Challenge.lean`, whose `sorry` needs that library; the workflow;
anything that mentions Mathlib. That the formal statement is the claim that was meant is for a person to judge.

## Re-check

With [elan](https://elan.lean-lang.org), which fetches Lean {toolchain}:

    lake build && lake env lean Axioms.lean

expects `'Claim.holds' does not depend on any axioms`. `comparator.json` is for the comparison of `Challenge` and
`Solution` by Lean's own tools.

Written by conjecture-workbench; machine-made where `found by` says so. Apache-2.0.
"""

SEEN = """\
The kernel named above elaborated and accepted the text of the files in `Claim/` and of `Solution.lean` as it stands
here, import lines aside, over a small library of our own in place of Lean's `Init`
(definitions of `Nat`, `Bool`, `Eq` … under the same names), and found that `Claim.holds` rests on no axiom."""
