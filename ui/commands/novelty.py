"""`workbench novelty`: what is known of a candidate's novelty, and what was searched."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from problems.errors import InputError
from ui.config import load_config
from ui.output import emit, one_line, tell
from ui.store import load_catalog, open_ledger

__all__ = ["novelty_command"]


def novelty_command(
    identity: Annotated[str, typer.Argument(metavar="ID", help="the first 6 or more digits of a candidate")],
    problem: Annotated[str, typer.Option(help="the problem, where the candidate was found for several")] = "",
    source: Annotated[str, typer.Option(help="record a search: where (arXiv, zbMATH, a site, a book)")] = "",
    query: Annotated[str, typer.Option(help="what was asked for")] = "",
    hits: Annotated[int | None, typer.Option(min=0, help="number of answers")] = None,
    found: Annotated[list[str] | None, typer.Option(help="an answer that bears on it (repeatable)")] = None,
    unreachable: Annotated[str, typer.Option(help="why the source could not be reached")] = "",
    date: Annotated[str, typer.Option(help="day of the search (ISO 8601); default: today")] = "",
    note: Annotated[str, typer.Option(help="anything else")] = "",
    as_name: Annotated[str | None, typer.Option("--as", help="who searched; default: the reviewer")] = None,
    ledger: Annotated[str | None, typer.Option(help="ledger file or database URL")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """Show a candidate's novelty dossier; with --source and --query, record a search first.

    The dossier compares with known values and lists searches. It never says that something is new.
    """
    from ui.commands.intake import problem_id
    from ui.commands.review import reviewer_name
    from verification.novelty import dossier, record_search
    from verification.subject import find_subject

    settings = load_config({"ledger": ledger, "reviewer": as_name}).settings
    catalog = load_catalog(settings)
    recording = bool(source or query or hits is not None or unreachable)
    with open_ledger(settings, read_only=not recording) as store:
        subject = find_subject(store, catalog, identity, problem_id(problem))
        if recording:
            if not source or not query:
                raise InputError("a search needs --source, --query, and --hits or --unreachable")
            record_search(
                store,
                candidate=subject.candidate,
                problem=subject.problem,
                source=source,
                query=query,
                hits=hits,
                found=tuple(found or ()),
                unreachable=unreachable,
                date=date or datetime.now(UTC).date().isoformat(),
                by=reviewer_name(settings),
                note=note,
            )
        sheet = dossier(store, subject)
    if as_json:
        emit({"schema": 1, "candidate": subject.candidate, "problem": subject.problem, **sheet.dump()})
    else:
        tell("\n".join(map(one_line, sheet.sentences)))
