"""Files that are read to their end, and what only looks like one: a FIFO or a device keeps its reader waiting."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from problems.errors import InputError

__all__ = ["check_target", "file_type", "is_irregular"]


def file_type(path: Path | str) -> int:
    """The type bits of what a path leads to, as in `stat`; 0 where nothing can be seen."""
    try:
        return stat.S_IFMT(os.stat(path).st_mode)
    except (OSError, ValueError):
        return 0


def is_irregular(path: Path | str) -> bool:
    """Whether this is there and neither a regular file nor a folder."""
    return file_type(path) not in (0, stat.S_IFREG, stat.S_IFDIR)


def check_target(path: Path) -> None:
    """Refuse to write over what is there and no regular file, as an InputError."""
    if file_type(path) not in (0, stat.S_IFREG):
        raise InputError(f"{path}: is there and no regular file: give another name")
