"""FIFOs and devices where a file is meant: refused at once, by name, and never replaced."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from problems.errors import InputError, LedgerError
from problems.yaml_lines import read_bytes
from tests.workbench import Inside, problem, ruler
from verification.blobs import Blobs


@pytest.fixture
def fifo(inside: Inside) -> Path:
    path = inside.project.folder / "fifo.yaml"
    os.mkfifo(path)
    return path


@pytest.mark.parametrize(
    "arguments",
    [
        ("catalog", "validate", "fifo.yaml"),
        ("catalog", "import", "erdosproblems", "fifo.yaml"),
        ("catalog", "diff", "fifo.yaml"),
        ("lean", "pin", "fifo.yaml"),
        ("export", "--candidate", "fifo.yaml", "--format", "lean", "--out", "new"),
        ("queue", "--ledger", "fifo.yaml"),
        ("scan", "--ledger", "sqlite:///fifo.yaml"),
        ("report", "--out", "fifo.yaml"),
        ("bench", "rediscovery", "--write", "fifo.yaml"),
    ],
)
def test_a_fifo_in_place_of_a_file(inside: Inside, fifo: Path, arguments: tuple[str, ...]) -> None:
    answer = inside(*arguments)
    assert answer.status == 2
    first = answer.err.splitlines()[0]
    assert "fifo.yaml" in first
    assert "no regular file" in first
    assert stat.S_ISFIFO(fifo.stat().st_mode), "it is still there"


def test_a_fifo_in_an_overlay_is_a_fault_of_the_catalogue(inside: Inside) -> None:
    inside.project.add(problem(1, [ruler(12, 5)]))
    os.mkfifo(inside.project.catalog / "mine-2.yaml")
    answer = inside("catalog", "list")
    assert answer.status == 2
    assert answer.err.endswith("mine-2.yaml: is no regular file\n")


@pytest.mark.parametrize("name", ["/dev/full", "/dev/null", "."])
def test_a_report_replaces_nothing_but_files(inside: Inside, name: str) -> None:
    before = sorted(inside.project.folder.iterdir())
    answer = inside("report", "--out", name)
    assert answer.status == 2
    assert answer.err == f"workbench: {name}: is there and no regular file: give another name\n"
    assert sorted(inside.project.folder.iterdir()) == before


def test_an_evidence_file_that_is_a_fifo(tmp_path: Path) -> None:
    blobs, name = Blobs(tmp_path), "ab" * 32
    blobs.path(name).parent.mkdir()
    os.mkfifo(blobs.path(name))
    assert "is no regular file" in blobs.fault(name)
    with pytest.raises(LedgerError, match="abababababab… is no regular file"):
        list(blobs.open(name))


def test_a_device_is_no_yaml_file_and_a_link_to_a_file_is_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="/dev/zero: is no regular file"):
        read_bytes(Path("/dev/zero"))
    (tmp_path / "file").write_bytes(b"a: 1")
    (tmp_path / "link").symlink_to("file")
    assert read_bytes(tmp_path / "link") == b"a: 1"
