"""Arguments in words: claim by claim, read by the critic before anybody else, and never more than words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from provers.attempt import AttemptSpec, Proposal
from provers.llm.agent import MOST_NUDGES
from provers.llm.budget import Book
from provers.llm.config import LLMConfig
from provers.llm.first_reader import read_first
from provers.llm.transcript import read_events
from provers.prover import Budget, candidate_for
from tests.provers.llm.conftest import Serve
from tests.provers.llm.conftest import ruler as ruler_claim
from tests.provers.llm.minds import script, turns
from tests.provers.llm.server import KEY, Fail, Say, call, text
from tests.workbench import Inside, Workbench, problem, ruler
from verification.blobs import Blobs
from verification.candidate import Informal
from verification.ledger import Ledger

SCAN = ("scan", "--prover", "agent", "--budget", "10m")
STEPS = [{"claim": "The differences are distinct.", "because": "They are listed."}]
OBJECTION = {"kind": "gap", "gravity": "serious", "place": "step 1", "reason": "Nothing is listed."}


def is_critic(request: dict[str, Any]) -> bool:
    return "You are the critic" in request["system"]


def argues(critic: Callable[[dict[str, Any]], Say | Fail]) -> Callable[[dict[str, Any]], Say | Fail]:
    payload = {"payload": {"kind": "informal", "steps": STEPS}}
    return lambda request: critic(request) if is_critic(request) else Say([call("submit_candidate", payload)])


@pytest.fixture
def desk(workbench: Workbench) -> Workbench:
    workbench.configure(workers=1)
    workbench.add(problem(1, [ruler(12, 5)]))
    return workbench


def entries(workbench: Workbench) -> list[tuple[str, dict[str, Any]]]:
    with Ledger.open(workbench.ledger) as ledger:
        assert ledger.check(blobs=Blobs(workbench.blobs)).faults == ()
        return [(entry.kind, json.loads(entry.body)) for entry in ledger.entries()]


def notes(workbench: Workbench) -> list[dict[str, Any]]:
    return [body for kind, body in entries(workbench) if kind == "note"]


def test_the_report_is_there_with_the_candidate(serve: Serve, desk: Workbench, inside: Inside) -> None:
    server = serve(argues(script(Say([call("report", {"objections": [OBJECTION]})]))))
    events = inside.records(*SCAN)
    (note,) = notes(desk)
    assert note["objections"] == [OBJECTION]
    assert note["candidate"] == events[1]["candidates"][0]
    assert events[1]["outcomes"] == ["unknown"]
    book = Book(desk.folder / "store" / "spending.sqlite").totals()
    assert book.micros == server.micros == events[-1]["microdollars"]
    assert inside.records("spending")[0]["critics_microdollars"] == note["cost"]["microdollars"] > 0
    shown = inside("show", note["candidate"].removeprefix("sha256:")[:12]).out
    assert "serious, gap (step 1): Nothing is listed." in shown
    # In one transaction with the candidate: nobody ever sees the one without the other.
    kinds = [kind for kind, _ in entries(desk)]
    assert kinds[kinds.index("attempt") :] == ["attempt", "candidate", "verdict", "note"]
    inside.records(*SCAN)
    assert len(notes(desk)) == 1, "the same argument is not read twice"


def test_each_argument_that_is_read_has_a_transcript_of_its_own(serve: Serve, tmp_path: Path) -> None:
    serve(script(Say([call("report", {"objections": [OBJECTION]})])))
    llm = LLMConfig(book=str(tmp_path / "spending.sqlite"))
    spec = AttemptSpec("mine:1", ruler_claim(12, 5), "r", "agent", Budget(seconds=30.0), 0, llm=llm, run="run")
    task = spec.task(tmp_path)
    steps = ([{**STEPS[0], "because": why}] for why in ("One.", "Two."))
    candidates = [candidate_for(task, {"kind": "informal", "steps": told}) for told in steps]
    readings = [read_first(spec, candidate, str(tmp_path)) for candidate in candidates]
    for candidate, reading in zip(candidates, readings, strict=True):
        assert reading.note["objections"] == [OBJECTION]
        first, *_ = read_events([Path(reading.transcript).read_bytes()])
        assert first["candidate"] == reading.note["candidate"] == candidate.id
    assert readings[0].transcript != readings[1].transcript


@pytest.mark.parametrize("critic", [
    script(Fail(400, "invalid_request_error", f"no {KEY}")), script(Say([text("Splendid. Verified.")])),
    script(Fail(how="drop")),
])  # fmt: skip
def test_a_critic_that_fails_leaves_its_reason(
    serve: Serve, desk: Workbench, inside: Inside, critic: Callable[..., Any]
) -> None:
    server = serve(argues(critic))
    desk.configure(workers=1, model_retries=0)
    events = inside.records(*SCAN)
    (note,) = notes(desk)
    assert note["objections"] == []
    assert note["failed"].startswith("no report of the critic")
    assert KEY not in json.dumps(note)
    assert events[1]["outcomes"] == ["unknown"]
    book = Book(desk.folder / "store" / "spending.sqlite").totals()
    assert events[-1]["microdollars"] == book.micros >= server.micros
    assert "no report of the critic" in inside("show", note["candidate"].removeprefix("sha256:")[:12]).out


def test_the_critic_keeps_to_the_caps(serve: Serve, desk: Workbench, inside: Inside) -> None:
    server = serve(argues(script(Say([call("evaluate", {"expression": "1 + 1"})], output_tokens=8000))))
    desk.configure(workers=1, model_tokens=8000, cap_problem="0.40", cap_run="0.40")
    inside.records(*SCAN)
    (note,) = notes(desk)
    assert "raise cap_" in note["failed"]
    assert 0 < server.micros <= 400_000


def test_the_critic_can_be_left_out(serve: Serve, desk: Workbench, inside: Inside) -> None:
    server = serve(argues(script(Fail(500))))
    desk.configure(workers=1, critic=False)
    inside.records(*SCAN)
    assert notes(desk) == []
    assert len(server.log) == 1


def test_the_orchestrator_has_arguments_read_too(serve: Serve, desk: Workbench, inside: Inside) -> None:
    serve(argues(script(Say([call("report", {"objections": [OBJECTION]})]))))
    inside("orchestrate", "mine:1", "--budget", "5m", "--strategy", "formaliser")
    assert len([note for note in notes(desk) if note["by"] == "critic"]) == 1


def test_a_batch_has_arguments_read_too(serve: Serve, desk: Workbench, inside: Inside) -> None:
    server = serve(argues(script(Say([call("report", {"objections": [OBJECTION]})]))))
    for stage in ("prepare", "submit", "poll", "collect"):
        inside("batch", stage)
    (note,) = notes(desk)
    assert note["objections"] == [OBJECTION]
    assert Book(desk.folder / "store" / "spending.sqlite").totals().micros == server.micros
    (request,) = [item.request for item in server.log if is_critic(item.request)]
    assert "Problem 1" in request["messages"][0]["content"]


# ── forms ──


def talks(form: str, stop: str = "") -> Callable[[dict[str, Any]], Say]:
    """Talks until it is asked to fill in a form."""

    def mind(request: dict[str, Any]) -> Say:
        if "format" not in request.get("output_config", {}):
            return Say([text("Here is my long argument.")])
        assert request["tool_choice"] == {"type": "none"}
        assert request["output_config"]["effort"] == "low"
        return Say([text(form)], stop=stop)

    return mind


def test_an_argument_that_was_only_told_is_put_down_claim_by_claim(serve: Serve, ask: Callable[..., Proposal]) -> None:
    server = serve(talks(json.dumps({"steps": STEPS})))
    (candidate,) = ask(effort="low").candidates
    assert isinstance(candidate.payload, Informal)
    assert [step.model_dump() for step in candidate.payload.steps] == STEPS
    assert len(server.log) == MOST_NUDGES + 1
    assert turns(server.log[-1].request) == MOST_NUDGES


@pytest.mark.parametrize(("form", "stop"), [
    ('{"steps": []}', ""), ("Verified.", ""), ('{"steps": [{"claim": 5}]}', ""), ('{"outcome": "verified"}', ""),
    ("[]", ""), ("[" * 3000, ""), (json.dumps({"steps": STEPS}), "max_tokens"),
])  # fmt: skip
def test_a_form_without_an_argument_is_no_candidate(
    serve: Serve, ask: Callable[..., Proposal], form: str, stop: str
) -> None:
    serve(talks(form, stop))
    found = ask(effort="low", max_calls=MOST_NUDGES + 1)
    assert found.candidates == ()


def test_a_form_that_never_fits_is_asked_for_twice(serve: Serve, ask: Callable[..., Proposal]) -> None:
    endless = Say([text('{"steps": [{"claim": "111111')], stop="max_tokens")
    server = serve(lambda request: endless if "output_config" in request else Say([text("It is clear.")]))
    assert ask().candidates == ()
    assert sum("output_config" in item.request for item in server.log) == 2
    assert len(server.log) == MOST_NUDGES + 2


def test_a_critic_that_only_talks_fills_in_its_report(serve: Serve, desk: Workbench, inside: Inside) -> None:
    desk.configure(workers=1, model_effort="low")
    serve(argues(talks(json.dumps({"objections": [OBJECTION]}))))
    inside.records(*SCAN)
    (note,) = notes(desk)
    assert note["objections"] == [OBJECTION]
    assert "failed" not in note
