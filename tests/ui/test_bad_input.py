"""Bad input: one line that names the thing and what to do, exit 2, no traceback, nothing half-written."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from typing import Any

import pytest

from tests.workbench import Answer, Inside, Workbench, problem, ruler
from verification.ledger import Ledger


def assert_one_line(answer: Answer | subprocess.CompletedProcess[str], *words: str) -> None:
    status, out, err = (
        (answer.status, answer.out, answer.err)
        if isinstance(answer, Answer)
        else (answer.returncode, answer.stdout, answer.stderr)
    )
    assert status == 2, err
    assert out == ""
    assert err.startswith("workbench"), err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    for word in words:
        assert word in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nothing",), ("No such command 'nothing'",)),
        (("scan", "--nothing"), ("--nothing",)),
        (("scan", "--workers", "many"), ("--workers", "integer")),
        (("scan", "--workers", "0"), ("workers",)),
        (("scan", "--workers", "100000"), ("workers",)),
        (("scan", "--budget", "0"), ("budget '0'", "above zero")),
        (("scan", "--budget", "0ms"), ("budget '0ms'",)),
        (("scan", "--budget", "soon"), ("budget 'soon'", "such as 30s")),
        (("scan", "--work", "0"), ("work",)),
        (("scan", "--work", "9" * 5000), ("work",)),
        (("scan", "--seed", "-1"), ("seed",)),
        (("scan", "--seed", str(2**31)), ("seed",)),
        (("scan", "--prover", "oracle"), ("unknown prover 'oracle'", "there are construct")),
        (("scan", "status:ajar"), ("query: status:ajar", "expected one of open")),
        (("scan", "family:sidon_golom"), ("unknown family", "did you mean sidon_golomb?")),
        (("scan", "nonsense:1-2-3"), ("query: nonsense:1-2-3", "keys are")),
        (("scan", 'tag:"open'), ("query",)),
        (("scan", "mine:9-1"), ("the range is empty",)),
        (("scan", "OR"), ("OR stands between",)),
        (("scan", "x" * 3000), ("query: longer than 2000",)),
        (("scan", "--ledger", "/dev/null/ledger.sqlite"), ("/dev/null", "cannot be opened")),
        (("scan", "--ledger", "."), ("is a folder",)),
        (("scan", "--ledger", "mysql://user:secret@host/db"), ("mysql://", "postgresql://")),
        (("ledger", "check"), ("no ledger here yet", "`workbench scan` makes one")),
        (("ledger", "stats", "--ledger", "missing.sqlite"), ("missing.sqlite", "no ledger here yet")),
        (("ledger", "head", "--ledger", "workbench.toml"), ("workbench.toml", "not a ledger")),
        (("ledger", "fork"), ("No such command 'fork'",)),
        (("show",), ("Missing argument",)),
        (("show", "mine:2"), ("no problem 'mine:2'",)),
        (("show", "abcdef"), ("no ledger here yet",)),
        (("families", "golomb_sidon"), ("unknown family 'golomb_sidon'",)),
        (("verify", "missing.json"), ("missing.json",)),
        (("catalog", "validate", "missing"), ("missing", "no such file")),
        (("catalog", "add", "missing.yaml"), ("missing.yaml", "no such file")),
    ],
)
def test_a_bad_command_line(inside: Inside, arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    inside.project.add(problem(1, [ruler(12, 5)]))
    before = files(inside.project)
    assert_one_line(inside(*arguments), *words)
    assert files(inside.project) == before, "nothing is written"


def files(project: Workbench) -> list[str]:
    return sorted(str(path) for path in project.folder.rglob("*"))


def test_a_password_in_a_url_is_not_repeated(inside: Inside) -> None:
    for url in (
        "mysql://user:secret@host/db",
        "postgresql://user:secret@[broken",
        "postgresql://u:secret@127.0.0.1:1/x",
    ):
        answer = inside("ledger", "head", "--ledger", url)
        assert_one_line(answer)
        assert "secret" not in answer.err


@pytest.mark.parametrize("arguments", [(), ("catalog",), ("ledger",), ("config",)])
def test_a_command_without_its_verb_shows_its_help(inside: Inside, arguments: tuple[str, ...]) -> None:
    answer = inside(*arguments)
    assert answer.status == 2
    assert "Usage: workbench" in answer.out
    assert answer.err == ""


def raw_claim(**changes: Any) -> dict[str, Any]:
    return {**ruler(12, 5), **changes}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"claims": [raw_claim(family="golomb_sidon")]}, ("unknown family 'golomb_sidon'",)),
        ({"claims": [raw_claim(params={"N": 12, "k": 5, "z": 1})]}, ("z",)),
        ({"claims": [raw_claim(params={"N": 12})]}, ("k",)),
        ({"claims": [raw_claim(params={"N": "twelve", "k": 5})]}, ("N", "integer")),
        ({"claims": [raw_claim(params={"N": 10**13, "k": 5})]}, ("N",)),
        ({"claims": [raw_claim(params={"N": "1" * 4500, "k": 5})]}, ("4000 digits",)),
        ({"claims": [raw_claim(goal="maybe")]}, ("goal",)),
        ({"claims": [raw_claim(scope={"kind": "settles", "direction": "yes"})]}, ("settles", "memory")),
        ({"claims": {"family": "sidon_golomb"}}, ("claims",)),
        ({"colour": "red"}, ("colour", "unknown field")),
        ({"status": {"state": "ajar", "as_of": "2026-08-08"}}, ("status.state",)),
        ({"schema": 2}, ("schema", "expected 1")),
        ({"title": ["x"]}, ("title",)),
    ],
)
def test_a_faulty_problem_stops_the_scan_before_it_begins(
    inside: Inside, changes: dict[str, Any], words: tuple[str, ...]
) -> None:
    inside.project.add(problem(1, [ruler(12, 5)]), {**problem(2, []), **changes})
    for command in (("scan",), ("catalog", "list")):
        assert_one_line(inside(*command), "mine-2.yaml", *words)
    assert inside("catalog", "validate").status == 2
    assert not inside.project.ledger.parent.exists()


def test_a_file_that_is_no_yaml_is_named(inside: Inside) -> None:
    for name, data in (("a.yaml", b"{"), ("b.yaml", b"\xff\xfe\x00"), ("c.yaml", b"!!python/object:os.system x")):
        (inside.project.catalog / name).write_bytes(data)
        assert_one_line(inside("scan"), name)
        (inside.project.catalog / name).unlink()


def test_a_locked_ledger(inside: Inside) -> None:
    inside.project.configure(lock_seconds=0.3)
    inside.project.add(problem(1, [ruler(12, 5)]), problem(2, []))
    with Ledger.open(inside.project.ledger, create=True) as ledger:
        ledger.append([("note", {"schema": 1})])
    with closing(sqlite3.connect(inside.project.ledger, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert_one_line(inside("scan", "mine:2"), "ledger.sqlite", "locked by another program", "try again")
        assert inside("ledger", "check").status == 0, "reading goes on"
    with Ledger.open(inside.project.ledger, read_only=True) as ledger:
        assert ledger.head()[0] == 1
    assert inside("scan", "mine:2").status == 0, "after the lock is gone"


def test_a_ledger_of_a_newer_schema(inside: Inside) -> None:
    inside.project.add(problem(1, [ruler(12, 5)]))
    with Ledger.open(inside.project.ledger, create=True):
        pass
    with closing(sqlite3.connect(inside.project.ledger)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    before = inside.project.ledger.read_bytes()
    for command in (("scan",), ("ledger", "check"), ("ledger", "gc"), ("show", "abcdef")):
        assert_one_line(inside(*command), "newer version", "upgrade conjecture-workbench")
    assert inside.project.ledger.read_bytes() == before


def test_a_file_that_is_something_else(inside: Inside) -> None:
    inside.project.add(problem(1, [ruler(12, 5)]))
    inside.project.ledger.parent.mkdir()
    with closing(sqlite3.connect(inside.project.ledger)) as connection, connection:
        connection.execute("CREATE TABLE cakes (name TEXT)")
    assert_one_line(inside("scan"), "not a ledger", "another file")
    inside.project.ledger.write_bytes(b"SQLite format 3\0" + b"\1" * 4000)
    for command in (("scan",), ("ledger", "check")):
        assert_one_line(inside(*command), "ledger.sqlite")


def test_no_place_for_evidence_files(inside: Inside) -> None:
    inside.project.configure(blobs="workbench.toml/blobs")
    inside.project.add(problem(1, [ruler(12, 5)]))
    assert_one_line(inside("scan"), "workbench.toml/blobs", "evidence files")


def test_no_temporary_folder(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    inside.project.add(problem(1, [ruler(12, 5)]))
    monkeypatch.setattr(tempfile, "tempdir", str(inside.project.folder / "workbench.toml"))
    assert_one_line(inside("scan"), "temporary folder", "TMPDIR")


def unprivileged(project: Workbench, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run without root's right to ignore permissions."""
    powerless = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    return subprocess.run(
        [*powerless, *project.command(*arguments)],
        cwd=project.folder,
        env=project.environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.skipif(os.geteuid() == 0 and shutil.which("setpriv") is None, reason="root may write everywhere")
def test_no_permission_to_write(workbench: Workbench) -> None:
    workbench.add(problem(1, [ruler(12, 5)]))
    workbench.folder.chmod(0o555)
    assert_one_line(unprivileged(workbench, "scan"), "store", "cannot be opened", "ermission")
    workbench.folder.chmod(0o755)
    with Ledger.open(workbench.ledger, create=True) as ledger:
        ledger.append([("note", {"schema": 1})])
    workbench.ledger.chmod(0o444)
    workbench.ledger.parent.chmod(0o555)
    before = sorted(path.name for path in workbench.ledger.parent.iterdir())
    assert_one_line(unprivileged(workbench, "scan"), "ledger.sqlite")
    checked = unprivileged(workbench, "ledger", "check", "--json")
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)["entries"] == 1
    assert sorted(path.name for path in workbench.ledger.parent.iterdir()) == before
    workbench.ledger.parent.chmod(0o755)
    workbench.ledger.chmod(0o000)
    assert_one_line(unprivileged(workbench, "ledger", "check"), "ledger.sqlite")
    (workbench.catalog / "mine-1.yaml").chmod(0o000)
    assert_one_line(unprivileged(workbench, "catalog", "list"), "mine-1.yaml", "ermission")


def test_an_interpreter_without_unicode_still_speaks(workbench: Workbench) -> None:
    workbench.add(problem(1, [ruler(12, 5)]))
    answer = workbench.run("show", "mine:1", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert answer.returncode == 0, answer.stderr
    assert "mine:1" in answer.stdout
