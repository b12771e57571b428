"""`workbench criticise`: what a second model has against a candidate."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from problems.errors import InputError, MissingBackendError
from ui.config import load_config, parse_seconds
from ui.llm import llm_config
from ui.output import emit, one_line, tell
from ui.store import blobs_folder, load_catalog, open_ledger

__all__ = ["criticise_command"]


def criticise_command(
    identity: Annotated[str, typer.Argument(metavar="CANDIDATE", help="first 6 or more digits of its hash")],
    budget: Annotated[str, typer.Option(help="time for it: 5m")] = "10m",
    model: Annotated[str | None, typer.Option(help="language model")] = None,
    ledger: Annotated[str | None, typer.Option(help="ledger file or database URL")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object")] = False,
) -> None:
    """Let a model with no other context look for what is wrong with a candidate; verdicts stay as they are."""
    from provers.llm.agent import PROVER
    from provers.llm.critic import critic_note, criticise
    from provers.llm.wire import SdkWire
    from provers.prover import Budget, Meter
    from verification.blobs import Blobs
    from verification.candidate import parse_candidate

    there = PROVER.available()
    if not there.available:
        raise MissingBackendError(f"critic: {there.reason}; {there.install}")
    settings = load_config({"model": model, "ledger": ledger}).settings
    config, catalog = llm_config(settings), load_catalog(settings)
    with open_ledger(settings) as store, tempfile.TemporaryDirectory(prefix="workbench-critic-") as scratch:
        kind, body = store.find(identity.removeprefix("sha256:"))
        if kind != "candidate":
            raise InputError(f"{identity}: this is of kind {kind}; the critic reads candidates")
        candidate = parse_candidate(body["candidate"])
        about = catalog[candidate.problem] if candidate.problem else None
        meter, report, failed = Meter(Budget(seconds=parse_seconds(budget))), None, ""
        try:
            with SdkWire(idle_seconds=config.idle_seconds) as wire:
                report = criticise(
                    candidate, about, config, wire, meter, run=f"critic {uuid4().hex}", scratch=Path(scratch)
                )
        except InputError as error:
            # What was said and what it cost is kept where nothing came of it, too.
            failed = str(error)
            if meter.transcript is None:
                raise
        transcript = Blobs(blobs_folder(settings)).put(meter.transcript) if meter.transcript else ""
        note = critic_note(candidate, report, meter, transcript, config.model, failed=failed)
        store.append([("note", note)])
    if report is None:
        raise InputError(failed)
    if as_json:
        emit(note)
        return
    for item in report.objections:
        place = f" ({item.place})" if item.place else ""
        tell(one_line(f"{item.gravity}, {item.kind}{place}: {item.reason}"))
    if not report.objections:
        tell("No objection was found, which says nothing for the candidate.")
