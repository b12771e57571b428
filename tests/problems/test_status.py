"""A status is of a day: what rests on it is withheld once that day is long past."""

from __future__ import annotations

from datetime import date

import pytest

from problems.problem import STATUS_DAYS, Status


@pytest.mark.parametrize(
    ("today", "days", "old"),
    [
        ("2026-08-08", STATUS_DAYS, False),
        ("2026-08-07", STATUS_DAYS, False),
        ("2026-09-07", STATUS_DAYS, False),
        ("2026-09-08", STATUS_DAYS, True),
        ("2026-09-08", 31, False),
        ("2026-08-09", 0, True),
        ("2026-08-06", STATUS_DAYS, True),
    ],
)
def test_a_status_is_old_after_the_set_days_and_before_its_own(
    monkeypatch: pytest.MonkeyPatch, today: str, days: int, old: bool
) -> None:
    monkeypatch.setattr("problems.problem.today", lambda: date.fromisoformat(today))
    told = Status.model_validate({"state": "open", "as_of": "2026-08-08"}).out_of_date(days)
    assert bool(told) is old
    assert told in ("", f"the status known here is of 2026-08-08, not of the last {days} days")


def test_a_day_that_is_none_is_old() -> None:
    assert "2026-02-31" in Status.model_validate({"state": "open", "as_of": "2026-02-31"}).out_of_date(36500)
