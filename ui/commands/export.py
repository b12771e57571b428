"""`workbench export`: a Lake project, an evidence bundle, a draft for a human to send upstream."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from problems.errors import InputError
from problems.problem_id import names_problem, problem_id
from problems.regular import is_irregular
from ui.config import load_config
from ui.limits import judge_limits
from ui.output import emit, one_line, say, tell
from ui.store import blobs_folder, load_catalog, open_ledger

if TYPE_CHECKING:
    from verification.blobs import Blobs
    from verification.export.subject import Subject

__all__ = ["FORMATS", "carries_documents", "export_command"]

FORMATS = {
    "bundle": "verification.export.bundle",
    "lean": "verification.export.lean",
    "upstream": "verification.export.upstream",
}
"""Format → module with `export(subjects, out, limits) -> list[Exported]`; imported when asked for.

`out` is a folder that does not exist or is empty. With one subject the export lies in `out` itself. The export of
bundles takes `documents` as well: whether documents by others are carried; that for upstream takes `status_days`.
"""


def export_command(
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID", help="candidate by hash prefix, attempt (its candidates) or problem id (verified ones)"
        ),
    ] = None,
    *,
    out: Annotated[Path, typer.Option(help="folder to write; it must not exist or be empty")],
    candidate: Annotated[
        Path | None, typer.Option(help="with --format lean: a file with one candidate, in place of IDs")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="lean, bundle or upstream")] = "bundle",
    seconds: Annotated[float | None, typer.Option(help="wall-clock limit of one judgement")] = None,
    documents: Annotated[
        bool,
        typer.Option(
            "--documents/--no-documents", help="whether a bundle carries the documents that candidates came with"
        ),
    ] = True,
    ledger: Annotated[str | None, typer.Option(help="ledger file or database URL")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """Write what was found in a form that travels; nothing is ever sent anywhere.

    A bundle carries papers and projects that were handed in with `intake`, so that it is complete, with a notice about
    the rights of their authors; `--no-documents` names them by their hashes alone.
    """
    from verification.blobs import Blobs
    from verification.export.subject import gather

    if form not in FORMATS:
        raise InputError(f"--format {form[:40]!r}: there are {', '.join(sorted(FORMATS))}")
    if form != "bundle" and not documents:
        raise InputError(f"--no-documents: format {form} carries none anyway; the option is for bundles")
    settings = load_config({"ledger": ledger, "judge_seconds": seconds}).settings
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out}: is there already; give a new or empty folder")
    if (candidate is None) == (not ids):
        raise InputError("give IDs, or one candidate by --candidate FILE")
    catalog = load_catalog(settings)
    limits = judge_limits(settings)
    blobs = Blobs(blobs_folder(settings))
    if candidate is not None:
        if form != "lean":
            raise InputError(f"--candidate FILE: format {form} is made from the ledger, so give IDs")
        written = importlib.import_module(FORMATS[form]).export([_from_file(candidate, blobs)], out, limits)
    else:
        with open_ledger(settings, read_only=True) as store:
            subjects = gather(
                store, blobs, catalog, [problem_id(name) if names_problem(name) else name for name in ids or []]
            )
            options: dict[str, dict[str, int]] = {
                "bundle": {"documents": documents},
                "upstream": {"status_days": settings.status_days},
            }
            more = options.get(form, {})
            written = importlib.import_module(FORMATS[form]).export(subjects, out, limits, **more)
    for item in written:
        if as_json:
            emit(item.dump())
        else:
            where = f"{item.path}: " if item.path else ""
            tell(one_line(f"{where}{item.summary}" + (f" (digest {item.digest})" if item.digest else "")))
    if form == "bundle" and carries_documents(out):
        say(f"{out}: carries documents by others; before you pass it on see its README, or use --no-documents")
    if not as_json:
        say("Nothing was sent anywhere.")


def carries_documents(out: Path) -> bool:
    """Whether what was written into this folder holds papers or projects that others wrote."""
    return any(out.glob("items/*/document-*"))


def _from_file(file: Path, blobs: Blobs) -> Subject:
    """A candidate of which no ledger knows anything."""
    from problems.canonical import MAX_BYTES
    from verification.candidate import read_candidate
    from verification.export.subject import Subject

    if is_irregular(file):
        raise InputError(f"{file}: is no regular file")
    try:
        with file.open("rb") as stream:
            text = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}") from None
    return Subject(read_candidate(text), (), (), blobs)
