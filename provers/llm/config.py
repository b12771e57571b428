"""What an agent is given besides its task: model, limits, caps; never a key."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from problems.values import Frozen
from provers.llm.budget import Caps
from provers.llm.pricing import Price, cutoff_of, micro, price_of
from verification.backend import LeanPlaces

__all__ = ["Effort", "LLMConfig", "Money", "Thinking", "server"]

Effort = Literal["", "low", "medium", "high", "xhigh", "max"]
Thinking = Literal["", "summarized", "disabled"]
Money = Annotated[str, StringConstraints(pattern=r"^\$?\d{1,9}(\.\d{1,6})?$")]

OFFICIAL = "https://api.anthropic.com"
OUTCOME = ("model", "max_tokens", "max_calls", "effort", "gated", "frozen", "masked")
"""Settings on which the outcome of an attempt depends."""


class LLMConfig(Frozen):
    """Settings of all calls of a run; the key stays in the environment."""

    model: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,99}$")] = "claude-opus-5-5"
    """Model name as the server knows it."""
    max_tokens: Annotated[int, Field(ge=64, le=128_000)] = 8192
    """Tokens that one reply may have, thinking included."""
    max_calls: Annotated[int, Field(ge=1, le=1000)] = 24
    """Calls of the model in one attempt, retries not counted."""
    effort: Effort = ""
    """How much the model thinks; empty leaves it to the server."""
    thinking: Thinking = ""
    """Whether the model's reasoning comes back in a summary, for the transcript; empty leaves it to the server."""
    retries: Annotated[int, Field(ge=0, le=20)] = 4
    """Further tries of a call that failed for the moment; each is reserved like the first."""
    idle_seconds: Annotated[float, Field(gt=0, le=3600)] = 90.0
    """Longest silence of the server inside a call."""
    count_tokens: bool = True
    """Ask the server how many tokens a long prompt has; without, a byte counts as a token in every reservation."""
    cap_problem: Money = "1.00"
    """Dollars that one problem may cost in one run."""
    cap_run: Money = "5.00"
    """Dollars that one run may cost."""
    cap_day: Money = "20.00"
    """Dollars that one day (UTC) may cost."""
    cap_attempt: Money | None = None
    """Dollars that one attempt may cost, where claim and opposite share what a problem may cost."""
    price: dict[Literal["input", "output", "cache_write", "cache_read"], str] = Field(default_factory=dict)
    """Dollars per million tokens, for models that the shipped table does not know."""
    book: str = ".workbench/spending.sqlite"
    """File of the spending book."""
    gated: bool = False
    """Tools say only whether a witness holds, not why not."""
    frozen: bool = False
    """No literature: references, remarks, catalogue and sequences are closed."""
    cutoff: Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}(-\d{2})?)?$")] = ""
    """Month or day up to which the model knows the literature; empty for what its maker says. Noted when frozen."""
    masked: bool = False
    """Known values are kept from the agent (benchmarks)."""
    critic: bool = True
    """An argument in words is read by the critic before people see it."""
    critic_seconds: Annotated[float, Field(gt=0, le=86400)] = 600.0
    """Wall-clock seconds that the critic may take for one candidate."""
    allow_unsandboxed: bool = False
    """Run the agent's programs without a sandbox where none can be had."""
    overlays: tuple[str, ...] = ()
    """Folders of the user's own problems."""
    lean: LeanPlaces = LeanPlaces()
    """Where records of statements and Lean itself are."""

    @property
    def caps(self) -> Caps:
        """The caps in micro-dollars."""
        own = None if self.cap_attempt is None else micro(self.cap_attempt)
        return Caps(micro(self.cap_problem), micro(self.cap_run), micro(self.cap_day), own)

    def priced(self) -> Price:
        """The model's price; an unknown model without one is an InputError."""
        return price_of(self.model, {str(name): value for name, value in self.price.items()})

    def outcome(self) -> dict[str, Any]:
        """The settings that belong to an attempt's identity, as JSON; a frozen attempt notes its cut-off date."""
        settings = {name: getattr(self, name) for name in OUTCOME}
        # Only where it is set, so that attempts recorded without it keep their identity.
        settings |= {"thinking": self.thinking} if self.thinking else {}
        return settings | ({"cutoff": self.cutoff or cutoff_of(self.model) or "unknown"} if self.frozen else {})

    @property
    def book_path(self) -> Path:
        """Where the spending book lies."""
        return Path(self.book)


def server() -> str:
    """Address of the server that will be asked, without any password in it."""
    from urllib.parse import urlsplit

    parts = urlsplit(os.environ.get("ANTHROPIC_BASE_URL") or OFFICIAL)
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path}".rstrip("/")
