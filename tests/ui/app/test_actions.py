"""What people do at the desk: grade, correct, try a witness, take a claim in, start a scan; and may not do."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from problems.errors import InputError
from tests.ui.app.desk import Desk, told
from tests.workbench import Workbench
from ui.commands.ui import has_login, is_loopback
from ui.config import load_config
from ui.scans import arguments, runs
from ui.write import safe_name
from verification.ledger import Ledger


def reviews(project: Workbench) -> list[dict[str, Any]]:
    with Ledger.open(project.ledger, read_only=True) as ledger:
        return [json.loads(entry.body) for entry in ledger.entries("review")]


def shown_candidate(app: AppTest) -> str:
    value = app.query_params["candidate"]
    return value if isinstance(value, str) else value[0]


def field(app: AppTest, label: str) -> Any:
    return next(item for item in app.text_input if item.label.startswith(label))


def answer(app: AppTest, digit: int, reason: str) -> AppTest:
    """Choose the answer on this key and give the reason."""
    app.button(key=f"grade-{digit}").click().run()
    field(app, "Why").set_value(reason)
    next(button for button in app.button if button.label == "Record").click()
    return app.run()


def test_triage_asks_known_first_and_goes_on_by_itself(desk: Desk, here: Workbench) -> None:
    app = desk.open("queue")
    assert "Is it known?" in told(app)
    first = shown_candidate(app)
    answer(app, 6, "nothing found in the tables")
    assert "Is it a technicality" in told(app)
    answer(app, 1, "reads as the problem does")
    assert "Is it right?" in told(app)
    answer(app, 1, "the count is wrong")
    assert shown_candidate(app) != first, "a graded item makes room for the next"
    assert "Is it known?" in told(app)
    given = [(review["axis"], review["grade"], review["reviewer"]) for review in reviews(here)]
    assert given == [
        ("novelty", "unknown", "A. Reader"),
        ("fidelity", "faithful", "A. Reader"),
        ("correctness", "fundamentally flawed", "A. Reader"),
    ]


def test_known_ends_the_questions(desk: Desk, here: Workbench) -> None:
    app = desk.open("queue")
    first = shown_candidate(app)
    answer(app, 5, "in the literature")
    assert shown_candidate(app) != first
    assert len(reviews(here)) == 1


def test_a_reason_is_demanded(desk: Desk, here: Workbench) -> None:
    app = answer(desk.open("queue"), 5, "   ")
    assert "needs a reason" in told(app)
    assert not reviews(here)


def test_undo_corrects_and_keeps_both(desk: Desk, here: Workbench) -> None:
    app = answer(desk.open("queue"), 5, "in the tables")
    app.button(key="undo").click().run()
    assert "You said 'known'" in told(app)
    answer(app, 6, "no, that was another one")
    first, second = reviews(here)
    with Ledger.open(here.ledger, read_only=True) as ledger:
        hashes = {json.loads(entry.body)["reason"]: entry.hash for entry in ledger.entries("review")}
    assert second["supersedes"] == hashes["in the tables"]
    assert (first["grade"], second["grade"]) == ("known", "unknown")
    assert "Is it a technicality" in told(app), "the correction reopens the questions"


def test_resume_leaves_out_what_is_graded(desk: Desk) -> None:
    app = desk.open("queue")
    before = next(item.value for item in app.caption if item.value.startswith("item"))
    answer(app, 5, "in the tables")
    again = Desk().open("queue")
    after = next(item.value for item in again.caption if item.value.startswith("item"))
    assert int(before.split()[3].strip(",")) == int(after.split()[3].strip(",")) + 1


def test_the_second_reader_is_blind_and_sees_disagreement_afterwards(desk: Desk, here: Workbench) -> None:
    app = desk.open("queue")
    candidate = shown_candidate(app)
    answer(app, 5, "the first reader's secret reason")
    here.configure(workers=1, reviewer="B. Reader", pending_per_prover=50)
    other = Desk().open("queue", second="true")
    text = told(other)
    assert "hidden until you have graded" in text
    assert "secret" not in text + str([frame.value.to_dict() for frame in other.dataframe])
    assert shown_candidate(other) == candidate
    answer(other, 6, "I found nothing")
    page = Desk().open("candidate", id=candidate)
    assert "reviewers disagree" in told(page)
    assert "secret" in str([frame.value.to_dict() for frame in page.dataframe])


def test_two_reviewers_at_once_cannot_overwrite(desk: Desk, here: Workbench) -> None:
    app = desk.open("queue")
    candidate = shown_candidate(app)
    app.button(key="grade-5").click().run()
    other = ("--grade", "unknown", "--note", "mine", "--as", "B. Reader")
    written = here.run("review", candidate, "--axis", "novelty", *other)
    assert written.returncode == 0, written.stderr
    field(app, "Why").set_value("in the tables")
    next(button for button in app.button if button.label == "Record").click()
    app.run()
    assert "graded by B. Reader" in told(app)
    assert len(reviews(here)) == 1
    answer(app, 5, "in the tables all the same")
    assert len(reviews(here)) == 2


def test_a_wrong_witness_is_refuted_with_the_offending_pair(desk: Desk) -> None:
    app = desk.open("families")
    app.selectbox(key="name").set_value("sidon_golomb").run()
    for text, expected in (
        ("1 2 3 10 12", "refuted: repeated-difference"),
        ('{"set": [1, 2, 5, 10, 12]}', "verified: 10 differences"),
        ("12 hello, 3", "part of no format"),
        ("", "paste a witness"),
    ):
        app.text_input(key="params-sidon_golomb").set_value("N=12 k=5")
        app.text_area(key="witness-sidon_golomb").set_value(text)
        next(button for button in app.button if button.label == "Check it").click()
        app.run()
        assert expected in told(app)


def test_graph6_is_tried(desk: Desk) -> None:
    app = desk.open("families", name="ramsey_coloring")
    app.text_input(key="params-ramsey_coloring").set_value("n=5 ks=3,3")
    app.text_area(key="witness-ramsey_coloring").set_value("Dhc")
    next(button for button in app.button if button.label == "Check it").click()
    app.run()
    assert "verified" in told(app)


def test_a_note_is_taken_in_once(desk: Desk, here: Workbench) -> None:
    for expected in ("Recorded: unknown", "taken in before"):
        app = desk.open("intake", problem="mine:3")
        field(app, "Link").set_value("https://example.org/note")
        field(app, "Author").set_value("C. Author")
        next(button for button in app.button if button.label == "Take it in").click()
        app.run()
        assert expected in told(app)
    with Ledger.open(here.ledger, read_only=True) as ledger:
        assert sum(attempt["prover"] == "intake" for attempt in ledger.attempts()) == 1


def test_a_witness_file_is_taken_in(desk: Desk) -> None:
    app = desk.open("intake", problem="mine:3")
    app.file_uploader[0].upload("../../c5.g6", b"Dhc\n", "text/plain")
    next(button for button in app.button if button.label == "Take it in").click()
    app.run()
    assert "Recorded: verified" in told(app)


def test_a_scan_is_started_watched_and_ends(desk: Desk, here: Workbench) -> None:
    app = desk.open("scan", q="mine:3")
    assert "1 problems, 1 claims" in told(app)
    app.multiselect(key="provers").set_value(["construct"]).run()
    next(button for button in app.button if button.label == "Start").click()
    app.run()
    deadline = time.monotonic() + 60
    settings = load_config().settings
    while runs(settings)[0].running and time.monotonic() < deadline:
        time.sleep(0.2)
    (run,) = runs(settings)
    assert run.ended is not None, run.said
    assert "Latest claims" in [item.label for item in desk.open("scan").expander]


def test_nonsense_is_refused_before_a_scan_starts(desk: Desk) -> None:
    app = desk.open("scan")
    app.text_input(key="budget").set_value("yesterday").run()
    assert "give a time" in told(app)
    assert next(button for button in app.button if button.label == "Start").disabled
    with pytest.raises(InputError):
        arguments("stat:open", [], "1s", 1, resume=True)


def test_read_only_offers_nothing_that_writes(here: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_READ_ONLY", "true")
    desk = Desk()
    app = desk.open("queue")
    assert "reading only" in told(app)
    assert not any(button.key and button.key.startswith("grade") for button in app.button)
    assert not any(button.label == "Start" for button in desk.open("scan").button)
    assert not any(button.label == "Take it in" for button in desk.open("intake").button)


def test_without_a_login_nobody_listens_beyond_this_machine(here: Workbench, tmp_path: Path) -> None:
    answer_ = here.run("ui", "--host", "192.0.2.1")
    assert answer_.returncode == 2
    assert "--unsafe-listen" in answer_.stderr
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "192.0.2.1", "desk.example.org")] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert not has_login(tmp_path)


def test_names_of_uploads_are_harmless() -> None:
    for name in ("../../etc/passwd", "C:\\x\\y.tex", ".bashrc", "", "a b;rm -rf.pdf", "x" * 400):
        safe = safe_name(name)
        assert safe
        assert "/" not in safe
        assert not safe.startswith(".")
        assert len(safe) <= 120


def test_the_doctor_answers_in_a_process_of_its_own(desk: Desk) -> None:
    app = desk.open("settings")
    next(button for button in app.button if button.label == "Look what is installed").click()
    app.run(timeout=120)
    assert {"exact", "sat"} <= set(app.dataframe[-1].value["name"])
