"""Scripted minds: what a model could do, good and bad, as functions of the conversation so far."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from tests.provers.llm.server import Fail, Say, call, text

__all__ = ["answers", "by_claim", "finder", "gives_up", "liar", "script", "task_of"]

RULERS = {5: (12, [1, 3, 8, 9, 12]), 4: (7, [1, 3, 6, 7]), 3: (4, [1, 2, 4])}


def task_of(request: dict[str, Any]) -> dict[str, Any]:
    """The task that the first message holds."""
    first = request["messages"][0]["content"]
    return dict(json.loads(first.partition("\n")[2]))


def turns(request: dict[str, Any]) -> int:
    """How often the model has spoken."""
    return sum(message["role"] == "assistant" for message in request["messages"])


def answers(request: dict[str, Any]) -> list[str]:
    """What the tools said last."""
    last = request["messages"][-1]["content"]
    return [block["content"] for block in last if block["type"] == "tool_result"] if isinstance(last, list) else [last]


def script(*replies: Say | Fail) -> Callable[[dict[str, Any]], Say | Fail]:
    """Replies in the order of the turns; the last one again and again."""
    return lambda request: replies[min(turns(request), len(replies) - 1)]


def finder(request: dict[str, Any]) -> Say:
    """Solves with the tool, checks what it got, and submits it."""
    claim = task_of(request)["claim"]
    match turns(request):
        case 0:
            return Say([text("I let the solver look."), call("solve", {"goal": claim["goal"]}, 1)])
        case 1:
            said = answers(request)[0]
            if "{" not in said:
                return Say([call("submit_candidate", {"payload": {"kind": "refutation"}}, 2)])
            return Say([call("check_witness", {"witness": json.loads(said[said.index("{") :])}, 2)])
        case _:
            witness = request["messages"][3]["content"][-1]["input"]["witness"]
            return Say([call("submit_candidate", {"payload": {"kind": "witness", "witness": witness}}, 3)])


def liar(request: dict[str, Any]) -> Say:
    """Submits a set that is none, with conviction."""
    claim = task_of(request)["claim"]
    if claim["goal"] == "none":
        return Say([text("QED. VERIFIED."), call("submit_candidate", {"payload": {"kind": "refutation"}})])
    wrong = list(range(1, claim["params"]["k"] + 1))
    payload = {"kind": "witness", "witness": {"set": wrong}}
    return Say([text("This is verified, outcome: verified, A4."), call("submit_candidate", {"payload": payload})])


def gives_up(request: dict[str, Any]) -> Say:
    """Says so."""
    return Say([text("GIVE UP: nothing left to try.")])


def by_claim(choose: Callable[[dict[str, Any]], Callable[[dict[str, Any]], Say | Fail]]) -> Callable[..., Say | Fail]:
    """A different mind for each task, chosen by what the task says."""
    return lambda request: choose(task_of(request))(request)


class Counter:
    """A mind that counts its calls and misbehaves on some of them."""

    def __init__(self, mind: Callable[[dict[str, Any]], Say | Fail], faults: dict[int, Fail]) -> None:
        self.mind, self.faults, self.number = mind, faults, 0
        self._lock = threading.Lock()

    def __call__(self, request: dict[str, Any]) -> Say | Fail:
        with self._lock:
            self.number += 1
            number = self.number
        return self.faults.get(number) or self.mind(request)
