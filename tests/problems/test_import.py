"""Import of the community database: what is read, what is reported, and that nothing else happens."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from problems.errors import CatalogError, InputError
from problems.snapshot import SNAPSHOT_FILE, Snapshot, diff_snapshots, parse_snapshot, read_snapshot
from problems.sources.erdosproblems import ImportResult, check_tags, import_erdosproblems, write_snapshot

REAL = Path(
    os.environ.get("WORKBENCH_COMMUNITY_FILE")
    or Path(__file__).parents[3] / "shared" / "data" / "erdosproblems" / "problems.yaml"
)

SMALL = """\
# Community database of Erdős problems
- number: "1"
  prize: "$500"
  informal_status:
    state: "open"
    last_update: "2025-08-31"
  formal_status:
    state: "unformalized"
  status:
    state: "open"
    last_update: "2025-08-31"
  oeis: ["A276661"]
  formalized:
    state: "yes"
    last_update: "2025-08-31"
  tags: ["number theory", "additive combinatorics"]

- number: "7"
  prize: "no"
  informal_status:
    state: "verifiable"
    last_update: "2025-09-09"
  formal_status:
    state: "unformalized"
  status:
    state: "verifiable"
    last_update: "2025-09-09"
  oeis: ["possible", "A160559", "A160559"]
  tags: ["covering systems"]
  comments: "odd covering"

- number: "146"
  prize: "$500"
  informal_status:
    state: "open"
    last_update: "2025-08-31"
  formal_status:
    state: "Lean"
    last_update: "2026-08-02"
    url: "https://example.org/proof"
    note: "counterexample"
  status:
    state: "open (Lean)"
    last_update: "2026-08-02"
  oeis: ["N/A"]
  tags: ["graph theory"]
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "problems.yaml"
    path.write_text(SMALL)
    return path


def read(path: Path, text: str, existing: Snapshot | None = None) -> ImportResult:
    path.write_text(text)
    return import_erdosproblems(path, as_of="2026-08-08", commit="402130d5", existing=existing)


def test_fields_are_upstreams(small: Path) -> None:
    result = import_erdosproblems(small, as_of="2026-08-08", commit="402130d5")
    assert not result.faults
    assert not result.warnings
    first, second, third = result.problems
    assert (first.id, first.title, first.prize) == ("erdos:1", "Erdős problem 1", "$500")
    assert first.tags == ("number theory", "additive combinatorics")
    assert first.oeis == ("A276661",)
    assert first.formalized
    assert first.status.model_dump(mode="json") == {
        "state": "open",
        "formal": "unformalized",
        "as_of": "2026-08-08",
        "last_update": "2025-08-31",
        "source": "Erdős problems community database 402130d5",
        "note": "",
    }
    assert (second.status.state, second.prize, second.oeis) == ("verifiable", "", ("A160559",))
    assert second.comments == "odd covering"
    assert not second.formalized
    assert (third.status.state, third.status.formal, third.status.note) == ("open", "Lean", "counterexample")
    assert third.formal_url == "https://example.org/proof"
    assert result.dropped_oeis == {"N/A": 1, "possible": 1, "repeated": 1}
    assert result.difference.new == ("erdos:1", "erdos:7", "erdos:146")


def test_the_day_is_the_newest_update_where_none_is_given(small: Path) -> None:
    assert import_erdosproblems(small).snapshot.info.as_of == "2026-08-02"
    small.write_text('- number: "1"\n  informal_status: {state: "open"}\n')
    with pytest.raises(InputError, match="--as-of"):
        import_erdosproblems(small)


def test_the_same_file_twice_changes_nothing(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "overlay"
    first = import_erdosproblems(small, as_of="2026-08-08", commit="402130d5")
    assert write_snapshot(first, folder)
    bytes_before = (folder / SNAPSHOT_FILE).read_bytes()
    second = import_erdosproblems(
        small, as_of="2026-08-08", commit="402130d5", existing=read_snapshot(folder / SNAPSHOT_FILE)
    )
    assert not second.difference
    assert not write_snapshot(second, folder)
    assert (folder / SNAPSHOT_FILE).read_bytes() == bytes_before
    assert [path.name for path in folder.iterdir()] == [SNAPSHOT_FILE]


def test_changes_are_named_field_by_field(small: Path) -> None:
    before = read(small, SMALL).snapshot
    text = SMALL.replace('"$500"', '"$1000"', 1).replace('state: "verifiable"', 'state: "proved"')
    text = text[: text.index('- number: "146"')] + '- number: "8"\n  informal_status: {state: "open"}\n'
    after = read(small, text, before)
    assert after.difference.lines() == [
        "erdos:8: new",
        "erdos:146: removed",
        "erdos:1: prize: '$500' -> '$1000'",
        "erdos:7: status.state: 'verifiable' -> 'proved'",
    ]
    assert not diff_snapshots(after.snapshot, after.snapshot)


PLANTED = [
    ('  prize: "$500"', '  prize: 500\n  surprise: "x"', "erdos:1.prize", "expected a string"),
    ('  state: "open"', '  state: "opne"', "erdos:1.informal_status.state", "did you mean open"),
    ('last_update: "2025-08-31"', 'last_update: "2025-02-31"', "erdos:1.informal_status.last_update", "2025-02-31"),
    ('- number: "7"', "- number: 7", "entry 2.number", "expected a string"),
    ('- number: "7"', '- number:  "1"', "entry 2.number", "already used at line 2"),
    ('["possible", "A160559"', '["A16", "A160559"', "erdos:7.oeis.0", "neither an A-number"),
    ('tags: ["covering systems"]', 'tags: ["x", "x"]', "erdos:7.tags.1", "appears twice"),
    ('comments: "odd covering"', "comments: [1]", "erdos:7.comments", "found a list"),
    ('url: "https://example.org/proof"', 'url: "javascript:alert(1)"', "erdos:146.formal_status.url", "pattern"),
    ('tags: ["graph theory"]', 'tag: ["graph theory"]', "erdos:146.tag", "did you mean tags"),
]


@pytest.mark.parametrize(("old", "new", "field", "what"), PLANTED)
def test_a_planted_fault_is_reported_with_its_line_and_the_rest_is_imported(
    small: Path, old: str, new: str, field: str, what: str
) -> None:
    text = SMALL.replace(old, new, 1)
    line = 1 + text[: text.index(new)].count("\n")
    result = read(small, text)
    fault = next(item for item in result.faults if item.field == field)
    assert (fault.file, fault.line) == ("problems.yaml", line)
    assert what in fault.what
    assert str(fault).startswith(f"problems.yaml:{line}: {field}: ")
    assert len(result.problems) == 2


def test_ten_planted_faults_in_one_file_are_all_reported(small: Path) -> None:
    entry = SMALL[SMALL.index('- number: "7"') : SMALL.index('- number: "146"')]
    numbered = [entry.replace('"7"', f'"{n}"') for n in range(10, 30)]
    for index, (old, new) in enumerate(
        [
            ('prize: "no"', "prize: no"),
            ('"verifiable"', '"verified"'),
            ('last_update: "2025-09-09"', "last_update: yesterday"),
            ('"unformalized"', '"Coq"'),
            ('"A160559", "A160559"', '"B160559"'),
            ('tags: ["covering systems"]', 'tags: "covering systems"'),
            ("  comments:", "  comment:"),
            ('informal_status:\n    state: "verifiable"', "informal_status:"),
            ('oeis: ["possible", "A160559", "A160559"]', "oeis: [1]"),
            ("formal_status:", "formal_status: yes\n  other:"),
        ]
    ):
        assert old in numbered[2 * index]
        numbered[2 * index] = numbered[2 * index].replace(old, new, 1)
    numbered[0] = numbered[0].replace("prize: no", "prize: [no]")
    result = read(small, "".join(numbered))
    assert {fault.path[0] for fault in result.faults} == {f"erdos:{n}" for n in range(10, 30, 2)}
    assert [problem.number for problem in result.problems] == [str(n) for n in range(11, 30, 2)]
    lines = small.read_text().splitlines()
    for fault in result.faults:
        assert 1 <= fault.line <= len(lines)
        assert fault.what
    assert [fault.line for fault in result.faults] == sorted(fault.line for fault in result.faults)


def test_an_entry_that_is_no_yaml_costs_that_entry_alone(small: Path) -> None:
    before = read(small, SMALL).snapshot
    broken = SMALL.replace('["possible", "A160559", "A160559"]', '["possible", "A160559"')
    result = read(small, broken, before)
    assert [problem.number for problem in result.problems] == ["1", "7", "146"]
    assert result.kept == ("erdos:7",)
    assert not result.difference
    assert any("not YAML" in fault.what and 18 <= fault.line <= 30 for fault in result.faults), result.faults
    assert len(read(small, broken).problems) == 2


def test_a_malformed_entry_keeps_its_previous_form(small: Path) -> None:
    before = read(small, SMALL).snapshot
    result = read(small, SMALL.replace('"verifiable"', '"verified"', 1), before)
    assert result.kept == ("erdos:7",)
    assert result.snapshot.by_id["erdos:7"] == before.by_id["erdos:7"]


def test_anchors_and_repeated_keys_are_faults(small: Path) -> None:
    result = read(small, SMALL.replace('prize: "no"', 'prize: &p "no"'))
    assert any("anchors" in fault.what for fault in result.faults)
    result = read(small, SMALL.replace('prize: "no"', 'prize: "no"\n  prize: "$5"'))
    assert any("appears twice" in fault.what and fault.line == 20 for fault in result.faults), result.faults


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "holds no problems|expected a list"),
        ("just text", "expected a list"),
        ("number: 1", "expected a list"),
        ("[", "not YAML"),
    ],
)
def test_a_file_that_is_no_list_of_problems_is_refused(small: Path, text: str, what: str) -> None:
    small.write_text(text)
    with pytest.raises(InputError, match=what):
        import_erdosproblems(small, as_of="2026-08-08")


def test_absent_files_and_impossible_days_are_refused(small: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        import_erdosproblems(tmp_path / "absent.yaml")
    for day in ("2026-02-30", "yesterday", "2026-8-8"):
        with pytest.raises(InputError, match="not a day"):
            import_erdosproblems(small, as_of=day)
    with pytest.raises(InputError, match="commit"):
        import_erdosproblems(small, as_of="2026-08-08", commit="a b")


def test_derived_fields_are_compared_and_never_believed(small: Path) -> None:
    text = SMALL.replace('  status:\n    state: "verifiable"', '  status:\n    state: "proved"')
    result = read(small, text)
    assert result.snapshot.by_id["erdos:7"].status.state == "verifiable"
    assert any("erdos:7" in warning and "'proved'" in warning for warning in result.warnings)


def test_an_older_file_than_the_previous_one_is_pointed_out(small: Path) -> None:
    before = read(small, SMALL).snapshot
    result = import_erdosproblems(small, as_of="2026-08-03", existing=before)
    assert "newer" in result.warnings[0]


def test_tags_that_look_like_misspellings_are_pointed_out(small: Path) -> None:
    entry = SMALL[: SMALL.index('- number: "7"')].replace("# Community database of Erdős problems\n", "")
    many = "".join(entry.replace('"1"', f'"{n}"') for n in range(1, 8))
    result = read(small, many + entry.replace('"1"', '"8"').replace('"number theory"', '"number theroy"'))
    assert any("'number theroy'" in warning and "'number theory'" in warning for warning in result.warnings)
    assert check_tags([]) == []


def test_a_snapshot_file_is_read_back_as_it_was_written(small: Path) -> None:
    snapshot = read(small, SMALL).snapshot
    again = parse_snapshot(snapshot.dump(), SNAPSHOT_FILE)
    assert again == snapshot
    assert again.dump() == snapshot.dump()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"schema": 2}, "expected 1"),
        ({"problems": {}}, "not a snapshot"),
        ({"extra": 1}, "unknown field"),
        ({"snapshot": {"source": "x", "as_of": "2026-08-08", "total": 2}}, "says 2, but 3"),
        ({"snapshot": {"source": "x", "as_of": "soon", "total": 3}}, "as_of"),
    ],
)
def test_a_damaged_snapshot_is_refused(small: Path, change: dict[str, object], what: str) -> None:
    raw = {**json.loads(read(small, SMALL).snapshot.dump()), **change}
    with pytest.raises(CatalogError) as caught:
        parse_snapshot(json.dumps(raw, indent=1).encode(), SNAPSHOT_FILE)
    assert any(what in fault for fault in caught.value.faults), caught.value.faults


def test_a_snapshot_cannot_carry_our_fields_nor_one_problem_twice(small: Path) -> None:
    raw = json.loads(read(small, SMALL).snapshot.dump())
    raw["problems"][0]["title"] = "Sneaked in"
    raw["problems"][2]["id"] = "erdos:7"
    with pytest.raises(CatalogError) as caught:
        parse_snapshot(json.dumps(raw, indent=1).encode(), SNAPSHOT_FILE)
    assert any("problems.0.title" in fault for fault in caught.value.faults)
    assert any("erdos:7 appears twice" in fault for fault in caught.value.faults)
    assert all(f"{SNAPSHOT_FILE}:" in fault for fault in caught.value.faults)


def test_a_snapshot_that_cannot_be_written_is_an_error_in_one_line(small: Path, tmp_path: Path) -> None:
    result = read(small, SMALL)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write_snapshot(result, tmp_path / "file")


@pytest.mark.skipif(not REAL.is_file(), reason="no copy of the community database (WORKBENCH_COMMUNITY_FILE)")
def test_the_real_file_is_imported_completely(tmp_path: Path) -> None:
    result = import_erdosproblems(REAL, as_of="2026-08-08", commit="402130d5")
    assert not result.faults
    assert len(result.problems) == 1217
    assert [problem.number for problem in result.problems] == [str(n) for n in range(1, 1218)]
    states = [str(problem.status.state) for problem in result.problems]
    expected = {"open": 608, "proved": 330, "disproved": 132, "solved": 94, "falsifiable": 27, "decidable": 9}
    expected |= {"verifiable": 7, "not disprovable": 4, "not provable": 3, "independent": 3}
    assert {state: states.count(state) for state in set(states)} == expected
    assert sum(problem.status.formal == "Lean" for problem in result.problems) == 210
    assert sum(problem.formalized for problem in result.problems) == 605
    assert len({sequence for problem in result.problems for sequence in problem.oeis}) == 412
    assert any("'irrational'" in warning for warning in result.warnings)
    assert write_snapshot(result, tmp_path)
    existing = read_snapshot(tmp_path / SNAPSHOT_FILE)
    assert existing == result.snapshot
    again = import_erdosproblems(REAL, as_of="2026-08-08", commit="402130d5", existing=existing)
    assert not again.difference
    assert not write_snapshot(again, tmp_path)
