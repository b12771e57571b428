"""What stands of a candidate after several judgements: the same in entries, tables, queue, report and history."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from problems.catalog import Catalog
from tests.postgres import Database
from tests.verification.judgements import HISTORIES, TORN, add
from tests.verification.store import candidate, catalog
from tests.verification.test_queue import grade
from tests.workbench import problem, ruler
from verification.ledger import Ledger
from verification.problem_history import holdings
from verification.queue import Queue, Ranking, Why, rank
from verification.report import gather_report
from verification.report_page import page
from verification.review import Axis
from verification.standing import check_of, contradicted, overruled, standing, standings

CATALOG = catalog(problem(1, [ruler(7, 4)]), problem(2, [ruler(7, 4)]))
RULER = candidate("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]})
MIRROR = candidate("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 3, 6, 7]})
OTHER = candidate("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 4, 7]})
POOL = (RULER, MIRROR, OTHER)


@pytest.fixture
def ledger(database: Database) -> Iterator[Ledger]:
    with database.ledger() as found:
        yield found


def queue(ledger: Ledger) -> Queue:
    return rank(ledger, CATALOG)


@pytest.mark.parametrize("name", HISTORIES)
def test_entries_and_tables_say_the_same(ledger: Ledger, name: str) -> None:
    said, word = HISTORIES[name]
    add(ledger, RULER, *said)
    check = check_of(ledger, RULER.id)
    assert check.conflict == (word == "conflict")
    assert check.outcome == ("unknown" if check.conflict else word)
    assert check.assurance == ("A1" if word == "verified" else "A0")
    assert ("conflict" in check.reason) == check.conflict
    with ledger.reading() as connection:
        rows = connection.execute(sa.select(standings())).all()
        torn = set(connection.execute(contradicted()).scalars())
        attempts = len(connection.execute(overruled()).all())
    assert [tuple(row) for row in rows] == [(RULER.id, word, check.assurance)]
    assert torn == ({RULER.id} if word == "conflict" and len(said) > 1 else set())
    assert attempts == (said.count("verified") if word == "conflict" else 0)


@pytest.mark.parametrize("name", HISTORIES)
def test_the_queue_ranks_what_stands(ledger: Ledger, name: str) -> None:
    said, word = HISTORIES[name]
    add(ledger, RULER, *said)
    expected = {"conflict": [Why.CONFLICT], "verified": [Why.VERIFIED], "unknown": [Why.UNDECIDED], "refuted": []}
    items = queue(ledger).items
    assert [item.why for item in items] == expected[word]
    for item in items:
        assert (item.outcome, item.assurance) == (("verified", "A1") if word == "verified" else ("unknown", "A0"))


@pytest.mark.parametrize("name", TORN)
def test_report_and_history_do_not_count_what_is_torn(ledger: Ledger, name: str) -> None:
    add(ledger, RULER, *HISTORIES[name][0])
    report = gather_report(ledger, CATALOG)
    assert (report.funnel["verified"], report.best, report.conflicts) == (0, [], [RULER.id])
    assert (report.provers["local"].verified, dict(report.candidate_outcomes)) == (0, {"unknown": 1})
    assert report.dump()["conflicts"] == [RULER.id]
    assert "the judges contradict each other" in page(report)
    held = holdings(ledger, "mine:1")
    assert held["figures"]["verified"] == 0
    assert {attempt["assurance"] for attempt in held["attempts"]} == {"A0"}
    assert "conflict" in [attempt.get("mechanism") for attempt in held["attempts"]]


def test_a_timeout_takes_nothing_away_from_report_and_history(ledger: Ledger) -> None:
    add(ledger, RULER, "timeout", "verified", "timeout")
    report = gather_report(ledger, CATALOG)
    assert (report.funnel["verified"], report.conflicts, report.provers["local"].verified) == (1, [], 1)
    assert "contradict" not in page(report)
    assert holdings(ledger, "mine:1")["figures"]["verified"] == 1


def test_label_and_reason_come_from_the_judgement_that_counts() -> None:
    bodies = [
        {"outcome": "verified", "assurance": "A1", "label": "same model", "reason": "two solvers"},
        {"outcome": "verified", "assurance": "A4", "label": "pinned; fidelity: faithful", "reason": "the kernel"},
        {"outcome": "verified", "assurance": "A2", "label": "checked proof", "reason": "a proof"},
        {"outcome": "unknown", "assurance": "A0", "label": "", "reason": "timeout"},
    ]
    for order in (bodies, bodies[::-1]):
        assert standing(order) == ("verified", "A4", "pinned; fidelity: faithful", "the kernel")


def test_a_conflict_comes_before_what_contradicts_the_literature(ledger: Ledger) -> None:
    add(ledger, candidate("sidon_golomb", {"N": 6, "k": 4}, {"set": [1, 2, 4, 6]}), "verified")
    add(ledger, RULER, "verified", "refuted")
    assert [item.why for item in queue(ledger).items] == [Why.CONFLICT, Why.CONTRADICTS]


def test_equivalent_candidates_that_are_judged_differently_are_a_conflict(ledger: Ledger) -> None:
    add(ledger, RULER, "verified")
    add(ledger, MIRROR, "refuted")
    (item,) = queue(ledger).items
    assert (item.candidate, item.why, item.outcome, item.assurance) == (RULER.id, Why.CONFLICT, "unknown", "A0")
    assert set(item.members) == {RULER.id, MIRROR.id}


def test_the_torn_one_of_equivalent_candidates_is_to_be_looked_at(ledger: Ledger) -> None:
    add(ledger, RULER, "verified")
    add(ledger, MIRROR, "conflict")
    (item,) = queue(ledger).items
    assert (item.candidate, item.why) == (MIRROR.id, Why.CONFLICT)


def test_a_conflict_holds_for_every_problem_of_the_candidate(ledger: Ledger) -> None:
    add(ledger, RULER, "verified")
    add(ledger, RULER, "refuted", problem="mine:2")
    assert {(item.problem, item.why) for item in queue(ledger).items} == {
        ("mine:1", Why.CONFLICT),
        ("mine:2", Why.CONFLICT),
    }
    assert holdings(ledger, "mine:1")["figures"]["verified"] == 0


def test_a_grade_settles_a_conflict_until_there_is_a_new_one(ledger: Ledger) -> None:
    ranking = Ranking(CATALOG)
    add(ledger, RULER, "verified")
    grade(ledger, RULER, "Ada", Axis.CORRECTNESS, "meaningfully correct")
    assert ranking.queue(ledger).items == ()
    add(ledger, RULER, "timeout")
    assert ranking.queue(ledger).items == ()
    add(ledger, RULER, "refuted")
    assert [item.why for item in ranking.queue(ledger).items] == [Why.CONFLICT], "nobody has seen it yet"
    grade(ledger, RULER, "Bob", Axis.CORRECTNESS, "meaningfully correct")
    assert ranking.queue(ledger).items == ()
    add(ledger, RULER, "verified")
    assert ranking.queue(ledger).items == (), "the same conflict"


def test_an_attempt_with_something_else_that_stands_still_counts(ledger: Ledger) -> None:
    add(ledger, RULER, "verified")
    attempt = next(ledger.bodies("candidate"))["attempt"]
    second = {**next(ledger.bodies("candidate")), "id": OTHER.id, "candidate": OTHER.dump()}
    ledger.append([("candidate", second)])
    add(ledger, RULER, "refuted")
    with ledger.reading() as connection:
        assert list(connection.execute(overruled()).scalars()) == []
    add(ledger, OTHER, "refuted")
    with ledger.reading() as connection:
        assert list(connection.execute(overruled()).scalars()) == [attempt]


def test_a_payload_cannot_pose_as_a_conflict(ledger: Ledger) -> None:
    add(ledger, RULER, "verified", "timeout")
    *_, body = ledger.bodies("candidate")
    payload = {"kind": "counterexample", "object": {"id": "sha256:00", "label": "conflict", "outcome": "unknown"}}
    ledger.append([("candidate", {**body, "candidate": {**body["candidate"], "payload": payload}})])
    with ledger.reading() as connection:
        assert list(connection.execute(contradicted()).scalars()) == []
    assert [item.why for item in rank(ledger, Catalog([])).items] == [Why.VERIFIED]


steps = st.tuples(
    st.sampled_from(POOL),
    st.sampled_from(["verified", "refuted", "timeout", "conflict", "kernels"]),
    st.sampled_from(["mine:1", "mine:2"]),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(steps, min_size=1, max_size=8))
def test_whatever_was_judged_every_reader_says_the_same(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[object, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("history")
    with Ledger.open(folder / "ledger.sqlite", create=True) as ledger:
        ranking = Ranking(CATALOG)
        for item, word, place in history:
            add(ledger, item, word, problem=place)  # type: ignore[arg-type]
            assert ranking.queue(ledger) == rank(ledger, CATALOG)
        names = {item.id for item, _, _ in history}  # type: ignore[attr-defined]
        checks = {name: check_of(ledger, name) for name in names}
        with ledger.reading() as connection:
            rows = {row.id: (row.outcome, row.assurance) for row in connection.execute(sa.select(standings()))}
        assert rows == {
            name: ("conflict" if check.conflict else check.outcome, check.assurance) for name, check in checks.items()
        }
        report = gather_report(ledger, CATALOG)
        assert set(report.conflicts) == {name for name, check in checks.items() if check.conflict}
        for item in rank(ledger, CATALOG).items:
            assert item.outcome != "verified" or checks[item.candidate].outcome == "verified"
            assert item.why is Why.CONFLICT or not any(checks[name].conflict for name in item.members)
