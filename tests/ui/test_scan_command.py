"""`workbench scan` and `show` as a user meets them: table, events, resumption, a problem of one's own."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import time
from typing import Any

import pytest

from tests.workbench import PLUGIN, Inside, Workbench, claim, problem, ruler


@pytest.fixture
def faulty(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> Inside:
    """The command with the third-party family of the tests."""
    monkeypatch.syspath_prepend(str(PLUGIN))
    inside.project.configure(families=["faulty"])
    return inside


def test_a_problem_of_ones_own_is_validated_scanned_and_shown(inside: Inside) -> None:
    own = problem(1, [ruler(12, 5), ruler(11, 5, "none")], remarks="Known since long.", tags=["rulers"])
    inside.project.add(own)
    validated = inside("catalog", "validate")
    assert (validated.status, validated.out) == (0, "1 problems, 2 claims: no fault\n")
    assert "mine:1" in inside("catalog", "list", "tag:rulers").out
    scanned = inside("scan", "mine:1")
    assert scanned.status == 0, scanned.err
    heads = next(line.split() for line in scanned.out.splitlines() if "meaning" in line)
    assert heads == ["problem", "claim", "meaning", "prover", "assurance", "seconds"]
    assert "sidon_golomb N=12 k=5 · exists" in scanned.out
    assert "One case, goal none, for a test." in scanned.out
    assert "2 of 2 claims verified, over 1 family; 1 of goal none with a checked proof." in scanned.out
    assert "2 of 2 claims, 2 verified" in scanned.err
    shown = inside("show", "mine:1")
    assert shown.status == 0
    assert "Known since long." in shown.out
    (record,) = inside.records("show", "mine:1")
    assert record["kind"] == "problem"
    assert record["claims"][0]["params"] == {"N": 12, "k": 5}
    show_what_the_ledger_holds(inside)


def show_what_the_ledger_holds(inside: Inside) -> None:
    attempt = next(item for item in inside.project.attempts() if item["prover"] == "construct")
    (shown,) = inside.records("show", attempt["id"][:12])
    assert (shown["kind"], shown["problem"], shown["verified"]) == ("attempt", "mine:1", True)
    candidate = attempt["candidates"][0]
    for identity in (candidate, candidate.removeprefix("sha256:")[:10], candidate.upper().replace("SHA256", "sha256")):
        (shown,) = inside.records("show", identity)
        assert (shown["kind"], shown["outcome"], shown["assurance"]) == ("candidate", "verified", "A2")
    picture = inside("show", candidate, "--svg")
    assert picture.out.startswith("<svg")
    refused = inside("show", attempt["id"], "--svg")
    assert (refused.status, refused.err.count("\n")) == (2, 1)
    assert "only candidates have pictures, and this is of kind attempt" in refused.err


def test_events_are_json_lines_and_a_second_scan_resumes(faulty: Inside) -> None:
    faulty.project.add(problem(1, [claim("faulty", mode="good", n=3), claim("faulty", mode="lost", n=4)]))
    words = ("scan", "--prover", "local", "--work", "300", "--seed", "4", "--workers", "1")
    first = faulty.records(*words)
    assert [event["event"] for event in first] == ["start", "attempt", "claim", "attempt", "claim", "end"]
    assert all(event["schema"] == 1 for event in first)
    attempt = next(event for event in first if event["event"] == "attempt" and event["mechanism"])
    assert attempt["claim"] == "faulty mode=lost n=4"
    assert (attempt["outcomes"], attempt["mechanism"], attempt["ended_by"]) == ([], "budget: work", "work")
    assert first[-1] == {
        "schema": 1,
        "event": "end",
        "attempts": 2,
        "skipped": 0,
        "verified": 1,
        "claims": 2,
        "interrupted": False,
    }
    again = faulty.records(*words, "--resume")
    assert [event["event"] for event in again] == ["start", "claim", "claim", "end"]
    assert (again[-1]["attempts"], again[-1]["skipped"], again[-1]["verified"]) == (0, 2, 1)
    table = faulty(*words, "--resume")
    assert "0 attempts now, 2 recorded before." in table.out


def test_a_third_party_family_is_labelled(faulty: Inside) -> None:
    faulty.project.add(problem(1, [claim("faulty", mode="good", n=3)]))
    assert faulty("scan", "--prover", "construct").status == 0
    from verification.ledger import Ledger

    with Ledger.open(faulty.project.ledger, read_only=True) as ledger:
        verdicts = [json.loads(entry.body) for entry in ledger.entries("verdict")]
    assert verdicts
    assert all(verdict["family_code"].startswith("third-party:") for verdict in verdicts)


def test_our_faults_are_tried_again_when_asked_for(faulty: Inside) -> None:
    faulty.project.add(problem(1, [claim("faulty", mode="exit"), claim("faulty", mode="good")]))
    words = ("scan", "--prover", "construct")
    first = faulty.records(*words)
    assert first[-1]["attempts"] == 2
    fault = next(event for event in first if event["event"] == "attempt" and event["mechanism"] == "our fault")
    assert "exit status 3" in fault["message"]
    assert faulty.records(*words, "--resume")[-1]["attempts"] == 0
    assert faulty.records(*words, "--retry")[-1]["attempts"] == 1


def test_a_selection_without_claims_says_so(inside: Inside) -> None:
    inside.project.add(problem(1, []))
    answer = inside("scan")
    assert answer.status == 0
    assert "no problem of the selection has a claim" in answer.err
    assert "0 of 0 claims verified" in answer.out


def test_the_configuration_chooses_provers_and_budget(faulty: Inside) -> None:
    faulty.project.configure(families=["faulty"], provers=["local"], work=50, budget="90s", seed=3, workers=1)
    faulty.project.add(problem(1, [claim("faulty", mode="lost")]))
    assert faulty("scan").status == 0
    (attempt,) = faulty.project.attempts()
    assert attempt["prover"] == "local"
    assert attempt["budget"] == {"work": 50, "seconds": 90}
    assert attempt["seed"] == 3


def test_a_bar_moves_on_a_terminal(workbench: Workbench) -> None:
    workbench.configure(families=["faulty"])
    workbench.add(problem(1, [claim("faulty", mode="good", n=n) for n in range(1, 9)]))
    text = on_a_terminal(workbench, "scan", "--prover", "local", PYTHONPATH=str(PLUGIN))
    assert "━" in text
    assert "claims (8 verified)" in text
    assert "8/8" in text
    assert "\x1b[" in text


def on_a_terminal(workbench: Workbench, *arguments: str, **variables: str) -> str:
    """What the command writes when it believes in a terminal."""
    ours, theirs = pty.openpty()
    environment = workbench.environment(TERM="xterm-256color", COLUMNS="120", **variables)
    with subprocess.Popen(
        workbench.command(*arguments),
        cwd=workbench.folder,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        chunks = []
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and select.select([ours], [], [], 60)[0]:
            try:
                chunk = os.read(ours, 65536)
            except OSError:  # the other side is closed
                break
            if not chunk:
                break
            chunks.append(chunk)
        os.close(ours)
        assert process.wait(timeout=30) == 0
    return b"".join(chunks).decode("utf-8", "replace")


def test_a_reader_that_leaves_ends_the_scan(workbench: Workbench) -> None:
    workbench.configure(families=["faulty"])
    workbench.add(problem(1, [claim("faulty", mode="lost", n=n) for n in range(1, 30)]))
    process: Any = workbench.start("scan", "--json", "--prover", "local", "--work", "5000", PYTHONPATH=str(PLUGIN))
    process.stdout.readline()
    process.stdout.close()
    talk = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 141
    assert talk == ""
    assert workbench.processes() == []
    assert len(workbench.attempts()) < 29
