"""What language models cost so far: per attempt, candidate, verified and accepted result, from the ledger alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from verification.ledger import Ledger

__all__ = ["Costs", "costs"]

ACCEPTED = "meaningfully correct"


@dataclass(frozen=True)
class Costs:
    """Sums over attempts that called a model, and over critics."""

    attempts: int
    """Attempts that called a model."""
    candidates: int
    """Candidates of these."""
    verified: int
    """Attempts of these with a verified candidate."""
    accepted: int
    """Candidates of these that somebody graded meaningfully correct."""
    micros: int
    """Micro-dollars of all calls, critics included."""
    critics: int
    """Micro-dollars of the critics among them."""
    estimated: int
    """Attempts with a call booked at its worst case."""

    def per(self, count: int) -> int | None:
        """Micro-dollars for each of `count`; None where there is none."""
        return -(-self.micros // count) if count else None

    def dump(self) -> dict[str, Any]:
        """JSON form."""
        counted = ("attempts", "candidates", "verified", "accepted")
        return {
            "schema": 1,
            **{name: getattr(self, name) for name in counted},
            "microdollars": self.micros,
            "critics_microdollars": self.critics,
            "estimated": self.estimated,
            **{f"microdollars_per_{name}": self.per(getattr(self, name)) for name in counted},
        }


def costs(ledger: Ledger) -> Costs:
    """Add up the ledger."""
    asked = [attempt for attempt in ledger.attempts() if attempt["cost"].get("calls")]
    candidates = {name for attempt in asked for name in attempt.get("candidates", ())}
    critics = sum(note["cost"]["microdollars"] for note in ledger.bodies("note") if note.get("by") == "critic")
    accepted = {
        review.get("candidate")
        for review in ledger.bodies("review")
        if review.get("axis") == "correctness" and review.get("grade") == ACCEPTED
    }
    return Costs(
        attempts=len(asked),
        candidates=len(candidates),
        verified=sum(bool(attempt.get("verified")) for attempt in asked),
        accepted=len(candidates & accepted),
        micros=sum(attempt["cost"]["microdollars"] for attempt in asked) + critics,
        critics=critics,
        estimated=sum(bool(attempt["cost"].get("estimated")) for attempt in asked),
    )
