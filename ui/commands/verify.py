"""`workbench verify`: candidates in, verdicts out, in the same order."""

from __future__ import annotations

import os
import stat
import sys
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, TypeVar

import typer

from problems.canonical import MAX_BYTES, read_json
from problems.errors import InputError
from problems.regular import file_type
from ui.config import load_config
from ui.limits import judge_limits
from ui.output import emit, one_line, say

if TYPE_CHECKING:
    from verification.verdict import Report
    from verification.verifier import Malformed, Verifier

__all__ = ["verify_command"]

Item = TypeVar("Item")

MAX_DROPPED = 8 * MAX_BYTES
"""As much of one line is read to find its end; who sends more sends no line."""


def verify_command(
    file: Annotated[
        str, typer.Argument(help="candidates in JSON or JSON Lines, a bare witness with --family, or - for stdin")
    ] = "-",
    family: Annotated[str, typer.Option(help="the claim's family: FILE is a witness in a bare format")] = "",
    param: Annotated[list[str] | None, typer.Option(help="NAME=VALUE of the claim (repeatable)")] = None,
    form: Annotated[
        str, typer.Option("--format", help="bare format: json, graph6, edges, dimacs, rows, integers, digits, signs")
    ] = "",
    statement: Annotated[
        str, typer.Option(help="FILE is Lean text: judge it against this record of `workbench lean statements`")
    ] = "",
    backend: Annotated[
        list[str] | None, typer.Option(help="ask this back-end (repeatable); default: by payload")
    ] = None,
    thorough: Annotated[bool, typer.Option("--thorough", help="also ask for a second, independent check")] = False,
    seconds: Annotated[float | None, typer.Option(help="wall-clock limit of one judgement")] = None,
    workers: Annotated[int | None, typer.Option(help="judge processes")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="exit 0 whatever was found")] = False,
) -> None:
    """Judge candidates: one verdict a line, in the order of the input.

    With --family and --param the file is a bare witness: graph6 or sparse6 (one a line), an edge list, a solver's
    assignment, a plain list. The format is seen from the content unless --format names it; a text that can be read in
    two ways is malformed until it does. With --statement it is Lean text without a header, which is to contain the
    theorem of that statement record.

    Exit status: 0 everything verified, 1 something refuted, 2 malformed input, 3 inconclusive,
    4 a back-end is missing. With several candidates 2 wins, then 1, 3, 4.
    """
    from verification.verifier import Malformed, Verifier

    settings = load_config({"judge_seconds": seconds, "workers": workers}).settings
    limits = judge_limits(settings)
    seen: set[int] = set()
    with (
        _opened(file) as stream,
        Verifier(backends=backend or (), limits=limits, workers=settings.workers, thorough=thorough) as verifier,
    ):
        results: Iterator[Report | Malformed]
        if statement:
            if family or param or form:
                raise InputError("--statement says what the claim is: leave --family, --param and --format out")
            results = _proved(verifier, stream.read(MAX_BYTES + 1), statement, limits.lean.statements)
        elif family or param or form:
            results = _judged(verifier, stream.read(MAX_BYTES + 1), file, family, param or (), form)
        else:
            results = verifier.verify_lines(_documents(stream))
        for result in results:
            if as_json:
                emit(result.dump())
            elif isinstance(result, Malformed):
                say(one_line(f"line {result.line}: {result.message}"))
            else:
                label = f" ({result.label})" if result.label else ""
                words = f"{result.outcome} {result.assurance}{label} {result.candidate[:19]} {result.reason}"
                sys.stdout.write(one_line(words) + "\n")
            seen.add(2 if isinstance(result, Malformed) else _status(result))
    if not seen:
        raise InputError(f"{file}: holds no candidate")
    if not exit_zero:
        raise typer.Exit(next(status for status in (2, 1, 3, 4, 0) if status in seen))


def _judged(
    verifier: Verifier, data: bytes, file: str, family: str, params: Sequence[str], form: str
) -> Iterator[Report | Malformed]:
    from verification.bare_formats import bare_candidates, parse_parameters, stated_claim
    from verification.verifier import Malformed

    if not family:
        raise InputError("a bare witness needs its claim: --family, and --param for each parameter")
    claim = stated_claim(family, parse_parameters(params))
    for number, item in _named(file, bare_candidates(data, claim, form=form)):
        yield Malformed(number, item) if isinstance(item, str) else verifier.verify(item)


def _named(file: str, items: Iterator[Item]) -> Iterator[Item]:
    """The items; what is wrong with the file as a whole begins with its name."""
    try:
        yield from items
    except InputError as error:
        raise InputError(f"{'stdin' if file == '-' else file}: {error}") from None


def _proved(verifier: Verifier, data: bytes, statement: str, folders: Sequence[str]) -> Iterator[Report]:
    from verification.lean.records import Records
    from verification.lean.submission import submitted

    record = Records.load([Path(folder) for folder in folders]).get(statement)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 at byte {error.start}") from None
    yield verifier.verify(submitted(text, record))


def _status(report: object) -> int:
    from verification.verdict import Outcome, Report, UnknownReason

    assert isinstance(report, Report)  # noqa: S101 - narrows the type
    if report.outcome is Outcome.VERIFIED:
        return 0
    if report.outcome is Outcome.REFUTED:
        return 1
    return 4 if report.unknown is UnknownReason.BACKEND_MISSING else 3


def _opened(file: str) -> BinaryIO:
    if file == "-":
        if sys.stdin is None:
            raise InputError("standard input is closed: give a file, or send candidates into it")
        return sys.stdin.buffer
    kind = file_type(file)
    try:
        if kind == stat.S_IFIFO and not os.path.realpath(file).startswith(("/dev/", "/proc/")):
            say(f"{file}: a FIFO; waiting for what is written into it")
        stream = Path(file).open("rb")  # noqa: SIM115 - the caller closes it
    except (OSError, ValueError) as error:
        raise InputError(f"{file}: {getattr(error, 'strerror', None) or error}") from None
    if kind not in (0, stat.S_IFREG, stat.S_IFIFO, stat.S_IFDIR) and not stream.isatty():
        stream.close()
        raise InputError(f"{file}: is a device: give a file, a pipe, or - for stdin")
    return stream


def _documents(stream: BinaryIO) -> Iterator[bytes]:
    """Lines, or the whole input when its first line is not a JSON document but the whole is one."""
    lines = _lines(stream)
    first = next(lines, None)
    first = None if first is None else first.removeprefix(BOM_UTF8)
    while first is not None and not first.strip():
        yield first
        first = next(lines, None)
    if first is None:
        return
    if first.lstrip().startswith((b"{", b"[")) and not _parses(first):
        rest = stream.read(MAX_BYTES + 1)
        rest += next(lines, b"")  # the line that the read broke off
        if _parses(first + rest):
            yield first + rest
            return
        yield first
        yield from rest.splitlines()
    else:
        yield first
    yield from lines


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines; of one that is too long a part that is too long as well, of one without end nothing further."""
    while line := stream.readline(MAX_BYTES + 2):
        tail, dropped = line, 0
        while len(line) > MAX_BYTES and tail and not tail.endswith(b"\n") and dropped <= MAX_DROPPED:
            tail = stream.readline(1 << 20)
            dropped += len(tail)
        yield line
        if dropped > MAX_DROPPED:
            say(f"a line has not ended after {(len(line) + dropped) >> 20} MB: nothing from there on is judged")
            return


def _parses(text: bytes) -> bool:
    try:
        read_json(text)
    except InputError:
        return False
    return True
