"""Loading, overlays, merging, and faults of the catalogue."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from problems.catalog import Catalog
from problems.errors import CatalogError, InputError
from problems.snapshot import SNAPSHOT_FILE, UPSTREAM

Files = Callable[..., Path]

STATUS = 'status: {state: open, as_of: "2026-08-08", source: test}\n'
BASE = f"""\
schema: 1
id: erdos:30
title: Sidon sets
statement: Let $h(N)$ be the largest size of a Sidon set.
source: {{kind: site, detail: erdosproblems.com}}
{STATUS}prize: $1000
tags: [number theory, sidon sets]
oeis: [A003022, A143824]
formalized: true
remarks: Erdős and Turán.
claims:
  - family: sidon_golomb
    params: {{N: 18, k: 6}}
    goal: exists
    scope: {{kind: instance}}
    meaning: There are six elements.
  - family: sidon_golomb
    params: {{L: 16, k: 6}}
    goal: none
    scope: {{kind: instance}}
    meaning: There are no six elements.
"""


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Writes files into a folder and returns it."""

    def write(folder: str, **contents: str) -> Path:
        target = tmp_path / folder
        target.mkdir(exist_ok=True)
        for name, text in contents.items():
            (target / f"{name}.yaml").write_text(text)
        return target

    return write


def load(*overlays: Path) -> Catalog:
    return Catalog.load(overlays, shipped=False)


def plain(number: int | str, catalogue: str = "mine", **fields: Any) -> str:
    """A problem file with the least that is needed."""
    record = {"schema": 1, "id": f"{catalogue}:{number}", "title": f"Problem {number}", **fields}
    return json.dumps({"status": {"state": "open", "as_of": "2026-08-08"}, **record})


def faults_of(*overlays: Path) -> tuple[str, ...]:
    with pytest.raises(CatalogError) as caught:
        load(*overlays)
    return caught.value.faults


def test_a_problem_file_is_read_field_by_field(files: Files) -> None:
    problem = load(files("a", p=BASE))["erdos:30"]
    assert (problem.catalogue, problem.number) == ("erdos", "30")
    assert problem.prize == "$1000"
    assert problem.tags == ("number theory", "sidon sets")
    assert problem.oeis == ("A003022", "A143824")
    assert problem.source.kind == "site"
    assert problem.status.state == "open"
    assert problem.formalized


def test_parameters_of_claims_are_canonical_after_loading(files: Files) -> None:
    claims = load(files("a", p=BASE))["erdos:30"].claims
    assert [dict(record.params) for record in claims] == [{"N": 18, "k": 6}, {"N": 17, "k": 6}]


def test_problems_come_in_the_order_of_numbers(files: Files) -> None:
    folder = files("a", x=plain(10), y=plain(9), z=plain("9-2"), w=plain(2, "erdos"))
    assert [problem.id for problem in load(folder)] == ["erdos:2", "mine:9", "mine:9-2", "mine:10"]


def test_folders_are_searched_and_dotfiles_and_other_files_left_alone(files: Files) -> None:
    folder = files("a", p=plain(1))
    files("a/deeper", q=plain(2))
    (folder / ".hidden.yaml").write_text("not: [a problem")
    (folder / "notes.txt").write_text("not a problem")
    assert len(load(folder)) == 2


def test_an_overlay_corrects_fields_and_adds_claims(files: Files) -> None:
    correction = """\
schema: 1
id: erdos:30
title: The Erdős–Turán problem
claims:
  - family: sidon_golomb
    params: {N: 26, k: 7}
    goal: exists
    scope: {kind: instance}
    meaning: There are seven elements.
"""
    problem = load(files("a", p=BASE), files("b", q=correction))["erdos:30"]
    assert problem.title == "The Erdős–Turán problem"
    assert problem.statement.startswith("Let $h(N)$")
    assert [record.params["k"] for record in problem.claims] == [6, 6, 7]


def test_a_claim_of_an_overlay_replaces_the_one_with_its_parameters(files: Files) -> None:
    again = """\
schema: 1
id: erdos:30
claims:
  - family: sidon_golomb
    params: {k: 6, N: "18"}
    goal: exists
    scope: {kind: variant}
    meaning: The same claim, said otherwise.
"""
    claims = load(files("a", p=BASE), files("b", q=again))["erdos:30"].claims
    assert [(record.params["N"], str(record.scope.kind)) for record in claims] == [(18, "variant"), (17, "instance")]


def test_later_overlays_win(files: Files) -> None:
    layers = [files(name, p=plain(1, title=f"From {name}")) for name in "abc"]
    assert load(*layers)["mine:1"].title == "From c"
    assert load(*layers[::-1])["mine:1"].title == "From a"


def test_a_single_file_can_be_an_overlay(files: Files) -> None:
    folder = files("a", p=plain(1), q=plain(2))
    assert [problem.id for problem in load(folder / "q.yaml")] == ["mine:2"]


def snapshot(as_of: str, **fields: Any) -> str:
    status = {"state": "proved", "as_of": as_of, "source": "upstream"}
    entry = {"id": "erdos:30", "status": status, "tags": ["analysis"], **fields}
    other = {"id": "erdos:31", "status": status}
    info = {"source": "upstream", "as_of": as_of, "total": 2}
    return json.dumps({"schema": 1, "snapshot": info, "problems": [entry, other]})


def test_a_newer_snapshot_decides_what_upstream_decides_and_nothing_else(files: Files) -> None:
    folder = files("b")
    (folder / SNAPSHOT_FILE).write_text(snapshot("2026-09-01"))
    catalog = load(files("a", p=BASE), folder)
    problem = catalog["erdos:30"]
    assert problem.status.state == "proved"
    assert problem.tags == ("analysis",)
    assert problem.prize == "" and problem.oeis == ()  # noqa: PT018 - both are what upstream now says
    assert problem.title == "Sidon sets"
    assert len(problem.claims) == 2
    assert catalog["erdos:31"].title == "Erdős problem 31"
    assert catalog["erdos:31"].statement == ""
    assert set(UPSTREAM) <= set(type(problem).model_fields)


def test_an_older_snapshot_changes_nothing(files: Files) -> None:
    folder = files("b")
    (folder / SNAPSHOT_FILE).write_text(snapshot("2026-08-07"))
    assert load(files("a", p=BASE), folder)["erdos:30"].status.state == "open"


def test_the_newest_of_several_snapshots_counts(files: Files) -> None:
    older, newer = files("b"), files("c")
    (older / SNAPSHOT_FILE).write_text(snapshot("2026-10-01"))
    (newer / SNAPSHOT_FILE).write_text(snapshot("2026-09-01").replace("analysis", "primes"))
    assert load(older, newer)["erdos:30"].tags == load(newer, older)["erdos:30"].tags == ("analysis",)


def test_our_note_on_a_status_survives_a_snapshot(files: Files) -> None:
    ours = BASE.replace("source: test}", 'source: test, note: "A proof is claimed."}')
    folder = files("b")
    (folder / SNAPSHOT_FILE).write_text(snapshot("2026-09-01"))
    assert load(files("a", p=ours), folder)["erdos:30"].status.note == "A proof is claimed."
    (folder / SNAPSHOT_FILE).write_text(
        snapshot("2026-09-01").replace('"upstream"}', '"upstream", "note": "theirs"}', 1)
    )
    assert load(files("a", p=ours), folder)["erdos:30"].status.note == "theirs; A proof is claimed."


def test_all_faults_of_all_files_are_reported_at_once_with_file_line_and_field(files: Files) -> None:
    folder = files(
        "a",
        good=plain(1),
        syntax="schema: 1\nid: [broken\ntitle: x",
        schema="schema: 2\nid: mine:3",
        anonymous="schema: 1\ntitle: no id",
        listed="- 1\n- 2",
        fields='schema: 1\nid: mine:4\ntitel: misspelt\nstatus:\n  state: opne\n  as_of: "2026-08-08"\n',
        memory=plain(
            5,
            claims=[
                {
                    "family": "sidon_golomb",
                    "params": {"N": 7, "k": 4},
                    "goal": "exists",
                    "scope": {"kind": "settles", "direction": "yes"},
                    "meaning": "It would settle it.",
                }
            ],
        ),
        twice=plain(1),
    )
    found = faults_of(folder)
    text = "\n".join(found)
    for name, what in {
        "syntax.yaml:": "(it starts at line 2)",
        "schema.yaml:1: schema": "expected 1",
        "anonymous.yaml:1: id": "missing",
        "listed.yaml:1": "expected a mapping",
        "fields.yaml:3: titel": "did you mean title",
        "fields.yaml:5: status.state": "'open'",
        "memory.yaml:1: claims.0": "other than memory",
        "twice.yaml": "mine:1 appears in another file",
    }.items():
        assert any(name in fault and what in fault for fault in found), (name, what, text)
    assert any("fields.yaml" in fault and "title" in fault and "required" in fault for fault in found), text
    assert all("\n" not in fault for fault in found)
    assert all(str(folder) in fault for fault in found)


CLAIM: Mapping[str, Any] = {
    "family": "sidon_golomb",
    "params": {"N": 18, "k": 6},
    "goal": "exists",
    "scope": {"kind": "instance"},
    "meaning": "There are six elements.",
}


@pytest.mark.parametrize(
    ("change", "field", "what"),
    [
        ({"family": "sidon_gollomb"}, "claims.1.family", "did you mean sidon_golomb"),
        ({"params": {"N": 0, "k": 6}}, "claims.1.params", "greater than or equal"),
        ({"params": {"N": 18}}, "claims.1.params", "k"),
        ({"params": [18, 6]}, "claims.1.params", "dictionary"),
        ({"goal": "both"}, "claims.1.goal", "'exists'"),
        ({"scope": {"kind": "settles"}}, "claims.1.scope", "direction"),
        ({"scope": {"kind": "instance", "direction": "yes"}}, "claims.1.scope", "direction"),
        ({"meaning": "Short"}, "claims.1.meaning", "at least 8"),
        ({"extra": 1}, "claims.1.extra", "not permitted"),
    ],
)
def test_a_faulty_claim_is_named_by_its_position(files: Files, change: dict[str, Any], field: str, what: str) -> None:
    folder = files("a", p=plain(1, claims=[CLAIM, {**CLAIM, **change}]))
    [fault] = faults_of(folder)
    assert field in fault
    assert what in fault


@pytest.mark.parametrize("claims", [5, "none", {"family": "sidon_golomb"}, None])
def test_claims_that_are_no_list_are_a_fault(files: Files, claims: Any) -> None:
    [fault] = faults_of(files("a", p=plain(1, claims=claims)))
    assert "claims: expected a list" in fault


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"id": "Erdos 1"}, "id"),
        ({"oeis": ["A12"]}, "oeis.0"),
        ({"tags": "sidon sets"}, "tags"),
        ({"references": [{"key": "1x", "text": "abc"}]}, "references.0.key"),
        ({"references": [{"key": "X", "text": "abc", "url": "ftp://x"}]}, "references.0.url"),
        ({"related": ["mine:77"]}, "mine:77 is not in the catalogue"),
        ({"status": {"state": "open", "as_of": "8 August"}}, "status.as_of"),
        ({"status": {"state": "open"}}, "status.as_of"),
        ({"formalized": "yes"}, "formalized"),
        ({"statement": "x" * 9000}, "statement"),
        ({"title": "a\x1b[31m"}, "title: holds the character U+001B, which cannot be seen: take it out"),
        ({"title": "a\nb"}, "title: has several lines"),
        ({"statement": "one\n\ttwo\x9b"}, "statement: holds the character U+009B"),
        ({"remarks": "\u202e"}, "remarks: holds the character U+202E"),
        ({"tags": ["a", "\u2066"]}, "tags.1: holds the character U+2066"),
        ({"references": [{"key": "X", "text": "abc\0"}]}, "references.0.text: holds the character U+0000"),
        ({"references": [{"key": "X", "text": "abc", "url": "http://x\x1b"}]}, "references.0.url: holds"),
        ({"source": {"kind": "memory", "detail": "\x07"}}, "source.detail: holds the character U+0007"),
        ({"status": {"state": "open", "as_of": "2026-08-08", "source": "\x85"}}, "status.source: holds"),
        ({"source": {"kind": "hearsay"}}, "source.kind"),
    ],
)
def test_faulty_fields_are_named(files: Files, fields: dict[str, Any], what: str) -> None:
    found = faults_of(files("a", p=plain(1, **fields)))
    assert len(found) == 1, found
    assert what in found[0]


def test_a_related_problem_of_the_large_catalogue_need_not_be_here(files: Files) -> None:
    assert load(files("a", p=plain(1, related=["erdos:1217"])))["mine:1"].related == ("erdos:1217",)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("schema: 1\nid: &x mine:1\ntitle: *x\n", "anchors"),
        ("schema: 1\nid: mine:1\nid: mine:2\n", "appears twice"),
        ("schema: 1\n---\nid: mine:1\n", "second document"),
        ("schema: !!python/object:os.system 1\n", "tags"),
        ("[" * 100, "nested deeper"),
        ("schema: 1\nid: mine:1\n? [a, b]\n: 1\n", "key must be a string"),
    ],
)
def test_dangerous_and_surprising_yaml_is_refused(files: Files, text: str, what: str) -> None:
    assert any(what in fault for fault in faults_of(files("a", p=text)))


def test_bytes_that_are_no_text_and_absent_files_are_faults(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"schema: 1\nid: \xff\n")
    assert "not UTF-8" in faults_of(tmp_path)[0]
    assert "cannot be read" in faults_of(tmp_path / "absent.yaml")[0]


def test_an_unknown_id_offers_the_nearest(files: Files) -> None:
    catalog = load(files("a", p=plain(12), q=plain(13)))
    with pytest.raises(InputError, match=r"did you mean mine:1[23]"):
        catalog["mine:14"]
    with pytest.raises(InputError, match="catalog list"):
        catalog["x"]
