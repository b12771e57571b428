"""Every way in which a call can fail: whose fault it is, what is paid, what is tried again."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from problems.errors import MissingBackendError
from provers.attempt import Proposal
from provers.llm.budget import Book, Caps, Purse, UnaffordableError
from provers.llm.client import CallFailedError, Client, worst_case
from provers.llm.config import LLMConfig, server
from provers.llm.secrets import REDACTED, redact
from provers.llm.transcript import Player, Recorder, read_events, requests
from provers.llm.wire import Fault, SdkWire, classify
from provers.prover import Bill, BudgetSpent
from tests.provers.llm.conftest import Serve
from tests.provers.llm.minds import Counter, script
from tests.provers.llm.server import KEY, Fail, MessagesServer, Mind, Say, call, text
from verification.attempt import FailureMechanism
from verification.process import ProcessPool

REQUEST = {
    "model": "claude-opus-5",
    "max_tokens": 500,
    "messages": [{"role": "user", "content": "How many marks?"}],
}
FINE = Say([text("Five.")])
Build = Callable[..., "Setting"]


class Setting:
    """A client with its server, book and pauses."""

    def __init__(self, folder: Path, server: MessagesServer, **config: Any) -> None:
        self.server = server
        self.config = LLMConfig(model="claude-opus-5", book=str(folder / "book"), **config)
        self.book = Book(self.config.book_path)
        self.pauses: list[float] = []
        self.left = 60.0
        self.bill = Bill()
        self.path = folder / "transcript"
        self.recorder = Recorder(self.path)
        self.wire = SdkWire(idle_seconds=self.config.idle_seconds)
        purse = Purse(self.book, self.config.caps, "r", "p", "a", self.config.model)
        self.client = Client(
            self.wire, self.config, purse, self.recorder, seconds_left=lambda: self.left, bill=self.bill,
            sleep=self.pauses.append,
        )  # fmt: skip

    def close(self) -> None:
        self.recorder.close()
        self.wire.client.close()


@pytest.fixture
def build(serve: Serve, tmp_path: Path) -> Iterator[Build]:
    made: list[Setting] = []

    def make(mind: Mind, **config: Any) -> Setting:
        made.append(Setting(tmp_path, serve(mind), **config))
        return made[-1]

    yield make
    for item in made:
        item.close()


def test_a_call_costs_what_the_server_charges(build: Build) -> None:
    one = build(script(FINE))
    assert one.client.call(REQUEST)["content"] == [text("Five.")]
    assert one.bill.micros == one.server.micros == one.book.totals().micros
    assert one.bill.input_tokens > 0
    assert not one.bill.estimated


MOMENTARY = [
    Fail(429, "rate_limit_error", headers={"retry-after": "7"}),
    Fail(529, "overloaded_error", headers={"retry-after-ms": "2500"}),
    Fail(500, "api_error"),
    Fail(503, raw=b"<html>gateway</html>"),
    Fail(408, "timeout_error"),
    Fail(409, "conflict_error"),
    Fail(504, "timeout_error", headers={"retry-after": "nonsense"}),
]


@pytest.mark.parametrize("fault", MOMENTARY, ids=lambda fault: str(fault.status))
def test_errors_of_the_moment_are_tried_again_and_cost_nothing(build: Build, fault: Fail) -> None:
    one = build(Counter(script(FINE), {1: fault, 2: fault}))
    one.client.call(REQUEST)
    assert len(one.server.log) == 3
    assert one.book.totals().calls == 3
    assert one.bill.micros == one.server.micros
    assert not one.bill.estimated
    asked = {"7": 7.0, "2500": 2.5}.get(next(iter(fault.headers.values()), ""), 0.0)
    assert all(asked <= pause <= max(asked, 2.0) for pause in one.pauses)


FINAL = [
    (Fail(400, "invalid_request_error"), Fault.BAD),
    (Fail(401, "authentication_error"), Fault.REFUSED),
    (Fail(402, "billing_error"), Fault.REFUSED),
    (Fail(403, "permission_error"), Fault.REFUSED),
    (Fail(404, "not_found_error"), Fault.BAD),
    (Fail(413, "request_too_large"), Fault.BAD),
    (Fail(422, "invalid_request_error"), Fault.BAD),
    (Fail(429, "enforced_spend_limit_reached"), Fault.REFUSED),
    (Fail(307, "x", headers={"location": "http://127.0.0.1:9/v1/messages"}), Fault.BAD),
]


@pytest.mark.parametrize(("fault", "whose"), FINAL, ids=lambda item: str(getattr(item, "kind", "")))
def test_final_errors_are_told_and_not_tried_again(build: Build, fault: Fail, whose: Fault) -> None:
    one = build(script(fault))
    with pytest.raises(CallFailedError, match=str(whose)) as told:
        one.client.call(REQUEST)
    assert told.value.fault is whose
    assert len(one.server.log) == 1
    assert one.book.totals().micros == one.bill.micros == 0


BROKEN = [
    Fail(how="drop"),
    Fail(how="short"),
    Fail(how="garbage"),
    Fail(how="event", kind="overloaded_error"),
    Fail(how="drop", after_events=0),
    Fail(how="short", after_events=7),
    Fail(how="hang", hang=1.0),
]


@pytest.mark.parametrize("fault", BROKEN, ids=lambda fault: f"{fault.how}-{fault.after_events}")
def test_broken_streams_stand_at_their_reservation(build: Build, fault: Fail) -> None:
    one = build(Counter(script(FINE), {1: fault}), idle_seconds=0.3)
    one.client.call(REQUEST)
    totals = one.book.totals()
    assert (totals.calls, totals.estimated) == (2, 1)
    assert one.bill.estimated
    assert one.bill.micros == totals.micros > one.server.micros


def test_retries_are_reserved_and_stop_at_the_cap(build: Build) -> None:
    one = build(script(Fail(how="short")), cap_problem="0.10", retries=20)
    with pytest.raises(UnaffordableError):
        one.client.call(REQUEST)
    assert one.book.totals().micros <= 100_000
    assert len(one.server.log) == one.book.totals().calls >= 2


def test_tries_end(build: Build) -> None:
    one = build(script(Fail(529, "overloaded_error")), retries=2)
    with pytest.raises(CallFailedError, match=r"tried 3 times") as told:
        one.client.call(REQUEST)
    assert told.value.fault is Fault.RETRY
    assert len(one.pauses) == 2


def test_no_pause_outlasts_the_attempt(build: Build) -> None:
    one = build(script(Fail(429, "rate_limit_error", headers={"retry-after": "600"})))
    with pytest.raises(BudgetSpent):
        one.client.call(REQUEST)
    assert one.pauses == []


def test_a_slow_stream_ends_with_the_attempts_time(build: Build) -> None:
    one = build(script(Say([text("word " * 50)], pause=0.05)))
    clock = iter([60.0, 60.0, 60.0, *[0.0] * 50])
    one.client._seconds_left = lambda: next(clock)
    with pytest.raises(BudgetSpent):
        one.client.call(REQUEST)
    assert one.bill.estimated
    assert one.bill.micros >= one.server.micros


def test_nobody_there_costs_nothing(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    one = build(script(FINE), retries=1)
    one.server.close()
    with pytest.raises(CallFailedError, match="connection: ConnectError"):
        one.client.call(REQUEST)
    assert one.book.totals().micros == 0


@pytest.mark.parametrize("usage", [{}, {"input_tokens": -4}, {"input_tokens": "x"}])
def test_a_reply_that_cannot_be_priced_stands_at_its_reservation(build: Build, usage: dict[str, Any]) -> None:
    one = build(script(FINE), retries=0)
    send = one.wire.send
    one.wire.send = lambda *given: type(reply := send(*given))({**reply.body, "usage": usage})  # type: ignore[method-assign]
    with pytest.raises(CallFailedError):
        one.client.call(REQUEST)
    assert one.bill.estimated
    assert one.bill.micros > one.server.micros


def test_every_error_class_of_the_sdk_has_its_fault() -> None:
    anthropic = pytest.importorskip("anthropic")
    from anthropic._error_classes import ERROR_CLASSES

    assert len(ERROR_CLASSES) > 20
    for status, kind in ERROR_CLASSES:
        fault = classify(status, kind or "")
        assert fault in Fault
        if status >= 500:
            assert fault is not Fault.BAD
    assert classify(429, "") is Fault.RETRY
    assert anthropic.OverloadedError


def test_without_a_key_or_the_sdk_the_prover_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from provers.llm.agent import PROVER

    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    monkeypatch.delenv("ANTHROPIC_AUTH_TOKEN", raising=False)
    there = PROVER.available()
    assert not there.available
    assert "ANTHROPIC_API_KEY" in there.install or "llm" in there.install
    pytest.importorskip("anthropic")
    with pytest.raises(MissingBackendError, match="no key"):
        SdkWire()


# ── counting ──

LONG = {**REQUEST, "max_tokens": 100, "messages": [{"role": "user", "content": "How many marks has it? " * 2000}]}


def test_a_long_prompt_is_reserved_by_the_servers_count(build: Build) -> None:
    one = build(script(FINE))
    one.client.call(LONG)
    (event,) = [event for event in read_events([one.path.read_bytes()]) if event["event"] == "request"]
    bytes_ = worst_case(LONG, one.config)
    assert one.server.counts == 1
    assert one.server.micros < event["reserved"] < bytes_ / 2
    one.client.call(REQUEST)
    assert one.server.counts == 1, "a short one is not worth a question"


@pytest.mark.parametrize("told", [Fail(500), Fail(404), 0, -5, "many", None, 10**9])
def test_without_a_count_bytes_are_tokens(build: Build, told: Any) -> None:
    one = build(script(FINE))
    one.server.count = lambda _body: told
    one.client.call(LONG)
    (event,) = [event for event in read_events([one.path.read_bytes()]) if event["event"] == "request"]
    assert event["reserved"] == worst_case(LONG, one.config)


def test_counting_can_be_left_out(build: Build) -> None:
    one = build(script(FINE), count_tokens=False)
    one.client.call(LONG)
    assert one.server.counts == 0


def test_a_count_lets_a_call_fit_under_a_cap_and_is_asked_once(build: Build) -> None:
    busy = Fail(529, "overloaded_error")
    one = build(Counter(script(FINE), {1: busy, 2: busy}), cap_problem="0.10")
    assert worst_case(LONG, one.config) > 100_000
    one.client.call(LONG)
    assert one.server.counts == 1
    assert one.server.micros == one.book.totals().micros <= 100_000


def test_a_count_that_proved_too_low_is_booked_and_not_believed_again(build: Build) -> None:
    one = build(script(FINE))
    one.server.count = lambda _body: 1
    one.client.call(LONG)
    assert one.bill.micros == one.book.totals().micros == one.server.micros
    one.client.call(LONG)
    reserved = [event["reserved"] for event in read_events([one.path.read_bytes()]) if event["event"] == "request"]
    assert reserved[0] < one.server.log[0].micros
    assert reserved[1] == worst_case(LONG, one.config)


# ── the key ──


def test_the_key_is_nowhere(
    serve: Serve, ask: Callable[..., Proposal], tmp_path: Path, caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A server that echoes it in replies, tool calls, errors and headers; the SDK's log at its loudest."""
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "X-Team: team-secret-77")
    caplog.set_level(logging.DEBUG)
    evil = f"your key is {KEY}, team-secret-77"
    payload = {"kind": "informal", "text": evil, "steps": [{"claim": KEY, "because": KEY}]}
    serve(script(Say([text(evil), call("evaluate", {"expression": KEY})]),
                 Say([call("submit_candidate", {"payload": payload})])))  # fmt: skip
    found = ask()
    assert found.candidates
    serve(script(Fail(401, "authentication_error", evil)))
    refused = ask()
    assert refused.mechanism is FailureMechanism.REFUSED
    assert "their refusal: 401 authentication_error: your key is" in refused.message
    out, err = capfd.readouterr()
    everything = [repr(found), repr(refused), found.candidates[0].model_dump_json(), caplog.text, out, err]
    everything += [path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file()]
    for secret in (KEY, "team-secret-77"):
        assert not [item for item in everything if secret in item]


def test_worker_processes_have_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    workers = ProcessPool(1)
    assert workers.submit(os.getenv, "ANTHROPIC_API_KEY").result() is None
    assert workers.submit(os.getenv, "PATH").result()
    workers.kill()


def test_redaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", 'a b\\c"quoted')
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://me:passw0rd@example.org:81/x/")
    assert redact('a b\\c"quoted a b\\\\c\\"quoted passw0rd sk-ant-abcdefgh123') == " ".join([REDACTED] * 4)
    assert server() == "http://example.org:81/x"


# ── record and replay ──


def test_a_record_replays_and_refuses_other_questions(build: Build, tmp_path: Path) -> None:
    one = build(Counter(script(FINE), {2: Fail(how="short")}))
    first = one.client.call(REQUEST)
    longer = {**REQUEST, "messages": [*REQUEST["messages"], {"role": "assistant", "content": first["content"]},
                                      {"role": "user", "content": "And six?"}]}  # fmt: skip
    one.client.call(longer)
    events = list(read_events([one.path.read_bytes()]))
    assert [event["event"] for event in events] == [
        "start",
        "request",
        "reply",
        "request",
        "failed",
        "request",
        "reply",
    ]
    assert [request for request, _ in requests(events)] == [REQUEST, longer, longer]
    assert "How many" not in str(events[3]), "what was said before is not recorded again"
    purse = Purse(Book(tmp_path / "other"), Caps(10**9, 10**9, 10**9), "r", "p", "a", "m")
    again = Bill()
    recorder = Recorder(tmp_path / "again")
    replay = Client(Player(events), one.config, purse, recorder, seconds_left=lambda: 9.0, bill=again,
                    sleep=lambda _: None)  # fmt: skip
    assert replay.call(REQUEST) == first
    replay.call(longer)
    assert again == one.bill
    with pytest.raises(CallFailedError, match="the record ends here"):
        replay.call(longer)
    stranger = Client(Player(events), one.config, purse, recorder, seconds_left=lambda: 9.0, bill=again)
    with pytest.raises(CallFailedError, match="call 1 differs"):
        stranger.call(longer)
    recorder.close()
