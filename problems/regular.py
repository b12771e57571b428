"""Files that are read to their end, and what only looks like one: a FIFO or a device keeps its reader waiting."""

from __future__ import annotations

import os
import stat
from pathlib import Path

__all__ = ["file_type", "is_irregular"]


def file_type(path: Path | str) -> int:
    """The type bits of what a path leads to, as in `stat`; 0 where nothing can be seen."""
    try:
        return stat.S_IFMT(os.stat(path).st_mode)
    except (OSError, ValueError):
        return 0


def is_irregular(path: Path | str) -> bool:
    """Whether this is there and neither a regular file nor a folder."""
    return file_type(path) not in (0, stat.S_IFREG, stat.S_IFDIR)
