"""Temporary folders: those of dead processes go, those of living ones stay."""

from __future__ import annotations

import fcntl
import tempfile
from pathlib import Path

import pytest

from verification.scratch import scratch_folder


def test_folders_of_the_dead_are_removed_and_those_of_the_living_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead, fresh, foreign = (tmp_path / f"workbench-scan-{name}" for name in ("dead", "fresh", "foreign"))
    for folder in (dead, fresh, foreign):
        folder.mkdir()
    (dead / ".alive").touch()
    (dead / "attempt").mkdir()
    (dead / "attempt" / "proof.drat").write_text("1 0\n")
    (foreign / ".alive").touch()
    link = tmp_path / "workbench-scan-link"
    link.symlink_to(foreign)
    with (foreign / ".alive").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with scratch_folder("scan") as mine, scratch_folder("scan") as other:
            assert mine != other
            assert mine.is_dir()
            assert not dead.exists()
            assert fresh.is_dir(), "its owner is just making it"
            assert foreign.is_dir(), "its owner lives"
        assert not mine.exists()
        assert not other.exists()
    assert link.is_symlink()
