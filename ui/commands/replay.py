"""`workbench replay`: an agent's attempt again, from its transcript, without a server."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from problems.errors import InputError
from problems.family import enable_plugins
from ui.config import load_config
from ui.output import emit, one_line, tell
from ui.store import blobs_folder, open_ledger

__all__ = ["replay_command"]


def replay_command(
    identity: Annotated[str, typer.Argument(metavar="ATTEMPT", help="first 6 or more digits of its id")],
    ledger: Annotated[str | None, typer.Option(help="ledger file or database URL")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object")] = False,
) -> None:
    """Play an agent's attempt again: the model's recorded replies, the tools of this machine, no call and no cost.

    Exits 0 when every request and candidate comes out as recorded, 1 when one does not.
    """
    from provers.llm.replay import replay
    from provers.llm.transcript import read_events
    from verification.blobs import Blobs

    settings = load_config({"ledger": ledger}).settings
    enable_plugins(settings.families)
    with open_ledger(settings, read_only=True) as store:
        kind, attempt = store.find(identity)
    if kind != "attempt" or not attempt.get("transcript"):
        raise InputError(f"{identity}: only an agent's attempt with a transcript can be played again")
    events = list(read_events(Blobs(blobs_folder(settings)).open(attempt["transcript"])))
    with tempfile.TemporaryDirectory(prefix="workbench-replay-") as scratch:
        found = replay(
            attempt, events, Path(scratch), overlays=settings.overlays, allow_unsandboxed=settings.allow_unsandboxed
        )
    if as_json:
        facts = {"calls": found.calls, "candidates": list(found.candidates), "difference": found.difference}
        emit({"schema": 1, "event": "replay", "attempt": attempt["id"], **facts})
    else:
        same = f"{len(found.candidates)} candidates and every request come out as recorded"
        tell(one_line(f"{found.calls} calls played again: {found.difference or same}"))
    if found.difference:
        raise typer.Exit(1)
