"""The generator back-end: a candidate's program runs in the sandbox, and what it prints is checked like a witness.

Protocol of payload `generator`, language `python`:

- the program is run twice as a script of the interpreter that judges, with the standard library alone, empty standard
  input, an empty scratch folder as working directory, and `/files/claim.json` (the claim as JSON) to read;
- it prints exactly one JSON object in UTF-8: the witness (or identity) in the family's JSON form, as it would stand in
  payload `witness`; white space around it is allowed, anything else is not; standard error is not looked at;
- it ends with status 0 within `bound.seconds` of wall-clock time (or what the judgement may use for a run, if that is
  less: the first run may take half of it, the second one what is left);
- it prints the same bytes both times, so that the candidate, which is the program, stands for one object;
- what it prints has at most 16 MiB and, where `bound.elements` is given, at most that many numbers, strings and truth
  values;
- the caps of the family's witness hold as for one that is written down.

The output alone is judged, by the family's exact checker. `claims` is not read. Whatever ends otherwise, by a limit, a
crash, other output or for want of a sandbox, is unknown with the reason: a candidate is refuted only by a well-formed
witness that fails the check. Programs never run outside the sandbox here; where it cannot be had, run the program by
hand and submit what it prints as a witness.
"""

from __future__ import annotations

import hashlib
import platform
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from problems.canonical import MAX_BYTES, canonical, read_json
from problems.errors import InputError
from problems.family import UNLISTED, get_family
from verification.backend import Availability, Limits
from verification.candidate import Candidate, Generator
from verification.evidence import ExactCheck, GeneratedCheck, Undecided, UnknownReason
from verification.provenance import family_code
from verification.sandbox import SandboxLimits, SandboxResult, run_python
from verification.sandbox.bubblewrap import INSTALL, bubblewrap
from verification.verdict import EvidenceFile, Verdict, issue

__all__ = ["BACKEND", "GeneratorJudge"]

VERSION = "2"
SHARE = 0.9
"""Part of the judgement's time that both runs of the program may use: the rest is for the check."""
_REASONS = {
    "seconds": UnknownReason.TIMEOUT,
    "processor": UnknownReason.TIMEOUT,
    "memory": UnknownReason.MEMORY,
}


class GeneratorJudge:
    """Programs that write a witness."""

    name = "generator"
    summary = "programs that write a witness: run in the sandbox, their output by the family's exact checker"

    def available(self) -> Availability:
        """Whether bubblewrap is here; that the sandbox is tight is tried before a program runs."""
        if sys.platform != "linux":
            return Availability(False, reason="the sandbox needs Linux", install="a Linux virtual machine or container")
        if bubblewrap() is None:
            return Availability(False, reason="bubblewrap is not on the PATH", install=INSTALL)
        return Availability(True, version=f"{VERSION} ({_interpreter()})")

    def unsupported(self, candidate: Candidate) -> str:
        """Generators for goal `exists` of every family that has a witness."""
        if not isinstance(candidate.payload, Generator):
            return f"the generator back-end does not judge payload {candidate.payload.kind}"
        if candidate.claim.family in UNLISTED:
            return f"family {candidate.claim.family} has no witness that a program could write"
        return ""

    def judge(self, candidate: Candidate, limits: Limits, scratch: Path) -> Verdict:
        """Run the program twice, read its output, check it.

        Raises MissingBackendError or UnsupportedError where the sandbox cannot be had.
        """
        started = time.perf_counter()
        payload = candidate.payload
        assert isinstance(payload, Generator)  # noqa: S101 - narrows the type
        seconds = max(0.02, limits.seconds * SHARE)
        first, evidence = _once(candidate, payload, limits, seconds / 2)
        if isinstance(evidence, GeneratedCheck):
            left = max(0.01, seconds - (time.perf_counter() - started))
            again, second = _once(candidate, payload, limits, left)
            evidence = _both(evidence, second, same=first.stdout == again.stdout)
        return issue(
            candidate=candidate.id,
            goal=candidate.claim.goal,
            backend=self.name,
            version=f"{VERSION} ({_interpreter()})",
            evidence=evidence,
            seconds=time.perf_counter() - started,
            family_code=family_code(candidate.claim.family),
            files=_kept(first.stdout, scratch) if isinstance(evidence, GeneratedCheck) else (),
        )


def _interpreter() -> str:
    return f"Python {platform.python_version()}"


def _once(
    candidate: Candidate, payload: Generator, limits: Limits, seconds: float
) -> tuple[SandboxResult, GeneratedCheck | Undecided]:
    """One run within `seconds` and the candidate's own bound, and what its output is evidence for."""
    seconds = min(seconds, payload.bound.get("seconds", seconds))
    result = run_python(
        payload.program,
        files={"claim.json": canonical(candidate.claim.model_dump(mode="json", exclude_none=True))},
        limits=SandboxLimits(seconds=seconds, memory_mb=limits.memory_mb, output_bytes=MAX_BYTES),
    )
    return result, _evidence(candidate, payload, result, seconds)


def _both(first: GeneratedCheck, second: GeneratedCheck | Undecided, *, same: bool) -> GeneratedCheck | Undecided:
    """The evidence of two runs: a program whose runs differ stands for no object in particular."""
    if same and isinstance(second, GeneratedCheck):
        return first.model_copy(update={"runs": 2})
    if isinstance(second, Undecided) and second.why in _REASONS.values():
        return Undecided(why=second.why, detail=f"run a second time, {second.detail}")
    detail = "the program does not write the same thing twice, so that it stands for no object in particular"
    return Undecided(why=UnknownReason.INCONCLUSIVE, detail=detail)


def _evidence(
    candidate: Candidate, payload: Generator, result: SandboxResult, seconds: float
) -> GeneratedCheck | Undecided:
    if not result.done:
        detail = f"the program {result.sentence}"
        if result.limit == "seconds" and seconds < payload.bound.get("seconds", 0):
            detail += f"; its bound is {payload.bound['seconds']} s: allow the judgement more time"
        return Undecided(why=_REASONS.get(result.limit, UnknownReason.INCONCLUSIVE), detail=detail)
    family = get_family(candidate.claim.family)
    try:
        raw = read_json(result.stdout)
        if not isinstance(raw, Mapping):
            raise InputError("not a JSON object")
        elements = count_elements(raw)
        if elements > payload.bound.get("elements", elements):
            raise InputError(f"{elements} elements, above the bound of {payload.bound['elements']}")
        witness = family.parse_witness(family.fill_witness(candidate.claim.params, raw))
    except (InputError, RecursionError) as error:
        detail = f"what the program printed is no witness: {error}"[:1000]
        return Undecided(why=UnknownReason.INCONCLUSIVE, detail=detail)
    finding = family.check(family.parse_params(candidate.claim.params), witness)
    return GeneratedCheck(
        program_sha256=hashlib.sha256(payload.program.encode("utf-8", "replace")).hexdigest(),
        output_sha256=hashlib.sha256(result.stdout).hexdigest(),
        output_bytes=len(result.stdout),
        elements=elements,
        bound={str(name): value for name, value in payload.bound.items()},
        interpreter=_interpreter(),
        sandbox=result.parts,
        check=ExactCheck.of(finding),
    )


def count_elements(value: Any) -> int:
    """Numbers, strings, truth values and nulls in a JSON value; keys are not counted.

    >>> count_elements({"set": [1, 2, 5], "note": "x"})
    4
    """
    count, waiting = 0, [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Mapping):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
        else:
            count += 1
    return count


def _kept(output: bytes, scratch: Path) -> tuple[EvidenceFile, ...]:
    sha256 = hashlib.sha256(output).hexdigest()
    path = scratch / f"output-{sha256[:16]}.json"
    path.write_bytes(output)
    return (EvidenceFile(role="output", sha256=sha256, path=str(path)),)


BACKEND = GeneratorJudge()
