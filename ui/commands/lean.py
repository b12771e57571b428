"""`workbench lean`: the statements that Lean submissions are judged against."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.config import load_config
from ui.output import emit, say, table
from ui.store import load_records

__all__ = ["lean_app"]

lean_app = typer.Typer(no_args_is_help=True, help="Lean: recorded statements and what judges submissions.")

AsJson = Annotated[bool, typer.Option("--json", help="one JSON object a line")]


@lean_app.callback()
def _group() -> None:
    """Lean: recorded statements and what judges submissions."""


@lean_app.command("statements")
def statements(as_json: AsJson = False) -> None:
    """List the recorded statements: id, problem, toolchain, and whether a person has compared them with the problem."""
    records = load_records(load_config().settings)
    if as_json:
        for record in records:
            emit({"schema": 1, "pinned": record.pinned, "review_state": record.review_state, **record.dump()})
        return
    rows = [
        (
            record.id,
            record.problem,
            record.scope.direction or record.scope.kind,
            record.toolchain,
            record.review_state if record.pinned else "not pinned",
            record.title,
        )
        for record in records
    ]
    table(("statement", "problem", "a proof answers", "toolchain", "review", "title"), rows)
    say(f"{len(rows)} statements")
