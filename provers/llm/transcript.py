"""Transcripts: every request, reply, failed call and tool answer of an attempt, as JSON Lines without secrets.

A request is recorded as what is new in it and the hash of the whole, so that a long conversation takes as much
room as it has words; `requests` puts them together again and checks the hashes. `Player` replays a record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from problems.errors import InputError
from provers.llm.secrets import clean
from provers.llm.wire import Fault, Reply, WireError

__all__ = ["Player", "Recorder", "printable", "read_events", "render", "request_digest", "requests"]

LONGEST_LINE = 40_000_000
"""Bytes of one event that are read back."""


def request_digest(request: Mapping[str, Any]) -> str:
    """SHA-256 of a request as it is sent, names sorted."""
    text = json.dumps(dict(request), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


class Recorder:
    """Appends events to a file; each is on the disk's queue before the next thing happens."""

    def __init__(self, path: Path, **facts: Any) -> None:
        self.path = path
        self._stream = path.open("w", encoding="utf-8")
        self._head: dict[str, Any] | None = None
        self._said = 0
        self.write("start", schema=1, **facts)

    def write(self, event: str, **facts: Any) -> None:
        """One event."""
        self._stream.write(json.dumps({"event": event, **clean(facts)}, ensure_ascii=True) + "\n")
        self._stream.flush()

    def request(self, request: Mapping[str, Any], *, worst_case: int, counted: int | None = None) -> None:
        """A request about to be sent, with what was reserved for it, and for how many tokens if counted."""
        head = {name: value for name, value in request.items() if name != "messages"}
        messages = list(request["messages"])
        fresh = head != self._head or self._said > len(messages)
        start = 0 if fresh else self._said
        facts = {"sha256": request_digest(clean(dict(request))), "reserved": worst_case, "from": start}
        facts |= {} if counted is None else {"counted": counted}
        self.write("request", **facts, **({"head": head} if fresh else {}), messages=messages[start:])
        self._head, self._said = head, len(messages)

    def close(self) -> None:
        """No more events."""
        self._stream.close()


def read_events(data: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The events of a transcript; a damaged one is an InputError that names the line."""
    rest, number = b"", 0
    for chunk in [*data, b"\n"]:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            number += 1
            if line.strip():
                yield _event(line, number)


def _event(line: bytes, number: int) -> dict[str, Any]:
    try:
        if len(line) > LONGEST_LINE:
            raise ValueError
        event = json.loads(line)
        if not isinstance(event["event"], str):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(f"transcript line {number} is no event") from None
    return dict(event)


def requests(events: Iterable[Mapping[str, Any]]) -> Iterator[tuple[dict[str, Any], Mapping[str, Any]]]:
    """Every request in full with its event; one that does not have its recorded hash is an InputError."""
    head: dict[str, Any] = {}
    messages: list[Any] = []
    for event in events:
        if event["event"] == "request":
            head = event.get("head", head)
            messages = [*messages[: event["from"]], *event["messages"]]
            request = {**head, "messages": messages}
            if request_digest(request) != event["sha256"]:
                raise InputError("the transcript was altered: a request does not have its recorded hash")
            yield request, event


class Player:
    """A wire that answers from a transcript, and only what was asked then."""

    def __init__(self, events: Iterable[Mapping[str, Any]]) -> None:
        self._turns: list[tuple[str, Mapping[str, Any]]] = []
        asked = ""
        for event in events:
            if event["event"] == "request":
                asked = event["sha256"]
            elif event["event"] in ("reply", "failed"):
                self._turns.append((asked, event))
        self.total = len(self._turns)
        """Calls of the record that ended, by a reply or by a failure."""
        self.played = 0
        """Calls so far that were the recorded ones."""

    def count(self, request: Mapping[str, Any], seconds_left: Callable[[], float]) -> int | None:
        """None: what was reserved then is no part of what was said."""
        return None

    def send(self, request: Mapping[str, Any], seconds_left: Callable[[], float]) -> Reply:
        """The recorded reply, or the recorded failure."""
        if self.played >= self.total:
            raise WireError(Fault.BAD, "the record ends here", charged=False)
        asked, event = self._turns[self.played]
        if request_digest(clean(dict(request))) != asked:
            raise WireError(Fault.BAD, f"call {self.played + 1} differs from the recorded one", charged=False)
        self.played += 1
        if event["event"] == "failed":
            raise WireError(Fault(event["fault"]), event["message"], charged=event["charged"])
        return Reply(dict(event["body"]), event.get("request_id", ""))


def render(events: Iterable[Mapping[str, Any]]) -> str:
    """A transcript as text for a terminal: nothing in it can move the cursor or change colours."""
    return printable("\n".join(line for event in events for line in _lines(event)))


def _lines(event: Mapping[str, Any]) -> Iterator[str]:
    from provers.llm.pricing import dollars

    kind = event["event"]
    if kind == "start":
        yield "transcript: " + ", ".join(f"{name} {value}" for name, value in event.items() if name != "event")
    elif kind == "request":
        if event.get("head"):
            yield f"\n── instructions ──\n{event['head'].get('system', '')}"
        for message in event["messages"]:
            if message.get("role") == "user":
                yield "\n── to the model ──"
                yield from _content(message["content"])
    elif kind == "reply":
        usage = event["body"].get("usage", {})
        counts = f"{usage.get('input_tokens', 0)} tokens in, {usage.get('output_tokens', 0)} out"
        yield f"\n── the model ({counts}, {dollars(event['cost'])}) ──"
        yield from _content(event["body"].get("content", []))
    elif kind == "failed":
        yield f"\n── failed call ({dollars(event['cost'])}{', estimated' if event['charged'] else ''}) ──"
        yield event["message"]
    elif kind != "tool":
        yield f"\n── {kind} ──\n" + ", ".join(f"{name}: {value}" for name, value in event.items() if name != "event")


def _content(content: Any) -> Iterator[str]:
    for block in [{"type": "text", "text": content}] if isinstance(content, str) else content:
        kind = block.get("type")
        if kind == "text":
            yield block.get("text", "")
        elif kind == "thinking":
            yield f"(thinking) {block.get('thinking', '')}"
        elif kind == "tool_use":
            yield f"→ {block.get('name')} {json.dumps(block.get('input'), ensure_ascii=False)}"
        elif kind == "tool_result":
            yield f"← {'refused: ' if block.get('is_error') else ''}{block.get('content')}"
        else:
            yield f"({kind})"


def printable(text: str) -> str:
    """The text without characters that could move a cursor or change colours."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\N{REPLACEMENT CHARACTER}" for char in text)
