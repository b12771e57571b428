"""The critic: a second model with its own context that looks for what is wrong, and can only lower.

Its report is a list of objections, kept beside the candidate as a note. There is no field in it that could speak for
a candidate, and no verdict, assurance or grade is computed from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError

from problems.errors import InputError
from problems.family import explain, get_family
from problems.problem import Problem
from problems.values import Frozen
from provers.llm.agent import Conversation, Form, first_request
from provers.llm.briefing import sayings
from provers.llm.budget import Book, Purse, UnaffordableError
from provers.llm.client import CallFailedError, Client
from provers.llm.config import LLMConfig
from provers.llm.lean_text import without_comments
from provers.llm.secrets import redact
from provers.llm.tools import Answer, Toolbox, definitions
from provers.llm.transcript import Recorder
from provers.llm.wire import Wire
from provers.llm.wording import prompt, prompt_digest
from provers.prover import BudgetSpent, Meter, ProverStopped, Task
from verification.candidate import Candidate, LeanProof

__all__ = ["GRAVITY", "CriticReport", "Objection", "critic_note", "criticise", "reports_on"]

GRAVITY = ("minor", "serious", "fatal")
TOOLS = ("check_witness", "evaluate", "run_python", "lean_check", "search_catalogue", "oeis_values")
LONGEST = 60_000
"""Characters of a candidate that the critic reads."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class Objection(Frozen):
    """One thing that is wrong or empty."""

    kind: Literal["wrong reading", "trivial case", "gap", "known", "other"]
    gravity: Literal["minor", "serious", "fatal"]
    place: Annotated[str, StringConstraints(max_length=300)] = ""
    """Where in the candidate."""
    reason: Words


class CriticReport(Frozen):
    """All objections; an empty list says nothing."""

    objections: Annotated[tuple[Objection, ...], Field(max_length=50)]

    @property
    def id(self) -> str:
        """What a transcript calls it."""
        return f"report with {len(self.objections)} objections"

    @property
    def gravest(self) -> str:
        """The gravest objection's gravity; empty for none."""
        return max((item.gravity for item in self.objections), key=GRAVITY.index, default="")


class _Desk(Toolbox):
    """The critic's tools: those that look, and `report`."""

    def __init__(self, task: Task, config: LLMConfig, seconds_left: Callable[[], float]) -> None:
        super().__init__(task, config, seconds_left)
        self._schemas = {tool["name"]: tool["input_schema"] for tool in _tools(config)}

    def _answer(self, name: str, given: dict[str, Any]) -> Answer:
        if name != "report":
            return super()._answer(name, given)
        try:
            report = CriticReport.model_validate(given)
        except ValidationError as error:
            raise InputError(f"report: {explain(error)}") from None
        return Answer("Noted.", candidate=report)  # type: ignore[arg-type]


_OBJECTION = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": ["wrong reading", "trivial case", "gap", "known", "other"]},
        "gravity": {"type": "string", "enum": list(GRAVITY)},
        "place": {"type": "string", "description": "the step or line, such as step 3"},
        "reason": {"type": "string"},
    },
    "required": ["kind", "gravity", "reason"],
    "additionalProperties": False,
}
_REPORT = {
    "type": "object",
    "properties": {"objections": {"type": "array", "items": _OBJECTION}},
    "required": ["objections"],
    "additionalProperties": False,
}
FORM = Form(
    "Nothing is reported yet, and this is the last turn, without tools. Put down every objection that you have, by "
    "the step or line that it is about. An empty list means only that you found nothing.",
    _REPORT,
    "report",
    lambda reply: reply if isinstance(reply, dict) else None,
)
"""The report of a critic that only talks."""


def _tools(config: LLMConfig) -> list[dict[str, Any]]:
    report = {"name": "report", "description": "Report every objection, once, at the end.", "input_schema": _REPORT}
    return [*(tool for tool in definitions(config) if tool["name"] in TOOLS), report]


def criticise(
    candidate: Candidate,
    about: Problem | None,
    config: LLMConfig,
    wire: Wire,
    meter: Meter,
    *,
    run: str,
    scratch: Path,
    pool: Executor | None = None,
) -> CriticReport:
    """Ask for objections; an InputError says why there is no report."""
    task = Task(claim=candidate.claim, problem=candidate.problem, scratch=scratch, llm=config, about=about, pool=pool)
    meter.transcript = scratch / f"critic-{candidate.id.removeprefix('sha256:')}.jsonl"
    recorder = Recorder(meter.transcript, prover="critic", candidate=candidate.id, prompt=prompt_digest("critic"))
    purse = Purse(Book(config.book_path), config.caps, run, candidate.problem or "", candidate.id, config.model)
    client = Client(wire, config, purse, recorder, seconds_left=lambda: meter.seconds_left, bill=meter.bill)
    desk = _Desk(task, config, lambda: meter.seconds_left)
    request = first_request(config, _text(candidate, about), system=prompt("critic"), tools=_tools(config))

    def tick() -> None:
        meter.work += 1
        if meter.work > config.max_calls:
            raise BudgetSpent("work")

    try:
        for report in Conversation(client, desk, request, recorder, FORM).run(tick):
            return report  # type: ignore[return-value]
    except (CallFailedError, UnaffordableError, BudgetSpent, ProverStopped) as error:
        raise InputError(f"no report of the critic: {error}") from None
    finally:
        recorder.close()
        desk.close()
    raise InputError("no report of the critic: it ended without one")


def _text(candidate: Candidate, about: Problem | None) -> str:
    import json

    family = get_family(candidate.claim.family)
    body = candidate.dump()
    if isinstance(candidate.payload, LeanProof):
        body["payload"]["source"] = without_comments(candidate.payload.source)
    given = {
        "claim in words": family.statement(family.parse_params(candidate.claim.params), candidate.claim.goal),
        "definition": (type(family).__doc__ or "").strip(),
        "problem": {"id": about.id, "title": about.title, "statement": about.statement} if about else None,
        **(sayings(about, candidate.claim) if about else {}),
        "candidate": body,
    }
    text = json.dumps(given, ensure_ascii=False, indent=1)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n[cut: the rest is too long to read]"


def critic_note(
    candidate: Candidate, report: CriticReport | None, meter: Meter, transcript: str, model: str, *, failed: str = ""
) -> dict[str, Any]:
    """The body of the ledger entry; without a report, `failed` says why there is none."""
    return {
        "schema": 1,
        "by": "critic",
        "candidate": candidate.id,
        "model": model,
        "prompt": prompt_digest("critic"),
        "objections": [item.model_dump(mode="json") for item in report.objections] if report else [],
        **({"failed": redact(" ".join(failed.split()))[:1000]} if failed else {}),
        "transcript": transcript,
        "cost": {
            "calls": meter.bill.calls,
            "microdollars": meter.bill.micros,
            "estimated": meter.bill.estimated,
        },
    }


def reports_on(candidate: str, notes: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The critic's notes on a candidate."""
    return [body for body in notes if body.get("by") == "critic" and body.get("candidate") == candidate]
