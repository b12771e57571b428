"""A server that speaks the Messages API on the loopback, with a scripted mind behind it and a log of what it charges.

A mind is a function of the request that returns a `Say` (blocks of content) or a `Fail` (an error, a broken or slow
stream). Requests are checked as the real server checks them: a tool call without its answer is a 400 here too.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from provers.llm.pricing import Tokens, price_of

__all__ = ["KEY", "Call", "Fail", "MessagesServer", "Say", "call", "text", "thought"]

KEY = "sk-ant-test-0123456789-never-to-be-seen"
FIELDS = {
    "model", "max_tokens", "messages", "system", "tools", "tool_choice", "stream", "cache_control", "output_config",
    "metadata", "stop_sequences", "thinking", "service_tier",
}  # fmt: skip


@dataclass(frozen=True)
class Say:
    """A reply."""

    content: list[dict[str, Any]]
    stop: str = ""
    """stop_reason; by default tool_use or end_turn."""
    pause: float = 0.0
    """Seconds between events."""
    output_tokens: int = 0
    """As charged; by default from the size."""


@dataclass(frozen=True)
class Fail:
    """Anything else."""

    status: int = 0
    """HTTP status of an error; 0 for a stream that begins."""
    kind: str = "api_error"
    message: str = "it did not work"
    headers: Mapping[str, str] = field(default_factory=dict)
    after_events: int = 3
    """Events of the stream before it breaks."""
    how: str = "drop"
    """drop: the connection closes; event: an error event; hang: silence; garbage: bytes that are no events;
    short: the stream ends properly, but without its last events."""
    hang: float = 5.0
    raw: bytes = b""
    """Body of an error that is no JSON."""


Mind = Callable[[dict[str, Any]], "Say | Fail"]


@dataclass
class Call:
    """One line of the server's own log."""

    request: dict[str, Any]
    status: int
    micros: int
    complete: bool


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def thought(words: str) -> dict[str, Any]:
    return {"type": "thinking", "thinking": words, "signature": f"signed+{len(words)}/{words[:9]}=="}


def call(name: str, given: Any, number: int = 1) -> dict[str, Any]:
    return {"type": "tool_use", "id": f"toolu_{number:04d}", "name": name, "input": given}


class MessagesServer:
    """Serves until `close`; `log` holds every request with what it costs."""

    def __init__(self, mind: Mind) -> None:
        self.mind = mind
        self.log: list[Call] = []
        self.batches: dict[str, dict[str, Any]] = {}
        self.count: Callable[[dict[str, Any]], Any] = lambda body: len(json.dumps(body, ensure_ascii=False)) // 4
        """What `count_tokens` says."""
        self.counts = 0
        """How often it was asked."""
        self.batch_polls = 1
        """Polls after which a batch has ended."""
        self.running = self.most_running = 0
        self.lock = threading.Lock()
        outer = self

        class Handler(_Handler):
            server_of_messages = outer

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._http.request_queue_size = 128
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def micros(self) -> int:
        """What all calls cost, by the server's log."""
        with self.lock:
            return sum(item.micros for item in self.log)

    @property
    def completed(self) -> int:
        """What the completed calls cost."""
        with self.lock:
            return sum(item.micros for item in self.log if item.complete)


def fault_in(body: Any) -> str:
    """Why the server refuses a request; empty when it does not."""
    if not isinstance(body, dict) or set(body) - FIELDS:
        return f"unknown fields: {sorted(set(body) - FIELDS)}"
    if not isinstance(body.get("max_tokens"), int) or not body.get("model") or not body.get("messages"):
        return "model, max_tokens and messages are required"
    names = {tool["name"] for tool in body.get("tools", [])}
    asked: set[str] = set()
    for index, message in enumerate(body["messages"]):
        if message["role"] != ("user", "assistant")[index % 2]:
            return "roles must alternate"
        content = message["content"]
        blocks = content if isinstance(content, list) else [text(content)]
        if not blocks or any(block["type"] == "text" and not block["text"] for block in blocks):
            return "text content blocks must be non-empty"
        answered = {block["tool_use_id"] for block in blocks if block["type"] == "tool_result"}
        if answered != asked:
            return f"tool_use without tool_result, or the reverse: {sorted(answered ^ asked)}"
        asked = {block["id"] for block in blocks if block["type"] == "tool_use"}
        extra = [set(block) - {"type", "text", "id", "name", "input", "tool_use_id", "content", "is_error"}
                 for block in blocks if block["type"] in ("text", "tool_use", "tool_result")]  # fmt: skip
        if any(extra):
            return f"extra inputs are not permitted: {extra}"
    if asked or body["messages"][-1]["role"] != "user":
        return "the conversation must end with a user message"
    return "" if names or not body.get("tools") else "tools need names"


def usage_of(body: dict[str, Any], reply: Say) -> dict[str, int]:
    prompt = len(json.dumps(body, ensure_ascii=False).encode()) // 4
    cached = prompt // 2 if body.get("cache_control") and len(body["messages"]) > 1 else 0
    written = (prompt - cached) // 2 if body.get("cache_control") else 0
    output = reply.output_tokens or len(json.dumps(reply.content)) // 4 + 1
    return {
        "input_tokens": prompt - cached - written,
        "cache_creation_input_tokens": written,
        "cache_read_input_tokens": cached,
        "output_tokens": min(output, body["max_tokens"]),
    }


def message_of(body: dict[str, Any], reply: Say, number: int) -> dict[str, Any]:
    uses = any(block["type"] == "tool_use" for block in reply.content)
    return {
        "id": f"msg_{number:06d}",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": reply.content,
        "stop_reason": reply.stop or ("tool_use" if uses else "end_turn"),
        "stop_sequence": None,
        "usage": usage_of(body, reply),
    }


def events_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    start = {**message, "content": [], "stop_reason": None, "usage": {**message["usage"], "output_tokens": 1}}
    events: list[dict[str, Any]] = [{"type": "message_start", "message": start}, {"type": "ping"}]
    for index, block in enumerate(message["content"]):
        if block["type"] == "tool_use":
            whole = json.dumps(block["input"])
            parts = [whole[: len(whole) // 2], whole[len(whole) // 2 :]]
            opening: dict[str, Any] = {**block, "input": {}}
            deltas = [{"type": "input_json_delta", "partial_json": part} for part in parts]
        elif block["type"] == "thinking":
            opening = {"type": "thinking", "thinking": "", "signature": ""}
            deltas = [
                {"type": "thinking_delta", "thinking": block["thinking"]},
                {"type": "signature_delta", "signature": block["signature"]},
            ]
        elif block["type"] == "redacted_thinking":
            opening, deltas = block, []
        else:
            half = len(block["text"]) // 2
            opening = {"type": "text", "text": ""}
            deltas = [{"type": "text_delta", "text": part} for part in (block["text"][:half], block["text"][half:])]
        events.append({"type": "content_block_start", "index": index, "content_block": opening})
        events += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
        events.append({"type": "content_block_stop", "index": index})
    ending = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    usage = {"output_tokens": message["usage"]["output_tokens"]}
    return [*events, {"type": "message_delta", "delta": ending, "usage": usage}, {"type": "message_stop"}]


class _Handler(BaseHTTPRequestHandler):
    server_of_messages: MessagesServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        pass

    def setup(self) -> None:
        super().setup()
        self.close_connection = True

    def _json(self, status: int, body: Any, headers: Mapping[str, str] = {}, raw: bytes = b"") -> None:
        data = raw or json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"content-type": "application/json", "request-id": "req_1", **headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def _error(self, status: int, kind: str, message: str, headers: Mapping[str, str] = {}, raw: bytes = b"") -> None:
        body = {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"}
        self._json(status, body, headers, raw)

    def _body(self) -> Any:
        data = self.rfile.read(int(self.headers.get("content-length") or 0))
        return json.loads(data) if data else {}

    def _authorised(self) -> bool:
        if self.headers.get("authorization") != f"Bearer {KEY}" or not self.headers.get("anthropic-version"):
            sent = self.headers.get("authorization")
            self._error(401, "authentication_error", f"invalid bearer token {sent}")
            return False
        return True

    def do_GET(self) -> None:
        from tests.provers.llm.batches import get

        if self._authorised():
            get(self, self.server_of_messages)

    def do_POST(self) -> None:
        server = self.server_of_messages
        body = self._body()
        if not self._authorised():
            return
        if self.path.endswith("/count_tokens"):
            with server.lock:
                server.counts += 1
            told = server.count(body)
            if isinstance(told, Fail):
                self._error(told.status, told.kind, told.message)
            else:
                self._json(200, {"input_tokens": told})
        elif "/batches" in self.path:
            from tests.provers.llm.batches import post

            post(self, server, body)
        else:
            with server.lock:
                server.running += 1
                server.most_running = max(server.most_running, server.running)
            try:
                self._message(server, body)
            except (BrokenPipeError, ConnectionResetError):
                pass
            finally:
                with server.lock:
                    server.running -= 1

    def _log(self, body: dict[str, Any], status: int, micros: int, complete: bool) -> Call:
        line = Call(body, status, micros, complete)
        with self.server_of_messages.lock:
            self.server_of_messages.log.append(line)
        return line

    def _message(self, server: MessagesServer, body: dict[str, Any]) -> None:
        if fault := fault_in(body):
            self._log(body, 400, 0, False)
            self._error(400, "invalid_request_error", fault)
            return
        answer = server.mind(body)
        if isinstance(answer, Fail) and answer.status:
            self._log(body, answer.status, 0, False)
            self._error(answer.status, answer.kind, answer.message, answer.headers, answer.raw)
            return
        reply = answer if isinstance(answer, Say) else Say([text("It begins well, but then it breaks off. " * 4)])
        message = message_of(body, reply, len(server.log))
        charged = price_of(body["model"], None if body["model"].startswith("claude") else {"input": "1", "output": "2"})
        micros = charged.charge(Tokens.from_usage(message["usage"]))
        if not body.get("stream"):
            self._log(body, 200, micros, True)
            self._json(200, message)
            return
        self._stream(body, answer, events_of(message), micros)

    def _stream(self, body: dict[str, Any], answer: Say | Fail, events: list[dict[str, Any]], micros: int) -> None:
        self.send_response(200)
        for name, value in (("content-type", "text/event-stream"), ("request-id", "req_1"), ("connection", "close")):
            self.send_header(name, value)
        self.end_headers()
        # What was begun is charged, whether it arrives or not.
        line = self._log(body, 200, micros, False)
        for number, event in enumerate(events):
            if isinstance(answer, Fail) and number == answer.after_events:
                self._break(answer)
                return
            if isinstance(answer, Say) and answer.pause:
                time.sleep(answer.pause)
            self.wfile.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())
            self.wfile.flush()
        line.complete = True

    def _break(self, answer: Fail) -> None:
        if answer.how == "event":
            error = {"type": "error", "error": {"type": answer.kind, "message": answer.message}}
            self.wfile.write(f"event: error\ndata: {json.dumps(error)}\n\n".encode())
        elif answer.how == "garbage":
            self.wfile.write(b'event: content_block_delta\ndata: {"type": \x00\xff not json\n\n')
        elif answer.how == "hang":
            time.sleep(answer.hang)
        elif answer.how == "drop":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
