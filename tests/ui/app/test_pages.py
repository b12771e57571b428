"""Every page of the desk shows what is there, and one sentence where something is not."""

from __future__ import annotations

import ast
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from problems.errors import LedgerError
from problems.problem import Problem
from tests.ui.app.desk import APP, Desk, told
from tests.workbench import Workbench, problem, ruler
from ui.render.tables import claims_frame
from verification.ledger import Ledger

PAGES = sorted(path.stem for path in (APP.parent / "views").glob("[a-z]*.py"))


def candidates(project: Workbench) -> list[str]:
    with Ledger.open(project.ledger, read_only=True) as ledger:
        return [str(row) for row in ledger.frame("candidates")["id"]]


def test_pages_are_short() -> None:
    for path in (APP.parent / "views").glob("*.py"):
        assert len(path.read_text("utf-8").splitlines()) < 100, path.name


def test_every_page_opens(desk: Desk) -> None:
    for page in PAGES:
        app = desk.open(page)
        assert app.title or page in ("problem", "candidate")
        assert not app.error, page
        assert told(app)


def test_every_page_opens_without_a_ledger(here: Workbench) -> None:
    for path in here.ledger.parent.glob("*"):
        if path.is_file():
            path.unlink()
    desk = Desk()
    for page in PAGES:
        app = desk.open(page)
        assert not app.error, page
        if page in ("overview", "catalogue", "queue", "compare"):
            assert "make scan" in told(app)


def test_overview_counts_problems_and_candidates(desk: Desk) -> None:
    app = desk.open("overview")
    funnel, levels = app.dataframe[0].value, app.dataframe[1].value
    assert dict(zip(funnel["problems"], funnel["number"], strict=True))["with a verified candidate"] == 3
    assert "verified A2" in set(levels["machine check"])


def test_catalogue_filters_from_the_address(desk: Desk) -> None:
    assert list(desk.open("catalogue").dataframe[0].value["id"]) == ["mine:1", "mine:2", "mine:3"]
    for address, expected in (
        ({"status": "proved"}, ["mine:3"]),
        ({"q": "tag:rulers"}, ["mine:1"]),
        ({"prize": "true"}, ["mine:1"]),
        ({"level": "A2", "tag": "colourings"}, ["mine:2"]),
        ({"claims": "settles"}, []),
    ):
        assert list(Desk().open("catalogue", **address).dataframe[0].value["id"]) == expected, address
    app = Desk().open("catalogue", q="stat:open")
    assert "keys are" in told(app)


def test_a_problem_shows_claims_results_and_failures(desk: Desk) -> None:
    app = desk.open("problem", id="mine:1")
    claims = app.table[0].value
    finds, attempts = (frame.value for frame in app.dataframe[:2])
    assert len(claims) == 4
    assert set(claims["verified"]) <= {"", "A1", "A2"}
    assert len(finds) >= 4
    assert len(attempts) >= 4
    assert "why not" in attempts


def test_an_old_status_is_said_beside_the_status(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "the status known here is of 2026-08-08, not of the last 30 days"
    monkeypatch.setattr("problems.problem.today", lambda: date(2026, 9, 7))
    assert said not in told(desk.open("problem", id="mine:1"))
    monkeypatch.setattr("problems.problem.today", lambda: date(2026, 9, 8))
    assert said in told(desk.open("problem", id="mine:1"))


def test_that_a_claim_settles_is_withheld_on_an_old_status(monkeypatch: pytest.MonkeyPatch) -> None:
    source = {"kind": "site", "detail": "erdosproblems.com/1", "date": "2026-08-08"}
    settles = {**ruler(18, 6), "scope": {"kind": "settles", "direction": "yes"}, "source": source}
    content = {key: value for key, value in problem(1, [settles, ruler(12, 5)]).items() if key != "schema"}
    entry = Problem.model_validate(content)
    monkeypatch.setattr("problems.problem.today", lambda: date(2026, 9, 8))
    assert list(claims_frame(entry, [])["scope"]) == ["settles (yes), withheld until the status is newer", "instance"]
    assert list(claims_frame(entry, [], 31)["scope"]) == ["settles (yes)", "instance"]


def test_a_candidate_states_the_claim_before_the_evidence(desk: Desk, here: Workbench) -> None:
    for identity in candidates(here):
        app = desk.open("candidate", id=identity[7:23])
        text = told(app)
        assert "The claim." in text
        assert "What it would say about the problem." in text
        for axis in ("machine check:", "fidelity: not assessed", "scope: not assessed", "novelty:", "digestion:"):
            assert axis in text
        assert any("workbench verify -" in block.value or "reproduce" in block.value for block in app.code)


def test_an_export_is_prepared(desk: Desk, here: Workbench) -> None:
    app = desk.open("candidate", id=candidates(here)[0][7:23], tab="Export")
    app.segmented_control(key="form").set_value("upstream").run()
    next(button for button in app.button if button.label == "Prepare the download").click()
    app.run(timeout=120)
    assert not app.error, told(app)
    assert any(button.label == "Download" for button in app.download_button)


def test_a_wrong_address_is_one_sentence(desk: Desk) -> None:
    for page, address in (
        ("problem", {"id": "mine:99"}),
        ("problem", {"id": "<script>"}),
        ("candidate", {"id": "../../etc/passwd"}),
        ("candidate", {"id": "abcdef0123"}),
        ("candidate", {"id": "abcdef0123", "problem": "x"}),
        ("queue", {"candidate": "zzz"}),
        ("families", {"name": "os.system"}),
        ("intake", {"problem": "![x](http://example.org/x.png)"}),
    ):
        app = desk.open(page, **address)
        assert "our fault" not in told(app), address
        assert app.error, address


def damage(project: Workbench, how: str) -> None:
    path = project.ledger
    if how == "no database":
        path.write_bytes(b"not a database at all" * 400)
        for other in path.parent.glob("*.sqlite-*"):
            other.unlink()
        return
    with sqlite3.connect(path) as connection:
        if how == "newer":
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        elif how == "damaged":
            connection.execute("UPDATE entry SET body = '{' WHERE kind = 'candidate'")
    connection.close()


@pytest.mark.parametrize("how", ["no database", "newer", "damaged"])
def test_a_ledger_that_cannot_be_read_is_one_sentence(here: Workbench, how: str) -> None:
    damage(here, how)
    desk = Desk()
    for page in ("overview", "queue", "catalogue"):
        app = desk.open(page)
        text = told(app)
        expected = {"no database": "not a ledger", "newer": "upgrade", "damaged": ""}[how]
        assert expected in text
        assert app.error or how == "damaged"
        assert how == "damaged" or "our fault" not in text
    assert len(app.dataframe[0].value) == 3, "the catalogue needs no ledger"


def test_a_locked_ledger_is_one_sentence(here: Workbench) -> None:
    with sqlite3.connect(here.ledger) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("BEGIN EXCLUSIVE")
        app = Desk().app
        assert "locked" in told(app)
        assert app.error
        connection.rollback()
    connection.close()


def test_a_locked_ledger_is_waited_for_once(here: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every opening of a locked ledger takes seconds, so a page must not try twice."""
    waited = []

    def locked(url: str, **_: object) -> Ledger:
        waited.append(url)
        raise LedgerError(f"{url}: database is locked")

    monkeypatch.setattr(Ledger, "open", locked)
    desk = Desk()
    for page in PAGES:
        waited.clear()
        app = desk.open(page, **{"problem": {"id": "mine:1"}, "candidate": {"id": "abcdef0123"}}.get(page, {}))
        text = told(app)
        # The desk goes to the page by two runs.
        assert len(waited) <= 2, page
        assert "Another program holds the ledger" in text
        assert page in ("families", "scan", "intake") or "database is locked" in text


def test_faults_of_the_catalogue_are_listed(here: Workbench) -> None:
    (here.catalog / "bad.yaml").write_text("schema: 1\nid: mine:9\ntitel: x\n")
    app = Desk().open("catalogue")
    assert "did you mean title" in told(app)


def test_an_empty_catalogue_is_no_fault(here: Workbench) -> None:
    for path in here.catalog.glob("*"):
        path.unlink()
    app = Desk().open("catalogue")
    assert "0 of 0" in told(app)
    assert "workbench catalog add FILE" in told(app)
    assert not app.error
    filtered = Desk().open("catalogue", q="nothing-is-called-this")
    assert "workbench catalog add FILE" in told(filtered)
    for page in ("overview", "scan", "families", "intake", "queue"):
        assert not Desk().open(page).error, page


def test_no_comment_of_the_source_is_on_the_page() -> None:
    """Streamlit shows strings that stand by themselves in the script that it runs."""
    for path in (APP, *(APP.parent / "views").glob("*.py")):
        body = ast.parse(path.read_text("utf-8")).body[1:]
        assert not [node.lineno for node in body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)]


def test_no_page_imports_a_solver() -> None:
    text = "\n".join(path.read_text("utf-8") for path in Path(APP.parent).rglob("*.py"))
    for name in ("cpmpy", "pysat", "z3", "cvc5", "ortools", "dratify"):
        assert f"import {name}" not in text
