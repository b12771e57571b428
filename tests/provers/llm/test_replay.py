"""Attempts played again from their transcripts: the same requests and candidates, and no call of any server."""

from __future__ import annotations

from typing import Any

import pytest

from problems.errors import InputError
from provers.llm.replay import replay
from provers.llm.transcript import read_events
from tests.provers.llm.conftest import Serve
from tests.provers.llm.minds import finder, liar, script
from tests.provers.llm.server import Fail, Say, call, text, thought
from tests.provers.llm.test_scan_agent import SCAN
from tests.workbench import Inside, Workbench, problem, ruler
from verification.blobs import Blobs

BUSY = Fail(529, "overloaded_error", headers={"retry-after-ms": "20"})


def ended(workbench: Workbench, inside: Inside, **settings: Any) -> dict[str, Any]:
    """The one attempt of a scan of one problem."""
    workbench.configure(workers=1, **settings)
    workbench.add(problem(1, [ruler(12, 5)]))
    inside(*SCAN)
    (attempt,) = workbench.attempts()
    return attempt


STEPS = '{"steps": [{"claim": "c", "because": "b"}]}'


@pytest.mark.parametrize("mind", [
    finder, liar,
    script(BUSY, Say([thought("Hm."), call("evaluate", {"expression": "7*6"})]), Fail(how="drop"), Say([text("No.")])),
    script(Say([text("I cannot help with that.")], stop="refusal")),
    script(Say([call("evaluate", {"expression": "1 + 1"})])),
    script(Say([text("Words.")]), Say([text("More words.")]), Say([text(STEPS)])),
    script(Fail(400, "invalid_request_error")),
])  # fmt: skip
def test_it_comes_out_as_recorded(serve: Serve, workbench: Workbench, inside: Inside, mind: Any) -> None:
    server = serve(mind)
    attempt = ended(workbench, inside, model_calls=5, critic=False, frozen=True)
    server.close()
    before = len(server.log)
    (told,) = inside.records("replay", attempt["id"][:10])
    assert told["difference"] == ""
    assert told["calls"] == before
    assert told["candidates"] == attempt["candidates"]
    assert len(server.log) == before
    assert "come out as recorded" in inside("replay", attempt["id"]).out


def test_other_tools_and_other_ledgers_are_seen(
    serve: Serve, workbench: Workbench, inside: Inside, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    serve(finder)
    attempt = ended(workbench, inside)
    events = list(read_events(Blobs(workbench.blobs).open(attempt["transcript"])))
    assert len(attempt["candidates"]) == 1
    other = replay({**attempt, "candidates": ["sha256:" + "0" * 64]}, events, tmp_path)
    assert "the ledger names other candidates" in other.difference
    lost = [event for event in events if event["event"] != "candidate"]
    assert "other candidates are submitted" in replay(attempt, lost, tmp_path).difference
    altered = [{**event, "sha256": "0" * 64} if event["event"] == "request" else event for event in events]
    with pytest.raises(InputError, match="was altered"):
        replay(attempt, altered, tmp_path)
    monkeypatch.setattr("provers.llm.tools.Toolbox._solve", lambda *_: (_ for _ in ()).throw(InputError("not here")))
    answer = inside("replay", attempt["id"])
    assert answer.status == 1
    assert "is not asked as it was" in answer.out


def test_what_was_never_said_cannot_be_played(workbench: Workbench, inside: Inside) -> None:
    workbench.configure(workers=1)
    workbench.add(problem(1, [ruler(12, 5)]))
    inside("scan", "--prover", "construct", "--budget", "5s")
    answer = inside("replay", workbench.attempts()[0]["id"])
    assert answer.status == 2
    assert "only an agent's attempt" in answer.err
