"""Data frames of the ledger: the same columns and types with rows and without."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pandas = pytest.importorskip("pandas", reason="the ui extra is not installed")

from problems.errors import InputError, MissingBackendError  # noqa: E402 - after the check for pandas
from tests.verification.export.material import Store, witness  # noqa: E402
from verification.frames import FRAMES  # noqa: E402
from verification.ledger import Ledger  # noqa: E402

REVIEW = {
    "schema": 1,
    "candidate": "sha256:" + "c" * 64,
    "problem": "mine:1",
    "reviewer": "Ada",
    "axis": "novelty",
    "grade": "known",
    "reason": "in the tables",
    "date": "2026-09-01T10:00:00.000+00:00",
    "record_digest": "",
}


@pytest.fixture
def filled(tmp_path: Path) -> Store:
    store = Store(tmp_path / "store")
    good = witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]})
    false = witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 3, 7]})
    store.fill([good, false])
    with Ledger.open(store.ledger) as ledger:
        ledger.append([("review", REVIEW)])
    return store


def test_empty_and_filled_frames_have_the_same_columns_and_types(filled: Store, tmp_path: Path) -> None:
    with (
        Ledger.open(tmp_path / "empty.sqlite", create=True) as empty,
        Ledger.open(filled.ledger, read_only=True) as ledger,
    ):
        for name, (kind, columns) in FRAMES.items():
            nothing, something = empty.frame(name), ledger.frame(name)
            assert len(nothing) == 0
            assert len(something) == sum(entry.kind == kind for entry in ledger.entries())
            assert list(nothing.columns) == ["seq", *columns]
            for column in nothing:
                assert str(nothing[column].dtype) == str(something[column].dtype), (name, column)


def test_frames_answer_questions(filled: Store) -> None:
    with Ledger.open(filled.ledger, read_only=True) as ledger:
        attempts, candidates = ledger.frame("attempts"), ledger.frame("candidates")
        verdicts, reviews = ledger.frame("verdicts"), ledger.frame("reviews")
    assert list(attempts["verified"]) == [True, False]
    assert attempts["cost.seconds"].sum() == 1.0
    assert attempts["started"].dt.year.tolist() == [2025, 2025]
    assert list(candidates.loc[candidates["assurance"] >= "A1", "outcome"]) == ["verified"]
    assert list(candidates["outcome"]) == ["verified", "refuted"]
    merged = verdicts.merge(candidates, left_on="candidate", right_on="id", suffixes=("", "_candidate"))
    assert len(merged) == len(verdicts)
    assert reviews.loc[0, "reviewer"] == "Ada"
    assert reviews.loc[0, "date"] == pandas.Timestamp("2026-09-01T10:00:00Z")


def test_odd_bodies_and_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger.open(tmp_path / "odd.sqlite", create=True) as ledger:
        ledger.append([("attempt", {"id": 5, "outcome": "new", "started": "never", "seed": "x", "more": {"a": [1]}})])
        odd = ledger.frame("attempts")
        assert odd.loc[0, "outcome"] == "new"
        assert odd["started"].isna().all()
        assert odd["seed"].isna().all()
        assert odd.loc[0, "more.a"] == [1]
        with pytest.raises(InputError, match="attempts, candidates"):
            ledger.frame("attempt; DROP TABLE")
        monkeypatch.setitem(sys.modules, "pandas", None)
        with pytest.raises(MissingBackendError, match=r"\[ui\]"):
            ledger.frame("attempts")
