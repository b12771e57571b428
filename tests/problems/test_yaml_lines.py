"""Strict YAML with lines: what is read, what is refused, and that the writer is read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.errors import InputError
from problems.yaml_lines import MAX_BYTES, MAX_DEPTH, MAX_NODES, dump_yaml, parse_yaml, read_yaml, yaml_files

ODD = ("yes", "no", "null", "~", "1", "007", "1.5", "1e5", "2026-08-08", "", " a", "a ", "#x", "a: b", "- x", "a\nb")
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30) | st.sampled_from(ODD)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert read_yaml(dump_yaml(value).encode(), "x.yaml").plain() == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("day: 2026-08-08", {"day": "2026-08-08"}),
        ("a: yes", {"a": "yes"}),
        ("a: true\nb: null\nc: ~\nd:", {"a": True, "b": None, "c": None, "d": None}),
        ("- 007\n- 0x10\n- 1_000\n- 12:30\n- +5", ["007", "0x10", "1_000", "12:30", "+5"]),
        ("- 12\n- -3\n- 0\n- 1.5", [12, -3, 0, 1.5]),
        ("- " + "9" * 100, [int("9" * 100)]),
        ("a: >-\n  one\n  two\n\n  three\n", {"a": "one two\nthree"}),
        ('"1": x', {"1": "x"}),
        ("<<: {a: 1}\nb: 2", {"<<": {"a": 1}, "b": 2}),
        ("", None),
        ("# only a comment", None),
    ],
)
def test_scalars_are_what_they_look_like(text: str, value: Any) -> None:
    assert read_yaml(text.encode(), "x.yaml").plain() == value


def test_lines_lead_to_the_deepest_value() -> None:
    node = read_yaml(b"a:\n  - b: 1\n    c: 2\n  - d: 3\n", "x.yaml")
    paths = ((), ("a",), ("a", 0, "c"), ("a", 1, "d"), ("a", 1, "nothing"), ("a", 9))
    assert [node.line_of(path) for path in paths] == [1, 1, 3, 4, 4, 1]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb: &x 2\n", 2, "anchors"),
        ("a: 1\nb: *x\n", 2, "aliases"),
        ("a: !!int 3\n", 1, "tags"),
        ("a: 1\nb: 2\na: 3\n", 3, "twice (first at line 1)"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a:\n\tb: 1\n", 2, "not YAML"),
        ("? {a: 1}\n: 2\n", 1, "key must be a string"),
        ("[" * (MAX_DEPTH + 1), 1, "nested deeper"),
        ("a: '\n", 2, "not YAML"),
        ("a: \x07", 1, "not YAML"),
    ],
)
def test_faults_have_their_line(text: str, line: int, what: str) -> None:
    _, faults = parse_yaml(text.encode(), "x.yaml")
    assert any(fault.line == line and what in fault.what for fault in faults), faults
    with pytest.raises(InputError, match=r"x\.yaml") as caught:
        read_yaml(text.encode(), "x.yaml")
    assert "\n" not in str(caught.value)


def test_all_faults_are_collected_and_the_rest_is_read() -> None:
    node, faults = parse_yaml(b"a: &x 1\nb: 2\nb: 3\nc: !t 4\n", "x.yaml")
    assert [fault.line for fault in faults] == [1, 3, 4]
    assert node is not None
    assert node.plain()["b"] == 2


def test_sizes_are_capped() -> None:
    assert "longer than" in parse_yaml(b" " * (MAX_BYTES + 1), "x.yaml")[1][0].what
    assert "more than" in parse_yaml(b"[" + b"1," * (MAX_NODES + 1) + b"1]", "x.yaml")[1][-1].what
    assert "not UTF-8" in parse_yaml(b"a: 1\nb: \xff", "x.yaml")[1][0].what
    assert parse_yaml(b"a: 1\nb: \xff", "x.yaml")[1][0].line == 2
    assert read_yaml(b"- " + b"9" * 5000, "x.yaml").plain() == ["9" * 5000]


def test_files_of_a_folder_are_found_in_order_and_hidden_ones_are_not(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", ".hidden.yaml", "notes.txt", "c.json", "inner/d.yaml", ".git/e.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [path.name for path in yaml_files(tmp_path)] == ["a.yml", "b.yaml", "d.yaml"]
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "inner" / "up").symlink_to(tmp_path)
    (tmp_path / "e.yaml").symlink_to("a.yml")
    assert [path.name for path in yaml_files(tmp_path)] == ["a.yml", "b.yaml", "e.yaml", "d.yaml"]
    (tmp_path / "e.yaml").unlink()
    with_json = yaml_files(tmp_path, also=lambda path: path.name.endswith(".json"))
    assert [path.name for path in with_json] == ["a.yml", "b.yaml", "c.json", "d.yaml"]
