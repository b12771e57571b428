"""Calls in threads of their own that nobody waits for at the end: for work that waits for a server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

__all__ = ["in_thread"]

T = TypeVar("T")


def in_thread(function: Callable[..., T], *arguments: Any) -> Future[T]:
    """Start the call at once; an interpreter that ends does not wait for it, as it would for an executor's."""
    future: Future[T] = Future()

    def run() -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(function(*arguments))
        except BaseException as error:  # noqa: BLE001 - carried to whoever waits
            future.set_exception(error)

    threading.Thread(target=run, daemon=True, name="agent").start()
    return future
