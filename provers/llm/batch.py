"""A first pass over the whole catalogue through the Message Batches API: prepare, submit, poll, collect.

Every stage can be repeated after a kill. Money is reserved, request by request, before a chunk is sent; a chunk of
which no answer came is looked for at the server before it is sent again. Results are judged and recorded like any
other attempt.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from problems.claim import Claim, Goal
from problems.errors import InputError
from problems.family import IN_WORDS
from problems.problem import Problem
from provers.attempt import AttemptSpec, Proposal
from provers.llm.agent import first_request
from provers.llm.batchfile import BatchFile, Item
from provers.llm.briefing import task_text
from provers.llm.budget import Book, Purse, Reservation, UnaffordableError
from provers.llm.client import worst_case
from provers.llm.config import LLMConfig
from provers.llm.first_reader import read_first, wants_reader
from provers.llm.pricing import Tokens, price_table
from provers.llm.secrets import clean, redact
from provers.llm.tools import Toolbox, definitions
from provers.llm.transcript import Recorder
from provers.llm.wire import wire_error
from provers.llm.wording import prompt, prompt_digest
from provers.prover import Bill, Budget
from provers.record import Bookkeeper
from verification.attempt import FailureMechanism
from verification.candidate import Candidate
from verification.verifier import Verifier

__all__ = ["BatchPass", "prepare"]

CHUNK = 200
"""Requests sent together."""
STRATEGY = "batch"


def _factor() -> Decimal:
    return price_table().batch_discount


def prepare(problems: Iterable[Problem], config: LLMConfig, file: BatchFile) -> int:
    """Write a request for every claim, and for every problem without one; returns how many are new."""
    config.priced()
    return file.add(_items(problems, config))


def _items(problems: Iterable[Problem], config: LLMConfig) -> Iterator[Item]:
    tools = [tool for tool in definitions(config) if tool["name"] == "submit_candidate"]
    for problem in problems:
        whole = Claim(family=IN_WORDS, params={"problem": problem.id}, goal=Goal.EXISTS)
        for claim, record in [(item.claim, item.digest) for item in problem.claims] or [(whole, whole.digest)]:
            text = task_text(claim, problem, (), config)
            request = first_request(config, text, system=prompt("batch"), tools=tools)
            name = hashlib.sha256(f"{problem.id} {claim.digest} {request}".encode("utf-8", "replace")).hexdigest()
            most = worst_case(request, config, factor=_factor())
            yield Item(f"w-{name[:48]}", problem.id, claim.model_dump(mode="json"), record, request, most)


class BatchPass:
    """The stages that talk to the server; `client` is the SDK's."""

    def __init__(self, file: BatchFile, config: LLMConfig, client: Any, *, run: str, chunk: int = CHUNK) -> None:
        self.file, self.config, self.client, self.chunk = file, config, client, chunk
        self.book = Book(config.book_path)
        self.run = run
        self._criticised: set[str] = set()
        self._about: Callable[[str], Problem | None] = lambda _id: None

    def submit(self) -> str:
        """Send everything unsent, chunk by chunk; returns why it stopped early, empty when it did not."""
        self._find_lost()
        while items := self.file.unsent(self.chunk):
            reserved, stopped = self._reserve(items)
            if reserved:
                self._send(self.file.begin_chunk(reserved), [item for item, _ in reserved])
            if stopped:
                return stopped
        return ""

    def _reserve(self, items: list[Item]) -> tuple[list[tuple[Item, int]], str]:
        reserved: list[tuple[Item, int]] = []
        for item in items:
            purse = Purse(self.book, self.config.caps, self.run, item.problem, item.custom_id, self.config.model)
            try:
                reserved.append((item, purse.reserve(item.worst).id))
            except UnaffordableError as error:
                return reserved, str(error)
        return reserved, ""

    def _send(self, number: int, items: list[Item]) -> None:
        requests = [{"custom_id": item.custom_id, "params": item.request} for item in items]
        try:
            batch = self.client.messages.batches.create(requests=requests)
        except Exception as error:  # noqa: BLE001 - whatever the server or the connection does is one line
            told = wire_error(error)
            if not told.charged:
                for item in self.file.of_chunk(number):
                    self.book.settle(Reservation(item.reservation or 0, item.worst), 0, note=str(told))
                self.file.drop_chunk(number)
            raise InputError(f"the batch was not sent ({told}); submit again later") from None
        self.file.sent(number, batch.id)

    def _find_lost(self) -> None:
        """Chunks that were sent without an answer: the server's list tells whether they arrived."""
        chunks = self.file.chunks()
        lost = [number for number, batch, _ in chunks if batch is None]
        if not lost:
            return
        known = {batch for _, batch, _ in chunks} | self.file.strangers()
        strangers = [batch for batch in self._all_batches() if batch.id not in known]
        for number in lost:
            items = self.file.of_chunk(number)
            mine = next((batch for batch in strangers if _size(batch) == len(items)), None)
            if mine is None:
                self._send(number, items)
            else:
                strangers.remove(mine)
                self.file.sent(number, mine.id)

    def _all_batches(self) -> list[Any]:
        try:
            return list(self.client.messages.batches.list(limit=100))
        except Exception as error:  # noqa: BLE001 - whatever the server or the connection does is one line
            raise InputError(f"the server does not list its batches ({wire_error(error)}); try again later") from None

    def poll(self) -> bool:
        """Ask after every chunk; whether all have ended."""
        done = True
        for number, batch, over in self.file.chunks():
            if batch is not None and not over:
                try:
                    status = self.client.messages.batches.retrieve(batch).processing_status
                except Exception as error:  # noqa: BLE001 - whatever the server or the connection does is one line
                    raise InputError(f"batch {batch}: {wire_error(error)}; poll again later") from None
                if status == "ended":
                    self.file.ended(number)
                done = done and status == "ended"
            done = done and batch is not None
        return done

    def collect(
        self, books: Bookkeeper, verifier: Verifier, about: Callable[[str], Problem | None] = lambda _id: None
    ) -> Iterator[dict[str, Any]]:
        """Judge and record the results of the chunks that ended; one event for each.

        A batch without a single request of its chunk was taken for it by its size alone, after an answer was lost: it
        is somebody else's, and the chunk is to be submitted again. `about` finds the problem of an id, for the critic,
        who reads arguments in words before they are recorded.
        """
        keys, self._criticised, self._about = books.attempt_keys(), books.criticised(), about
        for number, batch, ended in self.file.chunks():
            if batch is None or not ended:
                continue
            names, told = self.file.names(number), set[str]()
            try:
                for response in self.client.messages.batches.results(batch):
                    told.add(response.custom_id)
                    item = self.file.item(response.custom_id)
                    if item is not None:
                        result = clean(response.result.model_dump(mode="json", exclude_none=True, exclude_unset=True))
                        yield self._one(item, result, books, verifier, keys)
            except InputError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever the server or the connection does is one line
                raise InputError(f"batch {batch}: {wire_error(error)}; collect again later") from None
            if told and not told & names:
                self.file.disown(number, batch)
                yield {"schema": 1, "event": "not ours", "batch": batch}

    def _one(
        self, item: Item, result: Mapping[str, Any], books: Bookkeeper, verifier: Verifier, keys: set[str]
    ) -> dict[str, Any]:
        claim = Claim.model_validate(item.claim)
        spec = AttemptSpec(
            item.problem, claim, item.record, "agent", Budget(seconds=86400.0, work=1), 0, verifier.limits,
            llm=self.config, about=self._about(item.problem), run=self.run,
            strategy=f"{STRATEGY} {prompt_digest('batch')[:16]}",
        )  # fmt: skip
        bill, fault = self._bill(result, item.worst)
        event = {"schema": 1, "event": "result", "problem": item.problem, "microdollars": bill.micros}
        if spec.key not in keys:
            with tempfile.TemporaryDirectory(prefix="workbench-batch-") as scratch:
                proposal = self._proposal(item, spec, result, bill, fault, Path(scratch))
                judged = [(candidate, verifier.verify(candidate)) for candidate in proposal.candidates]
                readings = [
                    read_first(spec, candidate, scratch)
                    for candidate in proposal.candidates
                    if wants_reader(spec, candidate, self._criticised)
                ]
                self._criticised.update(reading.note["candidate"] for reading in readings)
                attempt = books.record(spec, proposal, judged, started=time.time(), readings=readings)
                outcomes = [str(report.outcome) for _, report in judged]
                event |= {"attempt": attempt.id, "outcomes": outcomes}
        if item.reservation is not None and not self.book.settled(item.reservation):
            cost = None if bill.estimated else bill.micros
            self.book.settle(Reservation(item.reservation, item.worst), cost, note="batch")
        self.file.collected(item.custom_id)
        return event

    def _bill(self, result: Mapping[str, Any], worst: int) -> tuple[Bill, str]:
        if result.get("type") != "succeeded":
            error = result.get("error", {}).get("error", {})
            return Bill(calls=1), f"{result.get('type')}: {error.get('message', '')}".strip(": ")
        try:
            tokens = Tokens.from_usage(result["message"].get("usage") or {})
        except (InputError, KeyError) as error:
            return Bill(calls=1, micros=worst, estimated=True), str(error)
        cost = self.config.priced().charge(tokens, factor=_factor())
        return Bill(1, tokens.prompt, tokens.output, cost), ""

    def _proposal(
        self, item: Item, spec: AttemptSpec, result: Mapping[str, Any], bill: Bill, fault: str, scratch: Path
    ) -> Proposal:
        recorder = Recorder(scratch / "transcript.jsonl", prover="agent", way="batch", problem=item.problem)
        recorder.request(item.request, worst_case=item.worst)
        candidates: tuple[Candidate, ...] = ()
        message = fault
        if fault:
            recorder.write("failed", fault="bad request", message=fault, charged=bill.estimated, cost=bill.micros)
        else:
            recorder.write("reply", body=result["message"], cost=bill.micros)
            candidates, message = self._submitted(spec, result["message"], scratch)
        recorder.close()
        failed = FailureMechanism.OUR_FAULT if fault else FailureMechanism.NONE_FOUND
        return Proposal(
            candidates=candidates[:1],
            ended_by="fault" if fault else "answer",
            mechanism=None if candidates else failed,
            message="" if candidates else redact(message)[:1000],
            work=1,
            seconds=0.0,
            cpu_seconds=0.0,
            bill=bill,
            transcript=str(recorder.path),
        )

    def _submitted(
        self, spec: AttemptSpec, message: Mapping[str, Any], scratch: Path
    ) -> tuple[tuple[Candidate, ...], str]:
        toolbox = Toolbox(spec.task(scratch), self.config, lambda: 60.0)
        blocks = message.get("content") or []
        told = " ".join(str(block.get("text", "")) for block in blocks if block.get("type") == "text")
        for block in blocks:
            if block.get("type") == "tool_use" and message.get("stop_reason") != "max_tokens":
                if block.get("name") != "submit_candidate":
                    continue
                answer = toolbox.call("submit_candidate", block.get("input"))
                if answer.candidate is not None:
                    return (answer.candidate,), ""
                told = f"{told} {answer.text}"
        return (), told.strip() or "nothing was submitted"


def _size(batch: Any) -> int:
    counts = batch.request_counts
    return sum(getattr(counts, name, 0) or 0 for name in ("processing", "succeeded", "errored", "canceled", "expired"))
