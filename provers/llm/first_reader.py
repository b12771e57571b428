"""The critic as the first reader of arguments in words: its report is there before anybody else is asked to read."""

from __future__ import annotations

import threading
from collections.abc import Container
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from problems.errors import WorkbenchError
from provers.attempt import AttemptSpec
from provers.llm.critic import CriticReport, critic_note, criticise
from provers.llm.wire import SdkWire
from provers.prover import Budget, Meter
from verification.candidate import Candidate, Informal

__all__ = ["Reading", "read_first", "wants_reader"]


@dataclass(frozen=True)
class Reading:
    """What the critic left."""

    note: dict[str, Any]
    """Body of the ledger entry, its `transcript` still empty."""
    transcript: str
    """Path of what was said; empty where nothing was."""


def wants_reader(spec: AttemptSpec, candidate: Candidate, criticised: Container[str]) -> bool:
    """Whether the candidate is an argument in words, not `criticised` yet, of an attempt that asks for the critic."""
    asks = spec.llm is not None and spec.llm.critic
    return asks and isinstance(candidate.payload, Informal) and candidate.id not in criticised


def read_first(
    spec: AttemptSpec,
    candidate: Candidate,
    scratch: str,
    pool: Executor | None = None,
    stop: threading.Event | None = None,
) -> Reading:
    """The critic's report under the caps of the attempt's run; where there is none, why not. Raises nothing."""
    config = spec.llm
    if config is None:
        raise AssertionError
    meter = Meter(Budget(seconds=config.critic_seconds), stop)
    report: CriticReport | None = None
    failed = ""
    try:
        with SdkWire(idle_seconds=config.idle_seconds) as wire:
            report = criticise(
                candidate, spec.about, config, wire, meter, run=spec.run, scratch=Path(scratch), pool=pool
            )
    except WorkbenchError as error:
        failed = str(error)
    except Exception as error:  # noqa: BLE001 - what was spent is to be recorded, and the candidate, whatever went wrong
        failed = f"no report of the critic: {type(error).__name__}: {error}"
    note = critic_note(candidate, report, meter, "", config.model, failed=failed)
    path = meter.transcript
    return Reading(note, str(path) if path is not None and path.is_file() else "")
