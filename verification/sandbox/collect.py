"""Bring back the files that a dead program left: regular files only, never through a link, within caps."""

from __future__ import annotations

import os
import stat

from verification.sandbox.limits import SandboxLimits

__all__ = ["collect"]

DEEPEST = 8
"""Folders within folders that are looked into."""
MOST_NAMES = 20_000
"""Names looked at in all."""
MOST_REASONS = 50


def collect(folder: int, limits: SandboxLimits) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Files under the open directory `folder`, sorted by path, and why others were left out."""
    walk = _Walk(limits)
    walk.visit(folder, "", 1)
    if walk.left_out > len(walk.reasons):
        walk.reasons.append(f"and {walk.left_out - len(walk.reasons)} more")
    return walk.files, tuple(walk.reasons)


class _Walk:
    def __init__(self, limits: SandboxLimits) -> None:
        self.limits = limits
        self.files: dict[str, bytes] = {}
        self.reasons: list[str] = []
        self.left_out = self._bytes = self._names = 0

    def visit(self, folder: int, prefix: str, depth: int) -> None:
        try:
            names = sorted(os.listdir(folder))
        except OSError as error:
            self._skip(prefix or ".", f"cannot be listed: {error.strerror}")
            return
        for name in names:
            self._names += 1
            if self._names > MOST_NAMES:
                self._skip(prefix or ".", f"more than {MOST_NAMES} names")
                return
            try:
                self._entry(folder, name, prefix + name, depth)
            except OSError as error:
                self._skip(prefix + name, error.strerror or "cannot be read")

    def _entry(self, folder: int, name: str, path: str, depth: int) -> None:
        mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
        if not path.isprintable():
            self._skip(path, "the name is not printable text")
        elif stat.S_ISDIR(mode):
            if depth > DEEPEST:
                self._skip(path, f"deeper than {DEEPEST} folders")
                return
            inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
            try:
                self.visit(inner, f"{path}/", depth + 1)
            finally:
                os.close(inner)
        elif not stat.S_ISREG(mode):
            self._skip(path, "not a regular file")
        elif len(self.files) >= self.limits.result_files:
            self._skip(path, f"more than {self.limits.result_files} files")
        else:
            self._read(folder, name, path)

    def _read(self, folder: int, name: str, path: str) -> None:
        opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
        with open(opened, "rb") as file:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                self._skip(path, "not a regular file")
                return
            room = self.limits.result_bytes - self._bytes
            content = file.read(room + 1) if os.fstat(opened).st_size <= room else None
        if content is None or len(content) > room:
            self._skip(path, f"all files together have more than {self.limits.result_bytes} bytes")
            return
        self._bytes += len(content)
        self.files[path] = content

    def _skip(self, path: str, reason: str) -> None:
        self.left_out += 1
        if len(self.reasons) < MOST_REASONS:
            self.reasons.append(f"{ascii(path)[1:-1][:200]}: {reason}")
