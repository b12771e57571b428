"""Calls with money behind them: reserve, send, settle; again where it makes sense; everything recorded."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from problems.errors import InputError
from provers.llm.budget import Purse, Reservation, UnaffordableError
from provers.llm.config import LLMConfig
from provers.llm.pricing import Tokens, request_tokens
from provers.llm.transcript import Recorder
from provers.llm.wire import Fault, Wire, WireError
from provers.prover import Bill, BudgetSpent

__all__ = ["CallFailedError", "Client", "worst_case"]

LONGEST_WAIT = 60.0
COUNT_MARGIN = Decimal("1.1")
"""A server's count of tokens is an estimate of its own bill, good to a few tokens; so much of it is reserved."""
COUNT_TOKENS = 512
"""Tokens reserved beside it."""
COUNT_FROM = 16_000
"""Bytes of a request from which on a count is worth a question."""


class CallFailedError(Exception):
    """A call that will not succeed by waiting, or has been tried often enough."""

    def __init__(self, fault: Fault, message: str) -> None:
        self.fault = fault
        super().__init__(message)


def worst_case(request: Mapping[str, Any], config: LLMConfig, *, factor: Decimal = Decimal(1)) -> int:
    """Micro-dollars that a request can cost at most."""
    return config.priced().worst_case(request_tokens(request), int(request["max_tokens"]), factor=factor)


class Client:
    """One attempt's way to the model; `bill` collects what it costs."""

    def __init__(
        self,
        wire: Wire,
        config: LLMConfig,
        purse: Purse,
        recorder: Recorder,
        *,
        seconds_left: Callable[[], float],
        bill: Bill,
        seed: int = 0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._wire, self._config, self._purse, self._recorder = wire, config, purse, recorder
        self._seconds_left, self._sleep, self.bill = seconds_left, sleep, bill
        self._rng = random.Random(seed)
        self._price = config.priced()
        self._counted: tuple[Mapping[str, Any], int | None] | None = None
        self._counts = config.count_tokens

    def call(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The model's message. Raises CallFailedError, UnaffordableError, or BudgetSpent when time is over."""
        for tried in range(self._config.retries + 1):
            if self._seconds_left() <= 0:
                raise BudgetSpent("seconds")
            try:
                return self._once(request)
            except WireError as error:
                if self._seconds_left() <= 0:
                    raise BudgetSpent("seconds") from None
                if error.fault is not Fault.RETRY:
                    raise CallFailedError(error.fault, str(error)) from None
                if tried == self._config.retries:
                    raise CallFailedError(error.fault, f"{error} (tried {tried + 1} times)") from None
                self._pause(max(error.wait, self._backoff(tried)))
        raise AssertionError

    def _backoff(self, tried: int) -> float:
        return float(min(0.5 * 2**tried, LONGEST_WAIT) * self._rng.uniform(0.5, 1.0))

    def _pause(self, seconds: float) -> None:
        if seconds >= self._seconds_left():
            raise BudgetSpent("seconds")
        self._sleep(seconds)

    def _once(self, request: Mapping[str, Any]) -> dict[str, Any]:
        held, counted = self._reserve(request)
        most = held.amount
        self.bill.calls += 1
        # Until the call is settled it stands at its reservation, here as in the book.
        self.bill.micros += most
        before, self.bill.estimated = self.bill.estimated, True
        self._recorder.request(request, worst_case=most, counted=counted)
        try:
            reply = self._wire.send(request, self._seconds_left)
            tokens, cost = self._charge(reply.body)
        except WireError as error:
            cost = self._purse.settle(held, None if error.charged else 0, note=str(error))
            self.bill.micros += cost - most
            self.bill.estimated = before or error.charged
            self._recorder.write(
                "failed", fault=str(error.fault), message=str(error), charged=error.charged, cost=cost, wait=error.wait
            )
            raise
        self._purse.settle(held, cost, note=reply.request_id)
        # A count that proved too low is not believed again.
        self._counts = self._counts and cost <= most
        self.bill.micros += cost - most
        self.bill.estimated = before
        self.bill.input_tokens += tokens.prompt
        self.bill.output_tokens += tokens.output
        self._recorder.write("reply", body=reply.body, cost=cost, request_id=reply.request_id)
        return reply.body

    def _reserve(self, request: Mapping[str, Any]) -> tuple[Reservation, int | None]:
        """Set the worst case aside, and say by which count; None for the bytes of the request.

        The server is asked to count where many bytes would make most of the worst case, or do not fit a cap.
        """
        output, bytes_ = int(request["max_tokens"]), request_tokens(request)
        most = self._price.worst_case(bytes_, output)
        heavy = bytes_ > COUNT_FROM and most > 2 * self._price.worst_case(0, output)
        counted = self._count(request, bytes_) if heavy else None
        if counted is None:
            try:
                return self._purse.reserve(most), None
            except UnaffordableError:
                counted = self._count(request, bytes_)
                if counted is None:
                    raise
        return self._purse.reserve(self._price.worst_case(counted, output)), counted

    def _count(self, request: Mapping[str, Any], most: int) -> int | None:
        """Prompt tokens to reserve by the server's count, at most `most`; None where it does not count."""
        if not self._counts:
            return None
        if self._counted is None or self._counted[0] is not request:
            told = self._wire.count(request, self._seconds_left)
            self._counted = (request, None if told is None else math.ceil(told * COUNT_MARGIN) + COUNT_TOKENS)
        counted = self._counted[1]
        return None if counted is None else min(counted, most)

    def _charge(self, body: Mapping[str, Any]) -> tuple[Tokens, int]:
        try:
            if not isinstance(body.get("content"), list):
                raise InputError("the reply has no content")
            tokens = Tokens.from_usage(body.get("usage") or {})
            if not tokens.prompt:
                raise InputError("the reply does not say how many tokens it read")
            return tokens, self._price.charge(tokens)
        except InputError as error:
            raise WireError(Fault.RETRY, str(error), charged=True) from None
