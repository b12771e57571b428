"""All commands under one name, and what their errors say; `ui.cli` is the way in."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from problems.errors import WorkbenchError
from ui.commands.batch import batch_app
from ui.commands.bench import bench_app
from ui.commands.catalog import catalog_app
from ui.commands.config import config_app
from ui.commands.criticise import criticise_command
from ui.commands.doctor import doctor_command
from ui.commands.export import export_command
from ui.commands.families import families_command
from ui.commands.intake import intake_command
from ui.commands.lean import lean_app
from ui.commands.ledger import ledger_app
from ui.commands.novelty import novelty_command
from ui.commands.orchestrate import orchestrate_command
from ui.commands.queue import queue_command
from ui.commands.replay import replay_command
from ui.commands.report import report_command
from ui.commands.reproduce import reproduce_command
from ui.commands.review import review_command
from ui.commands.scan import scan_command
from ui.commands.show import show_command
from ui.commands.spending import spending_command
from ui.commands.ui import ui_command
from ui.commands.verify import verify_command
from ui.output import say

__all__ = ["app", "run"]

_USAGE_ERROR: type[Exception] = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException")
"""Root of the errors in a command line; newer versions of Typer bring their own copy of it."""


class _Stopped(Exception):  # noqa: N818 - no error
    """Ctrl-C on its way past Typer, which would make a bare exit status of it."""


@contextlib.contextmanager
def _past_typer() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        raise _Stopped from None


class _Commands(TyperGroup):
    def make_context(self, *arguments: Any, **extra: Any) -> Any:
        with _past_typer():
            return super().make_context(*arguments, **extra)

    def invoke(self, ctx: Any) -> Any:
        with _past_typer():
            return super().invoke(ctx)


app = typer.Typer(
    name="workbench",
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Let machines work on open problems; trust, read and export what survives.",
    epilog="Exit status: 0 done, 1 something refuted, 2 bad input, 3 inconclusive, 4 back-end missing, "
    "70 a fault of the workbench itself, 130 stopped.",
)
app.command("scan")(scan_command)
app.command("orchestrate")(orchestrate_command)
app.command("criticise")(criticise_command)
app.command("verify")(verify_command)
app.command("families")(families_command)
app.add_typer(catalog_app, name="catalog")
app.command("show")(show_command)
app.command("ui")(ui_command)
app.command("queue")(queue_command)
app.command("review")(review_command)
app.command("novelty")(novelty_command)
app.command("intake")(intake_command)
app.command("export")(export_command)
app.command("reproduce")(reproduce_command)
app.command("replay")(replay_command)
app.command("report")(report_command)
app.add_typer(ledger_app, name="ledger")
app.add_typer(lean_app, name="lean")
app.command("doctor")(doctor_command)
app.add_typer(batch_app, name="batch")
app.command("spending")(spending_command)
app.add_typer(bench_app, name="bench")
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


def run() -> int:
    """Run the command line; every error that is foreseen becomes one line on stderr and an exit status."""
    try:
        status = app(prog_name="workbench", standalone_mode=False)
        sys.stdout.flush()
        return int(status or 0)
    except WorkbenchError as error:
        say(f"workbench: {error}")
        return error.exit_status
    except _USAGE_ERROR as error:
        _explain_usage(error)
        return 2
    except (_Stopped, typer.Abort):
        raise KeyboardInterrupt from None
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):
            return 128 + signal.SIGPIPE
        raise
    except BrokenPipeError:
        return 128 + signal.SIGPIPE
    except PermissionError as error:
        say(f"workbench: {error.filename}: no permission")
        return 2
    except OSError as error:
        say(f"workbench: {error.filename or 'system'}: {error.strerror or error}")
        return 2


def _explain_usage(error: Any) -> None:
    message = " ".join(error.format_message().split()).rstrip(".")
    command = error.ctx.command_path if getattr(error, "ctx", None) else "workbench"
    if message:  # there is none when a command without arguments has shown its help
        say(f"{command}: {message}; see {command} --help")
