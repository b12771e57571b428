"""The Message Batches part of the loopback server."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from provers.llm.pricing import Tokens, price_of

__all__ = ["get", "post"]


def post(handler: Any, server: Any, body: dict[str, Any]) -> None:
    """Create or cancel a batch."""
    if handler.path.endswith("/cancel"):
        name = handler.path.split("/")[-2]
        handler._json(200, shown(server, name))
        return
    name = f"msgbatch_{len(server.batches) + 1:04d}"
    server.batches[name] = {"requests": body["requests"], "polls": 0, "results": None}
    handler._json(200, shown(server, name))


def get(handler: Any, server: Any) -> None:
    """List, retrieve, or results."""
    path = handler.path.partition("?")[0]
    parts = path.strip("/").split("/")
    if parts[-1] == "batches":
        found = [shown(server, name) for name in reversed(server.batches)]
        handler._json(200, {"data": found, "has_more": False, "first_id": None, "last_id": None})
    elif parts[-1] == "results":
        lines = results(server, parts[-2])
        handler._json(200, None, {"content-type": "application/x-jsonl"}, raw="".join(lines).encode())
    elif parts[-1] in server.batches:
        server.batches[parts[-1]]["polls"] += 1
        handler._json(200, shown(server, parts[-1]))
    else:
        handler._error(404, "not_found_error", "no such batch")


def shown(server: Any, name: str) -> dict[str, Any]:
    batch = server.batches[name]
    ended = batch["polls"] >= server.batch_polls
    counts = {"processing": 0 if ended else len(batch["requests"]), "succeeded": len(batch["requests"]) if ended else 0}
    return {
        "id": name,
        "type": "message_batch",
        "processing_status": "ended" if ended else "in_progress",
        "request_counts": {**counts, "errored": 0, "canceled": 0, "expired": 0},
        "created_at": "2026-10-20T00:00:00Z",
        "expires_at": "2026-10-21T00:00:00Z",
        "ended_at": "2026-10-20T01:00:00Z" if ended else None,
        "archived_at": None,
        "cancel_initiated_at": None,
        "results_url": f"{server.url}/v1/messages/batches/{name}/results" if ended else None,
    }


def results(server: Any, name: str) -> list[str]:
    """One line a request, in reverse order, as order is not promised; charged once."""
    from tests.provers.llm.server import Call, Fail, message_of

    batch = server.batches[name]
    if batch["results"] is None:
        lines = []
        for number, item in enumerate(batch["requests"]):
            body = item["params"]
            answer = server.mind(body)
            if isinstance(answer, Fail):
                error = {"type": "error", "error": {"type": answer.kind, "message": answer.message}}
                result: dict[str, Any] = {"type": "errored", "error": {**error, "request_id": None}}
                micros = 0
            else:
                message = message_of(body, answer, number)
                result = {"type": "succeeded", "message": message}
                micros = price_of(body["model"]).charge(Tokens.from_usage(message["usage"]), factor=Decimal("0.5"))
            server.log.append(Call(body, 200, micros, micros > 0))
            lines.append(json.dumps({"custom_id": item["custom_id"], "result": result}) + "\n")
        batch["results"] = lines[::-1]
    return list(batch["results"])
