"""An attempt played again from its transcript: the model's recorded replies, our own tools, no server and no money.

What comes out is to be what was recorded: every request to its hash, every candidate to its identity. A difference
means that tools answer otherwise here, or that the record and the ledger do not belong together.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from problems.claim import Claim
from problems.errors import InputError
from provers.llm.agent import Conversation
from provers.llm.budget import Book, Purse
from provers.llm.client import CallFailedError, Client
from provers.llm.config import LLMConfig
from provers.llm.tools import Toolbox
from provers.llm.transcript import Player, Recorder, requests
from provers.prover import Bill, ProverStopped, Task

__all__ = ["Replay", "replay"]

SECONDS = 3600.0
"""What tools are told to be left of the attempt's time."""
NO_PRICE = {"input": "0", "output": "0"}
NO_CAP = "999999999"


@dataclass(frozen=True)
class Replay:
    """What came out."""

    calls: int
    """Calls that were made again, word for word."""
    candidates: tuple[str, ...]
    """Identities of the candidates that were submitted again."""
    difference: str
    """Where record and replay part; empty where they do not."""


def replay(
    attempt: Mapping[str, Any],
    events: Sequence[Mapping[str, Any]],
    scratch: Path,
    *,
    overlays: tuple[str, ...] = (),
    allow_unsandboxed: bool = False,
    pool: Executor | None = None,
) -> Replay:
    """Play an attempt of the ledger from the events of its transcript; one that cannot be played is an InputError."""
    asked = list(requests(events))
    if not asked or not events or events[0].get("way") == "batch":
        raise InputError("nothing was said here that could be played again: no call, or the single one of a batch")
    told = attempt["config"].get("llm", {})
    kept = {name: value for name, value in told.items() if name in LLMConfig.model_fields and name != "cutoff"}
    config = LLMConfig.model_validate({
        **kept, "price": NO_PRICE, "cap_problem": NO_CAP, "cap_run": NO_CAP, "cap_day": NO_CAP, "retries": 20,
        "book": str(scratch / "replay.sqlite"), "overlays": overlays, "allow_unsandboxed": allow_unsandboxed,
    })  # fmt: skip
    task = Task(
        claim=Claim.model_validate(attempt["claim"]), problem=attempt["problem"], seed=attempt["seed"],
        scratch=scratch, llm=config, strategy=attempt["config"].get("strategy", ""), pool=pool,
    )  # fmt: skip
    player, recorder = Player(events), Recorder(scratch / "replay.jsonl")
    client = Client(
        player, config, Purse(Book(config.book_path), config.caps, "replay", "", "", config.model), recorder,
        seconds_left=lambda: SECONDS, bill=Bill(), sleep=lambda _seconds: None,
    )  # fmt: skip
    toolbox = Toolbox(task, config, lambda: SECONDS)
    expected = [event["id"] for event in events if event["event"] == "candidate"]
    found: list[str] = []
    try:
        # A refusal or an empty reply ends a conversation here as it did there, and so does the end of the record.
        with contextlib.suppress(CallFailedError, ProverStopped):
            for candidate in Conversation(client, toolbox, dict(asked[0][0]), recorder).run(lambda: None):
                found.append(candidate.id)
                if len(found) == len(expected):
                    break
    finally:
        recorder.close()
        toolbox.close()
    return Replay(player.played, tuple(found), _difference(player, found, expected, attempt["candidates"]))


def _difference(player: Player, found: list[str], expected: list[str], held: Sequence[str]) -> str:
    if player.played < player.total:
        return f"call {player.played + 1} of {player.total} is not asked as it was: tools answer otherwise here"
    if found != expected:
        return "other candidates are submitted than were recorded"
    if held and list(held) != expected:
        return "the ledger names other candidates than the transcript"
    return ""
