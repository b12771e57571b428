"""`workbench intake`: other people's claims into the ledger, with author, link and hash."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from problems.problem_id import problem_id
from ui.config import load_config
from ui.limits import judge_limits
from ui.output import emit, one_line, say, tell
from ui.store import blobs_folder, load_catalog, open_ledger

__all__ = ["intake_command", "problem_id"]


def intake_command(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="a PDF, TeX, Markdown, Lean or witness file, a Lean project, a URL")
    ],
    problem: Annotated[str, typer.Option(help="the problem it is about: erdos:12, or 12")],
    author: Annotated[str, typer.Option(help="whose claim it is")] = "",
    link: Annotated[str, typer.Option(help="where it was found (http or https)")] = "",
    note: Annotated[str, typer.Option(help="what is to be said of it")] = "",
    family: Annotated[str, typer.Option(help="family of the claim, for a witness")] = "",
    param: Annotated[list[str] | None, typer.Option(help="NAME=VALUE of the claim (repeatable)")] = None,
    goal: Annotated[str, typer.Option(help="exists or none")] = "exists",
    form: Annotated[str, typer.Option("--format", help="format of a witness; default: seen from the file")] = "",
    statement: Annotated[str, typer.Option(help="record (`workbench lean statements`) that a Lean file proves")] = "",
    fetch: Annotated[bool, typer.Option("--fetch", help="fetch a URL; otherwise it is only recorded")] = False,
    ledger: Annotated[str | None, typer.Option(help="ledger file or database URL")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """Record somebody else's claim as a candidate, check what can be checked in it, and put it into the queue.

    What was taken in before is not recorded twice. Exits 0 when everything is recorded, whatever the checks say.
    """
    from verification.bare_formats import parse_parameters
    from verification.blobs import Blobs
    from verification.documents import open_source
    from verification.intake import Credit, Stated, take_in
    from verification.verifier import Verifier

    settings = load_config({"ledger": ledger}).settings
    entry = load_catalog(settings)[problem_id(problem)]
    credit = Credit.of(author=author, link=link, note=note)
    stated = Stated(family, parse_parameters(param or ()), goal, form, statement)
    limits = judge_limits(settings)
    with tempfile.TemporaryDirectory(prefix="workbench-intake-") as scratch:
        opened = open_source(source, Path(scratch), fetch_it=fetch)
        if opened.fault:
            say(f"{source}: not fetched: {opened.fault}; the address is recorded")
        with open_ledger(settings, create=True) as store, Verifier(limits=limits, thorough=True) as verifier:
            taken = take_in(store, Blobs(blobs_folder(settings)), verifier, opened, entry, stated=stated, credit=credit)
    for item in taken:
        if as_json:
            emit(item.dump())
        else:
            tell(one_line(_line(item)))


def _line(item: Any) -> str:
    if item.already:
        return f"{item.candidate[:19]} was taken in before (attempt {item.attempt[:12]}); nothing was written"
    others = f"; found before by {', '.join(item.found_by)}" if item.found_by else ""
    return f"{item.candidate[:19]} recorded: {item.outcome} {item.assurance} {item.reason}{others}"
