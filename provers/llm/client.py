"""Calls with money behind them: reserve, send, settle; again where it makes sense; everything recorded."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from problems.errors import InputError
from provers.llm.budget import Purse
from provers.llm.config import LLMConfig
from provers.llm.pricing import Tokens, request_tokens
from provers.llm.transcript import Recorder
from provers.llm.wire import Fault, Wire, WireError
from provers.prover import Bill, BudgetSpent

__all__ = ["CallFailedError", "Client", "worst_case"]

LONGEST_WAIT = 60.0


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
        most = worst_case(request, self._config)
        held = self._purse.reserve(most)
        self.bill.calls += 1
        # Until the call is settled it stands at its reservation, here as in the book.
        self.bill.micros += most
        before, self.bill.estimated = self.bill.estimated, True
        self._recorder.request(request, worst_case=most)
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
        self.bill.micros += cost - most
        self.bill.estimated = before
        self.bill.input_tokens += tokens.prompt
        self.bill.output_tokens += tokens.output
        self._recorder.write("reply", body=reply.body, cost=cost, request_id=reply.request_id)
        return reply.body

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
