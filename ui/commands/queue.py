"""`workbench queue`: what to read next."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from problems.errors import LedgerError
from problems.problem_id import problem_id
from ui.config import load_config
from ui.output import emit, table
from ui.store import load_catalog, open_ledger

if TYPE_CHECKING:
    from ui.config import Settings
    from verification.ledger import Ledger

__all__ = ["queue_command"]


def queue_command(
    limit: Annotated[int, typer.Option(min=1, help="items shown")] = 25,
    problem: Annotated[str, typer.Option(help="only items for this problem: erdos:12, or 12")] = "",
    second: Annotated[
        bool, typer.Option("--second", help="what others have graded and you have not: a blind second reading")
    ] = False,
    as_name: Annotated[str | None, typer.Option("--as", help="reviewer; default: from the configuration")] = None,
    per_prover: Annotated[int | None, typer.Option(help="ungraded items of one prover for one problem")] = None,
    ledger: Annotated[str | None, typer.Option(help="ledger file or database URL")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """List what to read next: conflict, beats a known value, settles a problem, disagreement, then by assurance.

    Candidates that a symmetry of their claim maps to each other are one item; refuted and graded ones are left out.
    """
    from ui.commands.review import reviewer_name
    from verification.problem_history import holdings
    from verification.queue import rank
    from verification.verdict import assurance_words

    flags = {"ledger": ledger, "reviewer": as_name, "pending_per_prover": per_prover}
    settings = load_config(flags).settings
    catalog = load_catalog(settings)
    wanted = problem_id(problem)
    with _opened(settings) as store:
        if problem and wanted not in catalog and not holdings(store, wanted)["attempts"]:
            catalog[wanted]  # an InputError that offers the nearest
        queue = rank(
            store,
            catalog,
            per_prover=settings.pending_per_prover,
            reviewer=reviewer_name(settings),
            second=second,
        )
    items = [item for item in queue.items if not problem or item.problem == wanted]
    if as_json:
        for number, item in enumerate(items[:limit], start=1):
            emit({"schema": 1, "rank": number, **item.dump()})
        return
    rows = []
    for number, item in enumerate(items[:limit], start=1):
        axes = f" on {', '.join(item.disagreements)}" if item.disagreements else ""
        merged = f" (+{len(item.members) - 1} equivalent)" if len(item.members) > 1 else ""
        rows.append(
            (
                str(number),
                item.candidate.removeprefix("sha256:")[:12] + merged,
                item.problem,
                f"{item.claim.family} {json.dumps(item.claim.params)} · {item.claim.goal}",
                f"{item.why}{axes}",
                assurance_words(item.assurance),
                ", ".join(item.provers),
            )
        )
    table(("", "candidate", "problem", "claim", "why", "assurance", "found by"), rows, right=("",))
    held = sum(queue.held_back.values())
    more = f"; {held} held back, {settings.pending_per_prover} at a time of one prover for one problem" if held else ""
    typer.echo(f"{len(rows)} of {len(items)} shown{more}")


def _opened(settings: Settings) -> Ledger:
    """For writing where that is allowed, since what merging duplicates takes long to compute is kept."""
    try:
        return open_ledger(settings)
    except LedgerError:
        return open_ledger(settings, read_only=True)
