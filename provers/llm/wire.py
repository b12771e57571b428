"""One call to a server that speaks the Messages API, through Anthropic's SDK; or the same call from a record.

The SDK's own retries are off: whoever calls reserves money for each try. Every way in which a call can fail
becomes a `WireError` that says whose fault it is and whether the server may have charged for it.
"""

from __future__ import annotations

import contextlib
import email.utils
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any, Protocol

from problems.errors import MissingBackendError
from provers.llm.secrets import clean, key_present, redact

__all__ = ["Fault", "Reply", "SdkWire", "Wire", "WireError", "classify", "wire_error"]

LARGEST_REPLY = 16_000_000
"""Characters of one reply; a server that sends more is cut off."""

COUNTED = ("model", "messages", "system", "tools", "tool_choice", "thinking", "output_config", "cache_control")
"""Fields of a request that its number of prompt tokens depends on."""
COUNT_SECONDS = 10.0

_RETRY_STATUS = frozenset({408, 409, 425, 429, 499, 529})
_REFUSAL_STATUS = frozenset({401, 402, 403, 407, 451})
_RETRY_TYPES = frozenset({"overloaded_error", "api_error", "rate_limit_error", "timeout_error"})
_REFUSAL_TYPES = frozenset({"authentication_error", "billing_error", "permission_error"})
_LIMIT_REACHED = ("spend_limit", "quota", "not_billable")
"""Parts of error types that no waiting helps against, whatever their status."""


class Fault(StrEnum):
    """Whose fault a failed call is, and so what to do."""

    RETRY = "our fault, retry"
    REFUSED = "their refusal"
    BAD = "bad request"


class WireError(Exception):
    """A call without a usable reply."""

    def __init__(self, fault: Fault, detail: str, *, charged: bool, wait: float = 0.0) -> None:
        self.fault = fault
        self.charged = charged
        """Whether the server may charge for it: false only where it cannot have begun to answer."""
        self.wait = wait
        """Seconds that the server asks to wait."""
        super().__init__(f"{fault}: {redact(' '.join(detail.split()))[:500]}")


@dataclass(frozen=True)
class Reply:
    """A complete message, free of secrets."""

    body: dict[str, Any]
    request_id: str = ""


class Wire(Protocol):
    """Sends one request."""

    def send(self, request: Mapping[str, Any], seconds_left: Callable[[], float]) -> Reply:
        """The complete reply, or a WireError."""
        ...

    def count(self, request: Mapping[str, Any], seconds_left: Callable[[], float]) -> int | None:
        """How many tokens the request's prompt has by the server's own count, which is free; None without an answer."""
        ...


def classify(status: int, kind: str) -> Fault:
    """Whose fault an error of the server is, by its status and the type in its body."""
    if any(part in kind for part in _LIMIT_REACHED):
        return Fault.REFUSED
    if kind in _REFUSAL_TYPES or status in _REFUSAL_STATUS:
        return Fault.REFUSED
    if kind in _RETRY_TYPES or status in _RETRY_STATUS or status >= 500:
        return Fault.RETRY
    return Fault.BAD


class SdkWire:
    """The SDK's client; a context manager that closes its connections."""

    def __init__(self, *, idle_seconds: float = 90.0) -> None:
        try:
            import anthropic
        except ImportError:
            raise MissingBackendError(
                "the Anthropic SDK is not installed: pip install 'conjecture-workbench[llm]'"
            ) from None
        if not key_present():
            raise MissingBackendError("no key in the environment: export ANTHROPIC_API_KEY=…")
        self._idle = idle_seconds
        key = os.environ.get("ANTHROPIC_API_KEY", "").strip()
        # Redirects would carry a request, and its price, to a server nobody named.
        self.client = anthropic.Anthropic(
            api_key=key or None,
            auth_token=None if key else os.environ.get("ANTHROPIC_AUTH_TOKEN", "").strip(),
            max_retries=0,
            http_client=anthropic.DefaultHttpxClient(follow_redirects=False),
        )

    def __enter__(self) -> SdkWire:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()

    def send(self, request: Mapping[str, Any], seconds_left: Callable[[], float]) -> Reply:
        """Stream one message to its end."""
        import anthropic
        import httpx2

        answering = False
        try:
            silence = max(0.05, min(self._idle, seconds_left()))
            timeout = httpx2.Timeout(silence, connect=min(10.0, silence))
            with self.client.messages.stream(**request, timeout=timeout) as stream:
                answering = True
                self._read(stream, seconds_left)
                return Reply(_plain(stream.current_message_snapshot), redact(stream.request_id or ""))
        except WireError:
            raise
        except (anthropic.APIError, httpx2.HTTPError) as error:
            raise wire_error(error, answering=answering) from None
        except TypeError as error:
            if answering:
                raise WireError(Fault.RETRY, f"unreadable reply: {error}", charged=True) from None
            raise WireError(Fault.BAD, f"the SDK refuses the request: {error}", charged=False) from None
        except Exception as error:  # noqa: BLE001 - whatever a server's bytes do to a parser costs one try
            raise wire_error(error) from None

    def count(self, request: Mapping[str, Any], seconds_left: Callable[[], float]) -> int | None:
        """By `messages.count_tokens`; whatever goes wrong with it is no count."""
        given = {name: request[name] for name in COUNTED if name in request}
        seconds = max(0.05, min(COUNT_SECONDS, seconds_left()))
        try:
            told = self.client.messages.count_tokens(**given, timeout=seconds).input_tokens
        except Exception:  # noqa: BLE001 - without a count the bytes of the request are reserved, which is safe
            return None
        return told if type(told) is int and told > 0 else None

    @staticmethod
    def _read(stream: Any, seconds_left: Callable[[], float]) -> None:
        size, ended = 0, False
        for event in stream:
            if seconds_left() <= 0:
                raise WireError(Fault.RETRY, "the attempt's time was over before the reply was", charged=True)
            if event.type == "content_block_delta":
                size += sum(len(item) for item in event.delta.model_dump().values() if isinstance(item, str))
            if size > LARGEST_REPLY:
                raise WireError(Fault.BAD, f"the reply passes {LARGEST_REPLY} characters", charged=True)
            ended = ended or event.type == "message_stop"
        if not ended:
            raise WireError(Fault.RETRY, "the stream broke off before its end", charged=True)


def _plain(message: Any) -> dict[str, Any]:
    """The message as JSON: no absent fields, nothing that the SDK added, no secrets."""
    body = message.model_dump(mode="json", exclude_none=True, exclude_unset=True)
    for block in body.get("content", []):
        block.pop("parsed_output", None)
    return dict(clean(body))


def wire_error(error: Exception, *, answering: bool = False) -> WireError:
    """What an exception of the SDK or of its connection means; `answering` when a reply had begun."""
    import anthropic
    import httpx2

    if isinstance(error, anthropic.APIStatusError):
        return _refusal(error, answering)
    if isinstance(error, (anthropic.APIConnectionError, httpx2.HTTPError)):
        cause = error.__cause__ or error
        unsent = isinstance(cause, (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.UnsupportedProtocol))
        return WireError(Fault.RETRY, f"connection: {type(cause).__name__}: {cause}", charged=not unsent)
    return WireError(Fault.RETRY, f"unreadable reply: {type(error).__name__}: {error}", charged=True)


def _refusal(error: Any, answering: bool) -> WireError:
    body = error.body if isinstance(error.body, Mapping) else {}
    inner = body.get("error") if isinstance(body.get("error"), Mapping) else {}
    kind = str(inner.get("type") or getattr(error, "type", "") or "")
    told = str(inner.get("message") or error.message)
    label = kind or "error" if answering else f"{error.status_code} {kind}".strip()
    fault = classify(0 if answering else error.status_code, kind)
    if answering and fault is Fault.BAD:
        fault = Fault.RETRY
    return WireError(fault, f"{label}: {told}", charged=answering, wait=_retry_after(error.response))


def _retry_after(response: Any) -> float:
    """Seconds from `retry-after-ms` or `retry-after`, which may also be a date; at most an hour."""
    headers = getattr(response, "headers", {})
    seconds = 0.0
    with contextlib.suppress(TypeError, ValueError):
        if headers.get("retry-after-ms"):
            seconds = float(headers["retry-after-ms"]) / 1000
        elif headers.get("retry-after", "").replace(".", "", 1).isdigit():
            seconds = float(headers["retry-after"])
        elif headers.get("retry-after"):
            seconds = email.utils.parsedate_to_datetime(headers["retry-after"]).timestamp() - time.time()
    return min(max(seconds, 0.0), 3600.0)
