"""Agents as commands see them: their configuration, what they would send, what was said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from problems.catalog import Catalog
from problems.claim import Claim
from problems.errors import InputError
from problems.family import explain
from problems.problem import Problem
from provers.llm.config import LLMConfig, server
from ui.config import Settings
from ui.limits import lean_places
from ui.output import emit, tell
from ui.store import blobs_folder

if TYPE_CHECKING:
    from verification.ledger import Ledger

__all__ = ["critic_lines", "llm_config", "print_plan", "spending_book", "transcript_text"]


def spending_book(settings: Settings) -> Path:
    """The configured spending book, by default beside the ledger file."""
    if settings.spending:
        return Path(settings.spending)
    folder = Path(".workbench") if "://" in settings.ledger else Path(settings.ledger).parent
    return folder / "spending.sqlite"


def llm_config(settings: Settings) -> LLMConfig:
    """The settings of agents; a fault is an InputError that names the field."""
    prices = {"input": settings.price_input, "output": settings.price_output}
    try:
        return LLMConfig(
            model=settings.model,
            max_tokens=settings.model_tokens,
            max_calls=settings.model_calls,
            effort=settings.model_effort,
            thinking=settings.model_thinking,
            retries=settings.model_retries,
            count_tokens=settings.count_tokens,
            idle_seconds=settings.model_silence,
            cap_problem=settings.cap_problem,
            cap_run=settings.cap_run,
            cap_day=settings.cap_day,
            price={name: price for name, price in prices.items() if price},
            book=str(spending_book(settings)),
            critic=settings.critic,
            gated=settings.gated,
            frozen=settings.frozen,
            cutoff=settings.cutoff,
            allow_unsandboxed=settings.allow_unsandboxed,
            overlays=settings.overlays,
            lean=lean_places(settings),
        )
    except ValidationError as error:
        raise InputError(f"settings of agents: {explain(error)}") from None


def print_plan(catalog: Catalog, query: str, settings: Settings, *, as_json: bool) -> None:
    """What the prover agent would send for a selection, to whom, and what it could cost; nothing is sent."""
    from provers.llm.agent import PROVER
    from provers.llm.client import worst_case
    from provers.llm.pricing import dollars
    from provers.prover import Task

    config = llm_config(settings)
    caps, first, count, told = config.caps, 0, 0, ""
    for problem in catalog.filter(query):
        for claim in _sides(problem, settings.opposite_share):
            request = PROVER.request(Task(claim=claim, problem=problem.id, llm=config, about=problem))
            most = worst_case(request, config)
            first, count = first + most, count + 1
            facts = {"server": server(), "problem": problem.id, "claim_digest": claim.digest}
            if as_json:
                emit({"schema": 1, "event": "would send", **facts, "worst_case_microdollars": most, "request": request})
                continue
            if not told:
                tell(f"── instructions, the same for all ──\n{request['system']}")
                told = ", ".join(tool["name"] for tool in request["tools"])
                tell(f"tools: {told}\n")
            tell(f"── {problem.id}: first call at most {dollars(most)} ──")
            tell(request["messages"][0]["content"] + "\n")
    whole = min(count * caps.problem, caps.run, caps.day)
    if as_json:
        total = {"attempts": count, "first_calls_microdollars": first, "worst_case_microdollars": whole}
        emit(
            {"schema": 1, "event": "plan", "server": server(), "model": config.model, **total, "prices": _word(config)}
        )
        return
    tell(
        f"{count} attempts would go to {config.model} at {server()}, at most {config.max_calls} calls each. "
        f"First calls together at most {dollars(first)}; all calls at most {dollars(whole)}, by the caps of "
        f"{dollars(caps.problem)} a problem, {dollars(caps.run)} a run, {dollars(caps.day)} a day. "
        f"{_word(config)} Nothing was sent."
    )


def _word(config: LLMConfig) -> str:
    """Whose word the prices are, and of what day."""
    from provers.llm.pricing import hearsay, price_table

    if config.price:
        return "Prices as configured."
    doubt = hearsay(config.model)
    return f"Prices as of {price_table().as_of}{f'; {doubt}' if doubt else ''}."


def _sides(problem: Problem, share: float) -> Iterator[Claim]:
    from provers.sides import has_opposite

    stated = [record.claim for record in problem.claims]
    for claim in stated:
        yield claim
        if share and has_opposite(claim, stated):
            yield claim.opposite


def critic_lines(store: Ledger, candidate: str) -> list[str]:
    """What critics have against a candidate, or why one has no report; none where none was asked or none objected."""
    from provers.llm.critic import reports_on
    from provers.llm.transcript import printable

    notes = reports_on(candidate, store.bodies("note"))
    found = [item for note in notes for item in note["objections"]]
    lines = [f"{item['gravity']}, {item['kind']} ({item['place']}): {item['reason']}" for item in found]
    lines += [str(note["failed"]) for note in notes if note.get("failed")]
    return ["", "objections of critics:", *map(printable, lines)] if lines else []


def transcript_text(settings: Settings, sha256: str) -> str:
    """What was said in an attempt."""
    from provers.llm.sources import quoted_sources
    from provers.llm.transcript import printable, read_events, render
    from verification.blobs import Blobs

    events = list(read_events(Blobs(blobs_folder(settings)).open(sha256)))
    text = render(events)
    if not (events and events[0].get("frozen")):
        return text
    named = f"yet it names: {'; '.join(quoted)}" if (quoted := quoted_sources(events)) else "and it names no source"
    return text + printable(f"\n\nwithout literature, {named} (cut-off {events[0].get('cutoff', 'unknown')})")
