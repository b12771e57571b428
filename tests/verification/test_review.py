"""Reviews: closed lists, reasons, order of questions, corrections, stale writes, blind second readings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from problems.errors import InputError, StaleError
from tests.postgres import Database
from tests.verification.store import candidate, catalog, put
from tests.workbench import problem, ruler
from verification.ledger import Ledger
from verification.review import GRADES, Axis, Review, current, disagreements, graded, order_fault, visible
from verification.review_log import Answer, reviews_of, write_reviews
from verification.subject import Subject, find_subject

CATALOG = catalog(problem(1, [ruler(7, 4)]), problem(2, [ruler(7, 4)]))
RULER = candidate("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]})
NOVELTY = Answer(Axis.NOVELTY, "known", "Erdős and Turán 1941.")
FIDELITY = Answer(Axis.FIDELITY, "faithful", "Read both.")
RIGHT = Answer(Axis.CORRECTNESS, "technically correct", "Six differences.")


@pytest.fixture
def ledger(database: Database) -> Iterator[Ledger]:
    with database.ledger() as found:
        put(found, RULER, known=CATALOG)
        yield found


@pytest.fixture
def subject(ledger: Ledger) -> Subject:
    return find_subject(ledger, CATALOG, RULER.id[:20])


def head(ledger: Ledger) -> str:
    return ":".join(map(str, ledger.head()))


def body(**changes: Any) -> dict[str, Any]:
    return {
        "candidate": RULER.id,
        "problem": "mine:1",
        "record_digest": "a" * 64,
        "reviewer": "Ada",
        "axis": "novelty",
        "grade": "known",
        "reason": "a paper",
        "date": "2026-08-08T12:00:00.000+00:00",
        **changes,
    }


def test_every_grade_of_every_axis_is_accepted_on_its_axis_alone() -> None:
    for axis, grades in GRADES.items():
        for others in GRADES.values():
            for grade in others:
                if grade in grades:
                    assert Review.model_validate(body(axis=axis, grade=grade)).grade == grade
                else:
                    with pytest.raises(ValidationError, match=f"{axis} is one of"):
                        Review.model_validate(body(axis=axis, grade=grade))


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": ""},
        {"reason": " \n\t "},
        {"reason": "x" * 4001},
        {"reason": "red \x1b[31m"},
        {"reviewer": "  "},
        {"reviewer": "x" * 101},
        {"date": "yesterday"},
        {"date": "2026-08-08T12:00:00.000+02:00"},
        {"candidate": "abc"},
        {"problem": "nothing"},
        {"axis": "machine check"},
        {"supersedes": "123"},
        {"score": 3},
    ],
)
def test_what_breaks_the_form_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Review.model_validate(body(**changes))


def test_a_review_is_tied_to_candidate_problem_and_reading(ledger: Ledger, subject: Subject) -> None:
    (written,) = write_reviews(ledger, subject, "Ada", [NOVELTY], seen=head(ledger))
    (found,) = reviews_of(ledger, RULER.id)
    assert found == written
    assert found.review.record_digest == CATALOG["mine:1"].claims[0].digest
    assert found.review.date.endswith("+00:00")
    other = catalog(problem(1, [{**ruler(7, 4), "reading": "The interval is closed on both sides."}]))
    again = find_subject(ledger, other, RULER.id[:20])
    assert found.outdated(again.record_digest)
    assert current([found], again.record_digest) == []
    # A new reading is graded anew, without correcting what was said of the old one.
    write_reviews(ledger, again, "Ada", [NOVELTY], seen=head(ledger))
    assert len(current(reviews_of(ledger, RULER.id))) == 2
    assert ledger.check().ok


def test_the_first_questions_come_first(ledger: Ledger, subject: Subject) -> None:
    with pytest.raises(InputError, match="novelty comes before correctness: Is it known"):
        write_reviews(ledger, subject, "Ada", [RIGHT], seen="")
    with pytest.raises(InputError, match="novelty comes before fidelity"):
        write_reviews(ledger, subject, "Ada", [FIDELITY], seen="")
    write_reviews(ledger, subject, "Ada", [NOVELTY], seen="")
    with pytest.raises(InputError, match="fidelity comes before correctness: Is it a technicality"):
        write_reviews(ledger, subject, "Ada", [RIGHT], seen="")
    with pytest.raises(InputError, match="novelty comes before"):
        write_reviews(ledger, subject, "Bob", [RIGHT], seen="")
    write_reviews(ledger, subject, "Bob", [NOVELTY, FIDELITY, RIGHT], seen=head(ledger))
    (early,) = write_reviews(ledger, subject, "Ada", [RIGHT], seen=head(ledger), out_of_order=True)
    assert early.review.out_of_order
    assert not any(item.review.out_of_order for item in reviews_of(ledger, RULER.id) if item.hash != early.hash)
    assert order_fault(Axis.NOVELTY, []) == ""


def test_who_writes_on_a_stale_version_is_refused(ledger: Ledger, subject: Subject) -> None:
    seen = head(ledger)
    (first,) = write_reviews(ledger, subject, "Ada", [NOVELTY], seen=seen)
    before = ledger.head()
    with pytest.raises(StaleError, match=r"novelty was graded by Ada \(entry [0-9a-f]{12}\) after what you saw"):
        write_reviews(ledger, subject, "Bob", [NOVELTY], seen=seen)
    with pytest.raises(StaleError, match="nothing was written"):
        write_reviews(ledger, subject, "Bob", [NOVELTY, FIDELITY], seen="")
    with pytest.raises(StaleError, match="is not in"):
        write_reviews(ledger, subject, "Bob", [NOVELTY], seen="f" * 64)
    with pytest.raises(InputError, match="6 or more digits"):
        write_reviews(ledger, subject, "Bob", [NOVELTY], seen="here")
    assert ledger.head() == before
    write_reviews(ledger, subject, "Bob", [NOVELTY], seen=first.hash[:12])
    # Another axis, and another problem, are not touched by what was graded here.
    put(ledger, RULER, "mine:2", known=CATALOG)
    write_reviews(ledger, find_subject(ledger, CATALOG, RULER.id[:20], "mine:2"), "Bob", [NOVELTY], seen=seen)
    write_reviews(ledger, subject, "Bob", [FIDELITY], seen=seen)


def test_a_correction_names_what_it_corrects(ledger: Ledger, subject: Subject) -> None:
    (first,) = write_reviews(ledger, subject, "Ada", [NOVELTY], seen="")
    changed = Answer(Axis.NOVELTY, "partial solution", "The paper has a gap.")
    with pytest.raises(InputError, match=r"Ada graded novelty already: 'known', entry .* --supersedes"):
        write_reviews(ledger, subject, "Ada", [changed], seen=head(ledger))
    named = Answer(Axis.NOVELTY, "partial solution", "The paper has a gap.", supersedes=first.hash[:10])
    with pytest.raises(InputError, match="is a review by Ada, who alone corrects it"):
        write_reviews(ledger, subject, "Bob", [named], seen=head(ledger))
    (second,) = write_reviews(ledger, subject, "Ada", [named], seen=head(ledger))
    with pytest.raises(StaleError, match="was corrected by"):
        write_reviews(ledger, subject, "Ada", [named], seen=head(ledger))
    for wrong in ("abc", "f" * 64):
        with pytest.raises(InputError, match="is no review of this candidate"):
            write_reviews(ledger, subject, "Ada", [Answer(Axis.NOVELTY, "known", "x", wrong)], seen=head(ledger))
    with pytest.raises(InputError, match="is no review of fidelity"):
        write_reviews(ledger, subject, "Ada", [Answer(Axis.FIDELITY, "faithful", "x", second.hash)], seen=head(ledger))
    old, new = reviews_of(ledger, RULER.id)
    assert (old.superseded_by, new.stands, old.stands) == (second.hash, True, False)
    assert [item.hash for item in current([old, new])] == [second.hash]
    assert len(list(ledger.entries("review"))) == 2, "nothing is changed or lost"


def test_two_reviewers_may_disagree_and_both_show(ledger: Ledger, subject: Subject) -> None:
    write_reviews(ledger, subject, "Ada", [NOVELTY], seen="")
    write_reviews(ledger, subject, "Bob", [Answer(Axis.NOVELTY, "unknown", "Not searched.")], seen=head(ledger))
    found = reviews_of(ledger, RULER.id)
    assert disagreements(found) == {Axis.NOVELTY: ("known", "unknown")}
    assert [item.review.reviewer for item in visible(found, "Ada").reviews] == ["Ada", "Bob"]


def test_a_second_reviewer_is_blind_until_he_has_graded(ledger: Ledger, subject: Subject) -> None:
    write_reviews(ledger, subject, "Ada", [NOVELTY, FIDELITY], seen="")
    write_reviews(ledger, subject, "Bob", [NOVELTY], seen=head(ledger))
    found = reviews_of(ledger, RULER.id)
    seen = visible(found, "Bob")
    assert {(item.review.reviewer, item.review.axis) for item in seen.reviews} == {
        ("Ada", Axis.NOVELTY),
        ("Bob", Axis.NOVELTY),
    }
    assert seen.hidden == {Axis.FIDELITY: 1}
    assert visible(found, "Eve").reviews == ()
    assert visible(found, "Eve").hidden == {Axis.NOVELTY: 2, Axis.FIDELITY: 1}
    for shown in (visible(found, ""), visible(found, "Bob", reveal=True)):
        assert len(shown.reviews) == 3
        assert not shown.hidden


def test_one_go_is_one_transaction_with_one_grade_an_axis(ledger: Ledger, subject: Subject) -> None:
    before = ledger.head()
    for answers in ([], [NOVELTY, NOVELTY], [NOVELTY, Answer(Axis.FIDELITY, "known", "x")]):
        with pytest.raises(InputError):
            write_reviews(ledger, subject, "Ada", answers, seen="")
    assert ledger.head() == before


def test_subjects_are_found_by_digits_of_candidates_and_attempts(ledger: Ledger) -> None:
    attempt = next(ledger.attempts())
    assert find_subject(ledger, CATALOG, attempt["id"][:12]).candidate == RULER.id
    put(ledger, RULER, "mine:2", known=CATALOG)
    with pytest.raises(InputError, match="say which with --problem"):
        find_subject(ledger, CATALOG, RULER.id)
    assert find_subject(ledger, CATALOG, RULER.id, "mine:2").problem == "mine:2"
    with pytest.raises(InputError, match="was not found for mine:3"):
        find_subject(ledger, CATALOG, RULER.id, "mine:3")
    put(ledger, candidate("sidon_golomb", {"N": 2, "k": 2}, {"set": [1, 2]}), "mine:9")
    foreign = find_subject(ledger, CATALOG, next(reversed(list(ledger.attempts())))["id"][:12])
    assert (foreign.record, foreign.record_digest) == (None, "0" * 64)


@given(st.lists(st.tuples(st.sampled_from(list(Axis)), st.integers(0, 6)), max_size=6))
def test_what_settles_is_a_grade_of_correctness_or_a_dismissal(raw: list[tuple[Axis, int]]) -> None:
    grades = [(axis, GRADES[axis][index % len(GRADES[axis])]) for axis, index in raw]
    dismissals = ("known", "literature identification", "misformalized", "weaker reading")
    asked = any(axis is Axis.CORRECTNESS or (grade in dismissals and axis is not Axis.SCOPE) for axis, grade in grades)
    assert graded(grades) == asked
