"""What the model is told of its task: one JSON object, so that no text in it can end it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from problems.claim import Claim
from problems.family import get_family
from problems.known import known_lines
from problems.problem import Problem
from provers.llm.config import LLMConfig

__all__ = ["briefing", "sayings", "task_text"]

MOST_FAILURES = 20
LONGEST = 6000
"""Characters of one text of the problem."""


def task_text(
    claim: Claim, about: Problem | None, failures: tuple[str, ...], config: LLMConfig, *, lemmas: tuple[str, ...] = ()
) -> str:
    """The first message of an attempt."""
    body = json.dumps(briefing(claim, about, failures, config, lemmas=lemmas), ensure_ascii=False, indent=1)
    return f"The task, as JSON:\n{body}"


def briefing(
    claim: Claim, about: Problem | None, failures: tuple[str, ...], config: LLMConfig, *, lemmas: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Claim with its family's forms, the problem's words, known values and earlier failures."""
    family = get_family(claim.family)
    params = family.parse_params(claim.params)
    given: dict[str, Any] = {
        "claim": claim.model_dump(mode="json"),
        "claim in words": family.statement(params, claim.goal),
        "family": {
            "title": family.title,
            "definition": _cut(type(family).__doc__ or ""),
            "parameters": _schema(family.Params.model_json_schema()),
            f"{family.payload} form": _schema(family.Witness.model_json_schema()),
        },
        "expected submission": _expected(claim, family.payload),
    }
    if about is not None:
        given["problem"] = _problem(about, claim, config)
    if not config.masked:
        given["known values"] = [
            {
                "fixed": known.fixed,
                known.vary: {"a witness exists at": known.exists, "there is none at": known.none},
                "inherited": known.monotone,
                **({} if config.frozen else {"sources": list(known.sources)}),
            }
            for known, _ in known_lines(claim)
        ]
    if failures:
        given["earlier failures"] = [_cut(text, 400) for text in failures[-MOST_FAILURES:]]
    if lemmas:
        given["from agents with other strategies, unchecked"] = list(lemmas[-MOST_FAILURES:])
    return given


def _problem(about: Problem, claim: Claim, config: LLMConfig) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": about.id,
        "title": about.title,
        "statement": _cut(about.statement),
        "status": f"{about.status.state} as of {about.status.as_of}",
        "tags": list(about.tags),
        **sayings(about, claim),
    }
    if not config.masked:
        told["other claims"] = [
            f"{record.family} {json.dumps(record.params)} {record.goal}"
            for record in about.claims
            if record.claim != claim
        ][:20]
    if not config.frozen and not config.masked:
        told["remarks"] = _cut(about.remarks)
        told["references"] = [f"[{item.key}] {item.text}" for item in about.references]
        told["sequences"] = list(about.oeis)
    return told


def sayings(about: Problem, claim: Claim) -> dict[str, Any]:
    """What the claim would say about the problem, or its opposite where the catalogue states that one."""
    records = [record for record in about.claims if record.claim == claim]
    opposite = [] if records else [record for record in about.claims if record.claim == claim.opposite]
    told = {"what this claim would say about it": [record.meaning for record in records]}
    if opposite:
        told = {"what the opposite of this claim would say about it": [record.meaning for record in opposite]}
    return told | {"readings": [record.reading for record in records or opposite if record.reading]}


def _expected(claim: Claim, payload: str) -> str:
    if payload == "informal":
        return '{"kind": "informal", "steps": [{"claim": "…", "because": "…"}]}'
    if claim.goal == "none":
        return '{"kind": "refutation"}: the verifier then searches for a proof itself; or kind "informal"'
    return f'{{"kind": "{payload}", "{payload}": {{…}}}} in the form below; or kind "informal"'


def _schema(schema: Mapping[str, Any]) -> Any:
    """A JSON schema without titles."""
    if isinstance(schema, Mapping):
        return {name: _schema(item) for name, item in schema.items() if not (name == "title" and isinstance(item, str))}
    return [_schema(item) for item in schema] if isinstance(schema, list) else schema


def _cut(text: str, most: int = LONGEST) -> str:
    text = text.strip()
    return text if len(text) <= most else text[:most] + " […]"
