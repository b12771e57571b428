"""`workbench spending`: what language models cost."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from ui.config import load_config
from ui.llm import llm_config, spending_book
from ui.output import emit, tell
from ui.store import open_ledger

__all__ = ["spending_command"]


def spending_command(
    ledger: Annotated[str | None, typer.Option(help="ledger file or database URL")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object")] = False,
) -> None:
    """What calls of language models cost: per attempt, candidate, verified and accepted result, and today."""
    from provers.llm.budget import Book
    from provers.llm.costs import costs
    from provers.llm.pricing import dollars

    settings = load_config({"ledger": ledger}).settings
    with open_ledger(settings, read_only=True) as store:
        found = costs(store)
    path = spending_book(settings)
    today = Book(path).totals(day=datetime.now(UTC).date().isoformat()) if path.exists() else None
    if as_json:
        emit({**found.dump(), "today_microdollars": today.micros if today else 0})
        return
    tell(f"{dollars(found.micros)} in the ledger, {dollars(found.critics)} of them for critics")
    for name in ("attempts", "candidates", "verified", "accepted"):
        count = getattr(found, name)
        each = found.per(count)
        tell(f"{count:6} {name}" + ("" if each is None else f", {dollars(each)} for each"))
    tell(f"{found.estimated:6} attempts with a call booked at its worst case")
    if today is not None:
        cap = dollars(llm_config(settings).caps.day)
        tell(f"today {dollars(today.micros)} of {cap}, {today.open} calls not settled")
