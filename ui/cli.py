"""The `workbench` command: data on stdout, talk on stderr, and exit statuses that scripts can rely on.

0 done · 1 ran, something refuted · 2 usage, bad input or configuration · 3 inconclusive ·
4 back-end missing · 130 interrupted
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from problems.errors import WorkbenchError
from ui.commands.catalog import catalog_app
from ui.commands.config import config_app
from ui.commands.doctor import doctor_command
from ui.commands.families import families_command
from ui.commands.ledger import ledger_app
from ui.commands.scan import scan_command
from ui.commands.show import show_command
from ui.commands.verify import verify_command
from ui.output import say

__all__ = ["app", "main"]

app = typer.Typer(
    name="workbench",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Let machines work on open problems; trust, read and export what survives.",
    epilog="Exit status: 0 done, 1 something refuted, 2 bad input, 3 inconclusive, 4 back-end missing, 130 stopped.",
)
app.command("scan")(scan_command)
app.command("verify")(verify_command)
app.command("families")(families_command)
app.add_typer(catalog_app, name="catalog")
app.command("show")(show_command)
app.add_typer(ledger_app, name="ledger")
app.command("doctor")(doctor_command)
app.add_typer(config_app, name="config")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(version("conjecture-workbench"))
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="its version")] = False,
) -> None:
    pass


def main() -> None:
    """Run the command; our errors become one line on stderr and their exit status."""
    try:
        app()
    except WorkbenchError as error:
        say(f"workbench: {error}")
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        say("workbench: interrupted")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except PermissionError as error:
        say(f"workbench: {error.filename}: no permission")
        sys.exit(2)
    except OSError as error:
        say(f"workbench: {error.filename or ''}: {error.strerror or error}")
        sys.exit(2)


if __name__ == "__main__":
    main()
