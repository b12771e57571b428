"""Scans as processes of their own: started from the browser, watched through the file that their events go to.

A scan outlives the browser interface; its ledger is the truth, the events only say how far it is.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from problems.errors import InputError
from problems.query import parse_query
from ui.config import Settings, parse_seconds
from ui.session import Person
from ui.store import blobs_folder

__all__ = ["Run", "arguments", "runs", "start", "stop", "worst_case"]

MAX_EVENTS = 20_000_000
"""Bytes of an events file that are read."""

SHOWN = 20
"""Runs that are listed."""

_CHILDREN: dict[str, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True)
class Run:
    """One scan that was started here."""

    name: str
    """Its name: when it was started."""
    pid: int
    """Its process."""
    arguments: tuple[str, ...]
    """What it was asked."""
    running: bool
    """Whether the process is there."""
    claims: int = 0
    """Claims of the selection."""
    done: int = 0
    """Claims that are finished."""
    verified: int = 0
    """Claims that are verified."""
    attempts: int = 0
    """Attempts recorded."""
    ended: Mapping[str, Any] | None = None
    """Its last event; None when it was killed, or still runs."""
    latest: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    """The last events, newest first."""
    said: str = ""
    """Last line on stderr."""


def folder(settings: Settings) -> Path:
    """Where events go: beside the evidence files."""
    return blobs_folder(settings).parent / "scans"


def arguments(query: str, provers: Sequence[str], budget: str, workers: int, *, resume: bool) -> tuple[str, ...]:
    """The command line of a scan; what cannot be right is an InputError before anything starts."""
    parse_query(query)
    parse_seconds(budget)
    chosen = [part for prover in provers for part in ("--prover", prover)]
    return ("scan", "--json", *(["--resume"] if resume else []), *chosen, "--budget", budget, "--workers", str(workers),
            "--", *([query] if query.strip() else []))  # fmt: skip


def worst_case(claims: int, provers: int, budget: str, workers: int) -> float:
    """Seconds when every prover uses its whole budget on every claim; judging comes on top."""
    return claims * provers * parse_seconds(budget) / max(1, workers)


def start(settings: Settings, reader: Person, asked: Sequence[str]) -> str:
    """Start a scan and return its name."""
    if not reader.may_run:
        raise InputError(reader.why_not or "you may read, but not start scans")
    place = folder(settings)
    place.mkdir(parents=True, exist_ok=True)
    name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")[:-3]
    with (place / f"{name}.jsonl").open("xb") as out, (place / f"{name}.err").open("xb") as err:
        process = subprocess.Popen(  # noqa: S603 - our own command, its arguments were checked
            [sys.executable, "-m", "ui.cli", *asked],
            env={**os.environ, "WORKBENCH_LEDGER": settings.ledger, "WORKBENCH_BLOBS": str(blobs_folder(settings))},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
    _CHILDREN[name] = process
    (place / f"{name}.json").write_text(json.dumps({"pid": process.pid, "arguments": list(asked)}), encoding="utf-8")
    return name


def stop(settings: Settings, reader: Person, run: Run) -> None:
    """Ask a scan to end; what is finished stays recorded."""
    if not reader.may_run:
        raise InputError(reader.why_not or "you may read, but not stop scans")
    if not _alive(run.name, run.pid):
        raise InputError(f"scan {run.name} has ended already")
    os.kill(run.pid, signal.SIGTERM)


def runs(settings: Settings) -> list[Run]:
    """The scans that were started here, newest first."""
    files = sorted(folder(settings).glob("*.json"), reverse=True)[:SHOWN]
    return [run for path in files if (run := _run(path)) is not None]


def _run(path: Path) -> Run | None:
    try:
        asked = json.loads(path.read_text("utf-8"))
        pid, given = int(asked["pid"]), tuple(map(str, asked["arguments"]))
        with path.with_suffix(".jsonl").open("rb") as stream:
            lines = stream.read(MAX_EVENTS).splitlines()
        said = path.with_suffix(".err").read_text("utf-8", "replace")[-2000:].strip().splitlines()
    except (OSError, ValueError, KeyError, TypeError):
        return None
    events = [event for line in lines if (event := _event(line)) is not None]
    claims = [event for event in events if event.get("event") == "claim"]
    return Run(
        name=path.stem,
        pid=pid,
        arguments=given,
        running=_alive(path.stem, pid),
        claims=next((int(event.get("claims", 0)) for event in events if event.get("event") == "start"), 0),
        done=len(claims),
        verified=sum(event.get("outcome") == "verified" for event in claims),
        attempts=sum(event.get("event") == "attempt" for event in events),
        ended=next((event for event in reversed(events) if event.get("event") == "end"), None),
        latest=tuple(reversed(claims[-12:])),
        said=said[-1] if said else "",
    )


def _event(line: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None  # the last line may be half-written
    return event if isinstance(event, dict) else None


def _alive(name: str, pid: int) -> bool:
    child = _CHILDREN.get(name)
    if child is not None:
        return child.poll() is None
    try:
        # The number may have passed to another process since.
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"ui.cli" in words and b"scan" in words
