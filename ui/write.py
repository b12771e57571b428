"""Writes: grades, claims of others, exports to a download; the rules are those of `verification`.

Here the ledger is opened for the moment of writing, and the rights of the reader are asked.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from problems.errors import InputError, LedgerError
from problems.problem import Problem
from ui.commands.export import carries_documents
from ui.config import Settings
from ui.judge import verifier
from ui.session import Person
from ui.store import blobs_folder, open_ledger
from verification.blobs import Blobs
from verification.documents import open_source
from verification.intake import Credit, Stated, Taken, take_in
from verification.ledger import Ledger
from verification.review import Recorded
from verification.review_log import Answer, write_reviews
from verification.subject import Subject

__all__ = ["Download", "command", "exported", "grade", "taken_in"]

EXPORT_SECONDS = 300
"""How long an export may take."""


@dataclass(frozen=True)
class Download:
    """An export as the browser gets it."""

    name: str
    """File name; empty where there is no archive."""
    data: bytes
    """The zip archive."""
    told: str
    """What it holds; without an archive, why there is none."""
    notice: str = ""
    """What to see to before it is passed on."""


@contextlib.contextmanager
def _writing(settings: Settings, *, create: bool = False) -> Iterator[Ledger]:
    try:
        with open_ledger(settings, create=create) as ledger:
            yield ledger
    except LedgerError as error:
        if not re.search("read-?only database", str(error)):
            raise
        advice = (
            "give the account of this desk the right to write the file and its folder, or start it with --read-only"
        )
        raise LedgerError(f"{error}: nothing was recorded; {advice}") from None


def grade(settings: Settings, reader: Person, subject: Subject, answer: Answer, *, seen: str) -> Recorded:
    """Record one grade; a StaleError when somebody graded the axis after what the reader saw."""
    if not reader.may_review:
        raise InputError(reader.why_not or "you may read, but not grade")
    with _writing(settings) as ledger:
        return write_reviews(ledger, subject, reader.name, [answer], seen=seen)[0]


def taken_in(
    settings: Settings, reader: Person, name: str, data: bytes, problem: Problem, stated: Stated, credit: Credit
) -> list[Taken]:
    """Record somebody's claim from an uploaded file, or from an address when `data` is empty."""
    if not reader.may_run:
        raise InputError(reader.why_not or "you may read, but not take claims in")
    with (
        tempfile.TemporaryDirectory(prefix="workbench-intake-") as scratch,
        _writing(settings, create=True) as ledger,
    ):
        given = name
        if data:
            folder = Path(scratch, "upload")
            folder.mkdir()
            path = folder / safe_name(name)
            path.write_bytes(data)
            given = str(path)
        source = open_source(given, Path(scratch), fetch_it=False)
        with verifier(settings) as judge:
            return take_in(ledger, Blobs(blobs_folder(settings)), judge, source, problem, stated=stated, credit=credit)


def safe_name(name: str) -> str:
    """The last part of a file's name with nothing in it that a file system or a shell reads differently."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[^A-Za-z0-9._-]", "_", last).lstrip(".")[-120:] or "file"


def command(*arguments: str) -> list[str]:
    """The command line of `workbench` with these arguments, in a process of its own."""
    return [sys.executable, "-m", "ui.cli", *arguments]


def flags(settings: Settings) -> Mapping[str, str]:
    """Environment in which a command finds the same ledger."""
    return {**os.environ, "WORKBENCH_LEDGER": settings.ledger}


def exported(settings: Settings, candidate: str, form: str) -> Download:
    """The candidate in one of the formats of `workbench export`, made by that command."""
    short = candidate.removeprefix("sha256:")
    with tempfile.TemporaryDirectory(prefix="workbench-export-") as scratch:
        out = Path(scratch, "out")
        try:
            answer = subprocess.run(  # noqa: S603 - our own command, the id is a hash
                command("export", short, "--format", form, "--out", str(out), "--json"),
                env=dict(flags(settings)),
                capture_output=True,
                text=True,
                timeout=EXPORT_SECONDS,
                stdin=subprocess.DEVNULL,
                check=False,
            )
        except subprocess.TimeoutExpired:
            line = f"workbench export {short[:16]} --format {form} --out DIR"
            return Download("", b"", f"The export took longer than {EXPORT_SECONDS} s; `{line}` has no such limit.")
        if answer.returncode != 0 or not out.exists():
            told = (answer.stderr.strip().splitlines() or ["the export wrote nothing"])[-1]
            return Download("", b"", told.removeprefix("workbench: "))
        summary = json.loads(answer.stdout.splitlines()[0]).get("summary", "")
        without = f"`workbench export {short[:16]} --no-documents --out DIR` writes one without them"
        others = f"This carries documents by others: read its README before you pass it on; {without}."
        notice = others if form == "bundle" and carries_documents(out) else ""
        return Download(f"{form}-{short[:12]}.zip", _zipped(out), summary, notice)


def _zipped(folder: Path) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(item for item in folder.rglob("*") if item.is_file()):
            archive.write(path, path.relative_to(folder))
    return buffer.getvalue()


def doctor(settings: Settings) -> list[dict[str, Any]]:
    """What `workbench doctor` finds, asked of a process of its own."""
    answer = subprocess.run(  # noqa: S603 - our own command
        command("doctor", "--json"), env=dict(flags(settings)), capture_output=True, text=True, timeout=120, check=False
    )
    return [json.loads(line) for line in answer.stdout.splitlines()]
