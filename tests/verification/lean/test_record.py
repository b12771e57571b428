"""Statement records as files: what is read, what is refused with its line, and what their texts become."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.catalog import Catalog
from problems.errors import CatalogError, InputError
from problems.yaml_lines import dump_yaml, read_yaml
from verification.lean.challenge import (
    answered,
    challenge_text,
    header_text,
    skeleton,
    source_of,
    submission_text,
)
from verification.lean.record import StatementRecord, sha256_of
from verification.lean.records import Records, read_file

TEXT = "def Mine.P : Prop := True\n"
HASH = "ab" * 32
MINE: dict[str, Any] = {
    "schema": 1,
    "repository": "mine",
    "problem": "mine:1",
    "reading": "As it stands, which is long enough for a reading.",
    "toolchain": "core",
    "header": {"imports": ["Workbench"]},
    "source": {"kind": "text", "sha256": sha256_of(TEXT), "text": TEXT},
    "statements": [
        {
            "declaration": "Mine.p",
            "title": "It holds",
            "meaning": "It holds, as was asked.",
            "scope": {"kind": "settles", "direction": "yes"},
            "type": "Mine.P",
            "export": HASH,
        },
        {
            "declaration": "Mine.not_p",
            "title": "It fails",
            "meaning": "It does not hold, against what was asked.",
            "scope": {"kind": "settles", "direction": "no"},
            "negates": "Mine.p",
            "export": HASH,
        },
    ],
}
FOREIGN_TEXT = """\
import Library

namespace Erdos0

/-- theorem q : answer(sorry) -/
theorem q : answer(sorry) ↔ P := by
  sorry

theorem r (n : ℕ) : n = answer(sorry) := by
  sorry

end Erdos0
"""
FOREIGN: dict[str, Any] = {
    **MINE,
    "repository": "somebody/statements",
    "toolchain": "leanprover/lean4:v4.27.0",
    "header": {"imports": ["Library"], "opens": ["Nat"], "options": {"maxRecDepth": 2000, "pp.all": True}},
    "axioms": ["propext", "Classical.choice", "Quot.sound"],
    "source": {
        "kind": "file",
        "url": "https://example.org/somebody/statements",
        "path": "Erdos/0.lean",
        "commit": "0123456789abcdef",
        "sha256": hashlib.sha256(FOREIGN_TEXT.encode()).hexdigest(),
    },
    "statements": [
        {
            "declaration": "Erdos0.q",
            "answer": answer,
            "title": "The question",
            "meaning": "It is answered, in one way or the other.",
            "scope": {"kind": "settles", "direction": direction},
            "export": HASH,
        }
        for answer, direction in (("true", "yes"), ("false", "no"))
    ],
}


def read(raw: Any, name: str = "mine.yaml") -> tuple[StatementRecord, ...]:
    return read_file(dump_yaml(raw).encode(), name)


def changed(raw: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with one value put in, or taken out where it is None."""
    copy = json.loads(json.dumps(raw))
    node = copy
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in way:
        node = node[step]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return copy


def test_the_shipped_records_are_sound() -> None:
    records = Records.load()
    catalog = Catalog.load()
    assert len(records) >= 12
    assert len({record.problem for record in records}) >= 7
    for record in records:
        assert record.pinned
        assert record.problem in {problem.id for problem in catalog}
        assert record.review is None, "only a person reviews"
        assert records.get(record.id) is record
        assert record.id.startswith(f"workbench@{record.source.sha256[:12]}:")
        if record.scope.kind == "settles":
            other = records.get(record.negation_id)
            assert other.negation_id == record.id
            assert (records.negated(record) is other) != (records.negated(other) is record)
            assert {str(record.scope.direction), str(other.scope.direction)} == {"yes", "no"}


def test_shipped_claims_are_those_of_the_catalogue_or_their_opposites() -> None:
    claims = {record.claim.digest for problem in Catalog.load() for record in problem.claims}
    for record in Records.load():
        if record.claim is not None:
            assert record.claim.digest in claims or record.claim.opposite.digest in claims, record.id


def test_a_file_is_read() -> None:
    holds, fails = read(MINE)
    assert holds.id == f"mine@{sha256_of(TEXT)[:12]}:Mine.p"
    assert holds.name == ("Mine", "p")
    assert holds.roots == (("Mine", "p"),)
    assert (holds.negation_id, fails.negation_id) == (fails.id, holds.id)
    assert (holds.negation, holds.negates, fails.negation, fails.negates) == ("Mine.not_p", "", "", "Mine.p")
    assert holds.pinned
    assert holds.review_state == "unreviewed"
    assert holds.dump()["id"] == holds.id
    assert "place" not in holds.dump()


def test_what_a_verdict_rests_on_has_a_hash() -> None:
    record = read(MINE)[0]
    for path, value, same in (
        ("statements/0/title", "It holds indeed", True),
        ("statements/0/review", {"by": "A. Person", "on": "2026-12-01", "fidelity": "faithful", "export": HASH}, True),
        ("statements/0/type", "And Mine.P Mine.P", False),
        ("statements/0/meaning", "It holds, and more.", False),
        ("header/imports", ["Workbench", "Coprime"], False),
        ("mode", "definitions", False),
    ):
        assert (read(changed(MINE, path, value))[0].digest == record.digest) is same, path


FAULTS = [
    ("schema", 2, "schema: missing or not readable"),
    ("schema", True, "schema: missing or not readable"),
    ("statements", [], "at least one"),
    ("statements/0", "x", "expected a mapping"),
    ("tolchain", "core", "tolchain: unknown field (did you mean toolchain?)"),
    ("statements/0/negation", "Mine.not_p", "negation: unknown field"),
    ("statements/1/directoin", "x", "unknown field"),
    ("repository", "a/../b", "repository"),
    ("problem", "nonsense", "problem"),
    ("toolchain", "leanprover/lean4:nightly", "toolchain"),
    ("reading", "short", "reading"),
    ("source/text", TEXT + "-- edited\n", "edited after it was pinned"),
    ("source/sha256", "0" * 64, "edited after it was pinned"),
    ("source/kind", "link", "source"),
    ("header/imports", ["Work bench"], "imports"),
    ("header/options", {"debug.skipKernelTC": True}, "option debug.skipKernelTC is not among those"),
    ("header/options", {"maxHeartbeats": 0}, "option maxHeartbeats takes a number"),
    ("axioms", ["propext"], "the core has none of the axioms"),
    ("axioms", ["sorryAx"], "axioms"),
    ("statements/0/declaration", "Mine.«p»", "declaration"),
    ("statements/0/declaration", "Mine..p", "declaration"),
    ("statements/0/type", None, "gives the type of the statement"),
    ("statements/0/type", "Mine.P)\naxiom Mine.q : (Mine.P", "its brackets do not fit"),
    ("statements/0/type", "Mine.P\ntheorem Mine.q : Mine.P", "it has no theorem"),
    ("statements/0/type", "Mine.P -- so", "it has no comments"),
    ("statements/0/type", "Mine.P /- so", "comment is not ended"),
    ("statements/0/type", "sorry", "it has no sorry"),
    ("statements/0/type", "(Mine.P", "its brackets do not fit"),
    ("statements/0/export", "x", "export"),
    ("statements/0/universes", ["u", "u"], "once each"),
    ("statements/0/answer", "true", "state the variants one by one"),
    ("statements/0/meaning", None, "meaning: Field required"),
    ("statements/0/scope", {"kind": "settles"}, "direction"),
    ("statements/0/scope/direction", "no", "opposites"),
    ("statements/0/claim", {"family": "sidon_golomb", "params": {"N": 18, "k": 6}, "goal": "exists"}, "opposites"),
    ("statements/0/review", {"by": "A. Person", "on": "2026-12-01", "fidelity": "faithful", "export": "0" * 64},
     "the review is of another export"),
    ("statements/0/review", {"by": "A. Person", "on": "2026-12-01", "fidelity": "perfect", "export": HASH},
     "fidelity is one of"),
    ("statements/0/review", {"by": "A. Person", "on": "today", "fidelity": "faithful", "export": HASH}, "review.on"),
    ("statements/0/holes", [{"name": "Mine.a", "policy": "constants"}], "constants are listed"),
    ("statements/0/holes", [{"name": "Mine.p._answer", "policy": "proposition"}], "belongs to the answer `auxiliary`"),
    ("statements/1/negates", "Mine.q", "not the declaration of another statement"),
    ("statements/1/type", "Not Mine.P", "a negation has no type of its own"),
    ("statements/1/answer", "true", "a negation has no answer"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "what"), FAULTS)
def test_faults_are_named_with_file_and_line(path: str, value: Any, what: str) -> None:
    with pytest.raises(CatalogError) as caught:
        read(changed(MINE, path, value))
    (first, *_) = caught.value.faults
    assert any(what in fault for fault in caught.value.faults), caught.value.faults
    assert first.startswith("mine.yaml:")
    assert first.split(":")[1].isdigit()


def test_opposite_claims_are_accepted_and_normalised() -> None:
    claim = {"family": "sidon_golomb", "params": {"k": 6, "N": 18}, "goal": "exists"}
    raw = changed(MINE, "statements/0/claim", claim)
    raw = changed(raw, "statements/1/claim", {**claim, "goal": "none"})
    holds, fails = read(raw)
    assert holds.claim is not None
    assert fails.claim is not None
    assert holds.claim.opposite.digest == fails.claim.digest
    with pytest.raises(CatalogError, match="opposites"):
        read(changed(raw, "statements/1/claim", claim))
    with pytest.raises(CatalogError, match=r"statements\.0\.claim"):
        read(changed(MINE, "statements", [{**MINE["statements"][0], "claim": {**claim, "params": {"N": 18}}}]))


def test_a_statement_is_negated_once() -> None:
    third = json.loads(json.dumps({**MINE["statements"][1], "declaration": "Mine.never"}))
    with pytest.raises(CatalogError, match="has a negation already"):
        read(changed(MINE, "statements", [*MINE["statements"], third]))


def test_records_are_found_by_their_id_alone(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/mine.yaml").write_text(dump_yaml(MINE))
    records = Records.load([tmp_path, tmp_path / "absent"], shipped=False)
    assert [record.declaration for record in records] == ["Mine.not_p", "Mine.p"]
    identity = read(MINE)[0].id
    assert records.get(identity).place.endswith("mine.yaml:15")
    with pytest.raises(InputError, match="may have been edited since"):
        records.get("mine@000000000000:Mine.p")
    with pytest.raises(InputError, match="did you mean"):
        records.get(identity[:-1])
    with pytest.raises(InputError, match="lean statements"):
        records.get("")
    unpinned = changed(MINE, "statements/0/export", "")
    (tmp_path / "deep/mine.yaml").write_text(dump_yaml(unpinned))
    with pytest.raises(InputError, match="not pinned"):
        Records.load([tmp_path], shipped=False).get(identity)


def test_the_same_id_twice_and_all_faults_are_reported(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(dump_yaml(MINE))
    (tmp_path / "b.yaml").write_text(dump_yaml(MINE))
    (tmp_path / "c.yaml").write_text("schema: 1\nschema: 1\n")
    with pytest.raises(CatalogError) as caught:
        Records.load([tmp_path])
    assert len(caught.value.faults) == 3
    assert "is already recorded in" in str(caught.value)
    assert "appears twice" in str(caught.value)


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


@pytest.mark.parametrize(
    ("path", "value"),
    [("source/path", "../x"), ("source/path", "/x"), ("source/path", "a//b"), ("source/path", "a/./b"),
     ("source/commit", "main"), ("source/url", "file:///etc/passwd"), ("toolchain", "core")],
)  # fmt: skip
def test_a_file_is_inside_its_repository_at_one_commit(path: str, value: str) -> None:
    with pytest.raises(CatalogError):
        read(changed(FOREIGN, path, value))


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


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    with pytest.raises(CatalogError):
        read_file(data, "x.yaml")


VALUES = st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=5) | st.lists(st.integers(), max_size=2) | (
    st.dictionaries(st.text(max_size=4), st.text(max_size=3), max_size=2)
)  # fmt: skip


def paths(value: Any, prefix: str = "") -> list[str]:
    if isinstance(value, dict):
        found = [path for key, child in value.items() for path in paths(child, f"{prefix}{key}/")]
    elif isinstance(value, list):
        found = [path for index, child in enumerate(value) for path in paths(child, f"{prefix}{index}/")]
    else:
        return [prefix[:-1]]
    return found + ([prefix[:-1]] if prefix else [])


@given(st.data())
def test_one_wrong_value_is_a_fault_or_another_record(data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from([MINE, FOREIGN]))
    wrong = changed(raw, data.draw(st.sampled_from(paths(raw))), data.draw(VALUES))
    try:
        text = dump_yaml(wrong)
        read_yaml(text.encode(), "x")
    except (InputError, ValueError):
        return
    try:
        records = read_file(text.encode(), "x.yaml")
    except CatalogError as error:
        records = ()
        unplaced = [fault for fault in error.faults if not fault.startswith("x.yaml")]
        if unplaced:
            pytest.fail(str(unplaced))
    for record in records:
        assert StatementRecord.model_validate({**record.model_dump(mode="json"), "place": record.place}) == record
        assert record.source.kind == "file" or record.source.sha256 in ("", sha256_of(record.source.text))
