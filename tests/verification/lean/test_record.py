"""Statement records as files: what is read, and what is refused with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.catalog import Catalog
from problems.errors import CatalogError, InputError
from problems.yaml_lines import dump_yaml, read_yaml
from tests.verification.lean.written_records import FOREIGN, HASH, MINE, TEXT, changed, read
from verification.lean.record import StatementRecord, sha256_of
from verification.lean.records import Records, read_file


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


def test_the_example_of_the_page_is_read() -> None:
    page = (Path(__file__).parents[3] / "docs/lean-statements.md").read_text("utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    records = read_file(example.encode(), "example")
    assert [record.declaration for record in records] == ["Mine.conjecture", "Mine.refutation"]
    name = page.split('"statement": "')[1].split('"')[0]
    assert Records.load().get(name)


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


@pytest.mark.parametrize(
    ("path", "value"),
    [("source/path", "../x"), ("source/path", "/x"), ("source/path", "a//b"), ("source/path", "a/./b"),
     ("source/commit", "main"), ("source/url", "file:///etc/passwd"), ("toolchain", "core")],
)  # fmt: skip
def test_a_file_is_inside_its_repository_at_one_commit(path: str, value: str) -> None:
    with pytest.raises(CatalogError):
        read(changed(FOREIGN, path, value))


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


def test_no_shipped_record_settles_a_problem_whose_statement_is_from_memory() -> None:
    catalog = Catalog.load()
    settling = [record for record in Records.load() if record.scope.kind == "settles"]
    assert settling
    assert not [record.id for record in settling if catalog[record.problem].source.kind == "memory"]
