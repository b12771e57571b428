"""The texts of challenges and submissions that follow from a record."""

from __future__ import annotations

from pathlib import Path

import pytest

from problems.errors import CatalogError, InputError
from tests.verification.lean.written_records import FOREIGN, FOREIGN_TEXT, MINE, TEXT, changed, read
from verification.lean.challenge import (
    answered,
    challenge_text,
    header_text,
    skeleton,
    source_of,
    submission_text,
)


def test_texts_for_the_core() -> None:
    holds, fails = read(MINE)
    header = header_text(holds)
    assert header.startswith("prelude\nimport Workbench\nset_option autoImplicit false\n")
    assert header.endswith("noncomputable section\n")
    assert challenge_text(holds) == f"{header}\n{TEXT}\naxiom Mine.p : (Mine.P : Prop)\n"
    assert challenge_text(fails, negated=holds).endswith("\naxiom Mine.not_p : (Not (Mine.P) : Prop)\n")
    assert submission_text(holds, "x") == f"{header}x"
    assert skeleton(fails, negated=holds) == f"{TEXT}\ntheorem Mine.not_p : Not (Mine.P) :=\n  sorry\n"
    with pytest.raises(InputError, match="is not at hand"):
        challenge_text(fails)
    with pytest.raises(InputError, match="is not at hand"):
        challenge_text(fails, negated=fails)


def test_texts_for_an_ordinary_toolchain() -> None:
    raw = changed(changed(MINE, "toolchain", "leanprover/lean4:v4.36.0-rc1"), "header/options", {"maxRecDepth": 2000})
    holds = read(changed(raw, "statements/0/universes", ["u", "v"]))[0]
    header = header_text(holds)
    assert header.startswith("import Workbench\nset_option autoImplicit false\nset_option relaxedAutoImplicit false\n")
    assert "prelude" not in header
    assert "set_option maxRecDepth 2000\n" in header
    assert challenge_text(holds).endswith("\ntheorem Mine.p.{u, v} : Mine.P := by sorry\n")


def test_files_of_other_repositories(tmp_path: Path) -> None:
    yes, no = read(FOREIGN)
    assert yes.id == "somebody/statements@0123456789abcdef:Erdos0.q#true"
    assert no.id.endswith("#false")
    assert "open Nat\n" in header_text(yes)
    with pytest.raises(InputError, match="fetch it from https://example"):
        source_of(yes, tmp_path)
    place = tmp_path / "somebody/statements/0123456789abcdef/Erdos/0.lean"
    place.parent.mkdir(parents=True)
    place.write_text(FOREIGN_TEXT, "utf-8")
    source = source_of(yes, tmp_path)
    assert source == FOREIGN_TEXT
    assert "\ntheorem q : answer(True) ↔ P" in challenge_text(yes, source=source)
    assert "\ntheorem q : answer(False) ↔ P" in challenge_text(no, source=source)
    assert challenge_text(no, source=source).count("answer(sorry)") == 2, "the comment and the other theorem stay"
    with pytest.raises(InputError, match="is needed"):
        challenge_text(yes)
    with pytest.raises(InputError, match="start from the file"):
        skeleton(yes)
    assert source_of(read(MINE)[0], tmp_path) is None
    place.write_text(FOREIGN_TEXT + "\n", "utf-8")
    with pytest.raises(InputError, match="another SHA-256"):
        source_of(yes, tmp_path)


def test_an_auxiliary_answer_is_a_hole() -> None:
    hole = {"name": "Erdos0.q._answer", "policy": "proposition"}
    statement = {**FOREIGN["statements"][0], "answer": "auxiliary", "holes": [hole]}
    (record,) = read(changed(FOREIGN, "statements", [statement]))
    assert record.id.endswith("#auxiliary")
    assert record.roots == (("Erdos0", "q"), ("Erdos0", "q", "_answer"))
    assert challenge_text(record, source=FOREIGN_TEXT) == FOREIGN_TEXT
    with pytest.raises(CatalogError, match="auxiliary"):
        read(changed(FOREIGN, "statements", [{**statement, "holes": []}]))


def test_answers_are_put_into_one_place_or_none() -> None:
    for text in (
        "theorem q : P := x",
        "theorem q : answer(sorry) ↔ answer(sorry) := x",
        "theorem q : answer(sorry) := x\ntheorem q : answer(sorry) := x",
        "theorem other : answer(sorry) := x",
        "-- theorem q : answer(sorry)",
    ):
        with pytest.raises(InputError, match="expected once"):
            answered(text, "q", "true")
    assert answered("theorem q : answer( sorry ) := x", "A.q", "true") == "theorem q : answer( True ) := x"
