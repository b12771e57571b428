"""A bundle as a folder of plain files under a manifest; reading trusts nothing that it finds.

    manifest-sha256.txt   one line `SHA-256  path` a file, sorted by path, readable by `sha256sum -c`;
                          the last line, a comment, holds the SHA-256 of the lines above it

The digest of a bundle is the SHA-256 of its manifest file.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from problems.errors import InputError

__all__ = ["MANIFEST", "MAX_FILE_BYTES", "REPLAY", "Folder", "manifest_of", "open_folder"]

MANIFEST = "manifest-sha256.txt"
REPLAY = "replay.sh"
"""The one file that may be executable."""

MAX_FILES = 20_000
MAX_DEPTH = 4
"""Folders in one path at most, the file's own name not counted."""
MAX_FILE_BYTES = 512 * 1024 * 1024
MAX_TOTAL_BYTES = 8 * 1024**3
MAX_MANIFEST_BYTES = 4 * 1024 * 1024
MOST_FAULTS = 50
CHUNK = 1 << 20

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?", re.ASCII)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.ASCII | re.IGNORECASE)
_DOCUMENT = re.compile(r"items/[^/]+/document-[0-9a-f]{16}\.[a-z]+", re.ASCII)
_LINE = re.compile(r"([0-9a-f]{64})  ([!-~]{1,500})", re.ASCII)
_SELF = re.compile(r"# SHA-256 of the lines above: ([0-9a-f]{64})", re.ASCII)
_COMPRESSED = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x04\x22\x4d\x18": "lz4",
    b"\x1f\x9d": "compress",
}


@dataclass
class Folder:
    """A bundle's folder after its manifest was compared with what lies there."""

    root: Path
    digest: str = ""
    """SHA-256 of the manifest; empty where there is none to be read."""
    hashes: dict[str, str] = field(default_factory=dict)
    """Path → SHA-256 of every file, the manifest left out."""
    faults: list[str] = field(default_factory=list)
    """Everything changed, missing, extra or inadmissible, each with its path."""

    def below(self, folder: str) -> dict[str, str]:
        """Path inside `folder` → SHA-256 of every file of the manifest that lies there."""
        prefix = f"{folder}/"
        return {path.removeprefix(prefix): sha256 for path, sha256 in self.hashes.items() if path.startswith(prefix)}

    def read(self, path: str, *, max_bytes: int) -> bytes:
        """Content of a file of the manifest, hashed again as it is read; an InputError names it."""
        if path not in self.hashes:
            raise InputError(f"{path}: is missing")
        data = _slurp(self.root / path, path, max_bytes)
        if hashlib.sha256(data).hexdigest() != self.hashes[path]:
            raise InputError(f"{path}: changed while it was being read")
        return data


def manifest_of(hashes: Mapping[str, str]) -> bytes:
    """The manifest file for these hashes."""
    lines = "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes))
    return f"{lines}# SHA-256 of the lines above: {hashlib.sha256(lines.encode()).hexdigest()}\n".encode()


def open_folder(root: Path) -> Folder:
    """Look at everything in the folder and compare it with the manifest.

    Raises InputError where there is no folder at all; every other fault is in `faults`.
    """
    if not root.exists():
        raise InputError(f"{root}: there is no such folder")
    if not root.is_dir():
        raise InputError(
            f"{root}: is a file; give the folder of a bundle, unpacked by yourself if it came as an archive"
        )
    folder = Folder(root)
    found: set[str] = set()
    total = 0
    for path, size in _walk(root, "", 0, folder.faults):
        found.add(path)
        total += size
        if len(found) > MAX_FILES or total > MAX_TOTAL_BYTES:
            folder.faults.append(f"more than {MAX_FILES} files or {MAX_TOTAL_BYTES} bytes: not read")
            return folder
    if MANIFEST not in found:
        folder.faults.append(f"{MANIFEST}: is missing, so this is no evidence bundle")
        return folder
    try:
        data = _slurp(root / MANIFEST, MANIFEST, MAX_MANIFEST_BYTES)
        folder.digest = hashlib.sha256(data).hexdigest()
        listed = _parse_manifest(data)
    except InputError as error:
        folder.faults.append(str(error))
        return folder
    for path in sorted(listed.keys() | found - {MANIFEST}):
        if len(folder.faults) >= MOST_FAULTS:
            folder.faults.append("and more")
            break
        if path not in found:
            # An inadmissible file is named as such already.
            if not any(fault.startswith(f"{path}: ") for fault in folder.faults):
                folder.faults.append(f"{path}: is missing")
        elif path not in listed:
            folder.faults.append(f"{path}: is not in the manifest")
        else:
            _compare(folder, path, listed[path])
    return folder


def _compare(folder: Folder, path: str, expected: str) -> None:
    try:
        actual = _hash(folder.root / path, path)
    except InputError as error:
        folder.faults.append(str(error))
        return
    if actual != expected:
        folder.faults.append(f"{path}: was changed (its SHA-256 is not the one in the manifest)")
    else:
        folder.hashes[path] = actual


def _walk(root: Path, below: str, depth: int, faults: list[str]) -> Iterator[tuple[str, int]]:
    """Admissible files with their sizes; everything else goes into `faults`."""
    seen: dict[str, str] = {}
    try:
        with os.scandir(root / below) as listing:
            entries = []
            for entry in listing:
                entries.append(entry)
                if len(entries) > MAX_FILES:
                    faults.append(f"{below or '.'}: holds more than {MAX_FILES} entries: not read")
                    return
    except OSError as error:
        faults.append(f"{below or '.'}: cannot be read: {error.strerror}")
        return
    if not entries and below:
        faults.append(f"{below}: is an empty folder")
    for entry in sorted(entries, key=lambda entry: entry.name):
        if len(faults) >= MOST_FAULTS:
            return
        path = f"{below}/{entry.name}" if below else entry.name
        fault = _name_fault(entry.name) or _kind_fault(entry, path)
        if entry.name.casefold() in seen:
            fault = fault or f"differs from {seen[entry.name.casefold()]} only in the case of letters"
        seen[entry.name.casefold()] = entry.name
        if fault:
            shown = path.encode("ascii", "backslashreplace").decode("ascii").replace("\n", "\\n")[:200]
            faults.append(f"{shown}: {fault}")
        elif entry.is_dir(follow_symlinks=False):
            if depth >= MAX_DEPTH:
                faults.append(f"{path}: folders are nested deeper than {MAX_DEPTH}")
            else:
                yield from _walk(root, path, depth + 1, faults)
        else:
            yield path, entry.stat(follow_symlinks=False).st_size


def _name_fault(name: str) -> str:
    if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name):
        return (
            "has an inadmissible name: letters, digits, dots, dashes and underscores, beginning with a letter or digit"
        )
    return ""


def _kind_fault(entry: os.DirEntry[str], path: str) -> str:
    try:
        state = entry.stat(follow_symlinks=False)
    except OSError as error:
        return f"cannot be looked at: {error.strerror}"
    mode = state.st_mode
    if stat.S_ISLNK(mode):
        return "is a symbolic link, which no bundle holds"
    if stat.S_ISDIR(mode):
        return ""
    if not stat.S_ISREG(mode):
        return "is neither a file nor a folder"
    if state.st_nlink > 1:
        return "is a hard link; copy the bundle to a place of its own"
    if mode & (stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX):
        return "has a set-id or sticky bit"
    if mode & 0o111 and path != REPLAY:
        return f"is executable; only {REPLAY} may be"
    if state.st_size > MAX_FILE_BYTES:
        return f"is longer than {MAX_FILE_BYTES} bytes"
    return ""


def _parse_manifest(data: bytes) -> dict[str, str]:
    """Path → SHA-256; an InputError unless it is exactly what `manifest_of` writes for some files."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError as error:
        raise InputError(f"{MANIFEST}: byte {error.start} is not ASCII: it was changed") from None
    listed: dict[str, str] = {}
    *lines, last = text.removesuffix("\n").split("\n")
    for number, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line)
        if not match or match[2] in listed or len(listed) >= MAX_FILES:
            raise InputError(f"{MANIFEST}: line {number} is no `SHA-256  path`, or names a path again: it was changed")
        if match[2] == MANIFEST or any(_name_fault(part) for part in match[2].split("/")):
            raise InputError(f"{MANIFEST}: line {number} names an inadmissible path")
        listed[match[2]] = match[1]
    match = _SELF.fullmatch(last)
    body = "".join(f"{line}\n" for line in lines)
    if not match or match[1] != hashlib.sha256(body.encode()).hexdigest() or manifest_of(listed) != data:
        raise InputError(f"{MANIFEST}: was changed (its last line does not hold the SHA-256 of the lines above)")
    return listed


def _open(path: Path, shown: str) -> int:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise InputError(f"{shown}: cannot be read: {error.strerror}") from None
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode) or state.st_size > MAX_FILE_BYTES:
        os.close(descriptor)
        raise InputError(f"{shown}: is no plain file of at most {MAX_FILE_BYTES} bytes")
    return descriptor


def _hash(path: Path, shown: str) -> str:
    total, first = hashlib.sha256(), True
    with os.fdopen(_open(path, shown), "rb") as stream:
        while chunk := stream.read(CHUNK):
            if first and not _DOCUMENT.fullmatch(shown):
                _refuse_compressed(chunk, shown)
            first = False
            total.update(chunk)
    return total.hexdigest()


def _refuse_compressed(chunk: bytes, shown: str) -> None:
    """Only a document of somebody else's may be compressed: nothing here ever unpacks one."""
    for magic, kind in _COMPRESSED.items():
        if chunk.startswith(magic):
            raise InputError(f"{shown}: holds {kind} data; what a bundle says is plain text")


def _slurp(path: Path, shown: str, max_bytes: int) -> bytes:
    with os.fdopen(_open(path, shown), "rb") as stream:
        data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise InputError(f"{shown}: is longer than {max_bytes} bytes")
    return data
