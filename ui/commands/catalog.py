"""`workbench catalog`: list, show, add, validate, import and compare catalogues."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from problems.errors import CatalogError, InputError
from problems.family import enable_plugins
from problems.problem import Problem
from problems.problem_id import problem_id
from problems.snapshot import is_snapshot
from problems.yaml_lines import read_yaml
from ui.commands.show import problem_text
from ui.config import load_config
from ui.output import emit, join_terms, one_line, say, table, tell
from ui.store import load_catalog, overlay_folder

if TYPE_CHECKING:
    from problems.catalog import Catalog
    from problems.sources.erdosproblems import ImportResult

__all__ = ["catalog_app"]

catalog_app = typer.Typer(no_args_is_help=True, help="The catalogue of problems and claims.")

AsJson = Annotated[bool, typer.Option("--json", help="one JSON object a line")]
SHOWN = 50
"""Changes printed by an import; JSON has all."""

Terms = Annotated[
    list[str] | None, typer.Argument(help='query, such as status:open tag:"sidon" has:claims erdos:1-100')
]


@catalog_app.command("list")
def list_(query: Terms = None, as_json: AsJson = False) -> None:
    """List the problems that match a query."""
    problems = load_catalog(load_config().settings).filter(join_terms(query))
    if as_json:
        for problem in problems:
            emit(
                {
                    "schema": 1,
                    "id": problem.id,
                    "title": problem.title,
                    "status": str(problem.status.state),
                    "as_of": problem.status.as_of,
                    "prize": problem.prize,
                    "tags": list(problem.tags),
                    "claims": len(problem.claims),
                }
            )
        return
    rows = [
        (problem.id, problem.title, problem.status.state, problem.prize, len(problem.claims), ", ".join(problem.tags))
        for problem in problems
    ]
    table(("problem", "title", "status", "prize", "claims", "tags"), rows, right=("claims",))
    say(f"{len(rows)} problems")


@catalog_app.command("show")
def show(
    identity: Annotated[str, typer.Argument(metavar="ID", help="such as erdos:30, or 30")], as_json: AsJson = False
) -> None:
    """Show one problem with its claims."""
    settings = load_config().settings
    problem = load_catalog(settings)[problem_id(identity)]
    if as_json:
        emit({"schema": 1, "kind": "problem", **problem.model_dump(mode="json", exclude_none=True)})
    else:
        tell(problem_text(problem, settings.status_days))


@catalog_app.command("validate")
def validate(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="files or folders; default: catalogue and overlays")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check catalogue files; every fault is named with file, line and field. Exits 2 when there are any."""
    from problems.catalog import Catalog
    from problems.known import contradictions

    settings = load_config().settings
    for path in paths or ():
        if not path.exists():
            raise InputError(f"{path}: no such file or folder")
    problems = claims = 0
    try:
        enable_plugins(settings.families)
        catalog = Catalog.load(paths) if paths else load_catalog(settings)
    except CatalogError as error:
        faults, against = list(error.faults), []
    else:
        problems, claims = len(catalog), sum(len(problem.claims) for problem in catalog)
        faults, against = [], contradictions(catalog)
    for fault in (*faults, *against):
        say(f"workbench: {fault}")
    wrong = len(faults) + len(against)
    if as_json:
        counts = {"problems": problems, "claims": claims, "contradictions": len(against)}
        emit({"schema": 1, **counts, "faults": [*faults, *against]})
    elif wrong:
        say(f"{wrong} fault{'s' if wrong > 1 else ''}")
    else:
        tell(f"{problems} problems, {claims} claims: no fault")
    raise typer.Exit(2 if wrong else 0)


@catalog_app.command("add")
def add(
    file: Annotated[Path, typer.Argument(help="a problem file in the form of data/problems")], as_json: AsJson = False
) -> None:
    """Validate one's own problem and put it into the overlay folder."""
    from problems.catalog import Catalog

    settings = load_config().settings
    if not file.is_file():
        raise InputError(f"{file}: no such file")
    if is_snapshot(file):
        raise InputError(f"{file}: the name is that of a snapshot, which `workbench catalog import` writes")
    if file.suffix not in (".yaml", ".yml"):
        raise InputError(f"{file}: a problem file is called NAME.yaml")
    before = load_catalog(settings)
    after = Catalog.load([*(folder for folder in map(Path, settings.overlays) if folder.is_dir()), file])
    folder = overlay_folder(settings)
    target = folder / file.name
    data = file.read_bytes()
    present = target.exists()
    if present and target.read_bytes() != data:
        raise InputError(f"{target} exists with other content: remove it first or choose another name")
    if not present:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        try:
            load_catalog(settings)
        except CatalogError as error:
            target.unlink()
            raise InputError(f"{file} was not added: {error.faults[0]}") from None
    if as_json:
        emit({"schema": 1, "file": str(target), "added": not present})
    elif present:
        tell(one_line(f"{target} was there already"))
    else:
        tell(one_line(f"added {target}{_correction(read_yaml(data, str(file)).plain()['id'], before, after)}"))


def _correction(identity: str, before: Catalog, after: Catalog) -> str:
    """What a file does to a problem that the catalogue has already, to be said behind the file's name."""
    from problems.catalog import Catalog

    if identity not in before:
        return ""
    old, new = before[identity], after[identity]
    fields = [name for name in Problem.model_fields if name != "claims" and getattr(old, name) != getattr(new, name)]
    claims = len(new.claims) - len(old.claims)
    does = [f"replaces the {'fields' if len(fields) > 1 else 'field'} {', '.join(fields)}"] if fields else []
    does += [f"adds {claims} claim{'s' if claims > 1 else ''} to those"] if claims else []
    whose = "the shipped" if identity in Catalog.load() else "your"
    if not does:
        return f": it changes no field of {whose} {identity} and adds no claim"
    return f": it {' and '.join(does)} of {whose} {identity}"


@catalog_app.command("import")
def import_(
    source: Annotated[str, typer.Argument(help="erdosproblems")],
    file: Annotated[Path, typer.Argument(help="the community database, problems.yaml")],
    as_of: Annotated[
        str | None, typer.Option(help="day of the snapshot, YYYY-MM-DD; default: the file's last update")
    ] = None,
    commit: Annotated[str, typer.Option(help="commit of the snapshot")] = "",
    into: Annotated[Path | None, typer.Option(help="overlay folder to write to")] = None,
    as_json: AsJson = False,
) -> None:
    """Import upstream's statuses, prizes, tags and sequences; our statements and claims stay.

    Malformed entries are reported with their line and the rest is imported; exits 1 when there were any.
    """
    from problems.sources.erdosproblems import SNAPSHOT_FILE, import_erdosproblems, read_snapshot, write_snapshot

    if source != "erdosproblems":
        raise InputError(f"unknown source {source[:40]!r}: there is erdosproblems")
    folder = into or overlay_folder(load_config().settings)
    result = import_erdosproblems(file, as_of=as_of, commit=commit, existing=read_snapshot(folder / SNAPSHOT_FILE))
    written = write_snapshot(result, folder)
    _talk(result)
    if as_json:
        emit(result.dump())
    else:
        changes = result.difference.lines()
        for change in changes[:SHOWN]:
            tell(one_line(change))
        if len(changes) > SHOWN:
            tell(f"and {len(changes) - SHOWN} more (`--json` lists all)")
        tell(
            f"{len(result.problems)} problems as of {result.snapshot.info.as_of}: {len(changes)} changes, "
            f"{len(result.faults)} faults; {folder / SNAPSHOT_FILE} {'written' if written else 'is unchanged'}"
        )
    raise typer.Exit(1 if result.faults else 0)


@catalog_app.command("diff")
def diff(
    file: Annotated[Path, typer.Argument(help="a newer problems.yaml of the community database")],
    as_json: AsJson = False,
) -> None:
    """Say what an import of this file would change; nothing is written."""
    from problems.sources.erdosproblems import SNAPSHOT_FILE, import_erdosproblems, read_snapshot

    folder = overlay_folder(load_config().settings)
    result = import_erdosproblems(file, existing=read_snapshot(folder / SNAPSHOT_FILE))
    _talk(result)
    if as_json:
        emit(result.dump())
    else:
        changes = result.difference.lines()
        for change in changes:
            tell(one_line(change))
        say(f"{len(changes)} changes, {len(result.faults)} faults")
    raise typer.Exit(1 if result.faults else 0)


def _talk(result: ImportResult) -> None:
    for warning in result.warnings:
        say(f"workbench: note: {warning}")
    for fault in result.faults:
        say(f"workbench: {fault}")
