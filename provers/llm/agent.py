"""The prover `agent`: a model with tools, within reserved money; it proposes, and judges decide."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from problems.claim import Claim
from problems.errors import InputError
from provers.llm.briefing import task_text
from provers.llm.budget import Book, Purse, UnaffordableError
from provers.llm.client import CallFailedError, Client
from provers.llm.config import LLMConfig, server
from provers.llm.secrets import key_present
from provers.llm.tools import Answer, Toolbox, definitions
from provers.llm.transcript import Recorder
from provers.llm.wire import Fault, SdkWire, Wire
from provers.llm.wording import prompt, prompt_digest
from provers.prover import BudgetSpent, Meter, ProverStopped, Task
from verification.attempt import FailureMechanism
from verification.backend import Availability, packages
from verification.candidate import Candidate

__all__ = ["PROVER", "Agent", "Conversation", "Form", "first_request"]

NUDGE = (
    "Nothing is submitted yet. Use submit_candidate, or another tool, "
    "or answer with a sentence that begins with GIVE UP."
)
CUT_OFF = "The reply was cut off at the limit on its length. Go on, in smaller steps."
FORM_WORDS = (
    "Nothing is submitted yet, and this is the last turn, without tools. If you have an argument in words that "
    "goes beyond what is known, put it down claim by claim, each with its reason. No steps mean that you have none."
)
MOST_NUDGES = 2
"""Reminders; the last one asks for a form to be filled, once more where the reply was cut off."""
MOST_TOOL_CALLS = 16
"""Tool calls answered in one turn; the rest are refused."""


def first_request(config: LLMConfig, text: str, *, system: str, tools: list[dict[str, Any]]) -> dict[str, Any]:
    """The request with which an attempt begins; later ones have the same beginning, which the server may cache."""
    request: dict[str, Any] = {
        "model": config.model,
        "max_tokens": config.max_tokens,
        "system": system,
        "messages": [{"role": "user", "content": text}],
        "cache_control": {"type": "ephemeral"},
        "tools": tools,
    }
    if config.effort:
        request["output_config"] = {"effort": config.effort}
    if config.thinking:
        shown = {"type": "adaptive", "display": "summarized"}
        request["thinking"] = shown if config.thinking == "summarized" else {"type": "disabled"}
    return request


@dataclass(frozen=True)
class Form:
    """What a model that only talks is asked to fill in at the end: structured output in place of a call of a tool."""

    words: str
    """The request in words."""
    schema: dict[str, Any]
    """JSON schema of the reply."""
    tool: str
    """The tool that it is given to."""
    fill: Callable[[Any], dict[str, Any] | None]
    """The tool's input for a reply; None for an empty one."""


def _steps(reply: Any) -> dict[str, Any] | None:
    steps = reply.get("steps") if isinstance(reply, Mapping) else None
    return {"payload": {"kind": "informal", "steps": steps}} if steps else None


_STEP = {
    "type": "object",
    "properties": {"claim": {"type": "string"}, "because": {"type": "string"}},
    "required": ["claim", "because"],
    "additionalProperties": False,
}
ARGUMENT = Form(
    FORM_WORDS,
    {
        "type": "object",
        "properties": {"steps": {"type": "array", "items": _STEP}},
        "required": ["steps"],
        "additionalProperties": False,
    },
    "submit_candidate",
    _steps,
)
"""An argument in words, claim by claim."""


class Conversation:
    """Turns of model and tools until something is submitted or given up."""

    def __init__(
        self, client: Client, toolbox: Toolbox, request: dict[str, Any], recorder: Recorder, form: Form = ARGUMENT
    ) -> None:
        self._client, self._toolbox, self._request, self._recorder = client, toolbox, request, recorder
        self._nudges = 0
        self._form, self._asked = form, False
        self.last_words = ""
        """What the model said last."""

    def run(self, tick: Callable[[], None]) -> Iterator[Candidate]:
        """Candidates as they are submitted; `tick` counts a turn and may end it all."""
        while True:
            tick()
            message = self._client.call(self._request)
            answers, candidates = ([], self._filled(message)) if self._asked else self._tools(message)
            for candidate in candidates:
                self._recorder.write("candidate", id=candidate.id)
                yield candidate
            if not self._goes_on(message, answers) or (self._asked and candidates):
                return

    def _tools(self, message: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[Candidate]]:
        answers: list[dict[str, Any]] = []
        candidates: list[Candidate] = []
        for block in message["content"]:
            if block.get("type") != "tool_use":
                continue
            if len(answers) >= MOST_TOOL_CALLS:
                answer = Answer(f"at most {MOST_TOOL_CALLS} tools in one turn; ask again", refused=True)
            elif message.get("stop_reason") == "max_tokens":
                answer = Answer(CUT_OFF, refused=True)
            else:
                answer = self._toolbox.call(block.get("name", ""), block.get("input"))
            if answer.candidate is not None:
                candidates.append(answer.candidate)
            if answer.lemma:
                self._recorder.write("lemma", text=answer.lemma)
            self._recorder.write("tool", name=block.get("name"), refused=answer.refused, size=len(answer.text))
            result = {"type": "tool_result", "tool_use_id": block.get("id"), "content": answer.text}
            answers.append({**result, "is_error": True} if answer.refused else result)
        return answers, candidates

    def _filled(self, message: Mapping[str, Any]) -> list[Candidate]:
        """What a filled form submits; a reply that is no form is nothing but words."""
        if message.get("stop_reason") in ("max_tokens", "refusal"):
            return []
        text = "".join(str(block.get("text", "")) for block in message["content"] if block.get("type") == "text")
        try:
            given = self._form.fill(json.loads(text))
        except (ValueError, RecursionError):
            return []
        if given is None:
            return []
        answer = self._toolbox.call(self._form.tool, given)
        self._recorder.write("tool", name=self._form.tool, refused=answer.refused, size=len(answer.text))
        return [] if answer.candidate is None else [answer.candidate]

    def _goes_on(self, message: Mapping[str, Any], answers: list[dict[str, Any]]) -> bool:
        """Add the turn to the conversation; False when the model is done."""
        reason = message.get("stop_reason")
        words = " ".join(
            str(block.get("text", "")) for block in message["content"] if block.get("type") == "text"
        ).strip()
        self.last_words = words or self.last_words
        if reason == "refusal":
            raise ProverStopped("refusal", FailureMechanism.REFUSED, f"the model refused: {words[:300]}")
        if reason == "model_context_window_exceeded":
            raise ProverStopped("work", FailureMechanism.BUDGET_WORK, "the conversation outgrew the model's context")
        if not message["content"]:
            raise ProverStopped("fault", FailureMechanism.OUR_FAULT, f"an empty reply that ended by {reason}")
        said: list[dict[str, Any]] = [{"role": "assistant", "content": message["content"]}]
        if answers:
            said.append({"role": "user", "content": answers})
        elif reason == "max_tokens":
            if self._asked and self._nudges > MOST_NUDGES:
                return False
            self._nudges += self._asked
            said.append({"role": "user", "content": CUT_OFF})
        elif reason != "pause_turn":
            self._nudges += 1
            if words.upper().startswith("GIVE UP") or self._nudges > MOST_NUDGES:
                return False
            self._asked = self._nudges == MOST_NUDGES
            said.append({"role": "user", "content": self._form.words if self._asked else NUDGE})
        request = self._request
        if self._asked:
            output = {
                **request.get("output_config", {}),
                "format": {"type": "json_schema", "schema": self._form.schema},
            }
            request = {**request, "output_config": output, "tool_choice": {"type": "none"}}
        self._request = {**request, "messages": [*request["messages"], *said]}
        return True


class Agent:
    """Asks a server that speaks the Messages API; work is calls of the model."""

    name = "agent"
    summary = "a language model with exact tools, priced and recorded"
    counts = "calls of the model"
    modules: tuple[str, ...] = ()

    def available(self) -> Availability:
        """The SDK, and a key in the environment."""
        there = packages(("anthropic", "anthropic"), extra="llm")
        if there.available and not key_present():
            return Availability(False, reason="no key in the environment", install="export ANTHROPIC_API_KEY=…")
        return there

    def unsupported(self, claim: Claim) -> str:
        """Every claim can be asked."""
        return ""

    def settings(self, config: LLMConfig) -> dict[str, Any]:
        """What of the configuration belongs to the identity of an attempt."""
        return {**config.outcome(), "prompt": prompt_digest("agent")}

    def system(self, task: Task) -> str:
        """The instructions, with those of the strategy."""
        return prompt("agent") + (f"\n{prompt(f'strategy-{task.strategy}')}" if task.strategy else "")

    def request(self, task: Task) -> dict[str, Any]:
        """The first request of an attempt, also for those who only want to see it."""
        config = _config(task)
        text = task_text(task.claim, task.about, task.failures, config, lemmas=task.lemmas)
        return first_request(config, text, system=self.system(task), tools=definitions(config, bool(task.strategy)))

    def propose(self, task: Task, meter: Meter) -> Iterator[Candidate]:
        """Candidates that the model submits."""
        with SdkWire(idle_seconds=_config(task).idle_seconds) as wire:
            yield from self.converse(task, meter, wire)

    def converse(self, task: Task, meter: Meter, wire: Wire, **client: Any) -> Iterator[Candidate]:
        """The same over any wire, such as a recorded one."""
        config = _config(task)
        meter.transcript = task.scratch / "transcript.jsonl"
        facts: dict[str, Any] = {"prover": self.name, "server": server(), "problem": task.problem}
        if task.strategy:
            facts |= {"strategy": task.strategy, "prompt_strategy": prompt_digest(f"strategy-{task.strategy}")}
        facts |= {"claim": task.claim.model_dump(mode="json"), "seed": task.seed, **self.settings(config)}
        recorder = Recorder(meter.transcript, **facts)
        toolbox = Toolbox(task, config, lambda: meter.seconds_left)
        book = Book(config.book_path)
        purse = Purse(book, config.caps, task.run, task.problem or "", task.attempt, config.model)
        talker = Client(
            wire,
            config,
            purse,
            recorder,
            seconds_left=lambda: meter.seconds_left,
            bill=meter.bill,
            seed=task.seed,
            **client,
        )
        talk = Conversation(talker, toolbox, self.request(task), recorder)
        turns = 0

        def tick() -> None:
            nonlocal turns
            if turns >= config.max_calls:
                raise BudgetSpent("work")
            turns += 1
            meter.work += 1
            if meter.budget.work is not None and meter.work > meter.budget.work:
                raise BudgetSpent("work")

        end = "stopped"
        try:
            yield from talk.run(tick)
            end = "given up"
        except CallFailedError as error:
            end = str(error)
            refused = error.fault is Fault.REFUSED
            mechanism = FailureMechanism.REFUSED if refused else FailureMechanism.OUR_FAULT
            raise ProverStopped("refusal" if refused else "fault", mechanism, end) from None
        except UnaffordableError as error:
            end = str(error)
            raise ProverStopped("money", FailureMechanism.BUDGET_MONEY, end) from None
        except BudgetSpent as error:
            end = str(error)
            raise
        finally:
            recorder.write("end", how=end, micros=meter.bill.micros, estimated=meter.bill.estimated)
            recorder.close()
            toolbox.close()
        raise ProverStopped("answer", FailureMechanism.NONE_FOUND, f"given up: {talk.last_words[:500]}")


def _config(task: Task) -> LLMConfig:
    if task.llm is None:
        raise InputError("the agent was given no configuration of its model")
    return task.llm


PROVER = Agent()
