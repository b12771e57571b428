"""`workbench reproduce`: an evidence bundle checked again from nothing but the bundle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from problems.family import enable_plugins
from ui.config import load_config
from ui.limits import judge_limits
from ui.output import emit, one_line, say, tell
from ui.store import load_catalog

if TYPE_CHECKING:
    from verification.reproduce import Reproduction

__all__ = ["reproduce_command"]


def reproduce_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="folder of the bundle")],
    expect: Annotated[str | None, typer.Option(help="the bundle's digest as you were told it")] = None,
    seconds: Annotated[float | None, typer.Option(help="wall-clock limit of one judgement")] = None,
    workers: Annotated[int | None, typer.Option(help="judge processes")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object")] = False,
) -> None:
    """Check an evidence bundle again from nothing but the bundle; it executes nothing from it.

    First every byte against the manifest, then candidates, formulas and pictures made anew, then the verifier's
    own judgement. Exit status: 0 everything verified again, 1 something refuted, 2 no sound bundle (what is wrong is
    named), 3 inconclusive, 4 a back-end is missing that judged then.
    """
    from verification.reproduce import reproduce

    settings = load_config({"judge_seconds": seconds, "workers": workers}, cwd=_outside(folder)).settings
    enable_plugins(settings.families)
    limits = judge_limits(settings)
    catalog = load_catalog(settings)
    result = reproduce(folder, limits=limits, expect=expect, workers=settings.workers, catalog=catalog)
    if as_json:
        emit(result.dump())
    else:
        _tell(result)
    raise typer.Exit(result.status)


def _outside(folder: Path) -> Path:
    """Where to look for the configuration: never inside the bundle, which is somebody else's."""
    here, bundle = Path.cwd(), folder.resolve()
    return bundle.parent if bundle in (here, *here.parents) else here


def _tell(result: Reproduction) -> None:
    for item in result.items:
        again = "again" if item.reproduced else f"here; the bundle says {item.recorded} {item.recorded_assurance}"
        why = item.reason or "not judged, since the bundle is not whole"
        tell(one_line(f"{item.outcome} {item.assurance} {again}: {item.name}: {why}"))
        for note in item.notes:
            say(one_line(f"note: {item.name}: {note}"))
    for note in result.notes:
        say(one_line(f"note: {note}"))
    faults = [*result.faults, *(fault for item in result.items for fault in item.faults)]
    for fault in faults:
        tell(one_line(f"fault: {fault}"))
    if result.head:
        tell(f"ledger: {result.entries} entries and {result.links} links, intact up to head {result.head}")
    same = sum(item.reproduced for item in result.items)
    tell(f"digest {result.digest or 'none'}: {same} of {len(result.items)} reproduced, {len(faults)} faults")
