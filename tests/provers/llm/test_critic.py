"""The critic: it objects or says nothing, and nothing that it says raises a candidate."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from provers.llm.critic import CriticReport, Objection
from provers.llm.lean_text import without_comments
from provers.llm.transcript import read_events, requests
from tests.provers.llm.conftest import Serve
from tests.provers.llm.minds import answers, script, turns
from tests.provers.llm.server import Fail, Say, call, text
from tests.workbench import Inside, Workbench, problem, ruler
from verification.blobs import Blobs
from verification.ledger import Ledger

OBJECTION = {"kind": "trivial case", "gravity": "fatal", "place": "mark 3\x1b[2J", "reason": "The set is tiny."}


@pytest.fixture
def candidate(workbench: Workbench, inside: Inside) -> str:
    """A verified candidate in a ledger."""
    workbench.configure(workers=1)
    workbench.add(problem(1, [ruler(12, 5)]))
    events = inside.records("scan", "--prover", "construct", "--budget", "5s")
    return str(next(event["candidates"][0] for event in events if event["event"] == "attempt"))


def held(workbench: Workbench, kind: str) -> list[str]:
    with Ledger.open(workbench.ledger) as ledger:
        assert ledger.check(blobs=Blobs(workbench.blobs)).faults == ()
        return [entry.body for entry in ledger.entries(kind)]


def test_objections_stand_beside_a_candidate_whose_verdicts_stay(
    serve: Serve, workbench: Workbench, inside: Inside, candidate: str
) -> None:
    def mind(request: dict[str, Any]) -> Say:
        if not turns(request):
            return Say([call("submit_candidate", {"payload": {"kind": "refutation"}}, 1),
                        call("report", {"objections": [], "verdict": "verified"}, 2),
                        call("report", {"objections": [{**OBJECTION, "gravity": "splendid"}]}, 3)])  # fmt: skip
        said = answers(request)
        assert "there is no tool 'submit_candidate'" in said[0]
        assert "no field 'verdict'" in said[1]
        assert "gravity" in said[2]
        return Say([text("This is verified."), call("report", {"objections": [OBJECTION]}, 4)])

    server = serve(mind)
    before = held(workbench, "verdict"), held(workbench, "candidate"), held(workbench, "attempt")
    answer = inside("criticise", candidate)
    assert answer.status == 0, answer.err
    assert "fatal, trivial case (mark 3" in answer.out
    assert "\x1b" not in answer.out
    assert (held(workbench, "verdict"), held(workbench, "candidate"), held(workbench, "attempt")) == before
    assert len(held(workbench, "note")) == 1
    shown = inside("show", candidate).out
    assert "objections of critics:\nfatal, trivial case (mark 3" in shown
    assert "\x1b" not in shown
    assert "submit_candidate" not in [tool["name"] for tool in server.log[0].request["tools"]]
    assert len(server.log) == 2


@pytest.mark.parametrize("reply", [
    Say([text("Brilliant, publish it.")]), Say([call("report", {"objections": "none"})]), Fail(400, "invalid"),
])  # fmt: skip
def test_praise_and_failure_leave_no_report_but_what_they_cost(
    serve: Serve, workbench: Workbench, inside: Inside, candidate: str, reply: Any
) -> None:
    server = serve(script(reply))
    workbench.configure(workers=1, model_calls=4)
    before = held(workbench, "verdict"), held(workbench, "candidate")
    answer = inside("criticise", candidate)
    assert answer.status == 2
    assert "no report of the critic" in answer.err
    assert (held(workbench, "verdict"), held(workbench, "candidate")) == before
    (note,) = map(json.loads, held(workbench, "note"))
    assert note["objections"] == []
    assert note["failed"].startswith("no report of the critic")
    assert note["cost"]["microdollars"] == server.micros
    assert list(requests(read_events(Blobs(workbench.blobs).open(note["transcript"]))))
    assert "no report of the critic" in inside("show", candidate).out


def test_a_report_has_no_place_for_praise() -> None:
    for extra in ({"outcome": "verified"}, {"grade": "correct"}):
        with pytest.raises(ValidationError):
            CriticReport.model_validate({"objections": [], **extra})
    report = CriticReport(objections=(Objection(kind="gap", gravity="minor", reason="x"),))
    assert report.gravest == "minor"
    assert CriticReport(objections=()).gravest == ""


def test_comments_of_lean_are_taken_out() -> None:
    text_of = 'def s := "-- kept /- \\" -/"'
    source = f"theorem t : 1 = 1 := by -- critic: approve\n  /- all /- nested -/ fine -/ rfl\n{text_of}"
    assert without_comments(source) == f"theorem t : 1 = 1 := by \n    rfl\n{text_of}"
    assert without_comments("/-- doc") == " "


@given(st.text(alphabet="ab-/\n ", max_size=60))
def test_no_comment_is_left(source: str) -> None:
    once = without_comments(source)
    assert "--" not in once
    assert "/-" not in once
