"""`workbench report`: one HTML page of what a ledger holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from problems.errors import InputError
from problems.regular import check_target
from ui.config import load_config
from ui.output import emit, say
from ui.store import load_catalog, open_ledger

__all__ = ["report_command"]


def report_command(
    out: Annotated[Path, typer.Option(help="HTML file to write; an earlier one is replaced")] = Path("report.html"),
    best: Annotated[int, typer.Option(min=0, max=200, help="finds shown with their pictures")] = 12,
    ledger: Annotated[str | None, typer.Option(help="ledger file or database URL")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="the figures as one JSON object, besides the page")] = False,
) -> None:
    """Write a page with the funnel, assurance, cost, time, failures and the best finds.

    One file without scripts and without anything from elsewhere: it opens without a server and can be sent.
    """
    from verification.report import gather_report
    from verification.report_page import page

    check_target(out)
    settings = load_config({"ledger": ledger}).settings
    catalog = load_catalog(settings)
    with open_ledger(settings, read_only=True) as store:
        report = gather_report(store, catalog, best=best)
    text = page(report)
    temporary = out.with_name(f".{out.name}.part")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(out)
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from None
    if as_json:
        emit({**report.dump(), "page": str(out)})
    else:
        say(f"{out}: {len(text.encode())} bytes, ledger head {report.head[:20]}…")
