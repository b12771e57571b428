"""What the ledger holds of a problem: the newest attempts, and figures over all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from verification import problem_history
from verification.ledger import Ledger
from verification.problem_history import holdings


def attempt(number: int, assurance: str | None, problem: str = "mine:1") -> tuple[str, dict[str, object]]:
    body: dict[str, object] = {"id": f"{number:064x}", "problem": problem, "prover": "test", "outcome": "answer"}
    return "attempt", {**body, "assurance": assurance} if assurance else body


def test_figures_count_what_is_too_old_to_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite", create=True) as ledger:
        said = ["A2", "A1", None, "A0", "A3"]
        ledger.append([attempt(number, assurance) for number, assurance in enumerate(said)])
        ledger.append([attempt(9, "A1", problem="mine:2"), ("review", {"problem": "mine:1", "axis": "novelty"})])
        whole = holdings(ledger, "mine:1")
        monkeypatch.setattr(problem_history, "MAX_ATTEMPTS", 2)
        newest = holdings(ledger, "mine:1")
    assert [item["assurance"] for item in whole["attempts"]] == ["A2", "A1", "A0", "A0", "A3"]
    assert newest["attempts"] == whole["attempts"][-2:]
    assert newest["figures"] == whole["figures"] == {"attempts": 5, "verified": 3, "reviews": 1}
