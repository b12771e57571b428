"""Temporary folders that do not outlive their process for long: the next one to be made removes those left behind.

A living process holds a lock on a file in its folder; the system gives the lock back however the process ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from problems.errors import InputError

__all__ = ["scratch_folder"]

LOCK = ".alive"


@contextlib.contextmanager
def scratch_folder(purpose: str) -> Iterator[Path]:
    """A folder `workbench-PURPOSE-…`, removed at the end; abandoned ones of the same purpose are removed first."""
    prefix = f"workbench-{purpose}-"
    try:
        base = Path(tempfile.gettempdir())
        _remove_abandoned(base, prefix)
        folder = Path(tempfile.mkdtemp(prefix=prefix))
    except OSError as error:
        raise InputError(f"no temporary folder can be written: {error.strerror}; set TMPDIR") from None
    try:
        with (folder / f"{LOCK}-soon").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # Under its name the file is locked from the first moment on.
            os.rename(lock.name, folder / LOCK)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_abandoned(base: Path, prefix: str) -> None:
    for folder in base.glob(f"{prefix}*"):
        with contextlib.suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
                continue
            # A folder without its lock file has just been made by another process.
            with (folder / LOCK).open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
