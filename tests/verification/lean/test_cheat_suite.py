"""No cheat is verified by any layer that runs here, whatever the layers before it said; every honest submission is."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.lean_cheats import main
from tests.lean_cheats.exports import MAKERS
from tests.lean_cheats.kept import KEPT
from tests.lean_cheats.layers import Answer, answers, objections, verified
from tests.lean_cheats.product import verdicts
from tests.lean_cheats.programs import PLANTED, PROGRAMS
from tests.lean_cheats.records import record_of
from tests.lean_cheats.sample import KINDS, PASSING, VERDICTS, Sample, honest, samples, titles
from tests.lean_cheats.table import COLUMNS, ELSEWHERE, absent
from tests.verification.lean_material import needs_kernel
from verification.lean import kernel
from verification.lean.challenge import header_text
from verification.sandbox.bubblewrap import bubblewrap

PAGE = Path(__file__).parents[3] / "docs" / "lean-judge.md"

VERIFIED = dict.fromkeys(VERDICTS, "verified")

runs = pytest.mark.skipif(bubblewrap() is None, reason="the sandbox needs bubblewrap")
by_name = {"argvalues": [*samples(), *honest()], "ids": lambda sample: sample.name}


def test_every_known_way_to_cheat_has_a_sample() -> None:
    assert sorted(titles()) == list(range(1, KINDS + 1))
    assert {sample.number for sample in samples()} == set(titles())
    assert len(honest()) >= 25


@pytest.mark.parametrize("sample", **by_name)
def test_a_sample_is_whole(sample: Sample) -> None:
    """It has something to be judged, an expectation for a layer that decides, and nothing that nobody reads."""
    known = {f"{part}.lean" for part in ("Challenge", "Solution", "Whole", "Ordinary", "Header", "Before")}
    files = {file.name for file in sample.folder.iterdir()} - {"expected.yaml"}
    assert files <= known
    assert sample.text("Ordinary") or sample.submitted or sample.name in MAKERS
    assert bool(sample.text("Challenge")) == bool(sample.submitted is not None or sample.name in MAKERS)
    assert not set(sample.expect) & set(sample.why_not)
    if sample.honest:
        assert not sample.layer
        assert all({**PASSING, **VERIFIED}[layer] == outcome for layer, outcome in sample.expect.items())
    else:
        assert sample.layer in sample.expect
        assert sample.expect[sample.layer].partition(": ")[0] != PASSING.get(sample.layer)


def test_makers_and_programs_belong_to_samples() -> None:
    names = {sample.name for sample in samples()}
    assert set(MAKERS) <= names
    assert set(PROGRAMS) | set(KEPT) <= names


@needs_kernel
@runs
@pytest.mark.parametrize("sample", **by_name)
def test_every_layer_says_what_is_expected(sample: Sample) -> None:
    """Among that: no cheat is verified, by the layers together or by the judge; no honest submission is rejected."""
    found = {**answers(sample), **verdicts(sample)}
    assert {layer: answer.said for layer, answer in found.items() if not _fits(sample, layer, answer)} == {}
    assert set(found) == set(sample.expect)
    missing = set(PASSING) - set(found) - set(absent(sample, found))
    assert not missing, f"{sample.name}: nothing says why {sorted(missing)} was not asked"
    if sample.honest:
        assert_honest(sample, found)
    else:
        assert_caught(found)


def assert_caught(found: dict[str, Answer]) -> None:
    """Not verified, with or without the policy, and some layer that ran says why."""
    assert objections(found)
    if set(found) - {"policy", "ordinary", "sandbox"}:
        assert objections(found, policy=False)
    assert not verified(found)
    assert not verified(found, policy=False)
    assert not [layer for layer in VERDICTS if layer in found and found[layer].outcome == "verified"]


def assert_honest(sample: Sample, found: dict[str, Answer]) -> None:
    """No layer objects; what can be built is verified."""
    assert not objections(found)
    assert verified(found) == (sample.text("Challenge") is not None)
    assert {layer: found[layer].said for layer in VERDICTS if layer in found} == (VERIFIED if sample.in_product else {})


def _fits(sample: Sample, layer: str, answer: Answer) -> bool:
    return layer in sample.expect and answer.as_expected(sample.expect[layer])


def test_enough_honest_submissions_go_all_the_way() -> None:
    assert sum(sample.text("Challenge") is not None for sample in honest()) >= 25


@pytest.mark.parametrize("sample", **by_name)
def test_the_page_says_what_is_expected(sample: Sample) -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith(f"| `{sample.name}` |")]
    mine = [row for row in rows if row.split(" | ")[1] == sample.title]
    assert len(mine) == 1, "run `make docs`"
    cells = dict(zip(COLUMNS, mine[0].removesuffix(" |").split(" | ")[2:], strict=True))
    for layer in (*PASSING, *VERDICTS):
        shown = cells[layer].strip("*")
        assert Answer(*_parts(shown)).as_expected(sample.expect.get(layer, "–")), f"run `make docs`: {layer}: {shown}"
    for layer in ELSEWHERE:
        assert (f"{layer}: {sample.expect.get(layer, '')}" in cells["elsewhere"]) == (layer in sample.expect)


def _parts(cell: str) -> tuple[str, tuple[str, ...]]:
    outcome, _, rules = cell.partition(": ")
    return outcome, tuple(filter(None, rules.split(", ")))


@needs_kernel
def test_macros_of_submissions_do_run_code(tmp_path: Path) -> None:
    """Outside the sandbox the sample does what it says, so that its being contained means something."""
    sample = next(each for each in samples() if each.name == "43_code_in_a_macro")
    target = tmp_path / "planted"
    text = header_text(record_of(sample)) + (sample.text("Solution") or "").replace(str(PLANTED), str(target))
    (tmp_path / "Solution.lean").write_text(text, encoding="utf-8")
    library = kernel.compiled_library()
    done = kernel.run(["-o", "Solution.olean", "Solution.lean"], tmp_path, path=[library], seconds=60, memory_mb=4096)
    assert target.read_text("utf-8") == "1"
    assert (done.status, done.messages) == (0, ())
    assert not (tmp_path / "Solution.olean").exists()


@needs_kernel
@runs
def test_the_command_shows_what_is_said_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["06_own"]) == 0
    said = capsys.readouterr().out
    assert "06_own_axiom" in said
    assert "VERIFIED" not in said
    assert "verdict    unknown: policy (policy: line 1, column 1: " in said
    assert main(["99_nothing"]) == 2
