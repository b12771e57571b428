"""`workbench bench`: how much of what is known the provers find again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from problems.errors import InputError
from problems.regular import check_target
from ui.config import load_config, parse_seconds
from ui.llm import llm_config
from ui.output import emit, say, tell

__all__ = ["bench_app"]

bench_app = typer.Typer(no_args_is_help=True, help="Measure the provers on claims whose answer is known.")


@bench_app.callback()
def _root() -> None:
    """Keep `rediscovery` a command of its own, however many there are."""


@bench_app.command("rediscovery")
def rediscovery_command(
    family: Annotated[list[str] | None, typer.Option(help="only claims of this family (repeatable)")] = None,
    prover: Annotated[list[str] | None, typer.Option(help="use this one (repeatable); default: all searches")] = None,
    budget: Annotated[str, typer.Option(help="time for one claim, all provers together")] = "30s",
    workers: Annotated[int | None, typer.Option(help="worker processes, and claims at a time")] = None,
    write: Annotated[Path | None, typer.Option(help="write the table as Markdown into this file")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """Run provers over true claims with known answers that are kept from them; report what they find again."""
    from provers.rediscovery import Result, page, rediscover, rediscovery_claims

    if write is not None:
        check_target(write)
    settings = load_config({"workers": workers}).settings
    frozen, claims = rediscovery_claims()
    chosen = [claim for claim in claims if not family or claim.family in family]
    if not chosen:
        raise InputError(f"no claim of {', '.join(family or ())}: `workbench families` lists the names")

    def told(result: Result) -> None:
        if as_json:
            emit(result.dump())
        else:
            params = " ".join(f"{name}={value}" for name, value in result.claim.params.items())
            claim = f"{result.claim.family} {params} {result.claim.goal}"
            say(f"{claim[:90]:90} {result.prover or 'not found':10} {result.assurance} {result.seconds:6.1f} s")

    seconds = parse_seconds(budget)
    results = rediscover(
        chosen,
        provers=tuple(prover or ()),
        seconds=seconds,
        workers=settings.workers,
        llm=llm_config(settings),
        on_result=told,
    )
    text = page(frozen, results, seconds=seconds, workers=settings.workers)
    if write is not None:
        try:
            write.write_text(text, encoding="utf-8")
        except OSError as error:
            raise InputError(f"{write}: cannot be written: {error.strerror}") from None
    elif not as_json:
        tell(text, end="")
