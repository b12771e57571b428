"""`workbench export`: a Lake project, an evidence bundle, a draft for a human to send upstream."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated

import typer

from problems.errors import InputError
from ui.config import load_config
from ui.output import emit, say
from ui.store import blobs_folder, load_catalog, open_ledger

__all__ = ["FORMATS", "export_command"]

FORMATS = {
    "bundle": "verification.export.bundle",
    "lean": "verification.export.lean",
    "upstream": "verification.export.upstream",
}
"""Format → module with `export(subjects, out, limits) -> list[Exported]`; imported when asked for.

`out` is a folder that does not exist or is empty. With one subject the export lies in `out` itself.
"""


def export_command(
    ids: Annotated[
        list[str],
        typer.Argument(
            metavar="ID", help="candidate by hash prefix, attempt (its candidates) or problem id (verified ones)"
        ),
    ],
    out: Annotated[Path, typer.Option(help="folder to write; it must not exist or be empty")],
    form: Annotated[str, typer.Option("--format", help="lean, bundle or upstream")] = "bundle",
    seconds: Annotated[float | None, typer.Option(help="wall-clock limit of one judgement")] = None,
    ledger: Annotated[str | None, typer.Option(help="ledger file or database URL")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """Write what was found in a form that travels; nothing is ever sent anywhere."""
    from verification.backend import Limits
    from verification.blobs import Blobs
    from verification.export.subject import gather

    if form not in FORMATS:
        raise InputError(f"--format {form[:40]!r}: there are {', '.join(sorted(FORMATS))}")
    settings = load_config({"ledger": ledger, "judge_seconds": seconds}).settings
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out}: is there already; give a new or empty folder")
    catalog = load_catalog(settings)
    with open_ledger(settings, read_only=True) as store:
        subjects = gather(store, Blobs(blobs_folder(settings)), catalog, ids)
        limits = Limits(seconds=settings.judge_seconds, memory_mb=settings.judge_memory_mb)
        written = importlib.import_module(FORMATS[form]).export(subjects, out, limits)
    for item in written:
        if as_json:
            emit(item.dump())
        else:
            typer.echo(f"{item.path}: {item.summary}" + (f" (digest {item.digest})" if item.digest else ""))
    if not as_json:
        say("Nothing was sent anywhere.")
