"""The batch pass: prepared, sent, killed at every stage, collected once, and paid once.

`WORKBENCH_BATCH_PROBLEMS` says how many problems without claims it goes over (30; 1217 for acceptance).
"""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from typing import Any

import pytest

from problems.errors import InputError
from provers.llm.batch import BatchPass
from provers.llm.batchfile import BatchFile
from provers.llm.budget import Book
from tests.provers.llm.conftest import Serve
from tests.provers.llm.minds import liar, task_of
from tests.provers.llm.server import KEY, Fail, Say, call, text
from tests.workbench import Inside, Workbench, problem, ruler
from ui.cli import SOFTWARE
from verification.ledger import Ledger

WORDS = int(os.environ.get("WORKBENCH_BATCH_PROBLEMS", "30"))


def mind(request: dict[str, Any]) -> Say | Fail:
    """Rulers are found for even numbers, lied about for odd ones; the rest answers in words, or not at all."""
    task = task_of(request)
    number = int(task["problem"]["id"].removeprefix("mine:"))
    if task["claim"]["family"] == "sidon_golomb":
        if number % 2:
            return liar(request)
        payload = {"kind": "witness", "witness": {"set": [1, 3, 8, 9, 12]}}
        return Say([call("submit_candidate", {"payload": payload})])
    if number % 10 == 0:
        return Fail(500, "api_error", f"no luck, {KEY}")
    if number % 10 == 1:
        steps = [{"claim": "It is so.", "because": f"Number {number} says so."}]
        return Say([call("submit_candidate", {"payload": {"kind": "informal", "steps": steps}})])
    return Say([text("I would try small cases first.")])


@pytest.fixture
def full(workbench: Workbench) -> Workbench:
    workbench.configure(cap_run="500", cap_day="500", workers=1, critic=False)
    workbench.add(*(problem(number, [ruler(12, 5)]) for number in range(1, 7)))
    workbench.add(*(problem(number, []) for number in range(1000, 1000 + WORDS)))
    return workbench


def spent(workbench: Workbench) -> Book:
    return Book(workbench.folder / "store" / "spending.sqlite")


def attempts_of(workbench: Workbench) -> list[dict[str, Any]]:
    with Ledger.open(workbench.ledger) as ledger:
        return list(ledger.attempts())


def test_a_pass_from_end_to_end(serve: Serve, full: Workbench, inside: Inside) -> None:
    server = serve(mind)
    (prepared,) = inside.records("batch", "prepare")
    assert prepared["requests"] == prepared["unsent"] == WORDS + 6
    assert inside.records("batch", "prepare")[0]["requests"] == WORDS + 6
    assert server.log == []
    (sent,) = inside.records("batch", "submit")
    assert sent["unsent"] == 0
    assert spent(full).totals().micros == sent["worst_case_microdollars"]
    assert inside("batch", "collect").status == 0
    inside("batch", "poll")
    events = inside.records("batch", "collect")
    assert events[-1]["collected"] == WORDS + 6
    attempts = attempts_of(full)
    assert len(attempts) == WORDS + 6
    assert {item["problem"] for item in attempts if item["verified"]} == {"mine:2", "mine:4", "mine:6"}
    assert sum(item.get("mechanism") == "candidate refuted" for item in attempts) == 3
    assert sum(item["cost"]["microdollars"] for item in attempts) == server.micros == spent(full).totals().micros
    assert inside.records("batch", "collect")[-1]["collected"] == WORDS + 6
    assert len(attempts_of(full)) == WORDS + 6
    files = [path.read_bytes() for path in full.folder.rglob("*") if path.is_file()]
    assert not [data for data in files if KEY.encode() in data]
    if WORDS > 1000:
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 500 * 1024


class KilledError(BaseException):
    """Comes from nowhere, like a kill."""


def killing(target: Callable[..., Any], number: int, *, after: bool) -> Callable[..., Any]:
    """The function, with a kill at its n-th call, before or after it does its work."""
    count = 0

    def wrapped(*given: Any, **named: Any) -> Any:
        nonlocal count
        count += 1
        result = target(*given, **named) if after or count != number else None
        if count == number:
            raise KilledError
        return result

    return wrapped


def stages(inside: Inside, *names: str) -> None:
    for name in names:
        inside("batch", name)


def killed(inside: Inside, *names: str) -> bool:
    """Run stages up to the one that is killed; whether one is."""
    answers = (inside("batch", name) for name in names)
    return any(answer.status == SOFTWARE and "KilledError" in answer.err for answer in answers)


PLACES = [
    (BatchFile, "begin_chunk", 1), (BatchFile, "begin_chunk", 2), (BatchFile, "sent", 1), (BatchFile, "sent", 2),
    (BatchFile, "ended", 1), (BatchFile, "collected", 3), (Book, "settle", 2), (BatchPass, "_proposal", 4),
]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "after"),
    [(PLACES[index], after) for index, after in enumerate([True, True, False, False, False, True, True, False])]
    + [(PLACES[3], True), (PLACES[6], False)],
    ids=lambda item: str(item) if isinstance(item, bool) else f"{item[1]}-{item[2]}",
)
def test_killed_anywhere_it_goes_on(
    serve: Serve, workbench: Workbench, inside: Inside, monkeypatch: pytest.MonkeyPatch, place: Any, after: bool
) -> None:
    server = serve(lambda _request: Say([text("Nothing.")]))
    workbench.configure(cap_run="500", cap_day="500", workers=1)
    workbench.add(*(problem(number, []) for number in range(1, 6)))
    monkeypatch.setattr("provers.llm.batch.BatchPass.__init__.__kwdefaults__", {"chunk": 2})
    inside("batch", "prepare")
    owner, name, number = place
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, killing(getattr(owner, name), number, after=after))
        assert killed(inside, "submit", "poll", "collect")
    stages(inside, "submit", "poll", "poll", "collect")
    assert len(attempts_of(workbench)) == 5
    assert len({item["key"] for item in attempts_of(workbench)}) == 5
    assert len(server.log) == 5, "no request is paid for twice"
    assert spent(workbench).totals().micros >= server.micros
    assert BatchFile(workbench.folder / ".workbench" / "batch.sqlite").counts()["collected"] == 5


def test_somebody_elses_batch_of_the_same_size_costs_a_round_and_no_more(
    serve: Serve, workbench: Workbench, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(lambda _request: Say([text("Nothing.")]))
    workbench.configure(cap_run="500", cap_day="500", workers=1)
    workbench.add(*(problem(number, []) for number in range(1, 4)))
    inside("batch", "prepare", "--file", "theirs.sqlite", "mine:1")
    inside("batch", "submit", "--file", "theirs.sqlite")
    inside("batch", "prepare", "mine:2")
    with monkeypatch.context() as patch:
        patch.setattr(BatchPass, "_send", killing(BatchPass._send, 1, after=False))
        assert killed(inside, "submit")
    stages(inside, "submit", "poll", "poll")
    answer = inside("batch", "collect")
    assert "is not of this pass: submit again" in answer.err
    assert attempts_of(workbench) == []
    stages(inside, "submit", "poll", "poll", "collect")
    assert [attempt["problem"] for attempt in attempts_of(workbench)] == ["mine:2"]
    assert len(server.batches) == len(server.log) == 2
    for stage in ("poll", "collect"):
        inside("batch", stage, "--file", "theirs.sqlite")
    assert sorted(attempt["problem"] for attempt in attempts_of(workbench)) == ["mine:1", "mine:2"]


def test_caps_and_refusals(serve: Serve, workbench: Workbench, inside: Inside) -> None:
    server = serve(mind)
    workbench.configure(workers=1)
    workbench.add(*(problem(number, []) for number in range(1, 6)))
    assert "no batch is prepared here" in inside("batch", "submit").err
    inside("batch", "prepare")
    answer = inside("batch", "submit", "--cap", "0.25")
    assert answer.status == 3
    assert "raise cap_run" in answer.err
    assert 0 < spent(workbench).totals().micros <= 250_000
    server.close()
    again = inside("batch", "submit")
    assert again.status == 2
    assert "the batch was not sent (our fault, retry: connection" in again.err
    assert BatchFile(workbench.folder / ".workbench" / "batch.sqlite").counts()["unsent"] > 0
    with pytest.raises(InputError):
        BatchFile(workbench.folder / "none")
