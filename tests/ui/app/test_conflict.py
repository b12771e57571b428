"""What the desk says of candidates that were judged several times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.ui.app.desk import Desk, told
from tests.verification.judgements import HISTORIES, TORN, add
from tests.verification.store import candidate
from tests.workbench import Workbench
from ui.attempt_totals import funnel, levels, tally
from ui.read import Store, finds, open_store, problem_figures
from ui.render.chips import machine_chip
from ui.render.evidence import evidence_text
from ui.render.figures import compare_frame
from ui.render.tables import claims_frame, finds_frame
from ui.session import settings
from verification.ledger import Ledger
from verification.standing import standing

RULER = candidate("sidon_golomb", {"N": 12, "k": 5}, {"set": [1, 2, 5, 10, 12]})
KEPT = candidate("vdw_coloring", {"lengths": [3, 3], "n": 8}, {"coloring": "00110011"})


def judge(project: Workbench, *words: str) -> Store:
    with Ledger.open(project.ledger) as ledger:
        add(ledger, RULER, *words, prover="judged")
    return open_store(settings())


def verified_by(store: Store) -> int:
    (row,) = compare_frame(tally(store)).query("prover == 'judged'").to_dict("records")
    return int(row["verified"])


@pytest.fixture
def fresh(here: Workbench) -> Workbench:
    """The project with a ledger that holds one verified candidate of the second problem, and nothing else."""
    here.ledger.unlink()
    with Ledger.open(here.ledger, create=True) as ledger:
        add(ledger, KEPT, "verified", problem="mine:2")
    return here


@pytest.mark.parametrize("name", HISTORIES)
def test_figures_count_what_stands(fresh: Workbench, name: str) -> None:
    said, word = HISTORIES[name]
    store = judge(fresh, *said)
    holds = int(word == "verified")
    assert problem_figures(store)["mine:1"] == (len(said), holds, "A1" if holds else "")
    assert problem_figures(store)["mine:2"] == (1, 1, "A1")
    assert funnel(store)["with a verified candidate"] == 1 + holds
    other = {"conflict": "unknown: conflict", "verified": "verified A1"}.get(word, word)
    assert levels(store) == ({"verified A1": 2} if holds else {"verified A1": 1, other: 1})
    assert verified_by(store) == holds
    (find,) = finds(store, "mine:1")
    assert (find["outcome"], find["conflict"]) == ("unknown" if word == "conflict" else word, word == "conflict")


def test_running_totals_take_back_what_a_later_judgement_tears(fresh: Workbench) -> None:
    assert verified_by(judge(fresh, "verified")) == 1
    assert verified_by(judge(fresh, "refuted")) == 0
    assert verified_by(judge(fresh, "verified")) == 0


@pytest.mark.parametrize("name", TORN)
def test_pages_name_the_conflict_and_nothing_verified(desk: Desk, fresh: Workbench, name: str) -> None:
    store = judge(fresh, *HISTORIES[name][0])
    text = told(desk.open("candidate", id=RULER.id[7:23]))
    assert "machine check: unknown (conflict)" in text
    assert "result      unknown A0 (conflict)" in text
    app = desk.open("problem", id="mine:1")
    assert "conflict" in list(app.table[0].value["verified"])
    assert list(app.dataframe[0].value["machine check"]) == ["unknown: conflict"]
    assert not any("A1" in outcome for outcome in app.dataframe[1].value["outcome"])
    app = desk.open("catalogue", q="mine:1")
    assert list(app.dataframe[0].value["verified"]) == [0]
    assert store.ledger.stats()["candidates: verified"] >= 1, "the entries are as they were"


def test_a_timeout_takes_nothing_away_from_the_pages(desk: Desk, fresh: Workbench) -> None:
    judge(fresh, "verified", "timeout")
    assert "machine check: verified A1" in told(desk.open("candidate", id=RULER.id[7:23]))
    app = desk.open("problem", id="mine:1")
    assert "A1" in list(app.table[0].value["verified"])
    assert list(app.dataframe[0].value["machine check"]) == ["verified A1"]


def test_chip_and_evidence_take_their_label_from_the_judgement_that_counts() -> None:
    claim = RULER.claim.model_dump(mode="json")

    def body(**fields: str) -> Mapping[str, Any]:
        return {"id": RULER.id, "candidate": {"claim": claim}, **fields}

    pinned = body(outcome="verified", assurance="A4", label="fidelity: not assessed", reason="the kernel accepted it")
    later = [
        body(outcome="verified", assurance="A1", label="same model", reason="two solvers"),
        body(outcome="unknown", assurance="A0", label="", reason="timeout"),
    ]
    for bodies in ([pinned, *later], [*later, pinned]):
        check = standing(bodies)
        assert machine_chip(check)[0] == "machine check: verified A4 (fidelity: not assessed)"
        text = evidence_text(bodies[-1], check, [], [], None, "mine:1")
        assert "result      verified A4 (fidelity: not assessed)" in text
        assert "because     the kernel accepted it" in text


def test_tables_hold_conflict_and_result_of_one_claim_apart(here: Workbench) -> None:
    from ui.read import catalogue

    problem = catalogue(settings())["mine:1"]
    claim = RULER.claim.model_dump(mode="json")
    rows = [
        {"id": "sha256:1", "outcome": "unknown", "assurance": "A0", "conflict": True, "prover": "p", "claim": claim},
        {"id": "sha256:2", "outcome": "verified", "assurance": "A2", "conflict": False, "prover": "p", "claim": claim},
    ]
    assert "A2, conflict" in list(claims_frame(problem, rows)["verified"])
    assert list(finds_frame(rows)["machine check"]) == ["unknown: conflict", "verified A2"]
