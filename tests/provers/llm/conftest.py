"""A loopback server for each test that wants one, and the environment that points to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from problems.claim import Claim, Goal
from provers.attempt import AttemptSpec, Proposal, propose
from provers.llm.config import LLMConfig
from provers.prover import Budget
from tests.provers.llm.server import KEY, MessagesServer, Mind
from verification.process import ProcessPool

Serve = Callable[[Mind], MessagesServer]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Start a server with a mind; the environment then points to it."""
    pytest.importorskip("anthropic", reason="the llm extra is not installed")
    for name in ("ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_CUSTOM_HEADERS", "ANTHROPIC_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    servers: list[MessagesServer] = []

    def start(mind: Mind) -> MessagesServer:
        server = MessagesServer(mind)
        servers.append(server)
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        return server

    yield start
    for server in servers:
        server.close()


def ruler(n: int, k: int, goal: Goal = Goal.EXISTS) -> Claim:
    """A claim about Golomb rulers with k marks in 1..n."""
    return Claim(family="sidon_golomb", params={"N": n, "k": k}, goal=goal)


@pytest.fixture(scope="session")
def pool() -> Iterator[ProcessPool]:
    """One worker process for the computations of all tests."""
    shared = ProcessPool(1)
    yield shared
    shared.kill()


@pytest.fixture
def ask(tmp_path: Path, pool: ProcessPool) -> Callable[..., Proposal]:
    """One attempt of the agent in this process."""

    def run(claim: Claim | None = None, *, seconds: float = 30.0, work: int | None = None, **config: Any) -> Proposal:
        settings = {"book": str(tmp_path / "spending.sqlite"), "retries": 0, **config}
        llm = LLMConfig.model_validate({key: value for key, value in settings.items() if key not in ("about", "fails")})
        spec = AttemptSpec(
            "mine:1", claim or ruler(12, 5), "r", "agent", Budget(seconds=seconds, work=work), 0,
            llm=llm, run="run", about=config.get("about"), failures=tuple(config.get("fails", ())),
        )  # fmt: skip
        scratch = tmp_path / "scratch"
        scratch.mkdir(exist_ok=True)
        return propose(spec, str(scratch), pool)

    return run
