"""`workbench lean`: the statements that Lean submissions are judged against, and the Lean that judges them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.config import load_config
from ui.output import emit, hand_over, say, table, tell
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
            facts = {"pinned": record.pinned, "digest": record.digest, "review_state": record.review_state}
            emit({"schema": 1, **facts, **record.dump()})
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


@lean_app.command("skeleton")
def skeleton(
    statement: Annotated[str, typer.Argument(help="id of a record, as `workbench lean statements` prints it")],
) -> None:
    """Print what a submission starts from: the record's definitions, to be left as they are, and the theorem."""
    from verification.lean.challenge import skeleton as text_of

    records = load_records(load_config().settings)
    record = records.get(statement)
    hand_over(text_of(record, negated=records.negated(record)))


@lean_app.command("pin")
def pin(
    file: Annotated[Path, typer.Argument(help="a file of statement records")],
    sources: Annotated[
        Path, typer.Option(help="folder with files of other repositories, as REPOSITORY/COMMIT/PATH")
    ] = Path(".workbench/lean/sources"),
    as_json: AsJson = False,
) -> None:
    """Build the statements of a file and write the hashes of text and exports into it, so that edits are noticed.

    Changes nothing else in the file, never a review; the same statements give the same hashes. Submissions are judged
    against pinned records only.
    """
    from problems.family import enable_plugins
    from verification.lean.pinning import pin as pin_file
    from verification.lean.toolchain import find

    settings = load_config().settings
    enable_plugins(settings.families)
    done = pin_file(
        file,
        find(toolchain_setting=settings.lean_toolchain, project_setting=settings.lean_project),
        sources=sources,
        seconds=settings.judge_seconds,
        memory_mb=settings.judge_memory_mb,
    )
    for record in done.records:
        if as_json:
            emit({"schema": 1, "id": record.id, "export": record.export, "review_state": record.review_state})
        else:
            tell(f"{record.id}  {record.export}  {record.review_state}")
    say(f"{file} {'written' if done.changed else 'is unchanged'}")


@lean_app.command("setup")
def setup(
    toolchain: Annotated[
        str, typer.Option(help="toolchain, such as v4.36.0; default: the recommended one for judging")
    ] = "",
    project: Annotated[
        Path | None, typer.Option(help="folder of the project with Mathlib; default: one among the user's data")
    ] = None,
    mathlib: Annotated[bool, typer.Option("--mathlib/--no-mathlib", help="with Mathlib (7 GB), or only Lean")] = True,
    as_json: AsJson = False,
) -> None:
    """Install what is missing of Lean through elan and lake: toolchain, project, Mathlib with its compiled files.

    It needs the network, and goes on where it was stopped. Exits 4 where a step fails, with what was tried.
    """
    from verification.lean.advisories import advisories
    from verification.lean.setup import Setup

    def report(step: str, line: str) -> None:
        if as_json:
            emit({"schema": 1, "step": step, "line": line})
        else:
            say(f"{step}: {line}")

    name = toolchain or advisories().rule("lean").recommended
    work = Setup(name, mathlib, project.absolute() if project else Path(), report)
    found = work.run()
    report("lean", found.sentence)
    if mathlib and project:
        report("project", f'to use it, write into workbench.toml: lean_project = "{work.folder}"')
