"""`workbench scan`: provers over the catalogue's claims, checked and recorded."""

from __future__ import annotations

import signal
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.config import load_config, parse_seconds
from ui.limits import judge_limits
from ui.llm import llm_config, print_plan
from ui.output import emit, say, table
from ui.selection import selection
from ui.store import blobs_folder, load_catalog, open_ledger

if TYPE_CHECKING:
    from provers.scan import Summary

__all__ = ["scan_command"]


def scan_command(
    query: Annotated[list[str] | None, typer.Argument(help='problems to scan, such as status:open tag:"sidon"')] = None,
    prover: Annotated[
        list[str] | None, typer.Option(help="use this prover (repeatable); default: all searches")
    ] = None,
    budget: Annotated[str | None, typer.Option(help="time for one attempt: 30s, 2m, 500ms")] = None,
    work: Annotated[int | None, typer.Option(help="work for one attempt; makes it reproducible from the seed")] = None,
    workers: Annotated[int | None, typer.Option(help="worker processes")] = None,
    seed: Annotated[int | None, typer.Option(help="seed of every prover")] = None,
    ledger: Annotated[str | None, typer.Option(help="ledger file or database URL")] = None,
    blobs: Annotated[str | None, typer.Option(help="folder of evidence files")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="skip attempts that the ledger holds")] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="like --resume, but redo what failed by our fault or for want of a tool")
    ] = False,
    model: Annotated[str | None, typer.Option(help="language model of the prover agent")] = None,
    agents: Annotated[int | None, typer.Option(help="attempts of the prover agent at a time")] = None,
    cap: Annotated[str | None, typer.Option(help="US dollars that this run may spend, such as 2.50")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="print what agents would send, to whom, and the worst case")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="events as JSON Lines")] = False,
) -> None:
    """Run provers over the claims of the catalogue, check what they bring, and record everything.

    A query of nothing but numbers means those Erdős problems: `30` is `erdos:30`, and `'"30"'` the text.
    Exits 0 when every attempt is recorded, whatever its outcome; 130 when interrupted, with everything
    finished so far kept.
    """
    from provers.prover import Budget
    from provers.scan import ScanOptions, scan

    flags: dict[str, object] = {
        "budget": budget,
        "work": work,
        "workers": workers,
        "seed": seed,
        "ledger": ledger,
        "blobs": blobs,
    }
    flags |= {"provers": tuple(prover) if prover else None, "model": model, "agents": agents, "cap_run": cap}
    settings = load_config(flags).settings
    catalog = load_catalog(settings)
    wanted = selection(catalog, query)
    if dry_run:
        print_plan(catalog, wanted, settings, as_json=as_json)
        return
    options = ScanOptions(
        query=wanted,
        provers=settings.provers,
        budget=Budget(seconds=parse_seconds(settings.budget), work=settings.work),
        workers=settings.workers,
        seed=settings.seed,
        resume=resume or retry,
        retry=retry,
        limits=judge_limits(settings),
        llm=llm_config(settings),
        agents=settings.agents,
        opposite=settings.opposite_share,
    )
    signal.signal(signal.SIGTERM, _interrupt)
    with open_ledger(settings, create=True) as store:
        if as_json:
            summary = scan(catalog, store, options, blobs=blobs_folder(settings), on_event=emit)
        else:
            with _Progress() as progress:
                summary = scan(catalog, store, options, blobs=blobs_folder(settings), on_event=progress)
            _print(summary)
    if summary.interrupted:
        say("workbench: interrupted; what was finished is recorded, --resume goes on from there")
        raise typer.Exit(130)


def _interrupt(_number: int, _frame: object) -> None:
    """Being asked to end is like Ctrl-C: the workers die and the ledger is closed."""
    raise KeyboardInterrupt


def _print(summary: Summary) -> None:
    from verification.verdict import assurance_words

    rows = [
        (
            row.problem,
            f"{row.claim} · {row.goal}",
            row.meaning,
            row.prover or "–",
            assurance_words(row.assurance),
            "–" if row.seconds is None else f"{row.seconds:.2f}",
        )
        for row in summary.rows
    ]
    table(("problem", "claim", "meaning", "prover", "assurance", "seconds"), rows, right=("seconds",))
    families = len({row.claim.split()[0] for row in summary.rows if row.assurance != "A0"})
    refuted = sum(row.goal == "none" and row.assurance >= "A2" for row in summary.rows)
    typer.echo(
        f"{summary.verified} of {summary.claims} claims verified, over {families} "
        f"{'family' if families == 1 else 'families'}; "
        f"{refuted} of goal none with a checked proof. "
        f"{summary.attempts} attempts now, {summary.skipped} recorded before."
        + (f" Calls of the model cost {summary.money}." if summary.money else "")
    )


class _Progress:
    """A bar on a terminal, a line every tenth of the way elsewhere."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._terminal = sys.stderr.isatty()
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), disable=not self._terminal)
        self._task: Any = None
        self._total = self._done = self._verified = 0

    def __enter__(self) -> _Progress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, event: Mapping[str, Any]) -> None:
        if event["event"] == "start":
            for name, reason in event["absent"].items():
                say(f"without prover {name}: {reason}")
            self._total = event["claims"]
            if not self._total:
                say("no problem of the selection has a claim: `workbench catalog list has:claims` shows those that do")
            self._task = self._bar.add_task("claims", total=self._total)
        elif event["event"] == "claim":
            self._done += 1
            self._verified += event["outcome"] == "verified"
            self._bar.update(self._task, advance=1, description=f"claims ({self._verified} verified)")
            if not self._terminal and self._done * 10 // self._total > (self._done - 1) * 10 // self._total:
                say(f"{self._done} of {self._total} claims, {self._verified} verified")
