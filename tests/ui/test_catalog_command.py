"""`workbench catalog`: list, show, validate, add, import, diff."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from problems.known import known_values
from problems.snapshot import SNAPSHOT_FILE
from tests.workbench import Inside, Workbench, problem, ruler

UPSTREAM = """\
- number: "1"
  prize: "$500"
  informal_status: {state: "open", last_update: "2025-08-31"}
  tags: ["number theory"]
- number: "7"
  prize: "no"
  informal_status: {state: "verifiable", last_update: "2026-08-02"}
  tags: ["covering systems"]
"""


@pytest.fixture
def upstream(workbench: Workbench) -> Path:
    path = workbench.folder / "problems.yaml"
    path.write_text(UPSTREAM)
    return path


def test_list_shows_what_matches(inside: Inside) -> None:
    inside.project.add(problem(1, [ruler(18, 6)]), problem(2, [], tags=["sidon sets"], prize="$5"))
    assert [record["id"] for record in inside.records("catalog", "list")] == ["mine:1", "mine:2"]
    assert [record["id"] for record in inside.records("catalog", "list", "has:claims")] == ["mine:1"]
    [record] = inside.records("catalog", "list", "tag:sidon sets")
    assert record == {
        "schema": 1,
        "id": "mine:2",
        "title": "Problem 2",
        "status": "open",
        "as_of": "2026-08-08",
        "prize": "$5",
        "tags": ["sidon sets"],
        "claims": 0,
    }
    answer = inside("catalog", "list")
    assert answer.status == 0
    assert "mine:1" in answer.out
    assert "2 problems" in answer.err


def test_a_faulty_query_and_an_unknown_problem_are_errors_in_one_line(inside: Inside) -> None:
    inside.project.add(problem(1, []))
    for arguments in (("list", "status:opne"), ("show", "mine:2"), ("show", "nothing")):
        answer = inside("catalog", *arguments)
        assert answer.status == 2
        assert answer.out == ""
        assert answer.err.count("\n") == 1


def test_show_gives_the_problem_with_its_claims(inside: Inside) -> None:
    inside.project.add(problem(1, [ruler(18, 6)], remarks="A trap."))
    answer = inside("catalog", "show", "mine:1")
    assert answer.status == 0
    assert "Problem 1" in answer.out
    assert "sidon_golomb" in answer.out
    [record] = inside.records("catalog", "show", "mine:1")
    assert record["claims"][0]["params"] == {"N": 18, "k": 6}
    assert record["remarks"] == "A trap."


def test_validate_counts_when_there_is_no_fault(inside: Inside) -> None:
    inside.project.add(problem(1, [ruler(18, 6), ruler(17, 6, "none")]))
    answer = inside("catalog", "validate")
    assert (answer.status, answer.out, answer.err) == (0, "1 problems, 2 claims: no fault\n", "")
    expected = {"schema": 1, "problems": 1, "claims": 2, "contradictions": 0, "faults": []}
    assert inside.records("catalog", "validate") == [expected]


def test_validate_reports_every_fault_with_file_and_field(inside: Inside) -> None:
    inside.project.add(problem(1, [ruler(18, 6)], titel="x"), problem(2, [ruler(0, 6)]), problem(3, 5 * [ruler(9, 2)]))
    answer = inside("catalog", "validate")
    assert answer.status == 2
    assert answer.out == ""
    assert "mine-1.yaml" in answer.err
    assert "titel: unknown field (did you mean title?)" in answer.err
    assert "mine-2.yaml" in answer.err
    assert "claims.0.params" in answer.err
    assert answer.err.endswith("2 faults\n")
    [record] = inside.records("catalog", "validate", status=2)
    assert len(record["faults"]) == 2


def test_validate_finds_claims_that_known_values_contradict(inside: Inside) -> None:
    assert known_values()["sidon_golomb"]
    inside.project.add(problem(1, [ruler(17, 6)]))
    answer = inside("catalog", "validate")
    assert answer.status == 2
    assert "contradicts a known value (OEIS A003022)" in answer.err
    [record] = inside.records("catalog", "validate", status=2)
    assert record["contradictions"] == 1


def test_validate_takes_files_and_folders(inside: Inside, tmp_path: Path) -> None:
    inside.project.add(problem(1, [], titel="x"))
    path = tmp_path / "own.yaml"
    path.write_text(json.dumps(problem(5, [])))
    assert inside("catalog", "validate", str(path)).status == 0
    assert inside("catalog", "validate", str(inside.project.catalog)).status == 2
    answer = inside("catalog", "validate", str(tmp_path / "absent.yaml"))
    assert answer.status == 2
    assert "no such file" in answer.err


def test_add_puts_a_valid_file_into_the_overlay(inside: Inside, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(json.dumps(problem(5, [ruler(18, 6)])))
    answer = inside("catalog", "add", str(path))
    assert answer.status == 0, answer.err
    assert (inside.project.catalog / "own.yaml").read_bytes() == path.read_bytes()
    assert [record["id"] for record in inside.records("catalog", "list")] == ["mine:5"]
    [record] = inside.records("catalog", "add", str(path))
    assert record["added"] is False


def test_add_says_what_it_corrects(inside: Inside, tmp_path: Path) -> None:
    shipped = inside.project.empty / "shipped.yaml"
    shipped.write_text(json.dumps(problem(5, [ruler(18, 6)])))
    path = tmp_path / "own.yaml"
    path.write_text(json.dumps(problem(5, [ruler(18, 6), ruler(7, 4)], title="Mine")))
    answer = inside("catalog", "add", str(path))
    said = "it replaces the field title and adds 1 claim to those of the shipped mine:5"
    assert answer.out == f"added {inside.project.catalog / 'own.yaml'}: {said}\n"
    (tmp_path / "new.yaml").write_text(json.dumps(problem(6, [])))
    assert inside("catalog", "add", str(tmp_path / "new.yaml")).out == f"added {inside.project.catalog / 'new.yaml'}\n"


def test_add_creates_the_overlay_folder(inside: Inside, tmp_path: Path) -> None:
    inside.project.configure(overlays=["own/catalog"])
    path = tmp_path / "own.yaml"
    path.write_text(json.dumps(problem(5, [])))
    assert inside("catalog", "add", str(path)).status == 0
    assert [record["id"] for record in inside.records("catalog", "list")] == ["mine:5"]


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("own.yaml", '{"schema": 1}', "id: missing"),
        ("own.yaml", "{", "not YAML"),
        ("own.txt", json.dumps(problem(5, [])), "NAME.yaml"),
        (SNAPSHOT_FILE, "{}", "catalog import"),
        ("own.yaml", json.dumps(problem(1, [])), "appears in another file"),
        ("mine-1.yaml", json.dumps(problem(5, [])), "other content"),
    ],
)
def test_add_refuses_what_would_break_the_catalogue(
    inside: Inside, tmp_path: Path, name: str, text: str, what: str
) -> None:
    inside.project.add(problem(1, []))
    path = tmp_path / name
    path.write_text(text)
    before = {file.name: file.read_bytes() for file in inside.project.catalog.iterdir()}
    answer = inside("catalog", "add", str(path))
    assert answer.status == 2
    assert what in answer.err
    assert {file.name: file.read_bytes() for file in inside.project.catalog.iterdir()} == before
    assert len(inside.records("catalog", "list")) == 1


def test_import_writes_a_snapshot_once(inside: Inside, upstream: Path) -> None:
    arguments = ("catalog", "import", "erdosproblems", str(upstream), "--as-of", "2026-08-08", "--commit", "402130d5")
    answer = inside(*arguments)
    assert answer.status == 0, answer.err
    assert "erdos:7: new" in answer.out
    assert "2 problems as of 2026-08-08: 2 changes, 0 faults" in answer.out
    target = inside.project.catalog / SNAPSHOT_FILE
    before = target.read_bytes()
    again = inside(*arguments)
    assert again.status == 0
    assert "0 changes, 0 faults" in again.out
    assert "is unchanged" in again.out
    assert target.read_bytes() == before
    assert [record["id"] for record in inside.records("catalog", "list")] == ["erdos:1", "erdos:7"]
    assert [record["id"] for record in inside.records("catalog", "list", "status:verifiable")] == ["erdos:7"]


def test_import_keeps_what_is_ours(inside: Inside, upstream: Path) -> None:
    ours = {**problem(1, [ruler(18, 6)]), "id": "erdos:1", "title": "Ours"}
    inside.project.add(ours)
    inside("catalog", "import", "erdosproblems", str(upstream), "--as-of", "2026-08-08")
    [record] = inside.records("catalog", "show", "erdos:1")
    assert (record["title"], record["prize"], len(record["claims"])) == ("Ours", "$500", 1)


def test_import_reports_malformed_entries_and_takes_the_rest(inside: Inside, upstream: Path) -> None:
    upstream.write_text(UPSTREAM.replace('"verifiable"', '"verified"'))
    answer = inside("catalog", "import", "erdosproblems", str(upstream), "--as-of", "2026-08-08")
    assert answer.status == 1
    assert "problems.yaml:7: erdos:7.informal_status.state: unknown state 'verified'" in answer.err
    assert "1 problems as of" in answer.out
    [record] = inside.records("catalog", "import", "erdosproblems", str(upstream), status=1)
    assert len(record["faults"]) == 1


def test_import_into_another_folder(inside: Inside, upstream: Path, tmp_path: Path) -> None:
    answer = inside("catalog", "import", "erdosproblems", str(upstream), "--into", str(tmp_path / "there"))
    assert answer.status == 0
    assert (tmp_path / "there" / SNAPSHOT_FILE).is_file()
    assert not (inside.project.catalog / SNAPSHOT_FILE).exists()


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("elsewhere", "problems.yaml"), "unknown source"),
        (("erdosproblems", "absent.yaml"), "cannot be read"),
        (("erdosproblems", "problems.yaml", "--as-of", "tomorrow"), "not a day"),
        (("erdosproblems", "problems.yaml", "--commit", "a b"), "not the name of a commit"),
    ],
)
def test_import_refuses_in_one_line(inside: Inside, upstream: Path, arguments: tuple[str, ...], what: str) -> None:
    answer = inside("catalog", "import", *arguments)
    assert answer.status == 2
    assert what in answer.err
    assert answer.err.count("\n") == 1
    assert not (inside.project.catalog / SNAPSHOT_FILE).exists()


def test_diff_says_what_an_import_would_change_and_writes_nothing(inside: Inside, upstream: Path) -> None:
    inside("catalog", "import", "erdosproblems", str(upstream), "--as-of", "2026-08-02")
    before = (inside.project.catalog / SNAPSHOT_FILE).read_bytes()
    assert inside("catalog", "diff", str(upstream)).out == ""
    upstream.write_text(UPSTREAM.replace('"$500"', '"$1000"') + '- number: "8"\n  informal_status: {state: "open"}\n')
    answer = inside("catalog", "diff", str(upstream))
    assert answer.status == 0
    assert answer.out == "erdos:8: new\nerdos:1: prize: '$500' -> '$1000'\n"
    assert "2 changes, 0 faults" in answer.err
    [record] = inside.records("catalog", "diff", str(upstream))
    assert record["new"] == ["erdos:8"]
    assert record["changed"] == [{"id": "erdos:1", "field": "prize", "old": "$500", "new": "$1000"}]
    assert (inside.project.catalog / SNAPSHOT_FILE).read_bytes() == before


def test_the_shipped_catalogue_validates_in_a_process_of_its_own(tmp_path: Path) -> None:
    import subprocess
    import sys

    answer = subprocess.run(
        [sys.executable, "-c", "from ui.cli import main; main()", "catalog", "validate", "--json"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin", "WORKBENCH_USER_CONFIG": "/none"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert answer.returncode == 0, answer.stderr
    record = json.loads(answer.stdout)
    assert record["faults"] == []
    assert record["problems"] >= 100


def test_that_a_claim_settles_is_withheld_on_an_old_status(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    source = {"kind": "site", "detail": "erdosproblems.com/1", "date": "2026-08-08"}
    settles = {**ruler(18, 6), "scope": {"kind": "settles", "direction": "yes"}, "source": source}
    inside.project.add(problem(1, [settles, ruler(12, 5)]))
    shown = inside("catalog", "show", "mine:1")
    old = "the status known here is of 2026-08-08, not of the last 30 days"
    assert shown.status == 0
    assert f"look upstream before you call it settled or open: {old}\n" in shown.out
    assert shown.out.count("scope settles (yes), withheld until the status is newer\n") == 1
    assert "scope instance\n" in shown.out
    assert inside("show", "mine:1").out == shown.out
    monkeypatch.setenv("WORKBENCH_STATUS_DAYS", "36500")
    for arguments in (("catalog", "show", "mine:1"), ("show", "mine:1")):
        shown = inside(*arguments)
        assert "scope settles (yes)\n" in shown.out
        assert "look upstream" not in shown.out
