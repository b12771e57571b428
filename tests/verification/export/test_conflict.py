"""What is exported of a candidate on which judges contradict each other: the conflict, and never a verified result."""

from __future__ import annotations

from pathlib import Path

import pytest

from problems.errors import InputError, UnsupportedError
from tests.verification.export.material import PROBLEM, Store, check, faults, witness, write
from tests.verification.judgements import HISTORIES, TORN, add
from verification.export.subject import gather
from verification.export.upstream import draft
from verification.ledger import Ledger

RULER = witness("sidon_golomb", {"N": 7, "k": 4}, {"set": [1, 2, 5, 7]})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def torn(store: Store, name: str) -> None:
    with Ledger.open(store.ledger, create=True) as ledger:
        add(ledger, RULER, *HISTORIES[name][0], problem=PROBLEM)


@pytest.mark.parametrize("name", TORN)
def test_nothing_is_drafted_for_upstream(store: Store, name: str) -> None:
    torn(store, name)
    (subject,) = store.subjects(RULER)
    with pytest.raises(UnsupportedError, match=r"is unknown .*conflict"):
        draft(subject)


def test_a_problem_stands_for_what_is_verified_in_the_end(store: Store) -> None:
    torn(store, "verified, timeout")
    with Ledger.open(store.ledger) as ledger:
        (subject,) = gather(ledger, store.blobs, store.catalog, [PROBLEM])
        assert subject.check.outcome == "verified"
        add(ledger, RULER, "conflict", problem=PROBLEM)
        with pytest.raises(InputError, match="no candidate to export"):
            gather(ledger, store.blobs, store.catalog, [PROBLEM])


@pytest.mark.parametrize("name", ["conflict, verified", "verified, refuted"])
def test_a_bundle_says_conflict_and_is_still_whole(store: Store, tmp_path: Path, name: str) -> None:
    torn(store, name)
    write(store.subjects(RULER), tmp_path / "bundle")
    text = (tmp_path / "bundle" / "README.md").read_text("utf-8")
    assert "**unknown: conflict**, A0" in text
    assert "contradict each other, and a person must look" in text
    assert "**verified**" not in text
    result = check(tmp_path / "bundle")
    assert faults(result) == []
    assert result.status == 3, "recorded unknown, so that nothing is confirmed"
