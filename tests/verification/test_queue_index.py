"""A ranking that only reads what was added says the same as one that reads everything."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from problems.errors import LedgerError
from tests.verification.store import candidate, catalog, opened, put
from tests.verification.test_queue import grade
from tests.workbench import problem, ruler
from verification.ledger import Ledger
from verification.queue import Queue, Ranking, rank
from verification.review import Axis

CATALOG = catalog(problem(1, [ruler(7, 4), ruler(9, 4)]), problem(2, [ruler(7, 4)]))
POOL = [
    candidate("sidon_golomb", {"N": 7, "k": 4}, {"set": marks}) for marks in ([1, 2, 5, 7], [1, 3, 6, 7], [1, 2, 4, 7])
] + [
    candidate("sidon_golomb", {"N": 9, "k": 4}, {"set": marks}) for marks in ([1, 2, 5, 7], [3, 5, 8, 9], [2, 3, 6, 8])
]
GRADES = [
    (Axis.NOVELTY, "known"),
    (Axis.NOVELTY, "unknown"),
    (Axis.FIDELITY, "faithful"),
    (Axis.CORRECTNESS, "technically correct"),
]

found = st.tuples(
    st.sampled_from(range(len(POOL))),
    st.sampled_from(["mine:1", "mine:2"]),
    st.sampled_from(["local", "sat", "intake"]),
    st.sampled_from(["verified", "refuted", "unknown"]),
    st.sampled_from(["A1", "A2"]),
)
graded = st.tuples(st.integers(0, 50), st.sampled_from(["Ada", "Bea"]), st.sampled_from(range(len(GRADES))))


def answers(ledger: Ledger, ranking: Ranking | None) -> list[Queue]:
    """Both readings, each whole and bounded, by the given ranking or by one that begins anew."""
    asked: list[dict[str, Any]] = [
        {"per_prover": bound, "reviewer": reader, "second": second}
        for bound in (None, 1)
        for reader, second in (("Ada", False), ("Ada", True), ("Bea", True))
    ]
    if ranking is None:
        return [rank(ledger, CATALOG, **words) for words in asked]
    return [ranking.queue(ledger, **words) for words in asked]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(found, graded), min_size=1, max_size=9))
def test_reading_what_was_added_is_reading_everything(steps: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as ledger:
        ranking, put_in = Ranking(CATALOG), []
        given_before: set[tuple[str, str, str, Axis]] = set()
        for step in steps:
            if len(step) == 5:
                which, where, prover, outcome, level = step
                put(ledger, POOL[which], where, known=CATALOG, prover=prover, outcome=outcome, assurance=level)
                put_in.append((POOL[which], where))
            elif put_in:
                item, where = put_in[step[0] % len(put_in)]
                axis, given_ = GRADES[step[2]]
                if (item.id, where, step[1], axis) not in given_before:
                    given_before.add((item.id, where, step[1], axis))
                    grade(ledger, item, step[1], axis, given_, where)
            assert answers(ledger, ranking) == answers(ledger, None)


def test_another_ledger_in_its_place_is_read_from_the_start(tmp_path: Path) -> None:
    ranking = Ranking(CATALOG)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with opened(tmp_path / "a") as first, opened(tmp_path / "b") as second:
        put(first, POOL[0])
        put(second, POOL[3])
        put(second, POOL[4])
        assert answers(first, ranking) == answers(first, None)
        assert answers(second, ranking) == answers(second, None)
        assert answers(first, ranking) == answers(first, None)


def test_what_failed_half_way_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ranking = Ranking(CATALOG)
    with opened(tmp_path) as ledger:
        put(ledger, POOL[0])
        ranking.queue(ledger)
        put(ledger, POOL[1])

        def locked(keys: Any) -> None:
            raise LedgerError("locked for a test")

        with monkeypatch.context() as patch:
            patch.setattr(ledger, "keep_keys", locked)
            with pytest.raises(LedgerError, match="locked"):
                ranking.queue(ledger)
        assert answers(ledger, ranking) == answers(ledger, None)


def test_a_candidate_whose_attempt_comes_later_is_waited_for(tmp_path: Path) -> None:
    ranking = Ranking(CATALOG)
    body = {"schema": 1, "id": POOL[0].id, "attempt": "f" * 32, "claim_digest": POOL[0].claim.digest}
    body |= {"candidate": POOL[0].dump(), "outcome": "verified", "assurance": "A1", "reason": ""}
    attempt = {"schema": 1, "id": "f" * 32, "key": "k", "problem": "mine:1", "prover": "late", "outcome": "found"}
    with opened(tmp_path) as ledger:
        ledger.append([("candidate", body)])
        put(ledger, POOL[3])
        assert len(ranking.queue(ledger).items) == 1
        ledger.append([("attempt", attempt | {"claim_digest": POOL[0].claim.digest})])
        assert len(ranking.queue(ledger).items) == 2
        assert answers(ledger, ranking) == answers(ledger, None)
