"""Attempts: one prover run on one claim under one budget, as it is kept in the ledger."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from problems.values import Frozen

__all__ = ["Attempt", "Cost", "FailureMechanism"]


class FailureMechanism(StrEnum):
    """Why an attempt has no verified candidate."""

    NONE_FOUND = "none found"
    """The search ended without a candidate."""
    BUDGET_WORK = "budget: work"
    BUDGET_SECONDS = "budget: seconds"
    UNSUPPORTED = "unsupported"
    BACKEND_MISSING = "backend missing"
    CANDIDATE_REFUTED = "candidate refuted"
    CANDIDATE_UNKNOWN = "candidate undecided"
    BUDGET_MONEY = "budget: money"
    """The worst case of the next call of a model did not fit under a cap."""
    REFUSED = "refused by the server"
    KILLED = "killed at a limit"
    OUR_FAULT = "our fault"


class Cost(Frozen):
    """What an attempt used."""

    seconds: float
    """Wall-clock seconds."""
    cpu_seconds: float = 0.0
    """Processor seconds of the worker."""
    work: int = 0
    """Work as the prover counts it."""
    calls: int = 0
    """Calls of a language model, failed ones included."""
    input_tokens: int = 0
    """Tokens of the prompts."""
    output_tokens: int = 0
    """Tokens of the replies."""
    microdollars: int = 0
    """Price of the calls in millionths of a US dollar, rounded up call by call."""
    estimated: bool = False
    """Whether a broken call is among them, booked at the worst case that was reserved for it."""


class Attempt(Frozen):
    """The record of one attempt; candidates and verdicts are entries of their own that name it."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    """Version of this form."""
    id: str
    """Random identifier."""
    key: str
    """SHA-256 of what determines the attempt; `--resume` compares it."""
    run: str
    """The scan it belongs to."""
    problem: str
    """Catalogue id."""
    claim: dict[str, Any]
    """Family, canonical params, goal."""
    claim_digest: str
    """SHA-256 of the claim."""
    record_digest: str
    """SHA-256 of the catalogue's claim record with its reading."""
    prover: str
    """Prover name."""
    config: dict[str, Any] = Field(default_factory=dict)
    """The prover's effective settings."""
    seed: int
    """Seed of every random choice."""
    budget: dict[str, float | int | None]
    """Work and seconds allowed."""
    started: str
    """ISO 8601 instant, UTC."""
    cost: Cost
    """What was used."""
    outcome: Literal["found", "nothing", "unsupported", "failed"]
    """Whether there was a candidate; `failed` is our fault."""
    mechanism: FailureMechanism | None = None
    """Why there is no verified candidate; absent when there is one."""
    message: Annotated[str, Field(max_length=2000)] = ""
    """The mechanism in words."""
    ended_by: str
    """answer, work, seconds, memory, money, refusal or fault."""
    candidates: tuple[str, ...] = ()
    """Ids of the candidates found."""
    verified: bool = False
    """Whether one of them was verified."""
    assurance: str = "A0"
    """The best assurance among them."""
    transcript: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    """SHA-256 of the evidence file that holds what was said, for provers that talk."""
    environment: dict[str, str] = Field(default_factory=dict)
    """Versions of everything that took part."""

    def dump(self) -> dict[str, Any]:
        """JSON form, absent fields left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)
