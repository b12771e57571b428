"""`workbench config show`: the effective configuration, each value with its origin."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.config import load_config
from ui.output import emit, table

__all__ = ["config_app"]

config_app = typer.Typer(no_args_is_help=True, help="Effective configuration.")


@config_app.callback()
def _config() -> None:
    pass


@config_app.command("show")
def show(as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False) -> None:
    """Print each setting, its value, and where the value comes from."""
    rows = load_config().rows()
    if as_json:
        for row in rows:
            emit(row)
    else:
        table(("setting", "value", "origin"), [(row["name"], row["value"], row["origin"]) for row in rows])
